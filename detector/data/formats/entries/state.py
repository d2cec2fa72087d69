"""A file that keeps everything about an image in one place, in memory: see `JointState`.

CVAT's `<image>`, an object of CreateML's list and a member of VIA's metadata are such places. What differs between
these formats is a `Grammar`; reading, editing, undoing and renaming classes is the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from detector.data.annotation import Box
from detector.data.formats.base import Split
from detector.data.formats.joint_file import Edit, ImageInFile, JointLabels, box_problem
from detector.data.limits import check_box_count, long_label_problems
from detector.errors import AnnotationWriteError

from .entry import Entry, Reading
from .grammar import FixedShapeError, Grammar
from .pieces import Pieces

_STRIDE = 1 << 32
"""Between the numbers of the items of two entries of one image."""
_FLAGS = ("difficult", "truncated", "occluded")
_ENTRIES_LOOKED_AT = 100
"""The largest number of entries that are parsed to find the layout of a first item."""


@dataclass(frozen=True)
class EntryState:
    """A file as it is at one time; see `JointState`. `file` is its name, for sentences."""

    file: str
    grammar: Grammar
    as_read: Pieces
    """The file, image by image, as it was read."""
    frame: Pieces
    """The file as it was read, but for classes that were renamed: what stands around its images."""
    document: Pieces
    images: Mapping[str, tuple[int, ...]]
    """Name of an image -> its entries. Some files list an image twice."""
    classes_read: tuple[str, ...]
    notices: tuple[str, ...]
    encode: Callable[[bytes], bytes]
    """How the text of the file becomes its bytes."""
    entries: Mapping[int, Entry] = field(default_factory=dict)
    """Those that were edited."""
    splits: Mapping[str, Split] = field(default_factory=dict)
    """Name of an image -> what the file says of its split."""
    places: Mapping[str, str] = field(default_factory=dict)
    """Name of an image -> where else it may lie."""

    def content(self) -> bytes:
        return self.encode(self.document.content)

    @property
    def names(self) -> Sequence[str]:
        return list(self.images)

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.classes_read, *self.new_classes])) if self.grammar.lists_classes else ()

    def knows(self, name: str) -> bool:
        return name in self.images

    def needs_size(self, name: str) -> bool:
        return name not in self.images

    def entry(self, number: int) -> Entry:
        """The entry of that number."""
        return self.entries.get(number) or Entry.parse(self.grammar, self.document.items[number])

    def labels(self, image: ImageInFile) -> JointLabels:
        boxes: list[Box] = []
        problems: list[str] = []
        unusable: list[str] = []
        source: list[bytes] = []
        verified, size = False, None
        for rank, number in enumerate(self.images.get(image.name, ())):
            entry = self.entry(number)
            check_box_count(self.file, len(entry.pieces.items), image.name)
            size = size or self.grammar.size_of(entry.pieces)
            source.append(entry.content)
            verified = verified or entry.verified
            boxes += (replace(box, uid=rank * _STRIDE + box.uid) for box in entry.reading.boxes)
            problems += self._problems(entry.reading, image, size)
            problems += long_label_problems(self.file, entry.long_labels)
            unusable += (f"{self._where(number)} of {image.name} {fault}" for number, fault in entry.reading.faults)
        return JointLabels(tuple(boxes), tuple(problems), tuple(source), verified, size, tuple(unusable))

    def _where(self, number: int, label: str = "") -> str:
        return f"{self.file}: {self.grammar.what} {number + 1}{f' ({label})' if label else ''}"

    def _problems(self, reading: Reading, image: ImageInFile, size: tuple[int, int] | None) -> Iterable[str]:
        for number, label, doubt in reading.doubts:
            yield f"{self._where(number, label)} of {image.name} {doubt}"
        for box in reading.boxes:
            if problem := box_problem(box, size):
                yield f"{self._where(box.uid, box.label)} of {image.name} {problem}"
        if kinds := reading.kinds(self.grammar.what):
            yield f"{self.file}: {image.name} has {kinds}, kept as found; not shown, and not used."

    def edited(self, image: ImageInFile, boxes: Sequence[tuple[Box, int | None]], verified: bool) -> Edit:
        """Give an image exactly these boxes.

        Raises:
            AnnotationWriteError: The file cannot hold a name, or a shape cannot follow its box.
        """
        state = self
        if image.name not in self.images:
            if not boxes and not (verified and "verified" in self.grammar.holds):
                return Edit(self, ())
            state = self._with_image(image)
        entries: dict[int, Entry] = {}
        numbers: dict[int, int] = {}
        for rank, number in enumerate(state.images[image.name]):
            mine = [place for place, (_, item) in enumerate(boxes) if (item or 0) // _STRIDE == rank]
            own = [(boxes[place][0], _within(boxes[place][1])) for place in mine]
            try:
                entry, items = state.entry(number).edited(own, verified, state._layout(number))
            except FixedShapeError as fault:
                told = f"{fault}, so {self.file} was not written. Undo that, or resize it in the program that drew it."
                raise AnnotationWriteError(told) from fault
            entries[number] = entry
            numbers |= {place: rank * _STRIDE + item for place, item in zip(mine, items, strict=True)}
        state = state.with_entries(entries)
        return Edit(state, tuple(numbers[place] for place in range(len(boxes))), tuple(self._notes(boxes, verified)))

    def _notes(self, boxes: Sequence[tuple[Box, int | None]], verified: bool) -> Iterable[str]:
        """What the format has no place for."""
        marked = [flag for flag in _FLAGS if any(getattr(box, flag) for box, _ in boxes)]
        lost = [mark for mark in (*marked, *(["verified"] if verified else [])) if mark not in self.grammar.holds]
        if lost:
            yield f"{self.file} has no place for what is {' or '.join(lost)}, so that was not saved."

    def _layout(self, number: int) -> Pieces | None:
        """An entry that has items, for the layout of the first item of another."""
        if self.document.items[number] and self.entry(number).pieces.items:
            return None
        for item in self.as_read.items[:_ENTRIES_LOOKED_AT]:
            pieces = self.grammar.split(item)
            if pieces.items:
                return pieces
        return next((entry.pieces for entry in self.entries.values() if entry.pieces.items), None)

    def _with_image(self, image: ImageInFile) -> EntryState:
        model = self.document.items[-1] if self.document.items else None
        content = self.grammar.new_entry(image, self.document, model)
        number = len(self.document.items)
        document = self.document.edited({}, self.document.deleted, [content])
        return replace(self, document=document, images={**self.images, image.name: (number,)})

    def with_entries(self, entries: Mapping[int, Entry]) -> EntryState:
        """With other content for some entries, and the lists of the file as that asks for."""
        changed = {number: entry.content for number, entry in entries.items()}
        document = self.document.edited(changed, self.document.deleted, [])
        state = replace(self, document=document, entries={**self.entries, **entries})
        new = document.items[len(self.as_read.items) :]
        listed = self.grammar.with_classes(self.frame, state.new_classes, new)
        return replace(state, document=replace(document, head=listed.head, tail=listed.tail))

    @cached_property
    def new_classes(self) -> tuple[str, ...]:
        """Classes that edits brought and the list of the file lacks; one that was undone is none of them."""
        labels = (label for entry in self.entries.values() for label in entry.new_labels)
        return tuple(dict.fromkeys(label for label in labels if label not in self.classes_read))


def _within(number: int | None) -> int | None:
    return None if number is None else number % _STRIDE
