"""The items of a JSON file that is one long list, without the whole of it in memory."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from detector.data.formats.shared.json_scan import scan_value, skip_space
from detector.data.regular_file import MAX_JOINT_FILE_BYTES, require_regular_file
from detector.data.usable_labels import Progress, no_progress

_CHUNK_BYTES = 1 << 20
_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


class NotListError(Exception):
    """The file begins as another JSON value than a list."""


def iter_list_items(path: Path, progress: Progress = no_progress) -> Iterator[Any]:
    """Give the items of the list that `path` holds, one after the other.

    Args:
        path: A JSON file.
        progress: Is called as `progress(done, total)` with bytes; what it raises ends the reading.

    Raises:
        NotListError: It is a JSON file of another kind, or none.
        ValueError: It is not JSON, not UTF-8, or something follows the list. Items before the fault have been given.
        RecursionError: It is nested too deeply.
        OSError: It cannot be read.
    """
    with require_regular_file(path, MAX_JOINT_FILE_BYTES).open("rb") as stream:
        window = _Window(stream, path.stat().st_size, progress)
        if window.peek() != "[":
            raise NotListError
        window.position += 1
        if window.peek() == "]":
            window.position += 1
        else:
            yield from _iter_items(window)
        if window.peek():
            raise json.JSONDecodeError("Extra data", window.text, window.position)


def _iter_items(window: _Window) -> Iterator[Any]:
    """The items from the first on, and the bracket behind the last."""
    while True:
        window.peek()  # passes over space
        yield window.take_value()
        mark = window.peek()
        window.position += 1
        if mark == "]":
            return
        if mark != ",":
            raise json.JSONDecodeError("Expecting ','", window.text, window.position - 1)


class _Window:
    """The part of a text that is being read."""

    def __init__(self, stream: BinaryIO, size: int, progress: Progress) -> None:
        self.text = ""
        self.position = 0
        self._stream, self._size, self._progress = stream, size, progress
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._done = 0
        self._is_complete = False
        while not self.text and self._read_more():
            pass
        self.position = len(_BYTE_ORDER_MARK) if self.text.startswith(_BYTE_ORDER_MARK) else 0

    def peek(self) -> str:
        """Pass over space; the character that comes next, or nothing at the end."""
        while True:
            self.position = skip_space(self.text, self.position)
            if self.position < len(self.text) or not self._read_more():
                return self.text[self.position : self.position + 1]

    def take_value(self) -> Any:
        """The value that begins here. Raises: as `iter_list_items`."""
        while True:
            try:
                value, end = scan_value(self.text, self.position)
            except json.JSONDecodeError:
                if not self._read_more():
                    raise
                continue
            following = skip_space(self.text, end)
            # Otherwise the value may be a number that continues.
            if self.text.startswith((",", "]"), following) or not self._read_more():
                self.position = end
                return value

    def _read_more(self) -> bool:
        """Drop what was passed over and read on, each time more while one value continues; False at the end."""
        if self._is_complete:
            return False
        self._progress(self._done, self._size)
        rest = self.text[self.position :]
        raw = self._stream.read(max(_CHUNK_BYTES, len(rest)))
        self._is_complete = not raw
        self.text, self.position = rest + self._decoder.decode(raw, final=not raw), 0
        self._done += len(raw)
        return True
