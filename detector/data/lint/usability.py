"""Whether labels can be learned from as they are: the one rule of `frcnn check` and of training."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from detector.data.annotation import Annotation
from detector.data.formats.base import Dataset, LabelFile
from detector.data.formats.format_list import FORMAT_INFOS
from detector.data.image_io import ImageHeader
from detector.data.relative_path import format_relative_path
from detector.translatable import translatable

from .boxes import CheckedImage, find_single_box_problems
from .problems import LabelProblem, ProblemKind

UNLISTED_CLASS = translatable(
    "{subject} is of a class that is not in the class list of the data set. Add the class, or change that of the box."
)


def image_display_name(dataset: Dataset, image: Path) -> str:
    """What messages call an image: its path from the data set's folder."""
    base = dataset.root if dataset.root.is_dir() else dataset.root.parent
    return format_relative_path(image, base)


def build_checked_image(
    dataset: Dataset,
    image: Path,
    name: str,
    header: ImageHeader,
    labels: LabelFile,
    annotations: tuple[Annotation, ...],
) -> CheckedImage:
    """Put together what the search for faults has to know of an image.

    Args:
        dataset: What the image belongs to.
        image: Its path.
        name: What messages call it.
        header: What its file says of it.
        labels: Its labels as they were read.
        annotations: Its boxes: those of `labels`, or as they are while they are edited.
    """
    is_in_pixels = FORMAT_INFOS[dataset.format].has_pixel_coordinates
    return CheckedImage(image, name, header, labels.path, annotations, labels.stated_size, is_in_pixels)


def find_unusable_items(image: Path, labels: LabelFile) -> Iterator[LabelProblem]:
    """What should be boxes of `image` and cannot be read."""
    for sentence in labels.unusable_items:
        yield LabelProblem(ProblemKind.UNUSABLE_LABELS, image, None, sentence, labels.path)


def find_label_problems(image: CheckedImage, labels: LabelFile, classes: Collection[str]) -> Iterator[LabelProblem]:
    """What keeps some of an image's objects from being boxes of a known class.

    Args:
        image: The image with its boxes.
        labels: The file that they come from.
        classes: The list of classes that the data set keeps; empty where it keeps none.
    """
    yield from find_unusable_items(image.path, labels)
    for annotation in image.annotations if classes else ():
        if annotation.label not in classes:
            yield image.build_problem(ProblemKind.UNLISTED_CLASS, UNLISTED_CLASS, annotation)


def find_usability_problems(image: CheckedImage, labels: LabelFile, classes: Collection[str]) -> Iterator[LabelProblem]:
    """All that a network need not be known for; the arguments are those of `find_label_problems`.

    An image with an error among these cannot be learned from: of its objects, some would be taught as background or
    with wrong corners.
    """
    yield from find_label_problems(image, labels, classes)
    yield from find_single_box_problems(image)
