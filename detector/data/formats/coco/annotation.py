"""One annotation of a COCO file: its box and outline, and the text of changed and new annotations.

Attributes are the members of `attributes`, as CVAT and Datumaro write them. Flags are read from there and from the
annotation itself; `ignore` counts as difficult. New flags are written to `attributes`. The box of an annotation without
`bbox` is the bounds of its segmentation; it gets a `bbox` when its box is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detector.data.annotation import Annotation
from detector.data.attributes import NO_ATTRIBUTES, Attributes, find_attribute_changes
from detector.data.formats.shared.attribute_values import (
    FLAG_KEYS,
    NO_OBJECT,
    find_json_faults,
    format_json_value,
    read_json_attributes,
)
from detector.data.formats.shared.coordinates import format_coordinate, is_same_coordinate
from detector.data.formats.shared.json_scan import (
    JsonPath,
    dump_json,
    format_object_like,
    remove_json_members,
    set_json_values,
)
from detector.data.geometry import Box
from detector.data.outlines.outlined_box import OutlinedBox, get_outline

from .ids import Id, resolve_id
from .outline import CocoSegmentation, compute_segmentation_bounds, has_segmentation
from .outline_edits import SegmentationText

NO_BBOX = "has neither a bbox nor a segmentation to take one from"
UNUSABLE_BBOX = "has no usable bbox: it must be four numbers, not {value}"
UNKNOWN_CATEGORY = "is of category {category}, which the file does not list"

_FLAGS = ("difficult", "truncated", "occluded")
_ATTRIBUTES_KEY = "attributes"
_AREA_TOLERANCE = 0.01
"""An `area` that differs from width x height by a smaller fraction is that of the box, not of a mask."""
_MAX_NUMBER = 1e300


class AnnotationFaultError(Exception):
    """Why an annotation has no box, worded as the end of a sentence that begins with the name of the annotation."""


def is_crowd(value: Mapping[str, Any]) -> bool:
    """Whether it marks a region of many objects, and is therefore not a box."""
    return value.get("iscrowd") in (1, True)


def read_annotation(
    value: Mapping[str, Any], names: Mapping[Id, str], uid: int, segmentation: CocoSegmentation | None = None
) -> Annotation:
    """The class, box and outline of an annotation.

    Args:
        value: The decoded annotation.
        names: The class names by category id.
        uid: The uid of the box.
        segmentation: Parses its outline when it is needed; None if only the box matters.

    Raises:
        AnnotationFaultError: It has no listed category or no usable box.
    """
    category = resolve_id(value.get("category_id"), names)
    if category is None:
        raise AnnotationFaultError(UNKNOWN_CATEGORY.format(category=_shorten_repr(value.get("category_id"))))
    corners = _read_corners(value)
    difficult, truncated, occluded = (_read_flag(value, key) for key in _FLAGS)
    score, attributes = _parse_number(value.get("score")), _read_attributes(value)
    box = Box(*corners)
    is_outlined = segmentation is not None and has_segmentation(value.get("segmentation"))
    geometry = OutlinedBox(box, segmentation) if segmentation is not None and is_outlined else box
    return Annotation(geometry, names[category], uid, difficult, truncated, occluded, score, attributes)


def _read_attributes(value: Mapping[str, Any]) -> Attributes:
    """The attributes of an annotation, without its flags."""
    members = value.get(_ATTRIBUTES_KEY)
    return read_json_attributes(members, FLAG_KEYS) if isinstance(members, dict) else NO_ATTRIBUTES


def has_unusable_attributes(value: Mapping[str, Any]) -> bool:
    """Whether the annotation has `attributes` that are no object, and therefore cannot be edited."""
    return not isinstance(value.get(_ATTRIBUTES_KEY), dict | None)


def find_attribute_problems(text: str, value: Mapping[str, Any]) -> list[str]:
    """What is wrong with the attributes of an annotation, worded as ends of sentences without a period.

    Args:
        text: The annotation.
        value: The same, decoded.
    """
    if has_unusable_attributes(value):
        return [NO_OBJECT.format(name=_ATTRIBUTES_KEY)]
    members = value.get(_ATTRIBUTES_KEY) or {}
    members = {key: member for key, member in members.items() if key not in _FLAGS}
    return find_json_faults(text, (_ATTRIBUTES_KEY,), members) if members else []


def _read_corners(value: Mapping[str, Any]) -> tuple[float, float, float, float]:
    """Raises: AnnotationFaultError."""
    if _is_bbox_missing(value):
        bounds = compute_segmentation_bounds(value.get("segmentation"))
        if bounds is None:
            raise AnnotationFaultError(NO_BBOX)
        return bounds
    corner = value["bbox"]
    numbers = [_parse_number(part) for part in corner] if isinstance(corner, list) else []
    if len(numbers) != 4 or None in numbers:
        raise AnnotationFaultError(UNUSABLE_BBOX.format(value=_shorten_repr(corner)))
    x, y, width, height = (number or 0.0 for number in numbers)
    return x, y, x + width, y + height


def _is_bbox_missing(value: Mapping[str, Any]) -> bool:
    return value.get("bbox") in (None, [])


def _parse_number(value: Any) -> float | None:
    """A number that can be calculated with; otherwise None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _MAX_NUMBER:
        return None
    return float(value)


def _shorten_repr(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}..."


def _read_flag(value: Mapping[str, Any], key: str) -> bool:
    found = _get_at_path(value, _find_flag_path(value, key))
    return found.strip().lower() not in ("", "0", "false", "no") if isinstance(found, str) else bool(found)


def _find_flag_path(value: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The path of the flag in the annotation, or where it would be written."""
    attributes = value.get(_ATTRIBUTES_KEY)
    if isinstance(attributes, dict) and key in attributes:
        return (_ATTRIBUTES_KEY, key)
    if key in value:
        return (key,)
    if key == "difficult" and "ignore" in value:
        return ("ignore",)
    return (_ATTRIBUTES_KEY, key) if attributes is None or isinstance(attributes, dict) else (key,)


def _get_at_path(value: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    found: Any = value
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def edit_annotation(
    text: str,
    value: Mapping[str, Any],
    before: Annotation,
    after: Annotation,
    category: Id | None,
    segmentation: SegmentationText | None = None,
) -> str:
    """The text of an annotation after it changed from `before` to `after`; unchanged values keep their text.

    `area` becomes that of the outline if that changes. Without an outline, it is updated if it was that of the box.

    Args:
        text: The annotation.
        value: The same, decoded.
        before: What was read from it.
        after: What it is now.
        category: The new category if the label changed, otherwise None.
        segmentation: The new segmentation if the outline changed, see `find_segmentation_change`; otherwise None.
    """
    changes: dict[JsonPath, str] = {}
    if category is not None:
        changes[("category_id",)] = dump_json(category)
    numbers = _find_changed_numbers(before.bounds, after.bounds)
    if (numbers or segmentation is not None) and _is_bbox_missing(value):
        changes[("bbox",)] = _format_bbox(after.bounds)
    else:
        changes |= {("bbox", index): format_coordinate(number) for index, number in numbers.items()}
    area = _parse_number(value.get("area"))
    if segmentation is not None:
        changes[("segmentation",)] = segmentation.text
        if area is not None and not is_same_coordinate(before.geometry.area, segmentation.area):
            changes[("area",)] = format_coordinate(segmentation.area)
    elif numbers.keys() & {2, 3} and area is not None and _is_box_area(area, before.bounds):
        changes[("area",)] = format_coordinate(after.bounds.area)
    for key in _FLAGS:
        flag: bool = getattr(after, key)
        if flag != getattr(before, key):
            path = _find_flag_path(value, key)
            was = _get_at_path(value, path)
            changes[path] = dump_json(int(flag) if isinstance(was, int) and not isinstance(was, bool) else flag)
    if after.score is not None and after.score != before.score:
        changes[("score",)] = dump_json(round(after.score, 6))
    text = set_json_values(text, changes)
    return text if has_unusable_attributes(value) else _edit_attributes(text, before.attributes, after.attributes)


def _edit_attributes(text: str, before: Attributes, after: Attributes) -> str:
    changes = find_attribute_changes(before, after)
    text = remove_json_members(text, [(_ATTRIBUTES_KEY, key) for key in changes.removed])
    values = {key: value for key, value in changes.values.items() if key not in FLAG_KEYS}
    return set_json_values(text, {(_ATTRIBUTES_KEY, key): format_json_value(value) for key, value in values.items()})


def _find_changed_numbers(before: Box, after: Box) -> dict[int, float]:
    """Those of x, y, width, height that change, by their index. If a box is only moved, its size keeps its text."""
    changed: dict[int, float] = {}
    for axis in (0, 1):
        was, end_was = before.xyxy[axis], before.xyxy[axis + 2]
        now, end = after.xyxy[axis], after.xyxy[axis + 2]
        if not is_same_coordinate(was, now):
            changed[axis] = round(now, 2)
        if not is_same_coordinate(end_was - was, end - now):
            changed[axis + 2] = round(end, 2) - changed.get(axis, was)  # start + size must give exactly this edge
    return changed


def _is_box_area(area: float, box: Box) -> bool:
    size = box.width * box.height
    return abs(area - size) <= max(_AREA_TOLERANCE * abs(size), 0.01)


def keeps_old_segmentation(before: Annotation, after: Annotation) -> bool:
    """Whether the annotation has a segmentation that cannot be used, and its box changed, so it no longer fits."""
    if not isinstance(after.geometry, OutlinedBox) or not _find_changed_numbers(before.bounds, after.bounds):
        return False
    return after.geometry.outline is None


def _compute_bbox(box: Box) -> tuple[float, float, float, float]:
    """x, y, width, height, rounded so that x2 and y2 are also exact to 0.005 pixels."""
    x, y = round(box.x1, 2), round(box.y1, 2)
    return x, y, round(box.x2, 2) - x, round(box.y2, 2) - y


def _format_bbox(box: Box) -> str:
    return "[" + ", ".join(map(format_coordinate, _compute_bbox(box))) + "]"


def build_annotation_members(
    number: int, image: Id, category: Id, annotation: Annotation, segmentation: SegmentationText
) -> dict[str, str]:
    """The members of a new annotation, with values as JSON; `attributes` and `score` only if it has any."""
    _, _, width, height = _compute_bbox(annotation.bounds)
    area = segmentation.area if get_outline(annotation.geometry) is not None else width * height
    members = {
        "id": dump_json(number),
        "image_id": dump_json(image),
        "category_id": dump_json(category),
        "bbox": _format_bbox(annotation.bounds),
        "area": format_coordinate(area),
        "segmentation": segmentation.text,
        "iscrowd": "0",
    }
    attributes = {key: "true" for key in _FLAGS if getattr(annotation, key)}
    attributes |= {
        key: format_json_value(value) for key, value in annotation.attributes.items() if key not in FLAG_KEYS
    }
    if attributes:
        members[_ATTRIBUTES_KEY] = format_object_like(attributes, None)
    if annotation.score is not None:
        members["score"] = dump_json(round(annotation.score, 6))
    return members
