"""An image at its full size and at halves of it: shown small, it costs no more than shown large."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter

from detector.data.image_io import DecodedImage, Watch
from frcnn_gui.common.painting import painter_on

BAND_PIXELS = 1_000_000
"""Pixels in each band of a level: other threads get the interpreter in between, and the work can be stopped."""
MIN_COMPACT_PIXELS = 16_000_000
"""Larger levels are kept in three bytes a pixel, smaller ones in the four that the screen has."""
MAX_PAINTED_SIDE_PX = 8_000_000
"""Qt's painters do not reach further than 16 million pixels; longer sides are halved without them."""
MIN_PREPARED_SIDE_PX = 256
"""Levels are prepared down to this length of the longer side; smaller ones are made when they are needed."""

_SCREEN, _COMPACT = QImage.Format.Format_RGB32, QImage.Format.Format_RGB888


class Pyramid:
    """Level 0 is `pixels` (h, w, 3) uint8 RGB; each further level is half as wide and high as the one before."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        height, width = pixels.shape[:2]
        self.pixels = np.ascontiguousarray(pixels)  # the image below looks into it
        self._levels = [QImage(self.pixels.data, width, height, 3 * width, _COMPACT)]

    @property
    def bytes(self) -> int:
        return sum(level.sizeInBytes() for level in self._levels)

    def prepare_levels(self, watch: Watch | None = None) -> None:
        """Make all but the smallest levels; `watch` is called now and then, and stops the work by raising."""
        while max(self._levels[-1].width(), self._levels[-1].height()) > MIN_PREPARED_SIDE_PX and self._can_halve:
            self._levels.append(_halve_image(self._levels[-1], watch))

    def get_level(self, scale: float) -> tuple[QImage, int]:
        """The smallest level still at least as large as the image at `scale`, and by what it is reduced: 1, 2, 4..."""
        needed = max(0, math.floor(math.log2(1 / scale))) if scale < 1 else 0
        while len(self._levels) <= needed and self._can_halve:
            self._levels.append(_halve_image(self._levels[-1]))
        number = min(needed, len(self._levels) - 1)
        return self._levels[number], 2**number

    @property
    def _can_halve(self) -> bool:
        return max(self._levels[-1].width(), self._levels[-1].height()) >= 2


@dataclass(frozen=True, eq=False)
class PreparedImage(DecodedImage):
    """A decoded image with its pyramid, made on the thread that decoded it."""

    pyramid: Pyramid | None = None

    @property
    def bytes(self) -> int:
        """What it takes of memory."""
        return self.pyramid.bytes if self.pyramid is not None else self.pixels.nbytes


def prepare_image(image: DecodedImage, watch: Watch | None = None) -> PreparedImage:
    """`image` ready for the canvas; `watch` stops the work by raising."""
    pyramid = Pyramid(image.pixels)
    pyramid.prepare_levels(watch)
    return PreparedImage(image.pixels, image.width, image.height, image.reduction, image.problem, pyramid)


def get_pyramid(image: DecodedImage) -> Pyramid:
    """The pyramid that came with the image; a new one where none did."""
    known = image.pyramid if isinstance(image, PreparedImage) else None
    return known if known is not None else Pyramid(image.pixels)


def _halve_image(image: QImage, watch: Watch | None = None) -> QImage:
    """Half as wide and high, each pixel the mean of four.

    An odd last row or column is left out, but a single one stays, so that a line is halved along its length.
    """
    width, height = max(image.width() // 2, 1), max(image.height() // 2, 1)
    across, down = min(2, image.width()), min(2, image.height())
    if max(image.width(), image.height()) > MAX_PAINTED_SIDE_PX:
        return _halve_with_numpy(image, width, height, across, down)
    result = QImage(width, height, _COMPACT if width * height > MIN_COMPACT_PIXELS else _SCREEN)
    if result.isNull():
        raise MemoryError
    rows = max(BAND_PIXELS // (2 * image.width()), 1)
    for top in range(0, height, rows):
        if watch is not None:
            watch(1.0)
        count = min(rows, height - top)
        # In the format of the screen first: to smooth the other one is slower than to convert it.
        band = image.copy(QRect(0, down * top, across * width, down * count)).convertToFormat(_SCREEN)
        half = QImage(width, count, _SCREEN)
        with painter_on(half) as smooth:
            smooth.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            smooth.drawImage(QRectF(0, 0, width, count), band, QRectF(band.rect()))
        with painter_on(result) as painter:
            painter.drawImage(0, top, half)
    return result


def _halve_with_numpy(image: QImage, width: int, height: int, across: int, down: int) -> QImage:
    """As `_halve_image`: each pixel of the `width` x `height` result is the mean of `across` times `down` ones."""
    image = image.convertToFormat(_COMPACT)
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = lines[: height * down, : 3 * width * across].reshape(height, down, width, across, 3)
    total = np.full((height, width, 3), across * down // 2, np.uint16)  # so that the division rounds
    for row, column in product(range(down), range(across)):
        total += pixels[:, row, :, column]
    halved = (total // np.uint16(across * down)).astype(np.uint8)
    return QImage(halved.data, width, height, 3 * width, _COMPACT).copy()
