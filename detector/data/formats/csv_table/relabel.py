"""Renaming, merging and deleting classes in a whole table, and reverting that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from detector.data.unicode_forms import normalize_class_name
from detector.errors import AnnotationWriteError

from .layout import LabelRefusedError
from .row_change import check_encodable, renumber_regions
from .rows import replace_fields

if TYPE_CHECKING:
    from .state import CsvState


@dataclass(frozen=True)
class CsvRelabelResult:
    """A state after a relabeling, and what is needed to revert it.

    Rows are identified by their numbers, which stay valid until the table is read again.
    """

    state: CsvState
    source: str
    target: str
    relabeled_rows: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    """Number of a row whose class changed -> its text before and after."""
    deleted_rows: frozenset[int] = frozenset()
    blanked_rows: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    """Number of the last row of an image, which from now on only lists the image -> its text before and after."""

    @property
    def is_changed(self) -> bool:
        return bool(self.relabeled_rows or self.deleted_rows or self.blanked_rows)


def relabel_table(
    state: CsvState, source: str, target: str, without: AbstractSet[str] = frozenset()
) -> CsvRelabelResult:
    """Change the class of all rows of class `source` to `target`, or delete their boxes if `target` is empty.

    Rows for many objects at once and rows without usable coordinates also change their class; they are kept when boxes
    are deleted. An image that loses its last box keeps a row with empty fields, so that it still counts as labeled.

    Args:
        state: The table.
        source: The class to change.
        target: A new name, another class, or empty.
        without: Names of images in the table whose rows stay unchanged.

    Raises:
        AnnotationWriteError: The table cannot hold the class.
    """
    if not target:
        return _delete_boxes(state, source, without)
    check_encodable(target, state.file, state.encoding)
    state = replace(state, written_labels=state.written_labels - {source})
    try:
        rows = {
            at: _replace_fields(state, at, state.layout.relabel_row(fields, target))
            for _, at, fields in _iter_rows_of(state, source, without)
        }
    except LabelRefusedError as fault:
        raise AnnotationWriteError(f"{state.file} {fault}. The file was not written.") from fault
    return CsvRelabelResult(_write_rows(state, rows, target), source, target, rows)


def revert_table_relabel(state: CsvState, done: CsvRelabelResult) -> tuple[CsvState, int]:
    """Revert a relabeling; rows that were changed since are left as they are.

    Args:
        state: A state derived from `done.state` by edits, not by reading the table again.
        done: The relabeling.

    Returns:
        The state, and the number of rows that were not reverted.
    """
    rows: dict[int, tuple[str, str]] = {}
    for at, (was, then) in done.relabeled_rows.items():
        now = state.rows[at].body
        fields = state.split_row(at)
        if at in state.deleted or state.layout.read_label(fields) != done.target:
            continue
        rows[at] = (
            (now, was) if now == then else _replace_fields(state, at, state.layout.relabel_row(fields, done.source))
        )
    left = len(done.relabeled_rows) - len(rows)
    for at, (was, then) in done.blanked_rows.items():
        if state.rows[at].body == then:
            rows[at] = (then, was)
        else:
            left += 1
    state = _write_rows(state, rows)
    state = replace(state, deleted=state.deleted - done.deleted_rows - done.blanked_rows.keys())
    state = _renumber_images(state, done.deleted_rows | done.blanked_rows.keys())
    if next(_iter_rows_of(state, done.target), None) is None:  # unused: need not be added to the class list
        state = replace(state, written_labels=state.written_labels - {done.target})
    return state, left


def _delete_boxes(state: CsvState, source: str, without: AbstractSet[str]) -> CsvRelabelResult:
    gone = {at: image for image, at, fields in _iter_rows_of(state, source, without) if state.layout.is_box(fields)}
    alive = {
        image: any(at not in state.deleted and at not in gone for at in state.images[image])
        for image in set(gone.values())
    }
    last = {image: at for at, image in gone.items() if not alive[image]}
    emptied = {at: _replace_fields(state, at, state.layout.empty_row(state.split_row(at))) for at in last.values()}
    deleted = frozenset(gone) - emptied.keys()
    after = replace(_write_rows(state, emptied), deleted=state.deleted | deleted)
    after = _renumber_images(after, deleted | emptied.keys())
    blanked = {at: (was, after.rows[at].body) for at, (was, _) in emptied.items()}
    return CsvRelabelResult(after, source, "", {}, deleted, blanked)


def _renumber_images(state: CsvState, changed: AbstractSet[int]) -> CsvState:
    """Renumber the regions of images that have one of the rows `changed`, which were deleted or restored."""
    if not state.layout.has_region_numbers or not changed:
        return state
    rows = list(state.rows)
    for image, places in state.images.items():
        if not changed.isdisjoint(places):
            renumber_regions(state, rows, state.list_live_rows(image), places)
    return replace(state, rows=rows)


def _iter_rows_of(
    state: CsvState, source: str, without: AbstractSet[str] = frozenset()
) -> Iterator[tuple[str, int, list[str]]]:
    """Image, number and fields of each row of this class."""
    for image, places in state.images.items():
        for at in places:
            if at in state.deleted or image in without:
                continue
            fields = state.split_row(at)
            if not state.layout.is_blank(fields) and normalize_class_name(state.layout.read_label(fields)) == source:
                yield image, at, fields


def _replace_fields(state: CsvState, at: int, values: Mapping[int, str]) -> tuple[str, str]:
    body = state.rows[at].body
    return body, replace_fields(body, state.layout.delimiter, values)


def _write_rows(state: CsvState, rows: Mapping[int, tuple[str, str]], label: str = "") -> CsvState:
    """The state with the second text of each of `rows`; if `label` is given, it is recorded as written."""
    changed = list(state.rows)
    for at, (_, body) in rows.items():
        changed[at] = changed[at]._replace(body=body)
    return replace(state, rows=changed, written_labels=state.written_labels | ({label} if rows and label else set()))
