"""The bounds of labelme's shapes, and the points of a shape without a usable outline after its box changed.

A rectangle has two opposite corners or, in newer versions, all four; a circle has its center and a point on its edge; a
mask has the first and the last pixel of its bitmap. Lines and points have no box.
https://github.com/wkentaro/labelme/blob/main/labelme/shape.py
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from detector.data.formats.shared.coordinates import is_same_coordinate

CIRCLE_NOT_SQUARE = "A circle can be moved, but its box must stay square"

Edges = tuple[float, float, float, float]
"""x1 y1 x2 y2 in pixels."""
Points = Sequence[tuple[float, float]]
_KINDS_WITH_BOX = frozenset({"polygon", "rectangle", "rotation", "oriented_rectangle", "circle", "mask"})
"""The shape types that have a box; `rotation` is X-AnyLabeling's rotated rectangle."""
_MAX_COORDINATE = 1e300
_STRAIGHT_TOLERANCE_PX = 0.01
"""Corners that deviate by less than this still form an upright rectangle."""


class FixedShapeError(Exception):
    """Why a shape cannot follow a change of its box, worded as a clause without a period."""


def has_box(kind: str) -> bool:
    """Whether shapes of this type have a box."""
    return kind in _KINDS_WITH_BOX


def read_points(points: Any) -> Points | None:
    """The points of a shape; None if `points` is not a list of pairs of numbers."""
    if not isinstance(points, list) or not points:
        return None
    try:
        found = msgspec.convert(points, list[tuple[float, float]])
    except msgspec.ValidationError:
        return None
    return found if bool((np.abs(found) < _MAX_COORDINATE).all()) else None


def is_usable_number(value: Any) -> bool:
    """Whether a value is a number that can be calculated with: not a bool, and less than 1e300."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _MAX_COORDINATE


def compute_edges(kind: str, points: Points) -> Edges | None:
    """The bounds of a shape; None if the number of points is wrong."""
    if kind == "circle":
        if len(points) != 2:
            return None
        (x, y), (edge_x, edge_y) = points
        radius = math.hypot(edge_x - x, edge_y - y)
        return x - radius, y - radius, x + radius, y + radius
    if kind == "mask" and len(points) != 2:
        return None
    xs, ys = zip(*points, strict=True)
    beyond = 1.0 if kind == "mask" else 0.0  # the second point is the last pixel inside
    return min(xs), min(ys), max(xs) + beyond, max(ys) + beyond


def is_upright(kind: str, points: Points) -> bool:
    """Whether a shape is an axis-aligned rectangle, which its box describes completely."""
    return kind == "rectangle" and all(_is_straight(edges) for edges in zip(*points, strict=True))


def _is_straight(edges: Sequence[float]) -> bool:
    """Whether half of the coordinates are at one edge and half at the other."""
    low, high = min(edges), max(edges)
    ordered = sorted(edges)
    half = len(edges) // 2
    return ordered[half - 1] - low < _STRAIGHT_TOLERANCE_PX and high - ordered[half] < _STRAIGHT_TOLERANCE_PX


def fit_points(kind: str, points: Points, before: Edges, after: Edges) -> dict[tuple[int, int], float]:
    """The coordinates that change when the box of a shape changes from `before` to `after`.

    Returns:
        The new coordinates by (index of the point, axis); axis 0 is x, axis 1 is y.

    Raises:
        FixedShapeError: A circle would become an ellipse.
    """
    if kind == "circle" and not is_same_coordinate(after[2] - after[0], after[3] - after[1]):
        raise FixedShapeError(CIRCLE_NOT_SQUARE)
    changes: dict[tuple[int, int], float] = {}
    for axis in (0, 1):
        old, new = (before[axis], before[axis + 2]), (after[axis], after[axis + 2])
        if is_same_coordinate(old[0], new[0]) and is_same_coordinate(old[1], new[1]):
            continue
        for index, point in enumerate(points):
            if is_upright(kind, points):
                edge = _find_edge(point[axis], index, len(points), old)
                if not is_same_coordinate(old[edge], new[edge]):
                    changes[index, axis] = new[edge]
            elif kind == "mask":
                edge = _find_edge(point[axis], index, len(points), old)
                changes[index, axis] = float(round(new[edge]) - edge)
            else:
                changes[index, axis] = _stretch_coordinate(point[axis], index, len(points), old, new)
    return changes


def _stretch_coordinate(
    value: float, index: int, count: int, old: tuple[float, float], new: tuple[float, float]
) -> float:
    """The new coordinate of a point when the edges change from `old` to `new`."""
    low, high = old
    # If all points have the same coordinate, the first half goes to the first edge, the second half to the other.
    share = (value - low) / (high - low) if high > low else float(2 * index >= count)
    return new[0] + share * (new[1] - new[0])


def _find_edge(coordinate: float, index: int, count: int, edges: tuple[float, float]) -> int:
    """The edge of a corner, 0 or 1; if both edges are equal, the first half of the corners has edge 0."""
    low, high = edges
    if low == high:
        return int(2 * index >= count)
    return int(coordinate - low > high - coordinate)
