"""A canvas with one image and one layer, painted into a pixmap for timing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QApplication

from detector.data.folder import ImageEntry, ImageFolder
from detector.data.formats.base import LabelFile
from detector.data.formats.shared.per_image_dataset import PairedDataset, PairedFolders
from detector.data.image_io import DecodedImage
from frcnn_gui.canvas.canvas_view import CanvasView
from frcnn_gui.canvas.layers import BoxGroup, Layer, LayerContent
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.document.session import Session

IMAGE_SIDE = 800


class _NoFiles:
    """Label files of a data set that has none on disk."""

    def read_labels(self, entry: ImageEntry) -> LabelFile:
        raise AssertionError(entry)

    def create_blank(self, entry: ImageEntry, width: int, height: int) -> LabelFile:
        raise AssertionError(entry, width, height)


def one_image() -> Gallery:
    root = Path("stand")
    folder = ImageFolder(root, root, ["one.png"], bytes(1), {})
    return Gallery(PairedDataset(root, "voc", PairedFolders((folder,)), _NoFiles()))


class CanvasStand:
    """A canvas of `width` x `height` pixels that shows an 800x800 image."""

    def __init__(self, width: int, height: int) -> None:
        existing = QApplication.instance()
        self.application = existing if isinstance(existing, QApplication) else QApplication([])
        self.session = Session()
        self.view = CanvasView(self.session)
        self.view.resize(width, height)
        self.layer = Layer("stand", "Stand")
        self.view.layers.add_layer(self.layer)
        self.session.set_folder(one_image())
        self.session.go_to_index(0)
        pixels = np.full((IMAGE_SIDE, IMAGE_SIDE, 3), 120, dtype=np.uint8)
        self.session.show_image(0, DecodedImage(pixels, IMAGE_SIDE, IMAGE_SIDE), None, "only shown")
        self.view.show()
        self.target = QPixmap(width, height)
        self._boxes = np.zeros((0, 4), dtype=np.float32)
        self._direction = 1

    def show_boxes(self, boxes: NDArray[np.float32]) -> None:
        self._boxes = boxes
        self.paint_again()

    def paint_again(self) -> None:
        """Change the content of the layer, and wait until all of it is painted."""
        self.layer.set_content(LayerContent((BoxGroup(self._boxes, "#34C3FF"),), "all"))
        self.settle()

    def settle(self) -> None:
        self.frame()
        while self.view._layer_cache.is_busy:
            self.application.processEvents()
        self.frame()

    def frame(self) -> None:
        self.view.render(self.target)

    def pan(self) -> None:
        """One step of the wheel, and the next frame."""
        self._wheel(Qt.KeyboardModifier.NoModifier)
        self.frame()

    def zoom(self) -> None:
        """One step of the wheel with Ctrl, and the next frame."""
        self._wheel(Qt.KeyboardModifier.ControlModifier)
        self.frame()

    def _wheel(self, modifiers: Qt.KeyboardModifier) -> None:
        self._direction = -self._direction
        place = QPointF(self.view.width() / 2, self.view.height() / 2)
        event = QWheelEvent(
            place,
            place,
            QPoint(),
            QPoint(0, 30 * self._direction),
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        self.application.sendEvent(self.view, event)

    def paint_naively(self, boxes: NDArray[np.float32]) -> None:
        """Paint boxes as a program without a cache does in each frame: drawRects with a thin opaque pen."""
        viewport = self.view.viewport
        painter = QPainter(self.target)
        painter.setPen(QPen(QColor("#34C3FF"), 1))
        corners = [(*viewport.to_widget(x1, y1), *viewport.to_widget(x2, y2)) for x1, y1, x2, y2 in boxes.tolist()]
        painter.drawRects([QRectF(x1, y1, x2 - x1, y2 - y1) for x1, y1, x2, y2 in corners])
        painter.end()
