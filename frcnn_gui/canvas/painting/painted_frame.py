"""Something painted once for one viewport, and shown for others until it is repainted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from frcnn_gui.canvas.viewport import Viewport
from frcnn_gui.common.painting import painter_on

MARGIN_PX = 96
"""How far pictures reach beyond the widget on each side, so that panning does not uncover what is not painted."""


@dataclass(frozen=True)
class CanvasFrame:
    """The part of the plane that a picture shows: the widget (`width` x `height` logical pixels) and its margin."""

    viewport: Viewport
    width: int
    height: int
    ratio: float = 1.0
    """Pixels of the screen per logical pixel."""
    margin: int = MARGIN_PX

    @property
    def device_size(self) -> QSize:
        """Of the picture, in pixels of the screen."""
        return QSize(
            round((self.width + 2 * self.margin) * self.ratio), round((self.height + 2 * self.margin) * self.ratio)
        )

    @property
    def device_scale(self) -> float:
        """Pixels of the picture per pixel of the image."""
        return self.viewport.scale * self.ratio

    @property
    def device_offset(self) -> tuple[float, float]:
        """Where in the picture the image's corner is, in pixels of the screen."""
        view = self.viewport
        return (view.offset_x + self.margin) * self.ratio, (view.offset_y + self.margin) * self.ratio

    def covers_frame(self, target: CanvasFrame) -> bool:
        """Whether a picture of this frame shows all that `target` would show of the widget, at the same scale."""
        return self.compute_slack(target) >= 0

    def compute_slack(self, target: CanvasFrame) -> float:
        """How many more pixels the widget may be moved before it leaves the picture; negative where it has."""
        if (self.viewport.scale, self.ratio) != (target.viewport.scale, target.ratio):
            return -1.0
        dx = target.viewport.offset_x - self.viewport.offset_x
        dy = target.viewport.offset_y - self.viewport.offset_y
        left, top = self.margin - dx, self.margin - dy
        return min(left, top, self.width + 2 * self.margin - left - target.width,
                   self.height + 2 * self.margin - top - target.height)  # fmt: skip

    @contextmanager
    def transformed(self, painter: QPainter, viewport: Viewport) -> Iterator[None]:
        """Let `painter` draw what is placed for this frame where it is in another viewport."""
        old, stretch = self.viewport, viewport.scale / self.viewport.scale
        painter.save()
        painter.translate(viewport.offset_x - old.offset_x * stretch, viewport.offset_y - old.offset_y * stretch)
        painter.scale(stretch, stretch)
        yield
        painter.restore()


class PaintedFrame:
    """The pixels of a frame: `pixels` (h, w) uint32, 0xAARRGGBB premultiplied, are those of `image`."""

    def __init__(self, frame: CanvasFrame) -> None:
        self.frame = frame
        size = frame.device_size
        self.pixels: NDArray[np.uint32] = np.zeros((size.height(), size.width()), dtype=np.uint32)
        # The image looks into the array, which therefore must live as long.
        self.image = QImage(
            self.pixels.data, size.width(), size.height(), 4 * size.width(), QImage.Format.Format_ARGB32_Premultiplied
        )

    @contextmanager
    def open_painter(self) -> Iterator[QPainter]:
        """Paint in logical pixels of the widget at the frame's viewport; meanwhile `pixels` are not to be touched."""
        with painter_on(self.image) as painter:
            painter.scale(self.frame.ratio, self.frame.ratio)
            painter.translate(self.frame.margin, self.frame.margin)
            yield painter

    def draw_for(self, painter: QPainter, viewport: Viewport) -> None:
        """Show it for another viewport: moved, and where need be stretched."""
        frame = self.frame
        stretch = viewport.scale / frame.viewport.scale
        x = viewport.offset_x - (frame.margin + frame.viewport.offset_x) * stretch
        y = viewport.offset_y - (frame.margin + frame.viewport.offset_y) * stretch
        width, height = (frame.width + 2 * frame.margin) * stretch, (frame.height + 2 * frame.margin) * stretch
        if x > frame.width or y > frame.height or x + width < 0 or y + height < 0:
            return  # far from where it was painted: nothing of it is seen
        if stretch == 1.0 and frame.ratio == 1.0:
            painter.drawImage(QPoint(round(x), round(y)), self.image)
        else:
            painter.drawImage(QRectF(x, y, width, height), self.image)
