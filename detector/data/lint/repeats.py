"""Finding boxes drawn twice among very many, in memory that grows as their number does."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

_SLACK = 1.0 + 1e-6
"""Bounds are widened by this factor: rounding must not hide a neighbor."""
_EPSILON = float(np.finfo(np.float64).eps)

_CellKey = tuple[int, ...]


def find_repeats(corners: NDArray[np.float64], labels: NDArray[np.intp], threshold: float) -> Iterator[tuple[int, int]]:
    """Pair each box that repeats an earlier one with the first box that it repeats.

    Boxes of one label are compared first: a box that repeats one of its own label is no contradiction to a third.
    A box that was found to repeat another is not compared any more, so there are at most N pairs.

    Example: with labels 0 0 1 and three times the same corners, the pairs are (0, 1) and then (0, 2).

    Args:
        corners: (N, 4) float64, x1 y1 x2 y2 of boxes that have area, in pixels.
        labels: (N,) a number for each box's label.
        threshold: Boxes repeat each other when their intersection over union is above it; in 0..1.

    Yields:
        (first, second): rows of `corners`, first < second, in ascending order within each of the two passes.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        areas = (corners[:, 2] - corners[:, 0]) * (corners[:, 3] - corners[:, 1])
    is_left = np.isfinite(areas) & (areas > 0)  # an area that a float cannot hold compares with nothing
    grid = _Grid(corners, is_left, threshold)
    to_compare = np.flatnonzero(is_left).tolist()
    for same_label in (True, False):
        rows, to_compare = to_compare, []
        for first in rows:
            if not is_left[first] or len(near := grid.find_near(first)) < 2:
                continue  # nothing is near but itself, and in the second pass there will not be either
            to_compare.append(first)
            near = near[(near > first) & ((labels[near] == labels[first]) == same_label)]
            for second in near[_compute_iou(corners, areas, first, near) > threshold].tolist():
                is_left[second] = False
                yield first, second


def _compute_iou(
    corners: NDArray[np.float64], areas: NDArray[np.float64], row: int, others: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Intersection over union (len(others),) of one box with `others`, all given as rows of `corners` (N, 4)."""
    if not len(others):
        return np.empty(0)
    low = np.maximum(corners[others, :2], corners[row, :2])
    high = np.minimum(corners[others, 2:], corners[row, 2:])
    across, down = (high - low).clip(min=0).T
    common = across * down
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(common / (areas[row] + areas[others] - common))


class _Grid:
    """Boxes sorted into cells by width, height, left and upper edge, so that a box's repeats are in few cells.

    Two boxes with an intersection over union above t have widths whose ratio is at least t, and left edges at most
    (1 / t - 1) times the smaller width apart; the same holds for heights and upper edges. Cells are wide enough for
    what repeats a box to be in at most two of them along each of the four.
    """

    def __init__(self, corners: NDArray[np.float64], is_left: NDArray[np.bool_], threshold: float) -> None:
        self._is_remaining = is_left
        self._corners = corners
        self._log_size_step = -4 * math.log(threshold)
        """Of the logarithm of a side, from one class of sizes to the next."""
        self._reach = (1 / threshold - 1) * _SLACK
        rows = np.flatnonzero(is_left)
        keys = [self._compute_cells(rows, axis) for axis in (0, 1)]
        columns = np.concatenate([*keys[0], *keys[1]]).reshape(4, len(rows)).T
        distinct, cell_of = np.unique(columns, axis=0, return_inverse=True)
        order = np.argsort(cell_of, kind="stable")
        ends = np.cumsum(np.bincount(cell_of.ravel(), minlength=len(distinct)))
        members = np.split(rows[order], ends[:-1]) if len(rows) else []
        self._cells: dict[_CellKey, NDArray[np.intp]] = dict(zip(map(tuple, distinct.tolist()), members, strict=True))

    def find_near(self, row: int) -> NDArray[np.intp]:
        """The rows, in ascending order, of all boxes left that may repeat this one, itself among them."""
        found = []
        for size_x, at_x in self._list_nearby_cells(row, 0):
            for size_y, at_y in self._list_nearby_cells(row, 1):
                for x, y in product(at_x, at_y):
                    key = (size_x, x, size_y, y)
                    members = self._cells.get(key)
                    if members is not None:
                        # What was found to be a repeat is not compared again.
                        members = self._cells[key] = members[self._is_remaining[members]]
                        found.append(members)
        return np.sort(np.concatenate(found)) if len(found) > 1 else found[0]

    def _compute_cells(self, rows: NDArray[np.intp], axis: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For each of `rows`, the class of its size along `axis` and the cell of its low edge."""
        low, high = self._corners[rows, axis], self._corners[rows, axis + 2]
        sizes = np.floor(np.log(high - low) / self._log_size_step)
        return sizes.astype(np.int64), np.floor(low / self._compute_cell_side(sizes)).astype(np.int64)

    def _list_nearby_cells(self, row: int, axis: int) -> Iterator[tuple[int, range]]:
        """Along `axis`, the classes of size and in each the cells that repeats of a box may be in."""
        low, high = float(self._corners[row, axis]), float(self._corners[row, axis + 2])
        length = math.log(high - low)
        half = self._log_size_step / 4 * _SLACK + 1e-9
        reach = self._reach * (high - low) + 4 * _EPSILON * abs(low)
        for size in range(
            math.floor((length - half) / self._log_size_step), math.floor((length + half) / self._log_size_step) + 1
        ):
            side = float(self._compute_cell_side(np.float64(size)))
            yield size, range(math.floor((low - reach) / side), math.floor((low + reach) / side) + 1)

    def _compute_cell_side(self, sizes: NDArray[np.float64] | np.float64) -> NDArray[np.float64] | np.float64:
        """The length of a cell, in pixels, among boxes of this class of size."""
        return np.exp(sizes * self._log_size_step) * (4 * self._reach)
