"""Files of the program's own that can be made again at any time, kept in a folder that does not grow beyond a limit."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path

from detector.data.atomic import write_atomically

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class KeptFiles:
    """A folder with one file for each fingerprint; nothing in it is needed, so no fault of it is an error.

    Attributes:
        folder: It need not be there yet.
        suffix: Of all its files.
        max_bytes: Of all its files together; the one that was not used for the longest time goes first.
    """

    folder: Path
    suffix: str
    max_bytes: int

    def find_file(self, fingerprint: str) -> Path | None:
        """The file of this fingerprint, which counts as used now; None where there is none."""
        path = self._path_of(fingerprint)
        try:
            os.utime(path)
        except OSError:
            return None
        return path

    def store_file(self, fingerprint: str, content: bytes) -> None:
        """Keep a file, and remove others where they become too many."""
        try:
            self._make_room(len(content))
            self.folder.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path_of(fingerprint), content)
        except OSError as error:
            _log.info("%s cannot be written (%s): its content is made again next time", self.folder, error)

    def remove_file(self, fingerprint: str) -> None:
        """Remove the file of this fingerprint."""
        try:
            self._path_of(fingerprint).unlink(missing_ok=True)
        except OSError as error:
            _log.info("%s cannot be removed (%s)", self._path_of(fingerprint), error)

    def _path_of(self, fingerprint: str) -> Path:
        return self.folder / f"{fingerprint}{self.suffix}"

    def _make_room(self, needed: int) -> None:
        """Raises: OSError."""
        files = [(path.stat(), path) for path in self.folder.glob(f"*{self.suffix}")]
        size = needed + sum(status.st_size for status, _ in files)
        for status, path in sorted(files, key=lambda one: one[0].st_mtime):
            if size <= self.max_bytes:
                break
            path.unlink()
            size -= status.st_size
