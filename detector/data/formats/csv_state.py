"""A table of boxes in memory: which rows each image has, and the table with those of one image changed."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property

from detector.data.annotation import Box
from detector.errors import AnnotationWriteError

from .csv_box import RowFaultError, edited, is_group, new_row, read_box
from .csv_columns import FLAGS, Columns, number, recognised
from .csv_rows import Row, fields_of, newline_of, parsed
from .joint_file import Edit, ImageInFile, JointFormatError, JointLabels, box_problem

_MARK = "\ufeff"


@dataclass(frozen=True)
class CsvState:
    """A table as it is at one time; see `JointState`. `file` is its name, for sentences.

    Rows have the numbers at which they stand in `rows`, which never change; `order` is that of the file.
    """

    file: str
    columns: Columns
    mark: str
    rows: Sequence[Row]
    order: Sequence[int]
    deleted: frozenset[int]
    images: Mapping[str, tuple[int, ...]]
    """Rows of each image, by the name that the table gives it."""
    classes: tuple[str, ...]
    as_read: Sequence[Row] = ()
    """Rows as they were read: a box that comes to mean what it meant then gets them back."""
    labels_written: frozenset[str] = frozenset()
    """What was written since the table was read, for the list of classes to grow."""

    @property
    def names(self) -> Sequence[str]:
        return list(self.images)

    @property
    def notices(self) -> tuple[str, ...]:
        return ()

    def content(self) -> bytes:
        live = [self.rows[number] for number in self.order if number not in self.deleted]
        newline = newline_of(self.rows)
        ended = [row.body + (row.end or newline) for row in live[:-1]]
        return (self.mark + "".join([*ended, *(row.body + row.end for row in live[-1:])])).encode("utf-8")

    def knows(self, name: str) -> bool:
        return any(number not in self.deleted for number in self.images.get(name, ()))

    def needs_size(self, name: str) -> bool:
        return self.columns.normalised or (name not in self.images and "width" in self.columns.places)

    def labels(self, image: ImageInFile) -> JointLabels:
        boxes: list[Box] = []
        problems: list[str] = []
        groups = 0
        live = self._live(image)
        for place in live:
            fields = fields_of(self.rows[place].body, self.columns.delimiter)
            if self.columns.is_blank(fields):
                continue
            if is_group(fields, self.columns):
                groups += 1
                continue
            try:
                box = read_box(fields, self.columns, image, place)
            except RowFaultError as fault:
                problems.append(f"{self._where(place, image)} {fault}; it is kept as it is, and not used.")
                continue
            boxes.append(box)
            if problem := box_problem(box, image.size or self._size(fields)):
                problems.append(f"{self._where(place, image, box.label)} {problem}")
        if groups:
            rows = "1 row" if groups == 1 else f"{groups} rows"
            problems.append(
                f"{self.file}: {rows} of {image.name} (IsGroupOf) for many objects at once, kept, not used."
            )
        source = tuple(self.rows[place].body.encode() for place in live)
        sizes = (self._size(fields_of(self.rows[place].body, self.columns.delimiter)) for place in live)
        stated = next((size for size in sizes if size is not None), None)
        return JointLabels(tuple(boxes), tuple(problems), source, stated_size=stated)

    def _where(self, place: int, image: ImageInFile, label: str = "") -> str:
        return f"{self.file}: row {self._row_numbers[place]}{f' ({label})' if label else ''} of {image.name}"

    @cached_property
    def _row_numbers(self) -> Mapping[int, int]:
        """As a person counts the rows of the file, from 1."""
        live = (number for number in self.order if number not in self.deleted)
        return {number: row for row, number in enumerate(live, start=1)}

    def _live(self, image: ImageInFile) -> list[int]:
        return [place for place in self.images.get(image.name, ()) if place not in self.deleted]

    def _size(self, fields: Sequence[str]) -> tuple[int, int] | None:
        """What the row says of the image's width and height."""
        sides = [number(self.columns.value(fields, side)) or 0.0 for side in ("width", "height")]
        return (int(sides[0]), int(sides[1])) if min(sides) >= 1 else None

    def edited(self, image: ImageInFile, boxes: Sequence[tuple[Box, int | None]], verified: bool) -> Edit:
        """A row with empty fields stays for an image that lost its last box: it was looked at."""
        if not boxes and image.name not in self.images:
            return Edit(self, ())
        before = self.labels(image).boxes
        if [replace(box, uid=-1 if place is None else place) for box, place in boxes] == list(before):
            return Edit(self, tuple(box.uid for box in before), tuple(self._notes(boxes, verified)))
        change = _Change(self, image, before)
        numbers = tuple(change.add(box) if place is None else change.keep(place, box) for box, place in boxes)
        state = change.state({place for _, place in boxes if place is not None})
        return Edit(state, numbers, tuple(self._notes(boxes, verified)))

    def _notes(self, boxes: Sequence[tuple[Box, int | None]], verified: bool) -> list[str]:
        """What the table has no column for."""
        flags = [
            flag for flag in FLAGS if flag not in self.columns.places and any(getattr(box, flag) for box, _ in boxes)
        ]
        lost = [*flags, *(["verified"] if verified else [])]
        return [f"{self.file} has no column for what is {' or '.join(lost)}, so that was not saved."] if lost else []


class _Change:
    """What becomes other in the rows of one image, gathered and then done at once."""

    def __init__(self, state: CsvState, image: ImageInFile, before: Sequence[Box]) -> None:
        """`before` are the boxes that the image has in `state`."""
        self._old, self._image, self._before = state, image, before
        self._rows = list(state.rows)
        self._order = list(state.order)
        self._known = list(state.images.get(image.name, ()))
        self._labels: set[str] = set()
        # Rows of the image follow its last one; an image of its own comes at the end. A table has a row at least.
        last = max(map(self._order.index, self._known), default=len(self._order) - 1)
        self._next_place = last + 1
        self._model = self._rows[self._order[last]]

    def keep(self, place: int, box: Box) -> int:
        """The row, meaning `box`."""
        columns, row = self._old.columns, self._rows[place]
        for as_read in self._old.as_read[place : place + 1]:
            if self._box(as_read, place) == replace(box, uid=place):
                self._rows[place] = as_read
                return place
        before = self._box(row, place)
        if box.label != before.label:
            self._labels.add(box.label)
        self._rows[place] = replace(row, body=edited(row.body, columns, self._image, before, box))
        return place

    def _box(self, row: Row, place: int) -> Box:
        columns = self._old.columns
        return read_box(fields_of(row.body, columns.delimiter), columns, self._image, place)

    def add(self, box: Box | None) -> int:
        if box is not None:
            self._labels.add(box.label)
        body = new_row(self._model.body, self._old.columns, self._image, box)
        self._rows.append(Row(body, self._model.end))
        number = len(self._rows) - 1
        self._order.insert(self._next_place, number)
        self._next_place += 1
        self._known.append(number)
        return number

    def state(self, kept: AbstractSet[int]) -> CsvState:
        """Of the rows that are boxes, with only those `kept` and those added."""
        old = self._old
        deleted = (old.deleted | {box.uid for box in self._before}) - kept
        blanks = self._blanks()
        if kept or len(self._rows) > len(old.rows):
            deleted |= frozenset() if self._before else blanks  # beside boxes they were there before: left alone
        elif blanks:
            deleted -= {min(blanks)}
        elif deleted.issuperset(self._known):
            self.add(None)
        for text in (self._image.name, *self._labels):
            _check_encodable(text, old.file)
        return replace(
            old,
            rows=self._rows,
            order=self._order,
            deleted=deleted,
            images={**old.images, self._image.name: tuple(self._known)},
            labels_written=old.labels_written | self._labels,
        )

    def _blanks(self) -> frozenset[int]:
        """Rows of the image that say only that it shows no object."""
        columns = self._old.columns
        fields = ((place, fields_of(self._rows[place].body, columns.delimiter)) for place in self._known)
        return frozenset(place for place, row in fields if columns.is_blank(row))


def _check_encodable(name: str, file: str) -> None:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError as error:
        text = f"{name!r} has a character that {file} cannot hold. The file was not written; change the name."
        raise AnnotationWriteError(text) from error


def read(raw: bytes, file: str, classes: tuple[str, ...] = ()) -> CsvState:
    """The state of a table named `file`. Errors: JointFormatError."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JointFormatError(f"it is not UTF-8 at byte {error.start}") from error
    mark = _MARK if text.startswith(_MARK) else ""
    text = text[len(mark) :]
    columns = recognised(text[:65_536])
    if columns is None:
        raise JointFormatError("it has no header with an image, a class and xmin, ymin, xmax, ymax")
    try:
        rows = parsed(text, columns.delimiter)
    except csv.Error as error:
        raise JointFormatError(f"it is no valid CSV ({error})") from error
    images: dict[str, list[int]] = {}
    is_header = columns.has_header
    for place, (_, fields) in enumerate(rows):
        name = columns.value(fields, "image")
        if name and not is_header:
            images.setdefault(name, []).append(place)
        is_header = is_header and not any(fields)
    numbers = {name: tuple(rows_of) for name, rows_of in images.items()}
    written = [row for row, _ in rows]
    return CsvState(file, columns, mark, written, range(len(rows)), frozenset(), numbers, classes, written)
