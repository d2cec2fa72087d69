"""Where the values of a JSON text stand, and edits of single values that leave every other character alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

JsonPath = tuple[str | int, ...]
"""Keys and indices that lead from an object to one of its values."""

_SPACE = re.compile(r"[ \t\n\r]*")
_decode = json.JSONDecoder().raw_decode
_scan: Callable[[str, int], tuple[Any, int]] = vars(json.JSONDecoder())["scan_once"]


class Child(NamedTuple):
    """A member of an object or an item of an array: its key or index, where its value begins and ends, the value."""

    key: str | int
    start: int
    end: int
    value: Any


def after_space(text: str, position: int) -> int:
    """Where the first character from `position` on is that is no white space; the end of `text` if there is none."""
    found = _SPACE.match(text, position)
    assert found is not None
    return found.end()


def decode_value(text: str, position: int) -> tuple[Any, int]:
    """The value that begins at `position`, and where it ends. Errors: json.JSONDecodeError, RecursionError."""
    return _decode(text, position)


def scan_value(text: str, position: int) -> tuple[Any, int]:
    """As `decode_value`, in two thirds of the time: it is for arrays with a million items."""
    try:
        return _scan(text, position)
    except StopIteration as error:
        raise json.JSONDecodeError("Expecting value", text, error.value) from None


def children(text: str, start: int, read: Callable[[str | int, int], tuple[Any, int]] | None = None) -> Iterator[Child]:
    """What the object or array at `start` holds, in order.

    `read` gives the value that begins at a position, and its end, where something other than the whole value is
    wanted. Errors: json.JSONDecodeError, RecursionError.
    """
    closing = {"{": "}", "[": "]"}[text[start]]
    position = after_space(text, start + 1)
    if text.startswith(closing, position):
        return
    index = 0
    while True:
        key: str | int = index
        if closing == "}":
            key, position = _key(text, position)
        value, end = _decode(text, position) if read is None else read(key, position)
        yield Child(key, position, end, value)
        position = after_space(text, end)
        if text.startswith(closing, position):
            return
        position = after_space(text, _behind(",", text, position))
        index += 1


def _key(text: str, position: int) -> tuple[str, int]:
    """A key, and where its value begins."""
    if not text.startswith('"', position):
        raise json.JSONDecodeError("Expecting a key in double quotes", text, position)
    key, end = _decode(text, position)
    return key, after_space(text, _behind(":", text, after_space(text, end)))


def _behind(character: str, text: str, position: int) -> int:
    if not text.startswith(character, position):
        raise json.JSONDecodeError(f"Expecting {character!r}", text, position)
    return position + 1


def end_of(text: str, start: int, last: Child | None) -> int:
    """Behind the bracket that closes the object or array at `start`, whose last child is `last`."""
    return after_space(text, start + 1 if last is None else last.end) + 1


def dumped(value: Any) -> str:
    """`value` as JSON on one line; letters as they are, but for lone surrogates, which UTF-8 cannot hold."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isascii() or not re.search("[\ud800-\udfff]", text) else json.dumps(value)


def with_values(text: str, values: Mapping[JsonPath, str]) -> str:
    """The object `text` with each value replaced by the given JSON; members that are not there follow the last one."""
    for path, value in values.items():
        text = _with_value(text, after_space(text, 0), path, value)
    return text


def _with_value(text: str, start: int, path: JsonPath, value: str) -> str:
    found = list(children(text, start))
    here = [child for child in found if child.key == path[0]]
    child = here[-1] if here else None  # of several members of one name, the last is the one that readers take
    if child is not None and len(path) > 1 and text[child.start] in "{[":
        return _with_value(text, child.start, path[1:], value)
    for key in reversed(path[1:]):
        value = f"{{{json.dumps(key)}: {value}}}"
    if child is None:
        return _with_member(text, start, found, str(path[0]), value)
    return text[: child.start] + value + text[child.end :]


def _with_member(text: str, start: int, found: list[Child], key: str, value: str) -> str:
    """Laid out as the members before it."""
    if not found:
        return f"{text[: start + 1]}{dumped(key)}: {value}{text[end_of(text, start, None) - 1 :]}"
    layout = _layout(text, start, found)
    position = found[-1].end
    return f"{text[:position]},{layout.between}{dumped(key)}{layout.colon}{value}{text[position:]}"


def object_like(members: Mapping[str, str], model: str | None) -> str:
    """An object of `members` (their values are JSON), laid out as the object `model`, or on one line without one."""
    found = list(children(model, 0)) if model else []
    layout = _layout(model, 0, found) if model and found else _Layout("", " ", ": ", "")
    separator = "," + layout.between
    inside = separator.join(f"{dumped(key)}{layout.colon}{value}" for key, value in members.items())
    return f"{{{layout.first}{inside}{layout.last}}}"


class _Layout(NamedTuple):
    """What stands before the first key, between a comma and a key, around a colon, and before the closing brace."""

    first: str
    between: str
    colon: str
    last: str


def _layout(text: str, start: int, found: list[Child]) -> _Layout:
    """That of an object which has children."""
    first = text[start + 1 : found[0].start]
    space = first[: after_space(first, 0)]
    between = space
    if len(found) > 1:
        gap = text[found[0].end : found[1].start]
        comma = gap.index(",") + 1
        between = gap[comma : after_space(gap, comma)]
    elif not space:
        between = " "
    last = text[found[-1].end : end_of(text, start, found[-1]) - 1]
    return _Layout(space, between, first[first.rindex('"') + 1 :], last)
