"""The outline of an object inside its box, by the colors inside and around it.

C. Rother, V. Kolmogorov and A. Blake, "GrabCut: interactive foreground extraction using iterated graph cuts", 2004. It
begins three times with more and more of the box as certain object, until the outline fills its box: boxes are drawn
close around their objects, so an outline that does not is wrong.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap

Pixels = NDArray[np.uint8]
_Mask = NDArray[np.uint8]

_MARGIN = 0.5
"""Margin of background around the box, as a fraction of its sides."""
_MIN_MARGIN_PX = 8
_MAX_SIDE, _MIN_SIDE = 256, 96
"""The longer side in pixels to which the box with its margin is scaled."""
_CERTAIN_SHARES = (None, 0.05, 0.25)
"""Shares of the ellipse in the box that are certainly object; with None, no pixel is, and the corners may be object."""
_ENOUGH_FILLED = 0.9
"""Share of the box that the bounds of an outline fill, from which on it is not tried again."""
_MIN_GAIN = 0.05
"""By which another attempt has to fill the box better."""
_MIN_PART_SHARE = 0.1
"""Of the largest part; smaller ones are left out."""
_ITERATIONS = 3


class _View(NamedTuple):
    """The part of an image that is segmented, and the box in it; edges in pixels of the image."""

    left: int
    top: int
    right: int
    bottom: int
    box: tuple[int, int, int, int]

    @classmethod
    def around(cls, box: Box, width: int, height: int) -> _View | None:
        """None if the box has no pixel inside the image."""
        x1, y1 = max(int(np.floor(box.x1)), 0), max(int(np.floor(box.y1)), 0)
        x2, y2 = min(int(np.ceil(box.x2)), width), min(int(np.ceil(box.y2)), height)
        if x1 >= x2 or y1 >= y2:
            return None
        around_x, around_y = (max(int(_MARGIN * side), _MIN_MARGIN_PX) for side in (x2 - x1, y2 - y1))
        left, top = max(x1 - around_x, 0), max(y1 - around_y, 0)
        return cls(left, top, min(x2 + around_x, width), min(y2 + around_y, height), (x1, y1, x2, y2))

    def place_box(self, width: int, height: int) -> tuple[slice, slice]:
        """The rows and columns of the box where the view has this size; at least one of each."""
        x, y = width / (self.right - self.left), height / (self.bottom - self.top)
        x1, y1, x2, y2 = self.box
        columns = _place_edges((x1 - self.left) * x, (x2 - self.left) * x, width)
        return _place_edges((y1 - self.top) * y, (y2 - self.top) * y, height), columns


def propose_outline(pixels: Pixels, box: Box) -> Bitmap:
    """The pixels of the object in `box`.

    Args:
        pixels: The image, (H, W, 3) RGB.
        box: The box, close around the object.

    Returns:
        Pixels inside the box and the image; without any if the box is outside.
    """
    import cv2

    view = _View.around(box, pixels.shape[1], pixels.shape[0])
    if view is None:
        return Bitmap()
    part = pixels[view.top : view.bottom, view.left : view.right]
    side = max(part.shape[:2])
    scale = min(max(side, _MIN_SIDE), _MAX_SIDE) / side
    width, height = (max(round(length * scale), 1) for length in (part.shape[1], part.shape[0]))
    shrinks = scale < 1
    way = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    scaled = cv2.resize(part[:, :, ::-1], (width, height), interpolation=way)
    found = _find_best_mask(np.asarray(scaled, np.uint8), view.place_box(width, height)) * np.uint8(255)
    way_back = cv2.INTER_LINEAR if shrinks else cv2.INTER_AREA
    mask = cv2.resize(found, (part.shape[1], part.shape[0]), interpolation=way_back) > 127
    rows, columns = view.place_box(part.shape[1], part.shape[0])
    return Bitmap.from_mask(mask[rows, columns], view.left + columns.start, view.top + rows.start)


def _find_best_mask(image: Pixels, box: tuple[slice, slice]) -> _Mask:
    """The mask (H, W) of 0 and 1 that fills the box best, of several beginnings."""
    best, best_fill = np.zeros(image.shape[:2], np.uint8), -_MIN_GAIN
    for share in _CERTAIN_SHARES:
        start = _build_start(image.shape[0], image.shape[1], box, share)
        if start is None:
            continue
        mask = _remove_small_parts(_cut(image, start))
        fill = _measure_fill(mask[box])
        if fill > best_fill + _MIN_GAIN:
            best, best_fill = mask, fill
        if fill >= _ENOUGH_FILLED:
            break
    return best


def _build_start(height: int, width: int, box: tuple[slice, slice], certain_share: float | None) -> _Mask | None:
    """What is background, object or unknown at first; None if nothing could be background."""
    import cv2

    start = np.full((height, width), cv2.GC_BGD, np.uint8)
    start[box] = cv2.GC_PR_FGD
    if certain_share is not None:
        rows, columns = (np.arange(part.stop - part.start) + 0.5 for part in box)
        y, x = (2 * places / len(places) - 1 for places in (rows, columns))
        distances = np.square(y)[:, None] + np.square(x)
        start[box][distances > 1] = cv2.GC_PR_BGD
        start[box][distances < max(certain_share, distances.min() + 1e-9)] = cv2.GC_FGD
    has_background = np.isin(start, (cv2.GC_BGD, cv2.GC_PR_BGD)).any()
    return start if has_background else None


def _cut(image: Pixels, start: _Mask) -> _Mask:
    """The object, as 1, according to the colors (H, W, 3) and what is known at first."""
    import cv2

    background, foreground = np.zeros((1, 65)), np.zeros((1, 65))  # models of colors, filled in place
    cv2.setRNGSeed(0)  # the same outline each time
    cv2.grabCut(image, start, (0, 0, 1, 1), background, foreground, _ITERATIONS, cv2.GC_INIT_WITH_MASK)
    return np.isin(start, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)


def _remove_small_parts(mask: _Mask) -> _Mask:
    import cv2

    count, numbers, statistics, _centers = cv2.connectedComponentsWithStats(mask, connectivity=8)
    areas = statistics[:, cv2.CC_STAT_AREA]
    if count <= 2:
        return mask
    is_kept = areas >= _MIN_PART_SHARE * areas[1:].max()
    is_kept[0] = False
    kept: _Mask = is_kept[numbers].astype(np.uint8)
    return kept


def _measure_fill(mask: _Mask) -> float:
    """The share of `mask` that is in the bounds of its pixels."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return 0.0
    return float((rows[-1] + 1 - rows[0]) * (columns[-1] + 1 - columns[0]) / mask.size)


def _place_edges(start: float, end: float, size: int) -> slice:
    first = min(round(start), size - 1)
    return slice(first, max(min(round(end), size), first + 1))
