"""The image itself: smooth where it is reduced, every pixel to be seen where it is enlarged."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from frcnn_gui.canvas.picture import Frame, Picture

NEAREST_FROM = 2.0
"""From this magnification on, pixels are shown as squares."""


class ImagePainter:
    """Paints `pixels` (h, w, 3) uint8 RGB, which are `reduction` times smaller a side than the image they stand for."""

    def __init__(self, pixels: NDArray[np.uint8], reduction: int = 1) -> None:
        height, width = pixels.shape[:2]
        self._pixels = np.ascontiguousarray(pixels)  # the image below looks into it
        image = QImage(self._pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        self._levels = [image]  # each half as large as the one before, made when needed
        self._reduction = reduction
        self._picture: Picture | None = None
        self._key: tuple[QColor, bool] = (QColor(), False)

    def draw(self, painter: QPainter, frame: Frame, background: QColor, hasty: bool = False) -> None:
        """Blit what the widget shows of the image and of the background around it; `hasty` while the zoom changes."""
        picture, key = self._picture, (background, hasty)
        if picture is None or not picture.frame.serves(frame) or key != self._key:
            picture = Picture(frame)
            self._paint(picture, background, hasty)
            self._picture, self._key = picture, key
        picture.draw(painter, frame.viewport)

    def _paint(self, picture: Picture, background: QColor, hasty: bool) -> None:
        picture.image.fill(background)
        scale = picture.frame.device_scale * self._reduction
        level = self._level(scale)
        image, factor = self._levels[level], scale * 2**level
        left, top = picture.frame.device_offset
        size = picture.image.size()
        # Only whole pixels in sight, so that no rounding shifts the image and nothing outside costs time.
        first_x, first_y = max(math.floor(-left / factor) - 1, 0), max(math.floor(-top / factor) - 1, 0)
        last_x = min(math.ceil((size.width() - left) / factor) + 1, image.width())
        last_y = min(math.ceil((size.height() - top) / factor) + 1, image.height())
        if last_x <= first_x or last_y <= first_y:
            return
        source = QRect(first_x, first_y, last_x - first_x, last_y - first_y)
        target = QRectF(
            left + first_x * factor, top + first_y * factor, source.width() * factor, source.height() * factor
        )
        painter = QPainter(picture.image)
        # Smoothing the full image, which is not in the format of the screen, is too slow for every step of a zoom.
        smooth = scale < NEAREST_FROM and factor != 1.0 and not (hasty and level == 0)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        if factor == 1.0:
            painter.drawImage(target.topLeft().toPoint(), image, source)
        else:
            painter.drawImage(target, image, QRectF(source))
        painter.end()

    def _level(self, scale: float) -> int:
        """The smallest level that is still at least as large as what is to be shown, made if need be."""
        wanted = max(0, math.floor(math.log2(1 / scale))) if scale < 1 else 0
        while len(self._levels) <= wanted and min(self._levels[-1].width(), self._levels[-1].height()) >= 2:
            self._levels.append(_halved(self._levels[-1]))
        return min(wanted, len(self._levels) - 1)


def _halved(image: QImage) -> QImage:
    """Half as wide and high (an odd last row or column is left out), each pixel the mean of four."""
    width, height = image.width() // 2, image.height() // 2
    result = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(0, 0, width, height), image, QRectF(0, 0, 2 * width, 2 * height))
    painter.end()
    return result
