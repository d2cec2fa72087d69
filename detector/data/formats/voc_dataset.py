"""Pascal VOC data sets: `.xml` files beside their images, or `JPEGImages`, `Annotations` and `ImageSets/Main`.

Pairs may also lie in folders named for splits (`train`, `valid`, `test`), as Roboflow writes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from detector.data.folder import VOC_XML, ImageEntry

from .base import FormatName
from .paired import PairedDataset, PairedFolders, find_folders, looks_labelled
from .voc import VocFile, VocOrigin, detect_origin
from .voc_sets import read_sets
from .voc_writer import VocWriter


class VocFormat:
    """See `detector.data.formats.base.LabelFormat`."""

    name: FormatName = "voc"
    title = "Pascal VOC XML"

    def recognises(self, root: Path) -> bool:
        return looks_labelled(root, VOC_XML, b"<annotation")

    def open(self, root: Path) -> PairedDataset:
        """Errors: DatasetError."""
        found = find_folders(root, VOC_XML)
        sets = read_sets(found.folders[0])
        return PairedDataset(root, self.name, found, _VocFiles(found), sets.splits, sets.notices)

    def writer(self, out: Path, classes: Sequence[str]) -> VocWriter:  # noqa: ARG002 - VOC keeps no class list
        """Errors: AnnotationWriteError."""
        return VocWriter(out)


class _VocFiles:
    """Reads all files of a data set with the same origin, which is found out with the first."""

    def __init__(self, found: PairedFolders) -> None:
        self._found = found

    @cached_property
    def _origin(self) -> VocOrigin:
        return detect_origin(entry.labels for entry in self._found.labelled())

    def read(self, entry: ImageEntry) -> VocFile:
        """Errors: AnnotationUnreadableError."""
        return VocFile.read(entry.labels, self._origin)

    def blank(self, entry: ImageEntry, width: int, height: int) -> VocFile:
        return VocFile.blank(entry.labels, entry.image, width, height, self._origin)
