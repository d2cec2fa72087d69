"""The bytes of a VIA file around its images: a project has settings, attributes and a list of its images there."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from detector.data.formats.entries.json_pieces import ItemCallback, find_end_of_pieces, split_json_at
from detector.data.formats.entries.pieces import Pieces
from detector.data.formats.shared.json_scan import (
    decode_value,
    dump_json,
    find_closing_end,
    iter_children,
    set_json_values,
    skip_space,
)
from detector.data.unicode_forms import normalize_class_name

from .attributes import ClassAttribute

METADATA, ATTRIBUTES, ID_LIST = "_via_img_metadata", "_via_attributes", "_via_image_id_list"


def split_via_file(text: str, on_item: ItemCallback | None = None) -> Pieces:
    """Split a file into the entries of its images; in a project these are in one member.

    Raises:
        json.JSONDecodeError: The text is not JSON.
        RecursionError: It is nested too deeply.
    """
    start = skip_space(text, 0)
    found: list[Pieces] = []

    def read_member(key: str | int, position: int) -> tuple[Any, int]:
        if key != METADATA or not text.startswith("{", position):
            return decode_value(text, position)
        found.append(split_json_at(text, position, on_item))
        return None, find_end_of_pieces(text, found[-1])

    if f'"{METADATA}"' not in text:
        found = [split_json_at(text, start, on_item)]
        end = find_end_of_pieces(text, found[0])
    else:
        members = list(iter_children(text, start, read_member))
        end = find_closing_end(text, start, members[-1] if members else None)
    if skip_space(text, end) != len(text):
        raise json.JSONDecodeError("Extra data", text, skip_space(text, end))
    return found[-1] if found else Pieces(text.encode(), [], [], b"")


def read_attributes(file: Pieces) -> Any:
    """The attributes that a project defines; None if it defines none."""
    around = json.loads(file.head + file.tail)
    return around.get(ATTRIBUTES)


def add_options(text: str, attribute: ClassAttribute, classes: Sequence[str]) -> str:
    """The file with additional choices of an attribute."""
    for name in classes:
        description = name if attribute.has_numbered_options else ""
        text = set_json_values(text, {(ATTRIBUTES, "region", attribute.name, "options", name): dump_json(description)})
    return text


def add_text_attributes(text: str, names: Iterable[str]) -> str:
    """The file with attributes of regions declared, which VIA shows as fields for text."""
    declared = dump_json({"type": "text", "description": "", "default_value": ""})
    return set_json_values(text, {(ATTRIBUTES, "region", name): declared for name in names})


def rename_option(text: str, attribute: ClassAttribute, source: str, target: str) -> str:
    """The file with a choice renamed; unchanged if there is no such choice or `target` exists."""
    start = skip_space(text, 0)
    for key in (ATTRIBUTES, "region", attribute.name, "options"):
        found = [child for child in iter_children(text, start) if child.key == key] if text[start] == "{" else []
        if not found:
            return text
        start = found[-1].start
    if text[start] != "{":
        return text
    position = start + 1
    keys = {child.key for child in iter_children(text, start)}
    for child in iter_children(text, start):
        begin = text.index('"', position)
        if normalize_class_name(str(child.key)) == source and target not in keys:
            _, end = decode_value(text, begin)
            return text[:begin] + dump_json(target) + text[end:]
        position = child.end
    return text


def remove_listed_keys(text: str, keys: Collection[str]) -> str:
    """The file without these keys in its list of images, if it has one."""
    listed = [child for child in iter_children(text, skip_space(text, 0)) if child.key == ID_LIST]
    if not listed or not isinstance(listed[-1].value, list):
        return text
    one = listed[-1]
    items = list(iter_children(text, one.start))
    kept = [number for number, item in enumerate(items) if item.value not in keys]
    if len(kept) == len(items):
        return text
    parts = [text[: items[0].start]]
    for place, number in enumerate(kept):
        between = text[items[number - 1].end : items[number].start] if place else ""
        parts += [between, text[items[number].start : items[number].end]]
    return "".join([*parts, text[items[-1].end :]])


def add_listed_keys(text: str, keys: Iterable[str]) -> str:
    """The file with additional keys in its list of images, if it has one."""
    listed = [child for child in iter_children(text, skip_space(text, 0)) if child.key == ID_LIST]
    if not listed or not isinstance(listed[-1].value, list):
        return text
    one = listed[-1]
    items = list(iter_children(text, one.start))
    between = "," if len(items) < 2 else text[items[0].end : items[1].start]
    new = between.join(map(dump_json, keys))
    position = items[-1].end if items else one.start + 1
    return text[:position] + (between if items else "") + new + text[position:]
