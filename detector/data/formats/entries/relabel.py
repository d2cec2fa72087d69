"""Renaming, merging and deleting classes in a whole file, and reverting that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from detector.data.limits import MAX_LABEL_CHARACTERS

from .entry import Entry

if TYPE_CHECKING:
    from .state import EntryState


@dataclass(frozen=True)
class EntriesRelabelResult:
    """A state after a relabeling, and what is needed to revert it.

    Entries and items are identified by their numbers, which stay valid until the file is read again.
    """

    state: EntryState
    source: str
    target: str
    relabeled_items: Mapping[int, Mapping[int, tuple[bytes, bytes]]] = field(default_factory=dict)
    """Entry -> number of an item whose class changed -> its bytes before and after."""
    deleted_items: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Entry -> the numbers of deleted items."""
    state_before: EntryState | None = None
    """The state before, if the class was renamed in the class list; otherwise None."""

    @property
    def is_changed(self) -> bool:
        return bool(self.relabeled_items or self.deleted_items or self.state_before is not None)


def relabel_entries(
    state: EntryState, source: str, target: str, without: AbstractSet[str] = frozenset()
) -> EntriesRelabelResult:
    """Change the class of everything in class `source` to `target`, or delete its boxes if `target` is empty.

    Items that are not boxes also change their class; they are kept when boxes are deleted. A new name replaces the old
    one in the class list, unless images are left out. The names of merged and deleted classes stay in the class list.

    Args:
        state: The file.
        source: The class to change.
        target: A new name, another class, or empty.
        without: Names of images in the file to leave unchanged.
    """
    entries: dict[int, Entry] = {}
    items: dict[int, dict[int, tuple[bytes, bytes]]] = {}
    deleted: dict[int, frozenset[int]] = {}
    for number, entry, found in _iter_entries_of(state, source, without):
        if target:
            pieces = entry.pieces
            items[number] = {
                item: (pieces.items[item], state.grammar.relabel_item(pieces.items[item], target)) for item in found
            }
            entries[number] = entry.edit_items({item: now for item, (_, now) in items[number].items()}, pieces.deleted)
        else:
            deleted_numbers = frozenset(
                annotation.uid for annotation in entry.reading.annotations if annotation.uid in found
            )
            if deleted_numbers:
                deleted[number] = deleted_numbers
                entries[number] = entry.edit_items({}, entry.pieces.deleted | deleted_numbers)
    renamed = state if without or not target else _rename_in_class_list(state, source, target)
    after = renamed.with_entries(entries)
    return EntriesRelabelResult(after, source, target, items, deleted, None if renamed is state else state)


def revert_entries_relabel(state: EntryState, done: EntriesRelabelResult) -> tuple[EntryState, int]:
    """Revert a relabeling; boxes that were changed since are left as they are.

    Args:
        state: A state derived from `done.state` by edits, not by reading the file again.
        done: The relabeling.

    Returns:
        The state, and the number of boxes that were not reverted.
    """
    entries: dict[int, Entry] = {}
    left = 0
    for number, items in done.relabeled_items.items():
        entry = state.get_entry(number)
        changed: dict[int, bytes] = {}
        for item, (before, after) in items.items():
            current = entry.pieces.items[item]
            if item in entry.pieces.deleted or entry.read_class(current) != done.target:
                left += 1
            else:
                changed[item] = before if current == after else state.grammar.relabel_item(current, done.source)
        entries[number] = entry.edit_items(changed, entry.pieces.deleted)
    for number, deleted_numbers in done.deleted_items.items():
        entry = state.get_entry(number)
        entries[number] = entry.edit_items({}, entry.pieces.deleted - deleted_numbers)
    if done.state_before is not None and state.frame is done.state.frame:
        state = replace(state, frame=done.state_before.frame, listed_classes=done.state_before.listed_classes)
    elif done.state_before is not None:
        state = _rename_in_class_list(state, done.target, done.source)
    return state.with_entries(entries), left


def _rename_in_class_list(state: EntryState, source: str, target: str) -> EntryState:
    """The state with a class renamed in its class list; `state` itself if that is impossible or `target` exists."""
    if source not in state.listed_classes or target in state.listed_classes:
        return state
    frame = state.grammar.with_class_renamed(state.frame, source, target)
    if frame is state.frame:
        return state
    names = tuple(target if name == source else name for name in state.listed_classes)
    frame = replace(state.frame, head=frame.head, tail=frame.tail)
    return replace(state, frame=frame, listed_classes=names)


def _iter_entries_of(
    state: EntryState, label: str, without: AbstractSet[str]
) -> Iterator[tuple[int, Entry, frozenset[int]]]:
    """Each entry with items of this class, and the numbers of these items."""
    is_plain = label.isascii() and len(label) < MAX_LABEL_CHARACTERS  # others can differ from the text in the file
    for name, numbers in state.images.items():
        for number in numbers if name not in without else ():
            if is_plain and not state.grammar.may_contain_label(state.document.items[number], label):
                continue
            entry = state.get_entry(number)
            labels = ((one, entry.read_class(entry.pieces.items[one])) for one in entry.pieces.live_numbers)
            found = frozenset(one for one, of in labels if of == label)
            if found:
                yield number, entry, found
