"""What many annotators do: a QGraphicsScene with one item for each box, without tags or handles."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QColor, QImage, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QGraphicsRectItem, QGraphicsScene, QGraphicsView, QWidget

from detector.data.annotation import Annotation


class SceneItems:
    """A view of `size` pixels on an `image` of this size in pixels, with boxes."""

    def __init__(self, annotations: tuple[Annotation, ...], image: tuple[int, int], size: tuple[int, int]) -> None:
        shown = QImage(*image, QImage.Format.Format_RGB32)
        shown.fill(QColor(120, 120, 120))
        self._annotations, self._pixmap = annotations, QPixmap.fromImage(shown)
        self._moves = itertools.count()
        self._view = QGraphicsView()
        self._view.resize(*size)
        self._view.show()
        self.show_again()

    def show_again(self) -> None:
        """Create a new scene with all items, and paint its first frame."""
        scene = QGraphicsScene(self._view)
        scene.addPixmap(self._pixmap)
        for annotation in self._annotations:
            item = QGraphicsRectItem(
                QRectF(annotation.bounds.x1, annotation.bounds.y1, annotation.bounds.width, annotation.bounds.height)
            )
            pen = QPen(QColor("#34C3FF"), 2)
            pen.setCosmetic(True)
            item.setPen(pen)
            item.setFlags(
                QGraphicsRectItem.GraphicsItemFlag.ItemIsMovable | QGraphicsRectItem.GraphicsItemFlag.ItemIsSelectable
            )
            scene.addItem(item)
        previous = self._view.scene()
        self._view.setScene(scene)
        if previous is not None:
            previous.deleteLater()
        self._paint()

    def zoom(self) -> None:
        """Scale a little, and paint everything."""
        scale = 1.0 if next(self._moves) % 2 else 1.1
        self._view.resetTransform()
        self._view.scale(scale, scale)
        self._paint()

    def _paint(self) -> None:
        paint_now(self._view)


def paint_now(window: QWidget) -> None:
    """Process pending events and paint `window` immediately, which Qt would do some milliseconds later."""
    QApplication.processEvents()
    QApplication.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))


def in_the_middle(annotations: tuple[Annotation, ...]) -> Annotation:
    """A box to drag: visible, and of a usual size."""
    usual = [
        annotation
        for annotation in annotations
        if 40 <= annotation.bounds.width <= 100 and 40 <= annotation.bounds.height <= 100
    ]
    return min(
        usual,
        key=lambda annotation: (
            abs(annotation.bounds.x1 + annotation.bounds.x2 - 1600)
            + abs(annotation.bounds.y1 + annotation.bounds.y2 - 1200)
        ),
    )
