"""The bounds of the shapes of VIA (VGG Image Annotator), and changing a shape with its box.

https://www.robots.ox.ac.uk/~vgg/software/via/
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from detector.data.formats.shared.coordinates import COORDINATE_DECIMALS, is_same_coordinate
from detector.data.formats.shared.via_polygons import POINT_KEYS, build_rings, find_ring_fault
from detector.data.geometry import Box, Geometry
from detector.data.outlines.outlined_box import OutlinedBox

from .geometry import FourNumbers
from .layout import NoBoxError, RowFaultError

UNKNOWN_SHAPE = "has a shape {name!r}, which is not one of VIA's"
NO_NUMBERS = "has a {shape} without numbers in {column}"

ViaShape = Mapping[str, Any]
ShapeMembers = dict[str, Any]
"""New values of members of a shape, by name."""
_MAX_COORDINATE_PX = 1e12
"""Larger numbers indicate a damaged file."""
_HALF_DECIMALS = COORDINATE_DECIMALS + 1
"""Decimals of centers and radii, for edges exact to 0.01 pixels."""
_SHAPES_WITHOUT_BOX = frozenset({"point"})


def compute_bounds(shape: ViaShape) -> FourNumbers:
    """The bounds x1, y1, x2, y2 of a shape, in pixels.

    Raises:
        NoBoxError: It is a point.
        RowFaultError: It is of an unknown type, or lacks a number.
    """
    name = str(shape.get("name"))
    if name in _SHAPES_WITHOUT_BOX:
        raise NoBoxError(f"({name}) without a box")
    if name == "rect":
        x, y, width, height = _read_numbers(shape, "x", "y", "width", "height")
        return x, y, x + width, y + height
    if name in ("circle", "ellipse"):
        x, y = _read_numbers(shape, "cx", "cy")
        across, down = _compute_reach(shape)
        return x - across, y - down, x + across, y + down
    if name in ("polygon", "polyline"):
        xs, ys = (read_points(shape, key) for key in POINT_KEYS)
        return min(xs), min(ys), max(xs), max(ys)
    raise RowFaultError(UNKNOWN_SHAPE.format(name=name[:40]))


def read_geometry(shape: ViaShape) -> Geometry:
    """The bounds of a shape, with the outline of a polygon.

    Raises:
        NoBoxError: It is a point.
        RowFaultError: It is of an unknown type, or lacks a number.
    """
    box = Box(*compute_bounds(shape))
    if shape.get("name") != "polygon" or find_outline_fault(shape):
        return box
    return OutlinedBox(box, build_rings(*(read_points(shape, key) for key in POINT_KEYS)))


def find_outline_fault(shape: ViaShape) -> str:
    """Why a polygon is read as a box only; empty if it is not."""
    is_polygon = shape.get("name") == "polygon"
    return find_ring_fault(*(read_points(shape, key) for key in POINT_KEYS)) if is_polygon else ""


def read_points(shape: ViaShape, key: str) -> list[float]:
    """One coordinate of all points of a polygon.

    Raises:
        RowFaultError: There are none, or they are not all numbers.
    """
    values = shape.get(key)
    if not isinstance(values, list) or not values or not all(map(_is_number, values)):
        raise RowFaultError(NO_NUMBERS.format(shape=shape.get("name"), column=key))
    return [float(value) for value in values]


def _read_numbers(shape: ViaShape, *keys: str) -> tuple[float, ...]:
    for key in keys:
        if not _is_number(shape.get(key)):
            raise RowFaultError(f"has {str(shape.get(key))[:40]!r} for {key}, which is not a number")
    return tuple(float(shape[key]) for key in keys)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _MAX_COORDINATE_PX


def _compute_reach(shape: ViaShape) -> tuple[float, float]:
    """Half of the width and half of the height of a circle or an ellipse."""
    if shape.get("name") == "circle":
        (radius,) = _read_numbers(shape, "r")
        return radius, radius
    rx, ry = _read_numbers(shape, "rx", "ry")
    cos, sin = math.cos(_read_theta(shape)), math.sin(_read_theta(shape))
    return math.hypot(rx * cos, ry * sin), math.hypot(rx * sin, ry * cos)


def fit_shape(shape: ViaShape, before: Box, after: Box) -> ShapeMembers:
    """The changes to a shape whose bounds change from `before` to `after`.

    Points are moved and scaled with the box. A circle whose box is no longer square becomes an ellipse.
    """
    if shape["name"] == "rect":
        members = _fit_rect(before.xyxy, after.xyxy)
    elif shape["name"] in ("circle", "ellipse"):
        members = _fit_round(shape, before.xyxy, after.xyxy)
    else:
        members = _fit_points(shape, before.xyxy, after.xyxy)
    return {key: value for key, value in members.items() if shape.get(key) != value}


def build_rect(box: Box) -> ShapeMembers:
    """A rectangle for a box, with its members in VIA's order."""
    x, y, width, height = _compute_position_and_size(box.xyxy)
    return {"name": "rect", "x": x, "y": y, "width": width, "height": height}


def _compute_position_and_size(edges: FourNumbers) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = (round(edge, COORDINATE_DECIMALS) for edge in edges)
    return round_number(x1), round_number(y1), round_number(x2 - x1), round_number(y2 - y1)


def _fit_rect(before: FourNumbers, after: FourNumbers) -> ShapeMembers:
    moved: ShapeMembers = {}
    for axis, (low, size) in enumerate((("x", "width"), ("y", "height"))):
        (was, was_end), (now, end) = before[axis::2], after[axis::2]
        stays = is_same_coordinate(was, now)
        if not stays:
            moved[low] = round_number(now)
        if not is_same_coordinate(was_end - was, end - now):
            moved[size] = round_number(
                round(end, COORDINATE_DECIMALS) - (was if stays else round(now, COORDINATE_DECIMALS))
            )
    return moved


def _fit_round(shape: ViaShape, before: FourNumbers, after: FourNumbers) -> ShapeMembers:
    """The changes to a circle or an ellipse. A rotated ellipse is scaled along the axes of the image."""
    moved: ShapeMembers = {}
    for key, axis in (("cx", 0), ("cy", 1)):
        was, now = ((edges[axis] + edges[axis + 2]) / 2 for edges in (before, after))
        if not is_same_coordinate(was, now):
            moved[key] = round_number(now, _HALF_DECIMALS)
    (was_across, was_down), (across, down) = (((x2 - x1) / 2, (y2 - y1) / 2) for x1, y1, x2, y2 in (before, after))
    if is_same_coordinate(was_across, across) and is_same_coordinate(was_down, down):
        return moved
    if shape["name"] == "circle" and is_same_coordinate(across, down):
        return moved | {"r": round_number(across, _HALF_DECIMALS)}
    theta = _read_theta(shape)
    if shape["name"] == "circle" or theta == 0.0 or not min(was_across, was_down) > 0:
        return moved | {
            "name": "ellipse",
            "rx": round_number(across, _HALF_DECIMALS),
            "ry": round_number(down, _HALF_DECIMALS),
            "theta": 0,
        }
    rx, ry = _read_numbers(shape, "rx", "ry")
    rx, ry, theta = _stretch_ellipse(rx, ry, theta, across / was_across, down / was_down)
    return moved | {
        "rx": round_number(rx, _HALF_DECIMALS),
        "ry": round_number(ry, _HALF_DECIMALS),
        "theta": round(theta, 5),
    }


def _read_theta(shape: ViaShape) -> float:
    """The rotation of an ellipse in radians."""
    return float(shape["theta"]) if _is_number(shape.get("theta")) else 0.0


def _stretch_ellipse(rx: float, ry: float, theta: float, across: float, down: float) -> tuple[float, float, float]:
    """Scale an ellipse with the half-axes `rx` and `ry`, rotated by `theta`, by `across` along x and `down` along y.

    Returns:
        The new half-axes and rotation.
    """
    cos, sin = math.cos(theta), math.sin(theta)
    # The points of the ellipse are those of the unit circle under M = S R D; its axes are the eigenvectors of M M^T.
    a = across**2 * ((rx * cos) ** 2 + (ry * sin) ** 2)
    b = across * down * (rx**2 - ry**2) * cos * sin
    c = down**2 * ((rx * sin) ** 2 + (ry * cos) ** 2)
    middle, apart = (a + c) / 2, math.hypot((a - c) / 2, b)
    long, short = math.sqrt(middle + apart), math.sqrt(max(middle - apart, 0.0))
    turned = math.atan2(2 * b, a - c) / 2
    return (long, short, turned) if rx >= ry else (short, long, turned - math.pi / 2)


def _fit_points(shape: ViaShape, before: FourNumbers, after: FourNumbers) -> ShapeMembers:
    moved: ShapeMembers = {}
    for axis, key in enumerate(POINT_KEYS):
        (low, high), (new_low, new_high) = before[axis::2], after[axis::2]
        if is_same_coordinate(low, new_low) and is_same_coordinate(high, new_high):
            continue
        points = read_points(shape, key)
        # If all points have the same coordinate, the first half goes to the first edge, the second half to the other.
        shares = (
            (point - low) / (high - low) if high > low else float(2 * index >= len(points))
            for index, point in enumerate(points)
        )
        moved[key] = [round_number(new_low + share * (new_high - new_low)) for share in shares]
    return moved


def round_number(value: float, decimals: int = COORDINATE_DECIMALS) -> float:
    """Round a number for writing; whole numbers become int."""
    rounded = round(value, decimals) + 0.0  # no -0.0
    return int(rounded) if float(rounded).is_integer() else rounded
