"""How often a label file is written: one for many images, written whole for each change, as rarely as it is large."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detector.data.formats.base import LabelFile

MAX_WRITING_SHARE = 0.04
"""Of all time, so much is spent on writing a file."""
MAX_PAUSE_S = 300.0
MIN_PAUSE_S = 1.0
"""Below, a file is written as soon as any other."""
_BYTES_PER_SECOND = 100e6
"""A guess, until a file has been written once."""


class SaveSchedule:
    """Knows how long each file took to be written last, and since when changes wait for it."""

    def __init__(self) -> None:
        self._write_seconds: dict[Path, float] = {}
        self._write_ends: dict[Path, float] = {}
        self._waits_since: dict[Path, float] = {}
        self.chosen_pause_s = 0.0
        """Between two writes of any file, as the person has it"""

    def note_change(self, file: LabelFile) -> None:
        self._waits_since.setdefault(file.path, time.monotonic())

    def note_write(self, path: Path, seconds: float) -> None:
        """A write of `path`, which took so long, has just ended."""
        self._write_seconds[path], self._write_ends[path] = seconds, time.monotonic()
        self._waits_since.pop(path, None)

    def estimate_write_s(self, file: LabelFile) -> float:
        """Seconds that writing the file takes; 0 for one of a single image."""
        size = file.written_bytes
        return self._write_seconds.get(file.path, size / _BYTES_PER_SECOND) if size else 0.0

    def compute_pause_s(self, file: LabelFile) -> float:
        """Seconds between two writes of the file."""
        pause = max(min(self.estimate_write_s(file) / MAX_WRITING_SHARE, MAX_PAUSE_S), self.chosen_pause_s)
        return pause if pause >= MIN_PAUSE_S else 0.0

    def compute_wait_s(self, file: LabelFile) -> float:
        """Seconds until the file should be written; 0 when that is now."""
        now = time.monotonic()
        since = max(self._waits_since.get(file.path, now), self._write_ends.get(file.path, 0.0))
        pause = self.compute_pause_s(file)
        return max(0.0, since + pause - now) if pause else 0.0

    def clear_times(self) -> None:
        """Another folder opens."""
        for times in (self._write_seconds, self._write_ends, self._waits_since):
            times.clear()
