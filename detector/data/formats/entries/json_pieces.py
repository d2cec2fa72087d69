"""Lists and objects of a JSON text as items."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from detector.data.formats.json_scan import Child, after_space, children, end_of, object_like, with_values

from .pieces import Pieces

Look = Callable[[str, Any], None]
"""Is shown the key (empty in a list) and the value of each item, once."""


def split_at(text: str, start: int, look: Look | None = None) -> Pieces:
    """The text around the list or object at `start`, and what that holds; an item of an object begins with its key.

    Raises:
        json.JSONDecodeError: It is no JSON.
        RecursionError: It is nested too deeply.
    """
    is_object = text[start] == "{"
    items: list[bytes] = []
    before: list[bytes] = []
    last: Child | None = None
    for child in children(text, start):
        gap_start = start + 1 if last is None else last.end
        begin = child.start
        if is_object:
            begin = after_space(text, gap_start)
            begin = after_space(text, begin + 1) if last is not None else begin
        before.append(text[gap_start:begin].encode())
        items.append(text[begin : child.end].encode())
        if look is not None:
            look(str(child.key) if is_object else "", child.value)
        last = child
    end = end_of(text, start, last) - 1
    behind = text[start + 1 if last is None else last.end :]
    space = text[start + 1 : end] if last is None else ""
    return Pieces(text[: start + 1].encode(), items, before, behind.encode(), b",", first=space.encode())


def end_after(text: str, pieces: Pieces) -> int:
    """Where the list or object ends that `text` was split at."""
    tail = pieces.tail.decode()
    return len(text) - len(tail.lstrip()) + 1


def with_list(text: str, key: str) -> Pieces:
    """The object `text` as the items of a list that it lacks, to be called `key`."""
    whole = with_values(text, {(key,): "[]"})
    pieces = split_at(whole, next(child.start for child in children(whole, 0) if child.key == key))
    return Pieces(pieces.head, [], [], pieces.tail, b",", bare=text.encode())


def member(text: str, keys: frozenset[str], start: int = 0) -> Child | None:
    """The member of the object at `start` that has one of `keys`; the last of several, which is what readers take."""
    found = [child for child in children(text, start) if child.key in keys]
    return found[-1] if found else None


def keyed(item: bytes) -> tuple[str, str]:
    """An item as its key with all up to the value (empty in a list), and the value's text."""
    text = item.decode()
    if not text.startswith('"'):
        return "", text
    _, end = json.JSONDecoder().raw_decode(text)
    start = after_space(text, after_space(text, end) + 1)
    return text[:start], text[start:]


def value_of(item: bytes) -> Any:
    """What an item says, without its key."""
    return json.loads(keyed(item)[1])


def object_with(members: Mapping[str, Any], model: str | None) -> str:
    """An object of `members`, which may hold objects themselves, laid out like `model` and the objects in that."""
    model = model if model and model.startswith("{") else None
    inner = {str(child.key): model[child.start : child.end] for child in children(model, 0)} if model else {}
    texts = {
        key: object_with(value, inner.get(key)) if isinstance(value, dict) else value for key, value in members.items()
    }
    return object_like(texts, model) if members else "{}"


def reframed(pieces: Pieces, change: Callable[[str], str], split: Callable[[bytes], Pieces]) -> Pieces:
    """The same items, with `change` done to the text around them."""
    around = (pieces.head + pieces.tail if pieces.bare is None else pieces.bare).decode()
    changed = split(change(around).encode())
    return Pieces(
        changed.head, pieces.items, pieces.before, changed.tail, pieces.separator, changed.bare, pieces.first,
        pieces.last, pieces.deleted,
    )  # fmt: skip


def is_number(value: Any) -> bool:
    """Whether it is a number to calculate with."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300
