"""Pascal VOC data sets: `.xml` files beside their images, or `JPEGImages`, `Annotations` and `ImageSets/Main`.

Several of these can be side by side (VOC2007, VOC2012). Images with `.xml` files can also be in folders named after
splits (`train`, `valid`, `test`), as Roboflow writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from detector.data.directory_cache import IsCanceled, never_canceled
from detector.data.folder import ImageEntry
from detector.data.formats.base import AUTOMATIC_OPTIONS, LabelFormat, OpenOptions, Split, SplitKind
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
from detector.translatable import translatable

from .image_sets import ImageSets, find_set_lists, read_image_sets
from .info import INFO
from .label_file import VocFile, VocOrigin
from .pixel_origin import FoundOrigin, OriginReason, find_origin
from .writer import VocWriter

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
        return has_labels_with(root, VOC_XML, _has_voc_root, options.labels_place)

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
        return VocDataset(root, found, _VocFiles(found, options), sets, options)

    def begin_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> VocDataset:
        return self.open_dataset(root, is_canceled, options)

    def create_writer(self, out: Path, classes: Sequence[str]) -> VocWriter:  # noqa: ARG002 - VOC keeps no class list
        return VocWriter(out)


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

    def __init__(self, found: PairedFolders, options: OpenOptions) -> None:
        self._paired_folders, self._options = found, options

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

    def read_labels(self, entry: ImageEntry) -> VocFile:
        return VocFile.from_path(entry.label_file, self.found_origin.origin, may_differ=self._options.origin is None)

    def create_blank(self, entry: ImageEntry, width: int, height: int) -> VocFile:
        blank = VocFile.create_blank(entry.label_file, entry.image, width, height, self.found_origin.origin)
        return replace(blank, image_path=entry.image)
