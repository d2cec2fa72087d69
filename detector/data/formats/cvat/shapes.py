"""The shapes of CVAT: the box that each means, and its attributes once that box was moved.

A `<box>` counts pixels from 0 and gives edges. The boxes around polygons, ellipses, masks and boxes that were turned
count, too; what has no area of its own (polylines, points, skeletons) or is no thing of the plane (cuboids) is no box.
https://docs.cvat.ai/docs/dataset_management/formats/xml_format/
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from detector.data.formats.entries.grammar import FixedShapeError, ItemFaultError
from detector.data.formats.voc_origin import is_same, parse_number

Edges = tuple[float, float, float, float]
"""x1 y1 x2 y2 in pixels."""
CORNERS = ("xtl", "ytl", "xbr", "ybr")
BOXED = frozenset({"box", "polygon", "ellipse", "mask"})
"""Shapes whose bounding box counts."""
OTHERS = frozenset({"polyline", "points", "cuboid", "skeleton"})
_FAR = 1e12
"""No image has pixels there."""


def edges_of(kind: str, attributes: Mapping[str, str]) -> Edges:
    """The box around a shape.

    Raises:
        ItemFaultError: Its coordinates cannot be used.
    """
    if kind == "polygon":
        points = _points(attributes)
        xs, ys = zip(*points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)
    if kind == "mask":
        left, top, width, height = _numbers(attributes, ("left", "top", "width", "height"))
        return left, top, left + width, top + height
    angle = math.radians(_rotation(attributes))
    if kind == "ellipse":
        x, y, rx, ry = _numbers(attributes, ("cx", "cy", "rx", "ry"))
        half = math.hypot(rx * math.cos(angle), ry * math.sin(angle))
        half_height = math.hypot(rx * math.sin(angle), ry * math.cos(angle))
        return x - half, y - half_height, x + half, y + half_height
    x1, y1, x2, y2 = _numbers(attributes, CORNERS)
    if not angle:
        return x1, y1, x2, y2
    x, y, half, half_height = (x1 + x2) / 2, (y1 + y2) / 2, abs(x2 - x1) / 2, abs(y2 - y1) / 2
    sine, cosine = abs(math.sin(angle)), abs(math.cos(angle))
    half, half_height = half * cosine + half_height * sine, half * sine + half_height * cosine
    return x - half, y - half_height, x + half, y + half_height


def is_turned(attributes: Mapping[str, str]) -> bool:
    """Whether a shape was rotated, so that its attributes are not those of the box around it."""
    return _rotation(attributes) != 0


def moved(kind: str, attributes: Mapping[str, str], before: Edges, after: Edges) -> dict[str, str]:
    """The attributes that are others once the box around a shape went from `before` to `after`.

    Points of a polygon move and stretch with the box around it.

    Raises:
        FixedShapeError: A mask, or a shape that was turned, cannot be stretched.
    """
    if all(map(is_same, before, after)):
        return {}
    if kind == "polygon":
        return {"points": _stretched(attributes["points"], before, after)}
    if kind == "box" and not is_turned(attributes):
        edges = zip(CORNERS, before, after, strict=True)
        return {key: _text(now) for key, was, now in edges if not is_same(was, now)}
    if kind == "ellipse" and not is_turned(attributes):
        return _stretched_ellipse(before, after)
    by = [_shift(kind, before, after, axis) for axis in (0, 1)]
    changes: dict[str, str] = {}
    keys = {"mask": ("left", "top"), "ellipse": ("cx", "cy")}.get(kind, CORNERS)
    for place, key in enumerate(keys):
        if not is_same(by[place % 2], 0):
            value = _number(attributes, key) + by[place % 2]
            changes[key] = f"{value:.0f}" if kind == "mask" else _text(value)
    return changes


def _shift(kind: str, before: Edges, after: Edges, axis: int) -> float:
    """By how much a box was moved along an axis.

    Raises:
        FixedShapeError: It has another size.
    """
    was, now = before[axis + 2] - before[axis], after[axis + 2] - after[axis]
    if not is_same(was, now):
        what = "a mask" if kind == "mask" else f"a turned {kind}"
        raise FixedShapeError(f"{what.capitalize()} can be moved, but not resized here")
    return after[axis] - before[axis]


def _stretched_ellipse(before: Edges, after: Edges) -> dict[str, str]:
    changes = {}
    for axis, center, radius in ((0, "cx", "rx"), (1, "cy", "ry")):
        if not (is_same(before[axis], after[axis]) and is_same(before[axis + 2], after[axis + 2])):
            changes[center] = _text((after[axis] + after[axis + 2]) / 2)
            changes[radius] = _text((after[axis + 2] - after[axis]) / 2)
    return changes


def _stretched(points: str, before: Edges, after: Edges) -> str:
    """The points of a polygon in the place of another box; the axis that did not change keeps its text."""
    texts = [point.split(",") for point in points.split(";")]
    for axis in (0, 1):
        low, high, now_low, now_high = before[axis], before[axis + 2], after[axis], after[axis + 2]
        if is_same(low, now_low) and is_same(high, now_high):
            continue
        for index, point in enumerate(texts):
            # Points that all lie on one line have no place between two edges: half of them go to each.
            share = (float(point[axis]) - low) / (high - low) if high > low else float(2 * index >= len(texts))
            point[axis] = _text(now_low + share * (now_high - now_low))
    return ";".join(map(",".join, texts))


def _points(attributes: Mapping[str, str]) -> Sequence[tuple[float, float]]:
    text = attributes.get("points", "")
    points = []
    for point in text.split(";"):
        numbers = [parse_number(part.strip()) for part in point.split(",")]
        x, y = numbers if len(numbers) == 2 else (None, None)
        if x is None or y is None or not (abs(x) < _FAR and abs(y) < _FAR):
            raise ItemFaultError(f"has a point that is not two numbers ({point[:40]!r})")
        points.append((x, y))
    return points


def _numbers(attributes: Mapping[str, str], keys: Sequence[str]) -> list[float]:
    return [_number(attributes, key) for key in keys]


def _number(attributes: Mapping[str, str], key: str) -> float:
    if key not in attributes:
        raise ItemFaultError(f"has no {key}")
    value = parse_number(attributes[key].strip())
    if value is None or not abs(value) < _FAR:
        raise ItemFaultError(f"has {attributes[key][:40]!r} as {key}, not a number")
    return value


def _rotation(attributes: Mapping[str, str]) -> float:
    value = parse_number(attributes.get("rotation", "0").strip()) or 0.0
    return value % 360 if math.isfinite(value) else 0.0


def _text(value: float) -> str:
    """As CVAT writes it."""
    return f"{value + 0.0:.2f}".replace("-0.00", "0.00")
