"""Problems of one image, and the labels without those that have an obvious remedy."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from pathlib import Path

from detector.config import DetectorConfig
from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import Dataset
from detector.data.lint.problems import LabelProblem, ProblemKind
from detector.data.lint.repairs import repair_problem
from detector.data.lint.search import LabelSearch

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


def problem_key(problem: LabelProblem) -> ProblemKey:
    return problem.kind, problem.message


def find_problems(
    dataset: Dataset, config: DetectorConfig, image: Path, annotations: tuple[Annotation, ...] | None = None
) -> list[LabelProblem]:
    """What is wrong with the labels of one image; `annotations` replace those on disk, where they are given."""
    found = LabelSearch(dataset, config, pixels=False).check_image(image, annotations)
    return [problem for problem in found if problem.kind not in KINDS_OF_MANY_IMAGES]


def apply_repairs(image_annotations: ImageAnnotations, problems: Iterable[LabelProblem]) -> ImageAnnotations:
    """With the remedies of all of them."""
    return reduce(repair_problem, problems, image_annotations)


def filter_repairable(found: Iterable[LabelProblem], keys: frozenset[ProblemKey]) -> list[LabelProblem]:
    """Those that are meant, and have a remedy."""
    return [problem for problem in found if problem.repairs and problem_key(problem) in keys]
