"""Reading the labels that a network can learn from, with the reasons against the others. Free of torch."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from detector.data.annotation import Annotation
from detector.data.formats.base import Dataset
from detector.data.formats.shared.wording import format_count, list_names
from detector.data.image_io import read_header
from detector.data.lint.problems import BLOCKING_KINDS, LabelProblem, ProblemKind, Severity
from detector.data.lint.usability import build_checked_image, find_usability_problems, image_display_name
from detector.data.natural_order import natural_key
from detector.errors import AnnotationUnreadableError, ImageUnreadableError
from detector.translatable import translatable

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ReadingRules:
    """What labels must be like to be used."""

    tolerated: frozenset[ProblemKind] = frozenset()
    """Errors that no image is left out for"""
    is_clipped: bool = True
    """Whether only the part of a box inside its image is used"""


FOR_TRAINING = ReadingRules()
"""A network that learns sees no image in whose labels there is an error."""
FOR_EVALUATION = ReadingRules(frozenset({ProblemKind.TINY, ProblemKind.LARGER_THAN_IMAGE}))
"""An object counts however small it is, as in COCO's own data."""
AS_LABELED = ReadingRules(
    frozenset(kind for kind in ProblemKind if kind.severity is Severity.ERROR)
    - {
        ProblemKind.IMAGE_UNREADABLE,
        ProblemKind.LABELS_UNREADABLE,
        ProblemKind.UNUSABLE_LABELS,
        ProblemKind.UNLISTED_CLASS,
        ProblemKind.NOT_FINITE,
        ProblemKind.SWAPPED_CORNERS,
    },
    is_clipped=False,
)
"""Detections of another program are compared with the boxes exactly as they are in the file."""


def no_progress(_done: int, _total: int) -> None: ...


UNLABELED_LEFT_OUT = translatable("{images_are} left out, without a label file: {names}.")
LEFT_OUT = translatable("{images_are} left out ({kind}): {names}. {problem}")
ALL_PROBLEMS_LISTED = translatable(
    "`frcnn check`, or the Problems dock of the window, lists all problems and how to correct them."
)
_WARNING_TEXTS = {
    ProblemKind.PARTLY_OUTSIDE: translatable(
        "{images_have} boxes partly outside their image, cut off at its border: {names}. {problem}"
    ),
    ProblemKind.WRONG_SIZE: translatable(
        "{images_have} labels made for another image size, used without scaling: {names}. {problem}"
    ),
}
"""What is done about warnings that `find_usability_problems` gives."""


@dataclass(frozen=True, slots=True)
class UsableImage:
    """An image and its boxes, or the part of each that is inside the image."""

    path: Path
    width: int
    height: int
    annotations: tuple[Annotation, ...]
    warnings: tuple[LabelProblem, ...]
    """What `frcnn check` would warn of; it is learned from nevertheless."""


def describe_unlabeled_images(dataset: Dataset, rows: Sequence[int]) -> Iterator[str]:
    """A sentence about the images in these rows of the data set that have no labels, if there are others."""
    flags = dataset.label_flags
    unlabeled = [row for row in rows if not flags[row]]
    if unlabeled and len(unlabeled) < len(rows):
        names = sorted((PurePosixPath(dataset.images.name_at(row)).name for row in unlabeled), key=natural_key)
        are = format_count(len(names), "image is", "images are")
        yield UNLABELED_LEFT_OUT.format(images_are=are, names=list_names(names))


def read_usable_images(
    dataset: Dataset, rows: Sequence[int], progress: Progress, reading: ReadingRules = FOR_TRAINING
) -> Iterator[tuple[int, UsableImage | LabelProblem]]:
    """Read one labeled image after the other; none is kept.

    Args:
        dataset: The data set.
        rows: Places in its images; those without labels are passed over.
        progress: Is called as `progress(done, total)` for each image; what it raises ends the reading.
        reading: What the labels are for.

    Yields:
        The row of each image, and what can be learned from it, or the worst of what is wrong with it.
    """
    classes, flags = frozenset(dataset.classes), dataset.label_flags
    labeled = array("i", (row for row in rows if flags[row]))
    for done, row in enumerate(labeled):
        progress(done, len(labeled))
        yield row, _read_usable_image(dataset, dataset.images[row], classes, reading)


def _read_usable_image(
    dataset: Dataset, image: Path, classes: frozenset[str], reading: ReadingRules
) -> UsableImage | LabelProblem:
    """An image, or the worst of what is wrong with it."""
    try:
        labels, header = dataset.read_labels(image), read_header(image)
    except AnnotationUnreadableError as error:
        return LabelProblem(ProblemKind.LABELS_UNREADABLE, image, None, str(error))
    except ImageUnreadableError as error:
        return LabelProblem(ProblemKind.IMAGE_UNREADABLE, image, None, str(error))
    annotations = labels.image_annotations.annotations
    described = build_checked_image(dataset, image, image_display_name(dataset, image), header, labels, annotations)
    found = tuple(find_usability_problems(described, labels, classes))
    errors = [
        problem for problem in found if problem.severity is Severity.ERROR and problem.kind not in reading.tolerated
    ]
    if errors:
        return min(errors, key=lambda problem: problem.kind not in BLOCKING_KINDS)
    if reading.is_clipped:
        annotations = tuple(_clip_annotation(one, header.width, header.height) for one in annotations)
    return UsableImage(image, header.width, header.height, annotations, found)


def _clip_annotation(annotation: Annotation, width: int, height: int) -> Annotation:
    """With what is inside the image; an outline is not parsed where its box is inside as a whole."""
    return annotation if annotation.bounds.is_inside(width, height) else annotation.clip_to(width, height)


def describe_left_out_images(problems: Sequence[LabelProblem], dataset: Dataset) -> Iterator[str]:
    """A sentence for each kind of `problems`, which name one image each, with the first of them in full."""
    for kind in ProblemKind:
        group = [problem for problem in problems if problem.kind is kind]
        if group:
            names = list_names(
                [image_display_name(dataset, problem.image) for problem in group if problem.image is not None]
            )
            are = format_count(len(group), "image is", "images are")
            yield LEFT_OUT.format(images_are=are, kind=kind.heading, names=names, problem=group[0].message)
    if problems:
        yield ALL_PROBLEMS_LISTED


class LabelWarnings:
    """Collects what images are learned from in spite of, without the images."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._rows: dict[ProblemKind, array[int]] = {kind: array("i") for kind in _WARNING_TEXTS}
        self._first: dict[ProblemKind, str] = {}

    def add_image(self, row: int, warnings: Sequence[LabelProblem]) -> None:
        """Take up the `warnings` about the image in `row` of the data set."""
        for warning in warnings:
            rows = self._rows.get(warning.kind)
            if rows is not None and not (rows and rows[-1] == row):
                rows.append(row)
                self._first.setdefault(warning.kind, warning.message)

    def format_sentences(self) -> Iterator[str]:
        """A sentence for each kind of warning."""
        for kind, text in _WARNING_TEXTS.items():
            rows, images = self._rows[kind], self._dataset.images
            if rows:
                names = list_names([image_display_name(self._dataset, images[row]) for row in rows])
                have = format_count(len(rows), "image has", "images have")
                yield text.format(images_have=have, names=names, problem=self._first[kind])
