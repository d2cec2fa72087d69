"""Splitting arrays and objects of a JSON text into `Pieces`."""

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
"""Called with the key (empty in an array) and the value of each item."""


def split_json_at(text: str, start: int, on_item: ItemCallback | None = None) -> Pieces:
    """Split the array or object at `start` into its items; an item of an object begins with its key.

    Args:
        text: The JSON text.
        start: The position of the opening bracket.
        on_item: Called for each item.

    Raises:
        json.JSONDecodeError: The text is not JSON.
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
    """The position after the array or object at which `text` was split."""
    tail = pieces.tail.decode()
    return len(text) - len(tail.lstrip()) + 1


def with_empty_list(text: str, key: str) -> Pieces:
    """The object `text`, which lacks the array `key`, split at such an array; without items it stays as it is."""
    whole = set_json_values(text, {(key,): "[]"})
    pieces = split_json_at(whole, next(child.start for child in iter_children(whole, 0) if child.key == key))
    return Pieces(pieces.head, [], [], pieces.tail, b",", empty_form=text.encode())


def find_member(text: str, keys: frozenset[str], start: int = 0) -> JsonChild | None:
    """The member of the object at `start` with one of `keys`; the last one if there are several, as in JSON readers."""
    found = [child for child in iter_children(text, start) if child.key in keys]
    return found[-1] if found else None


def split_key(item: bytes) -> tuple[str, str]:
    """Split an item into its key with everything before the value (empty in an array), and the text of the value."""
    text = item.decode()
    if not text.startswith('"'):
        return "", text
    _, end = json.JSONDecoder().raw_decode(text)
    start = skip_space(text, skip_space(text, end) + 1)
    return text[:start], text[start:]


def decode_item(item: bytes) -> Any:
    """The value of an item, without its key."""
    return json.loads(split_key(item)[1])


def format_json_object(members: Mapping[str, Any], model: str | None) -> str:
    """Format an object in the layout of `model`, including nested objects.

    Args:
        members: Values as JSON texts, or dicts of members.
        model: The text of an object; None for one line.
    """
    model = model if model and model.startswith("{") else None
    inner = {str(child.key): model[child.start : child.end] for child in iter_children(model, 0)} if model else {}
    texts = {
        key: format_json_object(value, inner.get(key)) if isinstance(value, dict) else value
        for key, value in members.items()
    }
    return format_object_like(texts, model) if members else "{}"


def edit_surroundings(pieces: Pieces, change: Callable[[str], str], split: Callable[[bytes], Pieces]) -> Pieces:
    """Edit the text around the items.

    Args:
        pieces: The split text.
        change: Returns the new text around the items for the present one.
        split: Splits that text again.

    Returns:
        The new text with the same items.
    """
    around = (pieces.head + pieces.tail if pieces.empty_form is None else pieces.empty_form).decode()
    changed = split(change(around).encode())
    return Pieces(
        changed.head, pieces.items, pieces.space_before, changed.tail, pieces.separator, changed.empty_form,
        pieces.space_before_first, pieces.space_after_last, pieces.deleted,
    )  # fmt: skip


def is_usable_number(value: Any) -> bool:
    """Whether a value is a number that can be calculated with: not a bool, and less than 1e300."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300
