"""Remembers at which image each folder was left."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Slot

from frcnn_gui.common.parts import HasSettings, HasWindow
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.document.parts import HasSession

STORE_DELAY_MS = 1000
"""The settings are written when nobody went on for so long, and not at every step."""


class LastPositionsContext(HasWindow, HasSettings, HasSession, Protocol):
    """What is used of the window."""


class LastPositions(QObject):
    """`store_position` when the window closes."""

    def __init__(self, context: LastPositionsContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._folder: Gallery | None = None
        self._name = ""
        """Where `_folder` is; that of a folder that was left is still wanted when the next one is there."""
        self._timer = QTimer(self, singleShot=True, interval=STORE_DELAY_MS)
        self._timer.timeout.connect(self.store_position)
        context.session.current_image_changed.connect(self._on_current_image_changed)

    def find_last_index(self, folder: Gallery) -> int:
        """The image at which this folder was left; the first where that is not known, or the image is gone."""
        name = self._context.settings.last_image(folder.root)
        try:
            return folder.names.index(name) if name else 0
        except ValueError:
            return 0

    @Slot()
    def store_position(self) -> None:
        """Write it down now."""
        self._timer.stop()
        if self._folder is not None and self._name:
            self._context.settings.remember_image(self._folder.root, self._name)
            self._name = ""

    @Slot()
    def _on_current_image_changed(self) -> None:
        folder, index = self._context.session.folder, self._context.session.index
        if folder is not self._folder:
            self.store_position()
            self._folder = folder
        if folder is not None and 0 <= index < len(folder):
            self._name = folder.name_of(index)
            self._timer.start()
