"""A cache of directories: while it is shared, each directory is listed once, whoever asks."""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from detector.data.formats.format_list import list_label_suffixes
from detector.data.image_kinds import IMAGE_SUFFIXES, UNREADABLE_SUFFIXES, is_system_folder

Value = TypeVar("Value")
IsCanceled = Callable[[], bool]
"""Called now and then by work that can be canceled; True to cancel it."""

_LIST_SUFFIXES = frozenset({".csv", ".names", ".txt", ".yaml", ".yml", ".jsonl", ".manifest", ".ndjson"})
"""Of lists of classes and images, of configurations, and of labels that are not read but named."""
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
    """Suffix in small letters (`.jpg`) -> names, sorted"""
    folders: list[str] = field(default_factory=list)
    linked_folders: frozenset[str] = frozenset()
    """Those of `folders` that may be links to others"""


@contextmanager
def share_directory_cache(is_canceled: IsCanceled = never_canceled) -> Iterator[None]:
    """Share the cache inside this context; changes on disk are not seen before it ends.

    Once `is_canceled` returns True, every scan inside the context ends, with an incomplete result.
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
    """Whether the scan that this call is part of was canceled."""
    return _is_canceled.get()()


def find_once(key: Hashable, find: Callable[[], Value]) -> Value:
    """What `find` returns, called once while the cache is shared."""
    seen = _cached_values.get()
    if seen is None:
        return find()
    if key not in seen:
        seen[key] = find()
    return cast(Value, seen[key])


def list_contents(directory: Path, is_canceled: IsCanceled = never_canceled) -> FolderContents:
    """List a directory, without a request to the disk for each file. A list that was canceled is incomplete.

    Raises:
        OSError: The directory cannot be read.
    """
    return find_once(("contents", str(directory)), lambda: _scan_directory(directory, is_canceled))


def _scan_directory(directory: Path, is_canceled: IsCanceled) -> FolderContents:
    files: list[str] = []
    others: list[os.DirEntry[str]] = []
    with os.scandir(directory) as entries:
        for number, entry in enumerate(entries):
            if number % _ENTRIES_PER_CANCEL_CHECK == 0 and (is_canceled() or is_scan_canceled()):
                break
            if entry.is_file(follow_symlinks=False):
                files.append(entry.name)
            else:
                others.append(entry)
    # A link is taken for a file unseen: following it would cost a question to the disk for each.
    links = {entry.name for entry in others if entry.is_symlink() and _find_kind(_suffix_of(entry.name))}
    folders = [
        entry
        for entry in others
        if entry.name[0] != "." and entry.name not in links and is_folder(entry) and not is_system_folder(entry.name)
    ]
    linked = frozenset(entry.name for entry in folders if _may_be_link(entry))
    return FolderContents(_group_by_kind([*files, *links]), [entry.name for entry in folders], linked)


def _may_be_link(folder: os.DirEntry[str]) -> bool:
    return sys.platform == "win32" or folder.is_symlink()  # a junction of Windows is no symbolic link


def _group_by_kind(names: Iterable[str]) -> dict[str, list[str]]:
    """Those that are not hidden, of the kinds that data sets are made of: suffix in small letters -> names."""
    by_suffix: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if name[0] != ".":
            by_suffix[name[name.rfind(".") :]].append(name)  # without a call for each of a large folder
    grouped: dict[str, list[str]] = {}
    for suffix, same in by_suffix.items():
        kind = _find_kind(suffix)
        if kind:
            grouped.setdefault(kind, []).extend(same)
    return {kind: _sort_names(same) for kind, same in grouped.items()}


def _sort_names(names: Iterable[str]) -> list[str]:
    """Copies of names in their order, which so follow each other in memory, too: what goes through them later is fast.

    A large directory is listed in any order.
    """
    ordered = sorted(names)
    copies = "\n".join(ordered).split("\n")
    return copies if len(copies) == len(ordered) else ordered  # a name may have line feeds


def _suffix_of(name: str) -> str:
    return name[name.rfind(".") :]


def _find_kind(suffix: str) -> str:
    """`suffix` in small letters; empty where data sets have no such files."""
    kind = suffix.lower()
    is_known = kind in IMAGE_SUFFIXES or kind in UNREADABLE_SUFFIXES or kind in _LIST_SUFFIXES
    return kind if is_known or kind in list_label_suffixes() else ""


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
    waiting, seen = [(root, os.path.realpath(root))], set[str]()
    while waiting and not is_canceled() and not is_scan_canceled():
        directory, actual = waiting.pop()
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
        for name in choose(found):
            inner = directory / name
            # Only of a link the disk is asked where it leads.
            waiting.append((inner, os.path.realpath(inner) if name in found.linked_folders else f"{actual}/{name}"))


def has_files(root: Path, suffix: str) -> bool:
    """Whether there is a file of that kind anywhere in `root`; a shared cache walks it once, and as far as needed."""
    try:
        return find_once(("suffixes", str(root)), lambda: _Suffixes(root)).has_suffix(suffix)
    except OSError:
        return False


class _Suffixes:
    """The suffixes of the files in a folder and all folders in it."""

    def __init__(self, root: Path) -> None:
        self._folders = walk_folders(root)
        self._seen: set[str] = set()

    def has_suffix(self, suffix: str) -> bool:
        """Raises: OSError (the folder cannot be listed)."""
        while suffix not in self._seen:
            found = next(self._folders, None)
            if found is None:
                return False
            self._seen |= found[1].files.keys()
        return True
