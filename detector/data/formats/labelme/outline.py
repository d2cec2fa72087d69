"""The box around a shape of labelme, and the shape's points once that box was moved or stretched.

A rectangle has two opposite corners, or, as newer versions save it, all four; a circle has its center and a point on
its edge; a mask has the first and the last pixel of its bitmap. Lines and points have no box.
https://github.com/wkentaro/labelme/blob/main/labelme/shape.py
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from detector.data.formats.shared.coordinates import is_same_coordinate

Edges = tuple[float, float, float, float]
"""x1 y1 x2 y2 in pixels."""
Points = Sequence[tuple[float, float]]
_KINDS_WITH_BOX = frozenset({"polygon", "rectangle", "rotation", "oriented_rectangle", "circle", "mask"})
"""Shapes with a box; `rotation` is X-AnyLabeling's box that was turned."""
_STRAIGHT_TOLERANCE_PX = 0.01
"""Corners may be off by less, in pixels, and still make an upright rectangle."""


class FixedOutlineError(Exception):
    """Why a shape cannot follow its box, as a sentence without its end."""


def has_box(kind: str) -> bool:
    """Whether shapes of that kind have a box around them."""
    return kind in _KINDS_WITH_BOX


def read_points(points: Any) -> Points | None:
    """The points of a shape; None where they are none."""
    if not isinstance(points, list) or not points:
        return None
    found = []
    for point in points:
        if not isinstance(point, list) or len(point) != 2 or not all(map(is_usable_number, point)):
            return None
        found.append((float(point[0]), float(point[1])))
    return found


def is_usable_number(value: Any) -> bool:
    """Whether a value can be calculated with."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300


def compute_edges(kind: str, points: Points) -> Edges | None:
    """The box around a shape; None where it has too few or too many points."""
    if kind == "circle":
        if len(points) != 2:
            return None
        (x, y), (edge_x, edge_y) = points
        radius = math.hypot(edge_x - x, edge_y - y)
        return x - radius, y - radius, x + radius, y + radius
    if kind == "mask" and len(points) != 2:
        return None
    xs, ys = zip(*points, strict=True)
    beyond = 1.0 if kind == "mask" else 0.0  # the last pixel has a width
    return min(xs), min(ys), max(xs) + beyond, max(ys) + beyond


def is_upright(kind: str, points: Points) -> bool:
    """Whether a shape is just its box."""
    return kind == "rectangle" and all(_is_straight(edges) for edges in zip(*points, strict=True))


def _is_straight(edges: Sequence[float]) -> bool:
    """Whether half of the corners lie at one edge and half at the other."""
    low, high = min(edges), max(edges)
    ordered = sorted(edges)
    half = len(edges) // 2
    return ordered[half - 1] - low < _STRAIGHT_TOLERANCE_PX and high - ordered[half] < _STRAIGHT_TOLERANCE_PX


def fit_points(kind: str, points: Points, before: Edges, after: Edges) -> dict[tuple[int, int], float]:
    """The coordinates that are others once the box around a shape went from `before` to `after`.

    Returns:
        By the number of the point and 0 for x, 1 for y.

    Raises:
        FixedOutlineError: A mask would be stretched, or a circle be one no more.
    """
    if kind in ("mask", "circle"):
        _check_resizable(kind, before, after)
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
                changes[index, axis] = float(round(point[axis] + new[0] - old[0]))
            else:
                changes[index, axis] = _stretch_coordinate(point[axis], index, len(points), old, new)
    return changes


def _check_resizable(kind: str, before: Edges, after: Edges) -> None:
    sizes = [(edges[2] - edges[0], edges[3] - edges[1]) for edges in (before, after)]
    if kind == "mask" and not all(map(is_same_coordinate, *sizes)):
        raise FixedOutlineError("A mask can be moved, but not resized here")
    if kind == "circle" and not is_same_coordinate(*sizes[1]):
        raise FixedOutlineError("A circle can be moved, but its box must stay square")


def _stretch_coordinate(
    value: float, index: int, count: int, old: tuple[float, float], new: tuple[float, float]
) -> float:
    """Where a point of an outline comes to lie between two edges."""
    low, high = old
    # Points that all lie on one line have no place between the edges: half of them go to each.
    share = (value - low) / (high - low) if high > low else float(2 * index >= count)
    return new[0] + share * (new[1] - new[0])


def _find_edge(coordinate: float, index: int, count: int, edges: tuple[float, float]) -> int:
    """Which of two edges a corner lies on; where both are one, the first half of the corners has the first."""
    low, high = edges
    if low == high:
        return int(2 * index >= count)
    return int(coordinate - low > high - coordinate)
