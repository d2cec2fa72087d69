"""Polygons of VIA, in its JSON files and in its tables: read from the attributes of a shape, and written to them.

A polygon is one ring without holes. https://www.robots.ox.ac.uk/~vgg/software/via/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from detector.data.annotation import Annotation
from detector.data.geometry import Geometry
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.rings import Points, Rings

from .coordinate_text import replace_coordinates
from .coordinates import format_coordinate, format_exact_coordinate
from .json_scan import JsonPath, format_object_like, iter_children, skip_space
from .outline_losses import list_ring_points

POINT_KEYS = ("all_points_x", "all_points_y")
TOO_FEW_POINTS = "it has fewer than 3 points"
OTHER_COUNT = "it has more numbers for one axis of its points than for the other"
_TITLE = "VIA"
_MIN_POINTS = 3


def find_ring_fault(xs: Sequence[float], ys: Sequence[float]) -> str:
    """Why the points of a polygon are no outline; empty if they are one."""
    if len(xs) != len(ys):
        return OTHER_COUNT
    return TOO_FEW_POINTS if len(xs) < _MIN_POINTS else ""


def build_rings(xs: Sequence[float], ys: Sequence[float]) -> Rings:
    """The outline of a polygon; at least three points."""
    return Rings.from_polygons([np.array([xs, ys], np.float64).T])


def list_polygon_points(annotation: Annotation) -> Points | None:
    """The points of the polygon for an outline; None if the object is written as a box.

    Raises:
        RefusedOutlineError: It has several parts or holes.
    """
    return list_ring_points(annotation, _TITLE)


def format_polygon(points: Points) -> dict[str, str]:
    """The attributes of a new polygon, as JSON."""
    return {"name": '"polygon"', **{key: _format_list(points[:, axis].tolist()) for axis, key in enumerate(POINT_KEYS)}}


def follows_box(before: Geometry, after: Geometry) -> bool:
    """Whether a shape without points to write stays what it is, and its box is changed alone.

    A polygon becomes a rectangle where its outline was removed.
    """
    return get_outline(before) is None or get_outline(after) is not None or isinstance(after, OutlinedBox)


def find_polygon_changes(text: str, before: Annotation, points: Points) -> dict[JsonPath, str]:
    """The changes of a shape, as JSON by their paths in it; the path () stands for the whole shape.

    Args:
        text: The shape.
        before: What was read from it.
        points: The points of the polygon that it is to be.
    """
    old = get_outline(before.geometry)
    if not isinstance(old, Rings):
        return {(): format_object_like(format_polygon(points), text[skip_space(text, 0) :])}
    known = next(old.rings).points
    if len(known) != len(points):
        return {(key,): _format_list(points[:, axis].tolist()) for axis, key in enumerate(POINT_KEYS)}
    changes: dict[JsonPath, str] = {}
    for axis, key in enumerate(POINT_KEYS):
        # Of several members with this name, JSON readers use the last.
        children = iter_children(text, skip_space(text, 0))
        was = [text[child.start : child.end] for child in children if child.key == key][-1]
        now = replace_coordinates(was, known[:, axis].tolist(), points[:, axis].tolist(), format_coordinate)
        if now != was:
            changes[key,] = now
    return changes


def format_members_like(members: Mapping[str, str], text: str) -> dict[JsonPath, str]:
    """The change of a shape to one with other attributes, in the layout of `text`."""
    return {(): format_object_like(members, text[skip_space(text, 0) :])}


def _format_list(values: Sequence[float]) -> str:
    return f"[{','.join(map(format_exact_coordinate, values))}]"
