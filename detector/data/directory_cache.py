"""One look at the disk, shared: while it lasts each directory is listed once, whoever asks."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from detector.data.formats.format_list import list_label_suffixes
from detector.data.image_kinds import IMAGE_SUFFIXES, UNREADABLE_SUFFIXES, is_system_folder

Value = TypeVar("Value")
IsCanceled = Callable[[], bool]
"""Asked now and then by work that may be given up."""

_LIST_SUFFIXES = frozenset({".csv", ".names", ".txt", ".yaml", ".yml"})
"""Of lists of classes and images, and of configurations."""
_ENTRIES_PER_CANCEL_CHECK = 2048
_cached_values: ContextVar[dict[Hashable, Any] | None] = ContextVar("seen", default=None)


def never_canceled() -> bool:
    """For what cannot be canceled."""
    return False


_is_canceled: ContextVar[IsCanceled] = ContextVar("canceled", default=never_canceled)


@dataclass(frozen=True)
class FolderContents:
    """What a directory holds: folders, and files of the kinds that data sets are made of.

    Hidden ones are left out, and folders that systems and storage devices make for themselves.
    """

    files: dict[str, list[str]] = field(default_factory=dict)
    """Suffix in small letters (`.jpg`) -> names"""
    folders: list[str] = field(default_factory=list)


@contextmanager
def share_directory_cache(is_canceled: IsCanceled = never_canceled) -> Iterator[None]:
    """While in here, what was found stays what it is: nobody is to change anything on disk and ask again.

    Once `is_canceled` says yes, all that is looked for in here comes to an end; what it gives is of no use.
    """
    around = _is_canceled.get()
    seen_before = _cached_values.set({} if (seen := _cached_values.get()) is None else seen)
    canceled_before = _is_canceled.set(lambda: is_canceled() or around())
    try:
        yield
    finally:
        _cached_values.reset(seen_before)
        _is_canceled.reset(canceled_before)


def is_scan_canceled() -> bool:
    """Whether the look that this is part of was canceled."""
    return _is_canceled.get()()


def find_once(key: Hashable, find: Callable[[], Value]) -> Value:
    """What `find` gives, found once in a look."""
    seen = _cached_values.get()
    if seen is None:
        return find()
    if key not in seen:
        seen[key] = find()
    return cast(Value, seen[key])


def list_contents(directory: Path, is_canceled: IsCanceled = never_canceled) -> FolderContents:
    """Nothing is asked of the files themselves. What a canceled one gives is not whole.

    Raises:
        OSError: It cannot be read or written.
    """
    return find_once(("contents", str(directory)), lambda: _scan_directory(directory, is_canceled))


def _scan_directory(directory: Path, is_canceled: IsCanceled) -> FolderContents:
    found = FolderContents()
    known_suffixes = IMAGE_SUFFIXES | UNREADABLE_SUFFIXES | _LIST_SUFFIXES | list_label_suffixes()
    with os.scandir(directory) as entries:
        for number, entry in enumerate(entries):
            if number % _ENTRIES_PER_CANCEL_CHECK == 0 and (is_canceled() or is_scan_canceled()):
                break
            name = entry.name
            if name[0] == ".":
                continue
            suffix = name[name.rfind(".") :]
            names = found.files.get(suffix)
            if names is not None and entry.is_file(follow_symlinks=False):
                names.append(name)  # as almost all of a large folder
                continue
            if suffix not in known_suffixes:
                suffix = suffix.lower()
            # A link is taken for a file unseen: following it would cost a question to the disk for each.
            if suffix in known_suffixes and (entry.is_file(follow_symlinks=False) or entry.is_symlink()):
                found.files.setdefault(suffix, []).append(name)
            elif is_folder(entry) and not is_system_folder(name):
                found.folders.append(name)
    return found


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is one, or a link to one; a link that leads in a circle is nothing."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _list_all_folders(found: FolderContents) -> list[str]:
    return found.folders


def walk_folders(
    root: Path,
    is_canceled: IsCanceled = never_canceled,
    choose: Callable[[FolderContents], list[str]] = _list_all_folders,
) -> Iterator[tuple[Path, FolderContents]]:
    """`root` and all folders in it, hidden ones left out; links that lead in circles are no trap.

    `choose` says which folders to descend into, the last one first. A folder that cannot be read counts as empty.

    Raises:
        OSError: `root` itself cannot be listed.
    """
    waiting, seen = [root], set[str]()
    while waiting and not is_canceled() and not is_scan_canceled():
        directory = waiting.pop()
        actual = os.path.realpath(directory)
        if actual in seen:
            continue
        seen.add(actual)
        try:
            found = list_contents(directory, is_canceled)
        except OSError:
            if directory == root:
                raise
            continue
        yield directory, found
        waiting += [directory / name for name in choose(found)]


def has_files(root: Path, suffix: str) -> bool:
    """Whether there is a file of that kind anywhere in `root`."""
    try:
        return any(suffix in found.files for _, found in walk_folders(root))
    except OSError:
        return False
