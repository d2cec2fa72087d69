"""A data folder that goes away for a moment, as network drives do: told apart from an image that cannot be read."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

from detector.data.labelled_set import LabelledImage, TrainingSet
from detector.data.plain_file import NotAFileError
from detector.errors import DatasetError, ImageUnreadableError

WAIT_S = 600.0
"""Seconds that a training waits for its data."""
RETRY_S = 1.0
_PROBES = 5
"""Images that are tried, spread over the folder: where one can be opened, the folder is there."""
_AWAY = frozenset(
    getattr(errno, name)
    for name in (
        "ENOENT", "ENOTDIR", "EIO", "ESTALE", "ENOTCONN", "ENODEV", "ENXIO", "EACCES", "EPERM", "ETIMEDOUT",
        "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENETUNREACH", "ECONNRESET", "ECONNABORTED", "EREMOTEIO", "ENOLINK",
        "ENOKEY", "EKEYEXPIRED", "EBADF", "EINVAL",
    )
    if hasattr(errno, name)
)  # fmt: skip
"""What a drive that is gone answers; Windows' own numbers for it become EINVAL."""
Loaded = TypeVar("Loaded")


class NoImagesError(DatasetError):
    """There is nothing left to learn from or to measure on: no image can be decoded, or the folder stayed away."""


class DataFolder:
    """The folder that the images of `labelled` lie in. Safe to be used by several threads.

    Args:
        labelled: What is read.
        wait_s: Seconds after which a folder that is away counts as lost; by default WAIT_S.
    """

    def __init__(self, labelled: TrainingSet, wait_s: float | None = None) -> None:
        self._root = labelled.root
        step = max(1, len(labelled.images) // _PROBES)
        self._probes = [image.path for image in islice(labelled.images, 0, None, step)]
        self._wait_s = WAIT_S if wait_s is None else wait_s
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._since: float | None = None
        self._reason = ""
        self._missing: tuple[Path, OSError] | None = None
        """The image that was asked for when the folder was found to be away, and what the system said"""
        self._news: list[str] = []

    @property
    def is_away(self) -> bool:
        return self._since is not None

    @property
    def fault(self) -> str:
        """A sentence, once the folder has stayed away for too long."""
        since = self._since
        if since is None or time.monotonic() - since < self._wait_s:
            return ""
        return (
            f"{self._root} did not answer for {_duration(self._wait_s)} ({self._reason}). Resume the run when it is "
            "there again."
        )

    def take_news(self) -> Iterator[str]:
        """Sentences about what happened since the last call."""
        with self._lock:
            news, self._news = self._news, []
        return iter(news)

    def stop(self) -> None:
        """Wait no longer: `read` raises at once."""
        self._stopped.set()

    def read(self, image: LabelledImage, load: Callable[[], Loaded]) -> Loaded:
        """As `read_now`, but a folder that is away is waited for.

        Raises:
            ImageUnreadableError: It is this image that cannot be read.
            NoImagesError: The folder stayed away, or `stop` was called.
        """
        while (loaded := self.read_now(image, load)) is None:
            self._wait()
        return loaded

    def read_now(self, image: LabelledImage, load: Callable[[], Loaded]) -> Loaded | None:
        """What `load` gives; None where the folder is away.

        Raises:
            ImageUnreadableError: It is this image that cannot be read.
        """
        try:
            return load()
        except ImageUnreadableError as error:
            if self._note_fault(image, error):
                return None
            if _system_fault(error) is None:
                raise
        try:
            return load()  # the folder may have come back between the two looks at it
        except ImageUnreadableError as error:
            if self._note_fault(image, error):
                return None
            raise

    def look_again(self) -> bool:
        """Whether the folder is there."""
        missing = self._missing
        if self._since is not None and missing is not None and not self._answers(*missing):
            return False
        with self._lock:
            if self._since is not None:
                self._news.append(f"{self._root} is back after {_duration(time.monotonic() - self._since)}.")
            self._since = None
        return True

    def _note_fault(self, image: LabelledImage, error: ImageUnreadableError) -> bool:
        """Whether `image` could not be read because the folder is away."""
        fault = _system_fault(error)
        if fault is None or self._answers(image.path, fault):
            return False
        with self._lock:
            if self._since is None:
                self._since, self._missing = time.monotonic(), (image.path, fault)
                self._reason = fault.strerror or str(fault)
                self._news.append(
                    f"{self._root} does not answer ({self._reason}). Training waits for it, up to "
                    f"{_duration(self._wait_s)}."
                )
        return True

    def _wait(self) -> None:
        """Raises: NoImagesError."""
        while not self._stopped.wait(RETRY_S):
            if self.look_again():
                return
            if fault := self.fault:
                raise NoImagesError(fault)
        raise NoImagesError(f"{self._root} does not answer ({self._reason}). Resume the run when it is there again.")

    def _answers(self, image: Path, fault: OSError) -> bool:
        """Whether any image can be opened, or the folder can be listed where images are only gone or closed."""
        if any(map(_can_be_opened, [image, *self._probes])):
            return True
        return isinstance(fault, (FileNotFoundError, PermissionError)) and _has_entries(image.parent)


def _system_fault(error: ImageUnreadableError) -> OSError | None:
    """What the system said, if that may be because of the folder."""
    cause = error.__cause__
    while cause is not None and not isinstance(cause, OSError):
        cause = cause.__cause__
    return cause if cause is not None and cause.errno in _AWAY and not isinstance(cause, NotAFileError) else None


def _can_be_opened(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError:
        return False
    return True


def _has_entries(folder: Path) -> bool:
    """A drive that is not mounted leaves an empty folder."""
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is not None
    except OSError:
        return False


def _duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:.0f} s"
