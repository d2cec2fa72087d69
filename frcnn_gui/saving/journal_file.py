"""The journal's file on disk: lines at its end, rewritten when it grows, emptied when all is saved. Knows no Qt."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

from frcnn_gui.saving.journal import JournalEntry, format_entry_line, format_head_line, format_saved_line

MAX_JOURNAL_BYTES = 16_000_000
"""Bytes after which it is rewritten with what still counts."""
_BINARY = getattr(os, "O_BINARY", 0)


class JournalFile:
    """Made with the first entry. All methods but `close` may raise OSError; the next call then starts a new file."""

    def __init__(self, path: Path, root: Path) -> None:
        """For the data set in `root`."""
        self.path, self._root = path, root
        self.has_unsynced_lines = False
        """Whether a power cut might still take lines that were added."""
        self._unsaved: dict[str, JournalEntry] = {}
        self._about_to_save: dict[str, JournalEntry] = {}
        self._descriptor = -1
        self._length = self._head = 0

    def add_entry(self, entry: JournalEntry, about_to_save: bool = False) -> None:
        """An entry that counts until its image is settled; `about_to_save`: its label file is written next, with it."""
        if about_to_save:
            self._about_to_save[entry.image] = entry
        newest = self._unsaved.get(entry.image)
        if newest is None or newest.order <= entry.order:
            self._unsaved[entry.image] = entry
        self._append_content(format_entry_line(entry))

    def mark_saved(self, image: str) -> None:
        """Nothing of `image` is unsaved any more, or it has been given up."""
        self._about_to_save.pop(image, None)
        if self._unsaved.pop(image, None) is None:
            return
        if self._unsaved:
            self._append_content(format_saved_line(image, time.time()))
        else:
            self._truncate_file()

    def take_sync_descriptor(self) -> int | None:
        """A descriptor, the caller's to close, whose `fsync` makes the disk hold all lines; None where it does."""
        unsynced, self.has_unsynced_lines = self.has_unsynced_lines, False
        return os.dup(self._descriptor) if unsynced and self._descriptor >= 0 else None

    def close(self) -> None:
        """The file stays when something in it counts, and goes when nothing does."""
        self.abandon_file()
        if not self._unsaved:
            with contextlib.suppress(OSError):  # one without entries does no harm
                self.path.unlink(missing_ok=True)

    def abandon_file(self) -> None:
        """Let go of the file on disk; the next entry rewrites it with all that counts."""
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
        self._descriptor = -1

    def _append_content(self, content: bytes) -> None:
        if self._descriptor < 0 or self._length > MAX_JOURNAL_BYTES:
            self._rewrite_file()
            return
        _write_all_bytes(self._descriptor, content)
        self._length += len(content)
        self.has_unsynced_lines = True

    def _rewrite_file(self) -> None:
        """A new file, which takes the place of the one before only when it is whole."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        head = format_head_line(self._root, time.time())
        counting = sorted([*self._about_to_save.values(), *self._unsaved.values()], key=lambda entry: entry.order)
        content = head + b"".join(map(format_entry_line, counting))
        beside = self.path.with_suffix(".new")
        beside.unlink(missing_ok=True)  # of a session that was killed; a link of that name is not followed
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        try:
            _write_all_bytes(descriptor, content)
        finally:
            os.close(descriptor)
        self.abandon_file()  # an open file cannot be replaced on Windows
        beside.replace(self.path)
        self._descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | _BINARY)
        self._length, self._head = len(content), len(head)
        self.has_unsynced_lines = True

    def _truncate_file(self) -> None:
        """Only the first line stays. Should a power cut bring others back, they say what the label files say."""
        if self._descriptor < 0:
            self.path.unlink(missing_ok=True)
        else:
            os.ftruncate(self._descriptor, self._head)
            self._length = self._head
        self.has_unsynced_lines = False


def _write_all_bytes(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
