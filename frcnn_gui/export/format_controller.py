"""The format of the open folder's labels: shown in the status bar; chosen where nothing is labeled yet."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from detector.data.formats.base import FormatName
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.parts import FolderOpener, HasActions, HasSettings, HasWindow
from frcnn_gui.common.plain_text import format_tooltip
from frcnn_gui.common.texts.format_texts import FORMAT_TITLES, describe_format, translate_text
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.document.parts import HasSession
from frcnn_gui.export.pixel_origin_controller import PixelOriginController
from frcnn_gui.saving.parts import HasAutosave

NEW_FOLDERS_TEXT = N_("New folders will use {format}.")
FOLDER_KEEPS_TEXT = N_("This folder keeps {format}.")


class LabelFormatContext(HasWindow, HasActions, HasSettings, HasSession, HasAutosave, Protocol):
    """What is used of the window."""


class LabelFormatController(QObject):
    """Binds `new_format_voc` and its like; `button` in the status bar names the format in use."""

    def __init__(self, context: LabelFormatContext, opening: FolderOpener) -> None:
        super().__init__(context.window)
        self._context, self._opening = context, opening
        self._is_unlabeled = False
        self._requested_format: FormatName | None = None
        self.button = QToolButton()
        self.button.setAutoRaise(True)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setObjectName("label-format")
        self.button.setStyleSheet("QToolButton { padding-right: 12px; }")  # room for the arrow
        self.button.setAccessibleName(tr("Label format"))
        self.button.setToolTip(tr("Format of the labels"))
        menu = QMenu(self.button)
        menu.setToolTipsVisible(True)
        group = QActionGroup(self)
        for name in FORMAT_TITLES:
            action = context.actions[f"new_format_{name}"]
            group.addAction(action)
            menu.addAction(action)
            context.actions.bind(f"new_format_{name}", partial(self.choose_format, name))
            action.setChecked(name == context.settings.new_format)
        PixelOriginController(context, opening).add_to_menu(menu)
        self.button.setMenu(menu)
        context.session.folder_changed.connect(self._on_folder_changed)
        context.autosave.document_saved.connect(self._on_document_saved)
        self.button.hide()

    def choose_format(self, name: FormatName) -> None:
        """Label folders without labels in this format: this one, while nothing of it is saved, and those to come."""
        context = self._context
        context.settings.new_format = name
        folder = context.session.folder
        if folder is None:
            text = tr("Folders without labels will use {format}.")
            context.session.message_posted.emit(text.format(format=tr(FORMAT_TITLES[name])))
        elif not self.can_change:
            sentences = [tr(NEW_FOLDERS_TEXT).format(format=tr(FORMAT_TITLES[name]))]
            if folder.format != name:
                sentences.append(tr(FOLDER_KEEPS_TEXT).format(format=tr(FORMAT_TITLES[folder.format])))
            context.session.message_posted.emit(" ".join(sentences))
        elif folder.format != name:
            self._requested_format = name
            self._opening.reopen_folder()

    @property
    def can_change(self) -> bool:
        """Whether nothing of the folder is labeled, on disk or in memory."""
        return self._is_unlabeled and not self._context.autosave.unsaved_documents

    @Slot()
    def _on_folder_changed(self) -> None:
        folder = self._context.session.folder
        self._is_unlabeled = folder is not None and not any(folder.label_flags)
        requested, self._requested_format = self._requested_format, None
        self._update_button()
        if folder is not None and requested == folder.format:
            text = tr("This folder will use {format}.")
            self._context.session.message_posted.emit(text.format(format=tr(FORMAT_TITLES[requested])))

    @Slot(object)
    def _on_document_saved(self) -> None:
        if self._is_unlabeled:
            self._is_unlabeled = False
            self._update_button()

    def _update_button(self) -> None:
        folder: Gallery | None = self._context.session.folder
        self.button.setVisible(folder is not None)
        if folder is None:
            return
        self.button.setText(translate_text(folder.dataset.describe_short()))
        of_new = tr("Labels: {format}. Nothing saved yet; click to change it.")
        of_others = tr("Labels: {format}. Click to change the format of new folders.")
        tip = (of_new if self._is_unlabeled else of_others).format(format=describe_format(folder.dataset))
        self.button.setToolTip(format_tooltip(tip))
        self.button.setAccessibleName(tr("Label format: {format}").format(format=tr(FORMAT_TITLES[folder.format])))
        self.button.setAccessibleDescription(tip)
