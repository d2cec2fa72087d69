"""Pascal VOC data sets: `.xml` files beside their images, or `JPEGImages`, `Annotations` and `ImageSets/Main`.

Several of these can be side by side (VOC2007, VOC2012). Images with `.xml` files can also be in folders named after
splits (`train`, `valid`, `test`), as Roboflow writes them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from detector.data.directory_cache import IsCanceled, list_contents, never_canceled
from detector.data.folder import ImageEntry
from detector.data.formats.base import AUTOMATIC_OPTIONS, ImageToWrite, LabelFormat, OpenOptions, Split, SplitKind
from detector.data.formats.format_info import EngineText
from detector.data.formats.shared.per_image_dataset import (
    PairedDataset,
    PairedFolders,
    find_paired_folders,
    has_labels_with,
)
from detector.data.formats.shared.record_changes import RecordChange
from detector.data.formats.shared.split_lists import SplitList, move_in_lists, remove_from_lists
from detector.data.label_pairing import VOC_XML
from detector.errors import DatasetError
from detector.translatable import translatable

from .class_colors import ClassNumbers, read_class_numbers
from .image_sets import ImageSets, find_set_lists, read_image_sets
from .info import INFO
from .label_file import VocFile, VocOrigin
from .object_masks import MaskPlaces, MaskPng, find_mask_places, has_mask_folder
from .pixel_origin import FoundOrigin, OriginReason, find_origin
from .segmented_file import SegmentedFile
from .writer import VocWriter, describe_mask_losses

PIXELS_TITLE = EngineText(translatable("VOC, pixels from 1"))
EDGES_TITLE = EngineText(translatable("VOC, edges from 0"))
_ROOT_PATTERN = re.compile(rb"<annotation(?!s)")


def _has_voc_root(text: bytes) -> bool:
    """Whether the root is `<annotation>`, not `<annotations>` as in CVAT files."""
    return _ROOT_PATTERN.search(text) is not None


class VocFormat(LabelFormat):
    """See `detector.data.formats.base.LabelFormat`."""

    info = INFO

    def is_format_of(self, root: Path, options: OpenOptions = AUTOMATIC_OPTIONS) -> bool:
        return has_labels_with(root, VOC_XML, _has_voc_root, options.labels_place) or _has_masks(root, options)

    def open_dataset(
        self,
        root: Path,
        is_canceled: IsCanceled = never_canceled,
        options: OpenOptions = AUTOMATIC_OPTIONS,
    ) -> VocDataset:
        """Open the images of `root` and their labels.

        Raises:
            DatasetError: `root` does not exist or has no images.
        """
        found = find_paired_folders(root, VOC_XML, is_canceled, options.labels_place)
        sets = read_image_sets(found.folders, root)
        return VocDataset(root, found, _VocFiles(root, found, options), sets, options)

    def begin_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> VocDataset:
        return self.open_dataset(root, is_canceled, options)

    def describe_outline_losses(self, images: Iterable[ImageToWrite]) -> tuple[str, ...]:
        return describe_mask_losses(images)

    def create_writer(self, out: Path, classes: Sequence[str]) -> VocWriter:
        return VocWriter(out, classes)


FORMAT = VocFormat()


class VocDataset(PairedDataset):
    """See `detector.data.formats.base.Dataset`."""

    def __init__(
        self,
        root: Path,
        found: PairedFolders,
        files: _VocFiles,
        sets: ImageSets,
        options: OpenOptions = AUTOMATIC_OPTIONS,
    ) -> None:
        super().__init__(root, "voc", found, files, sets.splits, sets.notices, options)
        self._voc_files = files

    @property
    def pixel_origin(self) -> FoundOrigin:
        """The pixel origin of files whose program is unknown, and the evidence for it."""
        return self._voc_files.found_origin

    @property
    def options_to_reopen(self) -> OpenOptions:
        return replace(self.options, remembered_origin=self.pixel_origin.first_pixel)

    @cached_property
    def label_flags(self) -> bytes:
        """With the images that have an object PNG and no XML file."""
        if not any(self._voc_files.list_masks(folder.label_directory) for folder in self._folders):
            return super().label_flags
        flags = bytearray(super().label_flags)
        for index, has_xml in enumerate(flags):
            if not has_xml and self._voc_files.has_masks(self._get_entry(index).label_file):
                flags[index] = 1
        return bytes(flags)

    def is_labeled(self, image: Path) -> bool:
        index = self.images.find_index(image)
        if index is None:
            raise KeyError(image)
        return bool(self.label_flags[index])

    def list_companion_files(self, image: Path) -> Sequence[Path]:
        index = self.images.find_index(image)
        if index is None:
            raise KeyError(image)
        entry = self._get_entry(index)
        return [png.path for png in self._voc_files.build_masks(entry) if os.path.lexists(png.path)]

    def _get_entry(self, index: int) -> ImageEntry:
        folder, row = self._rows_by_image[index] if self._rows_by_image else (0, index)
        return self._folders[folder][row]

    @cached_property
    def _set_lists(self) -> tuple[SplitList, ...]:
        return tuple(find_set_lists(self._folders, self.root))

    @property
    def split_kind(self) -> SplitKind:
        return "lists" if any(one.splits for one in self._set_lists) else "folders"

    def remove_records(self, images: Sequence[Path]) -> Iterator[RecordChange]:
        return remove_from_lists(self._set_lists, images)

    def move_records(self, images: Mapping[Path, Path], split: Split) -> Iterator[RecordChange]:
        return move_in_lists(self._set_lists, tuple(images), split)

    def describe_short(self) -> EngineText:
        return PIXELS_TITLE if self.pixel_origin.first_pixel else EDGES_TITLE

    def describe_files(self) -> tuple[EngineText, ...]:
        return self.pixel_origin.describe_origin()


class _VocFiles:
    """Reads all files with the pixel origin of the data set, except those whose program is known to use the other."""

    def __init__(self, root: Path, found: PairedFolders, options: OpenOptions) -> None:
        self._root, self._paired_folders, self._options = root, found, options
        self._places: dict[Path, MaskPlaces] = {}
        self._listed_masks: dict[Path, frozenset[str]] = {}

    @cached_property
    def found_origin(self) -> FoundOrigin:
        if self._options.origin is not None:
            return FoundOrigin(VocOrigin(self._options.origin), OriginReason.GIVEN)
        found = find_origin(
            lambda max_count: (entry.label_file for entry in self._paired_folders.sample_labeled(max_count))
        )
        if found.reason is OriginReason.SPECIFICATION and self._options.remembered_origin == 0:
            return FoundOrigin(VocOrigin.ZERO_BASED, OriginReason.REMEMBERED)
        return found

    @cached_property
    def _class_numbers(self) -> ClassNumbers:
        folders = [places.root for places in self._places.values()]
        return read_class_numbers(dict.fromkeys([*folders, self._root]))

    def has_masks(self, label_file: Path) -> bool:
        """Whether there was an object PNG for this label file when its folder was listed."""
        return f"{label_file.stem}.png" in self.list_masks(label_file.parent)

    def list_masks(self, labels: Path) -> frozenset[str]:
        """The object PNGs for label files in the folder `labels`; each folder is listed once."""
        folder = self._find_places(labels).objects
        if folder not in self._listed_masks:
            try:
                names = list_contents(folder).files.get(".png", [])
            except OSError:
                names = []
            self._listed_masks[folder] = frozenset(names)
        return self._listed_masks[folder]

    def build_masks(self, entry: ImageEntry) -> tuple[MaskPng, MaskPng]:
        """The object and the class PNG of an image; they may not exist."""
        return self._find_places(entry.label_file.parent).build_pair(entry.label_file.stem, entry.image)

    def _find_places(self, folder: Path) -> MaskPlaces:
        if folder not in self._places:
            self._places[folder] = find_mask_places(folder)
        return self._places[folder]

    def read_labels(self, entry: ImageEntry) -> SegmentedFile:
        xml = VocFile.from_path(entry.label_file, self.found_origin.origin, may_differ=self._options.origin is None)
        masks = self.build_masks(entry)
        return SegmentedFile.join_files(xml, *masks, self._class_numbers)

    def create_blank(self, entry: ImageEntry, width: int, height: int) -> SegmentedFile:
        blank = VocFile.create_blank(entry.label_file, entry.image, width, height, self.found_origin.origin)
        objects, classes = self.build_masks(entry)
        join = SegmentedFile.from_masks if objects.path.exists() else SegmentedFile.join_files
        return join(replace(blank, image_path=entry.image), objects, classes, self._class_numbers)


def _has_masks(root: Path, options: OpenOptions) -> bool:
    """Whether an image has an object PNG and no XML file."""
    if options.labels_place is not None or not has_mask_folder(root):
        return False
    try:
        found = find_paired_folders(root, VOC_XML)
    except DatasetError:
        return False
    files = _VocFiles(root, found, options)
    return any(files.has_masks(entry.label_file) for folder in found.folders for entry in folder)
