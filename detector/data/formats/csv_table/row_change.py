"""Collecting the changes to the rows of one image, and applying them to a table."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TYPE_CHECKING

from detector.data.annotation import Annotation
from detector.data.formats.shared.single_file import ImageInFile
from detector.errors import AnnotationWriteError

from .encoding import TextEncoding
from .rows import CsvRow, replace_fields, split_fields

if TYPE_CHECKING:
    from .state import CsvState

UNWRITABLE_CHARACTER = "{value!r} has a character that {file} cannot hold. The file was not written; change the name"


class RowChange:
    """The changes to the rows of one image of a table."""

    def __init__(self, state: CsvState, image: ImageInFile, before: Sequence[Annotation]) -> None:
        """`before` are the present boxes of the image in `state`."""
        self._old_state, self._image = state, image
        self._annotations_before = {annotation.uid: annotation for annotation in before}
        self._rows = list(state.rows)
        self._known_rows = list(state.images.get(image.name, ()))
        self._added_rows: list[int] = []
        # New rows follow the last row of the image; those of a new image are appended. A table has at least one row.
        self._last_place = _find_last_place(state.order, frozenset(self._known_rows))
        self._model_row = self._rows[state.order[self._last_place]]
        self.written_labels: set[str] = set()
        """Classes that were written"""

    def keep_row(self, place: int, annotation: Annotation) -> int:
        """Change the box of row `place` to `annotation`; returns `place`. Raises: LabelRefusedError."""
        annotation = replace(annotation, uid=place)
        row = self._rows[place]
        if self._annotations_before.get(place) == annotation:
            return place
        for as_read in self._old_state.rows_as_read[place : place + 1]:
            if self._read_annotation(as_read, place) == annotation:
                self._rows[place] = as_read
                return place
        before = self._read_annotation(row, place)
        if annotation.label != before.label:
            self.written_labels.add(annotation.label)
        fields = self._split_fields(row)
        self._rows[place] = self._replace_fields(
            row, self._old_state.layout.edit_row(fields, self._image, before, annotation)
        )
        return place

    def _read_annotation(self, row: CsvRow, place: int) -> Annotation:
        return self._old_state.layout.read_annotation(self._split_fields(row), self._image, place)

    def _split_fields(self, row: CsvRow) -> list[str]:
        return split_fields(row.body, self._old_state.layout.delimiter)

    def _replace_fields(self, row: CsvRow, changes: dict[int, str]) -> CsvRow:
        return row._replace(body=replace_fields(row.body, self._old_state.layout.delimiter, changes))

    def add_row(self, annotation: Annotation | None) -> int:
        """Add a row for a box, or for an image without objects; returns its number. Raises: LabelRefusedError."""
        if annotation is not None:
            self.written_labels.add(annotation.label)
        changes = self._old_state.layout.build_row(self._split_fields(self._model_row), self._image, annotation)
        self._rows.append(self._replace_fields(self._model_row, changes))
        self._added_rows.append(len(self._rows) - 1)
        return self._added_rows[-1]

    def build_state(self, kept: AbstractSet[int]) -> CsvState:
        """The changed state. Of the rows with boxes, only `kept` and the added ones remain.

        Raises: AnnotationWriteError.
        """
        old = self._old_state
        deleted = (old.deleted | self._annotations_before.keys()) - kept
        if kept or self._added_rows:
            if not self._annotations_before:  # blank rows beside boxes were in the file: kept
                deleted |= self._find_blank_rows()
        # Without boxes, one blank row must remain, so that the image still counts as labeled.
        elif blanks := self._find_blank_rows():
            deleted -= {min(blanks)}
        elif deleted.issuperset(self._known_rows):
            self.add_row(None)
        for text in (self._image.name, *self.written_labels):
            check_encodable(text, old.file, old.encoding)
        places = (*self._known_rows, *self._added_rows)
        live = [place for place in places if place not in deleted]
        if live != old.list_live_rows(self._image.name):
            renumber_regions(old, self._rows, live, self._known_rows)
        order = (
            [*old.order[: self._last_place + 1], *self._added_rows, *old.order[self._last_place + 1 :]]
            if self._added_rows
            else old.order
        )
        return replace(
            old,
            rows=self._rows,
            order=order,
            deleted=deleted,
            images={**old.images, self._image.name: places},
            written_labels=old.written_labels | self.written_labels,
        )

    def _find_blank_rows(self) -> frozenset[int]:
        """Rows of the image that only list it."""
        layout = self._old_state.layout
        return frozenset(place for place in self._known_rows if layout.is_blank(self._split_fields(self._rows[place])))


def _find_last_place(order: Sequence[int], rows: AbstractSet[int]) -> int:
    """The last index in `order` of one of `rows`; the last index of all if there is none."""
    if isinstance(order, range):  # no row was added since reading, so numbers and indices are equal
        return max(rows, default=len(order) - 1)
    backwards = range(len(order) - 1, -1, -1)
    return next((place for place in backwards if order[place] in rows), len(order) - 1)


def check_encodable(name: str, file: str, encoding: TextEncoding) -> None:
    """Check that the encoding of a table can hold `name`. Raises: AnnotationWriteError."""
    try:
        encoding.encode_text(name)
    except UnicodeEncodeError as error:
        text = UNWRITABLE_CHARACTER.format(value=name, file=file)
        more = ", or save the table as UTF-8 first" if encoding.is_guessed else ""
        raise AnnotationWriteError(f"{text}{more}.") from error


def renumber_regions(state: CsvState, rows: list[CsvRow], live: Sequence[int], known: Sequence[int]) -> None:
    """Update the region numbers of one image in a table that has them.

    If the rows are those that were read, the numbers are restored as they were read, even if they were wrong.

    Args:
        state: The table before the change.
        rows: All rows; those of the image are changed in place.
        live: The rows of the image that are not deleted, in the order of the file.
        known: All rows that the image has or had.
    """
    layout = state.layout
    if not layout.has_region_numbers:
        return
    fields = {place: split_fields(rows[place].body, layout.delimiter) for place in live}
    regions = [place for place in live if not layout.is_blank(fields[place])]
    before = _read_original_fields(state, known)
    is_as_read = list(live) == list(before) and all(
        layout.is_blank(fields[place]) == layout.is_blank(before[place]) for place in live
    )
    numbers = {place: number for number, place in enumerate(regions)}
    for place in live:
        if is_as_read:
            changes = layout.read_region_numbers(before[place])
        elif place in numbers or not regions:
            changes = layout.number_row(fields[place], numbers.get(place, 0), len(regions))
        else:
            continue
        changes = {at: text for at, text in changes.items() if at >= len(fields[place]) or fields[place][at] != text}
        if changes:
            rows[place] = rows[place]._replace(body=replace_fields(rows[place].body, layout.delimiter, changes))


def _read_original_fields(state: CsvState, known: Sequence[int]) -> dict[int, list[str]]:
    """The fields of the rows of an image when the table was read."""
    places = (place for place in known if place < len(state.rows_as_read))
    return {place: split_fields(state.rows_as_read[place].body, state.layout.delimiter) for place in places}
