"""Finding the joint label files of a folder, by a listing and the heads of a few files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from detector.data.folder import natural_key
from detector.data.look import contents
from detector.data.plain_file import MOST_BYTES_OF_ALL, plain

from .image_places import LABEL_FOLDERS, split_of

FILES_LOOKED_AT = 20
"""In each folder, so many files at most are opened; those with telling names come first."""
HEAD = 65_536
_TELLING = ("instances", "annotations", "_annotations", "labels", "result", "coco", "train", "val", "test")


def label_files(root: Path, suffix: str, is_one: Callable[[Path], bool]) -> list[Path]:
    """The joint label files of a data set, in natural order: in `root`, its `annotations`, its folders of splits.

    `root` may be such a file itself. Folders that cannot be listed have none.
    """
    if root.is_file():
        return [root] if root.name.lower().endswith(suffix) and is_one(root) else []
    found: list[Path] = []
    for folder in _folders(root):
        names = sorted(
            _names(folder, suffix), key=lambda name: (not name.lower().startswith(_TELLING), natural_key(name))
        )
        found += [folder / name for name in names[:FILES_LOOKED_AT] if is_one(folder / name)]
    return sorted(found, key=lambda path: natural_key(os.path.relpath(path, root)))


def _folders(root: Path) -> Iterator[Path]:
    yield root
    try:
        names = sorted(contents(root).folders)
    except OSError:
        return
    yield from (root / name for name in names if name.lower() in LABEL_FOLDERS or split_of(name) is not None)


def _names(folder: Path, suffix: str) -> list[str]:
    try:
        return contents(folder).files.get(suffix, [])
    except OSError:
        return []


def head_and_tail(path: Path) -> bytes:
    """The first and the last bytes of a file, all of a small one; nothing of one that cannot be read."""
    try:
        with plain(path, MOST_BYTES_OF_ALL).open("rb") as stream:
            head = stream.read(HEAD)
            stream.seek(max(stream.seek(0, os.SEEK_END) - HEAD, len(head)))
            return head + stream.read(HEAD)
    except OSError:
        return b""
