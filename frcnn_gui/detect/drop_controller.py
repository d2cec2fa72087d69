"""What is dropped on the window: folders and label files are opened, images as well, or looked at on their own."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QMimeData, QObject, QPoint
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from detector.data.image_io import IMAGE_SUFFIXES
from frcnn_gui.common.parts import FolderOpener, HasActions, HasEngine, HasJobs, HasSettings, HasWindow
from frcnn_gui.detect.drop_targets import find_drop_target
from frcnn_gui.detect.drop_zones import DETECT, DropZones
from frcnn_gui.document.parts import HasSession
from frcnn_gui.network.parts import HasNetwork


class DropContext(HasWindow, HasJobs, HasActions, HasSettings, HasEngine, HasSession, HasNetwork, Protocol):
    """What is used of the window."""


class DropController(QObject):
    """The window hands its drag and drop events on to this."""

    def __init__(self, context: DropContext, opening: FolderOpener, area: QWidget) -> None:
        """`area` is where the two places for images are shown."""
        super().__init__(context.window)
        self._context, self._opening = context, opening
        self.zones = DropZones(area)

    def handle_drag_enter(self, event: QDragEnterEvent) -> None:
        paths = _local_paths(event.mimeData())
        if not paths:
            return
        event.acceptProposedAction()
        if _are_images(paths):
            self.zones.show_zones()

    def handle_drag_move(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()
        self.zones.highlight_zone_at(self._map_to_zones(event.position().toPoint()))

    def handle_drag_leave(self) -> None:
        self.zones.hide()

    def handle_drop(self, event: QDropEvent) -> None:
        paths = _local_paths(event.mimeData())
        self.zones.highlight_zone_at(self._map_to_zones(event.position().toPoint()))
        apart = self.zones.isVisible() and self.zones.zone == DETECT
        self.zones.hide()
        if not paths:
            return
        event.acceptProposedAction()
        self.detect_apart(paths) if apart else self.open_dropped(paths)

    def open_dropped(self, paths: list[Path]) -> None:
        """Open what the first of them stands for."""
        dropped = find_drop_target(paths)
        if dropped is not None:
            self._opening.open_path(dropped.path)
            self._context.session.message_posted.emit(dropped.remark)

    def detect_apart(self, images: list[Path]) -> None:
        """Detect on them in a window of their own."""
        from frcnn_gui.detect.quick_detect import QuickDetectController

        QuickDetectController(self._context, images, self._opening)

    def _map_to_zones(self, at: QPoint) -> QPoint:
        """From the window to the two places."""
        return self.zones.mapFrom(self._context.window, at)


def _local_paths(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _are_images(paths: list[Path]) -> bool:
    return all(path.suffix.lower() in IMAGE_SUFFIXES for path in paths)
