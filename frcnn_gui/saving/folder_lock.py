"""Which windows have a folder open, by lock files in the program's own folder; those of dead processes are void."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLockFile, QSysInfo

from frcnn_gui.common.language import tr
from frcnn_gui.saving.journal import folder_key

MAX_WINDOWS = 100


@dataclass(frozen=True)
class LockHolder:
    """Another window that has the folder open."""

    pid: int
    host: str

    @property
    def description(self) -> str:
        here = self.host in ("", QSysInfo.machineHostName())
        return (
            tr("process {pid}").format(pid=self.pid)
            if here
            else tr("process {pid} on {host}").format(pid=self.pid, host=self.host)
        )


class FolderLock:
    """Takes the first free place of a folder's windows; `place` is -1 where the locks' folder cannot be written to.

    The places of windows that crashed are free. Journals go by place, so that two windows never write to one.
    """

    def __init__(self, locks: Path, root: Path) -> None:
        """`locks` is where lock files are kept, `root` the data set."""
        self._locks, self._key = locks, folder_key(root)
        self._held_lock: QLockFile | None = None
        self.place = -1
        others: list[LockHolder] = []
        there = {path.name for path in self._list_files(".lock")}
        for place in range(MAX_WINDOWS):
            if self._held_lock is not None and self._lock_name(place) not in there:
                continue
            lock = _try_lock(self._lock_path(place), locks)
            if lock is None:
                return
            if not lock.isLocked():
                others.append(_read_holder(lock))
            elif self._held_lock is None:
                self._held_lock, self.place = lock, place
            else:
                lock.unlock()
        self.others = tuple(others)

    others: tuple[LockHolder, ...] = ()

    def is_free(self, place: int) -> bool:
        """Whether no window has this place; its own counts as free."""
        if place == self.place:
            return True
        lock = _try_lock(self._lock_path(place), self._locks)
        free = lock is not None and lock.isLocked()
        if lock is not None:
            lock.unlock()
        return free

    def journal_path(self, place: int | None = None) -> Path:
        """The journal of the window at `place`, of this one by default."""
        return self._locks / f"{self._key}-{self.place if place is None else place}.journal"

    def list_journals(self) -> list[tuple[int, Path]]:
        """The journals of this folder that there are, with their places."""
        places = ((path.stem.rpartition("-")[2], path) for path in self._list_files(".journal"))
        return sorted((int(place), path) for place, path in places if place.isdecimal())

    def list_recoverable_journals(self) -> list[Path]:
        """Journals of sessions that ended with something unsaved, set aside by `set_aside_journals`."""
        return sorted(self._list_files(".leftover"))

    def set_aside_journals(self) -> None:
        """Rename the journals of windows that have ended, so that this window's begins empty.

        Raises:
            OSError: It cannot be read or written.
        """
        for place, path in self.list_journals():
            if self.is_free(place):
                path.replace(path.with_name(f"{self._key}-{path.stat().st_mtime_ns}-{place}.leftover"))

    def release(self) -> None:
        if self._held_lock is not None:
            self._held_lock.unlock()
            self._held_lock = None

    def _list_files(self, suffix: str) -> list[Path]:
        """Those of this folder; none where the locks' folder is not there or cannot be read, which `place` reports."""
        try:
            paths = list(self._locks.iterdir())
        except OSError:
            return []
        return [path for path in paths if path.name.startswith(f"{self._key}-") and path.suffix == suffix]

    def _lock_path(self, place: int) -> Path:
        return self._locks / self._lock_name(place)

    def _lock_name(self, place: int) -> str:
        return f"{self._key}-{place}.lock"


def _try_lock(path: Path, locks: Path) -> QLockFile | None:
    """The lock, taken if it was free; None where lock files cannot be made at all."""
    try:
        locks.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    lock = QLockFile(str(path))
    lock.setStaleLockTime(0)  # a window may be open for days; a process that is no more frees its lock all the same
    if lock.tryLock(0) or lock.error() == QLockFile.LockError.LockFailedError:
        return lock
    return None


def _read_holder(lock: QLockFile) -> LockHolder:
    pid, host, _program = lock.getLockInfo()
    return LockHolder(int(pid), str(host))
