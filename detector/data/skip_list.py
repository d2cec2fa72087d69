"""Images that a person has marked to be skipped: a list in the folder, for the window and the commands alike.

It is a text file with a path on each line, relative to the folder, with slashes. Its name begins with a dot, so that no
format takes it for labels.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from detector.data.atomic import write_atomically
from detector.data.formats.base import Dataset
from detector.data.formats.shared.listed_images import read_lines
from detector.data.formats.shared.record_changes import EditedFile, RecordChange, edit_file
from detector.data.formats.shared.text_encoding import TextEncodingError
from detector.data.formats.shared.wording import format_count, list_names
from detector.data.natural_order import natural_key
from detector.data.write_lock import hold_file_lock
from detector.errors import DatasetError
from detector.translatable import translatable

SKIP_LIST_NAME = ".frcnn-skipped"
SKIP_LIST_UNREADABLE = translatable(
    "{path} could not be read: {reason}. It lists the images to skip; repair or delete it."
)
SKIP_LIST_NOT_WRITTEN = translatable("{path} could not be written: {reason}. The marks are as they were.")
SKIPPED = translatable("{images} marked to be skipped, not used: {names}.")


def locate_skip_list(root: Path) -> Path:
    """The list of the data set `root`, which need not be there."""
    return (root if root.is_dir() else root.parent) / SKIP_LIST_NAME


def read_skipped_names(root: Path) -> frozenset[str]:
    """The images to skip, as paths relative to the folder.

    Raises:
        DatasetError: The list cannot be read.
    """
    path = locate_skip_list(root)
    try:
        return frozenset(read_lines(path)) if os.path.lexists(path) else frozenset()
    except (OSError, TextEncodingError) as error:
        reason = error.strerror or error if isinstance(error, OSError) else error
        raise DatasetError(SKIP_LIST_UNREADABLE.format(path=path, reason=reason)) from error


def change_skipped_names(root: Path, added: Iterable[str], removed: Iterable[str]) -> frozenset[str]:
    """Add images to the list and remove others; marks that another window has set meanwhile stay.

    Returns:
        The images to skip now.

    Raises:
        DatasetError: The list cannot be read or written; it is unchanged.
    """
    path = locate_skip_list(root)
    try:
        with hold_file_lock(path):
            before = read_skipped_names(root)
            after = (before | frozenset(added)) - frozenset(removed)
            if after != before:
                lines = sorted(after, key=natural_key)
                write_atomically(path, "".join(f"{name}\n" for name in lines).encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise DatasetError(SKIP_LIST_NOT_WRITTEN.format(path=path, reason=error.strerror or error)) from error
    return after


def find_skipped_images(dataset: Dataset) -> frozenset[Path]:
    """The images of the data set that are marked to be skipped.

    Raises:
        DatasetError: The list cannot be read.
    """
    names = read_skipped_names(dataset.root)
    if not names:
        return frozenset()
    top = dataset.root if dataset.root.is_dir() else dataset.root.parent
    return frozenset(image for image in dataset.images if _build_name(top, image) in names)


def rename_skipped_images(root: Path, places: Mapping[Path, Path]) -> Iterator[RecordChange]:
    """Have the marks of images follow them to other `places`; the change was made when it is yielded.

    Raises:
        AnnotationWriteError: The list cannot be written; it is unchanged.
    """
    path = locate_skip_list(root)
    new = {_build_name(path.parent, image): _build_name(path.parent, place) for image, place in places.items()}
    if read_skipped_names(root).isdisjoint(new):
        return
    swap = edit_file(path, partial(_rename_lines, new))
    back = {now: before for before, now in new.items()}
    yield EditedFile(path, swap.patch, lambda _dataset, raw: _rename_lines(back, raw))


def _rename_lines(new: Mapping[str, str], raw: bytes) -> bytes:
    lines = raw.decode("utf-8", "surrogateescape").splitlines()
    return "".join(f"{new.get(name, name)}\n" for name in lines).encode("utf-8", "surrogateescape")


def _build_name(top: Path, image: Path) -> str:
    """As the list names it; empty where it is elsewhere."""
    return image.relative_to(top).as_posix() if image.is_relative_to(top) else ""


def describe_skipped_images(skipped: Iterable[Path]) -> list[str]:
    """A sentence about them, if there are any."""
    names = sorted((image.name for image in skipped), key=natural_key)
    if not names:
        return []
    return [SKIPPED.format(images=format_count(len(names), "image is", "images are"), names=list_names(names))]
