"""Runs of pixels: how a bitmap is calculated with, without a dense mask.

Shapes: T the number of toggles, R the number of runs.

In a grid of height H the pixel in column c and row r has the index c * H + r, as in COCO's masks. A bitmap in that
grid is the ascending sequence of the indices at which it changes, beginning outside: `toggles` (T,) int64, T even,
alternately the first index of a run and the index after its last.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


class ColumnRuns(NamedTuple):
    """Runs of pixels that each stay in one column; all arrays are (R,) int64.

    Attributes:
        columns: The column x of each run.
        tops: The first row y.
        bottoms: The row after the last.
    """

    columns: Integers
    tops: Integers
    bottoms: Integers

    def move_by(self, dx: int, dy: int) -> ColumnRuns:
        return ColumnRuns(self.columns + dx, self.tops + dy, self.bottoms + dy)


def split_toggles(toggles: Integers, height: int) -> ColumnRuns:
    """The runs of a bitmap in a grid of this height, cut where a column ends; in ascending order."""
    starts, ends = toggles[::2], toggles[1::2]
    first = starts // max(height, 1)
    columns = expand_ranges(first, (ends - 1) // max(height, 1))
    source = np.repeat(np.arange(len(starts)), (ends - 1) // max(height, 1) - first + 1)
    tops = np.maximum(starts[source] - columns * height, 0)
    bottoms = np.minimum(ends[source] - columns * height, height)
    return ColumnRuns(columns, tops, bottoms)


def join_runs(runs: ColumnRuns, height: int) -> Integers:
    """The toggles of the pixels in at least one of `runs`, in a grid of this height.

    Args:
        runs: Runs inside the grid, in any order; they may overlap, and empty ones are ignored.
        height: Rows of the grid.
    """
    is_there = runs.tops < runs.bottoms
    base = runs.columns[is_there] * height
    positions = np.concatenate([base + runs.tops[is_there], base + runs.bottoms[is_there]])
    # Starts come before ends at the same index, so that runs that touch become one.
    order = np.argsort(positions, kind="stable")
    steps = np.where(order < len(base), 1, -1)
    depth = np.cumsum(steps)
    toggles: Integers = positions[order][(depth == 0) | ((depth == 1) & (steps == 1))]
    return toggles


def transpose_toggles(toggles: Integers, height: int, width: int) -> Integers:
    """The toggles of the same pixels counted row by row, r * W + c, instead of column by column, and the reverse.

    Args:
        toggles: Toggles in a grid of `height` x `width`; runs may be empty.
        height: Rows of that grid.
        width: Its columns.
    """
    runs = split_toggles(toggles, height)
    columns = np.concatenate([runs.columns, runs.columns, runs.columns + 1, runs.columns + 1])
    # Where two neighboring columns differ: between pairs of these positions.
    edges = cancel_pairs(columns * (height + 1) + np.tile(np.concatenate([runs.tops, runs.bottoms]), 2))
    column, first, after = edges[::2] // (height + 1), edges[::2] % (height + 1), edges[1::2] % (height + 1)
    rows = expand_ranges(first, after - 1)
    return cancel_pairs(rows * width + np.repeat(column, after - first))


def crop_runs(runs: ColumnRuns, left: int, top: int, right: int, bottom: int) -> ColumnRuns:
    """The part of `runs` in columns left..right and rows top..bottom, both exclusive at the end."""
    is_inside = (runs.columns >= left) & (runs.columns < right)
    tops = np.maximum(runs.tops[is_inside], top)
    bottoms = np.minimum(runs.bottoms[is_inside], bottom)
    is_there = tops < bottoms
    return ColumnRuns(runs.columns[is_inside][is_there], tops[is_there], bottoms[is_there])


def cancel_pairs(positions: Integers) -> Integers:
    """The values that occur an odd number of times, ascending: the toggles of a boundary crossed at `positions`."""
    values, counts = np.unique(positions, return_counts=True)
    odd: Integers = values[counts % 2 == 1]
    return odd


def expand_ranges(first: Integers, last: Integers) -> Integers:
    """All integers of the ranges first..last, both inclusive, one range after the other; a range may be empty."""
    counts = np.maximum(last - first + 1, 0)
    ends = np.cumsum(counts)
    integers: Integers = np.arange(ends[-1] if len(ends) else 0) + np.repeat(first - ends + counts, counts)
    return integers
