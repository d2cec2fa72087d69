"""The pixels of a brush stroke: those whose center a disc covers while it is moved along a path.

Positions are rounded to a grid of 16 lines per pixel. On that grid everything is decided in integers, so no pixel
depends on the rounding of a square root, and the pieces of a stroke together are the whole stroke.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .bitmap import Bitmap
from .rings import Points
from .runs import ColumnRuns, Integers, crop_runs, expand_ranges

MAX_DIAMETER = 2000
_LINES_PER_PIXEL = 16
_CENTER = _LINES_PER_PIXEL // 2
_MIN_RUNS_TO_UNITE = 4096
_NO_FIRST, _NO_LAST = 2**40, -(2**40)
"""The first and the last row of a range without rows."""
_Range = tuple[Integers, Integers]
"""The first and the last row, both inclusive, for each column of each segment."""


class Stroke:
    """Collects the points of a stroke; each costs as much as its own piece of the path.

    The pieces are united when they have more runs than what was united before, so a point is not paid for again with
    each point after it.
    """

    def __init__(self, diameter: int, width: int, height: int) -> None:
        """A disc of `diameter` pixels in a `width` x `height` image."""
        self.diameter = diameter
        self._size = width, height
        self._points: list[tuple[float, float]] = []
        self._united = Bitmap()
        self._pieces: list[ColumnRuns] = []
        self._waiting = 0

    @property
    def count(self) -> int:
        """The number of points of its path."""
        return len(self._points)

    def add_point(self, x: float, y: float) -> None:
        """Continue the path to (x, y)."""
        self._points.append((x, y))
        piece = self.list_runs(self.count - 1)
        self._pieces.append(piece)
        self._waiting += len(piece.columns)
        if self._waiting > len(self._united.packed) // 8 + _MIN_RUNS_TO_UNITE:
            self._unite()

    def list_runs(self, first: int) -> ColumnRuns:
        """What the points from number `first` on have added, as runs that may overlap."""
        path = np.array(self._points[max(first - 1, 0) :])
        return sweep_disc(path, self.diameter, *self._size)

    def build_bitmap(self) -> Bitmap:
        """The pixels of the whole stroke."""
        self._unite()
        return self._united

    def _unite(self) -> None:
        runs = [self._united.runs, *self._pieces]
        self._united = Bitmap.from_runs(ColumnRuns(*map(np.concatenate, zip(*runs, strict=True))))
        self._pieces, self._waiting = [], 0


def sweep_disc(path: Points, diameter: int, width: int, height: int) -> ColumnRuns:
    """The pixels that a disc covers on a path, as runs that may overlap.

    Args:
        path: The points (N, 2) of the path, N > 0, in pixels of the image.
        diameter: Of the disc, in pixels, from 1 to `MAX_DIAMETER`.
        width: Columns of the image; pixels outside of it are left out.
        height: Rows of the image.

    Returns:
        The pixels whose centers are at most half of the diameter from the path, and those that its points are in, so
        that the smallest disc paints a pixel wherever it is.
    """
    points = np.rint(path * _LINES_PER_PIXEL).astype(np.int64)
    starts, ends = (points[:-1], points[1:]) if len(points) > 1 else (points, points)
    swept = _sweep_segments(starts - _CENTER, ends - _CENTER, diameter * _CENTER, width)
    under = points // _LINES_PER_PIXEL
    columns, tops, bottoms = swept
    runs = ColumnRuns(
        np.concatenate([columns, under[:, 0]]),
        np.concatenate([tops, under[:, 1]]),
        np.concatenate([bottoms, under[:, 1] + 1]),
    )
    return crop_runs(runs, 0, 0, width, height)


def _sweep_segments(starts: Integers, ends: Integers, radius: int, width: int) -> ColumnRuns:
    """The runs of a disc moved from each of `starts` to its one of `ends`, both (S, 2) on the grid of pixel centers.

    What such a disc covers is convex, so in each column its rows are one range: from the first to the last row of the
    two discs at the ends and the rectangle between them.
    """
    low, high = np.minimum(starts, ends)[:, 0], np.maximum(starts, ends)[:, 0]
    first = np.maximum(-((radius - low) // _LINES_PER_PIXEL), 0)
    last = np.minimum((high + radius) // _LINES_PER_PIXEL, width - 1)
    columns = expand_ranges(first, last)
    segment = np.repeat(np.arange(len(starts)), np.maximum(last - first + 1, 0))
    ranges = [
        _cross_discs(columns, starts[segment], radius),
        _cross_discs(columns, ends[segment], radius),
        _cross_rectangles(columns, segment, starts, ends, radius),
    ]
    tops = np.min([range_first for range_first, _ in ranges], axis=0)
    bottoms = np.max([range_last for _, range_last in ranges], axis=0) + 1
    return ColumnRuns(columns, tops, bottoms)


def _cross_discs(columns: Integers, centers: Integers, radius: int) -> _Range:
    """The rows in each column (C,) of the disc around its own one of `centers` (C, 2)."""
    rest = radius**2 - (columns * _LINES_PER_PIXEL - centers[:, 0]) ** 2
    reach = _compute_roots(np.maximum(rest, 0))
    return _solve(np.full_like(columns, _LINES_PER_PIXEL), centers[:, 1] - reach, centers[:, 1] + reach, rest >= 0)


def _cross_rectangles(columns: Integers, segment: Integers, starts: Integers, ends: Integers, radius: int) -> _Range:
    """The rows in each column (C,) of the rectangle along its `segment`, as wide as the disc."""
    along = ends - starts
    squares = (along**2).sum(axis=1)
    widths = np.array([math.isqrt(radius**2 * square) for square in squares.tolist()], np.int64)[segment]
    (dx, dy), (_, y) = along[segment].T, starts[segment].T
    offset = columns * _LINES_PER_PIXEL - starts[segment, 0]
    # Beside the line: |dx (row - y) - dy offset| <= widths. Between the ends: 0 <= dx offset + dy (row - y) <= squares.
    beside = _solve(dx * _LINES_PER_PIXEL, dx * y + dy * offset - widths, dx * y + dy * offset + widths)
    between = _solve(
        dy * _LINES_PER_PIXEL, dy * y - dx * offset, dy * y - dx * offset + squares[segment], squares[segment] > 0
    )
    first, last = np.maximum(beside[0], between[0]), np.minimum(beside[1], between[1])
    is_empty = first > last
    return np.where(is_empty, _NO_FIRST, first), np.where(is_empty, _NO_LAST, last)


def _solve(factors: Integers, low: Integers, high: Integers, is_possible: NDArray[np.bool_] | bool = True) -> _Range:
    """The integers whose product with `factors` is in low..high; all of them where that is so with the factor 0."""
    is_negative = factors < 0
    low, high = np.where(is_negative, -high, low), np.where(is_negative, -low, high)
    is_zero = factors == 0
    divisors = np.where(is_zero, 1, np.abs(factors))
    first = np.where(is_zero, _NO_LAST, -(-low // divisors))
    last = np.where(is_zero, _NO_FIRST, high // divisors)
    is_there = is_possible & (first <= last) & (~is_zero | ((low <= 0) & (high >= 0)))
    return np.where(is_there, first, _NO_FIRST), np.where(is_there, last, _NO_LAST)


def _compute_roots(squares: Integers) -> Integers:
    """The largest integers whose squares are at most `squares`, which are below 2**52."""
    roots = np.sqrt(squares).astype(np.int64)
    roots -= roots * roots > squares
    roots += (roots + 1) * (roots + 1) <= squares
    return roots
