"""The rows of one image changed, gathered and then done at once."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TYPE_CHECKING

from detector.data.annotation import Box
from detector.errors import AnnotationWriteError

from .csv_encoding import TextEncoding
from .csv_rows import Row, fields_of, with_fields
from .joint_file import ImageInFile

if TYPE_CHECKING:
    from .csv_state import CsvState


class RowChange:
    """What becomes other in the rows of one image of a table."""

    def __init__(self, state: CsvState, image: ImageInFile, before: Sequence[Box]) -> None:
        """`before` are the boxes that the image has in `state`."""
        self._old, self._image = state, image
        self._before = {box.uid: box for box in before}
        self._rows = list(state.rows)
        self._known = list(state.images.get(image.name, ()))
        self._added: list[int] = []
        # Rows of the image follow its last one; an image of its own comes at the end. A table has a row at least.
        self._last = _last_place(state.order, frozenset(self._known))
        self._model = self._rows[state.order[self._last]]
        self.labels: set[str] = set()
        """Classes that were written."""

    def keep(self, place: int, box: Box) -> int:
        """The row, meaning `box`. Raises: LabelRefusedError."""
        box = replace(box, uid=place)
        row = self._rows[place]
        if self._before.get(place) == box:
            return place
        for as_read in self._old.as_read[place : place + 1]:
            if self._box(as_read, place) == box:
                self._rows[place] = as_read
                return place
        before = self._box(row, place)
        if box.label != before.label:
            self.labels.add(box.label)
        fields = self._fields(row)
        self._rows[place] = self._with(row, self._old.layout.edited(fields, self._image, before, box))
        return place

    def _box(self, row: Row, place: int) -> Box:
        return self._old.layout.read_box(self._fields(row), self._image, place)

    def _fields(self, row: Row) -> list[str]:
        return fields_of(row.body, self._old.layout.delimiter)

    def _with(self, row: Row, changes: dict[int, str]) -> Row:
        return row._replace(body=with_fields(row.body, self._old.layout.delimiter, changes))

    def add(self, box: Box | None) -> int:
        """A new row, for a box or for an image without objects; returns its number. Raises: LabelRefusedError."""
        if box is not None:
            self.labels.add(box.label)
        changes = self._old.layout.new_row(self._fields(self._model), self._image, box)
        self._rows.append(self._with(self._model, changes))
        self._added.append(len(self._rows) - 1)
        return self._added[-1]

    def state(self, kept: AbstractSet[int]) -> CsvState:
        """Of the rows that are boxes, with only those `kept` and those added. Raises: AnnotationWriteError."""
        old = self._old
        deleted = (old.deleted | self._before.keys()) - kept
        if kept or self._added:
            deleted |= frozenset() if self._before else self._blanks()  # beside boxes they were there: left alone
        elif blanks := self._blanks():
            deleted -= {min(blanks)}
        elif deleted.issuperset(self._known):
            self.add(None)
        for text in (self._image.name, *self.labels):
            check_encodable(text, old.file, old.encoding)
        places = (*self._known, *self._added)
        live = [place for place in places if place not in deleted]
        if live != old.live(self._image.name):
            number_regions(old, self._rows, live, self._known)
        order = [*old.order[: self._last + 1], *self._added, *old.order[self._last + 1 :]] if self._added else old.order
        return replace(
            old,
            rows=self._rows,
            order=order,
            deleted=deleted,
            images={**old.images, self._image.name: places},
            labels_written=old.labels_written | self.labels,
        )

    def _blanks(self) -> frozenset[int]:
        """Rows of the image that say only that it shows no object."""
        layout = self._old.layout
        return frozenset(place for place in self._known if layout.is_blank(self._fields(self._rows[place])))


def _last_place(order: Sequence[int], rows: AbstractSet[int]) -> int:
    """Where in `order` the last of `rows` is; the last of all where there are none."""
    if isinstance(order, range):  # of a table as it was read, the numbers are the places
        return max(rows, default=len(order) - 1)
    backwards = range(len(order) - 1, -1, -1)
    return next((place for place in backwards if order[place] in rows), len(order) - 1)


def check_encodable(name: str, file: str, encoding: TextEncoding) -> None:
    """See that a table can hold a name. Raises: AnnotationWriteError."""
    try:
        encoding.encode(name)
    except UnicodeEncodeError as error:
        text = f"{name!r} has a character that {file} cannot hold. The file was not written; change the name"
        more = ", or save the table as UTF-8 first" if encoding.is_guessed else ""
        raise AnnotationWriteError(f"{text}{more}.") from error


def number_regions(state: CsvState, rows: list[Row], live: Sequence[int], known: Sequence[int]) -> None:
    """Where a table counts the regions of each image, do so for one image whose rows are `live` now.

    Args:
        state: The table as it was.
        rows: All rows, of which those of the image are changed in place.
        live: The rows that the image has now, in the order of the file.
        known: All that it has had.
    """
    layout = state.layout
    if not layout.numbers_regions:
        return
    fields = {place: fields_of(rows[place].body, layout.delimiter) for place in live}
    regions = [place for place in live if not layout.is_blank(fields[place])]
    before = _as_read(state, known)
    is_as_read = list(live) == list(before) and all(
        layout.is_blank(fields[place]) == layout.is_blank(before[place]) for place in live
    )
    numbers = {place: number for number, place in enumerate(regions)}
    for place in live:
        if is_as_read:
            changes = layout.as_numbered(before[place])
        elif place in numbers or not regions:
            changes = layout.numbered(fields[place], numbers.get(place, 0), len(regions))
        else:
            continue
        changes = {at: text for at, text in changes.items() if at >= len(fields[place]) or fields[place][at] != text}
        if changes:
            rows[place] = rows[place]._replace(body=with_fields(rows[place].body, layout.delimiter, changes))


def _as_read(state: CsvState, known: Sequence[int]) -> dict[int, list[str]]:
    """The fields that the rows of an image had when the table was read."""
    places = (place for place in known if place < len(state.as_read))
    return {place: fields_of(state.as_read[place].body, state.layout.delimiter) for place in places}
