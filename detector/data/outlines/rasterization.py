"""The pixels of rings, decided as COCO decides them.

Equal bit for bit to `rleFrPoly` of pycocotools, with all its roundings:
https://github.com/cocodataset/cocoapi/blob/master/common/maskApi.c

There, corners are rounded to a grid of five lines per pixel, all its points on the boundary are listed, and a column
is entered where the boundary passes from line 5c + 2 to 5c + 3. Here only these crossings are calculated, so the cost
depends on the columns that an edge crosses inside the image, however far outside it reaches.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .bitmap import Bitmap
from .rings import Part, Points, Rings
from .runs import Integers, cancel_pairs, expand_ranges
from .set_operations import subtract_bitmaps, unite_bitmaps

_LINES_PER_PIXEL = 5.0
_MAX_CROSSINGS_AT_ONCE = 1_000_000
"""Limits the memory for a ring whose many edges each cross much of the image."""
_MAX_PIXELS_AT_ONCE = 500_000
"""Of a band of columns, whose crossings are counted together."""
_MAX_COORDINATE = 1e100
"""Points farther outside are moved here, so that nothing overflows."""
_Floats = NDArray[np.float64]


class _Edges(NamedTuple):
    """Edges on the fine grid, (N, 2) each."""

    starts: _Floats
    ends: _Floats

    def select(self, which: NDArray[np.bool_] | Integers) -> _Edges:
        return _Edges(self.starts[which], self.ends[which])


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
    fine = np.trunc(_LINES_PER_PIXEL * np.clip(points, -_MAX_COORDINATE, _MAX_COORDINATE) + 0.5)
    edges = _Edges(fine, np.roll(fine, -1, axis=0))
    if _count_crossings(edges, width).sum() <= _MAX_CROSSINGS_AT_ONCE:
        return cancel_pairs(_cross_edges(edges, 0, width, height))
    return _rasterize_in_bands(edges, width, height)


def _rasterize_in_bands(edges: _Edges, width: int, height: int) -> Integers:
    """The toggles of a ring with more crossings than can be sorted: those of each pixel of a few columns are counted.

    The cost of a crossing is the same for any number of them.
    """
    band = max(_MAX_PIXELS_AT_ONCE // height, 1)
    low, high = np.minimum(edges.starts, edges.ends)[:, 0], np.maximum(edges.starts, edges.ends)[:, 0]
    found = []
    is_last_odd = False
    for left in range(0, width, band):
        right = min(left + band, width)
        is_near = (low < right * _LINES_PER_PIXEL) & (high > left * _LINES_PER_PIXEL)
        is_odd = _find_odd_pixels(edges.select(is_near), left, right, height)
        # The pixel after the last of a band is the first of the next.
        is_odd[0] ^= is_last_odd
        is_last_odd = is_odd[-1]
        found.append(np.flatnonzero(is_odd[:-1]) + left * height)
    found.append(np.full(int(is_last_odd), width * height))
    return np.concatenate(found)


def _find_odd_pixels(edges: _Edges, left: int, right: int, height: int) -> NDArray[np.bool_]:
    """Whether each pixel of columns left..right, and the next, is the first below an odd number of crossings."""
    pixels = (right - left) * height
    is_odd = np.zeros(pixels + 1, np.bool_)
    crossings = np.cumsum(_count_crossings(edges, right - left))
    limits = np.arange(_MAX_CROSSINGS_AT_ONCE, crossings[-1] if len(crossings) else 0, _MAX_CROSSINGS_AT_ONCE)
    for some in np.split(np.arange(len(crossings)), np.searchsorted(crossings, limits)):
        crossed = _cross_edges(edges.select(some), left, right, height) - left * height
        is_odd ^= np.bincount(crossed, minlength=pixels + 1) % 2 == 1
    return is_odd


def _count_crossings(edges: _Edges, columns: int) -> _Floats:
    """At least as many columns as each edge enters among this number of columns."""
    return np.minimum(np.abs(edges.ends - edges.starts)[:, 0] / _LINES_PER_PIXEL, columns)


def _cross_edges(edges: _Edges, left: int, right: int, height: int) -> Integers:
    """The indices of the first pixels below the crossings of edges in columns left..right, in no order."""
    spans = np.abs(edges.ends - edges.starts)
    is_flat = spans[:, 0] >= spans[:, 1]
    axis = np.where(is_flat, 0, 1)[:, None]
    is_reversed = np.take_along_axis(edges.starts > edges.ends, axis, 1)
    ordered = _Edges(np.where(is_reversed, edges.ends, edges.starts), np.where(is_reversed, edges.starts, edges.ends))
    crossed = [
        _cross_flat_edges(ordered.select(is_flat), left, right),
        _cross_steep_edges(ordered.select(~is_flat), left, right),
    ]
    columns = np.concatenate([columns for columns, _ in crossed])
    lines = np.concatenate([lines for _, lines in crossed])
    rows = np.ceil(np.clip((lines + 0.5) / _LINES_PER_PIXEL - 0.5, 0, height)).astype(np.int64)
    return columns * height + rows


def _cross_flat_edges(edges: _Edges, left: int, right: int) -> tuple[Integers, _Floats]:
    """Where edges that are wider than high enter columns of pixels.

    Args:
        edges: Their starts have the smaller x.
        left: The first column.
        right: The column after the last.

    Returns:
        The columns, and the fine y of each crossing.
    """
    (xs, ys), (xe, ye) = edges.starts.T, edges.ends.T
    columns, edge = _list_crossed_columns(xs, xe, left, right)
    slopes = (ye - ys) / np.maximum(xe - xs, 1)
    # Of the points on the two lines around the crossing, the upper one counts.
    steps = _LINES_PER_PIXEL * columns + 2 - xs[edge] + (slopes < 0)[edge]
    return columns, np.trunc(ys[edge] + slopes[edge] * steps + 0.5)


def _cross_steep_edges(edges: _Edges, left: int, right: int) -> tuple[Integers, _Floats]:
    """Where edges that are higher than wide enter columns of pixels; their starts have the smaller y."""
    columns, edge = _list_crossed_columns(
        np.minimum(edges.starts, edges.ends)[:, 0], np.maximum(edges.starts, edges.ends)[:, 0], left, right
    )
    (xs, ys), (xe, ye) = edges.starts.T, edges.ends.T
    slopes = ((xe - xs) / np.maximum(ye - ys, 1))[edge]
    xs, is_rightward = xs[edge], slopes > 0
    middles = _LINES_PER_PIXEL * columns + 2.5
    # The last step before the middle between the two lines. The division can be off by one in its last bit.
    guess = np.ceil((middles - xs) / slopes)
    steps = guess - 2
    for candidate in (guess - 1, guess, guess + 1):
        steps += (np.trunc(xs + slopes * candidate + 0.5) > middles) != is_rightward
    return columns, steps + ys[edge]


def _list_crossed_columns(low: _Floats, high: _Floats, left: int, right: int) -> tuple[Integers, Integers]:
    """The columns of left..right that edges from fine x `low` to `high` enter, and the index of the edge of each."""
    first = np.clip(np.ceil((low - 2) / _LINES_PER_PIXEL), left, right).astype(np.int64)
    last = np.clip(np.floor((high - 3) / _LINES_PER_PIXEL), left - 1, right - 1).astype(np.int64)
    return expand_ranges(first, last), np.repeat(np.arange(len(low)), np.maximum(last - first + 1, 0))
