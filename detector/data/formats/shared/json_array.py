"""A JSON file split into the items of its large arrays and the bytes between them; an edit keeps all other bytes."""

from __future__ import annotations

import codecs
import json
from array import array
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import msgspec

from detector.data.directory_cache import is_scan_canceled

from .json_quick import (
    NotPlainJsonError,
    build_model,
    check_text,
    decode_as,
    decode_values,
    find_items,
    find_members,
    iter_steps,
)
from .json_scan import JsonChild, decode_value, find_closing_end, iter_children, scan_value, skip_space
from .json_spans import ByteSpans, PatchedItems, find_unchanged_spans

EMPTY_FILE = "it is empty (0 bytes)"
NOT_UTF8 = "it is not UTF-8 at byte {byte}"
CUT_OFF = "it is cut off"
NOT_JSON = "it is not JSON ({reason})"
NESTED_TOO_DEEPLY = "it is nested too deeply"
NO_JSON_OBJECT = "it is no JSON object"
MEMBER_TWICE = "it has {key!r} twice"
MEMBER_NO_LIST = "its {key!r} is no list"

ItemsConsumer = Callable[[Iterator[Any]], object]
"""Receives an iterator over the values of an array, in order; each is released before the next is read."""
_CANCELED = "reading it was canceled"
_ITEMS_PER_CANCEL_CHECK = 8192
"""Number of items after which cancellation is checked."""
_VALUE_BEGINNINGS = frozenset('{["-0123456789tfn')
"""Characters that can begin a value. Any other character is whitespace or an error."""


class JsonFormatError(Exception):
    """Why a text cannot be used as JSON, worded as the end of a sentence that begins with the name of the file."""


@dataclass(frozen=True)
class JsonArray:
    """An array as its items and the bytes between them.

    Item numbers never change: a deleted item keeps its number and its bytes.

    Attributes:
        items: The bytes of each item.
        bytes_before: For each item, the bytes between the previous item and this one; the first begins with the
            bracket.
        closing_bytes: The bytes after the last item, ending with the bracket; for an empty array, all bytes after the
            opening bracket.
        deleted: The numbers of deleted items, which are not written.
    """

    items: Sequence[bytes]
    bytes_before: Sequence[bytes]
    closing_bytes: bytes
    deleted: frozenset[int] = frozenset()

    def iter_bytes(self) -> Iterator[bytes | memoryview]:
        """The bytes of the array as written to a file, in pieces."""
        first = next((number for number in range(len(self.items)) if number not in self.deleted), None)
        if first is None:
            yield b"[]" if self.items else b"[" + self.closing_bytes
            return
        yield self.bytes_before[0]
        yield self.items[first]
        yield from self._iter_following(first + 1)
        yield self.closing_bytes

    def _iter_following(self, number: int) -> Iterator[bytes | memoryview]:
        """The items from `number` on, each preceded by its `bytes_before`; unchanged runs of the file as one piece."""
        spans, changed = find_unchanged_spans(self.items)
        if spans is not None and number < len(spans):
            source = memoryview(spans.source)  # a slice of bytes would copy hundreds of megabytes
            touched = sorted(one for one in changed | self.deleted if number <= one < len(spans))
            for one in (*touched, len(spans)):
                if number < one:
                    yield source[spans.ends[number - 1] : spans.ends[one - 1]]
                if one < len(spans):
                    yield from self._iter_item(one)
                number = one + 1
            number = len(spans)
        for one in range(number, len(self.items)):
            yield from self._iter_item(one)

    def _iter_item(self, number: int) -> Iterator[bytes]:
        if number not in self.deleted:
            yield self.bytes_before[number]
            yield self.items[number]

    def edit_items(
        self, changed: Mapping[int, bytes], deleted: frozenset[int], added: Sequence[bytes], like: JsonArray | None
    ) -> JsonArray:
        """The array after an edit.

        Args:
            changed: New bytes by the number of the item.
            deleted: The numbers of all deleted items; an item deleted before that is not among them is restored.
            added: Items to append.
            like: An array whose layout is used if this one has no items; without it, the layout is one line.

        Returns:
            The edited array.
        """
        before, closing = self.bytes_before, self.closing_bytes
        model = self if self.items or like is None else like
        if added and not self.items:
            before, closing = (
                [model.bytes_before[0] if model.items else b"["],
                model.closing_bytes if model.items else b"]",
            )
        separator = (
            model.bytes_before[1] if len(model.bytes_before) > 1 else b"," + (before[0][1:] or b" ") if before else b""
        )
        missing = len(self.items) + len(added) - len(before)
        return replace(
            self,
            items=PatchedItems(self.items, changed, added) if changed or added else self.items,
            bytes_before=PatchedItems(before, {}, [separator] * missing) if missing else before,
            closing_bytes=closing,
            deleted=deleted,
        )


@dataclass(frozen=True)
class JsonDocument:
    """A whole JSON file.

    Attributes:
        parts: The file in order: bytes, or the name of an array.
        arrays: The arrays by name.
    """

    parts: Sequence[bytes | str]
    arrays: Mapping[str, JsonArray]

    def to_bytes(self) -> bytes:
        return b"".join(self._iter_bytes())

    def _iter_bytes(self) -> Iterator[bytes | memoryview]:
        for part in self.parts:
            if isinstance(part, bytes):
                yield part
            else:
                yield from self.arrays[part].iter_bytes()


def parse_large_document(
    raw: bytes, consumers: Mapping[str, ItemsConsumer], models: Mapping[str, type[msgspec.Struct]]
) -> JsonDocument:
    """Do the same as `parse_json_document`, faster and with less memory, for files with a million items.

    Args:
        raw: The bytes of the file.
        consumers: For each array to split, the function that receives its items.
        models: For some of these arrays, a model with the fields to read; the items are instances of it.

    Returns:
        The split file.

    Raises:
        JsonFormatError: As in `parse_json_document`.
    """
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    source = raw.removeprefix(mark)
    try:
        document = _parse_quickly(source, mark, consumers.keys())
    except (NotPlainJsonError, RecursionError):
        as_models = {
            name: partial(_consume_as, consumer, models[name]) if name in models else consumer
            for name, consumer in consumers.items()
        }
        return parse_json_document(raw, as_models)
    for name, items in document.arrays.items():
        assert isinstance(items.items, ByteSpans)
        steps = _until_canceled(iter_steps(source, items.items.starts, items.items.ends))
        consumers[name](decode_as(steps, models[name]) if name in models else decode_values(steps))
    return document


def _consume_as(consumer: ItemsConsumer, model: type[msgspec.Struct], values: Iterator[Any]) -> None:
    consumer(build_model(value, model) for value in values)


def _until_canceled(steps: Iterable[bytes]) -> Iterator[bytes]:
    """Pass `steps` on. Raises: JsonFormatError (the scan of the folder was canceled)."""
    for step in steps:
        if is_scan_canceled():
            raise JsonFormatError(_CANCELED)
        yield step


def _parse_quickly(source: bytes, mark: bytes, names: Collection[str]) -> JsonDocument:
    """Split a file at the members `names`.

    Raises:
        NotPlainJsonError: The file must be read with `parse_json_document`, which also describes its faults.
        RecursionError: It is nested too deeply.
    """
    parts: list[bytes | str] = [mark]
    arrays: dict[str, JsonArray] = {}
    kept = 0
    for member in find_members(source):
        if member.key not in names:
            check_text(source, member)
            continue
        starts, ends = find_items(source, member)
        closing = source[ends[-1] if ends else member.start + 1 : member.end]
        arrays[member.key] = _build_array(source, member.start, starts, ends, closing)
        parts += (source[kept : member.start], member.key)
        kept = member.end
    return JsonDocument((*parts, source[kept:]), arrays)


def _build_array(source: bytes, start: int, starts: array[int], ends: array[int], closing: bytes) -> JsonArray:
    """The array whose bracket is at `start` and whose items reach from `starts` to `ends`, all in bytes."""
    gaps = (array("Q", [start]) + ends[:-1])[: len(ends)]
    return JsonArray(ByteSpans(source, starts, ends), ByteSpans(source, gaps, starts), closing)


def parse_json_document(raw: bytes, consumers: Mapping[str, ItemsConsumer]) -> JsonDocument:
    """Split the JSON object in `raw` at those of its members that are named in `consumers`; these must be arrays.

    The file is read in one pass. The value of an item is released when its consumer continues with the next.

    Args:
        raw: The bytes of the file.
        consumers: For each array to split, the function that receives its items.

    Returns:
        The split file.

    Raises:
        JsonFormatError: `raw` is not UTF-8, not JSON or not an object, a named member occurs twice or is not an array,
            or the scan of the folder was canceled.
    """
    with convert_json_faults(raw) as mark:
        return _JsonReader(raw.removeprefix(mark), mark, consumers).read_document()


@contextmanager
def convert_json_faults(raw: bytes) -> Iterator[bytes]:
    """Convert exceptions of decoding and parsing `raw` inside the `with` block to JsonFormatError.

    Yields:
        The byte order mark of the file, possibly empty; the block decodes and parses the bytes after it.

    Raises:
        JsonFormatError: `raw` is empty, or the block found that it is not UTF-8 or not JSON.
    """
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    if len(raw) == len(mark):
        raise JsonFormatError(EMPTY_FILE)
    try:
        yield mark
    except UnicodeDecodeError as error:
        raise JsonFormatError(NOT_UTF8.format(byte=error.start + len(mark))) from error
    except json.JSONDecodeError as error:
        cut = not error.doc[error.pos :].strip() or error.msg.startswith("Unterminated string")
        fault = CUT_OFF if cut else NOT_JSON.format(reason=error.msg)
        raise JsonFormatError(f"{fault} at line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise JsonFormatError(NESTED_TOO_DEEPLY) from error
    except ValueError as error:  # Python refuses integers with thousands of digits
        raise JsonFormatError(NOT_JSON.format(reason=error)) from error


class _JsonReader:
    """Reads one file, without its byte order mark."""

    def __init__(self, source: bytes, mark: bytes, consumers: Mapping[str, ItemsConsumer]) -> None:
        """Raises: UnicodeDecodeError."""
        self._source, self._byte_order_mark, self._consumers = source, mark, consumers
        self._text = source.decode("utf-8")
        self._arrays: dict[str, JsonArray] = {}
        self._is_ascii = len(self._text) == len(source)

    def read_document(self) -> JsonDocument:
        """Raises: JsonFormatError, json.JSONDecodeError, RecursionError."""
        text = self._text
        start = skip_space(text, 0)
        if not text.startswith("{", start):
            decode_value(text, start)
            raise JsonFormatError(NO_JSON_OBJECT)
        members = list(iter_children(text, start, self._read_member))
        end = find_closing_end(text, start, members[-1] if members else None)
        if skip_space(text, end) != len(text):
            raise json.JSONDecodeError("Extra data", text, skip_space(text, end))
        arrays = [child for child in members if child.key in self._arrays]
        return JsonDocument((self._byte_order_mark, *_split_around_arrays(text, arrays)), self._arrays)

    def _read_member(self, key: str | int, position: int) -> tuple[Any, int]:
        if key not in self._consumers:
            return decode_value(self._text, position)
        if key in self._arrays:
            raise JsonFormatError(MEMBER_TWICE.format(key=key))
        if not self._text.startswith("[", position):
            raise JsonFormatError(MEMBER_NO_LIST.format(key=key))
        self._arrays[str(key)], end = self._read_array(position, self._consumers[str(key)])
        return None, end

    def _read_array(self, start: int, consumer: ItemsConsumer) -> tuple[JsonArray, int]:
        """The array at `start`, and the position after it."""
        starts, ends = array("Q"), array("Q")
        values = _iter_values(self._text, start, starts, ends)
        consumer(values)
        deque(values, maxlen=0)  # the consumer may have stopped early; the rest must be parsed to find its bytes
        last = ends[-1] if ends else start + 1
        end = skip_space(self._text, last) + 1
        closing = self._text[last:end].encode()
        first, starts, ends = self._convert_to_byte_offsets(start, starts, ends)
        return _build_array(self._source, first, starts, ends, closing), end

    def _convert_to_byte_offsets(
        self, start: int, starts: array[int], ends: array[int]
    ) -> tuple[int, array[int], array[int]]:
        """Convert positions in the text to positions in the bytes."""
        if self._is_ascii:
            return start, starts, ends
        position, place = start, len(self._text[:start].encode())
        first = place
        for index, (begin, end) in enumerate(zip(starts, ends, strict=True)):
            place += _count_bytes(self._text[position:begin])
            starts[index] = place
            place += _count_bytes(self._text[begin:end])
            ends[index] = place
            position = end
        return first, starts, ends


def _count_bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())


def _split_around_arrays(text: str, arrays: Sequence[JsonChild]) -> Iterator[bytes | str]:
    kept = 0
    for child in arrays:
        yield text[kept : child.start].encode()
        yield str(child.key)
        kept = child.end
    yield text[kept:].encode()


def _iter_values(text: str, start: int, starts: array[int], ends: array[int]) -> Generator[Any, None, None]:
    """The values of the array at `start`; the begin and end of each is appended to `starts` and `ends`.

    The bytes between items are mostly the same, so the previous gap is tried before whitespace is skipped.

    Raises:
        JsonFormatError: The scan of the folder was canceled.
        json.JSONDecodeError: The text is not JSON.
        RecursionError: It is nested too deeply.
    """
    position = skip_space(text, start + 1)
    if text.startswith("]", position):
        return
    gap = ", "
    while True:
        if len(ends) % _ITEMS_PER_CANCEL_CHECK == 0 and is_scan_canceled():
            raise JsonFormatError(_CANCELED)
        value, end = scan_value(text, position)
        starts.append(position)
        ends.append(end)
        yield value
        position = end + len(gap)
        if text.startswith(gap, end) and text[position : position + 1] in _VALUE_BEGINNINGS:
            continue
        comma = skip_space(text, end)
        if text.startswith("]", comma):
            return
        if not text.startswith(",", comma):
            raise json.JSONDecodeError("Expecting ','", text, comma)
        position = skip_space(text, comma + 1)
        gap = text[end:position]
