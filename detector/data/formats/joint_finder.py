"""Finding the joint label files of a folder, by a listing and the heads of a few files."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from detector.data.folder import natural_key
from detector.data.image_io import IMAGE_SUFFIXES
from detector.data.label_folders import find_set_folders
from detector.data.look import below, contents, once
from detector.data.plain_file import MOST_BYTES_OF_ALL, plain

from .image_places import holds_labels, split_of

FILES_LOOKED_AT = 20
"""In each folder, so many files at most are opened; those with telling names come first."""
HEAD = 65_536
_NAMES_LOOKED_AT = 40_000
_BETWEEN_NAMES = re.compile(rb"[\"',;\t\r\n/\\\\<>]+")
_TELLING = ("instances", "annotations", "_annotations", "labels", "result", "coco", "via", "train", "val", "test")


def label_files(root: Path, suffix: str, is_one: Callable[[Path], bool], labels: Path | None = None) -> list[Path]:
    """The joint label files of a data set, in natural order.

    They are looked for in `root`, in its folders for labels and for splits, and, where there are none, around it: in
    the folders above that belong to the same set. Files around it count only where they name images in `root`.

    Args:
        root: The folder of the data set, or such a file itself.
        suffix: Of the files.
        is_one: Whether a file is of the format.
        labels: The folder or file that has the labels, when a person has said so; no other counts then.

    Returns:
        The files; folders that cannot be listed have none.
    """
    place = labels or root
    if place.is_file():
        return [place] if place.name.lower().endswith(suffix) and is_one(place) else []
    found = [path for folder in _folders(place, with_splits=True) for path in _files(folder, suffix) if is_one(path)]
    if not found and labels is None:
        found = _around(root, suffix, is_one)
    return sorted(found, key=lambda path: natural_key(os.path.relpath(path, root)))


def _around(root: Path, suffix: str, is_one: Callable[[Path], bool]) -> list[Path]:
    """Files in folders above `root`, the nearest that have some, which name images in it."""
    for folder in list(find_set_folders(root))[1:]:
        paths = [path for place in _folders(folder) for path in _files(place, suffix)]
        found = [path for path in paths if is_one(path) and _names_images_in(path, root)]
        if found:
            return found
    return []


def _names_images_in(path: Path, root: Path) -> bool:
    """Whether the first or last part of a file has the name of an image in `root`, with its suffix or without."""
    there = once(("image names", str(root)), lambda: frozenset(islice(_image_names(root), _NAMES_LOOKED_AT)))
    return not there.isdisjoint(_BETWEEN_NAMES.split(head_and_tail(path).replace(b"\0", b"")))


def _image_names(root: Path) -> Iterator[bytes]:
    try:
        for _, found in below(root):
            for name in (name for suffix in found.files.keys() & IMAGE_SUFFIXES for name in found.files[suffix]):
                yield os.fsencode(name)
                yield os.fsencode(name[: name.rfind(".")])
    except OSError:
        return  # told when it is opened


def _folders(root: Path, with_splits: bool = False) -> Iterator[Path]:
    """`root`, and folders for labels directly in it."""
    yield root
    try:
        names = sorted(contents(root).folders)
    except OSError:
        return
    for name in names:
        if holds_labels(name) or (with_splits and split_of(name) is not None):
            yield root / name


def _files(folder: Path, suffix: str) -> Iterator[Path]:
    """The first files of that kind in a folder; those with telling names come first."""
    names = sorted(_names(folder, suffix), key=lambda name: (not name.lower().startswith(_TELLING), natural_key(name)))
    return (folder / name for name in names[:FILES_LOOKED_AT])


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
