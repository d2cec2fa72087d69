"""The outlines of VIA's polygons: read from the attributes of a shape, and written to them.

A polygon is one ring without holes. Of circles, ellipses and polylines, the box around them is used.
https://www.robots.ox.ac.uk/~vgg/software/via/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from detector.data.annotation import Annotation
from detector.data.formats.shared.coordinate_text import replace_coordinates
from detector.data.formats.shared.coordinates import format_coordinate, format_exact_coordinate
from detector.data.formats.shared.json_scan import JsonPath, format_object_like, iter_children
from detector.data.formats.shared.outline_losses import list_ring_points
from detector.data.geometry import Box, Geometry
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.packing import UnusableOutline
from detector.data.outlines.rings import Rings

from .shapes import POINT_KEYS, compute_edges, fit_attributes, format_rect

UNUSABLE_OUTLINE = (
    "{place} is a polygon with an outline that cannot be used: it has fewer than 3 points. It is kept as it is, and "
    "only the box around it is used."
)
_MIN_POINTS = 3


def read_geometry(shape: Mapping[str, Any], describe_place: Callable[[], str]) -> Geometry:
    """The box of a shape, with the outline of a polygon.

    Args:
        shape: Its attributes.
        describe_place: Says where it is, for a message.

    Raises:
        ItemFaultError: Its coordinates cannot be used.
    """
    box = Box(*compute_edges(shape))
    if shape.get("name") != "polygon":
        return box
    xs, ys = (shape[key] for key in POINT_KEYS)
    if len(xs) < _MIN_POINTS:
        return OutlinedBox(box, UnusableOutline(UNUSABLE_OUTLINE.format(place=describe_place())))
    return OutlinedBox(box, Rings.from_polygons([np.array([xs, ys], np.float64).T]))


def format_geometry(annotation: Annotation) -> dict[str, str]:
    """The attributes of a new shape, as JSON.

    Raises:
        RefusedOutlineError: Its outline has several parts or holes.
    """
    points = list_ring_points(annotation, "VIA")
    if points is None:
        return format_rect(annotation.bounds.xyxy)
    return {"name": '"polygon"', **{key: _format_list(points[:, axis].tolist()) for axis, key in enumerate(POINT_KEYS)}}


def find_shape_changes(
    text: str, shape: Mapping[str, Any], before: Annotation, after: Annotation
) -> dict[JsonPath, str]:
    """The changes of a shape, as JSON by their paths in it; the path () stands for the whole shape.

    Args:
        text: The shape.
        shape: The same, decoded.
        before: What was read from it.
        after: What it is now.

    Raises:
        FixedShapeError: A circle would become an ellipse, or a rotated ellipse would be resized.
        RefusedOutlineError: The new outline has several parts or holes.
    """
    old, new = get_outline(before.geometry), get_outline(after.geometry)
    points = list_ring_points(after, "VIA")
    if points is None and (old is None or new is not None or isinstance(after.geometry, OutlinedBox)):
        return {(key,): value for key, value in fit_attributes(shape, before.bounds.xyxy, after.bounds.xyxy).items()}
    if points is None or not isinstance(old, Rings):
        return {(): format_object_like(format_geometry(after), text)}
    known = next(old.rings).points
    if len(known) != len(points):
        return {(key,): _format_list(points[:, axis].tolist()) for axis, key in enumerate(POINT_KEYS)}
    changes: dict[JsonPath, str] = {}
    for axis, key in enumerate(POINT_KEYS):
        # Of several members with this name, JSON readers use the last.
        was = [text[child.start : child.end] for child in iter_children(text, 0) if child.key == key][-1]
        changes[key,] = replace_coordinates(was, known[:, axis].tolist(), points[:, axis].tolist(), format_coordinate)
    return changes


def _format_list(values: Sequence[float]) -> str:
    return f"[{','.join(map(format_exact_coordinate, values))}]"
