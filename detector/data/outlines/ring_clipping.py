"""Cutting a ring to an image: Sutherland and Hodgman, "Reentrant polygon clipping", 1974."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def clip_points(points: NDArray[np.float64], width: int, height: int) -> NDArray[np.float64]:
    """The ring of `points` (N, 2) inside a `width` x `height` image; (0, 2) if nothing is inside."""
    for axis, size in ((0, width), (1, height)):
        points = _cut_below(points, axis, 0.0)
        points = _cut_below(points * -1, axis, -float(size)) * -1
    return points + 0.0  # no negative zeros


def _cut_below(points: NDArray[np.float64], axis: int, limit: float) -> NDArray[np.float64]:
    """The part of a ring whose coordinate on `axis` is at least `limit`."""
    is_inside = points[:, axis] >= limit
    if is_inside.all():
        return points
    following = np.roll(points, -1, axis=0)
    is_crossing = is_inside != np.roll(is_inside, -1)
    start, end = points[is_crossing], following[is_crossing]
    share = (limit - start[:, axis]) / (end[:, axis] - start[:, axis])
    crossings = start + share[:, None] * (end - start)
    crossings[:, axis] = limit
    # Each point that is kept, then the crossing on the way to the next.
    order = np.concatenate([np.flatnonzero(is_inside) * 2, np.flatnonzero(is_crossing) * 2 + 1])
    cut: NDArray[np.float64] = np.concatenate([points[is_inside], crossings])[np.argsort(order)]
    return cut
