"""How a VIA file keeps the regions of an image."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detector.data.annotation import Box
from detector.data.formats.entries.grammar import ItemFaultError
from detector.data.formats.entries.json_pieces import (
    keyed,
    member,
    object_with,
    reframed,
    split_at,
    value_of,
    with_list,
)
from detector.data.formats.entries.pieces import Pieces
from detector.data.formats.joint_file import ImageInFile
from detector.data.formats.json_scan import JsonPath, dumped, with_values

from .attributes import FLAGS, ClassAttribute, flag_value, is_flagged
from .frame import split_file, with_listed_keys, with_option_renamed, with_options
from .shapes import BOXED, edges_of, moved, new_rect

_REGIONS = frozenset({"regions"})
_SHAPE, _ATTRIBUTES, _FILE = "shape_attributes", "region_attributes", "file_attributes"


@dataclass(frozen=True)
class ViaGrammar:
    """See `detector.data.formats.entries.grammar.Grammar`."""

    attribute: ClassAttribute
    what: str = "region"
    holds: Collection[str] = (*FLAGS, "verified")

    @property
    def lists_classes(self) -> bool:
        return self.attribute.lists_classes

    def split(self, entry: bytes) -> Pieces:
        key, text = keyed(entry)
        found = member(text, _REGIONS)
        pieces = (
            split_at(text, found.start)
            if found and isinstance(found.value, list | dict)
            else with_list(text, "regions")
        )
        bare = None if pieces.bare is None else key.encode() + pieces.bare
        return Pieces(key.encode() + pieces.head, pieces.items, pieces.before, pieces.tail, b",", bare, pieces.first)

    def kind_of(self, item: bytes) -> str:
        kind = str(_part(value_of(item), _SHAPE).get("name") or "shape")
        return "" if kind in BOXED else kind

    def label_of(self, item: bytes) -> str:
        classes = self._classes(value_of(item))
        return classes[0] if classes else ""

    def _classes(self, value: Any) -> tuple[str, ...]:
        return self.attribute.classes_of(_part(value, _ATTRIBUTES).get(self.attribute.name))

    def may_name(self, entry: bytes, label: str) -> bool:
        return self.attribute.is_numbered or b"\\" in entry or label.encode("utf-8", "replace") in entry

    def read(self, item: bytes, number: int) -> Box | None:
        value = value_of(item)
        shape, attributes = _part(value, _SHAPE), _part(value, _ATTRIBUTES)
        if str(shape.get("name")) not in BOXED:
            return None
        classes = self._classes(value)
        if not classes:
            raise ItemFaultError(f"has no class: its attribute {self.attribute.name!r} is empty")
        difficult, truncated, occluded = (is_flagged(attributes.get(flag, False)) for flag in FLAGS)
        return Box(*edges_of(shape), classes[0], number, difficult, truncated, occluded)

    def doubt(self, item: bytes) -> str:
        classes = self._classes(value_of(item))
        return f"is of several classes ({', '.join(classes)}); the first is used." if len(classes) > 1 else ""

    def edited(self, item: bytes, before: Box, after: Box) -> bytes:
        key, text = keyed(item)
        value = value_of(item)
        attributes = _part(value, _ATTRIBUTES)
        changes: dict[JsonPath, str] = {
            (_SHAPE, name): number for name, number in moved(_part(value, _SHAPE), before.xyxy, after.xyxy).items()
        }
        named: dict[str, str] = {}
        if after.label.strip() != before.label:
            named[self.attribute.name] = self._value(after.label, attributes)
        for flag in FLAGS:
            if getattr(after, flag) != getattr(before, flag):
                named[flag] = flag_value(getattr(after, flag), attributes.get(flag))
        return (key + with_values(text, {**changes, **_in_attributes(value, named)})).encode()

    def _value(self, label: str, attributes: dict[str, Any]) -> str:
        return self.attribute.value_for(label.strip(), attributes.get(self.attribute.name))

    def relabeled(self, item: bytes, label: str) -> bytes:
        key, text = keyed(item)
        value = value_of(item)
        named = {self.attribute.name: self._value(label, _part(value, _ATTRIBUTES))}
        return (key + with_values(text, _in_attributes(value, named))).encode()

    def new_item(self, box: Box, entry: Pieces, model: bytes | None, before: bytes) -> bytes:  # noqa: ARG002
        flags = {flag: '"true"' for flag in FLAGS if getattr(box, flag)}
        members = {
            _SHAPE: new_rect(box.xyxy),
            _ATTRIBUTES: {self.attribute.name: self.attribute.value_for(box.label.strip()), **flags},
        }
        item = object_with(members, keyed(model)[1] if model else None)
        if not entry.head.endswith(b"{"):
            return item.encode()
        keys = [keyed(one)[0] for one in entry.items]  # VIA 1 numbers the regions of an image
        numbers = [int(number) for key in keys if (number := key.split('"')[1]).isdigit()]
        colon = keys[-1].rpartition('"')[2] if keys else ":"
        return f'"{max(numbers, default=-1) + 1}"{colon}{item}'.encode()

    def is_verified(self, entry: Pieces) -> bool:
        return is_flagged(_part(_around(entry), _FILE).get("verified", False))

    def with_verified(self, entry: Pieces, verified: bool) -> Pieces:
        def change(text: str) -> str:
            key, value = keyed(text.encode())
            around = _part(_around(entry), _FILE)
            new = flag_value(verified, around.get("verified"))
            is_there = isinstance(_around(entry).get(_FILE), dict)
            path: JsonPath = (_FILE, "verified") if is_there else (_FILE,)
            return key + with_values(value, {path: new if is_there else f'{{"verified": {new}}}'})

        return reframed(entry, change, self.split)

    def size_of(self, entry: Pieces) -> tuple[int, int] | None:  # noqa: ARG002 - its `size` is that of the file in bytes
        return None

    def new_entry(self, image: ImageInFile, file: Pieces, model: bytes | None) -> bytes:
        """Its key is the name and the size of the image's file, or -1 where VIA does not know that."""
        key = f"{image.name}-1"
        while any(item.startswith(f"{dumped(key)}".encode()) for item in file.items):
            key += "-1"
        colon = keyed(model)[0].rpartition('"')[2] if model else ": "
        around = _around(self.split(model)) if model else {}
        regions = "{}" if isinstance(around.get("regions"), dict) else "[]"
        members = {"filename": dumped(image.name), "size": "-1", "regions": regions, _FILE: "{}"}
        return f"{dumped(key)}{colon}{object_with(members, keyed(model)[1] if model else None)}".encode()

    def with_classes(self, file: Pieces, classes: Sequence[str], entries: Sequence[bytes]) -> Pieces:
        text = (file.head + file.tail).decode()
        changed = with_options(text, self.attribute, classes) if self.lists_classes and classes else text
        if entries:
            changed = with_listed_keys(changed, map(key_of, entries))
        return file if changed == text else split_file(changed)

    def with_class_renamed(self, file: Pieces, source: str, target: str) -> Pieces:
        text = (file.head + file.tail).decode()
        changed = with_option_renamed(text, self.attribute, source, target)
        return file if changed == text else split_file(changed)


def key_of(entry: bytes) -> str:
    """The key of an entry, as it is and not as JSON writes it."""
    key, _ = json.JSONDecoder().raw_decode(entry.decode())
    return str(key)


def _around(entry: Pieces) -> dict[str, Any]:
    """What an entry says besides its regions."""
    value: dict[str, Any] = value_of(entry.head + entry.tail if entry.bare is None else entry.bare)
    return value


def _part(value: Any, key: str) -> dict[str, Any]:
    """The object that a member is; an empty one where it is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _in_attributes(value: Any, named: Mapping[str, str]) -> dict[JsonPath, str]:
    """The changes that give a region these attributes."""
    if isinstance(value.get(_ATTRIBUTES), dict) or not named:
        return {(_ATTRIBUTES, name): text for name, text in named.items()}
    return {(_ATTRIBUTES,): "{" + ", ".join(f"{dumped(name)}: {text}" for name, text in named.items()) + "}"}
