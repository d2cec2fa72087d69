"""Writing a new Pascal VOC data set."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from detector.data.annotation import Box, ImageAnnotation

from .base import Split
from .joint_writer import finite, left_out, write_new
from .pair_writer import LabelNames, check_no_labels
from .voc import VocFile, VocOrigin
from .wording import counted


class VocWriter:
    """See `detector.data.formats.base.DatasetWriter`.

    With splits the layout is that of the specification (`JPEGImages`, `Annotations`, `ImageSets/Main`), without them
    `.xml` files lie beside the images; the first image decides. Coordinates are one-based, as the specification says,
    unless `origin` is set before the first image: labels that come from Pascal VOC keep how they count.
    """

    def __init__(self, out: Path) -> None:
        """Errors: AnnotationWriteError when there are labels in `out` already."""
        check_no_labels(out, (out, out / "Annotations"), ".xml")
        self.origin = VocOrigin.ONE_BASED
        self._out = out
        self._split_layout: bool | None = None
        self._label_names = LabelNames(".xml")
        self._sets: dict[Split, list[str]] = {}
        self._left_out = {"score": 0, "box without finite corners": 0}
        self._cut = 0

    def place_of(self, image_name: str, split: Split | None = None) -> Path:
        return self._folder("JPEGImages", split) / image_name

    def add(
        self, image_name: str, width: int, height: int, annotation: ImageAnnotation, split: Split | None = None
    ) -> None:
        """Errors: AnnotationWriteError."""
        labels = self._folder("Annotations", split) / self._label_names.of(image_name)
        boxes = finite(annotation.boxes)
        self._left_out["box without finite corners"] += len(annotation.boxes) - len(boxes)
        self._left_out["score"] += sum(box.score is not None for box in boxes)
        blank = VocFile.blank(labels, self.place_of(image_name, split), width, height, self.origin)
        write_new(labels, blank.render(annotation.with_boxes(map(self._one_based, boxes))))
        if split is not None:
            self._sets.setdefault(split, []).append(labels.stem)

    def _folder(self, name: str, split: Split | None) -> Path:
        if self._split_layout is None:
            self._split_layout = split is not None
        return self._out / name if self._split_layout else self._out

    def _one_based(self, box: Box) -> Box:
        """The box with no corner that would be written as 0: it would say that all files count from 0."""
        if self.origin is VocOrigin.ZERO_BASED or not (-1 <= box.x1 < 0 or -1 <= box.y1 < 0):
            return box
        self._cut += 1
        return replace(box, x1=max(box.x1, 0.0), y1=max(box.y1, 0.0))

    def finish(self) -> tuple[str, ...]:
        """Errors: AnnotationWriteError."""
        sets = {str(split): stems for split, stems in self._sets.items()}
        if "train" in sets and "val" in sets:
            sets["trainval"] = sets["train"] + sets["val"]
        for name, stems in sets.items():
            write_new(self._out / "ImageSets" / "Main" / f"{name}.txt", "".join(f"{stem}\n" for stem in stems).encode())
        told = left_out(self._left_out)
        if not self._cut:
            return told
        boxes = counted(self._cut, "box", "boxes")
        return (*told, f"{boxes} cut at the left or top of the image, as less than a pixel lay outside.")
