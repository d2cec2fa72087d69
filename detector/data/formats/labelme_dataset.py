"""labelme data sets: a `.json` file beside each image, also in folders named for splits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from detector.data.annotation import ImageAnnotation
from detector.data.folder import ImageEntry
from detector.data.label_pairing import LabelKind
from detector.data.look import Cancelled, never

from .base import AS_FOUND, FormatName, OpenOptions, Split
from .joint_writer import finite, left_out, write_new
from .labelme import LabelmeFile, image_name
from .pair_writer import LabelNames, check_no_labels
from .paired import PairedDataset, find_folders, looks_labelled
from .wording import counted

_JSON = LabelKind(".json", image_name)


class LabelmeFormat:
    """See `detector.data.formats.base.LabelFormat`."""

    name: FormatName = "labelme"
    title = "labelme JSON"

    def recognises(self, root: Path, options: OpenOptions = AS_FOUND) -> bool:
        return looks_labelled(root, _JSON, b'"shapes"', options.labels)

    def open(self, root: Path, cancelled: Cancelled = never, options: OpenOptions = AS_FOUND) -> PairedDataset:
        """Errors: DatasetError."""
        found = find_folders(root, _JSON, cancelled, options.labels)
        return PairedDataset(root, self.name, found, _LabelmeFiles(), options=options)

    def begin(self, root: Path, cancelled: Cancelled = never, options: OpenOptions = AS_FOUND) -> PairedDataset:
        """Errors: DatasetError."""
        return self.open(root, cancelled, options)

    def writer(self, out: Path, classes: Sequence[str]) -> LabelmeWriter:  # noqa: ARG002 - labelme keeps no class list
        """Errors: AnnotationWriteError."""
        return LabelmeWriter(out)


class _LabelmeFiles:
    def read(self, entry: ImageEntry) -> LabelmeFile:
        """Errors: AnnotationUnreadableError."""
        return LabelmeFile.read(entry.labels, entry.image)

    def blank(self, entry: ImageEntry, width: int, height: int) -> LabelmeFile:
        return replace(LabelmeFile.blank(entry.labels, entry.image, width, height), image=entry.image)


class LabelmeWriter:
    """See `detector.data.formats.base.DatasetWriter`. Each file lies beside its image, splits are folders."""

    def __init__(self, out: Path) -> None:
        """Errors: AnnotationWriteError when there are labels in `out` already."""
        check_no_labels(out, [out / split for split in ("", "train", "val", "test")], _JSON.suffix)
        self._out = out
        self._names: dict[Split | None, LabelNames] = {}
        self._unsplit = 0
        self._left_out = {"verified mark": 0, "box with a coordinate that is not a number": 0}

    def place_of(self, image_name: str, split: Split | None = None) -> Path:
        return self._out / (split or "") / image_name

    def add(
        self, image_name: str, width: int, height: int, annotation: ImageAnnotation, split: Split | None = None
    ) -> None:
        """Errors: AnnotationWriteError."""
        image = self.place_of(image_name, split)
        labels = image.with_name(self._names.setdefault(split, LabelNames(_JSON.suffix)).of(image_name))
        boxes = finite(annotation.boxes)
        self._left_out["box with a coordinate that is not a number"] += len(annotation.boxes) - len(boxes)
        self._left_out["verified mark"] += annotation.verified
        self._unsplit += split is None
        write_new(labels, LabelmeFile.blank(labels, image, width, height).render(annotation.with_boxes(boxes)))

    def finish(self) -> tuple[str, ...]:
        """Nothing belongs to all images."""
        told = left_out(self._left_out)
        if len(self._names) < 2 or not self._unsplit:
            return told
        are = counted(self._unsplit, "image is", "images are")
        return (*told, f"{are} in no split and so in {self._out.name} itself, beside the folders of the splits.")
