"""Data sets in which each image has its own label file, named after the image."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import compress, islice
from pathlib import Path
from typing import Protocol

from detector.data.directory_cache import FolderContents, IsCanceled, find_once, never_canceled, walk_folders
from detector.data.folder import (
    VOC_IMAGES,
    FolderListing,
    ImageEntry,
    ImageFolder,
    build_no_images_error,
    describe_listing_fault,
    is_voc_layout,
    join_folders,
    list_folder,
)
from detector.data.formats.base import AUTOMATIC_OPTIONS, FormatName, LabelFile, OpenOptions, Split
from detector.data.formats.class_edits import ClassEdit, ClassEditStep
from detector.data.image_io import read_size
from detector.data.image_paths import ImagePaths
from detector.data.label_claims import describe_contested_labels, find_contested_labels
from detector.data.label_folders import find_label_folders, is_label_folder, is_mask_folder, may_have_labels
from detector.data.label_pairing import VOC_XML, LabelFolders, LabelKind, scan_folder
from detector.data.natural_order import natural_key
from detector.errors import DatasetError

from .dataset_defaults import DatasetDefaults
from .discovery import read_head_and_tail
from .per_image_class_edits import plan_list_and_files
from .split_names import parse_folder_split
from .wording import format_count, list_names

_MAX_FILES_SAMPLED = 8


class LabelFiles(Protocol):
    """Reads and creates the label files of a format."""

    def read_labels(self, entry: ImageEntry) -> LabelFile:
        """Read the existing label file of `entry`.

        Raises:
            AnnotationUnreadableError: The file cannot be read completely, so it must not be written either.
        """

    def create_blank(self, entry: ImageEntry, width: int, height: int) -> LabelFile:
        """Labels without boxes for an image of this size; saving them creates the label file."""


@dataclass(frozen=True)
class PairedFolders:
    """The image folders of a data set with their label files, and the splits if folders are named after them.

    Attributes:
        folders: The folders with images.
        splits: The images of each split (`train`, `valid`, `test` folders); empty if there are none.
        notices: Sentences about images and label files that are not used.
    """

    folders: tuple[ImageFolder, ...]
    splits: Mapping[Split, frozenset[Path]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()

    def iter_labeled_entries(self) -> Iterable[ImageEntry]:
        """The images that had a label file when they were listed."""
        return (entry for folder in self.folders for entry in folder.iter_labeled_entries())

    def sample_labeled(self, max_count: int) -> list[ImageEntry]:
        """At most `max_count` labeled images, evenly spread; only these entries are created."""
        counts = [folder.label_flags.count(1) for folder in self.folders]
        step = max(1, -(-sum(counts) // max_count))
        sampled: list[ImageEntry] = []
        first = 0
        for folder, count in zip(self.folders, counts, strict=True):
            rows = islice(compress(range(len(folder)), folder.label_flags), first, None, step)
            sampled += [folder[row] for row in rows]
            first = (first - count) % step
        return sampled


def find_paired_folders(
    root: Path, kind: LabelKind, is_canceled: IsCanceled = never_canceled, labels: Path | None = None
) -> PairedFolders:
    """Find `root` and its subfolders that contain images. Hidden folders are skipped, and cycles of links are detected.

    Folders named after splits define the splits. Images in `root` itself then belong to no split, and every other
    folder must be named after a split; otherwise there are no splits.

    Args:
        root: The folder of the data set.
        kind: Which label files to search.
        is_canceled: Called repeatedly. Once it returns True, the result is incomplete, possibly empty.
        labels: The folder with the label files; by default they are searched around each image folder.

    Raises:
        DatasetError: `root` does not exist or has no images.
    """
    return find_once(
        ("paired", str(root), kind.suffix, str(labels)), lambda: _search_paired_folders(root, kind, is_canceled, labels)
    )


def _search_paired_folders(root: Path, kind: LabelKind, is_canceled: IsCanceled, labels: Path | None) -> PairedFolders:
    listings, left_out = _exclude_label_folders(root, kind, dict(_iter_image_folders(root, kind, is_canceled)))
    if not listings and not is_canceled():
        raise build_no_images_error(root, list_folder(root, kind.suffix).folders)
    names = {directory: listing.images for directory, listing in listings.items()}
    around = {directory: find_label_folders(directory, root, labels) for directory in listings}
    contested = find_contested_labels(names, around, kind.suffix)
    folders = tuple(
        scan_folder(
            directory, is_canceled, kind, listing, LabelFolders(directory, around[directory], kind.suffix, contested)
        )
        for directory, listing in listings.items()
        if not is_canceled()
    )
    notices = (*describe_contested_labels(contested, kind.suffix), *left_out)
    return PairedFolders(folders, _collect_splits(root, folders), notices)


def _exclude_label_folders(
    root: Path, kind: LabelKind, listings: dict[Path, FolderListing]
) -> tuple[dict[Path, FolderListing], list[str]]:
    """Remove image folders inside label folders (masks, for example) if there are others.

    Returns:
        The remaining folders, and sentences about the removed ones that are not read as labels either.
    """
    remaining: dict[Path, FolderListing] = {}
    others: list[Path] = []
    for directory, listing in listings.items():
        if not listing.labels and any(map(is_label_folder, directory.relative_to(root).parts)):
            others.append(directory)
        else:
            remaining[directory] = listing
    if not others or not remaining:
        return listings, []
    if kind == VOC_XML:
        others = [directory for directory in others if not any(map(is_mask_folder, directory.relative_to(root).parts))]
    if not others:
        return remaining, []
    images = format_count(sum(len(listings[directory].images) for directory in others), "image is", "images are")
    names = list_names([directory.relative_to(root).as_posix() for directory in others])
    return remaining, [f"{images} left out because of a folder for labels: {names}."]


def _collect_splits(root: Path, folders: Iterable[ImageFolder]) -> dict[Split, frozenset[Path]]:
    """The split of each image folder, by the first folder below `root` that is named after a split."""
    splits: dict[Split, set[Path]] = {}
    has_own = any(folder.directory == root for folder in folders)
    for folder in folders:
        parts = folder.directory.relative_to(root).parts
        split = next((named for part in parts if (named := parse_folder_split(part))), None)
        if split is None and has_own and parts:
            return {}
        if split is not None:
            splits.setdefault(split, set()).update(entry.image for entry in folder)
    return {split: frozenset(images) for split, images in splits.items()}


def _iter_image_folders(root: Path, kind: LabelKind, is_canceled: IsCanceled) -> Iterator[tuple[Path, FolderListing]]:
    """The folders with images, from `root` downwards, in natural order.

    Raises:
        DatasetError: `root` does not exist.
    """
    try:
        for directory, _ in walk_folders(root, is_canceled, _choose_subfolders):
            listing = list_folder(directory, kind.suffix, is_canceled)
            if listing.images:
                yield directory, listing
    except OSError as error:
        raise DatasetError(describe_listing_fault(root, error)) from error


def _choose_subfolders(found: FolderContents) -> list[str]:
    return [VOC_IMAGES] if is_voc_layout(found) else sorted(found.folders, key=natural_key, reverse=True)


def has_labels_with(
    root: Path, kind: LabelKind, evidence: bytes | Callable[[bytes], bool], labels: Path | None = None
) -> bool:
    """Whether one of the first label files contains `evidence` near its beginning or end, in UTF-8 or UTF-16.

    Args:
        root: The folder of the data set.
        kind: Which label files to search.
        evidence: Bytes to search for, or a function that decides from these parts of the file.
        labels: The folder with the label files; by default they are searched around each image folder.

    Returns:
        Whether it does; False if `root` has no images.
    """
    try:
        found = find_paired_folders(root, kind, labels=labels) if may_have_labels(root, [kind.suffix], labels) else None
    except DatasetError:
        return False
    entries = found.iter_labeled_entries() if found is not None else ()
    looked_at = (entry.label_file for entry, _ in zip(entries, range(_MAX_FILES_SAMPLED), strict=False))
    texts = (read_head_and_tail(path).replace(b"\0", b"") for path in looked_at)
    return any(map(evidence, texts) if callable(evidence) else (evidence in text for text in texts))


class PairedDataset(DatasetDefaults):
    """A data set with one label file per image; see `detector.data.formats.base.Dataset`."""

    classes: tuple[str, ...] = ()

    def __init__(
        self,
        root: Path,
        format_name: FormatName,
        found: PairedFolders,
        files: LabelFiles,
        splits: Mapping[Split, frozenset[Path]] | None = None,
        notices: Sequence[str] = (),
        options: OpenOptions = AUTOMATIC_OPTIONS,
    ) -> None:
        """Combine the folders.

        Args:
            root: The folder of the data set.
            format_name: The format.
            found: The folders with their label files.
            files: Reads and creates label files.
            splits: Used instead of the splits of the folders if not empty.
            notices: Sentences in addition to those of `found`.
            options: What the user has specified.
        """
        self.root, self.format = root, format_name
        self.options = replace(options, format=format_name)
        self.splits = splits or found.splits
        self.notices = (*found.notices, *(notice for folder in found.folders for notice in folder.notices), *notices)
        self._folders, self._label_files = found.folders, files
        base = found.folders[0].directory if len(found.folders) == 1 else root
        names, self._rows_by_image = _order_images(found.folders, base)
        self.images = ImagePaths(base, names)

    @cached_property
    def label_flags(self) -> bytes:
        if len(self._folders) == 1:
            return self._folders[0].label_flags
        return bytes(self._folders[folder].has_labels(row) for folder, row in self._rows_by_image)

    def list_used_files(self) -> Mapping[Path, Collection[str]]:
        return find_once(
            ("used files", self),
            lambda: join_folders(found for folder in self._folders for found in folder.label_files().items()),
        )

    def is_labeled(self, image: Path) -> bool:
        """Whether `image` has a label file, possibly an empty one.

        Raises:
            KeyError: `image` does not belong to the data set.
        """
        folder, row = self._find_row(image)
        return self._folders[folder].has_labels(row)

    def read_labels(self, image: Path) -> LabelFile:
        folder, row = self._find_row(image)
        entry = self._folders[folder][row]
        if os.path.lexists(entry.label_file):
            return self._label_files.read_labels(entry)
        return self._label_files.create_blank(entry, *read_size(image))

    def find_own_label_file(self, image: Path) -> Path | None:
        folder, row = self._find_row(image)
        file = self._folders[folder][row].label_file
        return file if os.path.lexists(file) else None

    def lists_class(self, name: str) -> bool:
        return name in self.classes

    def plan_class_edit(
        self,
        edit: ClassEdit,
        images: Sequence[Path],
        without: Sequence[Path],  # noqa: ARG002 - they are not among `images`
    ) -> Iterator[ClassEditStep]:
        return plan_list_and_files(self, edit, images)

    def _find_row(self, image: Path) -> tuple[int, int]:
        """The index of its folder and its row in that folder."""
        index = self.images.find_index(image)
        if index is None:
            raise KeyError(image)
        return self._rows_by_image[index] if self._rows_by_image else (0, index)


def _order_images(folders: Sequence[ImageFolder], base: Path) -> tuple[Sequence[str], Sequence[tuple[int, int]]]:
    """All images in natural order.

    Returns:
        The names relative to `base`, and for each image the index of its folder and its row in that folder; no rows for
        a single folder, whose rows are the images.
    """
    if len(folders) == 1:
        return folders[0].names, ()
    found: list[tuple[str, tuple[int, int]]] = []
    for number, folder in enumerate(folders):
        within = folder.directory.relative_to(base).as_posix()
        prefix = "" if within == "." else f"{within}/"
        found += [(prefix + name, (number, row)) for row, name in enumerate(folder.names)]
    found.sort(key=lambda one: natural_key(one[0]))
    return [name for name, _ in found], [row for _, row in found]
