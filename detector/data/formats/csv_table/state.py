"""A table in memory: the rows of each image, and editing those of one image."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property

from detector.data.annotation import Annotation
from detector.data.formats.shared.attribute_values import describe_unsaved
from detector.data.formats.shared.outline_losses import (
    RefusedOutlineError,
    build_refusal,
    describe_unsaved_outlines,
)
from detector.data.formats.shared.single_file import (
    ImageInFile,
    JointEdit,
    JointLabels,
    JointRecords,
    StateRelabel,
    describe_box_problem,
)
from detector.data.formats.shared.wording import KEPT_UNUSED, format_count, list_names
from detector.errors import AnnotationWriteError

from .columns import FLAGS
from .encoding import TextEncoding
from .layout import LabelRefusedError, NoBoxError, RowFaultError, RowLayout
from .relabel import CsvRelabelResult, relabel_table, revert_table_relabel
from .row_change import RowChange
from .rows import CsvRow, detect_newline, split_fields

TOO_MANY_ROWS = "{file} has {rows:,} rows for {name}. The first {limit:,} are used; the others are kept as they are."
ROWS_KEPT = "{file}: {rows} of {name} {what}, kept, not used."
ROWS_WITHOUT_IMAGE = "{file} has {rows} no image, kept and not used: {names}."
RENAMED_ROW = "{file} names the image by another path, so it was not moved. Change the path in the table."
NO_COLUMN = "{file} has no column for what is {flags}, so that was not saved."

MAX_ROWS_PER_IMAGE = 20_000
"""The maximum number of rows of one image that are read; the others are kept and reported."""


@dataclass(frozen=True)
class CsvRecords:
    """The rows of some images."""

    names: Sequence[str]
    rows: Sequence[CsvRow]


@dataclass(frozen=True)
class CsvState:
    """The content of a table at one time; see `JointState`. `file` is its name, for messages.

    Rows are identified by their index in `rows`, which never changes; `order` is the order in the file.
    """

    file: str
    layout: RowLayout
    encoding: TextEncoding
    separator_line: str
    """Excel's `sep=` line with its line break; empty if there is none."""
    rows: Sequence[CsvRow]
    order: Sequence[int]
    deleted: frozenset[int]
    images: Mapping[str, tuple[int, ...]]
    """Name of an image in the table -> its rows."""
    classes: tuple[str, ...]
    nameless_rows: tuple[int, ...] = ()
    """Rows that are not empty, but name no image."""
    rows_as_read: Sequence[CsvRow] = ()
    """The rows as read. A box that returns to its original values gets its original row back."""
    written_labels: frozenset[str] = frozenset()
    """Classes written since the table was read; they are added to the class list beside it."""

    @property
    def names(self) -> Sequence[str]:
        return list(self.images)

    @property
    def holds_attributes(self) -> bool:
        return self.layout.holds_attributes

    def reserves_attribute(self, name: str) -> bool:
        return self.layout.reserves_attribute(name)

    @property
    def notices(self) -> tuple[str, ...]:
        messages = [notice.replace("{file}", self.file, 1) for notice in self.layout.notices]
        if self.encoding.is_guessed:
            messages.append(
                f"{self.file} is not UTF-8, so it is read and saved as Windows-1252 (Western Europe). If letters in "
                "its names are wrong, save it as UTF-8 with the program that made it."
            )
        if self.nameless_rows:
            rows = [f"row {self._row_numbers[place]}" for place in self.nameless_rows]
            has = format_count(len(rows), "row that names", "rows that name")
            messages.append(ROWS_WITHOUT_IMAGE.format(file=self.file, rows=has, names=list_names(rows)))
        return tuple(messages)

    def to_bytes(self) -> bytes:
        live = [self.rows[number] for number in self.order if number not in self.deleted]
        newline = detect_newline(self.rows)
        parts = [self.separator_line]
        for body, end in live[:-1]:
            parts += (body, end or newline)
        for body, end in live[-1:]:
            parts += (body, end)
        return self.encoding.encode_text("".join(parts))

    def lists_class(self, name: str) -> bool:
        return name in self.classes

    def relabel_class(self, source: str, target: str, without: AbstractSet[str]) -> StateRelabel:
        return relabel_table(self, source, target, without)

    def revert_relabel(self, done: StateRelabel) -> tuple[CsvState, int]:
        assert isinstance(done, CsvRelabelResult), "made by `relabel_class`"
        return revert_table_relabel(self, done)

    def remove_records(self, names: AbstractSet[str]) -> tuple[bytes, CsvRecords]:
        numbers = [place for name in sorted(names) for place in self.list_live_rows(name)]
        rest = replace(self, deleted=self.deleted.union(numbers))
        return rest.to_bytes(), CsvRecords(sorted(names), [self.rows[place] for place in sorted(numbers)])

    def insert_records(self, records: JointRecords, new_names: Mapping[str, str]) -> bytes:
        assert isinstance(records, CsvRecords), "of a file of the same format"
        if any(name != new for name, new in new_names.items()):
            raise AnnotationWriteError(RENAMED_ROW.format(file=self.file))
        first = len(self.rows)
        rows = [*self.rows, *records.rows]
        return replace(self, rows=rows, order=[*self.order, *range(first, len(rows))]).to_bytes()

    def has_image(self, name: str) -> bool:
        return any(number not in self.deleted for number in self.images.get(name, ()))

    def needs_size(self, name: str) -> bool:
        return self.layout.needs_size(name in self.images)

    def split_row(self, place: int) -> list[str]:
        """The fields of a row."""
        return split_fields(self.rows[place].body, self.layout.delimiter)

    def parse_labels(self, image: ImageInFile) -> JointLabels:
        annotations: list[Annotation] = []
        problems: list[str] = []
        unusable: list[str] = []
        not_boxes: Counter[str] = Counter()
        stated: tuple[int, int] | None = None
        live = self.list_live_rows(image.name)
        for place in live[:MAX_ROWS_PER_IMAGE]:
            fields = self.split_row(place)
            size = self.layout.read_stated_size(fields)
            stated = stated or size
            if self.layout.is_blank(fields):
                continue
            try:
                annotation = self.layout.read_annotation(fields, image, place)
            except NoBoxError as fault:
                not_boxes[str(fault)] += 1
                continue
            except RowFaultError as fault:
                unusable.append(f"{self._describe_place(place, image)} {KEPT_UNUSED.format(fault=fault)}")
                continue
            annotations.append(annotation)
            warnings = self.layout.find_warnings(fields)
            problems += (f"{self._describe_place(place, image, annotation.label)} {warning}." for warning in warnings)
            if problem := describe_box_problem(annotation.bounds, image.size or size):
                problems.append(f"{self._describe_place(place, image, annotation.label)} {problem}")
        for what, count in not_boxes.items():
            problems.append(
                ROWS_KEPT.format(file=self.file, rows=format_count(count, "row", "rows"), name=image.name, what=what)
            )
        if len(live) > MAX_ROWS_PER_IMAGE:
            unusable.append(
                TOO_MANY_ROWS.format(file=self.file, rows=len(live), name=image.name, limit=MAX_ROWS_PER_IMAGE)
            )
        source = tuple(self.rows[place].body.encode("utf-8") for place in live)
        return JointLabels(
            tuple(annotations), tuple(problems), source, stated_size=stated, unusable_items=tuple(unusable)
        )

    def _describe_place(self, place: int, image: ImageInFile, label: str = "") -> str:
        return f"{self.file}: row {self._row_numbers[place]}{f' ({label})' if label else ''} of {image.name}"

    @cached_property
    def _row_numbers(self) -> Mapping[int, int]:
        """Index of a row -> its number in the file, counted from 1."""
        live = (number for number in self.order if number not in self.deleted)
        return {number: row for row, number in enumerate(live, start=2 if self.separator_line else 1)}

    def list_live_rows(self, name: str) -> list[int]:
        """The rows of an image that are not deleted."""
        return [place for place in self.images.get(name, ()) if place not in self.deleted]

    def edit_image(
        self, image: ImageInFile, annotations: Sequence[tuple[Annotation, int | None]], verified: bool
    ) -> JointEdit:
        """Give an image exactly these boxes; see `JointState`.

        An image that loses its last box keeps a row with empty fields, so that it still counts as labeled.

        Raises:
            AnnotationWriteError: The table cannot hold a class or a name.
        """
        notes = self._describe_omissions(annotations, verified)
        if not annotations and image.name not in self.images:
            return JointEdit(self, ())
        before = self.parse_labels(image).annotations
        if [replace(annotation, uid=-1 if place is None else place) for annotation, place in annotations] == list(
            before
        ):
            return JointEdit(self, tuple(annotation.uid for annotation in before), tuple(notes))
        change = RowChange(self, image, before)
        try:
            numbers = tuple(
                change.add_row(annotation) if place is None else change.keep_row(place, annotation)
                for annotation, place in annotations
            )
            state = change.build_state({place for _, place in annotations if place is not None})
        except LabelRefusedError as fault:
            raise AnnotationWriteError(f"{self.file} {fault}. The file was not written.") from fault
        except RefusedOutlineError as fault:
            raise build_refusal(fault, self.file) from fault
        unnamed = (self.layout.describe_unlisted_label(label) for label in sorted(change.written_labels))
        return JointEdit(state, numbers, (*notes, *(f"{self.file} {note}." for note in unnamed if note)))

    def _describe_omissions(self, annotations: Sequence[tuple[Annotation, int | None]], verified: bool) -> list[str]:
        """Sentences about what the table has no column for."""
        flags = [
            flag
            for flag in FLAGS
            if flag not in self.layout.flags and any(getattr(annotation, flag) for annotation, _ in annotations)
        ]
        lost = [*flags, *(["verified"] if verified else [])]
        notes = [NO_COLUMN.format(file=self.file, flags=" or ".join(lost))] if lost else []
        if not self.layout.holds_outlines:
            notes += describe_unsaved_outlines(self.file, (annotation for annotation, _ in annotations))
        if not self.holds_attributes:
            notes += describe_unsaved(self.file, (annotation for annotation, _ in annotations))
        return notes
