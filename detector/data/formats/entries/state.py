"""The state of a file that stores everything about an image at one place: see `JointState`.

CVAT's `<image>`, an object in CreateML's array and a member of VIA's metadata are such places. The differences between
these formats are in a `Grammar`; reading, editing, undo and class edits are the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property

from detector.data.annotation import Annotation
from detector.data.formats.base import Split
from detector.data.formats.shared.attribute_values import describe_unsaved
from detector.data.formats.shared.outline_losses import describe_unsaved_outlines
from detector.data.formats.shared.single_file import (
    ImageInFile,
    JointEdit,
    JointLabels,
    JointRecords,
    StateRelabel,
    describe_box_problem,
)
from detector.data.limits import check_box_count, describe_long_labels
from detector.errors import AnnotationWriteError

from .entry import Entry, EntryReading
from .grammar import FixedShapeError, Grammar
from .pieces import Pieces
from .relabel import EntriesRelabelResult, relabel_entries, revert_entries_relabel

RENAMED_ENTRY = (
    "{file} names the image by another path, so it was not moved. Move it in the program that wrote the file."
)
_NUMBERS_PER_ENTRY = 1 << 32
"""The distance between the item numbers of two entries of the same image."""
_FLAGS = ("difficult", "truncated", "occluded")
_MAX_ENTRIES_PARSED = 100
"""The maximum number of entries that are parsed to find a layout for a first item."""


@dataclass(frozen=True)
class EntryRecords:
    """The entries of some images."""

    names: Sequence[str]
    items: Sequence[bytes]


@dataclass(frozen=True)
class EntryState:
    """The content of a file at one time; see `JointState`. `file` is its name, for messages."""

    file: str
    grammar: Grammar
    document_as_read: Pieces
    """The file as it was read, split into entries."""
    frame: Pieces
    """The file as it was read, except for renamed classes; used for the bytes around the entries."""
    document: Pieces
    images: Mapping[str, tuple[int, ...]]
    """Name of an image -> its entries; a file can list an image twice."""
    listed_classes: tuple[str, ...]
    notices: tuple[str, ...]
    encode_document: Callable[[bytes], bytes]
    """Converts the text of the file to its bytes."""
    edited_entries: Mapping[int, Entry] = field(default_factory=dict)
    """The entries that were edited, by number."""
    splits: Mapping[str, Split] = field(default_factory=dict)
    """Name of an image -> its split according to the file."""
    alternative_paths: Mapping[str, str] = field(default_factory=dict)
    """Name of an image -> another path to try if it is not found by its name."""

    def to_bytes(self) -> bytes:
        return self.encode_document(self.document.content)

    @property
    def names(self) -> Sequence[str]:
        return list(self.images)

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.listed_classes, *self.new_classes])) if self.grammar.has_class_list else ()

    @property
    def holds_attributes(self) -> bool:
        return "attributes" in self.grammar.writable_fields

    def reserves_attribute(self, name: str) -> bool:
        return self.grammar.reserves_attribute(name)

    def lists_class(self, name: str) -> bool:
        return name in self.classes

    def relabel_class(self, source: str, target: str, without: AbstractSet[str]) -> StateRelabel:
        return relabel_entries(self, source, target, without)

    def revert_relabel(self, done: StateRelabel) -> tuple[EntryState, int]:
        assert isinstance(done, EntriesRelabelResult), "made by `relabel_class`"
        return revert_entries_relabel(self, done)

    def remove_records(self, names: AbstractSet[str]) -> tuple[bytes, EntryRecords]:
        numbers = [number for name in sorted(names) for number in self.images.get(name, ())]
        items = [self.get_entry(number).content for number in numbers]
        around = self.grammar.without_entries(self.document, items)
        document = replace(self.document, head=around.head, tail=around.tail)
        document = document.edit_items({}, document.deleted.union(numbers), [])
        return self.encode_document(document.content), EntryRecords(sorted(names), items)

    def insert_records(self, records: JointRecords, new_names: Mapping[str, str]) -> bytes:
        assert isinstance(records, EntryRecords), "of a file of the same format"
        if any(name != new for name, new in new_names.items()):
            raise AnnotationWriteError(RENAMED_ENTRY.format(file=self.file))
        around = self.grammar.with_classes(self.document, (), records.items)
        document = replace(self.document, head=around.head, tail=around.tail)
        return self.encode_document(document.edit_items({}, document.deleted, records.items).content)

    def change_split(self, names: AbstractSet[str], split: Split) -> tuple[bytes, Mapping[str, str]]:
        changed: dict[int, bytes] = {}
        new_names: dict[str, str] = {}
        for name in names:
            for number in self.images.get(name, ()):
                changed[number], new_names[name] = self.grammar.change_split(self.get_entry(number).content, split)
        document = self.document.edit_items(changed, self.document.deleted, [])
        return self.encode_document(document.content), new_names

    def has_image(self, name: str) -> bool:
        return name in self.images

    def needs_size(self, name: str) -> bool:
        return name not in self.images

    def get_entry(self, number: int) -> Entry:
        """The entry `number`, with its edits."""
        return self.edited_entries.get(number) or Entry.from_bytes(self.grammar, self.document.items[number])

    def parse_labels(self, image: ImageInFile) -> JointLabels:
        annotations: list[Annotation] = []
        problems: list[str] = []
        unusable: list[str] = []
        source: list[bytes] = []
        verified, size = False, None
        for rank, number in enumerate(self.images.get(image.name, ())):
            entry = self.get_entry(number)
            check_box_count(self.file, len(entry.pieces.items), image.name)
            size = size or self.grammar.read_stated_size(entry.pieces)
            source.append(entry.content)
            verified = verified or entry.is_verified
            annotations += (
                replace(annotation, uid=rank * _NUMBERS_PER_ENTRY + annotation.uid)
                for annotation in entry.reading.annotations
            )
            problems += self._describe_problems(entry.reading, image, size)
            problems += describe_long_labels(self.file, entry.long_labels)
            unusable += (
                f"{self._describe_place(number)} of {image.name} {fault}" for number, fault in entry.reading.faults
            )
        return JointLabels(tuple(annotations), tuple(problems), tuple(source), verified, size, tuple(unusable))

    def _describe_place(self, number: int, label: str = "") -> str:
        return f"{self.file}: {self.grammar.item_name} {number + 1}{f' ({label})' if label else ''}"

    def _describe_problems(
        self, reading: EntryReading, image: ImageInFile, size: tuple[int, int] | None
    ) -> Iterable[str]:
        for number, label, warning in reading.warnings:
            yield f"{self._describe_place(number, label)} of {image.name} {warning}"
        for annotation in reading.annotations:
            if problem := describe_box_problem(annotation.bounds, size):
                yield f"{self._describe_place(annotation.uid, annotation.label)} of {image.name} {problem}"
        if kinds := reading.describe_other_kinds(self.grammar.item_name):
            yield f"{self.file}: {image.name} has {kinds}, kept as found; not shown, and not used."

    def edit_image(
        self, image: ImageInFile, annotations: Sequence[tuple[Annotation, int | None]], verified: bool
    ) -> JointEdit:
        """Give an image exactly these boxes.

        Raises:
            AnnotationWriteError: The file cannot hold a name, or a shape cannot follow the change of its box.
        """
        state = self
        if image.name not in self.images:
            if not annotations and not (verified and "verified" in self.grammar.writable_fields):
                return JointEdit(self, ())
            state = self._add_image(image)
        entries: dict[int, Entry] = {}
        numbers: dict[int, int] = {}
        for rank, number in enumerate(state.images[image.name]):
            # New annotations, whose item is None, belong to the first entry.
            positions = [
                place for place, (_, item) in enumerate(annotations) if (item or 0) // _NUMBERS_PER_ENTRY == rank
            ]
            entry_annotations = [
                (annotations[place][0], _number_within_entry(annotations[place][1])) for place in positions
            ]
            try:
                entry, items = state.get_entry(number).edit_annotations(
                    entry_annotations, verified, state._find_layout_model(number)
                )
            except FixedShapeError as fault:
                message = (
                    f"{fault}, so {self.file} was not written. Undo that, or resize it in the program that drew it."
                )
                raise AnnotationWriteError(message) from fault
            entries[number] = entry
            numbers |= {place: rank * _NUMBERS_PER_ENTRY + item for place, item in zip(positions, items, strict=True)}
        state = state.with_entries(entries)
        return JointEdit(
            state,
            tuple(numbers[place] for place in range(len(annotations))),
            tuple(self._describe_omissions(annotations, verified)),
        )

    def _describe_omissions(
        self, annotations: Sequence[tuple[Annotation, int | None]], verified: bool
    ) -> Iterable[str]:
        """A sentence about what the format has no field for."""
        marked = [flag for flag in _FLAGS if any(getattr(annotation, flag) for annotation, _ in annotations)]
        lost = [
            mark for mark in (*marked, *(["verified"] if verified else [])) if mark not in self.grammar.writable_fields
        ]
        if lost:
            yield f"{self.file} has no place for what is {' or '.join(lost)}, so that was not saved."
        if not self.holds_attributes:
            yield from describe_unsaved(self.file, (annotation for annotation, _ in annotations))
        if "outlines" in self.grammar.writable_fields:
            yield from self.grammar.describe_outline_losses([annotation for annotation, _ in annotations])
        else:
            yield from describe_unsaved_outlines(self.file, (annotation for annotation, _ in annotations))

    def _find_layout_model(self, number: int) -> Pieces | None:
        """An entry with items, whose layout is used for the first item of entry `number`; None if that has items."""
        if self.document.items[number] and self.get_entry(number).pieces.items:
            return None
        for item in self.document_as_read.items[:_MAX_ENTRIES_PARSED]:
            pieces = self.grammar.split_entry(item)
            if pieces.items:
                return pieces
        return next((entry.pieces for entry in self.edited_entries.values() if entry.pieces.items), None)

    def _add_image(self, image: ImageInFile) -> EntryState:
        model = self.document.items[-1] if self.document.items else None
        content = self.grammar.build_entry(image, self.document, model)
        number = len(self.document.items)
        document = self.document.edit_items({}, self.document.deleted, [content])
        return replace(self, document=document, images={**self.images, image.name: (number,)})

    def with_entries(self, entries: Mapping[int, Entry]) -> EntryState:
        """The state with some entries replaced, and the lists of the file updated accordingly."""
        changed = {number: entry.content for number, entry in entries.items()}
        document = self.document.edit_items(changed, self.document.deleted, [])
        state = replace(self, document=document, edited_entries={**self.edited_entries, **entries})
        new = document.items[len(self.document_as_read.items) :]
        listed = self.grammar.with_classes(self.frame, state.new_classes, new)
        return replace(state, document=replace(document, head=listed.head, tail=listed.tail))

    @cached_property
    def new_classes(self) -> tuple[str, ...]:
        """The classes that edits introduced and the class list of the file lacks; not those that were reverted."""
        labels = (label for entry in self.edited_entries.values() for label in entry.new_labels)
        return tuple(dict.fromkeys(label for label in labels if label not in self.listed_classes))


def _number_within_entry(number: int | None) -> int | None:
    return None if number is None else number % _NUMBERS_PER_ENTRY
