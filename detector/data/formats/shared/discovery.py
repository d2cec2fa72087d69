"""Finding the shared label files of a folder by listing folders and reading the beginning of a few files."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from detector.data.directory_cache import find_once, list_contents, walk_folders
from detector.data.image_io import IMAGE_SUFFIXES
from detector.data.label_folders import find_data_set_folders
from detector.data.natural_order import natural_key
from detector.data.regular_file import MAX_JOINT_FILE_BYTES, require_regular_file
from detector.data.relative_path import format_relative_path

from .image_lookup import is_joint_label_folder, parse_split

MAX_FILES_OPENED = 20
"""The maximum number of files opened in each folder; those with typical names come first."""
HEAD_BYTES = 65_536
_MAX_NAMES_COMPARED = 40_000
_NAME_SEPARATORS = re.compile(rb"[\"',;\t\r\n/\\\\<>]+")
_USUAL_PREFIXES = (
    "instances",
    "annotations",
    "_annotations",
    "labels",
    "result",
    "coco",
    "via",
    "train",
    "val",
    "test",
)


def find_joint_label_files(
    root: Path, suffix: str, is_one: Callable[[Path], bool], labels: Path | None = None
) -> list[Path]:
    """Find the shared label files of a data set.

    They are searched in `root` and in its folders for labels and for splits. If there are none, they are searched in
    parent folders that belong to the same data set; there, only files that name images in `root` count.

    Args:
        root: The folder of the data set, or a label file.
        suffix: The suffix of the files, in lower case.
        is_one: Returns whether a file has the format.
        labels: The folder or file with the labels if the user has specified it; then nothing else is searched.

    Returns:
        The files in natural order. Folders that cannot be listed are skipped.
    """
    place = labels or root
    if place.is_file():
        return [place] if place.name.lower().endswith(suffix) and is_one(place) else []
    found = [
        path
        for folder in _iter_label_folders(place, with_splits=True)
        for path in _iter_candidates(folder, suffix)
        if is_one(path)
    ]
    if not found and labels is None:
        found = _find_around(root, suffix, is_one)
    return sorted(found, key=lambda path: natural_key(format_relative_path(path, root)))


def _find_around(root: Path, suffix: str, is_one: Callable[[Path], bool]) -> list[Path]:
    """Files in folders above `root` that name images in it, from the nearest folder that has such files."""
    for folder in list(find_data_set_folders(root))[1:]:
        paths = [path for place in _iter_label_folders(folder) for path in _iter_candidates(place, suffix)]
        found = [path for path in paths if is_one(path) and _has_images_of(path, root)]
        if found:
            return found
    return []


def _has_images_of(path: Path, root: Path) -> bool:
    """Whether the beginning or end of a file names an image in `root`, with or without its suffix."""
    there = find_once(
        ("image names", str(root)), lambda: frozenset(islice(_iter_image_names(root), _MAX_NAMES_COMPARED))
    )
    return not there.isdisjoint(_NAME_SEPARATORS.split(read_head_and_tail(path).replace(b"\0", b"")))


def _iter_image_names(root: Path) -> Iterator[bytes]:
    try:
        for _, found in walk_folders(root):
            for name in (name for suffix in found.files.keys() & IMAGE_SUFFIXES for name in found.files[suffix]):
                yield os.fsencode(name)
                yield os.fsencode(name[: name.rfind(".")])
    except OSError:
        return  # reported when it is opened


def _iter_label_folders(root: Path, with_splits: bool = False) -> Iterator[Path]:
    """`root` and the folders for labels directly in it; with the folders for splits, and those for labels in these."""
    yield root
    try:
        names = sorted(list_contents(root).folders)
    except OSError:
        return
    for name in names:
        if is_joint_label_folder(name):
            yield root / name
        elif with_splits and parse_split(name) is not None:
            yield from _iter_label_folders(root / name)


def _iter_candidates(folder: Path, suffix: str) -> Iterator[Path]:
    """The first files with this suffix in a folder; those with typical names come first."""
    names = sorted(
        _list_names(folder, suffix), key=lambda name: (not name.lower().startswith(_USUAL_PREFIXES), natural_key(name))
    )
    return (folder / name for name in names[:MAX_FILES_OPENED])


def _list_names(folder: Path, suffix: str) -> list[str]:
    try:
        return list_contents(folder).files.get(suffix, [])
    except OSError:
        return []


def read_head_and_tail(path: Path) -> bytes:
    """The first and last bytes of a file, or all bytes of a small one; empty if it cannot be read."""
    try:
        with require_regular_file(path, MAX_JOINT_FILE_BYTES).open("rb") as stream:
            head = stream.read(HEAD_BYTES)
            stream.seek(max(stream.seek(0, os.SEEK_END) - HEAD_BYTES, len(head)))
            return head + stream.read(HEAD_BYTES)
    except OSError:
        return b""
