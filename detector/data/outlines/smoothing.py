"""Outlines with smoother edges; `compute_geometry_iou` of before and after says by how much they differ."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .bitmap import Bitmap
from .outlined_box import Outline
from .rings import Points
from .runs import ColumnRuns, crop_runs

SMOOTHING_RADIUS = 2
_COLUMNS_AT_ONCE = 256
"""Limits the memory for a large bitmap."""


def smooth_outline(outline: Outline) -> Outline:
    """Smooth a bitmap with `smooth_bitmap`; of rings, cut off the corners at a quarter of each edge."""
    return smooth_bitmap(outline, SMOOTHING_RADIUS) if isinstance(outline, Bitmap) else outline.map_points(_cut_corners)


def smooth_bitmap(bitmap: Bitmap, radius: int) -> Bitmap:
    """The pixels of which more than half of the square around them is inside, with sides of 2 * `radius` + 1 pixels.

    Straight edges stay where they are; what is narrower than `radius` disappears, and gaps that narrow close.
    """
    runs = bitmap.runs.move_by(-bitmap.left, -bitmap.top)
    smoothed = [
        _smooth_columns(runs, bitmap.height, first, min(first + _COLUMNS_AT_ONCE, bitmap.width), radius).runs
        for first in range(0, bitmap.width, _COLUMNS_AT_ONCE)
    ]
    if not smoothed:
        return bitmap
    united = ColumnRuns(*map(np.concatenate, zip(*smoothed, strict=True)))
    return Bitmap.from_runs(united).move_by(bitmap.left, bitmap.top)


def _smooth_columns(runs: ColumnRuns, height: int, first: int, last: int, radius: int) -> Bitmap:
    """The columns first..last, exclusive at the end."""
    near = crop_runs(runs, first - radius, 0, last + radius, height).move_by(radius - first, radius)
    width, side = last - first, 2 * radius + 1
    # A change where each run begins and ends; their sums along the columns are the pixels.
    steps = np.zeros((width + 2 * radius, height + 2 * radius + 1), np.int32)
    np.add.at(steps, (near.columns, near.tops), 1)
    np.add.at(steps, (near.columns, near.bottoms), -1)
    counts = _sum_windows(_sum_windows(steps.cumsum(axis=1)[:, :-1], side).T, side)
    return Bitmap.from_mask(counts * 2 > side * side, first, 0)


def _sum_windows(values: NDArray[np.int64], side: int) -> NDArray[np.int64]:
    """The sums of `side` neighboring values along the second axis: (N, M) becomes (N, M - side + 1)."""
    sums = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1)
    windows: NDArray[np.int64] = sums[:, side:] - sums[:, :-side]
    return windows


def _cut_corners(points: Points) -> Points:
    following = np.roll(points, -1, axis=0)
    cut: Points = np.stack([points * 0.75 + following * 0.25, points * 0.25 + following * 0.75], 1).reshape(-1, 2)
    return cut
