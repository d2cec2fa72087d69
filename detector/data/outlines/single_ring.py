"""Outlines as one ring, for formats whose polygons are one: as they are, or joined by bridges on request."""

from __future__ import annotations

import numpy as np

from detector.data.geometry import Box, Geometry

from .conversions import convert_to_rings
from .outlined_box import OutlinedBox, get_outline
from .rasterization import rasterize_rings
from .rings import Points, Ring, Rings
from .tracing import trace_bitmap

_DISTANCES_AT_ONCE = 2_000_000


def find_single_ring(geometry: Geometry) -> Ring | None:
    """The ring that is the whole outline of a geometry; None if it has several parts, a hole, or no outline."""
    if get_outline(geometry) is None:
        return None
    rings = tuple(convert_to_rings(geometry).rings)
    return rings[0] if len(rings) == 1 else None


def has_several_rings(geometry: Geometry) -> bool:
    """Whether the outline of a geometry has several parts or a hole, so that one ring cannot represent it."""
    return get_outline(geometry) is not None and len(tuple(convert_to_rings(geometry).rings)) > 1


def bridge_geometry(geometry: Geometry, width: int, height: int) -> Geometry:
    """A geometry whose outline is one ring: parts and holes are joined by pairs of lines between their nearest points.

    The pixels in a `width` x `height` image are the same, because each line is there twice. Parts that overlap are
    joined along their pixels first.
    """
    rings = convert_to_rings(geometry)
    bridged = _bridge_rings(rings)
    pixels = rasterize_rings(rings, width, height)
    if rasterize_rings(bridged, width, height) != pixels:
        bridged = _bridge_rings(trace_bitmap(pixels))
    return OutlinedBox(geometry.bounds, bridged) if bridged.parts else Box(*geometry.bounds.xyxy)


def _bridge_rings(rings: Rings) -> Rings:
    """All rings as one. Holes run against the direction of parts, so that they do not count in its area."""
    joined: Points = np.empty((0, 2))
    for part in rings.parts:
        points = _orient(part.outer, is_clockwise=True)
        for hole in part.holes:
            points = _join_rings(points, _orient(hole, is_clockwise=False))
        joined = _join_rings(joined, points) if len(joined) else points
    return Rings.from_polygons([joined]) if len(joined) else Rings(())


def _orient(ring: Ring, is_clockwise: bool) -> Points:
    return ring.points if (ring.signed_area >= 0) == is_clockwise else ring.points[::-1]


def _join_rings(one: Points, other: Points) -> Points:
    """One ring, from the nearest point of `one` around `other` and back."""
    row, column = _find_nearest(one, other)
    around = np.roll(other, -column, axis=0)
    return np.concatenate([one[: row + 1], around, around[:1], one[row:]])


def _find_nearest(one: Points, other: Points) -> tuple[int, int]:
    """The indices of the two points, one of each ring, that are nearest to each other."""
    rows = max(_DISTANCES_AT_ONCE // len(other), 1)
    best = (np.inf, 0, 0)
    for start in range(0, len(one), rows):
        distances = np.square(one[start : start + rows, None] - other[None]).sum(2)
        row, column = np.unravel_index(int(distances.argmin()), distances.shape)
        best = min(best, (float(distances[row, column]), start + int(row), int(column)))
    return best[1], best[2]
