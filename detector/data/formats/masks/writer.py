"""Writing a new set with one PNG file for each object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import DatasetWriter, ImageToWrite, Split
from detector.data.formats.shared.label_names import LabelNames, check_no_labels
from detector.data.formats.shared.mask_png import create_mask_png
from detector.data.formats.shared.single_file_writer import (
    describe_omissions,
    keep_finite,
    write_new_file,
)
from detector.data.formats.shared.wording import format_count
from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.outlined_box import get_outline
from detector.data.outlines.rings import Rings
from detector.errors import AnnotationWriteError

from .class_edits import CLASS_LIST_NAME, DEFAULT_LABEL
from .layout import MASKS_FOLDER, SUFFIX, ClassFolderNames

POLYGONS_RASTERIZED = "{polygons} written as whole pixels."
BOXES_FILLED = "{boxes} without an outline: written as filled rectangles of whole pixels."
EMPTY_LEFT_OUT = "{objects} without a pixel in the image: left out."
_FLAGS = ("difficult", "truncated", "occluded")


class MasksWriter(DatasetWriter):
    """Writes masks; see `detector.data.formats.base.DatasetWriter`.

    Images belong in `images`, masks in `masks/NAME/001.png`; with splits, both are in the folder of the split. With
    several classes, each has a folder: `masks/NAME/CLASS/001.png`. A single one is named in `classes.txt`.
    """

    def __init__(self, out: Path, classes: Sequence[str]) -> None:
        """Raises: AnnotationWriteError (`out` already contains masks)."""
        self._out = out
        names = list(dict.fromkeys(classes))
        self._default_label = names[0] if len(names) == 1 else DEFAULT_LABEL
        self._class_folders = ClassFolderNames()
        self._folder_names: dict[Split | None, LabelNames] = {}
        self._omitted_counts: Counter[str] = Counter()
        check_no_labels(out, [out / split / MASKS_FOLDER for split in ("", "train", "val", "test")], SUFFIX)

    def locate_image(self, image_name: str, split: Split | None = None) -> Path:
        return self._out / (split or "") / "images" / image_name

    def add_image(
        self, image_name: str, width: int, height: int, image_annotations: ImageAnnotations, split: Split | None = None
    ) -> None:
        names = self._folder_names.setdefault(split, LabelNames(""))
        folder = self._out / (split or "") / MASKS_FOLDER / names.assign_name(image_name)
        annotations = keep_finite(image_annotations.annotations, self._omitted_counts)
        self._count_omissions(image_annotations, annotations)
        self._create_folder(folder)
        numbers: Counter[str] = Counter()
        for annotation in annotations:
            bitmap = convert_to_bitmap(annotation.geometry, width, height)
            if bitmap.is_degenerate:
                continue  # counted before
            label = annotation.label.strip()
            numbers[label] += 1
            place = folder if label == self._default_label else folder / self._class_folders.assign_name(label)
            write_new_file(place / f"{numbers[label]:03d}{SUFFIX}", create_mask_png(bitmap, (width, height)))

    def _create_folder(self, folder: Path) -> None:
        """Without masks, it says that the image shows no object. Raises: AnnotationWriteError."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            text = (
                f"{folder} could not be created: {error.strerror or error}. Free some space or choose another folder."
            )
            raise AnnotationWriteError(text) from error

    def _count_omissions(self, labels: ImageAnnotations, annotations: Sequence[Annotation]) -> None:
        counts = self._omitted_counts
        counts["score"] += sum(annotation.score is not None for annotation in annotations)
        counts["verified mark"] += labels.verified
        counts["flag"] += sum(getattr(annotation, flag) for annotation in annotations for flag in _FLAGS)
        counts["attribute"] += sum(len(annotation.attributes) for annotation in annotations)

    def finish(self) -> tuple[str, ...]:
        if self._default_label != DEFAULT_LABEL:
            write_new_file(self._out / CLASS_LIST_NAME, f"{self._default_label}\n".encode())
        return describe_omissions(self._omitted_counts)


def describe_mask_losses(images: Iterable[ImageToWrite]) -> tuple[str, ...]:
    """Sentences about geometries that masks cannot hold as they are."""
    polygons = boxes = empty = 0
    for image in images:
        for annotation in image.annotations:
            if convert_to_bitmap(annotation.geometry, image.width, image.height).is_degenerate:
                empty += 1
                continue
            outline = get_outline(annotation.geometry)
            polygons += isinstance(outline, Rings)
            boxes += outline is None
    losses = []
    if polygons:
        losses.append(POLYGONS_RASTERIZED.format(polygons=format_count(polygons, "polygon is", "polygons are")))
    if boxes:
        losses.append(BOXES_FILLED.format(boxes=format_count(boxes, "box", "boxes")))
    if empty:
        losses.append(EMPTY_LEFT_OUT.format(objects=format_count(empty, "object", "objects")))
    return tuple(losses)
