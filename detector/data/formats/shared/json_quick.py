"""Large JSON files taken apart by msgspec, which skips what nobody asked for ten times as fast as `json` reads it.

What msgspec refuses and `json` takes (NaN, half a character, a key that is there twice) is left to
`detector.data.formats.shared.json_array`, and so are the words for faults.
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
"""Items that are looked at in one go; between two steps it is asked whether the look was given up."""
_DECODED_BYTES_PER_STEP = 1 << 20
_MAX_DIGITS = 4300
_SPACE = re.compile(rb"[ \t\n\r]*")
_COMMA = re.compile(rb"[ \t\n\r]*,[ \t\n\r]*")
_KEY = re.compile(rb'"(?:[^"\\]|\\.)*"')
_COLON = re.compile(rb"[ \t\n\r]*:[ \t\n\r]*")
_members_decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])
_items_decoder = msgspec.json.Decoder(list[msgspec.Raw])


class NotPlainJsonError(Exception):
    """The text has something that msgspec does not take as `json` does, or is not JSON at all."""


@dataclass(frozen=True)
class JsonSpan:
    """A member of the object: its key, its text, and where that begins and ends in the file, in bytes."""

    key: str
    text: msgspec.Raw
    start: int
    end: int


def find_members(source: bytes) -> list[JsonSpan]:
    """The members of the object that is all of `source`.

    Raises:
        NotPlainJsonError: It is no such object, or is better read by `json`.
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
        raise NotPlainJsonError  # a key is there twice
    return members


def check_text(source: bytes, member: JsonSpan) -> None:
    """See that a member is where it was found: of a key that is there twice, msgspec gives the last.

    Raises:
        NotPlainJsonError: It is not.
    """
    if source[member.start : member.end] != bytes(member.text):
        raise NotPlainJsonError


def find_items(source: bytes, member: JsonSpan) -> tuple[array[int], array[int]]:
    """Find the items of the array `member`.

    Returns:
        Where each begins and ends in the file, in bytes.

    Raises:
        NotPlainJsonError: It is no array, or not where it was found.
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
    """Where some items are that begin at `position`, mostly with `gap` between two; returns where the last ends."""
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
    """The text of an array of each few thousand items."""
    for first in range(0, len(ends), ITEMS_PER_STEP):
        last = min(first + ITEMS_PER_STEP, len(ends)) - 1
        yield b"[%b]" % source[starts[first] : ends[last]]


def decode_values(steps: Iterable[bytes]) -> Iterator[Any]:
    """The items of arrays as `json` reads them."""
    for text in steps:
        yield from json.loads(text)


def decode_as(steps: Iterable[bytes], model: type[msgspec.Struct]) -> Iterator[Any]:
    """The items of arrays as `model`, whose fields are all that is read of them; one that is no object has none."""
    decoder = msgspec.json.Decoder(list[model])  # type: ignore[valid-type]
    for text in steps:
        try:
            yield from decoder.decode(text)
        except msgspec.MsgspecError:  # such as a number too large for it, or an item that is no object
            yield from (build_model(value, model) for value in json.loads(text))


def build_model(value: Any, model: type[msgspec.Struct]) -> msgspec.Struct:
    """The fields of `model` in an item that `json` has read."""
    if not isinstance(value, Mapping):
        return model()
    return model(**{name: value[name] for name in model.__struct_fields__ if name in value})


def _check_utf8(source: bytes) -> None:
    """Msgspec does not look into texts that it skips.

    Raises:
        NotPlainJsonError: It is not UTF-8.
    """
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
    """`json` refuses whole numbers of more than 4,300 digits, which msgspec may skip.

    Raises:
        NotPlainJsonError: There may be one.
    """
    step = _MAX_DIGITS // 2
    if any(source[start : start + step].isdigit() for start in range(0, len(source) - step + 1, step)):
        raise NotPlainJsonError


def _match_end(pattern: re.Pattern[bytes], source: bytes, position: int) -> int:
    """Behind what `pattern` finds at `position`. Raises: NotPlainJsonError (nothing)."""
    found = pattern.match(source, position)
    if found is None:
        raise NotPlainJsonError
    return found.end()
