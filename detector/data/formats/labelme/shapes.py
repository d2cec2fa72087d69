"""Parsing the shapes of a labelme file, and the text of changed and new shapes; see `attributes` for their attributes.

The box of a polygon, mask, circle or rectangle (rotated or not) is its bounds; lines and points have none. What of a
shape is its outline is in `outline`, and how outlines are written in `outline_edits`. Flags are in the shape's `flags`
or, as X-AnyLabeling writes `difficult`, members of the shape itself; scores are in `score`.
https://github.com/wkentaro/labelme, https://github.com/CVHub520/X-AnyLabeling
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from detector.data.annotation import Annotation
from detector.data.attributes import NO_ATTRIBUTES
from detector.data.formats.shared.json_scan import JsonPath, dump_json, format_object_like, set_json_values
from detector.data.geometry import Box
from detector.data.unicode_forms import normalize_class_name

from .attributes import edit_attributes, read_attributes
from .outline import find_outline_kind, read_shape_kind
from .points import Points, compute_edges, has_box, is_upright, is_usable_number, read_points
from .shape_geometry import ShapeGeometry, format_indented

NO_OBJECT = "{place} is no object"
NO_LABEL = "{place} has no label"
RECTANGLE_POINTS = "{place} is a rectangle without two or four points"
POINT_NOT_NUMBERS = "{place} has a point that is not two numbers"

_FLAGS = ("difficult", "truncated", "occluded")


class LabelmeFormatError(Exception):
    """Why a file is not a labelme file, worded as the end of a sentence that begins with its name."""


def parse_shape_annotation(value: Any, number: int) -> Annotation | None:
    """The box of a shape, with `number` as its uid; None for shapes without a box.

    Raises:
        LabelmeFormatError: It is not a shape, has no label, or is a rectangle with wrong points.
    """
    where = f"shape {number + 1}"
    if not isinstance(value, dict):
        raise LabelmeFormatError(NO_OBJECT.format(place=where))
    label = value.get("label")
    if not isinstance(label, str) or not label.strip():
        raise LabelmeFormatError(NO_LABEL.format(place=where))
    kind, points = read_shape_kind(value), read_points(value.get("points"))
    if kind == "rectangle":
        _check_rectangle(value.get("points"), points, f"{where} ({normalize_class_name(label)})")
    edges = compute_edges(kind, points) if points is not None and has_box(kind) else None
    if edges is None:
        return None
    difficult, truncated, occluded = (_read_flag(value, key) for key in _FLAGS)
    score = value["score"] if is_usable_number(value.get("score")) else None
    score = None if score is None else float(score)
    return Annotation(Box(*edges), label, number, difficult, truncated, occluded, score, read_attributes(value))


def _check_rectangle(written: Any, points: Points | None, where: str) -> None:
    """Raises: LabelmeFormatError."""
    if not isinstance(written, list) or len(written) not in (2, 4):
        raise LabelmeFormatError(RECTANGLE_POINTS.format(place=where))
    if points is None:
        raise LabelmeFormatError(POINT_NOT_NUMBERS.format(place=where))


def _read_flag(value: Mapping[str, Any], key: str) -> bool:
    flags = value.get("flags")
    return bool(value[key] if _is_shape_member(value, key) else isinstance(flags, dict) and flags.get(key))


def _is_shape_member(value: Mapping[str, Any], key: str) -> bool:
    """Whether a flag is a member of the shape itself; if it is also in `flags`, that one is used."""
    flags = value.get("flags")
    return key in value and not (isinstance(flags, dict) and key in flags)


def describe_reduced(value: Mapping[str, Any]) -> str:
    """A word for a shape of which only the box around it is used; empty for upright rectangles and outlines."""
    if find_outline_kind(value) is not None:
        return ""
    kind, points = read_shape_kind(value), read_points(value.get("points"))
    if points is None or not is_upright(kind, points):
        return "turned rectangle" if kind == "rectangle" else kind
    return ""


def edit_members(text: str, before: Annotation, annotation: Annotation) -> str:
    """The text of a shape after its annotation changed from `before`, except for its geometry.

    Raises:
        AttributesRefusedError: The shape cannot hold a new attribute.
    """
    value = json.loads(text)
    changes: dict[JsonPath, str] = {}
    if annotation.label != before.label:
        changes[("label",)] = dump_json(annotation.label.strip())
    flags = {key: getattr(annotation, key) for key in _FLAGS if getattr(annotation, key) != getattr(before, key)}
    changes |= {(key,): dump_json(flag) for key, flag in flags.items() if _is_shape_member(value, key)}
    flags = {key: flag for key, flag in flags.items() if not _is_shape_member(value, key)}
    if flags and not isinstance(value.get("flags"), dict):
        changes[("flags",)] = dump_json(flags)
    elif flags:
        changes |= {("flags", key): dump_json(flag) for key, flag in flags.items()}
    if annotation.score != before.score:
        changes[("score",)] = _format_score(annotation.score)
    return edit_attributes(set_json_values(text, changes), before.attributes, annotation.attributes)


def format_shape(annotation: Annotation, geometry: ShapeGeometry, model: str | None) -> str:
    """The text of a new shape with labelme's members, in the layout of the shape `model`, or on one line.

    Raises:
        AttributesRefusedError: The shape cannot hold an attribute.
    """
    written = [key for key in _FLAGS if getattr(annotation, key)]
    at_shape = _find_member_flags(model)
    members = {
        "label": dump_json(annotation.label.strip()),
        "points": format_indented(geometry.points, model),
        "group_id": "null",
        "description": '""',
        "shape_type": dump_json(geometry.kind),
        "flags": format_indented({key: True for key in written if key not in at_shape}, model),
        "mask": dump_json(geometry.mask),
        **{key: dump_json(key in written) for key in at_shape},
    }
    if annotation.score is not None:
        members["score"] = _format_score(annotation.score)
    return edit_attributes(format_object_like(members, model), NO_ATTRIBUTES, annotation.attributes)


def _find_member_flags(model: str | None) -> list[str]:
    """The flags that the shapes of the file have as members of their own."""
    value = json.loads(model) if model else {}
    return [key for key in _FLAGS if isinstance(value, dict) and _is_shape_member(value, key)]


def _format_score(score: float | None) -> str:
    return json.dumps(score if score is None or not math.isfinite(score) else round(float(score), 6))
