"""Lists and objects of a JSON text as items."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from detector.data.formats.shared.json_scan import (
    JsonChild,
    find_closing_end,
    format_object_like,
    iter_children,
    set_json_values,
    skip_space,
)

from .pieces import Pieces

ItemCallback = Callable[[str, Any], None]
"""Is shown the key (empty in a list) and the value of each item, once."""


def split_json_at(text: str, start: int, on_item: ItemCallback | None = None) -> Pieces:
    """The text around the list or object at `start`, and what that holds; an item of an object begins with its key.

    Raises:
        json.JSONDecodeError: It is no JSON.
        RecursionError: It is nested too deeply.
    """
    is_object = text[start] == "{"
    items: list[bytes] = []
    before: list[bytes] = []
    last: JsonChild | None = None
    for child in iter_children(text, start):
        gap_start = start + 1 if last is None else last.end
        begin = child.start
        if is_object:
            begin = skip_space(text, gap_start)
            begin = skip_space(text, begin + 1) if last is not None else begin
        before.append(text[gap_start:begin].encode())
        items.append(text[begin : child.end].encode())
        if on_item is not None:
            on_item(str(child.key) if is_object else "", child.value)
        last = child
    end = find_closing_end(text, start, last) - 1
    behind = text[start + 1 if last is None else last.end :]
    space = text[start + 1 : end] if last is None else ""
    return Pieces(text[: start + 1].encode(), items, before, behind.encode(), b",", space_before_first=space.encode())


def find_end_of_pieces(text: str, pieces: Pieces) -> int:
    """Where the list or object ends that `text` was split at."""
    tail = pieces.tail.decode()
    return len(text) - len(tail.lstrip()) + 1


def with_empty_list(text: str, key: str) -> Pieces:
    """The object `text` as the items of a list that it lacks, to be called `key`."""
    whole = set_json_values(text, {(key,): "[]"})
    pieces = split_json_at(whole, next(child.start for child in iter_children(whole, 0) if child.key == key))
    return Pieces(pieces.head, [], [], pieces.tail, b",", empty_form=text.encode())


def find_member(text: str, keys: frozenset[str], start: int = 0) -> JsonChild | None:
    """The member of the object at `start` that has one of `keys`; the last of several, which is what readers take."""
    found = [child for child in iter_children(text, start) if child.key in keys]
    return found[-1] if found else None


def split_key(item: bytes) -> tuple[str, str]:
    """An item as its key with all up to the value (empty in a list), and the value's text."""
    text = item.decode()
    if not text.startswith('"'):
        return "", text
    _, end = json.JSONDecoder().raw_decode(text)
    start = skip_space(text, skip_space(text, end) + 1)
    return text[:start], text[start:]


def decode_item(item: bytes) -> Any:
    """What an item says, without its key."""
    return json.loads(split_key(item)[1])


def format_json_object(members: Mapping[str, Any], model: str | None) -> str:
    """An object of `members`, which may hold objects themselves, laid out like `model` and the objects in that."""
    model = model if model and model.startswith("{") else None
    inner = {str(child.key): model[child.start : child.end] for child in iter_children(model, 0)} if model else {}
    texts = {
        key: format_json_object(value, inner.get(key)) if isinstance(value, dict) else value
        for key, value in members.items()
    }
    return format_object_like(texts, model) if members else "{}"


def edit_surroundings(pieces: Pieces, change: Callable[[str], str], split: Callable[[bytes], Pieces]) -> Pieces:
    """The same items, with `change` done to the text around them."""
    around = (pieces.head + pieces.tail if pieces.empty_form is None else pieces.empty_form).decode()
    changed = split(change(around).encode())
    return Pieces(
        changed.head, pieces.items, pieces.space_before, changed.tail, pieces.separator, changed.empty_form,
        pieces.space_before_first, pieces.space_after_last, pieces.deleted,
    )  # fmt: skip


def is_usable_number(value: Any) -> bool:
    """Whether it is a number to calculate with."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300
