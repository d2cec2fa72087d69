"""Writing a new Pascal VOC data set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import DatasetWriter, FirstPixel, ImageToWrite, Split
from detector.data.formats.shared.attribute_values import AttributeOmissions
from detector.data.formats.shared.label_names import LabelNames, check_no_labels
from detector.data.formats.shared.mask_png import Size, create_palette_png, paint_bitmaps, read_indices
from detector.data.formats.shared.single_file_writer import (
    describe_omissions,
    keep_finite,
    write_new_file,
)
from detector.data.formats.shared.wording import format_count
from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.outlined_box import get_outline
from detector.data.outlines.rings import Rings

from .class_colors import LABEL_MAP_NAME, MAX_INDEX, SPECIFIED_CLASSES, VOID, build_palette, format_label_map
from .label_file import VocFile, VocOrigin
from .object_masks import CLASSES_FOLDER, OBJECTS_FOLDER

BOXES_CUT = "{boxes} cut at the left or top of the image, as less than a pixel lay outside."
POLYGONS_RASTERIZED = "{polygons} written as whole pixels."
OVERLAPS_LOST = "{objects} pixels to a smaller one in front: a pixel of these PNG files holds one object."
OUTLINES_BEYOND = "{outlines} left out: these PNG files hold 254 objects of an image."


class VocWriter(DatasetWriter):
    """Writes Pascal VOC data sets; see `detector.data.formats.base.DatasetWriter`.

    With splits, the folders are those of the specification (`JPEGImages`, `Annotations`, `ImageSets/Main`); without
    splits, `.xml` files are beside the images. The first image decides. Pixels are counted from 1, as in the
    specification, unless `use_pixel_origin` is called: labels converted from Pascal VOC keep their pixel origin.

    Outlines are in `SegmentationObject` and `SegmentationClass`, for images that have any. Classes have the numbers of
    the specification if it has all of them; otherwise `labelmap.txt` names them.
    """

    def __init__(self, out: Path, classes: Sequence[str] = ()) -> None:
        """Raises: AnnotationWriteError (`out` already contains labels)."""
        self._classes = dict.fromkeys(classes)
        self._mask_labels: list[tuple[Path, Size, dict[int, str]]] = []
        """For each PNG of objects that was written, its size and the class of each of its indices"""
        check_no_labels(out, (out, out / "Annotations"), ".xml")
        self._origin = VocOrigin.ONE_BASED
        self._out_folder = out
        self._has_split_layout: bool | None = None
        self._label_names = LabelNames(".xml")
        self._stems_by_split: dict[Split, list[str]] = {}
        self._omitted_counts = {"score": 0, "box without finite corners": 0}
        self._clipped_count = 0
        self._attributes = AttributeOmissions(frozenset().__contains__, has_types=False, has_nested=False)

    def use_pixel_origin(self, first_pixel: FirstPixel) -> None:
        self._origin = VocOrigin(first_pixel)

    def locate_image(self, image_name: str, split: Split | None = None) -> Path:
        return self._choose_folder("JPEGImages", split) / image_name

    def add_image(
        self, image_name: str, width: int, height: int, image_annotations: ImageAnnotations, split: Split | None = None
    ) -> None:
        labels = self._choose_folder("Annotations", split) / self._label_names.assign_name(image_name)
        annotations = keep_finite(image_annotations.annotations, self._omitted_counts, "box without finite corners")
        self._omitted_counts["score"] += sum(annotation.score is not None for annotation in annotations)
        annotations = list(map(self._attributes.filter_attributes, map(self._clip_below_one, annotations)))
        self._classes |= dict.fromkeys(annotation.label.strip() for annotation in annotations)
        segmented = self._write_objects(labels, (width, height), annotations)
        image = self.locate_image(image_name, split)
        blank = VocFile.create_blank(labels, image, width, height, self._origin, segmented)
        write_new_file(
            labels,
            blank.render_image_annotations(image_annotations.with_annotations(annotations)),
        )
        if split is not None:
            self._stems_by_split.setdefault(split, []).append(labels.stem)

    def _write_objects(self, labels: Path, size: Size, annotations: Sequence[Annotation]) -> bool:
        """Write the PNG of objects if any has an outline; returns whether one was written."""
        bitmaps = rasterize_outlines(annotations, size)
        if not bitmaps:
            return False
        path = self._out_folder / OBJECTS_FOLDER / f"{labels.stem}.png"
        write_new_file(path, create_palette_png(paint_bitmaps(size, bitmaps), build_palette()))
        self._mask_labels.append((path, size, {index: annotations[index - 1].label.strip() for index in bitmaps}))
        return True

    def _write_classes(self) -> None:
        """Write the PNG of classes for each of objects, and the list of their numbers."""
        names = list(self._classes)
        if set(names) <= set(SPECIFIED_CLASSES):
            names = list(SPECIFIED_CLASSES)
        elif self._mask_labels:
            write_new_file(self._out_folder / LABEL_MAP_NAME, format_label_map(names[:MAX_INDEX]))
        numbers = {name: number if number <= MAX_INDEX else VOID for number, name in enumerate(names, 1)}
        for path, size, labels in self._mask_labels:
            table = np.zeros(256, np.uint8)
            for index, label in labels.items():
                table[index] = numbers[label]
            pixels = read_indices(path.read_bytes(), size)
            write_new_file(
                self._out_folder / CLASSES_FOLDER / path.name, create_palette_png(table[pixels], build_palette())
            )

    def _choose_folder(self, name: str, split: Split | None) -> Path:
        if self._has_split_layout is None:
            self._has_split_layout = split is not None
        return self._out_folder / name if self._has_split_layout else self._out_folder

    def _clip_below_one(self, annotation: Annotation) -> Annotation:
        """The box without corners that would be written as 0, because a 0 indicates that edges are counted from 0."""
        box = annotation.bounds
        if self._origin is VocOrigin.ZERO_BASED or not (-1 <= box.x1 < 0 or -1 <= box.y1 < 0):
            return annotation
        self._clipped_count += 1
        return annotation.with_bounds(Box(max(box.x1, 0.0), max(box.y1, 0.0), box.x2, box.y2))

    def finish(self) -> tuple[str, ...]:
        self._write_classes()
        sets = {str(split): stems for split, stems in self._stems_by_split.items()}
        if "train" in sets and "val" in sets:
            sets["trainval"] = sets["train"] + sets["val"]
        for name, stems in sets.items():
            write_new_file(
                self._out_folder / "ImageSets" / "Main" / f"{name}.txt", "".join(f"{stem}\n" for stem in stems).encode()
            )
        messages = describe_omissions(self._omitted_counts) + self._attributes.describe_omissions()
        if not self._clipped_count:
            return messages
        boxes = format_count(self._clipped_count, "box", "boxes")
        return (*messages, BOXES_CUT.format(boxes=boxes))


def rasterize_outlines(annotations: Sequence[Annotation], size: Size) -> dict[int, Bitmap]:
    """The pixels of the annotations that have an outline by their index, from 1, as far as there are indices."""
    bitmaps: dict[int, Bitmap] = {}
    for index, annotation in enumerate(annotations[:MAX_INDEX], 1):
        if get_outline(annotation.geometry) is not None:
            bitmap = convert_to_bitmap(annotation.geometry, *size)
            if not bitmap.is_degenerate:
                bitmaps[index] = bitmap
    return bitmaps


def describe_mask_losses(images: Iterable[ImageToWrite]) -> tuple[str, ...]:
    """Sentences about outlines that PNG files of objects cannot hold as they are."""
    polygon_count = beyond_count = overlap_count = 0
    for image in images:
        outlines = [get_outline(annotation.geometry) for annotation in image.annotations]
        polygon_count += sum(isinstance(outline, Rings) for outline in outlines)
        beyond_count += sum(outline is not None for outline in outlines[MAX_INDEX:])
        size = (image.width, image.height)
        bitmaps = rasterize_outlines(image.annotations, size)
        areas = np.bincount(paint_bitmaps(size, bitmaps).ravel(), minlength=256) if bitmaps else ()
        overlap_count += sum(areas[index] < bitmap.area for index, bitmap in bitmaps.items())
    losses = []
    if polygon_count:
        polygons = format_count(polygon_count, "polygon is", "polygons are")
        losses.append(POLYGONS_RASTERIZED.format(polygons=polygons))
    if overlap_count:
        losses.append(OVERLAPS_LOST.format(objects=format_count(overlap_count, "object loses", "objects lose")))
    if beyond_count:
        losses.append(OUTLINES_BEYOND.format(outlines=format_count(beyond_count, "outline is", "outlines are")))
    return tuple(losses)
