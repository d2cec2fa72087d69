"""Writing a new Pascal VOC data set."""

from __future__ import annotations

from pathlib import Path

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import DatasetWriter, FirstPixel, Split
from detector.data.formats.shared.attribute_values import AttributeOmissions
from detector.data.formats.shared.label_names import LabelNames, check_no_labels
from detector.data.formats.shared.single_file_writer import (
    describe_omissions,
    select_finite_annotations,
    write_new_file,
)
from detector.data.formats.shared.wording import format_count
from detector.data.geometry import Box

from .label_file import VocFile, VocOrigin

BOXES_CUT = "{boxes} cut at the left or top of the image, as less than a pixel lay outside."


class VocWriter(DatasetWriter):
    """Writes Pascal VOC data sets; see `detector.data.formats.base.DatasetWriter`.

    With splits, the folders are those of the specification (`JPEGImages`, `Annotations`, `ImageSets/Main`); without
    splits, `.xml` files are beside the images. The first image decides. Pixels are counted from 1, as in the
    specification, unless `use_pixel_origin` is called: labels converted from Pascal VOC keep their pixel origin.
    """

    def __init__(self, out: Path) -> None:
        """Raises: AnnotationWriteError (`out` already contains labels)."""
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
        annotations = select_finite_annotations(image_annotations.annotations)
        self._omitted_counts["box without finite corners"] += len(image_annotations.annotations) - len(annotations)
        self._omitted_counts["score"] += sum(annotation.score is not None for annotation in annotations)
        annotations = list(map(self._attributes.filter_attributes, map(self._clip_below_one, annotations)))
        blank = VocFile.create_blank(labels, self.locate_image(image_name, split), width, height, self._origin)
        write_new_file(
            labels,
            blank.render_image_annotations(image_annotations.with_annotations(annotations)),
        )
        if split is not None:
            self._stems_by_split.setdefault(split, []).append(labels.stem)

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
