"""A COCO file in memory: which annotations each image has, and the file with those of one image changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from detector.data.annotation import Box
from detector.data.limits import check_box_count

from .coco_annotation import (
    AnnotationFaultError,
    edited,
    is_crowd,
    leaves_outline_behind,
    new_annotation,
    read_box,
)
from .coco_ids import Id
from .joint_file import Edit, ImageInFile, JointLabels, box_problem
from .json_array import JsonArray, JsonDocument
from .json_scan import dumped, object_like, with_values
from .wording import counted

ARRAYS = ("images", "annotations", "categories")
_ONE_A_LINE = JsonArray([b"{}"], [b"[\n  "], b"\n]")
"""How the lists of a file are laid out that goes over several lines and has no item yet."""


@dataclass(frozen=True)
class CocoImage:
    """An entry of `images`: its number there, the ids by which annotations name it, what it says of itself."""

    number: int
    ids: tuple[Id, ...]
    size: tuple[int, int] | None
    verified: bool

    def also_called(self, key: Id) -> CocoImage:
        return replace(self, ids=(*self.ids, key))


@dataclass(frozen=True)
class CocoState:
    """A COCO file as it is at one time; see `JointState`. `file` is its name, for sentences."""

    file: str
    document: JsonDocument
    images: Mapping[str, CocoImage]
    """By `file_name`."""
    annotations: Mapping[Id, tuple[int, ...]]
    """Image id -> the annotations of it, by their number in `annotations`."""
    categories: Mapping[Id, str]
    """As they are shown: each name means one class."""
    next_ids: Mapping[str, int]
    """For each array, an id that nothing in it has or had."""
    headings: frozenset[Id]
    """Categories that only head others, as Roboflow adds one: the `supercategory` of others, without annotations."""
    notices: tuple[str, ...]
    as_read: Sequence[bytes] = ()
    """Annotations as they were read: a box that comes to mean what it meant then gets them back."""
    written_names: Mapping[Id, str] = field(default_factory=dict)
    """The categories as the file has them, those too that were taken out since."""

    def content(self) -> bytes:
        return self.document.content()

    @property
    def names(self) -> Sequence[str]:
        return list(self.images)

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The names of the categories, in the order of the file, without those that only head others."""
        return tuple(dict.fromkeys(name for key, name in self.categories.items() if key not in self.headings))

    def written_name(self, key: Id) -> str:
        """The name of a category in the file."""
        return self.written_names.get(key, self.categories[key])

    def knows(self, name: str) -> bool:
        return name in self.images

    def needs_size(self, name: str) -> bool:
        return name not in self.images

    def labels(self, image: ImageInFile) -> JointLabels:
        """Raises: AnnotationUnreadableError (it has too many boxes)."""
        entry = self.images.get(image.name)
        if entry is None:
            return JointLabels((), (), ())
        boxes: list[Box] = []
        problems: list[str] = []
        unusable: list[str] = []
        crowds = 0
        items = self.document.arrays["annotations"].items
        live = self._live(entry)
        check_box_count(self.file, len(live), image.name)
        for number in live:
            value = json.loads(items[number])
            if is_crowd(value):
                crowds += 1
                continue
            try:
                box = read_box(value, self.categories, number)
            except AnnotationFaultError as fault:
                unusable.append(f"{self._where(value, image)} {fault}; it is kept as it is, and not used.")
                continue
            boxes.append(box)
            if problem := box_problem(box, entry.size):
                problems.append(f"{self._where(value, image, box.label)} {problem}")
        if crowds:
            regions = counted(crowds, "crowd region", "crowd regions")
            problems.append(
                f"{self.file}: {regions} of {image.name} (iscrowd), kept as found; not shown, and not used."
            )
        source = (self.document.arrays["images"].items[entry.number], *(items[number] for number in live))
        return JointLabels(tuple(boxes), tuple(problems), source, entry.verified, entry.size, tuple(unusable))

    def items_of(self, name: str) -> Sequence[bytes]:
        """The annotations of an image as the file has them, crowd regions included."""
        entry = self.images.get(name)
        items = self.document.arrays["annotations"].items
        return [items[number] for number in self._live(entry)] if entry is not None else ()

    def _where(self, value: Mapping[str, Any], image: ImageInFile, label: str = "") -> str:
        return f"{self.file}: annotation {value.get('id')!r}{f' ({label})' if label else ''} of {image.name}"

    def _live(self, entry: CocoImage) -> list[int]:
        array = self.document.arrays["annotations"]
        every = (number for key in entry.ids for number in self.annotations.get(key, ()))
        return sorted(number for number in every if number not in array.deleted)

    def edited(self, image: ImageInFile, boxes: Sequence[tuple[Box, int | None]], verified: bool) -> Edit:
        change = _Change(self)
        entry = change.entry(image, verified, has_boxes=bool(boxes))
        if entry is None:
            return Edit(self, ())
        known = {box.uid for box in self.labels(image).boxes}
        change.deleted |= known - {number for _, number in boxes if number is not None}
        numbers = tuple(
            change.add(box, entry.ids[0]) if number is None else change.keep(number, box) for box, number in boxes
        )
        return Edit(change.state(), numbers, tuple(change.notes))


class _Change:
    """What becomes other in a file, gathered and then done at once."""

    def __init__(self, state: CocoState) -> None:
        self.deleted = set(state.document.arrays["annotations"].deleted)
        self.notes: list[str] = []
        self._old = state
        self._changed: dict[str, dict[int, bytes]] = {name: {} for name in ARRAYS}
        self._added: dict[str, list[bytes]] = {name: [] for name in ARRAYS}
        self._images = dict(state.images)
        self._annotations = dict(state.annotations)
        self._categories = dict(state.categories)
        self._next_ids = dict(state.next_ids)

    def entry(self, image: ImageInFile, verified: bool, has_boxes: bool) -> CocoImage | None:
        """The image's, made if need be; None where there is nothing to say of an image that is not listed."""
        entry = self._images.get(image.name)
        if entry is None:
            if not (has_boxes or verified):
                return None
            entry = self._new_image(image, verified)
        elif entry.verified != verified:
            item = self._old.document.arrays["images"].items[entry.number].decode()
            self._changed["images"][entry.number] = with_values(item, {("verified",): dumped(verified)}).encode()
            entry = replace(entry, verified=verified)
        self._images[image.name] = entry
        return entry

    def _new_image(self, image: ImageInFile, verified: bool) -> CocoImage:
        assert image.size is not None, "an image that is not listed needs its size"
        number = self._next_id("images")
        width, height = image.size
        members = {"id": number, "file_name": image.name, "width": width, "height": height}
        members |= {"verified": True} if verified else {}
        item = self._append("images", {key: dumped(value) for key, value in members.items()})
        return CocoImage(item, (number,), image.size, verified)

    def keep(self, number: int, box: Box) -> int:
        """The annotation, alive, and meaning `box`."""
        self.deleted.discard(number)
        text = self._old.document.arrays["annotations"].items[number].decode()
        value = json.loads(text)
        for as_read in self._old.as_read[number : number + 1]:
            if self._meant(as_read, number) == replace(box, uid=number):
                self._changed["annotations"][number] = as_read
                return number
        before = read_box(value, self._old.categories, number)
        category = None if box.label == before.label else self._category(box.label)
        now = edited(text, value, before, box, category)
        if now != text:
            self._changed["annotations"][number] = now.encode()
        if leaves_outline_behind(value, before, box):
            self.notes.append(
                f"{self._old.file}: annotation {value.get('id')!r} ({box.label}) has a segmentation, which was kept: "
                "it outlines the object where the box was before."
            )
        return number

    def _meant(self, item: bytes, number: int) -> Box | None:
        """The box of an annotation as it was read; None where its category has gone since."""
        try:
            return read_box(json.loads(item), self._old.categories, number)
        except AnnotationFaultError:
            return None

    def add(self, box: Box, image: Id) -> int:
        category = self._category(box.label)
        members = new_annotation(self._next_id("annotations"), image, category, box)
        number = self._append("annotations", members)
        self._annotations[image] = (*self._annotations.get(image, ()), number)
        return number

    def _category(self, label: str) -> Id:
        """The id of the category of that name, which is made if need be."""
        label = label if label in self._categories.values() else label.strip()
        for key, name in self._categories.items():
            if name == label:
                return key
        key = self._next_id("categories")
        self._append("categories", {"id": dumped(key), "name": dumped(label), "supercategory": '""'})
        self._categories[key] = label
        return key

    def _next_id(self, array: str) -> int:
        number = self._next_ids[array]
        self._next_ids[array] += 1
        return number

    def _append(self, array: str, members: Mapping[str, str]) -> int:
        items = self._old.document.arrays[array].items
        model = items[-1].decode() if items else None
        self._added[array].append(object_like(members, model).encode())
        return len(items) + len(self._added[array]) - 1

    def _new_layout(self) -> JsonArray | None:
        between = (part for part in self._old.document.parts if isinstance(part, bytes))
        return _ONE_A_LINE if b"\n" in b"".join(between).strip() else None

    def state(self) -> CocoState:
        arrays = dict(self._old.document.arrays)
        like = next((array for array in arrays.values() if array.items), None) or self._new_layout()
        for name, array in arrays.items():
            deleted = frozenset(self.deleted) if name == "annotations" else array.deleted
            if self._changed[name] or self._added[name] or deleted != array.deleted:
                arrays[name] = array.edited(self._changed[name], deleted, self._added[name], like)
        return replace(
            self._old,
            document=replace(self._old.document, arrays=arrays),
            images=self._images,
            annotations=self._annotations,
            categories=self._categories,
            next_ids=self._next_ids,
        )
