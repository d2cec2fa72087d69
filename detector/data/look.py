"""One look at the disk, shared: while it lasts each directory is listed once, whoever asks."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from detector.data.image_kinds import IMAGE_SUFFIXES, UNREADABLE_SUFFIXES, is_dropping

Value = TypeVar("Value")
Cancelled = Callable[[], bool]
"""Asked now and then by work that may be given up."""

_TEXTS = frozenset({".csv", ".json", ".names", ".txt", ".xml", ".yaml", ".yml"})
_KNOWN = IMAGE_SUFFIXES | UNREADABLE_SUFFIXES | _TEXTS
_ASK_EVERY = 2048
_seen: ContextVar[dict[Hashable, Any] | None] = ContextVar("seen", default=None)


def never() -> bool:
    """For what cannot be cancelled."""
    return False


_cancelled: ContextVar[Cancelled] = ContextVar("cancelled", default=never)


@dataclass(frozen=True)
class Contents:
    """What a directory holds: folders, and files of the kinds that data sets are made of.

    Hidden ones are left out, and folders that systems and storage devices make for themselves.
    """

    files: dict[str, list[str]] = field(default_factory=dict)
    """Suffix in small letters (`.jpg`) -> names"""
    folders: list[str] = field(default_factory=list)


@contextmanager
def one_look(cancelled: Cancelled = never) -> Iterator[None]:
    """While in here, what was found stays what it is: nobody is to change anything on disk and ask again.

    Once `cancelled` says yes, all that is looked for in here comes to an end; what it gives is of no use.
    """
    around = _cancelled.get()
    seen_before = _seen.set({} if (seen := _seen.get()) is None else seen)
    cancelled_before = _cancelled.set(lambda: cancelled() or around())
    try:
        yield
    finally:
        _seen.reset(seen_before)
        _cancelled.reset(cancelled_before)


def is_given_up() -> bool:
    """Whether the look that this is part of was cancelled."""
    return _cancelled.get()()


def once(key: Hashable, find: Callable[[], Value]) -> Value:
    """What `find` gives, found once in a look."""
    seen = _seen.get()
    if seen is None:
        return find()
    if key not in seen:
        seen[key] = find()
    return cast(Value, seen[key])


def contents(directory: Path, cancelled: Cancelled = never) -> Contents:
    """Nothing is asked of the files themselves. What a cancelled one gives is not whole. Errors: OSError."""
    return once(("contents", str(directory)), lambda: _listed(directory, cancelled))


def _listed(directory: Path, cancelled: Cancelled) -> Contents:
    found = Contents()
    with os.scandir(directory) as entries:
        for number, entry in enumerate(entries):
            if number % _ASK_EVERY == 0 and (cancelled() or is_given_up()):
                break
            name = entry.name
            if name[0] == ".":
                continue
            suffix = name[name.rfind(".") :]
            if suffix not in _KNOWN:
                suffix = suffix.lower()
            # A link is taken for a file unseen: following it would cost a question to the disk for each.
            if suffix in _KNOWN and (entry.is_file(follow_symlinks=False) or entry.is_symlink()):
                found.files.setdefault(suffix, []).append(name)
            elif is_folder(entry) and not is_dropping(name):
                found.folders.append(name)
    return found


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is one, or a link to one; a link that leads in a circle is nothing."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _all_folders(found: Contents) -> list[str]:
    return found.folders


def below(
    root: Path, cancelled: Cancelled = never, choose: Callable[[Contents], list[str]] = _all_folders
) -> Iterator[tuple[Path, Contents]]:
    """`root` and all folders in it, hidden ones left out; links that lead in circles are no trap.

    `choose` says which folders to go on into, the last one first. A folder that may not be read is as good as empty.
    Errors: OSError (`root` itself cannot be listed).
    """
    waiting, seen = [root], set[str]()
    while waiting and not cancelled() and not is_given_up():
        directory = waiting.pop()
        actual = os.path.realpath(directory)
        if actual in seen:
            continue
        seen.add(actual)
        try:
            found = contents(directory, cancelled)
        except OSError:
            if directory == root:
                raise
            continue
        yield directory, found
        waiting += [directory / name for name in choose(found)]


def has_files(root: Path, suffix: str) -> bool:
    """Whether there is a file of that kind anywhere in `root`."""
    try:
        return any(suffix in found.files for _, found in below(root))
    except OSError:
        return False
