"""The bounds of VIA's shapes, and the attributes of a shape after its box was moved or resized."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from detector.data.formats.entries.grammar import FixedShapeError, ItemFaultError
from detector.data.formats.entries.json_pieces import is_usable_number
from detector.data.formats.shared.coordinates import format_coordinate, is_same_coordinate
from detector.data.formats.shared.via_polygons import POINT_KEYS

ELLIPSE_NOT_RESIZED = "A turned ellipse can be moved, but not resized here"

Edges = tuple[float, float, float, float]
"""x1 y1 x2 y2 in pixels."""
POLYGON_KINDS = ("polygon", "polyline")
SHAPES_WITH_BOX = frozenset({"rect", "circle", "ellipse", *POLYGON_KINDS})
"""Shapes that are used with their bounds."""


def compute_edges(shape: Mapping[str, Any]) -> Edges:
    """The bounds of a shape.

    Raises:
        ItemFaultError: Its coordinates cannot be used.
    """
    kind = shape.get("name")
    if kind in POLYGON_KINDS:
        xs, ys = (_read_points(shape, key) for key in POINT_KEYS)
        if len(xs) != len(ys):
            raise ItemFaultError("has more numbers for one axis of its points than for the other")
        return min(xs), min(ys), max(xs), max(ys)
    if kind == "circle":
        x, y, r = _read_numbers(shape, ("cx", "cy", "r"))
        return x - r, y - r, x + r, y + r
    if kind == "ellipse":
        x, y, rx, ry = _read_numbers(shape, ("cx", "cy", "rx", "ry"))
        angle = _read_angle(shape)
        half = math.hypot(rx * math.cos(angle), ry * math.sin(angle))
        half_height = math.hypot(rx * math.sin(angle), ry * math.cos(angle))
        return x - half, y - half_height, x + half, y + half_height
    x, y, width, height = _read_numbers(shape, ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def fit_attributes(shape: Mapping[str, Any], before: Edges, after: Edges) -> dict[str, str]:
    """The attributes, as JSON, that change when the bounds of a shape change from `before` to `after`.

    The points of a polygon are moved and scaled with its box.

    Raises:
        FixedShapeError: A circle would become an ellipse, or a rotated ellipse would be resized.
    """
    changes: dict[str, str] = {}
    kind = str(shape.get("name"))
    for axis in (0, 1):
        old, new = (before[axis], before[axis + 2]), (after[axis], after[axis + 2])
        if all(map(is_same_coordinate, old, new)):
            continue
        if kind in POLYGON_KINDS:
            changes[POINT_KEYS[axis]] = _stretch_points(shape[POINT_KEYS[axis]], old, new)
        elif kind in ("circle", "ellipse"):
            changes |= _fit_round(kind, shape, axis, old, new)
        else:
            changes |= _fit_rect(shape, axis, old, new)
    radii = {after[axis + 2] - after[axis] for axis in (0, 1)}
    if kind == "circle" and "r" in changes and not is_same_coordinate(min(radii), max(radii)):
        raise FixedShapeError("A circle can be moved, but its box must stay square")
    return changes


def _fit_rect(
    shape: Mapping[str, Any], axis: int, old: tuple[float, float], new: tuple[float, float]
) -> dict[str, str]:
    """The changes to a rectangle; one that was only moved keeps the text of its size."""
    changes = {}
    if not is_same_coordinate(old[0], new[0]):
        changes["xy"[axis]] = format_coordinate(new[0])
    if not is_same_coordinate(old[1] - old[0], new[1] - new[0]):
        start = round(new[0], 2) if not is_same_coordinate(old[0], new[0]) else float(shape["xy"[axis]])
        changes[("width", "height")[axis]] = format_coordinate(round(new[1], 2) - start)
    return changes


def _fit_round(
    kind: str, shape: Mapping[str, Any], axis: int, old: tuple[float, float], new: tuple[float, float]
) -> dict[str, str]:
    center = "cx" if axis == 0 else "cy"
    changes = {center: format_coordinate(float(shape[center]) + (sum(new) - sum(old)) / 2)}
    if is_same_coordinate(old[1] - old[0], new[1] - new[0]):
        return changes
    if kind == "ellipse" and _read_angle(shape):
        raise FixedShapeError(ELLIPSE_NOT_RESIZED)
    radius = "r" if kind == "circle" else ("rx", "ry")[axis]
    return {**changes, radius: format_coordinate((new[1] - new[0]) / 2)}


def _stretch_points(points: Sequence[float], old: tuple[float, float], new: tuple[float, float]) -> str:
    low, high = old
    numbers = []
    for index, point in enumerate(points):
        # If all points have the same coordinate, the first half goes to the first edge, the second half to the other.
        share = (point - low) / (high - low) if high > low else float(2 * index >= len(points))
        numbers.append(format_coordinate(new[0] + share * (new[1] - new[0])))
    return f"[{','.join(numbers)}]"


def format_rect(edges: Edges) -> dict[str, str]:
    """The attributes of a rectangle, as JSON."""
    x1, y1, x2, y2 = (round(edge, 2) for edge in edges)
    numbers = {"x": x1, "y": y1, "width": x2 - x1, "height": y2 - y1}
    return {"name": '"rect"', **{key: format_coordinate(number) for key, number in numbers.items()}}


def _read_points(shape: Mapping[str, Any], key: str) -> list[float]:
    found = shape.get(key)
    if not isinstance(found, list) or not found or not all(map(is_usable_number, found)):
        raise ItemFaultError(f"has no usable {key}: they must be numbers")
    return [float(number) for number in found]


def _read_numbers(shape: Mapping[str, Any], keys: Sequence[str]) -> list[float]:
    found = [shape.get(key) for key in keys]
    if not all(map(is_usable_number, found)):
        raise ItemFaultError(f"has no usable {', '.join(keys[:-1])} and {keys[-1]}: they must be numbers")
    return [float(number) for number in found if number is not None]


def _read_angle(shape: Mapping[str, Any]) -> float:
    theta = shape.get("theta", 0)
    return math.remainder(float(theta), math.pi) if is_usable_number(theta) else 0.0
