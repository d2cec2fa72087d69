"""What is dropped on the window: folders and label files are opened, images as well, or looked at on their own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QPoint
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from detector.data.image_io import IMAGE_SUFFIXES
from frcnn_gui.context import WindowContext
from frcnn_gui.controllers.opening import Opening
from frcnn_gui.dropping import what_to_open
from frcnn_gui.panels.drop_zones import DETECT, DropZones


class Drops(QObject):
    """The window hands its drag and drop events on to this."""

    def __init__(self, context: WindowContext, opening: Opening, area: QWidget) -> None:
        """`area` is where the two places for images are shown."""
        super().__init__(context.window)
        self._context, self._opening = context, opening
        self.zones = DropZones(area)

    def enter(self, event: QDragEnterEvent) -> None:
        paths = _paths(event.mimeData())
        if not paths:
            return
        event.acceptProposedAction()
        if _are_images(paths):
            self.zones.begin()

    def move(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()
        self.zones.hover(self._place(event.position().toPoint()))

    def leave(self) -> None:
        self.zones.hide()

    def drop(self, event: QDropEvent) -> None:
        paths = _paths(event.mimeData())
        self.zones.hover(self._place(event.position().toPoint()))
        apart = self.zones.isVisible() and self.zones.zone == DETECT
        self.zones.hide()
        if not paths:
            return
        event.acceptProposedAction()
        self.look_apart(paths) if apart else self.open(paths)

    def open(self, paths: list[Path]) -> None:
        """Open what the first of them stands for."""
        dropped = what_to_open(paths)
        if dropped is not None:
            self._opening.open(dropped.path)
            self._context.session.message.emit(dropped.remark)

    def look_apart(self, images: list[Path]) -> None:
        """Detect on them in a window of their own."""
        from frcnn_gui.controllers.detecting_apart import DetectingApart

        DetectingApart(self._context, images, self._opening)

    def _place(self, at: QPoint) -> QPoint:
        """From the window to the two places."""
        return self.zones.mapFrom(self._context.window, at)


def _paths(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _are_images(paths: list[Path]) -> bool:
    return all(path.suffix.lower() in IMAGE_SUFFIXES for path in paths)
