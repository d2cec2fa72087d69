"""The format of the open folder's labels: told in the status bar; chosen where nothing is labelled yet."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from detector.data.formats.base import FormatName
from frcnn_gui.context import WindowContext
from frcnn_gui.controllers.opening import Opening
from frcnn_gui.controllers.pixel_origin import PixelOrigin
from frcnn_gui.format_words import TITLES, described, in_short
from frcnn_gui.gallery import Gallery
from frcnn_gui.language import tr
from frcnn_gui.panels.status_bar import StatusBar
from frcnn_gui.plain_text import as_tip


class LabelFormats(QObject):
    """Binds `new_format_voc` and its like; `button` in the status bar names the format in use."""

    def __init__(self, context: WindowContext, opening: Opening, status: StatusBar) -> None:
        super().__init__(context.window)
        self._context, self._opening, self._status = context, opening, status
        self._is_new = False
        self._wanted: FormatName | None = None
        self.button = QToolButton()
        self.button.setAutoRaise(True)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setObjectName("label-format")
        self.button.setStyleSheet("QToolButton { padding-right: 12px; }")  # room for the arrow
        self.button.setAccessibleName(tr("Label format"))
        self.button.setToolTip(tr("The format of the labels"))
        menu = QMenu(self.button)
        menu.setToolTipsVisible(True)
        group = QActionGroup(self)
        for name in TITLES:
            action = context.actions[f"new_format_{name}"]
            group.addAction(action)
            menu.addAction(action)
            context.actions.bind(f"new_format_{name}", partial(self.choose, name))
            action.setChecked(name == context.settings.new_format)
        PixelOrigin(context, opening).add_to(menu)
        self.button.setMenu(menu)
        status.addPermanentWidget(self.button)
        context.session.folder_changed.connect(self._take_folder)
        context.autosave.saved.connect(self._note_saved)
        self.button.hide()

    def choose(self, name: FormatName) -> None:
        """Label folders without labels in this format: this one, while nothing of it is saved, and those to come."""
        context = self._context
        context.settings.new_format = name
        folder = context.session.folder
        if folder is None:
            text = tr("Folders without labels will be labelled as {format}.")
            context.session.message.emit(text.format(format=tr(TITLES[name])))
        elif not self.may_change:
            told = [tr("New folders will be labelled as {format}.").format(format=tr(TITLES[name]))]
            if folder.format != name:
                told.append(tr("This folder keeps {format}.").format(format=tr(TITLES[folder.format])))
            context.session.message.emit(" ".join(told))
        elif folder.format != name:
            self._wanted = name
            self._opening.reopen()

    @property
    def may_change(self) -> bool:
        """Whether nothing of the folder is labelled, on disk or in memory."""
        return self._is_new and not self._context.autosave.unsaved

    @Slot()
    def _take_folder(self) -> None:
        folder = self._context.session.folder
        self._is_new = folder is not None and not any(folder.labelled)
        wanted, self._wanted = self._wanted, None
        self._tell()
        if folder is not None and wanted == folder.format:
            text = tr("This folder will be labelled as {format}.")
            self._context.session.message.emit(text.format(format=tr(TITLES[wanted])))

    @Slot(object)
    def _note_saved(self) -> None:
        if self._is_new:
            self._is_new = False
            self._tell()

    def _tell(self) -> None:
        folder: Gallery | None = self._context.session.folder
        self.button.setVisible(folder is not None)
        if folder is None:
            return
        self.button.setText(in_short(folder.dataset))
        of_new = tr("Labels: {format}. Click to choose the format, as nothing is saved yet.")
        of_others = tr("Labels: {format}. Click to choose that of folders without labels.")
        tip = (of_new if self._is_new else of_others).format(format=described(folder.dataset))
        self.button.setToolTip(as_tip(tip))
        self.button.setAccessibleName(tr("Label format: {format}").format(format=tr(TITLES[folder.format])))
        self.button.setAccessibleDescription(tip)
