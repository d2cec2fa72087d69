"""Finding the joint label files of a folder, by a listing and the heads of a few files."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from detector.data.directory_cache import find_once, list_contents, walk_folders
from detector.data.folder import natural_key
from detector.data.image_io import IMAGE_SUFFIXES
from detector.data.label_folders import find_data_set_folders
from detector.data.regular_file import MAX_JOINT_FILE_BYTES, require_regular_file

from .image_lookup import is_joint_label_folder, parse_split

MAX_FILES_OPENED = 20
"""Maximum number of files that are opened in each folder; those with typical names come first."""
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
    found = [
        path
        for folder in _iter_label_folders(place, with_splits=True)
        for path in _iter_candidates(folder, suffix)
        if is_one(path)
    ]
    if not found and labels is None:
        found = _find_around(root, suffix, is_one)
    return sorted(found, key=lambda path: natural_key(os.path.relpath(path, root)))


def _find_around(root: Path, suffix: str, is_one: Callable[[Path], bool]) -> list[Path]:
    """Files in folders above `root`, the nearest that have some, which name images in it."""
    for folder in list(find_data_set_folders(root))[1:]:
        paths = [path for place in _iter_label_folders(folder) for path in _iter_candidates(place, suffix)]
        found = [path for path in paths if is_one(path) and _has_images_of(path, root)]
        if found:
            return found
    return []


def _has_images_of(path: Path, root: Path) -> bool:
    """Whether the first or last part of a file has the name of an image in `root`, with its suffix or without."""
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
    """`root`, and folders for labels directly in it."""
    yield root
    try:
        names = sorted(list_contents(root).folders)
    except OSError:
        return
    for name in names:
        if is_joint_label_folder(name) or (with_splits and parse_split(name) is not None):
            yield root / name


def _iter_candidates(folder: Path, suffix: str) -> Iterator[Path]:
    """The first files of that kind in a folder; those with typical names come first."""
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
    """The first and the last bytes of a file, all of a small one; nothing of one that cannot be read."""
    try:
        with require_regular_file(path, MAX_JOINT_FILE_BYTES).open("rb") as stream:
            head = stream.read(HEAD_BYTES)
            stream.seek(max(stream.seek(0, os.SEEK_END) - HEAD_BYTES, len(head)))
            return head + stream.read(HEAD_BYTES)
    except OSError:
        return b""
