"""A JSON file as the items of its large arrays and the bytes between them, so that an edit touches nothing else."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .json_scan import Child, after_space, children, decode_value, end_of

Look = Callable[[Any], None]
"""Is shown the value of every item of an array, once."""


class JsonFormatError(Exception):
    """Why a text cannot be used as JSON, as the end of a sentence that began with the file's name."""


@dataclass(frozen=True)
class JsonArray:
    """An array, item by item. The number of an item never changes: a deleted one keeps its place and its bytes.

    `before[i]` stands between the item in front and `items[i]`; `before[0]` begins with the bracket. Of an array
    without items, `closing` is all behind the first bracket.
    """

    items: Sequence[bytes]
    before: Sequence[bytes]
    closing: bytes
    deleted: frozenset[int] = frozenset()

    def pieces(self) -> Iterator[bytes]:
        """What the array is in a file, in order."""
        live = (number for number in range(len(self.items)) if number not in self.deleted)
        first = next(live, None)
        if first is None:
            yield b"[]" if self.items else b"[" + self.closing
            return
        yield self.before[0]
        yield self.items[first]
        for number in live:
            yield self.before[number]
            yield self.items[number]
        yield self.closing

    def edited(
        self, changed: Mapping[int, bytes], deleted: frozenset[int], added: Sequence[bytes], like: JsonArray | None
    ) -> JsonArray:
        """The array with the items `changed`, exactly `deleted` gone, and `added` after the last.

        An array without items is laid out like the array `like`, or on one line.
        """
        items, before, closing = list(self.items), list(self.before), self.closing
        model = self if self.items or like is None else like
        if added and not items:
            before, closing = [model.before[0] if model.items else b"["], model.closing if model.items else b"]"
        separator = model.before[1] if len(model.before) > 1 else b"," + (before[0][1:] or b" ") if before else b""
        before += [separator] * (len(items) + len(added) - len(before))
        for number, item in changed.items():
            items[number] = item
        return replace(self, items=[*items, *added], before=before, closing=closing, deleted=deleted)


@dataclass(frozen=True)
class JsonDocument:
    """A whole file: `parts` are bytes, or the name of the array that stands there."""

    parts: Sequence[bytes | str]
    arrays: Mapping[str, JsonArray]

    def content(self) -> bytes:
        """The file."""
        return b"".join(self._pieces())

    def _pieces(self) -> Iterator[bytes]:
        for part in self.parts:
            if isinstance(part, bytes):
                yield part
            else:
                yield from self.arrays[part].pieces()


def parse(raw: bytes, looks: Mapping[str, Look]) -> JsonDocument:
    """Take apart the object that `raw` holds, at those of its members that are named in `looks` and must be arrays.

    All is read once; the value of an item is let go when its function has looked at it.
    Errors: JsonFormatError (not UTF-8, not JSON, no object, a named member is there twice or is no array).
    """
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    if len(raw) == len(mark):
        raise JsonFormatError("it is empty (0 bytes)")
    try:
        return _document(raw[len(mark) :].decode("utf-8"), mark, looks)
    except UnicodeDecodeError as error:
        raise JsonFormatError(f"it is not UTF-8 at byte {error.start + len(mark)}") from error
    except json.JSONDecodeError as error:
        cut = not error.doc[error.pos :].strip() or error.msg.startswith("Unterminated string")
        fault = "it is cut off" if cut else f"it is not JSON ({error.msg})"
        raise JsonFormatError(f"{fault} at line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise JsonFormatError("it is nested too deeply") from error
    except ValueError as error:  # a whole number of thousands of digits
        raise JsonFormatError(f"it is not JSON ({error})") from error


def _document(text: str, mark: bytes, looks: Mapping[str, Look]) -> JsonDocument:
    arrays: dict[str, JsonArray] = {}

    def read(key: str | int, position: int) -> tuple[Any, int]:
        if key not in looks:
            return decode_value(text, position)
        if key in arrays:
            raise JsonFormatError(f"it has {key!r} twice")
        if not text.startswith("[", position):
            raise JsonFormatError(f"its {key!r} is no list")
        arrays[str(key)], end = _array(text, position, looks[str(key)], shared)
        return None, end

    shared: dict[str, bytes] = {}
    start = after_space(text, 0)
    if not text.startswith("{", start):
        decode_value(text, start)
        raise JsonFormatError("it is no JSON object")
    members = list(children(text, start, read))
    end = end_of(text, start, members[-1] if members else None)
    if after_space(text, end) != len(text):
        raise json.JSONDecodeError("Extra data", text, after_space(text, end))
    return JsonDocument((mark, *_parts(text, [child for child in members if child.key in arrays])), arrays)


def _parts(text: str, arrays: Sequence[Child]) -> Iterator[bytes | str]:
    kept = 0
    for child in arrays:
        yield text[kept : child.start].encode()
        yield str(child.key)
        kept = child.end
    yield text[kept:].encode()


def _array(text: str, start: int, look: Look, shared: dict[str, bytes]) -> tuple[JsonArray, int]:
    """The array at `start`, and its end. What stands between items is mostly the same; `shared` has each text once."""
    items: list[bytes] = []
    before: list[bytes] = []
    last: Child | None = None
    for child in children(text, start):
        look(child.value)
        between = text[start if last is None else last.end : child.start]
        before.append(shared.get(between) or shared.setdefault(between, between.encode()))
        items.append(text[child.start : child.end].encode())
        last = child
    end = end_of(text, start, last)
    closing = text[start + 1 if last is None else last.end : end].encode()
    return JsonArray(items, before, closing), end
