"""Reading and editing the boxes of an image in a CreateML file: `coordinates` are center and size in pixels."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detector.data.annotation import Annotation
from detector.data.formats.base import Split
from detector.data.formats.entries.grammar import ItemFaultError
from detector.data.formats.entries.json_pieces import (
    edit_surroundings,
    find_member,
    format_json_object,
    is_usable_number,
    split_json_at,
    with_empty_list,
)
from detector.data.formats.entries.pieces import Pieces
from detector.data.formats.shared.coordinates import is_same_coordinate
from detector.data.formats.shared.json_scan import JsonPath, dump_json, set_json_values
from detector.data.formats.shared.single_file import ImageInFile
from detector.data.geometry import Box

IMAGE_KEYS = ("image", "imagefilename", "filename")
"""The keys of an image's name, in lower case; the case in the file is ignored."""
LIST_KEYS = frozenset({"annotations", "annotation"})
_CENTER_KEYS, _SIZE_KEYS = ("x", "y"), ("width", "height")
_CENTER_DECIMALS = 3
"""The center between two edges with two decimals needs three."""


@dataclass(frozen=True)
class CreateMlGrammar:
    """See `detector.data.formats.entries.grammar.Grammar`."""

    item_name: str = "annotation"
    has_class_list: bool = False
    writable_fields: Collection[str] = ("verified",)

    def reserves_attribute(self, name: str) -> bool:  # noqa: ARG002 - it holds no attributes
        return False

    def split_entry(self, entry: bytes) -> Pieces:
        text = entry.decode()
        found = find_member(text, LIST_KEYS)
        if found is None or not isinstance(found.value, list):
            return with_empty_list(text, "annotations")
        return split_json_at(text, found.start)

    def describe_kind(self, item: bytes) -> str:  # noqa: ARG002 - there are no others
        return ""

    def read_label(self, item: bytes) -> str:
        value = json.loads(item)
        label = value.get("label") if isinstance(value, dict) else None
        return label.strip() if isinstance(label, str) else ""

    def may_contain_label(self, entry: bytes, label: str) -> bool:
        return b"\\" in entry or label.encode("utf-8", "replace") in entry

    def read_annotation(self, item: bytes, number: int, entry: Pieces) -> Annotation | None:  # noqa: ARG002
        value = json.loads(item)
        label = self.read_label(item)
        if not label:
            raise ItemFaultError("has no label")
        x, y, width, height = _read_coordinates(value)
        return Annotation(Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2), label, number)

    def describe_warning(self, item: bytes) -> str:  # noqa: ARG002
        return ""

    def edit_item(self, item: bytes, before: Annotation, after: Annotation, entry: Pieces) -> bytes:  # noqa: ARG002
        changes: dict[JsonPath, str] = {}
        if after.label.strip() != before.label:
            changes[("label",)] = dump_json(after.label.strip())
        numbers = dict(zip((*_CENTER_KEYS, *_SIZE_KEYS), _read_coordinates(json.loads(item)), strict=True))
        for axis, (center, size) in enumerate(zip(_CENTER_KEYS, _SIZE_KEYS, strict=True)):
            old_low, old_high = before.bounds.xyxy[axis::2]
            low, high = after.bounds.xyxy[axis::2]
            if is_same_coordinate(old_low, low) and is_same_coordinate(old_high, high):
                continue
            now = _compute_center_and_size(after.bounds, axis)
            if is_same_coordinate(old_high - old_low, high - low):
                now = round(low, 2) + numbers[size] / 2, numbers[size]  # only moved: the size keeps its text
            for key, number in zip((center, size), now, strict=True):
                if abs(number - numbers[key]) >= 0.5 * 10**-_CENTER_DECIMALS:
                    changes[("coordinates", key)] = _format_coordinate(number)
        return set_json_values(item.decode(), changes).encode()

    def describe_outline_losses(self, annotations: Sequence[Annotation]) -> Iterable[str]:  # noqa: ARG002 - it saves none
        return ()

    def relabel_item(self, item: bytes, label: str) -> bytes:
        return set_json_values(item.decode(), {("label",): dump_json(label.strip())}).encode()

    def build_item(self, annotation: Annotation, entry: Pieces, model: bytes | None, before: bytes) -> bytes:  # noqa: ARG002
        (x, width), (y, height) = (_compute_center_and_size(annotation.bounds, axis) for axis in (0, 1))
        numbers = {
            "x": _format_coordinate(x),
            "y": _format_coordinate(y),
            "width": _format_coordinate(width),
            "height": _format_coordinate(height),
        }
        members = {"label": dump_json(annotation.label.strip()), "coordinates": numbers}
        return format_json_object(members, model.decode() if model else None).encode()

    def is_verified(self, entry: Pieces) -> bool:
        return _read_surroundings(entry).get("verified") is True

    def with_verified(self, entry: Pieces, verified: bool) -> Pieces:
        return edit_surroundings(
            entry, lambda text: set_json_values(text, {("verified",): dump_json(verified)}), self.split_entry
        )

    def read_stated_size(self, entry: Pieces) -> tuple[int, int] | None:  # noqa: ARG002 - CreateML does not say
        return None

    def build_entry(self, image: ImageInFile, file: Pieces, model: bytes | None) -> bytes:  # noqa: ARG002
        around = _read_surroundings(self.split_entry(model)) if model else {}
        key = next((key for key in around if key.lower() in IMAGE_KEYS), "image")
        boxes = next((key for key in around if key in LIST_KEYS), "annotations")
        members = {key: dump_json(image.name)}
        members |= {"verified": "false"} if "verified" in around else {}
        return format_json_object({**members, boxes: "[]"}, model.decode() if model else None).encode()

    def with_classes(self, file: Pieces, classes: Sequence[str], entries: Sequence[bytes]) -> Pieces:  # noqa: ARG002
        return file

    def without_entries(self, file: Pieces, entries: Sequence[bytes]) -> Pieces:  # noqa: ARG002 - it lists none
        return file

    def change_split(self, entry: bytes, split: Split) -> tuple[bytes, str]:
        raise NotImplementedError("such files state no splits")

    def with_class_renamed(self, file: Pieces, source: str, target: str) -> Pieces:  # noqa: ARG002
        return file


def _read_surroundings(entry: Pieces) -> dict[str, Any]:
    """The members of an entry except its boxes."""
    value: dict[str, Any] = json.loads(entry.head + entry.tail if entry.empty_form is None else entry.empty_form)
    return value


def _read_coordinates(value: Mapping[str, Any]) -> list[float]:
    """The center's x and y, width and height, in pixels.

    Raises:
        ItemFaultError: They are not four numbers.
    """
    coordinates = value.get("coordinates")
    found = [coordinates.get(key) for key in (*_CENTER_KEYS, *_SIZE_KEYS)] if isinstance(coordinates, dict) else []
    if not found or not all(map(is_usable_number, found)):
        raise ItemFaultError("has no usable coordinates: they must be the numbers x, y, width and height")
    return [float(number) for number in found if number is not None]


def _compute_center_and_size(box: Box, axis: int) -> tuple[float, float]:
    """The center and size on one axis, from edges rounded to two decimals, which reading restores exactly."""
    low, high = round(box.xyxy[axis], 2), round(box.xyxy[axis + 2], 2)
    return (low + high) / 2, high - low


def _format_coordinate(number: float) -> str:
    """Format a coordinate: whole numbers without a decimal point, others with up to three decimals."""
    text = f"{number:.{_CENTER_DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
