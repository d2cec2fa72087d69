"""Toy data sets: a `.toy` file beside each image, with a line `class x1 y1 x2 y2` for each box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.directory_cache import IsCanceled, never_canceled
from detector.data.folder import ImageEntry
from detector.data.formats.base import AUTOMATIC_OPTIONS, DatasetWriter, LabelFormat, OpenOptions, Split
from detector.data.formats.shared.one_image_file import OneImageFile
from detector.data.formats.shared.per_image_dataset import PairedDataset, find_paired_folders, has_labels_with
from detector.data.formats.shared.saving import ensure_unique_uids, overwrite_file
from detector.data.geometry import Box
from detector.data.label_pairing import LabelKind

from .info import INFO

_KIND = LabelKind(".toy", lambda head: "")  # it names no image


def _render(image_annotations: ImageAnnotations) -> bytes:
    lines = (
        f"{annotation.label} {' '.join(f'{edge:g}' for edge in annotation.bounds.xyxy)}\n"
        for annotation in image_annotations.annotations
    )
    return "".join(lines).encode()


@dataclass(frozen=True)
class ToyFile(OneImageFile):
    path: Path
    image_annotations: ImageAnnotations
    version: bytes | None
    problems: tuple[str, ...] = ()
    unusable_items: tuple[str, ...] = ()

    def save(self, image_annotations: ImageAnnotations) -> ToyFile:
        image_annotations = ensure_unique_uids(image_annotations, ())
        content = _render(image_annotations)
        overwrite_file(self.path, self.version, content)
        return ToyFile(self.path, image_annotations, content)


class _ToyFiles:
    def read_labels(self, entry: ImageEntry) -> ToyFile:
        content = entry.label_file.read_bytes()
        rows = [line.split() for line in content.decode().splitlines()]
        annotations = [
            Annotation(Box(float(x1), float(y1), float(x2), float(y2)), label, uid=uid)
            for uid, (label, x1, y1, x2, y2) in enumerate(rows)
        ]
        return ToyFile(entry.label_file, ImageAnnotations(tuple(annotations)), content)

    def create_blank(self, entry: ImageEntry, width: int, height: int) -> ToyFile:
        return ToyFile(entry.label_file, ImageAnnotations(), None)


class _ToyWriter(DatasetWriter):
    def __init__(self, out: Path) -> None:
        self._out_folder = out

    def locate_image(self, image_name: str, split: Split | None = None) -> Path:
        return self._out_folder / image_name

    def add_image(
        self, image_name: str, width: int, height: int, image_annotations: ImageAnnotations, split: Split | None = None
    ) -> None:
        self._out_folder.mkdir(parents=True, exist_ok=True)
        self.locate_image(image_name).with_suffix(".toy").write_bytes(_render(image_annotations))

    def finish(self) -> tuple[str, ...]:
        return ()


class ToyFormat(LabelFormat):
    info = INFO

    def is_format_of(self, root: Path, options: OpenOptions = AUTOMATIC_OPTIONS) -> bool:
        return has_labels_with(root, _KIND, lambda head: head.count(b" ") >= 4, options.labels_place)

    def open_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> PairedDataset:
        found = find_paired_folders(root, _KIND, is_canceled, options.labels_place)
        return PairedDataset(root, self.name, found, _ToyFiles(), options=options)

    def begin_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> PairedDataset:
        return self.open_dataset(root, is_canceled, options)

    def create_writer(self, out: Path, classes: Sequence[str]) -> _ToyWriter:
        return _ToyWriter(out)


FORMAT = ToyFormat()
