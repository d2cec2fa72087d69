"""Renaming, merging and deleting classes in a whole COCO file, and reverting that."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from detector.data.formats.shared.json_array import JsonArray
from detector.data.formats.shared.json_scan import dump_json, set_json_values

from .annotation import AnnotationFaultError, is_crowd, read_annotation
from .ids import Id, parse_id, resolve_id

if TYPE_CHECKING:
    from .state import CocoState


@dataclass(frozen=True)
class _RenamedCategory:
    """The names of a category: in the file before, as a class before, and now."""

    written_before: str
    shown_before: str
    name_now: str


@dataclass(frozen=True)
class CocoRelabelResult:
    """A state after a relabeling, and what is needed to revert it.

    Numbers identify items in their array; they stay valid until the file is read again.
    """

    state: CocoState
    renamed_categories: Mapping[Id, _RenamedCategory] = field(default_factory=dict)
    """Category id -> its names before and after."""
    moved_annotations: Mapping[int, tuple[bytes, bytes]] = field(default_factory=dict)
    """Number of an annotation that was moved to another category -> its bytes before and after."""
    target_category: Id | None = None
    """The category to which annotations were moved."""
    deleted_annotations: frozenset[int] = frozenset()
    """The numbers of deleted annotations."""
    removed_categories: Mapping[int, tuple[Id, str]] = field(default_factory=dict)
    """Number of a category that was removed because it was no longer used -> its id and class name."""

    @property
    def is_changed(self) -> bool:
        return bool(
            self.renamed_categories or self.moved_annotations or self.deleted_annotations or self.removed_categories
        )


def relabel_coco(state: CocoState, source: str, target: str) -> CocoRelabelResult:
    """Change the class of everything in class `source` to `target`, or delete its boxes if `target` is empty.

    If the file does not list `target`, the category is renamed and no annotation changes. Otherwise annotations are
    moved to the other category, including crowd regions and those without a usable box; these are kept when boxes are
    deleted.
    """
    ids = frozenset(key for key, name in state.categories.items() if name == source)
    if not ids:
        return CocoRelabelResult(state)
    if target and target not in state.categories.values():
        names = {key: _RenamedCategory(state.get_written_name(key), source, target) for key in ids}
        targets = dict.fromkeys(ids, target)
        return CocoRelabelResult(_rename_categories(state, targets, targets), names)
    found = list(_iter_annotations_of(state, ids))
    if target:
        key = next(key for key, name in state.categories.items() if name == target)
        items = state.document.arrays["annotations"].items
        moved = {number: (items[number], _with_category(items[number], key)) for number, _ in found}
        changed = {number: after for number, (_, after) in moved.items()}
        done = CocoRelabelResult(_edit_annotations(state, changed, frozenset(), frozenset()), {}, moved, key)
        return _remove_categories(done, ids)
    gone = frozenset(number for number, value in found if _is_usable_box(state, value, number))
    done = CocoRelabelResult(_edit_annotations(state, {}, gone, frozenset()), deleted_annotations=gone)
    return _remove_categories(done, ids) if len(gone) == len(found) else done


def revert_coco_relabel(state: CocoState, done: CocoRelabelResult) -> tuple[CocoState, int]:
    """Revert a relabeling; boxes that were changed since are left as they are.

    Args:
        state: A state derived from `done.state` by edits, not by reading the file again.
        done: The relabeling.

    Returns:
        The state, and the number of boxes that were not reverted.
    """
    before = {key: was for key, was in done.renamed_categories.items() if state.categories.get(key) == was.name_now}
    if before:
        written = {key: was.written_before for key, was in before.items()}
        state = _rename_categories(state, written, {key: was.shown_before for key, was in before.items()})
    state, ids = _restore_categories(state, done.removed_categories)
    array = state.document.arrays["annotations"]
    changed: dict[int, bytes] = {}
    for number, (was, then) in done.moved_annotations.items():
        now, key = array.items[number], _read_category_id(was)
        if number in array.deleted or _read_category_id(now) != done.target_category or key is None:
            continue
        same = now == then and ids.get(key, key) == key
        changed[number] = was if same else _with_category(now, ids.get(key, key))
    for number in done.deleted_annotations & array.deleted:
        key = _read_category_id(array.items[number])
        if key is not None and ids.get(key, key) != key:
            changed[number] = _with_category(array.items[number], ids[key])
    revived = done.deleted_annotations & array.deleted
    left = len(done.moved_annotations) - sum(number in done.moved_annotations for number in changed)
    return _edit_annotations(state, changed, frozenset(), revived), left


def _read_category_id(item: bytes) -> Id | None:
    return parse_id(json.loads(item).get("category_id"))


def _with_category(item: bytes, key: Id) -> bytes:
    return set_json_values(item.decode(), {("category_id",): dump_json(key)}).encode()


def _iter_annotations_of(state: CocoState, ids: frozenset[Id]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    array = state.document.arrays["annotations"]
    for number, item in enumerate(array.items):
        if number not in array.deleted:
            value = json.loads(item)
            if isinstance(value, dict) and resolve_id(value.get("category_id"), state.categories) in ids:
                yield number, value


def _is_usable_box(state: CocoState, value: Mapping[str, Any], number: int) -> bool:
    if is_crowd(value):
        return False
    try:
        read_annotation(value, state.categories, number)
    except AnnotationFaultError:
        return False
    return True


def _iter_categories(state: CocoState) -> Iterator[tuple[int, Id]]:
    """The number and id of each category, including deleted ones."""
    for number, item in enumerate(state.document.arrays["categories"].items):
        value = json.loads(item)
        key = parse_id(value.get("id")) if isinstance(value, dict) else None
        if key is not None:
            yield number, key


def _rename_categories(state: CocoState, written: Mapping[Id, str], shown: Mapping[Id, str]) -> CocoState:
    """The state with other names of categories: `written` in the file, `shown` as classes."""
    array = state.document.arrays["categories"]
    changed = {
        number: set_json_values(array.items[number].decode(), {("name",): dump_json(written[key])}).encode()
        for number, key in _iter_categories(state)
        if key in written and number not in array.deleted
    }
    state = replace(
        state,
        categories={**state.categories, **shown},
        written_names={**state.written_names, **written},
    )
    return _replace_array(state, "categories", array.edit_items(changed, array.deleted, [], None))


def _remove_categories(done: CocoRelabelResult, ids: frozenset[Id]) -> CocoRelabelResult:
    """Remove unused categories. COCO allows gaps in the ids, so all others keep theirs."""
    state = done.state
    array = state.document.arrays["categories"]
    gone = {
        number: (key, state.categories[key])
        for number, key in _iter_categories(state)
        if key in ids and number not in array.deleted
    }
    kept = {key: name for key, name in state.categories.items() if key not in ids}
    array = array.edit_items({}, array.deleted | gone.keys(), [], None)
    return replace(
        done, state=_replace_array(replace(state, categories=kept), "categories", array), removed_categories=gone
    )


def _restore_categories(state: CocoState, entries: Mapping[int, tuple[Id, str]]) -> tuple[CocoState, dict[Id, Id]]:
    """Restore removed categories, except those whose name is used by another category now.

    Returns:
        The state, and for each category that was not restored the id of the other one.
    """
    named = {name: key for key, name in state.categories.items()}
    ids = {key: named[name] for key, name in entries.values() if name in named}
    back = {number: entry for number, entry in entries.items() if entry[0] not in ids}
    array = state.document.arrays["categories"]
    array = array.edit_items({}, array.deleted - back.keys(), [], None)
    state = replace(state, categories={**state.categories, **dict(back.values())})
    return _replace_array(state, "categories", array), ids


def _edit_annotations(
    state: CocoState, changed: Mapping[int, bytes], gone: frozenset[int], revived: frozenset[int]
) -> CocoState:
    array = state.document.arrays["annotations"]
    return _replace_array(state, "annotations", array.edit_items(changed, (array.deleted | gone) - revived, [], None))


def _replace_array(state: CocoState, name: str, array: JsonArray) -> CocoState:
    document = replace(state.document, arrays={**state.document.arrays, name: array})
    return replace(state, document=document)
