"""Data sets of lines: a `.lines` file beside each image, with a line `class x1 y1 x2 y2` for each box."""

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
from detector.errors import AnnotationUnreadableError

from .info import INFO

_KIND = LabelKind(".lines", lambda _head: "")  # it names no image


def _render(image_annotations: ImageAnnotations) -> bytes:
    lines = (
        f"{annotation.label} {' '.join(f'{edge:g}' for edge in annotation.bounds.xyxy)}\n"
        for annotation in image_annotations.annotations
    )
    return "".join(lines).encode()


def _parse_line(line: str, number: int, path: Path) -> Annotation:
    label, *edges = line.split() or [""]
    try:
        x1, y1, x2, y2 = map(float, edges)
    except ValueError as error:
        text = f"{path.name}, line {number}: expected a class and four numbers. Correct the line, or remove it."
        raise AnnotationUnreadableError(text) from error
    return Annotation(Box(x1, y1, x2, y2), label, uid=number)


@dataclass(frozen=True)
class LinesFile(OneImageFile):
    """The label file of one image.

    Attributes:
        version: Its content when it was read; a file that has changed since is not overwritten.
    """

    path: Path
    image_annotations: ImageAnnotations
    version: bytes | None
    problems: tuple[str, ...] = ()
    unusable_items: tuple[str, ...] = ()

    def save(self, image_annotations: ImageAnnotations) -> LinesFile:
        """Write the file; returns it as it is now.

        Raises:
            AnnotationConflictError: Another program has changed it.
            AnnotationWriteError: It cannot be written.
        """
        image_annotations = ensure_unique_uids(image_annotations, ())
        content = _render(image_annotations)
        overwrite_file(self.path, self.version, content)
        return LinesFile(self.path, image_annotations, content)


class _LinesFiles:
    def read_labels(self, entry: ImageEntry) -> LinesFile:
        """Read the label file of an image.

        Raises:
            AnnotationUnreadableError: It cannot be read whole.
        """
        path = entry.label_file
        content = path.read_bytes()
        annotations = tuple(
            _parse_line(line, number, path)
            for number, line in enumerate(content.decode(errors="replace").splitlines(), start=1)
        )
        return LinesFile(path, ImageAnnotations(annotations), content)

    def create_blank(self, entry: ImageEntry, width: int, height: int) -> LinesFile:
        return LinesFile(entry.label_file, ImageAnnotations(), None)


class _LinesWriter(DatasetWriter):
    def __init__(self, out: Path) -> None:
        self._out_folder = out

    def locate_image(self, image_name: str, split: Split | None = None) -> Path:
        return self._out_folder / image_name

    def add_image(
        self, image_name: str, width: int, height: int, image_annotations: ImageAnnotations, split: Split | None = None
    ) -> None:
        self._out_folder.mkdir(parents=True, exist_ok=True)
        self.locate_image(image_name).with_suffix(".lines").write_bytes(_render(image_annotations))

    def finish(self) -> tuple[str, ...]:
        return ()


class LinesFormat(LabelFormat):
    """Recognizes, opens and creates data sets of lines."""

    info = INFO

    def is_format_of(self, root: Path, options: OpenOptions = AUTOMATIC_OPTIONS) -> bool:
        return has_labels_with(root, _KIND, lambda head: head.count(b" ") >= 4, options.labels_place)

    def open_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> PairedDataset:
        found = find_paired_folders(root, _KIND, is_canceled, options.labels_place)
        return PairedDataset(root, self.name, found, _LinesFiles(), options=options)

    def begin_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> PairedDataset:
        return self.open_dataset(root, is_canceled, options)

    def create_writer(self, out: Path, classes: Sequence[str]) -> _LinesWriter:
        return _LinesWriter(out)


FORMAT = LinesFormat()
