"""Carrying a data set from one label format to another."""

from __future__ import annotations

import os
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from detector.data.annotation import ImageAnnotations
from detector.data.formats.base import Dataset, DatasetWriter, FirstPixel, ImageToWrite, LabelFormat, Split
from detector.data.formats.shared.wording import format_count
from detector.data.geometry import Box
from detector.data.image_io import read_size
from detector.data.natural_order import natural_key
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.conversions import convert_to_rings
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.single_ring import bridge_geometry, has_several_rings
from detector.data.taken_names import TakenNames
from detector.data.unicode_forms import escape_for_file_name
from detector.errors import AnnotationUnreadableError, AnnotationWriteError, DatasetError, ImageUnreadableError
from detector.translatable import translatable

LEFT_OUT = "{name} is left out. {reason}"
NONE_VERIFIED = translatable(
    "No image of {folder} is marked as verified. Verify some images, or choose all labeled images."
)
NOT_EMPTY = translatable("{folder} is not empty.")
CONTAINS_SOURCE = "{folder} contains images that {source} uses."
NONE_READABLE = "No image of {folder} has readable labels. {advice}"
TARGET_NOT_WRITTEN = "{folder} could not be written: {reason}. Free some space, or choose another folder."

OUTLINES_AS_BOXES = "{objects} an outline, which {format} labels cannot hold: only boxes are written."

ImageTransfer = Literal["copy", "link", "none"]
ImageSubset = Literal["all", "labeled", "verified"]
"""Of the images of a source: those without labels, too; those with; those that a person has checked."""
ImageDoneCallback = Callable[[], None]
"""Called once for each image that was dealt with."""

_SPLITS: tuple[Split, ...] = ("train", "val", "test")


@dataclass(frozen=True)
class SourceImage:
    """An image that can be converted: its size in pixels, upright, and its labels (None: it has none)."""

    path: Path
    width: int
    height: int
    split: Split | None
    image_annotations: ImageAnnotations | None


@dataclass(frozen=True)
class ConversionSource:
    """A data set read whole.

    `skipped` describes each image that could not be read, `unusable_items` of each object of the others, `problems` of
    what is odd.
    """

    root: Path
    classes: tuple[str, ...]
    images: tuple[SourceImage, ...]
    skipped: tuple[str, ...]
    problems: tuple[str, ...]
    origin: FirstPixel | None = None
    """How its files count pixels, where they are Pascal VOC"""
    unusable: tuple[str, ...] = ()

    @property
    def box_counts(self) -> Counter[str]:
        """How many there are of each class, in the order of the classes."""
        counts = Counter(dict.fromkeys(self.classes, 0))
        counts.update(
            annotation.label
            for image in self.images
            if image.image_annotations
            for annotation in image.image_annotations.annotations
        )
        return counts

    @property
    def outline_count(self) -> int:
        """How many annotations have a geometry that is not just a box."""
        return sum(
            not isinstance(annotation.geometry, Box)
            for image in self.images
            if image.image_annotations
            for annotation in image.image_annotations.annotations
        )

    @property
    def split_counts(self) -> Counter[str]:
        """How many labeled images each split has."""
        counts = Counter(image.split for image in self.images if image.image_annotations is not None)
        return Counter({split: counts[split] for split in _SPLITS if counts[split]})


@dataclass(frozen=True)
class ConversionResult:
    """What was written: `left_out` lists what the format cannot hold, `renamed` the names that could not stay."""

    left_out: tuple[str, ...]
    renamed: Mapping[Path, str] = field(default_factory=dict)


def read_source(
    dataset: Dataset, progress: ImageDoneCallback, advice: str = "Label some images first."
) -> ConversionSource:
    """All labels of `dataset`.

    Raises:
        DatasetError: None of its images has labels that can be read; the message ends with `advice`.
    """
    images: list[SourceImage] = []
    skipped: list[str] = []
    problems: list[str] = []
    unusable: list[str] = []
    splits = {image: split for split in reversed(_SPLITS) for image in dataset.splits.get(split, ())}
    first_split = next((split for split in _SPLITS if dataset.splits.get(split)), None)
    for path in dataset.images:
        try:
            labels = dataset.read_labels(path) if dataset.is_labeled(path) else None
            image_annotations = None if labels is None else labels.image_annotations
            split = splits.get(path)
            if image_annotations is None:
                # Formats that keep splits in folders find no image outside them; without labels it teaches nothing.
                split = split or first_split
            images.append(SourceImage(path, *read_size(path), split, image_annotations))
            if labels is not None:
                unusable += labels.unusable_items
                problems += (text for text in labels.problems if text not in labels.unusable_items)
        except (AnnotationUnreadableError, ImageUnreadableError) as error:
            skipped.append(LEFT_OUT.format(name=path.name, reason=error))
        progress()
    if not any(image.image_annotations is not None for image in images):
        raise DatasetError(NONE_READABLE.format(folder=dataset.root, advice=skipped[0] if skipped else advice))
    used = {label for image in images if image.image_annotations for label in image.image_annotations.labels}
    classes = (*dataset.classes, *sorted(used - set(dataset.classes), key=natural_key))
    origin = dataset.pixel_origin.first_pixel if dataset.pixel_origin is not None else None
    return ConversionSource(
        dataset.root, classes, tuple(images), tuple(skipped), tuple(problems), origin, tuple(unusable)
    )


def filter_source(source: ConversionSource, which: ImageSubset, classes: Sequence[str] = ()) -> ConversionSource:
    """Only those images; and its classes in the order of `classes`, the others behind.

    Raises:
        DatasetError: No labeled image is left.
    """
    images = tuple(image for image in source.images if which == "all" or image.image_annotations is not None)
    if which == "verified":
        images = tuple(image for image in images if image.image_annotations and image.image_annotations.verified)
    if not images:
        raise DatasetError(NONE_VERIFIED.format(folder=source.root))
    return replace(source, images=images, classes=tuple(dict.fromkeys([*classes, *source.classes])))


def find_target_fault(root: Path, out: Path) -> str:
    """Why the data set in `root` (a folder or a file) cannot be written to `out`, as a sentence; empty if it can.

    A quick look, which does not ask for the images; see `check_target`.
    """
    source, target = root.resolve(), out.resolve()
    if source.is_relative_to(target) or (source.is_dir() and target.is_relative_to(source)):
        return f"The folder {out} and the source {root} overlap."
    try:
        if out.exists() and not out.is_dir():
            return f"{out} is a file."
        return NOT_EMPTY.format(folder=out) if out.is_dir() and any(out.iterdir()) else ""
    except OSError as error:
        return f"{out} cannot be used: {error.strerror or error}."


def check_target(dataset: Dataset, out: Path, overwrite: bool = False, advice: str = "Choose another folder.") -> None:
    """With `overwrite` there may be other files.

    Raises:
        DatasetError: Writing into `out` could touch the source or other files; the message ends with `advice`.
    """
    fault = find_target_fault(dataset.root, out)
    if overwrite and fault == NOT_EMPTY.format(folder=out):
        fault = ""
    target = out.resolve()
    if not fault and target.is_dir() and any(path.resolve().is_relative_to(target) for path in dataset.images):
        fault = CONTAINS_SOURCE.format(folder=out, source=dataset.root)
    if fault:
        raise DatasetError(f"{fault} {advice}")


def describe_losses(source: ConversionSource, target: LabelFormat) -> tuple[str, ...]:
    """Sentences about what is lost because `target` has no place for it, known before anything is written."""
    if "outlines" in target.info.keeps:
        return target.describe_outline_losses(
            ImageToWrite(image.width, image.height, image.image_annotations.annotations)
            for image in source.images
            if image.image_annotations is not None
        )
    count = source.outline_count
    objects = format_count(count, "object has", "objects have")
    return (OUTLINES_AS_BOXES.format(objects=objects, format=target.info.plain_title),) if count else ()


def bridge_outlines(source: ConversionSource) -> tuple[ConversionSource, int]:
    """The source with each outline as one ring, see `bridge_geometry`; and how many had several parts or holes."""
    count = 0
    images: list[SourceImage] = []
    for image in source.images:
        annotations = list(image.image_annotations.annotations if image.image_annotations else ())
        for row, annotation in enumerate(annotations):
            geometry = annotation.geometry
            if has_several_rings(geometry):
                annotations[row] = replace(annotation, geometry=bridge_geometry(geometry, image.width, image.height))
                count += 1
            elif isinstance(get_outline(geometry), Bitmap):
                annotations[row] = replace(
                    annotation, geometry=OutlinedBox(geometry.bounds, convert_to_rings(geometry))
                )
        labels = image.image_annotations and image.image_annotations.with_annotations(annotations)
        images.append(replace(image, image_annotations=labels))
    return replace(source, images=tuple(images)), count


def write_target(
    source: ConversionSource, target: LabelFormat, out: Path, transfer: ImageTransfer, progress: ImageDoneCallback
) -> ConversionResult:
    """Write `source` in another format.

    All is made in a folder beside `out` first, and takes its place at the end: an `out` that was not there, or was
    empty, appears whole or not at all. Of an `out` with files, those of the same names are replaced, the others stay.

    Raises:
        AnnotationWriteError: The label file cannot be written.
    """
    staging = out.absolute().parent / f".frcnn-{secrets.token_hex(8)}"
    try:
        made = staging / out.absolute().name
        made.mkdir(parents=True)
        converted = _write_data_set(source, target, made, transfer, progress)
        _move_into(made, out)
        return converted
    except OSError as error:
        text = TARGET_NOT_WRITTEN.format(folder=out, reason=error.strerror or error)
        raise AnnotationWriteError(text) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _write_data_set(
    source: ConversionSource, target: LabelFormat, out: Path, transfer: ImageTransfer, progress: ImageDoneCallback
) -> ConversionResult:
    writer = target.create_writer(out, source.classes)
    if source.origin is not None:
        writer.use_pixel_origin(source.origin)
    names = _make_unique_names(source.images, writer)
    for image, name in zip(source.images, names, strict=True):
        if image.image_annotations is not None:
            writer.add_image(name, image.width, image.height, image.image_annotations, image.split)
        _transfer_image(image.path, writer.locate_image(name, image.split), transfer)
        progress()
    renamed = {image.path: name for image, name in zip(source.images, names, strict=True) if name != image.path.name}
    return ConversionResult((*describe_losses(source, target), *writer.finish()), renamed)


def _make_unique_names(images: Sequence[SourceImage], writer: DatasetWriter) -> list[str]:
    """A name for each image, its own where no image before it takes that place; disks may not distinguish cases.

    Names that not every format and program can hold are escaped.
    """
    taken = TakenNames()
    names: list[str] = []
    for image in images:
        path = Path(escape_for_file_name(str(image.path)))
        numbered = (f"{path.stem}_{number}{path.suffix}" for number in range(2, len(images) + 2))
        for name in (path.name, f"{path.parent.name}_{path.name}", *numbered):
            place = writer.locate_image(name, image.split)
            if taken.is_free(place):
                break
        taken.add_path(place)
        names.append(name)
    return names


def _transfer_image(image: Path, place: Path, transfer: ImageTransfer) -> None:
    if transfer == "none":
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    if transfer == "copy":
        shutil.copyfile(image, place)
        return
    try:
        place.symlink_to(image.resolve())
    except OSError as error:
        text = f"{place.name} could not be created as a link: {error.strerror or error}. Copy the images instead."
        raise AnnotationWriteError(text) from error


def _move_into(made: Path, out: Path) -> None:
    if out.is_dir() and not any(out.iterdir()):
        out.rmdir()
    if not out.exists():
        made.replace(out)
        return
    for folder, _, names in os.walk(made):
        place = out / Path(folder).relative_to(made)
        place.mkdir(exist_ok=True)
        for name in names:
            (Path(folder) / name).replace(place / name)
