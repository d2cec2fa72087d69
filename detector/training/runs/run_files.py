"""Files that a run keeps about itself: read only as far as they can be, and never through a link. Free of torch.

A run folder may come with a data set that somebody else packed. There `note.txt` can be a link to a device that has no
end, and `split.json` one to a file of the person who resumes the run.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from detector.data.atomic import write_atomically
from detector.data.regular_file import require_regular_file

DATE_FORMAT = "%Y-%m-%d_%H%M%S"
"""Names of the folders of runs that the window began"""
_OPEN_BINARY = getattr(os, "O_BINARY", 0)
_OPEN_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_OPEN_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
"""A pipe that took the file's place is opened at once instead of when somebody writes into it."""


def open_run_file(path: Path, max_bytes: float) -> BinaryIO:
    """Open a file of a run for reading.

    Raises:
        OSError: `path` is a link, a pipe or a device, has more than `max_bytes`, or cannot be opened.
    """
    require_regular_file(path, max_bytes, follow_links=False)
    return os.fdopen(os.open(path, os.O_RDONLY | _OPEN_BINARY | _OPEN_NO_LINK | _OPEN_NO_WAIT), "rb")


def read_run_file(path: Path, max_bytes: int) -> bytes:
    """All of a file of a run. Raises: OSError, as `open_run_file`."""
    with open_run_file(path, max_bytes) as file:
        return file.read(max_bytes)


def write_run_file(path: Path, content: bytes) -> None:
    """Replace a file of a run whole; a link that has its name goes, and what it names stays as it is.

    Raises:
        OSError: It could not be written; then `path` is as it was.
    """
    write_atomically(path, content, follow_links=False)


def open_to_append(path: Path) -> int:
    """A descriptor that writes at the end of `path`, which is made if need be. Raises: OSError, also for a link."""
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | _OPEN_BINARY | _OPEN_NO_LINK | _OPEN_NO_WAIT, 0o666)


def is_file_of_run(path: Path) -> bool:
    """Whether `path` is a file, and no link to one."""
    status = _find_status(path)
    return status is not None and stat.S_ISREG(status.st_mode)


def has_single_name(path: Path) -> bool:
    """Whether `path` is a file that has no other name, so that changing it in place changes nothing elsewhere."""
    status = _find_status(path)
    return status is not None and stat.S_ISREG(status.st_mode) and status.st_nlink == 1


def _find_status(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None
