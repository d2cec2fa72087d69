"""Classes of a whole table of boxes renamed, merged or deleted in one go, and that taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from detector.data.unicode_forms import class_name
from detector.errors import AnnotationWriteError

from .csv_change import check_encodable, number_regions
from .csv_layout import LabelRefusedError
from .csv_rows import with_fields
from .csv_state import CsvState


@dataclass(frozen=True)
class CsvRelabelled:
    """What became other in a table: its state since then, and what it takes to go back.

    Rows go by their numbers, which stay the same for as long as the table is not read anew.
    """

    state: CsvState
    source: str
    target: str
    rows: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    """Rows that got another class, before and after."""
    deleted: frozenset[int] = frozenset()
    blanked: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    """Rows that were the last of their image, and now only say that it shows no object: before and after."""

    @property
    def changed(self) -> bool:
        return bool(self.rows or self.deleted or self.blanked)


def relabelled(state: CsvState, source: str, target: str, without: AbstractSet[str] = frozenset()) -> CsvRelabelled:
    """Give all rows of the class `source` the class `target`, or delete their boxes where that is empty.

    Rows of the images `without`, by the names that the table has for them, stay as they are.
    Rows for many objects at once and rows without usable coordinates go along to another class, and stay where boxes
    are deleted. An image that loses its last row keeps one with empty fields: it was looked at.
    Raises: AnnotationWriteError (the table cannot hold the class).
    """
    if not target:
        return _deleted(state, source, without)
    check_encodable(target, state.file, state.encoding)
    state = replace(state, labels_written=state.labels_written - {source})
    try:
        rows = {
            at: _with(state, at, state.layout.relabeled(fields, target))
            for _, at, fields in _rows_of(state, source, without)
        }
    except LabelRefusedError as fault:
        raise AnnotationWriteError(f"{state.file} {fault}. The file was not written.") from fault
    return CsvRelabelled(_written(state, rows, target), source, target, rows)


def taken_back(state: CsvState, done: CsvRelabelled) -> tuple[CsvState, int]:
    """The table as it was before `done`, but for what was changed since; and how many rows were, and stay.

    `state` comes from the one that was made then by edits of the program, not by reading the table anew.
    """
    rows: dict[int, tuple[str, str]] = {}
    for at, (was, then) in done.rows.items():
        now = state.rows[at].body
        fields = state.fields(at)
        if at in state.deleted or state.layout.label(fields) != done.target:
            continue
        rows[at] = (now, was) if now == then else _with(state, at, state.layout.relabeled(fields, done.source))
    left = len(done.rows) - len(rows)
    for at, (was, then) in done.blanked.items():
        if state.rows[at].body == then:
            rows[at] = (then, was)
        else:
            left += 1
    state = _written(state, rows)
    state = replace(state, deleted=state.deleted - done.deleted - done.blanked.keys())
    state = _numbered(state, done.deleted | done.blanked.keys())
    if next(_rows_of(state, done.target), None) is None:  # the list of classes need not have it any more
        state = replace(state, labels_written=state.labels_written - {done.target})
    return state, left


def _deleted(state: CsvState, source: str, without: AbstractSet[str]) -> CsvRelabelled:
    gone = {at: image for image, at, fields in _rows_of(state, source, without) if state.layout.is_box(fields)}
    alive = {
        image: any(at not in state.deleted and at not in gone for at in state.images[image])
        for image in set(gone.values())
    }
    last = {image: at for at, image in gone.items() if not alive[image]}
    emptied = {at: _with(state, at, state.layout.emptied(state.fields(at))) for at in last.values()}
    deleted = frozenset(gone) - emptied.keys()
    after = replace(_written(state, emptied), deleted=state.deleted | deleted)
    after = _numbered(after, deleted | emptied.keys())
    blanked = {at: (was, after.rows[at].body) for at, (was, _) in emptied.items()}
    return CsvRelabelled(after, source, "", {}, deleted, blanked)


def _numbered(state: CsvState, changed: AbstractSet[int]) -> CsvState:
    """With the regions counted of each image that lost or got back one of the rows `changed`."""
    if not state.layout.numbers_regions or not changed:
        return state
    rows = list(state.rows)
    for image, places in state.images.items():
        if not changed.isdisjoint(places):
            number_regions(state, rows, state.live(image), places)
    return replace(state, rows=rows)


def _rows_of(
    state: CsvState, source: str, without: AbstractSet[str] = frozenset()
) -> Iterator[tuple[str, int, list[str]]]:
    """Image, number and fields of each row of that class."""
    for image, places in state.images.items():
        for at in places:
            if at in state.deleted or image in without:
                continue
            fields = state.fields(at)
            if not state.layout.is_blank(fields) and class_name(state.layout.label(fields)) == source:
                yield image, at, fields


def _with(state: CsvState, at: int, values: Mapping[int, str]) -> tuple[str, str]:
    body = state.rows[at].body
    return body, with_fields(body, state.layout.delimiter, values)


def _written(state: CsvState, rows: Mapping[int, tuple[str, str]], label: str = "") -> CsvState:
    """With the second text of each of `rows`, which have that class now, if any."""
    changed = list(state.rows)
    for at, (_, body) in rows.items():
        changed[at] = changed[at]._replace(body=body)
    return replace(state, rows=changed, labels_written=state.labels_written | ({label} if rows and label else set()))
