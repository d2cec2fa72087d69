"""A data folder that is temporarily unavailable, as network drives are, as opposed to an image that cannot be read."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

from detector.data.labeled_image import LabeledImage
from detector.data.labeled_set import TrainingSet
from detector.data.regular_file import NotRegularFileError
from detector.errors import DatasetError, ImageUnreadableError
from detector.translatable import translatable

DID_NOT_RESPOND = translatable(
    "{path} did not respond for {time} ({reason}). Resume the run when it is available again."
)
AVAILABLE_AGAIN = translatable("{path} is available again after {time}.")
WAITS_FOR_FOLDER = translatable("{path} does not respond ({reason}). Training waits for it, up to {time}.")
DOES_NOT_RESPOND = translatable("{path} does not respond ({reason}). Resume the run when it is available again.")

MAX_WAIT_S = 600.0
"""Seconds that a training waits for its data."""
RETRY_S = 1.0
_PROBE_COUNT = 5
"""Images that are tried, spread over the folder: where one can be opened, the folder is there."""
_AWAY_ERRNOS = frozenset(
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
    """The folder that the images of `labeled` are in. Safe to be used by several threads.

    Args:
        labeled: What is read.
        wait_s: Seconds after which a folder that is away counts as lost; by default WAIT_S.
    """

    def __init__(self, labeled: TrainingSet, wait_s: float | None = None) -> None:
        self._root = labeled.root
        step = max(1, len(labeled.images) // _PROBE_COUNT)
        self._probes = [image.path for image in islice(labeled.images, 0, None, step)]
        self._max_wait_s = MAX_WAIT_S if wait_s is None else wait_s
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._away_since: float | None = None
        self._reason = ""
        self._unreadable_image: tuple[Path, OSError] | None = None
        """The image that was asked for when the folder was found to be away, and what the system said"""
        self._messages: list[str] = []

    @property
    def is_away(self) -> bool:
        return self._away_since is not None

    @property
    def fault(self) -> str:
        """A sentence, once the folder has stayed away for too long."""
        since = self._away_since
        if since is None or time.monotonic() - since < self._max_wait_s:
            return ""
        return DID_NOT_RESPOND.format(path=self._root, time=_format_duration(self._max_wait_s), reason=self._reason)

    def take_messages(self) -> Iterator[str]:
        """Sentences about what happened since the last call."""
        with self._lock:
            news, self._messages = self._messages, []
        return iter(news)

    def stop_waiting(self) -> None:
        """Wait no longer: `read_image` raises at once."""
        self._stopped.set()

    def read_image(self, image: LabeledImage, load: Callable[[], Loaded]) -> Loaded:
        """As `read_image_now`, but a folder that is away is waited for.

        Raises:
            ImageUnreadableError: It is this image that cannot be read.
            NoImagesError: The folder stayed away, or `stop_waiting` was called.
        """
        while (loaded := self.read_image_now(image, load)) is None:
            self._wait_until_back()
        return loaded

    def read_image_now(self, image: LabeledImage, load: Callable[[], Loaded]) -> Loaded | None:
        """What `load` gives; None where the folder is away.

        Raises:
            ImageUnreadableError: It is this image that cannot be read.
        """
        try:
            return load()
        except ImageUnreadableError as error:
            if self._note_fault(image, error):
                return None
            if _find_system_fault(error) is None:
                raise
        try:
            return load()  # the folder may have come back between the two looks at it
        except ImageUnreadableError as error:
            if self._note_fault(image, error):
                return None
            raise

    def check_if_back(self) -> bool:
        """Whether the folder is there."""
        missing = self._unreadable_image
        if self._away_since is not None and missing is not None and not self._is_reachable(*missing):
            return False
        with self._lock:
            if self._away_since is not None:
                self._messages.append(
                    AVAILABLE_AGAIN.format(path=self._root, time=_format_duration(time.monotonic() - self._away_since))
                )
            self._away_since = None
        return True

    def _note_fault(self, image: LabeledImage, error: ImageUnreadableError) -> bool:
        """Whether `image` could not be read because the folder is away."""
        fault = _find_system_fault(error)
        if fault is None or self._is_reachable(image.path, fault):
            return False
        with self._lock:
            if self._away_since is None:
                self._away_since, self._unreadable_image = time.monotonic(), (image.path, fault)
                self._reason = fault.strerror or str(fault)
                self._messages.append(
                    WAITS_FOR_FOLDER.format(
                        path=self._root, reason=self._reason, time=_format_duration(self._max_wait_s)
                    )
                )
        return True

    def _wait_until_back(self) -> None:
        """Raises: NoImagesError."""
        while not self._stopped.wait(RETRY_S):
            if self.check_if_back():
                return
            if fault := self.fault:
                raise NoImagesError(fault)
        raise NoImagesError(DOES_NOT_RESPOND.format(path=self._root, reason=self._reason))

    def _is_reachable(self, image: Path, fault: OSError) -> bool:
        """Whether any image can be opened, or the folder can be listed where images are only gone or closed."""
        if any(map(_can_be_opened, [image, *self._probes])):
            return True
        return isinstance(fault, (FileNotFoundError, PermissionError)) and _has_entries(image.parent)


def _find_system_fault(error: ImageUnreadableError) -> OSError | None:
    """What the system said, if that may be because of the folder."""
    cause = error.__cause__
    while cause is not None and not isinstance(cause, OSError):
        cause = cause.__cause__
    return (
        cause
        if cause is not None and cause.errno in _AWAY_ERRNOS and not isinstance(cause, NotRegularFileError)
        else None
    )


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


def _format_duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:.0f} s"
