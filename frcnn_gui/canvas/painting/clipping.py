"""Cutting coordinates to what is seen before they become integers of Qt, which hold 32 bits.

Label files hold any number, and at 64 times its size the far end of a wide image is billions of pixels away.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect

CLIP_MARGIN_PX = 4096
"""Pixels around what is seen that shapes keep: far enough for no edge or dash made by the cut to be seen."""
_FAR_PX = float(1 << 20)
"""Further away than the border of any screen."""
_MAX_COORDINATE_PX = float(1 << 60)
"""Floats below it are exact enough for whole pixels wherever a person may look."""


@dataclass(frozen=True)
class PixelRect:
    """A rectangle in whole pixels of any size, where Qt's would overflow; `right` and `bottom` are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    def intersect_with(self, other: PixelRect) -> PixelRect:
        """What both cover; of no or negative size where that is nothing."""
        return PixelRect(
            max(self.left, other.left), max(self.top, other.top),
            min(self.right, other.right), min(self.bottom, other.bottom),
        )  # fmt: skip

    def clip_near_widget(self, width: int, height: int) -> QRect:
        """The part near a widget of `width` x `height`: each side lies where it was, or well outside."""
        left, right = (min(max(-CLIP_MARGIN_PX, value), width + CLIP_MARGIN_PX) for value in (self.left, self.right))
        top, bottom = (min(max(-CLIP_MARGIN_PX, value), height + CLIP_MARGIN_PX) for value in (self.top, self.bottom))
        return QRect(left, top, right - left, bottom - top)


def floor_int(value: float) -> int:
    """`value` rounded down; infinity and what is no number at all become very large and very small numbers."""
    return math.floor(min(max(-_MAX_COORDINATE_PX, value), _MAX_COORDINATE_PX))


def place_boxes(boxes: NDArray[np.floating], scale: float, offset: tuple[float, float]) -> NDArray[np.float64]:
    """Put boxes or points of the image where they are in a picture, no further away than beyond any screen.

    Args:
        boxes: (N, 2k) x and y in turn, in pixels of the image; any number.
        scale: Pixels of the picture per pixel of the image.
        offset: (x, y) of the image's corner, in pixels of the picture.

    Returns:
        (N, 2k) in pixels of the image. Rows with a coordinate that is not a number are entirely outside.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        placed: NDArray[np.float64] = boxes.astype(np.float64) * scale + np.tile(offset, boxes.shape[1] // 2)
    placed[np.isnan(placed).any(axis=1)] = _FAR_PX
    return np.clip(placed, -_FAR_PX, _FAR_PX, out=placed)
