"""The bounds of CVAT's shapes, and the attributes of a shape after its box was moved or resized.

The coordinates of a `<box>` are edges counted from 0. Ellipses and rotated boxes are used with their bounds; polygons
and masks are outlines, see `outline`. Polylines, points, skeletons and cuboids are not objects here.
https://docs.cvat.ai/docs/dataset_management/formats/xml_format/
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np

from detector.data.formats.entries.grammar import FixedShapeError, ItemFaultError
from detector.data.formats.shared.coordinates import is_same_coordinate, parse_number
from detector.data.outlines.rings import Points

NOT_RESIZED = "{shape} can be moved, but not resized here"

Edges = tuple[float, float, float, float]
"""x1 y1 x2 y2 in pixels."""
CORNER_KEYS = ("xtl", "ytl", "xbr", "ybr")
OBJECT_SHAPES = frozenset({"box", "polygon", "ellipse", "mask"})
"""Shapes that are objects."""
OTHER_SHAPES = frozenset({"polyline", "points", "cuboid", "skeleton"})
_MAX_COORDINATE_PX = 1e12
"""Larger numbers indicate a damaged file."""
_NUMBERS_PATTERN = re.compile(r"[-+.0-9eE,;\s]*", re.ASCII)


def compute_edges(kind: str, attributes: Mapping[str, str]) -> Edges:
    """The bounds of a shape that is no polygon.

    Raises:
        ItemFaultError: Its coordinates cannot be used.
    """
    if kind == "mask":
        left, top, width, height = _read_numbers(attributes, ("left", "top", "width", "height"))
        return left, top, left + width, top + height
    angle = math.radians(_read_rotation(attributes))
    if kind == "ellipse":
        x, y, rx, ry = _read_numbers(attributes, ("cx", "cy", "rx", "ry"))
        half = math.hypot(rx * math.cos(angle), ry * math.sin(angle))
        half_height = math.hypot(rx * math.sin(angle), ry * math.cos(angle))
        return x - half, y - half_height, x + half, y + half_height
    x1, y1, x2, y2 = _read_numbers(attributes, CORNER_KEYS)
    if not angle:
        return x1, y1, x2, y2
    x, y, half, half_height = (x1 + x2) / 2, (y1 + y2) / 2, abs(x2 - x1) / 2, abs(y2 - y1) / 2
    sine, cosine = abs(math.sin(angle)), abs(math.cos(angle))
    half, half_height = half * cosine + half_height * sine, half * sine + half_height * cosine
    return x - half, y - half_height, x + half, y + half_height


def is_rotated(attributes: Mapping[str, str]) -> bool:
    """Whether a shape is rotated, so that its attributes are not those of its bounds."""
    return _read_rotation(attributes) != 0


def fit_attributes(kind: str, attributes: Mapping[str, str], before: Edges, after: Edges) -> dict[str, str]:
    """The attributes that change when the bounds of a shape change from `before` to `after`.

    The points of a polygon are moved and scaled with its box.

    Raises:
        FixedShapeError: A mask or a rotated shape would be resized.
    """
    if all(map(is_same_coordinate, before, after)):
        return {}
    if kind == "polygon":
        return {"points": _stretch_points(attributes["points"], before, after)}
    if kind == "box" and not is_rotated(attributes):
        edges = zip(CORNER_KEYS, before, after, strict=True)
        return {key: format_number(now) for key, was, now in edges if not is_same_coordinate(was, now)}
    if kind == "ellipse" and not is_rotated(attributes):
        return _stretch_ellipse(before, after)
    by = [_compute_shift(kind, before, after, axis) for axis in (0, 1)]
    changes: dict[str, str] = {}
    keys = {"mask": ("left", "top"), "ellipse": ("cx", "cy")}.get(kind, CORNER_KEYS)
    for place, key in enumerate(keys):
        if not is_same_coordinate(by[place % 2], 0):
            value = _read_number(attributes, key) + by[place % 2]
            changes[key] = f"{value:.0f}" if kind == "mask" else format_number(value)
    return changes


def _compute_shift(kind: str, before: Edges, after: Edges, axis: int) -> float:
    """The distance by which a box was moved along an axis.

    Raises:
        FixedShapeError: Its size changed.
    """
    was, now = before[axis + 2] - before[axis], after[axis + 2] - after[axis]
    if not is_same_coordinate(was, now):
        what = "a mask" if kind == "mask" else f"a turned {kind}"
        raise FixedShapeError(NOT_RESIZED.format(shape=what.capitalize()))
    return after[axis] - before[axis]


def _stretch_ellipse(before: Edges, after: Edges) -> dict[str, str]:
    changes = {}
    for axis, center, radius in ((0, "cx", "rx"), (1, "cy", "ry")):
        if not (
            is_same_coordinate(before[axis], after[axis]) and is_same_coordinate(before[axis + 2], after[axis + 2])
        ):
            changes[center] = format_number((after[axis] + after[axis + 2]) / 2)
            changes[radius] = format_number((after[axis + 2] - after[axis]) / 2)
    return changes


def _stretch_points(points: str, before: Edges, after: Edges) -> str:
    """The points of a polygon after its bounds changed; on an unchanged axis they keep their text."""
    texts = [point.split(",") for point in points.split(";")]
    for axis in (0, 1):
        low, high, now_low, now_high = before[axis], before[axis + 2], after[axis], after[axis + 2]
        if is_same_coordinate(low, now_low) and is_same_coordinate(high, now_high):
            continue
        for index, point in enumerate(texts):
            # If all points have the same coordinate, the first half goes to one edge, the second half to the other.
            share = (float(point[axis]) - low) / (high - low) if high > low else float(2 * index >= len(texts))
            point[axis] = format_number(now_low + share * (now_high - now_low))
    return ";".join(map(",".join, texts))


def read_points(attributes: Mapping[str, str]) -> Points:
    """The points (N, 2) of a polygon.

    Raises:
        ItemFaultError: One is not two numbers.
    """
    text = attributes.get("points", "")
    usual = _read_usual_points(text)
    if usual is not None:
        return usual
    points = []
    for point in text.split(";"):
        numbers = [parse_number(part.strip()) for part in point.split(",")]
        x, y = numbers if len(numbers) == 2 else (None, None)
        if x is None or y is None or not (abs(x) < _MAX_COORDINATE_PX and abs(y) < _MAX_COORDINATE_PX):
            raise ItemFaultError(f"has a point that is not two numbers ({point[:40]!r})")
        points.append((x, y))
    return np.array(points, np.float64)


def _read_usual_points(text: str) -> Points | None:
    """The points of a text without faults, fast; None if it has one."""
    if not _NUMBERS_PATTERN.fullmatch(text) or any(point.count(",") != 1 for point in text.split(";")):
        return None
    try:
        points = np.array(list(map(float, text.replace(";", ",").split(","))), np.float64).reshape(-1, 2)
    except ValueError:
        return None
    return points if (np.abs(points) < _MAX_COORDINATE_PX).all() else None


def _read_numbers(attributes: Mapping[str, str], keys: Sequence[str]) -> list[float]:
    return [_read_number(attributes, key) for key in keys]


def _read_number(attributes: Mapping[str, str], key: str) -> float:
    if key not in attributes:
        raise ItemFaultError(f"has no {key}")
    value = parse_number(attributes[key].strip())
    if value is None or not abs(value) < _MAX_COORDINATE_PX:
        raise ItemFaultError(f"has {attributes[key][:40]!r} as {key}, not a number")
    return value


def _read_rotation(attributes: Mapping[str, str]) -> float:
    value = parse_number(attributes.get("rotation", "0").strip()) or 0.0
    return value % 360 if math.isfinite(value) else 0.0


def format_number(value: float) -> str:
    """Two decimals, as CVAT writes it."""
    return f"{value + 0.0:.2f}".replace("-0.00", "0.00")
