"""How a CreateML file keeps the boxes of an image: `coordinates` are a center and a size in pixels."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detector.data.annotation import Box
from detector.data.formats.entries.grammar import ItemFaultError
from detector.data.formats.entries.json_pieces import (
    is_number,
    member,
    object_with,
    reframed,
    split_at,
    with_list,
)
from detector.data.formats.entries.pieces import Pieces
from detector.data.formats.joint_file import ImageInFile
from detector.data.formats.json_scan import JsonPath, dumped, with_values
from detector.data.formats.voc_origin import is_same

IMAGE_KEYS = ("image", "imagefilename", "filename")
"""What the members with an image's name are called, whatever their case."""
LIST_KEYS = frozenset({"annotations", "annotation"})
_CENTERS, _SIZES = ("x", "y"), ("width", "height")
_DECIMALS = 3
"""Of a center between edges of two decimals."""


@dataclass(frozen=True)
class CreateMlGrammar:
    """See `detector.data.formats.entries.grammar.Grammar`."""

    what: str = "annotation"
    lists_classes: bool = False
    holds: Collection[str] = ("verified",)

    def split(self, entry: bytes) -> Pieces:
        text = entry.decode()
        found = member(text, LIST_KEYS)
        if found is None or not isinstance(found.value, list):
            return with_list(text, "annotations")
        return split_at(text, found.start)

    def kind_of(self, item: bytes) -> str:  # noqa: ARG002 - there are no others
        return ""

    def label_of(self, item: bytes) -> str:
        value = json.loads(item)
        label = value.get("label") if isinstance(value, dict) else None
        return label.strip() if isinstance(label, str) else ""

    def may_name(self, entry: bytes, label: str) -> bool:
        return b"\\" in entry or label.encode("utf-8", "replace") in entry

    def read(self, item: bytes, number: int) -> Box | None:
        value = json.loads(item)
        label = self.label_of(item)
        if not label:
            raise ItemFaultError("has no label")
        x, y, width, height = _coordinates(value)
        return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2, label, number)

    def doubt(self, item: bytes) -> str:  # noqa: ARG002
        return ""

    def edited(self, item: bytes, before: Box, after: Box) -> bytes:
        changes: dict[JsonPath, str] = {}
        if after.label.strip() != before.label:
            changes[("label",)] = dumped(after.label.strip())
        numbers = dict(zip((*_CENTERS, *_SIZES), _coordinates(json.loads(item)), strict=True))
        for axis, (center, size) in enumerate(zip(_CENTERS, _SIZES, strict=True)):
            now = _center_and_size(after, axis)
            if is_same(before.xyxy[axis], after.xyxy[axis]) and is_same(before.xyxy[axis + 2], after.xyxy[axis + 2]):
                continue
            if is_same(before.xyxy[axis + 2] - before.xyxy[axis], after.xyxy[axis + 2] - after.xyxy[axis]):
                now = (
                    round(after.xyxy[axis], 2) + numbers[size] / 2,
                    numbers[size],
                )  # moved: the size stays as written
            for key, number in zip((center, size), now, strict=True):
                if abs(number - numbers[key]) >= 0.5 * 10**-_DECIMALS:
                    changes[("coordinates", key)] = _text(number)
        return with_values(item.decode(), changes).encode()

    def relabeled(self, item: bytes, label: str) -> bytes:
        return with_values(item.decode(), {("label",): dumped(label.strip())}).encode()

    def new_item(self, box: Box, entry: Pieces, model: bytes | None, before: bytes) -> bytes:  # noqa: ARG002
        (x, width), (y, height) = _center_and_size(box, 0), _center_and_size(box, 1)
        numbers = {"x": _text(x), "y": _text(y), "width": _text(width), "height": _text(height)}
        members = {"label": dumped(box.label.strip()), "coordinates": numbers}
        return object_with(members, model.decode() if model else None).encode()

    def is_verified(self, entry: Pieces) -> bool:
        return _around(entry).get("verified") is True

    def with_verified(self, entry: Pieces, verified: bool) -> Pieces:
        return reframed(entry, lambda text: with_values(text, {("verified",): dumped(verified)}), self.split)

    def size_of(self, entry: Pieces) -> tuple[int, int] | None:  # noqa: ARG002 - CreateML does not say
        return None

    def new_entry(self, image: ImageInFile, file: Pieces, model: bytes | None) -> bytes:  # noqa: ARG002
        around = _around(self.split(model)) if model else {}
        key = next((key for key in around if key.lower() in IMAGE_KEYS), "image")
        boxes = next((key for key in around if key in LIST_KEYS), "annotations")
        members = {key: dumped(image.name)}
        members |= {"verified": "false"} if "verified" in around else {}
        return object_with({**members, boxes: "[]"}, model.decode() if model else None).encode()

    def with_classes(self, file: Pieces, classes: Sequence[str], entries: Sequence[bytes]) -> Pieces:  # noqa: ARG002
        return file

    def with_class_renamed(self, file: Pieces, source: str, target: str) -> Pieces:  # noqa: ARG002
        return file


def _around(entry: Pieces) -> dict[str, Any]:
    """What an entry says besides its boxes."""
    value: dict[str, Any] = json.loads(entry.head + entry.tail if entry.bare is None else entry.bare)
    return value


def _coordinates(value: Mapping[str, Any]) -> list[float]:
    """x, y of the center, width, height in pixels.

    Raises:
        ItemFaultError: They are no four numbers.
    """
    coordinates = value.get("coordinates")
    found = [coordinates.get(key) for key in (*_CENTERS, *_SIZES)] if isinstance(coordinates, dict) else []
    if not found or not all(map(is_number, found)):
        raise ItemFaultError("has no usable coordinates: they must be the numbers x, y, width and height")
    return [float(number) for number in found if number is not None]


def _center_and_size(box: Box, axis: int) -> tuple[float, float]:
    """From edges of two decimals, so that these come out as they are."""
    low, high = round(box.xyxy[axis], 2), round(box.xyxy[axis + 2], 2)
    return (low + high) / 2, high - low


def _text(number: float) -> str:
    """Whole numbers without a point, others with up to three decimals."""
    text = f"{number:.{_DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
