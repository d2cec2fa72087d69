"""Several objects as one, one as several, and one without another.

Polygons stay polygons where that is exact; otherwise the result is a bitmap, for which the rings are rasterized.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detector.data.geometry import Geometry

from .bitmap import Bitmap
from .components import find_parts
from .conversions import convert_to_bitmap
from .outlined_box import Outline, get_outline
from .rings import Part, Points, Rings
from .set_operations import subtract_bitmaps, unite_bitmaps

_MAX_PAIRS = 4_000_000
"""Pairs of edges that are compared, to limit time and memory."""


def join_geometries(geometries: Sequence[Geometry], width: int, height: int) -> Outline:
    """The pixels in at least one of `geometries`, as one outline; a box counts as its four corners.

    Polygons that share no pixel become the parts of one.
    """
    bitmaps = [convert_to_bitmap(geometry, width, height) for geometry in geometries]
    rings = [_find_rings(geometry) for geometry in geometries]
    united = unite_bitmaps(bitmaps)
    is_apart = united.area == sum(bitmap.area for bitmap in bitmaps)
    if is_apart and all(one is not None for one in rings):
        return Rings(tuple(part for one in rings if one is not None for part in one.parts))
    return united


def split_outline(outline: Outline) -> list[Outline]:
    """The connected parts of a bitmap, or the parts of rings, each as an outline; the largest first."""
    parts: list[Outline] = (
        list(find_parts(outline).split()) if isinstance(outline, Bitmap) else [Rings((part,)) for part in outline.parts]
    )
    return sorted(parts, key=lambda part: -part.area)


def subtract_geometries(one: Geometry, others: Sequence[Geometry], width: int, height: int) -> Outline:
    """The part of `one` that is in none of `others`; without any pixel if they cover all of it.

    A polygon inside of a polygon becomes a hole of it.
    """
    rings: Rings | None = _find_rings(one)
    for other in others:
        cutter = _find_rings(other)
        rings = _cut_hole(rings, cutter, width, height) if rings is not None and cutter is not None else None
    if rings is not None:
        return rings
    cut = unite_bitmaps([convert_to_bitmap(other, width, height) for other in others])
    return subtract_bitmaps(convert_to_bitmap(one, width, height), cut)


def _find_rings(geometry: Geometry) -> Rings | None:
    """The rings of a polygon or a box; None for a bitmap."""
    outline = get_outline(geometry)
    return None if isinstance(outline, Bitmap) else outline or Rings.from_box(geometry.bounds)


def _cut_hole(rings: Rings, cutter: Rings, width: int, height: int) -> Rings | None:
    """`rings` with the outer rings of `cutter` as holes, and with parts in its holes; None if it is not all inside."""
    inner, outer = (convert_to_bitmap(one, width, height) for one in (cutter, rings))
    if inner.is_degenerate or not subtract_bitmaps(inner, outer).is_degenerate or _may_cross(rings, cutter):
        return None
    parts = list(rings.parts)
    for part in cutter.parts:
        point = part.outer.points[0]
        at = next((at for at, around in enumerate(parts) if _contains(around.outer.points, point)), None)
        if at is None:
            return None
        parts[at] = Part(parts[at].outer, (*parts[at].holes, part.outer))
        parts += [Part(hole) for hole in part.holes]
    return Rings(tuple(parts))


def _may_cross(one: Rings, other: Rings) -> bool:
    """Whether an edge of one crosses or touches an edge of the other, or there are too many to find out."""
    starts, ends = _list_edges(one)
    others, other_ends = _list_edges(other)
    if len(starts) * len(others) > _MAX_PAIRS:
        return True
    first, last = starts[:, None], ends[:, None]
    sides = _find_sides(first, last, others[None]) * _find_sides(first, last, other_ends[None])
    other_sides = _find_sides(others[None], other_ends[None], first) * _find_sides(others[None], other_ends[None], last)
    low, high = np.minimum(first, last), np.maximum(first, last)
    other_low, other_high = np.minimum(others, other_ends)[None], np.maximum(others, other_ends)[None]
    is_near = ((low <= other_high) & (other_low <= high)).all(axis=2)
    return bool((is_near & (sides <= 0) & (other_sides <= 0)).any())


def _list_edges(rings: Rings) -> tuple[Points, Points]:
    points = [ring.points for ring in rings.rings]
    return np.concatenate(points), np.concatenate([np.roll(one, -1, axis=0) for one in points])


def _find_sides(starts: Points, ends: Points, points: Points) -> Points:
    """1 or -1 by the side of the lines on which the points are, 0 on the line; all broadcast to (N, M, 2)."""
    along, to = ends - starts, points - starts
    sides: Points = np.sign(along[..., 0] * to[..., 1] - along[..., 1] * to[..., 0])
    return sides


def _contains(ring: Points, point: Points) -> bool:
    """Whether a point is inside of a ring (N, 2), by the number of edges to the right of it."""
    x, y = ring.T
    next_x, next_y = np.roll(ring, -1, axis=0).T
    is_crossed = (y > point[1]) != (next_y > point[1])
    share = (point[1] - y[is_crossed]) / (next_y[is_crossed] - y[is_crossed])
    crossings = x[is_crossed] + share * (next_x[is_crossed] - x[is_crossed])
    return bool((crossings > point[0]).sum() % 2)
