"""A lock around "is the file as it was?" and writing it, for all windows and commands of this user.

The locks are the system's, on files in the program's own folder, so those of a killed process are free at once. There
is a fixed number of them, chosen by the path: two files may share one, which costs a moment and nothing else. They know
nothing of other programs and other computers; those are noticed by what they leave in the file.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Literal

from detector.data.own_folder import user_data_folder

LOCKED_WITHIN_PROCESS = "Files are locked only within this process: %s"

MAX_WAIT_S = 30.0
"""Writing a file of hundreds of megabytes to a slow disk takes a while."""
_STRIPE_COUNT = 256
_POLL_S = 0.002

LockScope = Literal["set", "file"]
"""All that is saved in one go (a class list and a label file), or a single file; a "set" is locked before its files."""

_log = logging.getLogger(__name__)
_held_locks = threading.local()


class FileBusyError(OSError):
    """Another window or command has been writing for too long."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EBUSY, "another window or command of this program is writing to it", str(path))


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)  # not by closing alone: a forked process may have a copy


class _ThreadQueue:
    """What the threads of this process wait at before they ask for the lock of all processes."""

    def __init__(self) -> None:
        self.queue, self.turn = threading.Lock(), threading.Lock()


_thread_queues: dict[str, _ThreadQueue] = {}


@contextmanager
def hold_set_lock(path: Path, timeout_s: float = MAX_WAIT_S) -> Iterator[None]:
    """Hold the lock of everything that is saved together with the file `path`; a thread may take it again.

    Raises:
        FileBusyError: Others held it for `timeout_s`.
    """
    with _hold_lock(path, "set", timeout_s):
        yield


@contextmanager
def hold_file_lock(path: Path, timeout_s: float = MAX_WAIT_S) -> Iterator[None]:
    """Hold the lock of the file `path` alone; a thread may take it again. No other lock may be taken inside.

    Raises:
        FileBusyError: Others held it for `timeout_s`.
    """
    with _hold_lock(path, "file", timeout_s):
        yield


@contextmanager
def _hold_lock(path: Path, scope: LockScope, timeout_s: float) -> Iterator[None]:
    name = f"{scope}-{_compute_stripe(path):02x}"
    held: set[str] = _held_locks.__dict__.setdefault("names", set())
    if name in held:
        yield
        return
    deadline = time.monotonic() + timeout_s
    with ExitStack() as locks:
        _lock_among_threads(name, path, deadline, locks)
        _lock_among_processes(name, path, deadline, locks)
        held.add(name)
        locks.callback(held.discard, name)
        yield


def _compute_stripe(path: Path) -> int:
    """The same for every name of a file, links and other cases among them: only the system knows its disks' rules."""
    real = os.path.realpath(path)
    key = os.fsencode(os.path.normcase(real).casefold())
    try:
        status = os.stat(real)  # noqa: PTH116 - of a name that is no Path
        if status.st_nlink > 1:  # written in place, so that it keeps its number
            key = f"{status.st_dev}:{status.st_ino}".encode()
    except OSError:
        pass  # it is not there yet
    return hashlib.sha256(key).digest()[0] % _STRIPE_COUNT


def _lock_among_threads(name: str, path: Path, deadline: float, locks: ExitStack) -> None:
    """Who waits longest is next: a thread that has just had the lock waits at the queue like the others."""
    threads = _thread_queues.setdefault(name, _ThreadQueue())
    if not threads.queue.acquire(timeout=_seconds_left(deadline)):
        raise FileBusyError(path)
    try:
        if not threads.turn.acquire(timeout=_seconds_left(deadline)):
            raise FileBusyError(path)
        locks.callback(threads.turn.release)
    finally:
        threads.queue.release()


def _lock_among_processes(name: str, path: Path, deadline: float, locks: ExitStack) -> None:
    """The same with files; without them where the program's own folder cannot be written to."""
    try:
        with ExitStack() as queue:
            _lock_stripe_file(f"{name}.queue", path, deadline, queue)
            _lock_stripe_file(f"{name}.lock", path, deadline, locks)
    except FileBusyError:
        raise
    except OSError as error:
        _log_once(str(error))


def _lock_stripe_file(name: str, path: Path, deadline: float, locks: ExitStack) -> None:
    folder = user_data_folder() / "saving"
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    locks.callback(os.close, descriptor)
    while not _try_lock(descriptor):
        if time.monotonic() >= deadline:
            raise FileBusyError(path)
        time.sleep(_POLL_S)
    locks.callback(_unlock, descriptor)


def _seconds_left(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())


@cache
def _log_once(reason: str) -> None:
    _log.warning(LOCKED_WITHIN_PROCESS, reason)
