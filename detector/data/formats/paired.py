"""Data sets in which each image has a label file of its own, named after it."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Protocol

from detector.data.folder import (
    VOC_IMAGES,
    ImageEntry,
    ImageFolder,
    Listing,
    cannot_list,
    is_voc_layout,
    join_folders,
    label_folder,
    list_folder,
    natural_key,
    no_images,
)
from detector.data.image_io import read_size
from detector.data.image_paths import ImagePaths
from detector.data.label_claims import contested_notices, find_contested
from detector.data.label_folders import find_label_folders, is_label_folder
from detector.data.label_pairing import LabelKind, LabelPlaces, scan
from detector.data.look import Cancelled, Contents, below, has_files, never, once
from detector.errors import DatasetError

from .base import AS_FOUND, FormatName, LabelFile, OpenOptions, Split
from .joint_finder import head_and_tail
from .split_folders import folder_split
from .wording import counted, some

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
    notices: tuple[str, ...] = ()

    def labelled(self) -> Iterable[ImageEntry]:
        """The images that had a label file when they were listed."""
        return (entry for folder in self.folders for entry in folder.labelled_entries())

    def some_labelled(self, most: int) -> list[ImageEntry]:
        """At most so many of them, evenly spread; only these are made."""
        rows = ((folder, row) for folder in self.folders for row, has in enumerate(folder.labelled) if has)
        count = sum(folder.labelled.count(1) for folder in self.folders)
        return [folder[row] for folder, row in islice(rows, 0, None, max(1, -(-count // most)))]


def find_folders(
    root: Path, kind: LabelKind, cancelled: Cancelled = never, labels: Path | None = None
) -> PairedFolders:
    """`root` and the folders in it that have images, hidden ones left out; links that lead in circles are no trap.

    Where folders in `root` are named for splits they are its split. Images in `root` itself are then in none, and all
    other folders must be named so. `cancelled` is asked now and then; when it says yes, what was found so far comes
    back, which may be nothing.

    Args:
        labels: Where the label files are; by default they are looked for around each folder of images.

    Raises:
        DatasetError: `root` is not there, or has no images.
    """
    return once(("paired", str(root), kind.suffix, str(labels)), lambda: _find_folders(root, kind, cancelled, labels))


def _find_folders(root: Path, kind: LabelKind, cancelled: Cancelled, labels: Path | None) -> PairedFolders:
    listings, left_out = _without_label_pictures(root, dict(_walk(root, kind, cancelled)))
    if not listings and not cancelled():
        raise no_images(root, list_folder(root, kind.suffix).folders)
    names = {directory: listing.images for directory, listing in listings.items()}
    around = {directory: find_label_folders(directory, root, labels) for directory in listings}
    contested = find_contested(names, around, kind.suffix)
    folders = tuple(
        scan(directory, cancelled, kind, listing, LabelPlaces(directory, around[directory], kind.suffix, contested))
        for directory, listing in listings.items()
        if not cancelled()
    )
    notices = (*contested_notices(contested, kind.suffix), *left_out)
    return PairedFolders(folders, _splits(root, folders), notices)


def _without_label_pictures(root: Path, listings: dict[Path, Listing]) -> tuple[dict[Path, Listing], list[str]]:
    """Without images in folders for labels, such as masks, where there are others; and a sentence on those."""
    others = [
        directory
        for directory, listing in listings.items()
        if any(map(is_label_folder, directory.relative_to(root).parts)) and not listing.labels
    ]
    if not others or len(others) == len(listings):
        return listings, []
    images = counted(sum(len(listings[directory].images) for directory in others), "image is", "images are")
    names = some([directory.relative_to(root).as_posix() for directory in others])
    told = f"{images} left out because of a folder for labels: {names}."
    return {directory: listing for directory, listing in listings.items() if directory not in others}, [told]


def _splits(root: Path, folders: Iterable[ImageFolder]) -> dict[Split, frozenset[Path]]:
    """By the first folder below `root` that is named for a split, for each folder of images."""
    splits: dict[Split, set[Path]] = {}
    has_own = any(folder.directory == root for folder in folders)
    for folder in folders:
        parts = folder.directory.relative_to(root).parts
        split = next((named for part in parts if (named := folder_split(part))), None)
        if split is None and has_own and parts:
            return {}
        if split is not None:
            splits.setdefault(split, set()).update(entry.image for entry in folder)
    return {split: frozenset(images) for split, images in splits.items()}


def _walk(root: Path, kind: LabelKind, cancelled: Cancelled) -> Iterator[tuple[Path, Listing]]:
    """Those that have images, from `root` downwards, in natural order. Errors: DatasetError (`root` is not there)."""
    try:
        for directory, _ in below(root, cancelled, _inside):
            listing = list_folder(directory, kind.suffix, cancelled)
            if listing.images:
                yield directory, listing
    except OSError as error:
        raise DatasetError(cannot_list(root, error)) from error


def _inside(found: Contents) -> list[str]:
    return [VOC_IMAGES] if is_voc_layout(found) else sorted(found.folders, key=natural_key, reverse=True)


def looks_labelled(
    root: Path, kind: LabelKind, evidence: bytes | Callable[[bytes], bool], labels: Path | None = None
) -> bool:
    """Whether any of the first few label files has `evidence` near its start or end, be it in UTF-8 or in UTF-16."""
    try:
        found = find_folders(root, kind, labels=labels) if _has_label_files(root, kind.suffix, labels) else None
    except DatasetError:
        return False
    entries = found.labelled() if found is not None else ()
    looked_at = (entry.labels for entry, _ in zip(entries, range(_FILES_LOOKED_AT), strict=False))
    texts = (head_and_tail(path).replace(b"\0", b"") for path in looked_at)
    return any(map(evidence, texts) if callable(evidence) else (evidence in text for text in texts))


def _has_label_files(root: Path, suffix: str, labels: Path | None) -> bool:
    """Whether there is any file of that kind: without pairing a hundred thousand images first."""
    places = [labels] if labels else [root, label_folder(root), *find_label_folders(root, root)]
    return any(has_files(folder, suffix) for folder in dict.fromkeys(places))


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
        options: OpenOptions = AS_FOUND,
    ) -> None:
        """`splits`, where given, count instead of those of the folders."""
        self.root, self.format = root, format_name
        self.options = replace(options, format=format_name)
        self.splits = splits or found.splits
        self.notices = (*found.notices, *(notice for folder in found.folders for notice in folder.notices), *notices)
        self._folders, self._files = found.folders, files
        base = found.folders[0].directory if len(found.folders) == 1 else root
        names, self._rows = _ordered(found.folders, base)
        self.images = ImagePaths(base, names)

    @cached_property
    def labelled(self) -> bytes:
        if len(self._folders) == 1:
            return self._folders[0].labelled
        return bytes(self._folders[folder].has_labels(row) for folder, row in self._rows)

    def used_files(self) -> Mapping[Path, Collection[str]]:
        return join_folders(found for folder in self._folders for found in folder.label_files().items())

    def is_labelled(self, image: Path) -> bool:
        """Errors: KeyError for an image that is not one of these."""
        folder, row = self._rows[self._index(image)]
        return self._folders[folder].has_labels(row)

    def read(self, image: Path) -> LabelFile:
        """Errors: AnnotationUnreadableError, and ImageUnreadableError of an image without labels."""
        folder, row = self._rows[self._index(image)]
        entry = self._folders[folder][row]
        if os.path.lexists(entry.labels):
            return self._files.read(entry)
        return self._files.blank(entry, *read_size(image))

    def _index(self, image: Path) -> int:
        index = self.images.index_of(image)
        if index is None:
            raise KeyError(image)
        return index


def _ordered(folders: Sequence[ImageFolder], base: Path) -> tuple[Sequence[str], Sequence[tuple[int, int]]]:
    """All images in natural order: their names, relative to `base`; and for each, which folder has it in which row."""
    if len(folders) == 1:
        return folders[0].names, [(0, row) for row in range(len(folders[0]))]
    found: list[tuple[str, tuple[int, int]]] = []
    for number, folder in enumerate(folders):
        within = folder.directory.relative_to(base).as_posix()
        prefix = "" if within == "." else f"{within}/"
        found += [(prefix + name, (number, row)) for row, name in enumerate(folder.names)]
    found.sort(key=lambda one: natural_key(one[0]))
    return [name for name, _ in found], [row for _, row in found]
