"""Pinned images: those that are traced again and again while a network trains."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Slot

from frcnn_gui.common.language import tr
from frcnn_gui.common.parts import HasActions, HasWindow
from frcnn_gui.document.parts import HasSession

MAX_PINNED_IMAGES = 8


class PinContext(HasWindow, HasActions, HasSession, Protocol):
    """What is used of the window."""


class PinController(QObject):
    """Binds `pin_image`; `images` of the open folder are pinned, in the order in which that was done."""

    def __init__(self, context: PinContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.images: list[Path] = []
        context.actions.bind("pin_image", self.toggle_pin)
        context.session.document_changed.connect(self._update_action)
        context.session.folder_changed.connect(self._on_folder_changed)
        self._update_action()

    def toggle_pin(self) -> None:
        """Pin the current image, or let it go."""
        document = self._context.session.document
        if document is None:
            return
        if document.image in self.images:
            self.images.remove(document.image)
            text = tr("{image} is no longer pinned.")
        elif len(self.images) >= MAX_PINNED_IMAGES:
            text = tr("%Ln image(s) already pinned. Each one slows down training.", "", MAX_PINNED_IMAGES)
        else:
            self.images.append(document.image)
            text = tr("{image} is pinned: training records its stages.")
        self._context.session.message_posted.emit(text.format(image=document.image.name))
        self._update_action()

    @Slot()
    def _on_folder_changed(self) -> None:
        self.images.clear()
        self._update_action()

    @Slot()
    def _update_action(self) -> None:
        document = self._context.session.document
        self._context.actions["pin_image"].setChecked(document is not None and document.image in self.images)
