"""The pixels of rings, decided as COCO decides them.

Equal bit for bit to `rleFrPoly` of pycocotools, with all its roundings:
https://github.com/cocodataset/cocoapi/blob/master/common/maskApi.c

There, corners are rounded to a grid of five lines per pixel, all its points on the boundary are listed, and a column
is entered where the boundary passes from line 5c + 2 to 5c + 3. Here only these crossings are calculated, so the cost
depends on the columns that an edge crosses inside the image, however far outside it reaches.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .bitmap import Bitmap
from .rings import Part, Points, Rings
from .runs import Integers, cancel_pairs, expand_ranges
from .set_operations import subtract_bitmaps, unite_bitmaps

_LINES_PER_PIXEL = 5.0
_MAX_CROSSINGS_AT_ONCE = 4_000_000
"""Limits the memory for a ring whose many edges each cross much of the image."""
_Floats = NDArray[np.float64]


def rasterize_rings(rings: Rings, width: int, height: int) -> Bitmap:
    """The pixels of `rings` in a `width` x `height` image: parts united, each without its holes.

    A ring that crosses itself encloses what an odd number of its turns enclose.
    """
    return unite_bitmaps([_rasterize_part(part, width, height) for part in rings.parts])


def _rasterize_part(part: Part, width: int, height: int) -> Bitmap:
    outer, *holes = (Bitmap.from_toggles(rasterize_points(ring.points, width, height), height) for ring in part.rings)
    return subtract_bitmaps(outer, unite_bitmaps(holes)) if holes else outer


def rasterize_points(points: Points, width: int, height: int) -> Integers:
    """The toggles of one ring of `points` (N, 2) in a `width` x `height` image."""
    fine = np.trunc(_LINES_PER_PIXEL * points + 0.5)
    starts, ends = fine, np.roll(fine, -1, axis=0)
    crossings = np.cumsum(np.minimum(np.abs(ends - starts)[:, 0] / _LINES_PER_PIXEL, width))
    limits = np.arange(_MAX_CROSSINGS_AT_ONCE, crossings[-1], _MAX_CROSSINGS_AT_ONCE)
    cuts = np.searchsorted(crossings, limits).tolist()
    toggles = np.empty(0, np.int64)
    for first, last in zip([0, *cuts], [*cuts, len(fine)], strict=True):
        crossed = _cross_edges(starts[first:last], ends[first:last], width, height)
        toggles = cancel_pairs(np.concatenate([toggles, crossed]) if cuts else crossed)
    return toggles


def _cross_edges(starts: _Floats, ends: _Floats, width: int, height: int) -> Integers:
    """The indices of the first pixels below the crossings of edges (N, 2) on the fine grid, in no order."""
    spans = np.abs(ends - starts)
    is_flat = spans[:, 0] >= spans[:, 1]
    axis = np.where(is_flat, 0, 1)[:, None]
    is_reversed = np.take_along_axis(starts > ends, axis, 1)
    starts, ends = np.where(is_reversed, ends, starts), np.where(is_reversed, starts, ends)
    crossed = [
        _cross_flat_edges(starts[is_flat], ends[is_flat], width),
        _cross_steep_edges(starts[~is_flat], ends[~is_flat], width),
    ]
    columns = np.concatenate([columns for columns, _ in crossed])
    lines = np.concatenate([lines for _, lines in crossed])
    rows = np.ceil(np.clip((lines + 0.5) / _LINES_PER_PIXEL - 0.5, 0, height)).astype(np.int64)
    return columns * height + rows


def _cross_flat_edges(starts: _Floats, ends: _Floats, width: int) -> tuple[Integers, _Floats]:
    """Where edges that are wider than high enter columns of pixels.

    Args:
        starts: The ends with the smaller x, (N, 2), on the fine grid.
        ends: The other ends.
        width: Columns of the image.

    Returns:
        The columns, and the fine y of each crossing.
    """
    columns, edge = _list_crossed_columns(starts[:, 0], ends[:, 0], width)
    (xs, ys), (xe, ye) = starts[edge].T, ends[edge].T
    slopes = (ye - ys) / (xe - xs)
    steps = _LINES_PER_PIXEL * columns + 2 - xs
    before, after = (np.trunc(ys + slopes * step + 0.5) for step in (steps, steps + 1))
    return columns, np.minimum(before, after)


def _cross_steep_edges(starts: _Floats, ends: _Floats, width: int) -> tuple[Integers, _Floats]:
    """Where edges that are higher than wide enter columns of pixels; `starts` have the smaller y."""
    columns, edge = _list_crossed_columns(
        np.minimum(starts[:, 0], ends[:, 0]), np.maximum(starts[:, 0], ends[:, 0]), width
    )
    (xs, ys), (xe, ye) = starts[edge].T, ends[edge].T
    slopes = (xe - xs) / (ye - ys)
    middles = _LINES_PER_PIXEL * columns + 2.5
    # The first step beyond the middle between the two lines. The division can be off by one in its last bit.
    guess = np.ceil((middles - xs) / slopes)
    candidates = guess + np.array([[-1.0], [0.0], [1.0], [2.0]])
    is_beyond = (np.trunc(xs + slopes * candidates + 0.5) > middles) == (slopes > 0)
    steps = np.take_along_axis(candidates, is_beyond.argmax(axis=0)[None], 0)[0]
    return columns, steps - 1 + ys


def _list_crossed_columns(low: _Floats, high: _Floats, width: int) -> tuple[Integers, Integers]:
    """The columns that edges from fine x `low` to `high` enter, and the index of the edge of each."""
    first = np.clip(np.ceil((low - 2) / _LINES_PER_PIXEL), 0, width).astype(np.int64)
    last = np.clip(np.floor((high - 3) / _LINES_PER_PIXEL), -1, width - 1).astype(np.int64)
    return expand_ranges(first, last), np.repeat(np.arange(len(low)), np.maximum(last - first + 1, 0))
