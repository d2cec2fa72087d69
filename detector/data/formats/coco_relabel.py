"""Classes of a whole COCO file renamed, merged or deleted in one go, and that taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .coco_annotation import AnnotationFaultError, is_crowd, read_box
from .coco_ids import Id, as_id, resolve_id
from .coco_state import CocoState
from .json_array import JsonArray
from .json_scan import dumped, with_values


@dataclass(frozen=True)
class _Renamed:
    """What a category was called, in the file and where it is shown, and what it is called now."""

    written: str
    shown: str
    now: str


@dataclass(frozen=True)
class CocoRelabelled:
    """What became other in a file: its state since then, and what it takes to go back.

    Numbers are those of items in their array, which stay the same for as long as the file is not read anew.
    """

    state: CocoState
    names: Mapping[Id, _Renamed] = field(default_factory=dict)
    """Categories that were renamed."""
    annotations: Mapping[int, tuple[bytes, bytes]] = field(default_factory=dict)
    """Annotations that went to another category, before and after."""
    target: Id | None = None
    """The category they went to."""
    deleted: frozenset[int] = frozenset()
    """Annotations that were deleted."""
    categories: Mapping[int, tuple[Id, str]] = field(default_factory=dict)
    """Categories that were taken out, as nothing referred to them any more: id and name."""

    @property
    def changed(self) -> bool:
        return bool(self.names or self.annotations or self.deleted or self.categories)


def relabelled(state: CocoState, source: str, target: str) -> CocoRelabelled:
    """Give all that is called `source` the class `target`, or delete its boxes where that is empty.

    A `target` that the file does not list is a new name for the category, and no annotation changes. Otherwise crowd
    regions and annotations without a usable box go along to another class, and stay where boxes are deleted.
    """
    ids = frozenset(key for key, name in state.categories.items() if name == source)
    if not ids:
        return CocoRelabelled(state)
    if target and target not in state.categories.values():
        names = {key: _Renamed(state.written_name(key), source, target) for key in ids}
        targets = dict.fromkeys(ids, target)
        return CocoRelabelled(_renamed(state, targets, targets), names)
    found = list(_annotations_of(state, ids))
    if target:
        key = next(key for key, name in state.categories.items() if name == target)
        items = state.document.arrays["annotations"].items
        moved = {number: (items[number], _of_category(items[number], key)) for number, _ in found}
        changed = {number: after for number, (_, after) in moved.items()}
        done = CocoRelabelled(_with_annotations(state, changed, frozenset(), frozenset()), {}, moved, key)
        return _without_categories(done, ids)
    gone = frozenset(number for number, value in found if _is_box(state, value, number))
    done = CocoRelabelled(_with_annotations(state, {}, gone, frozenset()), deleted=gone)
    return _without_categories(done, ids) if len(gone) == len(found) else done


def taken_back(state: CocoState, done: CocoRelabelled) -> tuple[CocoState, int]:
    """The file as it was before `done`, but for what was changed since; and how many boxes were, and stay.

    `state` comes from the one that was made then by edits of the program, not by reading the file anew.
    """
    before = {key: was for key, was in done.names.items() if state.categories.get(key) == was.now}
    if before:
        written = {key: was.written for key, was in before.items()}
        state = _renamed(state, written, {key: was.shown for key, was in before.items()})
    state, ids = _with_categories(state, done.categories)
    array = state.document.arrays["annotations"]
    changed: dict[int, bytes] = {}
    for number, (was, then) in done.annotations.items():
        now, key = array.items[number], _category_of(was)
        if number in array.deleted or _category_of(now) != done.target or key is None:
            continue
        same = now == then and ids.get(key, key) == key
        changed[number] = was if same else _of_category(now, ids.get(key, key))
    for number in done.deleted & array.deleted:
        key = _category_of(array.items[number])
        if key is not None and ids.get(key, key) != key:
            changed[number] = _of_category(array.items[number], ids[key])
    revived = done.deleted & array.deleted
    left = len(done.annotations) - sum(number in done.annotations for number in changed)
    return _with_annotations(state, changed, frozenset(), revived), left


def _category_of(item: bytes) -> Id | None:
    return as_id(json.loads(item).get("category_id"))


def _of_category(item: bytes, key: Id) -> bytes:
    return with_values(item.decode(), {("category_id",): dumped(key)}).encode()


def _annotations_of(state: CocoState, ids: frozenset[Id]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    array = state.document.arrays["annotations"]
    for number, item in enumerate(array.items):
        if number not in array.deleted:
            value = json.loads(item)
            if isinstance(value, dict) and resolve_id(value.get("category_id"), state.categories) in ids:
                yield number, value


def _is_box(state: CocoState, value: Mapping[str, Any], number: int) -> bool:
    if is_crowd(value):
        return False
    try:
        read_box(value, state.categories, number)
    except AnnotationFaultError:
        return False
    return True


def _categories(state: CocoState) -> Iterator[tuple[int, Id]]:
    """The entries of `categories` by their numbers, deleted ones too."""
    for number, item in enumerate(state.document.arrays["categories"].items):
        value = json.loads(item)
        key = as_id(value.get("id")) if isinstance(value, dict) else None
        if key is not None:
            yield number, key


def _renamed(state: CocoState, written: Mapping[Id, str], shown: Mapping[Id, str]) -> CocoState:
    """With other names for these categories, in the file and where they are shown."""
    array = state.document.arrays["categories"]
    changed = {
        number: with_values(array.items[number].decode(), {("name",): dumped(written[key])}).encode()
        for number, key in _categories(state)
        if key in written and number not in array.deleted
    }
    state = replace(
        state,
        categories={**state.categories, **shown},
        written_names={**state.written_names, **written},
    )
    return _with_array(state, "categories", array.edited(changed, array.deleted, [], None))


def _without_categories(done: CocoRelabelled, ids: frozenset[Id]) -> CocoRelabelled:
    """Without these categories, to which nothing refers: COCO allows gaps, so no other changes."""
    state = done.state
    array = state.document.arrays["categories"]
    gone = {
        number: (key, state.categories[key])
        for number, key in _categories(state)
        if key in ids and number not in array.deleted
    }
    kept = {key: name for key, name in state.categories.items() if key not in ids}
    array = array.edited({}, array.deleted | gone.keys(), [], None)
    return replace(done, state=_with_array(replace(state, categories=kept), "categories", array), categories=gone)


def _with_categories(state: CocoState, entries: Mapping[int, tuple[Id, str]]) -> tuple[CocoState, dict[Id, Id]]:
    """With these entries again; one whose name another category has got since stays out.

    The second tells, for such a one, the id of the other.
    """
    named = {name: key for key, name in state.categories.items()}
    ids = {key: named[name] for key, name in entries.values() if name in named}
    back = {number: entry for number, entry in entries.items() if entry[0] not in ids}
    array = state.document.arrays["categories"]
    array = array.edited({}, array.deleted - back.keys(), [], None)
    state = replace(state, categories={**state.categories, **dict(back.values())})
    return _with_array(state, "categories", array), ids


def _with_annotations(
    state: CocoState, changed: Mapping[int, bytes], gone: frozenset[int], revived: frozenset[int]
) -> CocoState:
    array = state.document.arrays["annotations"]
    return _with_array(state, "annotations", array.edited(changed, (array.deleted | gone) - revived, [], None))


def _with_array(state: CocoState, name: str, array: JsonArray) -> CocoState:
    document = replace(state.document, arrays={**state.document.arrays, name: array})
    return replace(state, document=document)
