"""The pixels of an object along its edge, by which thin errors of large masks are seen (Cheng et al. 2021)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .bitmap import Bitmap

BOUNDARY_RATIO = 0.02
"""Of the image's diagonal: the distance of a boundary's pixels from the edge."""

Mask = NDArray[np.bool_]


def compute_boundary_distance(width: int, height: int, ratio: float = BOUNDARY_RATIO) -> int:
    """In pixels, at least 1: for an image of 640x480, 16."""
    return max(1, round(ratio * math.hypot(width, height)))


def find_boundary(bitmap: Bitmap, distance: int) -> Bitmap:
    """The pixels of `bitmap` that have a pixel outside of it at most `distance` columns and rows away.

    Beyond the border of the image everything is outside.
    """
    if bitmap.is_degenerate:
        return bitmap
    mask = bitmap.to_mask()
    inner = _erode_columns(_erode_columns(mask, distance).T, distance).T
    return Bitmap.from_mask(mask & ~inner, bitmap.left, bitmap.top)


def _erode_columns(mask: Mask, distance: int) -> Mask:
    """Which pixels of `mask` (H, W) have all pixels at most `distance` above and below them in it."""
    side = 2 * distance + 1
    counts = np.cumsum(np.pad(mask, ((distance + 1, distance), (0, 0))), axis=0, dtype=np.int32)
    eroded: Mask = counts[side:] - counts[:-side] == side
    return eroded
