"""Two measurements brought to the same images, classes and labels, so that they can be compared. Free of torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from detector.evaluation.bootstrap import Comparison, compare_runs
from detector.evaluation.results import ImageResult, Rows


@dataclass(frozen=True)
class MeasuredSet:
    """What a network found in each of some images, beside what is there."""

    classes: tuple[str, ...]
    results: Sequence[ImageResult]


@dataclass(frozen=True)
class PairedComparison:
    """A comparison, and what it could be made on."""

    comparison: Comparison
    classes: tuple[str, ...]
    """Those that both networks know"""
    skipped_classes: tuple[str, ...]
    """Those that only one of them knows"""
    skipped_images: int
    """How many only one of them was measured on"""


def compare_sets(first: MeasuredSet, other: MeasuredSet) -> PairedComparison | None:
    """Compare `first` with `other` on the images and classes that both have; the labels are those of `first`.

    Returns:
        None where they have no image in common, or no object counts there.
    """
    known = tuple(name for name in first.classes if name in other.classes)
    others = {one.path: one for one in other.results}
    pairs = [(one, others[one.path]) for one in first.results if one.path in others]
    if not pairs or not known:
        return None
    numbers, other_numbers = _map_labels(first.classes, known), _map_labels(other.classes, known)
    results = [_relabel_result(one, numbers) for one, _ in pairs]
    detections = [_relabel_result(one, other_numbers) for _, one in pairs]
    compared = compare_runs(
        results, [_with_truth_of(mine, one) for mine, one in zip(results, detections, strict=True)], known
    )
    if compared is None:
        return None
    only_one = tuple(name for name in (*first.classes, *other.classes) if name not in known)
    skipped = len(first.results) + len(other.results) - 2 * len(pairs)
    return PairedComparison(compared, known, only_one, skipped)


def _map_labels(classes: Sequence[str], known: Sequence[str]) -> Rows:
    """(C + 1,) the number in `known` of each label of `classes`; 0 where it has none."""
    number = {name: label for label, name in enumerate(known, start=1)}
    return np.array([0, *(number.get(name, 0) for name in classes)], dtype=np.int64)


def _relabel_result(result: ImageResult, numbers: Rows) -> ImageResult:
    labels, true_labels = numbers[result.labels], numbers[result.true_labels]
    found, true = labels > 0, true_labels > 0
    return replace(
        result,
        boxes=result.boxes[found],
        labels=labels[found],
        scores=result.scores[found],
        true_boxes=result.true_boxes[true],
        true_labels=true_labels[true],
        difficult=result.difficult[true],
    )


def _with_truth_of(result: ImageResult, detections: ImageResult) -> ImageResult:
    return replace(result, boxes=detections.boxes, labels=detections.labels, scores=detections.scores)
