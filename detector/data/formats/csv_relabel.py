"""Classes of a whole table of boxes renamed, merged or deleted in one go, and that taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from detector.data.unicode_forms import class_name

from .csv_box import is_group
from .csv_columns import CORNERS, Columns, number
from .csv_rows import fields_of, with_fields
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
    """
    if not target:
        return _deleted(state, source, without)
    place = {state.columns.places["label"]: target}
    state = replace(state, labels_written=state.labels_written - {source})
    rows = {at: _with(state, at, place) for _, at, _ in _rows_of(state, source, without)}
    return CsvRelabelled(_written(state, rows, target), source, target, rows)


def taken_back(state: CsvState, done: CsvRelabelled) -> tuple[CsvState, int]:
    """The table as it was before `done`, but for what was changed since; and how many rows were, and stay.

    `state` comes from the one that was made then by edits of the program, not by reading the table anew.
    """
    column = state.columns.places["label"]
    rows: dict[int, tuple[str, str]] = {}
    for at, (was, then) in done.rows.items():
        now = state.rows[at].body
        if at in state.deleted or _label(state.columns, now) != done.target:
            continue
        rows[at] = (now, was if now == then else with_fields(now, state.columns.delimiter, {column: done.source}))
    left = len(done.rows) - len(rows)
    for at, (was, then) in done.blanked.items():
        if state.rows[at].body == then:
            rows[at] = (then, was)
        else:
            left += 1
    state = _written(state, rows)
    state = replace(state, deleted=state.deleted - done.deleted - done.blanked.keys())
    if next(_rows_of(state, done.target), None) is None:  # the list of classes need not have it any more
        state = replace(state, labels_written=state.labels_written - {done.target})
    return state, left


def _deleted(state: CsvState, source: str, without: AbstractSet[str]) -> CsvRelabelled:
    gone = {at: image for image, at, fields in _rows_of(state, source, without) if _is_box(state.columns, fields)}
    alive = {
        image: any(at not in state.deleted and at not in gone for at in state.images[image])
        for image in set(gone.values())
    }
    empty = dict.fromkeys((state.columns.places[what] for what in ("label", *CORNERS)), "")
    last = {image: at for at, image in gone.items() if not alive[image]}
    blanked = {at: _with(state, at, empty) for at in last.values()}
    deleted = frozenset(gone) - blanked.keys()
    state = _written(state, blanked)
    return CsvRelabelled(replace(state, deleted=state.deleted | deleted), source, "", {}, deleted, blanked)


def _rows_of(
    state: CsvState, source: str, without: AbstractSet[str] = frozenset()
) -> Iterator[tuple[str, int, list[str]]]:
    """Image, number and fields of each row of that class."""
    for image, places in state.images.items():
        for at in places:
            if at in state.deleted or image in without:
                continue
            fields = fields_of(state.rows[at].body, state.columns.delimiter)
            if class_name(state.columns.value(fields, "label")) == source:
                yield image, at, fields


def _is_box(columns: Columns, fields: list[str]) -> bool:
    return not is_group(fields, columns) and all(
        number(columns.value(fields, corner)) is not None for corner in CORNERS
    )


def _label(columns: Columns, body: str) -> str:
    return columns.value(fields_of(body, columns.delimiter), "label")


def _with(state: CsvState, at: int, values: Mapping[int, str]) -> tuple[str, str]:
    body = state.rows[at].body
    return body, with_fields(body, state.columns.delimiter, values)


def _written(state: CsvState, rows: Mapping[int, tuple[str, str]], label: str = "") -> CsvState:
    """With the second text of each of `rows`, which have that class now, if any."""
    changed = list(state.rows)
    for at, (_, body) in rows.items():
        changed[at] = replace(changed[at], body=body)
    return replace(state, rows=changed, labels_written=state.labels_written | ({label} if rows and label else set()))
