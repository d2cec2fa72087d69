"""How the Pascal VOC files of the open folder count pixels: changed by a person where it was not found right."""

from __future__ import annotations

from functools import partial
from typing import Literal, Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from frcnn_gui.common.language import tr
from frcnn_gui.common.parts import FolderOpener, HasActions, HasSettings, HasWindow
from frcnn_gui.common.texts.format_texts import join_texts
from frcnn_gui.document.parts import HasSession

CHOICES: tuple[tuple[str, Literal[0, 1] | None], ...] = (("origin_found", None), ("origin_0", 0), ("origin_1", 1))


class PixelOriginContext(HasWindow, HasActions, HasSettings, HasSession, Protocol):
    """What is used of the window."""


class PixelOriginController(QObject):
    """Binds `origin_found`, `origin_0` and `origin_1`."""

    def __init__(self, context: PixelOriginContext, opening: FolderOpener) -> None:
        super().__init__(context.window)
        self._context, self._opening = context, opening
        self._has_chosen = False
        group = QActionGroup(self)
        for name, first in CHOICES:
            group.addAction(context.actions[name])
            context.actions.bind(name, partial(self.choose_origin, first))
        context.session.folder_changed.connect(self._on_folder_changed)

    def add_to_menu(self, menu: QMenu) -> None:
        """Put the choices below a title into `menu`."""
        menu.addSection(tr("Pascal VOC coordinates"))
        for name, _ in CHOICES:
            menu.addAction(self._context.actions[name])

    def choose_origin(self, first: Literal[0, 1] | None) -> None:
        """Read the label files of this folder so from now on, and open it again."""
        folder = self._context.session.folder
        if folder is None or first == self._context.settings.chosen_origin(folder.root):
            return
        self._context.settings.choose_origin(folder.root, first)
        self._has_chosen = True
        self._opening.reopen_folder()

    @Slot()
    def _on_folder_changed(self) -> None:
        folder = self._context.session.folder
        found = folder.dataset.pixel_origin if folder is not None else None
        chosen = self._context.settings.chosen_origin(folder.root) if folder is not None else None
        for name, first in CHOICES:
            self._context.actions[name].setChecked(first == chosen)
        if self._has_chosen and found is not None:
            text = tr("Pascal VOC files of this folder: {origin}.")
            self._context.session.message_posted.emit(text.format(origin=join_texts(found.describe_origin())))
        self._has_chosen = False
