"""Mending faults that have an obvious remedy: in a file, and back again as it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from detector.config import DetectorConfig
from detector.data.annotation import Box, ImageAnnotation
from detector.data.formats.base import Dataset, LabelFile
from detector.data.lint import LabelProblem, LabelSearch, ProblemKind, repair_problem

ProblemKey = tuple[ProblemKind, str]
"""What makes a problem the same when it is looked for again: its kind and its words, which name image and box."""

KINDS_OF_MANY_IMAGES = frozenset(
    {
        ProblemKind.IMAGE_UNREADABLE,
        ProblemKind.IMAGE_INCOMPLETE,
        ProblemKind.IMAGE_KIND_UNREADABLE,
        ProblemKind.LABELS_WITHOUT_IMAGE,
        ProblemKind.STEM_COLLISION,
        ProblemKind.DUPLICATE_IMAGES,
        ProblemKind.RARE_CLASS,
        ProblemKind.BACKGROUND_CLASS,
        ProblemKind.SIMILAR_CLASSES,
        ProblemKind.UNUSED_LABELS,
        ProblemKind.NOTICE,
    }
)
"""Kinds that a look at the labels of one image neither finds nor rules out."""


@dataclass(frozen=True)
class RepairedImage:
    """One image whose file was mended."""

    image: Path
    before: ImageAnnotation
    file: LabelFile
    """As it is since then. Saving `before` by it brings back all that was there, to the last attribute."""


def problem_key(problem: LabelProblem) -> ProblemKey:
    return problem.kind, problem.message


def find_problems(
    dataset: Dataset, config: DetectorConfig, image: Path, boxes: tuple[Box, ...] | None = None
) -> list[LabelProblem]:
    """What is wrong with the labels of one image; `boxes` are those that count where they are not those on disk."""
    found = LabelSearch(dataset, config, pixels=False).check_image(image, boxes)
    return [problem for problem in found if problem.kind not in KINDS_OF_MANY_IMAGES]


def apply_repairs(annotation: ImageAnnotation, problems: Iterable[LabelProblem]) -> ImageAnnotation:
    """With the remedies of all of them."""
    return reduce(repair_problem, problems, annotation)


def filter_repairable(found: Iterable[LabelProblem], wanted: frozenset[ProblemKey]) -> list[LabelProblem]:
    """Those that are meant, and have a remedy."""
    return [problem for problem in found if problem.repairs and problem_key(problem) in wanted]


def repair_file(
    dataset: Dataset, config: DetectorConfig, image: Path, wanted: frozenset[ProblemKey]
) -> RepairedImage | None:
    """Mend the labels of `image` on disk; None where none of `wanted` is there any more.

    Raises:
        AnnotationUnreadableError: The label file cannot be read whole.
        ImageUnreadableError: The image cannot be decoded.
        AnnotationConflictError: Another program has changed the label file.
        AnnotationWriteError: The label file cannot be written.
    """
    file = dataset.read_labels(image)
    before = file.annotation
    after = apply_repairs(before, filter_repairable(find_problems(dataset, config, image, before.boxes), wanted))
    if after == before:
        return None
    return RepairedImage(image, before, file.save(after))


def revert_repair(repaired: RepairedImage) -> None:
    """Put the boxes back.

    Raises:
        AnnotationConflictError: The file was changed since.
        AnnotationWriteError: The label file cannot be written.
    """
    repaired.file.save(repaired.before)
