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

from detector.data.folder import ImageEntry
from detector.data.label_pairing import VOC_XML
from detector.data.look import Cancelled, never

from .base import AS_FOUND, FormatName, OpenOptions
from .paired import PairedDataset, PairedFolders, find_folders, looks_labelled
from .voc import VocFile, VocOrigin
from .voc_origin import FILES_LOOKED_AT, FoundOrigin, OriginReason, find_origin
from .voc_sets import ImageSets, read_sets
from .voc_writer import VocWriter

_ROOT = re.compile(rb"<annotation(?!s)")


def _has_root(text: bytes) -> bool:
    """Whether it is not `<annotations>`, with which CVAT's files begin."""
    return _ROOT.search(text) is not None


class VocFormat:
    """See `detector.data.formats.base.LabelFormat`."""

    name: FormatName = "voc"
    title = "Pascal VOC XML"

    def recognises(self, root: Path, options: OpenOptions = AS_FOUND) -> bool:
        return looks_labelled(root, VOC_XML, _has_root, options.labels)

    def open(
        self,
        root: Path,
        cancelled: Cancelled = never,
        options: OpenOptions = AS_FOUND,
        remembered_origin: VocOrigin | None = None,
    ) -> VocDataset:
        """`remembered_origin` is what an earlier opening found: its zeros may have been edited away since.

        Errors: DatasetError.
        """
        found = find_folders(root, VOC_XML, cancelled, options.labels)
        sets = read_sets(found.folders, root)
        origin = None if options.origin is None else VocOrigin(options.origin)
        return VocDataset(root, found, _VocFiles(found, remembered_origin, origin), sets, options)

    def begin(self, root: Path, cancelled: Cancelled = never, options: OpenOptions = AS_FOUND) -> VocDataset:
        """Errors: DatasetError."""
        return self.open(root, cancelled, options)

    def writer(self, out: Path, classes: Sequence[str]) -> VocWriter:  # noqa: ARG002 - VOC keeps no class list
        """Errors: AnnotationWriteError."""
        return VocWriter(out)


class VocDataset(PairedDataset):
    """See `detector.data.formats.base.Dataset`."""

    def __init__(
        self, root: Path, found: PairedFolders, files: _VocFiles, sets: ImageSets, options: OpenOptions = AS_FOUND
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
        self._found, self._remembered, self._given = found, remembered, given

    @cached_property
    def found_origin(self) -> FoundOrigin:
        if self._given is not None:
            return FoundOrigin(self._given, OriginReason.GIVEN)
        found = find_origin(entry.labels for entry in self._found.some_labelled(FILES_LOOKED_AT))
        if found.reason is OriginReason.SPECIFICATION and self._remembered is VocOrigin.ZERO_BASED:
            return FoundOrigin(self._remembered, OriginReason.REMEMBERED)
        return found

    def read(self, entry: ImageEntry) -> VocFile:
        """Errors: AnnotationUnreadableError."""
        return VocFile.read(entry.labels, self.found_origin.origin, may_differ=self._given is None)

    def blank(self, entry: ImageEntry, width: int, height: int) -> VocFile:
        blank = VocFile.blank(entry.labels, entry.image, width, height, self.found_origin.origin)
        return replace(blank, image=entry.image)
