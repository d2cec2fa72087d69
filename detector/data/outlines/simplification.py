"""Rings with fewer points, and by how much they deviate: Ramer, Douglas and Peucker."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .rings import Points, Rings

MIN_POINTS = 3


class SimplifiedRings(NamedTuple):
    """Rings with fewer points.

    Attributes:
        rings: As many parts and holes as before; a ring of three points or fewer is as before.
        removed: The number of points removed.
        distance: The largest distance in pixels of a removed point from the new line.
    """

    rings: Rings
    removed: int
    distance: float


def simplify_rings(rings: Rings, max_distance: float) -> SimplifiedRings:
    """Remove points that are at most `max_distance` pixels from the line without them."""
    distances = [0.0]

    def simplify(points: Points) -> Points:
        kept, distance = _select_points(points, max_distance)
        distances.append(distance)
        return points[kept]

    simplified = rings.map_points(simplify)
    removed = _count_points(rings) - _count_points(simplified)
    return SimplifiedRings(simplified, removed, max(distances))


def _count_points(rings: Rings) -> int:
    return sum(len(ring.points) for ring in rings.rings)


def _select_points(points: Points, max_distance: float) -> tuple[list[int], float]:
    """The indices of the points to keep, ascending, and the largest distance of the others from the new line."""
    count = len(points)
    if count <= MIN_POINTS:
        return list(range(count)), 0.0
    closed = np.concatenate([points, points[:1]])
    opposite = int(np.hypot(*(points - points[0]).T).argmax())
    kept = {0, opposite}
    waiting = [(0, opposite), (opposite, count)]
    skipped: list[tuple[float, int]] = []
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        distances = _measure_distances(closed[first + 1 : last], closed[first], closed[last])
        farthest = int(distances.argmax()) + first + 1
        distance = float(distances.max())
        if distance > max_distance:
            kept.add(farthest)
            waiting += [(first, farthest), (farthest, last)]
        else:
            skipped.append((distance, farthest))
    if len(kept) < MIN_POINTS:
        kept.add(max(skipped)[1])
    return sorted(kept), max((distance for distance, _ in skipped), default=0.0)


def _measure_distances(points: Points, start: Points, end: Points) -> Points:
    """The distances (N,) of `points` (N, 2) from the line between `start` and `end`, both (2,)."""
    along = end - start
    length = float(along @ along)
    shares = np.clip((points - start) @ along / length, 0, 1) if length else np.zeros(len(points))
    nearest = start + shares[:, None] * along
    distances: Points = np.hypot(*(points - nearest).T)
    return distances
