"""Classes of a whole file renamed, merged or deleted in one step, and undone."""

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
    """What became other in a file: its state since then, and what it takes to go back.

    Entries and items go by their numbers, which stay the same for as long as the file is not read again.
    """

    state: EntryState
    source: str
    target: str
    relabeled_items: Mapping[int, Mapping[int, tuple[bytes, bytes]]] = field(default_factory=dict)
    """Entry -> items that got another class, before and after."""
    deleted_items: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Entry -> items that were deleted."""
    state_before: EntryState | None = None
    """The file before, where its list of classes got the new name in the place of the old one."""

    @property
    def is_changed(self) -> bool:
        return bool(self.relabeled_items or self.deleted_items or self.state_before is not None)


def relabel_entries(
    state: EntryState, source: str, target: str, without: AbstractSet[str] = frozenset()
) -> EntriesRelabelResult:
    """Give everything that is called `source` the class `target`, or delete its boxes where that is empty.

    What is no box goes along to another class, and stays where boxes are deleted. The list of classes gets a new name
    in the place of the old one, unless images were left out; of classes that are merged or deleted it keeps the name.

    Args:
        state: The file.
        source: The class.
        target: Its new name, another class, or nothing.
        without: Images that stay as they are, by the names that the file has for them.
    """
    entries: dict[int, Entry] = {}
    items: dict[int, dict[int, tuple[bytes, bytes]]] = {}
    deleted: dict[int, frozenset[int]] = {}
    for number, entry, found in _iter_entries_of(state, source, without):
        if target:
            pieces = entry.pieces
            items[number] = {
                one: (pieces.items[one], state.grammar.relabel_item(pieces.items[one], target)) for one in found
            }
            entries[number] = entry.edit_items({one: now for one, (_, now) in items[number].items()}, pieces.deleted)
        else:
            gone = frozenset(box.uid for box in entry.reading.boxes if box.uid in found)
            if gone:
                deleted[number] = gone
                entries[number] = entry.edit_items({}, entry.pieces.deleted | gone)
    renamed = state if without or not target else _rename_in_class_list(state, source, target)
    after = renamed.with_entries(entries)
    return EntriesRelabelResult(after, source, target, items, deleted, None if renamed is state else state)


def revert_entries_relabel(state: EntryState, done: EntriesRelabelResult) -> tuple[EntryState, int]:
    """The file as it was before `done`, but for what was changed since; and how many boxes were, and stay.

    `state` comes from the one that was made then by edits of the program, not by reading the file again.
    """
    entries: dict[int, Entry] = {}
    left = 0
    for number, items in done.relabeled_items.items():
        entry = state.get_entry(number)
        changed: dict[int, bytes] = {}
        for one, (was, then) in items.items():
            now = entry.pieces.items[one]
            if one in entry.pieces.deleted or entry.read_class(now) != done.target:
                left += 1
            else:
                changed[one] = was if now == then else state.grammar.relabel_item(now, done.source)
        entries[number] = entry.edit_items(changed, entry.pieces.deleted)
    for number, gone in done.deleted_items.items():
        entry = state.get_entry(number)
        entries[number] = entry.edit_items({}, entry.pieces.deleted - gone)
    if done.state_before is not None and state.frame is done.state.frame:
        state = replace(state, frame=done.state_before.frame, listed_classes=done.state_before.listed_classes)
    elif done.state_before is not None:
        state = _rename_in_class_list(state, done.target, done.source)
    return state.with_entries(entries), left


def _rename_in_class_list(state: EntryState, source: str, target: str) -> EntryState:
    """The same state where the list cannot have the other name, or has it already."""
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
    """Each entry that has items of a class, with their numbers."""
    is_plain = label.isascii() and len(label) < MAX_LABEL_CHARACTERS  # others may be written in another way
    for name, numbers in state.images.items():
        for number in numbers if name not in without else ():
            if is_plain and not state.grammar.may_contain_label(state.document.items[number], label):
                continue
            entry = state.get_entry(number)
            labels = ((one, entry.read_class(entry.pieces.items[one])) for one in entry.pieces.live_numbers)
            found = frozenset(one for one, of in labels if of == label)
            if found:
                yield number, entry, found
