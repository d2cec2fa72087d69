"""Whether a ring crosses itself: a sweep over its edges that ends at the first crossing.

M. Shamos and D. Hoey, "Geometric intersection problems", 1976: edges that cross become neighbors on the sweep line
before they do. So the time grows with N log N, whatever the ring looks like.
"""

from __future__ import annotations

import math

import numpy as np

from .rings import Points

_ANGLE = 0.7345
"""The sweep runs in a direction in which labels rarely have edges, so few points are level with each other."""
_TIE = 1e-9
"""Of the size of the ring: edges that are so close are compared by their slopes."""
_ROUNDING = 1e-12
"""Of the terms of a cross product: below it, three points are on one line."""


def find_self_crossing(points: Points) -> tuple[float, float] | None:
    """A point where two edges of the ring of `points` (N, 2), which are finite, cross; None if no two do.

    Edges that only touch, as those of a bridge to a hole do, are no crossing.
    """
    corner = points.min(axis=0)
    size = float((points - corner).max())
    if len(points) <= 3 or size == 0:
        return None
    crossing = _Sweep((points - corner) / size).find_crossing()
    if crossing is None:
        return None
    return float(corner[0] + crossing[0] * size), float(corner[1] + crossing[1] * size)


class _Sweep:
    """The edges in a frame in which the sweep line is vertical and runs to the right."""

    def __init__(self, points: Points) -> None:
        starts, ends = points, np.roll(points, -1, axis=0)
        is_long = (starts != ends).any(axis=1)
        starts, ends = starts[is_long], ends[is_long]
        self._starts, self._ends = starts.tolist(), ends.tolist()
        turn = np.array([[math.cos(_ANGLE), -math.sin(_ANGLE)], [math.sin(_ANGLE), math.cos(_ANGLE)]])
        first, last = starts @ turn, ends @ turn
        is_reversed = (first[:, 0] > last[:, 0])[:, None]
        left, right = np.where(is_reversed, last, first), np.where(is_reversed, first, last)
        right[:, 0] = np.maximum(right[:, 0], left[:, 0] + 1e-15)  # edges end after they begin
        spans = right - left
        slopes = spans[:, 1] / spans[:, 0]
        self._left, self._right, self._slopes = left.tolist(), right.tolist(), slopes.tolist()
        count = len(starts)
        # At one place edges end before others begin.
        is_begin = np.repeat([0, 1], count)
        self._events = np.lexsort((is_begin, np.concatenate([right[:, 0], left[:, 0]]))).tolist()
        self._active: list[int] = []
        """The edges on the sweep line, upward."""

    def find_crossing(self) -> tuple[float, float] | None:
        active, count = self._active, len(self._starts)
        for event in self._events:
            edge = event % count
            if event >= count:
                at = self._find_place(edge, self._left[edge], 1)
                active.insert(at, edge)
                pairs = [(at - 1, at), (at, at + 1)]
            else:
                at = self._find_place(edge, self._right[edge], -1)
                if at >= len(active) or active[at] != edge:
                    at = active.index(edge)
                del active[at]
                pairs = [(at - 1, at)]
            for below, above in pairs:
                if below >= 0 and above < len(active):
                    crossing = self._cross(active[below], active[above])
                    if crossing is not None:
                        return crossing
        return None

    def _find_place(self, edge: int, end: list[float], direction: int) -> int:
        """Where in `active` an edge is, or belongs; `direction` is where it runs from that `end`, 1 to the right."""
        active, lefts, slopes = self._active, self._left, self._slopes
        x, y = end
        slope = slopes[edge]
        low, high = 0, len(active)
        while low < high:
            middle = (low + high) // 2
            other = active[middle]
            left = lefts[other]
            distance = y - left[1] - (x - left[0]) * slopes[other]
            if abs(distance) < _TIE:
                distance = (slope - slopes[other]) * direction
            if distance > 0:
                low = middle + 1
            else:
                high = middle
        return low

    def _cross(self, one: int, other: int) -> tuple[float, float] | None:
        """Where two edges cross."""
        start, end, first, last = self._starts[one], self._ends[one], self._starts[other], self._ends[other]
        before, after = _find_side(start, end, first), _find_side(start, end, last)
        if before * after >= 0 or _find_side(first, last, start) * _find_side(first, last, end) >= 0:
            return None
        share = before / (before - after)
        return first[0] + share * (last[0] - first[0]), first[1] + share * (last[1] - first[1])


def _find_side(start: list[float], end: list[float], point: list[float]) -> float:
    """Positive or negative by the side of the line on which `point` is; 0 if it is on the line."""
    one = (end[0] - start[0]) * (point[1] - start[1])
    other = (end[1] - start[1]) * (point[0] - start[0])
    side: float = one - other
    return side if abs(side) > _ROUNDING * (abs(one) + abs(other)) else 0.0
