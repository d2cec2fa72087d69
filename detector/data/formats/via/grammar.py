"""Reading and editing the regions of an image in a VIA file."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detector.data.annotation import Annotation
from detector.data.attributes import Attributes, find_attribute_changes
from detector.data.formats.base import Split
from detector.data.formats.entries.grammar import ItemFaultError
from detector.data.formats.entries.json_pieces import (
    decode_item,
    edit_surroundings,
    find_member,
    format_json_object,
    split_json_at,
    split_key,
    with_empty_list,
)
from detector.data.formats.entries.pieces import Pieces
from detector.data.formats.shared.attribute_values import find_json_faults, format_json_value, read_json_attributes
from detector.data.formats.shared.json_scan import JsonPath, dump_json, remove_json_members, set_json_values
from detector.data.formats.shared.outline_losses import RefusedOutlineError, build_refusal
from detector.data.formats.shared.single_file import ImageInFile

from .attributes import FLAGS, ClassAttribute, format_flag, is_flagged
from .frame import add_listed_keys, add_options, remove_listed_keys, rename_option, split_via_file
from .outline import find_shape_changes, format_geometry, read_geometry
from .shapes import SHAPES_WITH_BOX

NO_CLASS = "has no class: its attribute {attribute!r} is empty"
SEVERAL_CLASSES = "is of several classes ({names}); the first is used"

_REGIONS_KEYS = frozenset({"regions"})
_SHAPE_KEY, _ATTRIBUTES_KEY, _FILE_KEY = "shape_attributes", "region_attributes", "file_attributes"


@dataclass(frozen=True)
class ViaGrammar:
    """See `detector.data.formats.entries.grammar.Grammar`."""

    class_attribute: ClassAttribute
    file: str = ""
    """The name of the file, for messages."""
    item_name: str = "region"
    writable_fields: Collection[str] = (*FLAGS, "verified", "attributes", "outlines")

    @property
    def has_class_list(self) -> bool:
        return self.class_attribute.has_class_list

    @property
    def _reserved_names(self) -> tuple[str, ...]:
        return (*FLAGS, self.class_attribute.name)

    def reserves_attribute(self, name: str) -> bool:
        return name in self._reserved_names or self.class_attribute.is_less_likely_than(name)

    def split_entry(self, entry: bytes) -> Pieces:
        key, text = split_key(entry)
        found = find_member(text, _REGIONS_KEYS)
        pieces = (
            split_json_at(text, found.start)
            if found and isinstance(found.value, list | dict)
            else with_empty_list(text, "regions")
        )
        bare = None if pieces.empty_form is None else key.encode() + pieces.empty_form
        return Pieces(
            key.encode() + pieces.head,
            pieces.items,
            pieces.space_before,
            pieces.tail,
            b",",
            bare,
            pieces.space_before_first,
        )

    def describe_kind(self, item: bytes) -> str:
        kind = str(_get_object(decode_item(item), _SHAPE_KEY).get("name") or "shape")
        return "" if kind in SHAPES_WITH_BOX else kind

    def read_label(self, item: bytes) -> str:
        classes = self._read_classes(decode_item(item))
        return classes[0] if classes else ""

    def _read_classes(self, value: Any) -> tuple[str, ...]:
        return self.class_attribute.read_classes(_get_object(value, _ATTRIBUTES_KEY).get(self.class_attribute.name))

    def may_contain_label(self, entry: bytes, label: str) -> bool:
        return self.class_attribute.has_numbered_options or b"\\" in entry or label.encode("utf-8", "replace") in entry

    def read_annotation(self, item: bytes, number: int, entry: Pieces) -> Annotation | None:
        value = decode_item(item)
        shape, attributes = _get_object(value, _SHAPE_KEY), _get_object(value, _ATTRIBUTES_KEY)
        if str(shape.get("name")) not in SHAPES_WITH_BOX:
            return None
        classes = self._read_classes(value)
        if not classes:
            raise ItemFaultError(NO_CLASS.format(attribute=self.class_attribute.name))
        difficult, truncated, occluded = (is_flagged(attributes.get(flag, False)) for flag in FLAGS)
        others = read_json_attributes(attributes, self._reserved_names)

        def describe_place() -> str:
            image = _read_surroundings(entry).get("filename", "")
            return f"{self.file}: {self.item_name} {number + 1} ({classes[0]}) of {image}"

        geometry = read_geometry(shape, describe_place)
        return Annotation(geometry, classes[0], number, difficult, truncated, occluded, None, others)

    def describe_warning(self, item: bytes) -> str:
        value = decode_item(item)
        classes = self._read_classes(value)
        attributes = _get_object(value, _ATTRIBUTES_KEY)
        others = {key: member for key, member in attributes.items() if key not in self._reserved_names}
        faults = [SEVERAL_CLASSES.format(names=", ".join(classes))] if len(classes) > 1 else []
        faults += find_json_faults(split_key(item)[1], (_ATTRIBUTES_KEY,), others) if others else []
        return "; it ".join(faults) + "." if faults else ""

    def edit_item(self, item: bytes, before: Annotation, after: Annotation, entry: Pieces) -> bytes:  # noqa: ARG002 - see `file`
        key, text = split_key(item)
        value = decode_item(item)
        attributes = _get_object(value, _ATTRIBUTES_KEY)
        changes = self._find_shape_changes(text, value, before, after) if after.geometry != before.geometry else {}
        named: dict[str, str] = {}
        if after.label.strip() != before.label:
            named[self.class_attribute.name] = self._format_class_value(after.label, attributes)
        for flag in FLAGS:
            if getattr(after, flag) != getattr(before, flag):
                named[flag] = format_flag(getattr(after, flag), attributes.get(flag))
        text = set_json_values(text, {**changes, **_build_attribute_changes(value, named)})
        return (key + self._edit_attributes(text, before.attributes, after.attributes)).encode()

    def _find_shape_changes(self, text: str, value: Any, before: Annotation, after: Annotation) -> dict[JsonPath, str]:
        """Raises: FixedShapeError, AnnotationWriteError."""
        found = find_member(text, frozenset({_SHAPE_KEY}))
        assert found is not None, "a region that is an object has a shape"
        shape = text[found.start : found.end]
        try:
            changes = find_shape_changes(shape, _get_object(value, _SHAPE_KEY), before, after)
        except RefusedOutlineError as fault:
            raise build_refusal(fault, self.file) from fault
        return {(_SHAPE_KEY, *path): change for path, change in changes.items()}

    def _edit_attributes(self, text: str, before: Attributes, after: Attributes) -> str:
        changes = find_attribute_changes(before, after)
        text = remove_json_members(text, [(_ATTRIBUTES_KEY, key) for key in changes.removed])
        named = {key: value for key, value in self._format_attributes(after).items() if key in changes.values}
        return set_json_values(text, _build_attribute_changes(json.loads(text), named)) if named else text

    def _format_attributes(self, attributes: Attributes) -> dict[str, str]:
        """The attributes with their values as JSON, without names that are used for flags and the class."""
        return {key: format_json_value(value) for key, value in attributes.items() if key not in self._reserved_names}

    def _format_class_value(self, label: str, attributes: dict[str, Any]) -> str:
        return self.class_attribute.format_value(label.strip(), attributes.get(self.class_attribute.name))

    def describe_outline_losses(self, annotations: Sequence[Annotation]) -> Iterable[str]:  # noqa: ARG002 - it saves none
        return ()

    def relabel_item(self, item: bytes, label: str) -> bytes:
        key, text = split_key(item)
        value = decode_item(item)
        named = {self.class_attribute.name: self._format_class_value(label, _get_object(value, _ATTRIBUTES_KEY))}
        return (key + set_json_values(text, _build_attribute_changes(value, named))).encode()

    def build_item(self, annotation: Annotation, entry: Pieces, model: bytes | None, before: bytes) -> bytes:  # noqa: ARG002
        flags = {flag: '"true"' for flag in FLAGS if getattr(annotation, flag)}
        try:
            shape = format_geometry(annotation)
        except RefusedOutlineError as fault:
            raise build_refusal(fault, self.file) from fault
        members = {
            _SHAPE_KEY: shape,
            _ATTRIBUTES_KEY: {
                self.class_attribute.name: self.class_attribute.format_value(annotation.label.strip()),
                **flags,
                **self._format_attributes(annotation.attributes),
            },
        }
        item = format_json_object(members, split_key(model)[1] if model else None)
        if not entry.head.endswith(b"{"):
            return item.encode()
        keys = [split_key(one)[0] for one in entry.items]  # VIA 1 numbers the regions of an image
        numbers = [int(number) for key in keys if (number := key.split('"')[1]).isdigit()]
        colon = keys[-1].rpartition('"')[2] if keys else ":"
        return f'"{max(numbers, default=-1) + 1}"{colon}{item}'.encode()

    def is_verified(self, entry: Pieces) -> bool:
        return is_flagged(_get_object(_read_surroundings(entry), _FILE_KEY).get("verified", False))

    def with_verified(self, entry: Pieces, verified: bool) -> Pieces:
        def set_verified(text: str) -> str:
            key, value = split_key(text.encode())
            around = _get_object(_read_surroundings(entry), _FILE_KEY)
            new = format_flag(verified, around.get("verified"))
            is_there = isinstance(_read_surroundings(entry).get(_FILE_KEY), dict)
            path: JsonPath = (_FILE_KEY, "verified") if is_there else (_FILE_KEY,)
            return key + set_json_values(value, {path: new if is_there else f'{{"verified": {new}}}'})

        return edit_surroundings(entry, set_verified, self.split_entry)

    def read_stated_size(self, entry: Pieces) -> tuple[int, int] | None:  # noqa: ARG002 - its `size` is that of the file in bytes
        return None

    def build_entry(self, image: ImageInFile, file: Pieces, model: bytes | None) -> bytes:
        """An entry for a new image.

        Its key is the name of the image and its size in bytes, or -1 for an unknown size, as here.
        """
        key = f"{image.name}-1"
        while any(item.startswith(f"{dump_json(key)}".encode()) for item in file.items):
            key += "-1"
        colon = split_key(model)[0].rpartition('"')[2] if model else ": "
        around = _read_surroundings(self.split_entry(model)) if model else {}
        regions = "{}" if isinstance(around.get("regions"), dict) else "[]"
        members = {"filename": dump_json(image.name), "size": "-1", "regions": regions, _FILE_KEY: "{}"}
        return f"{dump_json(key)}{colon}{format_json_object(members, split_key(model)[1] if model else None)}".encode()

    def with_classes(self, file: Pieces, classes: Sequence[str], entries: Sequence[bytes]) -> Pieces:
        text = (file.head + file.tail).decode()
        changed = add_options(text, self.class_attribute, classes) if self.has_class_list and classes else text
        if entries:
            changed = add_listed_keys(changed, map(read_entry_key, entries))
        return file if changed == text else split_via_file(changed)

    def without_entries(self, file: Pieces, entries: Sequence[bytes]) -> Pieces:
        text = (file.head + file.tail).decode()
        changed = remove_listed_keys(text, frozenset(map(read_entry_key, entries)))
        return file if changed == text else split_via_file(changed)

    def change_split(self, entry: bytes, split: Split) -> tuple[bytes, str]:
        raise NotImplementedError("such files state no splits")

    def with_class_renamed(self, file: Pieces, source: str, target: str) -> Pieces:
        text = (file.head + file.tail).decode()
        changed = rename_option(text, self.class_attribute, source, target)
        return file if changed == text else split_via_file(changed)


def read_entry_key(entry: bytes) -> str:
    """The key of an entry, decoded from JSON."""
    key, _ = json.JSONDecoder().raw_decode(entry.decode())
    return str(key)


def _read_surroundings(entry: Pieces) -> dict[str, Any]:
    """The members of an entry except its regions."""
    value: dict[str, Any] = decode_item(entry.head + entry.tail if entry.empty_form is None else entry.empty_form)
    return value


def _get_object(value: Any, key: str) -> dict[str, Any]:
    """The object in the member `key`; empty if it is not an object."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _build_attribute_changes(value: Any, named: Mapping[str, str]) -> dict[JsonPath, str]:
    """The changes that set attributes of a region, by JSON path."""
    if isinstance(value.get(_ATTRIBUTES_KEY), dict) or not named:
        return {(_ATTRIBUTES_KEY, name): text for name, text in named.items()}
    return {(_ATTRIBUTES_KEY,): "{" + ", ".join(f"{dump_json(name)}: {text}" for name, text in named.items()) + "}"}
