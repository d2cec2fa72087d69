"""Whether a point is in an outline or near its edge, and where points and edges of rings are. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import Outline
from detector.data.outlines.rings import Part, Points, Ring
from detector.data.outlines.runs import crop_runs


def is_outline_hit(outline: Outline, x: float, y: float, tolerance: float) -> bool:
    """Whether (x, y) is inside, not in a hole, or within `tolerance` of the edge; all in pixels of the image."""
    if isinstance(outline, Bitmap):
        return is_outline_touching(outline, x - tolerance, y - tolerance, x + tolerance, y + tolerance)
    return any(_is_in_part(part, x, y) for part in outline.parts) or any(
        measure_edges(ring.points, x, y)[0].min() <= tolerance for ring in outline.rings
    )


def _is_in_part(part: Part, x: float, y: float) -> bool:
    return _is_in_ring(part.outer, x, y) and not any(_is_in_ring(hole, x, y) for hole in part.holes)


def _is_in_ring(ring: Ring, x: float, y: float) -> bool:
    """Whether an odd number of edges are to the right of the point."""
    (x1, y1), (x2, y2) = ring.points.T, np.roll(ring.points, -1, axis=0).T
    crosses = (y1 > y) != (y2 > y)
    at = x1[crosses] + (y - y1[crosses]) / (y2[crosses] - y1[crosses]) * (x2[crosses] - x1[crosses])
    return bool(np.count_nonzero(at > x) % 2)


def measure_edges(points: Points, x: float, y: float) -> tuple[NDArray[np.float64], Points]:
    """How far (x, y) is from each edge of a ring, and the nearest place on it; edge i begins at point i.

    Returns:
        (N,) in pixels of the image, and (N, 2).
    """
    with np.errstate(over="ignore", invalid="ignore"):  # a file can have coordinates whose squares are infinite
        spans = np.roll(points, -1, axis=0) - points
        lengths = (spans**2).sum(axis=1)
        shares = ((np.array([x, y]) - points) * spans).sum(axis=1) / np.where(lengths, lengths, 1)
        nearest = points + np.clip(shares, 0, 1)[:, None] * spans
        distances: NDArray[np.float64] = np.hypot(*(nearest - (x, y)).T)
    return distances, nearest


def is_outline_touching(outline: Outline, x1: float, y1: float, x2: float, y2: float) -> bool:
    """Whether an outline and the rectangle from (x1, y1) to the larger (x2, y2) have a place in common."""
    if isinstance(outline, Bitmap):
        left, top, right, bottom = np.floor([x1, y1, x2, y2]).astype(int).tolist()
        return len(crop_runs(outline.runs, left, top, right + 1, bottom + 1).columns) > 0
    corners = ((x1, y1), (x2, y1), (x2, y2), (x1, y2))
    if any(_is_in_part(part, *corner) for part in outline.parts for corner in corners):
        return True
    return any(_crosses_rectangle(ring.points, x1, y1, x2, y2) for ring in outline.rings)


def _crosses_rectangle(points: Points, x1: float, y1: float, x2: float, y2: float) -> bool:
    """Whether an edge of the ring of `points` has a place inside the rectangle (Liang and Barsky, 1984)."""
    spans = np.roll(points, -1, axis=0) - points
    enter, leave = np.zeros(len(points)), np.ones(len(points))
    for axis, low, high in ((0, x1, x2), (1, y1, y2)):
        span, start = spans[:, axis], points[:, axis]
        is_level = span == 0
        step = np.where(is_level, 1, span)
        first, last = (low - start) / step, (high - start) / step
        never = np.where((start >= low) & (start <= high), 0.0, 2.0)
        enter = np.maximum(enter, np.where(is_level, never, np.minimum(first, last)))
        leave = np.minimum(leave, np.where(is_level, 1.0, np.maximum(first, last)))
    return bool((enter <= leave).any())
