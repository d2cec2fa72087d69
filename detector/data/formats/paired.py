"""Data sets in which each image has a label file of its own, named after it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from detector.data.folder import ImageEntry, ImageFolder, LabelKind, list_folder, natural_key, scan
from detector.data.image_io import read_size
from detector.errors import DatasetError

from .base import FormatName, LabelFile, Split
from .joint_finder import head_and_tail
from .split_folders import folder_split

_FILES_LOOKED_AT = 8


class LabelFiles(Protocol):
    """How a format reads and makes label files."""

    def read(self, entry: ImageEntry) -> LabelFile:
        """Errors: AnnotationUnreadableError."""

    def blank(self, entry: ImageEntry, width: int, height: int) -> LabelFile:
        """Labels yet to be written, for an image of this size."""


@dataclass(frozen=True)
class PairedFolders:
    """The folders of a data set, and its split where they are named for one (`train`, `valid`, `test`)."""

    folders: tuple[ImageFolder, ...]
    splits: Mapping[Split, frozenset[Path]] = field(default_factory=dict)

    def labelled(self) -> Iterable[ImageEntry]:
        """The images that had a label file when they were listed."""
        return (folder[row] for folder in self.folders for row in range(len(folder)) if folder.has_labels(row))


def find_folders(root: Path, kind: LabelKind) -> PairedFolders:
    """The images in `root`, or, where it has none itself, in its folders that are named for splits.

    Errors: DatasetError (not there, no images).
    """
    try:
        return PairedFolders((scan(root, kind=kind),))
    except DatasetError as error:
        if not root.is_dir():
            raise
        nothing = error
    folders: list[ImageFolder] = []
    splits: dict[Split, frozenset[Path]] = {}
    for name in sorted(list_folder(root, kind.suffix).folders, key=natural_key):
        split = folder_split(name)
        if split is not None and split not in splits and list_folder(root / name, kind.suffix).images:
            folders.append(scan(root / name, kind=kind))
            splits[split] = frozenset(entry.image for entry in folders[-1])
    if not folders:
        raise nothing
    return PairedFolders(tuple(folders), splits)


def looks_labelled(root: Path, kind: LabelKind, evidence: bytes) -> bool:
    """Whether any of the first few label files has `evidence` near its start or end, be it in UTF-8 or in UTF-16."""
    try:
        found = find_folders(root, kind)
    except DatasetError:
        return False
    looked_at = (entry.labels for entry, _ in zip(found.labelled(), range(_FILES_LOOKED_AT), strict=False))
    return any(evidence in head_and_tail(path).replace(b"\0", b"") for path in looked_at)


class PairedDataset:
    """See `detector.data.formats.base.Dataset`."""

    classes: tuple[str, ...] = ()

    def __init__(
        self,
        root: Path,
        format_name: FormatName,
        found: PairedFolders,
        files: LabelFiles,
        splits: Mapping[Split, frozenset[Path]] | None = None,
        notices: Sequence[str] = (),
    ) -> None:
        """`splits`, where given, count instead of those of the folders."""
        self.root, self.format = root, format_name
        self.splits = splits or found.splits
        self.notices = (*(notice for folder in found.folders for notice in folder.notices), *notices)
        self._folders, self._files = found.folders, files

    @cached_property
    def _rows(self) -> Mapping[Path, tuple[ImageFolder, int]]:
        return {entry.image: (folder, row) for folder in self._folders for row, entry in enumerate(folder)}

    @cached_property
    def images(self) -> Sequence[Path]:
        return list(self._rows)

    def is_labelled(self, image: Path) -> bool:
        """Errors: KeyError for an image that is not one of these."""
        folder, row = self._rows[image]
        return folder.has_labels(row)

    def read(self, image: Path) -> LabelFile:
        """Errors: AnnotationUnreadableError, and ImageUnreadableError of an image without labels."""
        folder, row = self._rows[image]
        entry = folder[row]
        if os.path.lexists(entry.labels):
            return self._files.read(entry)
        return self._files.blank(entry, *read_size(image))
