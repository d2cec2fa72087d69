"""A COCO file in memory: the annotations of each image, and editing those of one image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from detector.data.annotation import Annotation
from detector.data.formats.shared.attribute_values import FLAG_KEYS
from detector.data.formats.shared.json_array import JsonArray, JsonDocument
from detector.data.formats.shared.json_quick import decode_item
from detector.data.formats.shared.json_scan import dump_json, format_object_like, set_json_values
from detector.data.formats.shared.single_file import (
    ImageInFile,
    JointEdit,
    JointLabels,
    JointRecords,
    StateRelabel,
    describe_box_problem,
)
from detector.data.formats.shared.wording import KEPT_UNUSED, format_count
from detector.data.limits import check_box_count

from .annotation import (
    AnnotationFaultError,
    build_annotation_members,
    edit_annotation,
    find_attribute_problems,
    has_unusable_attributes,
    is_crowd,
    keeps_old_segmentation,
    read_annotation,
)
from .ids import Id
from .outline import CocoSegmentation, is_mask_segmentation
from .outline_edits import SegmentationText, clip_mask, find_segmentation_change, format_segmentation
from .records import CocoRecords, insert_coco_records, remove_coco_records
from .relabel import CocoRelabelResult, relabel_coco, revert_coco_relabel

SEGMENTATION_KEPT = (
    "{file}: annotation {id!r} ({label}) has a segmentation that cannot be used, which was kept: it is where the box "
    "was before."
)
ATTRIBUTES_KEPT = (
    "{file}: annotation {id!r} ({label}) has attributes that are no object, which were kept; the new ones were not "
    "saved."
)
HOLES_AS_MASK = (
    "{file}: annotation {id!r} ({label}) has holes, which polygons of COCO cannot have, so it was saved as a mask of "
    "whole pixels: {pixels:,} pixels for an area of {area:,.2f}."
)
CROWD_KEPT = "{file}: {regions} of {name} (iscrowd), kept as found; not shown, and not used."

ARRAY_NAMES = ("images", "annotations", "categories")
_ONE_ITEM_PER_LINE = JsonArray([b"{}"], [b"[\n  "], b"\n]")
"""The layout of arrays in a file with several lines whose arrays are all empty."""


@dataclass(frozen=True)
class CocoImage:
    """An entry of `images`.

    Attributes:
        number: Its number in the array.
        ids: The ids with which annotations refer to it; several if the image is listed twice or in both id types.
        size: Width and height; None if the entry has no usable size.
        verified: Whether the image is verified.
    """

    number: int
    ids: tuple[Id, ...]
    size: tuple[int, int] | None
    verified: bool

    def with_id(self, key: Id) -> CocoImage:
        return replace(self, ids=(*self.ids, key))


@dataclass(frozen=True)
class CocoState:
    """The content of a COCO file at one time; see `JointState`. `file` is its name, for messages."""

    file: str
    document: JsonDocument
    images: Mapping[str, CocoImage]
    """The images by `file_name`."""
    annotations: Mapping[Id, tuple[int, ...]]
    """Image id -> numbers of its annotations, including deleted ones."""
    categories: Mapping[Id, str]
    """Category id -> class name; categories with equal class names (written in other Unicode forms) are one class."""
    next_ids: Mapping[str, int]
    """For each array, an id that no item has or had."""
    headings: frozenset[Id]
    """Categories that only group others: the `supercategory` of others, without annotations. Roboflow adds one."""
    notices: tuple[str, ...]
    annotations_as_read: Sequence[bytes] = ()
    """The annotations as read. A box that returns to its original values gets these bytes back."""
    written_names: Mapping[Id, str] = field(default_factory=dict)
    """Category id -> name in the file, including removed categories."""

    def to_bytes(self) -> bytes:
        return self.document.to_bytes()

    @property
    def names(self) -> Sequence[str]:
        return list(self.images)

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The class names in the order of the file, without categories that only group others."""
        return tuple(dict.fromkeys(name for key, name in self.categories.items() if key not in self.headings))

    def get_written_name(self, key: Id) -> str:
        """The name of a category in the file."""
        return self.written_names.get(key, self.categories[key])

    @property
    def holds_attributes(self) -> bool:
        return True

    def reserves_attribute(self, name: str) -> bool:
        return name in FLAG_KEYS

    def lists_class(self, name: str) -> bool:
        return name in self.categories.values()

    def relabel_class(self, source: str, target: str, without: AbstractSet[str]) -> StateRelabel:  # noqa: ARG002 - all or none
        return relabel_coco(self, source, target)

    def revert_relabel(self, done: StateRelabel) -> tuple[CocoState, int]:
        assert isinstance(done, CocoRelabelResult), "made by `relabel_class`"
        return revert_coco_relabel(self, done)

    def remove_records(self, names: AbstractSet[str]) -> tuple[bytes, CocoRecords]:
        return remove_coco_records(self, names)

    def insert_records(self, records: JointRecords, new_names: Mapping[str, str]) -> bytes:
        assert isinstance(records, CocoRecords), "of a file of the same format"
        return insert_coco_records(self, records, new_names)

    def has_image(self, name: str) -> bool:
        return name in self.images

    def needs_size(self, name: str) -> bool:
        return name not in self.images

    def parse_labels(self, image: ImageInFile) -> JointLabels:
        """The labels of an image. Raises: AnnotationUnreadableError (it has too many boxes)."""
        entry = self.images.get(image.name)
        if entry is None:
            return JointLabels((), (), ())
        annotations: list[Annotation] = []
        problems: list[str] = []
        unusable: list[str] = []
        crowds = 0
        items = self.document.arrays["annotations"].items
        live = self._list_live_annotations(entry)
        check_box_count(self.file, len(live), image.name)
        for number in live:
            item = items[number]
            value = decode_item(item)
            if is_crowd(value):
                crowds += 1
                continue
            try:
                is_mask = is_mask_segmentation(value)
                segmentation = CocoSegmentation(item, self.file, image.name, entry.size, is_mask)
                annotation = read_annotation(value, self.categories, number, segmentation)
            except AnnotationFaultError as fault:
                unusable.append(f"{self._describe_place(value, image)} {KEPT_UNUSED.format(fault=fault)}")
                continue
            annotations.append(annotation)
            if problem := describe_box_problem(annotation.bounds, entry.size):
                problems.append(f"{self._describe_place(value, image, annotation.label)} {problem}")
            if value.get("attributes"):
                faults = find_attribute_problems(items[number].decode(), value)
                problems += (f"{self._describe_place(value, image, annotation.label)} {fault}." for fault in faults)
        if crowds:
            regions = format_count(crowds, "crowd region", "crowd regions")
            problems.append(CROWD_KEPT.format(file=self.file, regions=regions, name=image.name))
        source = (self.document.arrays["images"].items[entry.number], *(items[number] for number in live))
        return JointLabels(tuple(annotations), tuple(problems), source, entry.verified, entry.size, tuple(unusable))

    def list_items_of(self, name: str) -> Sequence[bytes]:
        """The annotations of an image as bytes, including crowd regions."""
        entry = self.images.get(name)
        items = self.document.arrays["annotations"].items
        return [items[number] for number in self._list_live_annotations(entry)] if entry is not None else ()

    def _describe_place(self, value: Mapping[str, Any], image: ImageInFile, label: str = "") -> str:
        return f"{self.file}: annotation {value.get('id')!r}{f' ({label})' if label else ''} of {image.name}"

    def _list_live_annotations(self, entry: CocoImage) -> list[int]:
        array = self.document.arrays["annotations"]
        every = (number for key in entry.ids for number in self.annotations.get(key, ()))
        return sorted(number for number in every if number not in array.deleted)

    def edit_image(
        self, image: ImageInFile, annotations: Sequence[tuple[Annotation, int | None]], verified: bool
    ) -> JointEdit:
        change = _CocoChange(self, image)
        entry = change.ensure_image(image, verified, has_boxes=bool(annotations))
        if entry is None:
            return JointEdit(self, ())
        known = {annotation.uid for annotation in self.parse_labels(image).annotations}
        change.deleted |= known - {number for _, number in annotations if number is not None}
        numbers = tuple(
            change.add_annotation(annotation, entry.ids[0])
            if number is None
            else change.keep_annotation(number, annotation)
            for annotation, number in annotations
        )
        return JointEdit(change.build_state(), numbers, tuple(change.notes))


class _CocoChange:
    """Collects the changes of an edit, which `build_state` applies."""

    def __init__(self, state: CocoState, image: ImageInFile) -> None:
        self.deleted = set(state.document.arrays["annotations"].deleted)
        self.notes: list[str] = []
        self._old_state = state
        self._image = image
        self._size = state.images[image.name].size if image.name in state.images else image.size
        self._changed_items: dict[str, dict[int, bytes]] = {name: {} for name in ARRAY_NAMES}
        self._added_items: dict[str, list[bytes]] = {name: [] for name in ARRAY_NAMES}
        self._images = dict(state.images)
        self._annotations = dict(state.annotations)
        self._categories = dict(state.categories)
        self._next_ids = dict(state.next_ids)

    def ensure_image(self, image: ImageInFile, verified: bool, has_boxes: bool) -> CocoImage | None:
        """The entry of the image, added if missing; None if the image is not listed and there is nothing to save."""
        entry = self._images.get(image.name)
        if entry is None:
            if not (has_boxes or verified):
                return None
            entry = self._add_image(image, verified)
        elif entry.verified != verified:
            item = self._old_state.document.arrays["images"].items[entry.number].decode()
            self._changed_items["images"][entry.number] = set_json_values(
                item, {("verified",): dump_json(verified)}
            ).encode()
            entry = replace(entry, verified=verified)
        self._images[image.name] = entry
        return entry

    def _add_image(self, image: ImageInFile, verified: bool) -> CocoImage:
        assert image.size is not None, "an image that is not listed needs its size"
        number = self._take_next_id("images")
        width, height = image.size
        members = {"id": number, "file_name": image.name, "width": width, "height": height}
        members |= {"verified": True} if verified else {}
        item = self._append_item("images", {key: dump_json(value) for key, value in members.items()})
        return CocoImage(item, (number,), image.size, verified)

    def keep_annotation(self, number: int, annotation: Annotation) -> int:
        """Restore the annotation `number` if it was deleted, and change its box to `annotation`; returns `number`."""
        self.deleted.discard(number)
        item = self._old_state.document.arrays["annotations"].items[number]
        text, value = item.decode(), decode_item(item)
        for as_read in self._old_state.annotations_as_read[number : number + 1]:
            if self._parse_original_annotation(as_read, number) == replace(annotation, uid=number):
                self._changed_items["annotations"][number] = as_read
                return number
        annotation = clip_mask(annotation, self._size)
        before = self._parse_annotation(item, number)
        category = None if annotation.label == before.label else self._ensure_category(annotation.label)
        segmentation = find_segmentation_change(text, value, before, annotation, self._size)
        now = edit_annotation(text, value, before, annotation, category, segmentation)
        if now != text:
            self._changed_items["annotations"][number] = now.encode()
        if keeps_old_segmentation(before, annotation):
            self.notes.append(
                SEGMENTATION_KEPT.format(file=self._old_state.file, id=value.get("id"), label=annotation.label)
            )
        if annotation.attributes and has_unusable_attributes(value):
            text = ATTRIBUTES_KEPT.format(file=self._old_state.file, id=value.get("id"), label=annotation.label)
            self.notes.append(text)
        if segmentation is not None:
            self._note_rasterized(value.get("id"), annotation, segmentation)
        return number

    def _note_rasterized(self, key: Any, annotation: Annotation, segmentation: SegmentationText) -> None:
        if segmentation.is_rasterized:
            text = HOLES_AS_MASK.format(
                file=self._old_state.file,
                id=key,
                label=annotation.label,
                pixels=round(segmentation.area),
                area=annotation.geometry.area,
            )
            self.notes.append(text)

    def _parse_annotation(self, item: bytes, number: int) -> Annotation:
        """Raises: AnnotationFaultError."""
        value = decode_item(item)
        is_mask = is_mask_segmentation(value)
        segmentation = CocoSegmentation(item, self._old_state.file, self._image.name, self._size, is_mask)
        return read_annotation(value, self._old_state.categories, number, segmentation)

    def _parse_original_annotation(self, item: bytes, number: int) -> Annotation | None:
        """The box of an annotation as read; None if it is unusable now, because its category was removed."""
        try:
            return self._parse_annotation(item, number)
        except AnnotationFaultError:
            return None

    def add_annotation(self, annotation: Annotation, image: Id) -> int:
        category = self._ensure_category(annotation.label)
        annotation = clip_mask(annotation, self._size)
        segmentation, key = format_segmentation(annotation, self._size), self._take_next_id("annotations")
        self._note_rasterized(key, annotation, segmentation)
        members = build_annotation_members(key, image, category, annotation, segmentation)
        number = self._append_item("annotations", members)
        self._annotations[image] = (*self._annotations.get(image, ()), number)
        return number

    def _ensure_category(self, label: str) -> Id:
        """The id of the category with this class name, which is added if missing."""
        label = label if label in self._categories.values() else label.strip()
        for key, name in self._categories.items():
            if name == label:
                return key
        key = self._take_next_id("categories")
        self._append_item("categories", {"id": dump_json(key), "name": dump_json(label), "supercategory": '""'})
        self._categories[key] = label
        return key

    def _take_next_id(self, array: str) -> int:
        number = self._next_ids[array]
        self._next_ids[array] += 1
        return number

    def _append_item(self, array: str, members: Mapping[str, str]) -> int:
        items = self._old_state.document.arrays[array].items
        model = items[-1].decode() if items else None
        self._added_items[array].append(format_object_like(members, model).encode())
        return len(items) + len(self._added_items[array]) - 1

    def _choose_new_layout(self) -> JsonArray | None:
        between = (part for part in self._old_state.document.parts if isinstance(part, bytes))
        return _ONE_ITEM_PER_LINE if b"\n" in b"".join(between).strip() else None

    def build_state(self) -> CocoState:
        arrays = dict(self._old_state.document.arrays)
        like = next((array for array in arrays.values() if array.items), None) or self._choose_new_layout()
        for name, array in arrays.items():
            deleted = frozenset(self.deleted) if name == "annotations" else array.deleted
            if self._changed_items[name] or self._added_items[name] or deleted != array.deleted:
                arrays[name] = array.edit_items(self._changed_items[name], deleted, self._added_items[name], like)
        return replace(
            self._old_state,
            document=replace(self._old_state.document, arrays=arrays),
            images=self._images,
            annotations=self._annotations,
            categories=self._categories,
            next_ids=self._next_ids,
        )
