"""Finding the positions of values in a JSON text, and editing single values without changing any other character."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

JsonPath = tuple[str | int, ...]
"""Keys and indices that lead from an object to one of its values."""

_SPACE_PATTERN = re.compile(r"[ \t\n\r]*")
_raw_decode = json.JSONDecoder().raw_decode
_scan_once: Callable[[str, int], tuple[Any, int]] = vars(json.JSONDecoder())["scan_once"]


class JsonChild(NamedTuple):
    """A member of an object or an item of an array: key or index, where the value begins and ends, value."""

    key: str | int
    start: int
    end: int
    value: Any


def skip_space(text: str, position: int) -> int:
    """The position of the first character from `position` on that is not whitespace, or the end of `text`."""
    found = _SPACE_PATTERN.match(text, position)
    assert found is not None
    return found.end()


def decode_value(text: str, position: int) -> tuple[Any, int]:
    """The value that begins at `position`, and the position after it.

    Raises:
        json.JSONDecodeError: The text is not JSON.
        RecursionError: It is nested too deeply.
    """
    return _raw_decode(text, position)


def scan_value(text: str, position: int) -> tuple[Any, int]:
    """Do the same as `decode_value` in two thirds of the time, for arrays with a million items."""
    try:
        return _scan_once(text, position)
    except StopIteration as error:
        raise json.JSONDecodeError("Expecting value", text, error.value) from None


def iter_children(
    text: str, start: int, read: Callable[[str | int, int], tuple[Any, int]] | None = None
) -> Iterator[JsonChild]:
    """The children of the object or array at `start`, in order.

    Args:
        text: The JSON text.
        start: The position of the opening bracket.
        read: Called with the key or index and the position of each value instead of decoding it; returns a value and
            the position after it.

    Raises:
        json.JSONDecodeError: The text is not JSON.
        RecursionError: It is nested too deeply.
    """
    closing = {"{": "}", "[": "]"}[text[start]]
    position = skip_space(text, start + 1)
    if text.startswith(closing, position):
        return
    index = 0
    while True:
        key: str | int = index
        if closing == "}":
            key, position = _read_key(text, position)
        value, end = _raw_decode(text, position) if read is None else read(key, position)
        yield JsonChild(key, position, end, value)
        position = skip_space(text, end)
        if text.startswith(closing, position):
            return
        position = skip_space(text, _skip_character(",", text, position))
        index += 1


def _read_key(text: str, position: int) -> tuple[str, int]:
    """The key at `position`, and the position of its value."""
    if not text.startswith('"', position):
        raise json.JSONDecodeError("Expecting a key in double quotes", text, position)
    key, end = _raw_decode(text, position)
    return key, skip_space(text, _skip_character(":", text, skip_space(text, end)))


def _skip_character(character: str, text: str, position: int) -> int:
    if not text.startswith(character, position):
        raise json.JSONDecodeError(f"Expecting {character!r}", text, position)
    return position + 1


def find_closing_end(text: str, start: int, last: JsonChild | None) -> int:
    """The position after the bracket that closes the object or array at `start`, whose last child is `last`."""
    return skip_space(text, start + 1 if last is None else last.end) + 1


def dump_json(value: Any) -> str:
    """`value` as JSON on one line.

    Non-ASCII characters are not escaped unless it has lone surrogates, which are not valid UTF-8.
    """
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isascii() or not re.search("[\ud800-\udfff]", text) else json.dumps(value)


def set_json_values(text: str, values: Mapping[JsonPath, str]) -> str:
    """Set values in the object `text`.

    Args:
        text: The JSON text.
        values: The new values as JSON, by their paths. Members that do not exist are appended to their object.

    Returns:
        The text with these values; all other characters are kept.
    """
    for path, value in values.items():
        text = _set_value(text, skip_space(text, 0), path, value)
    return text


def _set_value(text: str, start: int, path: JsonPath, value: str) -> str:
    found = list(iter_children(text, start))
    here = [child for child in found if child.key == path[0]]
    child = here[-1] if here else None  # of members with the same name, JSON readers use the last
    if child is not None and len(path) > 1 and text[child.start] in "{[":
        return _set_value(text, child.start, path[1:], value)
    for key in reversed(path[1:]):
        value = f"{{{json.dumps(key)}: {value}}}"
    if child is None:
        return _append_member(text, start, found, str(path[0]), value)
    return text[: child.start] + value + text[child.end :]


def _append_member(text: str, start: int, found: list[JsonChild], key: str, value: str) -> str:
    """Append a member with the layout of the members before it."""
    if not found:
        return f"{text[: start + 1]}{dump_json(key)}: {value}{text[find_closing_end(text, start, None) - 1 :]}"
    layout = _detect_layout(text, start, found)
    position = found[-1].end
    return f"{text[:position]},{layout.between}{dump_json(key)}{layout.colon}{value}{text[position:]}"


def remove_json_members(text: str, paths: Iterable[JsonPath]) -> str:
    """The object `text` without some members; all members with the same key are removed, and missing ones ignored.

    Args:
        text: The JSON text.
        paths: The paths of the members.

    Returns:
        The text without them; all other characters are kept.
    """
    for path in paths:
        text = _remove_member(text, skip_space(text, 0), path)
    return text


def _remove_member(text: str, start: int, path: JsonPath) -> str:
    found = list(iter_children(text, start))
    for index in reversed([index for index, child in enumerate(found) if child.key == path[0]]):
        child = found[index]
        if len(path) > 1:
            return _remove_member(text, child.start, path[1:]) if text[child.start] in "{[" else text
        if index > 0:
            begin, end = found[index - 1].end, child.end
        elif len(found) > 1:
            begin = skip_space(text, start + 1)
            end = skip_space(text, _skip_character(",", text, skip_space(text, child.end)))
        else:
            begin, end = start + 1, find_closing_end(text, start, child) - 1
        text = text[:begin] + text[end:]
        found = list(iter_children(text, start))
    return text


def find_repeated_keys(text: str, path: JsonPath = ()) -> tuple[str, ...]:
    """The keys that the object at `path` in the object `text` has more than once."""
    start = skip_space(text, 0)
    for key in path:
        here = [child for child in iter_children(text, start) if child.key == key]
        if not here or text[here[-1].start] != "{":
            return ()
        start = here[-1].start
    counts = Counter(str(child.key) for child in iter_children(text, start))
    return tuple(key for key, count in counts.items() if count > 1)


def format_object_like(members: Mapping[str, str], model: str | None) -> str:
    """An object of `members` (name -> JSON value) in the layout of the object `model`, or on one line."""
    found = list(iter_children(model, 0)) if model else []
    layout = _detect_layout(model, 0, found) if model and found else _MemberLayout("", " ", ": ", "")
    separator = "," + layout.between
    inside = separator.join(f"{dump_json(key)}{layout.colon}{value}" for key, value in members.items())
    return f"{{{layout.first}{inside}{layout.last}}}"


class _MemberLayout(NamedTuple):
    """The text before the first key, between a comma and a key, around a colon, and before the closing brace."""

    first: str
    between: str
    colon: str
    last: str


def _detect_layout(text: str, start: int, found: list[JsonChild]) -> _MemberLayout:
    """The layout of the object at `start`, which has at least one child."""
    first = text[start + 1 : found[0].start]
    space = first[: skip_space(first, 0)]
    between = space
    if len(found) > 1:
        gap = text[found[0].end : found[1].start]
        comma = gap.index(",") + 1
        between = gap[comma : skip_space(gap, comma)]
    elif not space:
        between = " "
    last = text[found[-1].end : find_closing_end(text, start, found[-1]) - 1]
    return _MemberLayout(space, between, first[first.rindex('"') + 1 :], last)
