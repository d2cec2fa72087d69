"""labelme data sets: a `.json` file beside each image; folders named after splits define splits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from detector.data.annotation import ImageAnnotations
from detector.data.directory_cache import IsCanceled, never_canceled
from detector.data.folder import ImageEntry
from detector.data.formats.base import AUTOMATIC_OPTIONS, DatasetWriter, ImageToWrite, LabelFormat, OpenOptions, Split
from detector.data.formats.shared.attribute_values import AttributeOmissions
from detector.data.formats.shared.label_names import LabelNames, check_no_labels
from detector.data.formats.shared.outline_losses import describe_other_bounds, has_holes, has_other_bounds
from detector.data.formats.shared.per_image_dataset import PairedDataset, find_paired_folders, has_labels_with
from detector.data.formats.shared.single_file_writer import (
    NON_FINITE_BOX,
    describe_omissions,
    keep_finite,
    write_new_file,
)
from detector.data.formats.shared.wording import format_count
from detector.data.label_pairing import LabelKind
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import get_outline

from .info import INFO
from .label_file import LabelmeFile, read_image_name
from .outline import read_group

HOLES_AS_MASKS = "{outlines} written as masks of whole pixels, because polygons of labelme cannot have holes."
MASK_SHAPES = (
    "{objects} written as masks, which other programs than labelme may not open, such as X-AnyLabeling: frcnn convert "
    "--bridge writes polygons instead."
)
OTHER_GROUPS = (
    "{objects} another group_id, because shapes with the same label and group_id are parts of one object in labelme."
)
_JSON_KIND = LabelKind(".json", read_image_name)


class LabelmeFormat(LabelFormat):
    """See `detector.data.formats.base.LabelFormat`."""

    info = INFO

    def is_format_of(self, root: Path, options: OpenOptions = AUTOMATIC_OPTIONS) -> bool:
        return has_labels_with(root, _JSON_KIND, b'"shapes"', options.labels_place)

    def open_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> PairedDataset:
        found = find_paired_folders(root, _JSON_KIND, is_canceled, options.labels_place)
        return PairedDataset(root, self.name, found, _LabelmeFiles(), options=options)

    def begin_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> PairedDataset:
        return self.open_dataset(root, is_canceled, options)

    def describe_outline_losses(self, images: Iterable[ImageToWrite]) -> tuple[str, ...]:
        images = list(images)
        geometries = [annotation.geometry for image in images for annotation in image.annotations]
        regrouped = sum(map(_count_regrouped, images))
        objects = format_count(regrouped, "object gets", "objects get")
        groups = (OTHER_GROUPS.format(objects=objects),) if regrouped else ()
        holed = sum(map(has_holes, geometries))
        outlines = format_count(holed, "polygon with holes is", "polygons with holes are")
        masks = (HOLES_AS_MASKS.format(outlines=outlines),) if holed else ()
        count = holed + sum(isinstance(get_outline(geometry), Bitmap) for geometry in geometries)
        shapes = (MASK_SHAPES.format(objects=format_count(count, "object is", "objects are")),) if count else ()
        return masks + shapes + groups + describe_other_bounds(sum(map(has_other_bounds, geometries)))

    def create_writer(self, out: Path, classes: Sequence[str]) -> LabelmeWriter:  # noqa: ARG002 - labelme keeps no class list
        return LabelmeWriter(out)


FORMAT = LabelmeFormat()


def _count_regrouped(image: ImageToWrite) -> int:
    """The number of objects whose `group_id` another object of the same label and shape type has."""
    outlined = [annotation for annotation in image.annotations if get_outline(annotation.geometry) is not None]
    keys = [
        (one.label, group, has_holes(one.geometry) or isinstance(get_outline(one.geometry), Bitmap))
        for one in outlined
        if (group := read_group(one)) is not None
    ]
    return len(keys) - len(set(keys))


class _LabelmeFiles:
    def read_labels(self, entry: ImageEntry) -> LabelmeFile:
        return LabelmeFile.from_path(entry.label_file, entry.image)

    def create_blank(self, entry: ImageEntry, width: int, height: int) -> LabelmeFile:
        return replace(LabelmeFile.create_blank(entry.label_file, entry.image, width, height), image_path=entry.image)


class LabelmeWriter(DatasetWriter):
    """Writes labelme files beside their images; splits are folders. See `detector.data.formats.base.DatasetWriter`."""

    def __init__(self, out: Path) -> None:
        """Raises: AnnotationWriteError (`out` already contains labels)."""
        check_no_labels(out, [out / split for split in ("", "train", "val", "test")], _JSON_KIND.suffix)
        self._out_folder = out
        self._label_names: dict[Split | None, LabelNames] = {}
        self._unsplit_count = 0
        self._attributes = AttributeOmissions()
        self._omitted_counts = {"verified mark": 0, NON_FINITE_BOX: 0}

    def locate_image(self, image_name: str, split: Split | None = None) -> Path:
        return self._out_folder / (split or "") / image_name

    def add_image(
        self, image_name: str, width: int, height: int, image_annotations: ImageAnnotations, split: Split | None = None
    ) -> None:
        image = self.locate_image(image_name, split)
        labels = image.with_name(
            self._label_names.setdefault(split, LabelNames(_JSON_KIND.suffix)).assign_name(image_name)
        )
        annotations = keep_finite(image_annotations.annotations, self._omitted_counts)
        self._omitted_counts["verified mark"] += image_annotations.verified
        self._unsplit_count += split is None
        write_new_file(
            labels,
            LabelmeFile.create_blank(labels, image, width, height).render_image_annotations(
                image_annotations.with_annotations(map(self._attributes.filter_attributes, annotations))
            ),
        )

    def finish(self) -> tuple[str, ...]:
        messages = describe_omissions(self._omitted_counts) + self._attributes.describe_omissions()
        if len(self._label_names) < 2 or not self._unsplit_count:
            return messages
        are = format_count(self._unsplit_count, "image is", "images are")
        return (
            *messages,
            f"{are} in no split and so in {self._out_folder.name} itself, beside the folders of the splits.",
        )
