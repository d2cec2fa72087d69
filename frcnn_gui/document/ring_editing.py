"""Points of rings: found, moved, added and removed. Pure; all lengths in pixels of the image."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from detector.data.annotation import Annotation
from detector.data.outlines.outlined_box import get_outline
from detector.data.outlines.rings import Part, Points, Ring, Rings
from frcnn_gui.document.outline_hits import measure_edges

MIN_RING_POINTS = 3


@dataclass(frozen=True, slots=True)
class PointPlace:
    """A point of rings, by numbers: its part; its ring, 0 for the outer one, then the holes; its place in the ring."""

    part: int
    ring: int
    point: int


@dataclass(frozen=True, slots=True)
class EdgePlace:
    """A place (x, y) on an edge; a point that is added there becomes the point `added`."""

    added: PointPlace
    x: float
    y: float


def get_rings(annotation: Annotation) -> Rings | None:
    """The rings of an annotation; None if it has no outline, or one of pixels."""
    outline = get_outline(annotation.geometry)
    return outline if isinstance(outline, Rings) else None


def find_point(rings: Rings, x: float, y: float, reach: float) -> PointPlace | None:
    """The nearest point within `reach` of (x, y), in x and in y."""
    found, nearest = None, reach
    for part, ring, points in _iterate_rings(rings):
        distances = np.abs(points - (x, y)).max(axis=1)
        at = int(distances.argmin())
        if distances[at] <= nearest:
            found, nearest = PointPlace(part, ring, at), float(distances[at])
    return found


def find_edge(rings: Rings, x: float, y: float, reach: float) -> EdgePlace | None:
    """The nearest place on an edge within `reach` of (x, y)."""
    found, nearest = None, reach
    for part, ring, points in _iterate_rings(rings):
        distances, places = measure_edges(points, x, y)
        at = int(distances.argmin())
        if distances[at] <= nearest:
            found, nearest = EdgePlace(PointPlace(part, ring, at + 1), *places[at].tolist()), float(distances[at])
    return found


def locate_points(rings: Rings, places: Collection[PointPlace]) -> Points:
    """Where points are, (N, 2)."""
    points = [rings.parts[place.part].rings[place.ring].points[place.point] for place in places]
    return np.array(points, np.float64).reshape(-1, 2)


def move_points(rings: Rings, places: Collection[PointPlace], dx: float, dy: float, width: int, height: int) -> Rings:
    """`rings` with these points moved together, but no further than the border of the `width` x `height` image."""
    points = locate_points(rings, places)
    room_before, room_after = -np.maximum(points.min(axis=0), 0), np.maximum((width, height) - points.max(axis=0), 0)
    step = np.clip((dx, dy), room_before, room_after)
    table = _list_points(rings)
    for place, point in zip(places, points, strict=True):
        table[place.part][place.ring][place.point] = point + step
    return _build_rings(table)


def insert_point(rings: Rings, place: EdgePlace) -> Rings:
    """`rings` with a point at a place on an edge."""
    table, added = _list_points(rings), place.added
    ring = table[added.part][added.ring]
    table[added.part][added.ring] = np.insert(ring, added.point, (place.x, place.y), axis=0)
    return _build_rings(table)


def remove_points(rings: Rings, places: Collection[PointPlace]) -> Rings | None:
    """`rings` without these points.

    A ring with too few points left goes; without its outer ring, a part goes. None if nothing would be left.
    """
    table = _list_points(rings)
    for part, ring in {(place.part, place.ring) for place in places}:
        gone = [place.point for place in places if (place.part, place.ring) == (part, ring)]
        table[part][ring] = np.delete(table[part][ring], gone, axis=0)
    kept = [
        [ring for ring in part if len(ring) >= MIN_RING_POINTS] for part in table if len(part[0]) >= MIN_RING_POINTS
    ]
    return _build_rings(kept) if kept else None


def _iterate_rings(rings: Rings) -> Iterator[tuple[int, int, Points]]:
    for at, part in enumerate(rings.parts):
        for number, ring in enumerate(part.rings):
            yield at, number, ring.points


def _list_points(rings: Rings) -> list[list[Points]]:
    """The points of each ring of each part, to be changed."""
    return [[ring.points.copy() for ring in part.rings] for part in rings.parts]


def _build_rings(table: list[list[Points]]) -> Rings:
    parts = ([Ring.from_points(points) for points in part] for part in table)
    return Rings(tuple(Part(outer, tuple(holes)) for outer, *holes in parts))
