"""The outlines of VIA's polygons in its JSON files; of circles, ellipses and polylines, the box around them is used.

https://www.robots.ox.ac.uk/~vgg/software/via/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from detector.data.annotation import Annotation
from detector.data.formats.shared.json_scan import JsonPath
from detector.data.formats.shared.via_polygons import (
    POINT_KEYS,
    build_rings,
    find_polygon_changes,
    find_ring_fault,
    follows_box,
    format_members_like,
    format_polygon,
    list_polygon_points,
)
from detector.data.geometry import Box, Geometry
from detector.data.outlines.outlined_box import OutlinedBox
from detector.data.outlines.packing import UnusableOutline

from .shapes import compute_edges, fit_attributes, format_rect

UNUSABLE_OUTLINE = (
    "{place} is a polygon with an outline that cannot be used: {fault}. It is kept as it is, and only the box around "
    "it is used."
)


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
    if fault := find_ring_fault(xs, ys):
        return OutlinedBox(box, UnusableOutline(UNUSABLE_OUTLINE.format(place=describe_place(), fault=fault)))
    return OutlinedBox(box, build_rings(xs, ys))


def format_geometry(annotation: Annotation) -> dict[str, str]:
    """The attributes of a new shape, as JSON.

    Raises:
        RefusedOutlineError: Its outline has several parts or holes.
    """
    points = list_polygon_points(annotation)
    return format_rect(annotation.bounds.xyxy) if points is None else format_polygon(points)


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
    points = list_polygon_points(after)
    if points is not None:
        return find_polygon_changes(text, before, points)
    if follows_box(before.geometry, after.geometry):
        return {(key,): value for key, value in fit_attributes(shape, before.bounds.xyxy, after.bounds.xyxy).items()}
    return format_members_like(format_rect(after.bounds.xyxy), text)
