"""The shapes of a labelme file: which of them are boxes, and their text when a box changed or is new.

A box is a `rectangle` of two opposite corners in any order, or, as newer versions save it, of all four. Other shapes,
a rectangle that was turned included, are no boxes. A box's flags are among the shape's `flags` or, as X-AnyLabeling has
`difficult`, members of the shape itself; its score is in `score`.
https://github.com/wkentaro/labelme, https://github.com/CVHub520/X-AnyLabeling
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from detector.data.annotation import Box
from detector.data.unicode_forms import class_name

from .json_scan import JsonPath, after_space, dumped, object_like, with_values
from .voc_origin import DECIMALS, is_same

_FLAGS = ("difficult", "truncated", "occluded")
_STRAIGHT = 0.01
"""Corners may be off by less, in pixels, and still make an upright rectangle."""


class LabelmeFormatError(Exception):
    """Why a file is no labelme file, as the end of a sentence that began with its name."""


def box_of(value: Any, number: int) -> Box | None:
    """The box that the shape of this number means, with the number as its uid; None for a shape of another kind.

    Errors: LabelmeFormatError.
    """
    where = f"shape {number + 1}"
    if not isinstance(value, dict):
        raise LabelmeFormatError(f"{where} is no object")
    label = value.get("label")
    if not isinstance(label, str) or not label.strip():
        raise LabelmeFormatError(f"{where} has no label")
    if value.get("shape_type") != "rectangle":
        return None
    points = _points(value.get("points"), f"{where} ({class_name(label)})")
    xs, ys = zip(*points, strict=True)
    if not (_is_straight(xs) and _is_straight(ys)):
        return None
    difficult, truncated, occluded = (_flag(value, key) for key in _FLAGS)
    score = value["score"] if _is_number(value.get("score")) else None
    return Box(
        min(xs), min(ys), max(xs), max(ys), label, number, difficult, truncated, occluded,
        None if score is None else float(score),
    )  # fmt: skip


def _points(points: Any, where: str) -> list[tuple[float, float]]:
    if not isinstance(points, list) or len(points) not in (2, 4):
        raise LabelmeFormatError(f"{where} is a rectangle without two or four points")
    found = []
    for point in points:
        if not isinstance(point, list) or len(point) != 2 or not all(map(_is_number, point)):
            raise LabelmeFormatError(f"{where} has a point that is not two numbers")
        found.append((float(point[0]), float(point[1])))
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300


def _is_straight(edges: Sequence[float]) -> bool:
    """Whether half of the corners lie at one edge and half at the other."""
    low, high = min(edges), max(edges)
    ordered = sorted(edges)
    half = len(edges) // 2
    return ordered[half - 1] - low < _STRAIGHT and high - ordered[half] < _STRAIGHT


def _flag(value: Mapping[str, Any], key: str) -> bool:
    flags = value.get("flags")
    return bool(value[key] if _is_at_shape(value, key) else isinstance(flags, dict) and flags.get(key))


def _is_at_shape(value: Mapping[str, Any], key: str) -> bool:
    """Whether a flag is a member of the shape itself; one that is among its `flags`, too, counts there."""
    flags = value.get("flags")
    return key in value and not (isinstance(flags, dict) and key in flags)


def kind_of(value: Mapping[str, Any]) -> str:
    """What a shape that is no box is called."""
    kind = str(value.get("shape_type") or "polygon")
    return "turned rectangle" if kind == "rectangle" else kind


def edited(text: str, before: Box, box: Box) -> str:
    """The text of a shape that meant `before`, now meaning `box`: its points keep their number and their corners."""
    value = json.loads(text)
    changes: dict[JsonPath, str] = {}
    if box.label != before.label:
        changes[("label",)] = dumped(box.label.strip())
    for axis in (0, 1):
        old, new = before.xyxy[axis::2], box.xyxy[axis::2]
        for index, point in enumerate(value["points"]):
            edge = _edge_of(point[axis], index, len(value["points"]), (old[0], old[1]))
            if not is_same(old[edge], new[edge]):
                changes[("points", index, axis)] = _number(new[edge])
    flags = {key: getattr(box, key) for key in _FLAGS if getattr(box, key) != getattr(before, key)}
    changes |= {(key,): dumped(flag) for key, flag in flags.items() if _is_at_shape(value, key)}
    flags = {key: flag for key, flag in flags.items() if not _is_at_shape(value, key)}
    if flags and not isinstance(value.get("flags"), dict):
        changes[("flags",)] = dumped(flags)
    elif flags:
        changes |= {("flags", key): dumped(flag) for key, flag in flags.items()}
    if box.score != before.score:
        changes[("score",)] = _score(box.score)
    return with_values(text, changes)


def _edge_of(coordinate: float, index: int, count: int, edges: tuple[float, float]) -> int:
    """Which of two edges a corner lies on; where both are one, the first half of the corners has the first."""
    low, high = edges
    if low == high:
        return int(2 * index >= count)
    return int(coordinate - low > high - coordinate)


def new_shape(box: Box, model: str | None) -> str:
    """The text of a shape, with the members that labelme writes, laid out like the shape `model`, or on one line."""
    points = [[_rounded(box.x1), _rounded(box.y1)], [_rounded(box.x2), _rounded(box.y2)]]
    written = [key for key in _FLAGS if getattr(box, key)]
    at_shape = _flags_at_shape(model)
    members = {
        "label": dumped(box.label.strip()),
        "points": _indented(points, model),
        "group_id": "null",
        "description": '""',
        "shape_type": '"rectangle"',
        "flags": _indented({key: True for key in written if key not in at_shape}, model),
        "mask": "null",
        **{key: dumped(key in written) for key in at_shape},
    }
    if box.score is not None:
        members["score"] = _score(box.score)
    return object_like(members, model)


def _flags_at_shape(model: str | None) -> list[str]:
    """The flags that the shapes of the file have as members of their own."""
    value = json.loads(model) if model else {}
    return [key for key in _FLAGS if isinstance(value, dict) and _is_at_shape(value, key)]


def _indented(value: Any, model: str | None) -> str:
    """A value as JSON over several lines, where the keys of `model` are: they are three levels deep."""
    space = model[1 : after_space(model, 1)] if model else ""
    if "\n" not in space:
        return json.dumps(value)
    indent = space.rpartition("\n")[2]
    return json.dumps(value, indent=indent[: len(indent) // 3]).replace("\n", space)


def _number(value: float) -> str:
    return json.dumps(_rounded(value))


def _rounded(value: float) -> float:
    return round(float(value), DECIMALS) + 0.0  # no -0.0


def _score(score: float | None) -> str:
    return json.dumps(score if score is None or not math.isfinite(score) else round(float(score), 6))
