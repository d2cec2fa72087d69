"""Splitting large JSON files with msgspec, which skips unread values ten times as fast as `json` reads them.

Input that msgspec rejects but `json` accepts (NaN, lone surrogates, repeated keys) raises NotPlainJsonError. The caller
then uses `detector.data.formats.shared.json_array`, which also describes the faults of a file.
"""

from __future__ import annotations

import codecs
import json
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import add
from typing import Any

import msgspec

ITEMS_PER_STEP = 8192
"""Number of items handled at once; between two steps cancellation is checked."""
_DECODED_BYTES_PER_STEP = 1 << 20
_MAX_DIGITS = 4300
_SPACE = re.compile(rb"[ \t\n\r]*")
_COMMA = re.compile(rb"[ \t\n\r]*,[ \t\n\r]*")
_KEY = re.compile(rb'"(?:[^"\\]|\\.)*"')
_COLON = re.compile(rb"[ \t\n\r]*:[ \t\n\r]*")
_members_decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])
_items_decoder = msgspec.json.Decoder(list[msgspec.Raw])


class NotPlainJsonError(Exception):
    """The text is not JSON, or contains something that msgspec and `json` read differently."""


@dataclass(frozen=True)
class JsonSpan:
    """A member of an object: its key, its text, and where the text begins and ends in the file, in bytes."""

    key: str
    text: msgspec.Raw
    start: int
    end: int


def find_members(source: bytes) -> list[JsonSpan]:
    """The members of the object `source`, the whole file.

    Raises:
        NotPlainJsonError: It is not an object, or must be read by `json`.
        RecursionError: It is nested too deeply.
    """
    _check_utf8(source)
    _check_number_lengths(source)
    try:
        texts = _members_decoder.decode(source)
    except msgspec.MsgspecError as error:
        raise NotPlainJsonError from error
    members: list[JsonSpan] = []
    position = _match_end(_SPACE, source, 0) + 1
    seen: set[str] = set()
    while len(seen) < len(texts):
        key_start = _match_end(_COMMA if seen else _SPACE, source, position)
        key_end = _match_end(_KEY, source, key_start)
        key = json.loads(source[key_start:key_end])
        start = _match_end(_COLON, source, key_end)
        if key in seen or key not in texts:
            raise NotPlainJsonError
        seen.add(key)
        members.append(JsonSpan(key, texts[key], start, position := start + len(texts[key])))
    if not source.startswith(b"}", _match_end(_SPACE, source, position)):
        raise NotPlainJsonError  # a key is repeated
    return members


def check_text(source: bytes, member: JsonSpan) -> None:
    """Check that the text of a member is at its position in `source`; msgspec returns the last text of a repeated key.

    Raises:
        NotPlainJsonError: It is not there.
    """
    if source[member.start : member.end] != bytes(member.text):
        raise NotPlainJsonError


def find_items(source: bytes, member: JsonSpan) -> tuple[array[int], array[int]]:
    """Find the items of the array `member`.

    Returns:
        Where each item begins, and where each ends, in bytes from the beginning of the file.

    Raises:
        NotPlainJsonError: It is not an array, or not at its position.
        RecursionError: It is nested too deeply.
    """
    starts, ends = array("Q"), array("Q")
    try:
        items = _items_decoder.decode(member.text)
    except msgspec.MsgspecError as error:
        raise NotPlainJsonError from error
    if not source.startswith(b"[", member.start):
        raise NotPlainJsonError
    gap = b""
    position = _match_end(_SPACE, source, member.start + 1)
    for first in range(0, len(items), ITEMS_PER_STEP):
        step = items[first : first + ITEMS_PER_STEP]
        if first:
            position = _match_end(_COMMA, source, position)
        elif len(step) > 1:
            gap = source[position + len(step[0]) : _match_end(_COMMA, source, position + len(step[0]))]
        position = _place_items(source, step, position, gap, starts, ends)
    if not source.startswith(b"]", _match_end(_SPACE, source, position)):
        raise NotPlainJsonError
    return starts, ends


def _place_items(
    source: bytes, items: Sequence[msgspec.Raw], position: int, gap: bytes, starts: array[int], ends: array[int]
) -> int:
    """Append where each of `items` begins and ends; the first begins at `position`.

    `gap` is the usual separator. If it separates all items, one comparison is enough; otherwise each item is searched.

    Returns:
        Where the last item ends.

    Raises:
        NotPlainJsonError: An item is not where it should be.
    """
    text = gap.join(items)
    if source.startswith(text, position):
        sizes = list(map(len, items))
        places = list(accumulate((size + len(gap) for size in sizes[:-1]), initial=position))
        starts.extend(places)
        ends.extend(map(add, places, sizes))
        return position + len(text)
    for number, item in enumerate(items):
        if number:
            position = _match_end(_COMMA, source, position)
        if not source.startswith(bytes(item), position):
            raise NotPlainJsonError
        starts.append(position)
        position += len(item)
        ends.append(position)
    return position


def iter_steps(source: bytes, starts: array[int], ends: array[int]) -> Iterator[bytes]:
    """The items as JSON arrays of `ITEMS_PER_STEP` items each."""
    for first in range(0, len(ends), ITEMS_PER_STEP):
        last = min(first + ITEMS_PER_STEP, len(ends)) - 1
        yield b"[%b]" % source[starts[first] : ends[last]]


def decode_item(item: bytes) -> Any:
    """The value that `json` gives for `item`, five times as fast for long lists of numbers."""
    try:
        return msgspec.json.decode(item)
    except msgspec.MsgspecError:  # such as NaN, which `json` accepts
        return json.loads(item)


def decode_values(steps: Iterable[bytes]) -> Iterator[Any]:
    """The items of these arrays, decoded by `json`."""
    for text in steps:
        yield from json.loads(text)


def decode_as(steps: Iterable[bytes], model: type[msgspec.Struct]) -> Iterator[Any]:
    """The items of these arrays as instances of `model`, which has the fields to read; defaults for non-objects."""
    decoder = msgspec.json.Decoder(list[model])  # type: ignore[valid-type]
    for text in steps:
        try:
            yield from decoder.decode(text)
        except msgspec.MsgspecError:  # such as a number too large for it, or an item that is no object
            yield from (build_model(value, model) for value in json.loads(text))


def build_model(value: Any, model: type[msgspec.Struct]) -> msgspec.Struct:
    """An instance of `model` with its fields from `value`, which `json` has decoded."""
    if not isinstance(value, Mapping):
        return model()
    return model(**{name: value[name] for name in model.__struct_fields__ if name in value})


def _check_utf8(source: bytes) -> None:
    """Check the encoding: msgspec does not validate strings that it skips. Raises: NotPlainJsonError (not UTF-8)."""
    if source.isascii():
        return
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(source)
    try:
        for start in range(0, len(source), _DECODED_BYTES_PER_STEP):
            decoder.decode(view[start : start + _DECODED_BYTES_PER_STEP])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise NotPlainJsonError from error


def _check_number_lengths(source: bytes) -> None:
    """Check for very long integers: `json` refuses more than 4,300 digits, but msgspec may skip them.

    Raises:
        NotPlainJsonError: There may be such an integer.
    """
    step = _MAX_DIGITS // 2
    if any(source[start : start + step].isdigit() for start in range(0, len(source) - step + 1, step)):
        raise NotPlainJsonError


def _match_end(pattern: re.Pattern[bytes], source: bytes, position: int) -> int:
    """The position after a match of `pattern` at `position`. Raises: NotPlainJsonError (no match)."""
    found = pattern.match(source, position)
    if found is None:
        raise NotPlainJsonError
    return found.end()
