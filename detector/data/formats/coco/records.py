"""All that a COCO file has about some images: taking it out, and putting it into the same or another file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from detector.data.formats.shared.json_array import JsonArray
from detector.data.formats.shared.json_scan import dump_json, format_object_like, set_json_values

from .ids import Id, parse_id, resolve_id

if TYPE_CHECKING:
    from .state import CocoState


@dataclass(frozen=True)
class CocoRecords:
    """Items of `images` and `annotations` as bytes, and the categories that they refer to."""

    names: Sequence[str]
    images: Sequence[bytes]
    annotations: Sequence[bytes]
    categories: Mapping[Id, str]
    """Category id -> name as written"""


def remove_coco_records(state: CocoState, names: AbstractSet[str]) -> tuple[bytes, CocoRecords]:
    """The file without these images and their annotations, crowd regions too, and what was taken out."""
    images, annotations = state.document.arrays["images"], state.document.arrays["annotations"]
    ids = {key for name in names if name in state.images for key in state.images[name].ids}
    image_numbers = [
        number for number, value in _iter_live(images) if isinstance(value, dict) and value.get("file_name") in names
    ]
    numbers = sorted(
        number for key in ids for number in state.annotations.get(key, ()) if number not in annotations.deleted
    )
    arrays = {
        **state.document.arrays,
        "images": images.edit_items({}, images.deleted.union(image_numbers), [], None),
        "annotations": annotations.edit_items({}, annotations.deleted.union(numbers), [], None),
    }
    records = CocoRecords(
        sorted(names),
        [images.items[number] for number in image_numbers],
        [annotations.items[number] for number in numbers],
        _find_categories(state, numbers),
    )
    return replace(state.document, arrays=arrays).to_bytes(), records


def _find_categories(state: CocoState, numbers: Iterable[int]) -> dict[Id, str]:
    """The categories that these annotations refer to."""
    items = state.document.arrays["annotations"].items
    used = {resolve_id(json.loads(items[number]).get("category_id"), state.categories) for number in numbers}
    return {key: state.get_written_name(key) for key in state.categories if key in used}


def insert_coco_records(state: CocoState, records: CocoRecords, new_names: Mapping[str, str]) -> bytes:
    """The file with these records at the end; ids that others have here by now are replaced by new ones."""
    insertion = _Insertion(state, records)
    images = [insertion.add_image(item.decode(), new_names) for item in records.images]
    annotations = [insertion.add_annotation(item.decode()) for item in records.annotations]
    arrays = dict(state.document.arrays)
    like = next((array for array in arrays.values() if array.items), None)
    for name, added in (("images", images), ("annotations", annotations), ("categories", insertion.categories)):
        if added:
            arrays[name] = arrays[name].edit_items({}, arrays[name].deleted, added, like)
    return replace(state.document, arrays=arrays).to_bytes()


class _Insertion:
    """Gives records ids that are free in a file, and the ids of its categories."""

    def __init__(self, state: CocoState, records: CocoRecords) -> None:
        self.categories: list[bytes] = []
        """Items that the file lacks"""
        self._state, self._records = state, records
        self._next_ids = dict(state.next_ids)
        self._image_ids: dict[Id, Id] = {}
        self._taken_images = {key for image in state.images.values() for key in image.ids}
        annotations = state.document.arrays["annotations"]
        self._taken_annotations = {parse_id(value.get("id")) for _, value in _iter_live(annotations)}
        self._category_ids = {key: key for key, name in records.categories.items() if self._names_category(key, name)}

    def _names_category(self, key: Id, name: str) -> bool:
        return key in self._state.categories and self._state.get_written_name(key) == name

    def add_image(self, text: str, new_names: Mapping[str, str]) -> bytes:
        value = json.loads(text)
        changes: dict[tuple[str | int, ...], str] = {}
        key, name = parse_id(value.get("id")), value.get("file_name")
        if key is not None:
            self._image_ids[key] = key
            if key in self._taken_images:
                self._image_ids[key] = self._take_next_id("images")
                changes["id",] = dump_json(self._image_ids[key])
        if name in new_names:
            changes["file_name",] = dump_json(new_names[name])
        return (set_json_values(text, changes) if changes else text).encode()

    def add_annotation(self, text: str) -> bytes:
        value = json.loads(text)
        changes: dict[tuple[str | int, ...], str] = {}
        image = resolve_id(value.get("image_id"), self._image_ids)
        if image is not None and self._image_ids.get(image, image) != image:
            changes["image_id",] = dump_json(self._image_ids[image])
        if parse_id(value.get("id")) in self._taken_annotations:
            changes["id",] = dump_json(self._take_next_id("annotations"))
        category = resolve_id(value.get("category_id"), self._records.categories)
        if category is not None and category in self._records.categories:
            key = self._find_category(category)
            if key != category:
                changes["category_id",] = dump_json(key)
        return (set_json_values(text, changes) if changes else text).encode()

    def _find_category(self, key: Id) -> Id:
        """The id here of the category that has the id `key` in the records; the category is added if missing."""
        if key not in self._category_ids:
            name = self._records.categories[key]
            same = (one for one in self._state.categories if self._state.get_written_name(one) == name)
            found = next(same, None)
            self._category_ids[key] = self._add_category(key, name) if found is None else found
        return self._category_ids[key]

    def _add_category(self, key: Id, name: str) -> Id:
        new = self._take_next_id("categories") if key in self._state.categories else key
        items = self._state.document.arrays["categories"].items
        members = {"id": dump_json(new), "name": dump_json(name), "supercategory": '""'}
        self.categories.append(format_object_like(members, items[-1].decode() if items else None).encode())
        return new

    def _take_next_id(self, array: str) -> int:
        number = self._next_ids[array]
        self._next_ids[array] += 1
        return number


def _iter_live(array: JsonArray) -> Iterable[tuple[int, Any]]:
    return ((at, json.loads(item)) for at, item in enumerate(array.items) if at not in array.deleted)
