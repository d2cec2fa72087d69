"""The pixels along the boundary of an object, by which thin errors of large masks are seen (Cheng et al. 2021)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .bitmap import Bitmap

DISTANCE_SHARE = 0.02
"""Of the diagonal of the image: how far inside the boundary reaches, as in the paper."""

Mask = NDArray[np.bool_]


def choose_distance(width: int, height: int) -> int:
    """How far the boundary reaches in a `width` x `height` image, in pixels."""
    return max(1, round(DISTANCE_SHARE * float(np.hypot(width, height))))


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
