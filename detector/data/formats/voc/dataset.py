"""Pascal VOC data sets: `.xml` files beside their images, or `JPEGImages`, `Annotations` and `ImageSets/Main`.

Several of these may lie side by side (VOC2007, VOC2012). Pairs may also lie in folders named for splits (`train`,
`valid`, `test`), as Roboflow writes them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from detector.data.directory_cache import IsCanceled, never_canceled
from detector.data.folder import ImageEntry
from detector.data.formats.base import AUTOMATIC_OPTIONS, FormatName, OpenOptions
from detector.data.formats.shared.per_image_dataset import (
    PairedDataset,
    PairedFolders,
    find_paired_folders,
    has_labels_with,
)
from detector.data.label_pairing import VOC_XML

from .image_sets import ImageSets, read_image_sets
from .label_file import VocFile, VocOrigin
from .pixel_origin import MAX_FILES_SAMPLED, FoundOrigin, OriginReason, find_origin
from .writer import VocWriter

_ROOT_PATTERN = re.compile(rb"<annotation(?!s)")


def _has_voc_root(text: bytes) -> bool:
    """Whether it is not `<annotations>`, with which CVAT's files begin."""
    return _ROOT_PATTERN.search(text) is not None


class VocFormat:
    """See `detector.data.formats.base.LabelFormat`."""

    name: FormatName = "voc"
    title = "Pascal VOC XML"

    def is_format_of(self, root: Path, options: OpenOptions = AUTOMATIC_OPTIONS) -> bool:
        return has_labels_with(root, VOC_XML, _has_voc_root, options.labels_place)

    def open_dataset(
        self,
        root: Path,
        cancelled: IsCanceled = never_canceled,
        options: OpenOptions = AUTOMATIC_OPTIONS,
        remembered_origin: VocOrigin | None = None,
    ) -> VocDataset:
        """`remembered_origin` is what an earlier opening found: its zeros may have been edited away since.

        Raises:
            DatasetError: The data set cannot be used.
        """
        found = find_paired_folders(root, VOC_XML, cancelled, options.labels_place)
        sets = read_image_sets(found.folders, root)
        origin = None if options.origin is None else VocOrigin(options.origin)
        return VocDataset(root, found, _VocFiles(found, remembered_origin, origin), sets, options)

    def begin_dataset(
        self, root: Path, cancelled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> VocDataset:
        """Begin dataset.

        Raises:
            DatasetError: The data set cannot be used.
        """
        return self.open_dataset(root, cancelled, options)

    def create_writer(self, out: Path, classes: Sequence[str]) -> VocWriter:  # noqa: ARG002 - VOC keeps no class list
        """Create writer.

        Raises:
            AnnotationWriteError: The label file cannot be written.
        """
        return VocWriter(out)


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
    def origin(self) -> VocOrigin:
        """How the files of this data set count pixels, but for those whose own program is known."""
        return self._voc_files.found_origin.origin

    @property
    def found_origin(self) -> FoundOrigin:
        """How they do, and why."""
        return self._voc_files.found_origin


class _VocFiles:
    """Reads all files of a data set with the same origin, but for those whose program is known to use the other."""

    def __init__(self, found: PairedFolders, remembered: VocOrigin | None, given: VocOrigin | None = None) -> None:
        """`given` is what a person has said."""
        self._paired_folders, self._remembered_origin, self._given_origin = found, remembered, given

    @cached_property
    def found_origin(self) -> FoundOrigin:
        if self._given_origin is not None:
            return FoundOrigin(self._given_origin, OriginReason.GIVEN)
        found = find_origin(entry.label_file for entry in self._paired_folders.some_labelled(MAX_FILES_SAMPLED))
        if found.reason is OriginReason.SPECIFICATION and self._remembered_origin is VocOrigin.ZERO_BASED:
            return FoundOrigin(self._remembered_origin, OriginReason.REMEMBERED)
        return found

    def read_labels(self, entry: ImageEntry) -> VocFile:
        """Read labels.

        Raises:
            AnnotationUnreadableError: The label file cannot be read whole.
        """
        return VocFile.from_path(entry.label_file, self.found_origin.origin, may_differ=self._given_origin is None)

    def create_blank(self, entry: ImageEntry, width: int, height: int) -> VocFile:
        blank = VocFile.create_blank(entry.label_file, entry.image, width, height, self.found_origin.origin)
        return replace(blank, image_path=entry.image)
