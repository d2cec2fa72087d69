"""Connected parts of a bitmap and the holes in it, found on its runs.

As in tracing, pixels that only touch at a corner are in different parts; so what is around an object passes between
them, and a hole is what is enclosed in spite of that.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .bitmap import Bitmap
from .runs import ColumnRuns, Integers, expand_ranges, join_runs, split_toggles


class Components(NamedTuple):
    """Connected sets of pixels, which touch no other one of these.

    Attributes:
        runs: The runs (R,) of all of them, in ascending order, in pixels of the image.
        numbers: The component of each run, (R,); they are numbered in the order of their first runs.
        areas: The pixels of each component, (C,).
    """

    runs: ColumnRuns
    numbers: Integers
    areas: Integers

    def move_by(self, dx: int, dy: int) -> Components:
        return Components(self.runs.move_by(dx, dy), self.numbers, self.areas)

    def build_bitmap(self, is_chosen: NDArray[np.bool_]) -> Bitmap:
        """The components (C,) that are chosen, as one bitmap."""
        is_there = is_chosen[self.numbers]
        return Bitmap.from_runs(ColumnRuns(*(values[is_there] for values in self.runs)))

    def split(self) -> list[Bitmap]:
        """Each component as a bitmap of its own, in their order."""
        order = np.argsort(self.numbers, kind="stable")
        ends = np.cumsum(np.bincount(self.numbers, minlength=len(self.areas))).tolist()
        columns, tops, bottoms = (values[order] for values in self.runs)
        return [
            Bitmap.from_runs(ColumnRuns(columns[start:end], tops[start:end], bottoms[start:end]))
            for start, end in zip([0, *ends], ends, strict=False)
        ]


def find_parts(bitmap: Bitmap, are_corners_joined: bool = False) -> Components:
    """The connected parts of `bitmap`; with `are_corners_joined`, pixels that touch at a corner are connected, too."""
    runs = bitmap.runs.move_by(-bitmap.left, -bitmap.top)
    return _find_components(runs, bitmap.height, int(are_corners_joined)).move_by(bitmap.left, bitmap.top)


def find_holes(bitmap: Bitmap) -> Components:
    """The sets of pixels outside of `bitmap` that it encloses."""
    # With a border of one pixel, all that is around the object is connected, and the first run is part of it.
    height, width = bitmap.height + 2, bitmap.width + 2
    toggles = join_runs(bitmap.runs.move_by(1 - bitmap.left, 1 - bitmap.top), height)
    outside = split_toggles(np.concatenate([[0], toggles, [width * height]]), height)
    runs, numbers, areas = _find_components(outside, height, 1)
    is_hole = numbers != 0
    holes = Components(ColumnRuns(*(values[is_hole] for values in runs)), numbers[is_hole] - 1, areas[1:])
    return holes.move_by(bitmap.left - 1, bitmap.top - 1)


def _find_components(runs: ColumnRuns, height: int, reach: int) -> Components:
    """The components of `runs` in a grid of this height; `reach` as in `_list_neighbors`."""
    numbers = _number_components(len(runs.columns), *_list_neighbors(runs, height, reach))
    return Components(runs, numbers, np.bincount(numbers, runs.bottoms - runs.tops).astype(np.int64))


def _list_neighbors(runs: ColumnRuns, height: int, reach: int) -> tuple[Integers, Integers]:
    """The pairs of runs in neighboring columns that share a row, or with a `reach` of 1 also a corner."""
    rows = height + 2  # so that what reaches beyond a column is not in the next
    keys = runs.columns * rows
    following = keys + rows
    first = np.searchsorted(keys + runs.bottoms, following + runs.tops - reach, side="right")
    last = np.searchsorted(keys + runs.tops, following + runs.bottoms + reach, side="left") - 1
    return np.repeat(np.arange(len(keys)), np.maximum(last - first + 1, 0)), expand_ranges(first, last)


def _number_components(count: int, one: Integers, other: Integers) -> Integers:
    """The component of each of `count` runs, of which those of `one` and `other` are connected pair by pair."""
    roots = np.arange(count)
    while len(one):
        first, second = roots[one], roots[other]
        np.minimum.at(roots, np.maximum(first, second), np.minimum(first, second))
        while (roots[roots] != roots).any():
            roots = roots[roots]
        is_apart = roots[one] != roots[other]
        one, other = one[is_apart], other[is_apart]
    is_root = roots == np.arange(count)
    numbers: Integers = (np.cumsum(is_root) - 1)[roots]
    return numbers
