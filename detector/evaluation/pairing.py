"""Two measurements brought to the same images, classes and labels, so that they can be compared. Free of torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from detector.evaluation.bootstrap import Comparison, compare_runs
from detector.evaluation.masks import MaskOverlaps, compare_by_boundaries, compare_by_masks
from detector.evaluation.results import ImageResult, Rows


@dataclass(frozen=True)
class MeasuredSet:
    """What a network found in each of some images, beside what is there."""

    classes: tuple[str, ...]
    results: Sequence[ImageResult]
    masks: Sequence[MaskOverlaps] = ()
    """One entry for each of `results`; none where masks were not compared with outlines"""


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
    masks: Comparison | None = None
    """The same of masks; None where one of the two has none, or `have_masks_other_objects`"""
    boundaries: Comparison | None = None
    """The same of their boundaries"""
    have_masks_other_objects: bool = False
    """Whether both have masks, which were compared with other objects: labels were changed in between"""


def compare_sets(first: MeasuredSet, other: MeasuredSet) -> PairedComparison | None:
    """Compare `first` with `other` on the images and classes that both have; the labels are those of `first`.

    Returns:
        None where they have no image in common, or no object counts there.
    """
    known = tuple(name for name in first.classes if name in other.classes)
    rows = {one.path: row for row, one in enumerate(other.results)}
    pairs = [(row, rows[one.path]) for row, one in enumerate(first.results) if one.path in rows]
    if not pairs or not known:
        return None
    compared = _compare_pairs(first, other, known, [(first.results[row], other.results[at]) for row, at in pairs])
    if compared is None:
        return None
    only_one = tuple(name for name in (*first.classes, *other.classes) if name not in known)
    skipped = len(first.results) + len(other.results) - 2 * len(pairs)
    paired = PairedComparison(compared, known, only_one, skipped)
    return _add_masks(paired, first, other, pairs) if first.masks and other.masks else paired


def _add_masks(
    paired: PairedComparison, first: MeasuredSet, other: MeasuredSet, pairs: Sequence[tuple[int, int]]
) -> PairedComparison:
    """With the comparison of masks, where both were compared with the same objects. `pairs` are rows of both sets."""
    found = []
    for compare_by in (compare_by_masks, compare_by_boundaries):
        views = [
            (compare_by(first.results[row], first.masks[row]), compare_by(other.results[at], other.masks[at]))
            for row, at in pairs
        ]
        if not all(map(_have_same_objects, *_relabel_pairs(first, other, paired.classes, views))):
            return replace(paired, have_masks_other_objects=True)
        found.append(_compare_pairs(first, other, paired.classes, views))
    return replace(paired, masks=found[0], boundaries=found[1])


def _compare_pairs(
    first: MeasuredSet, other: MeasuredSet, known: Sequence[str], pairs: Sequence[tuple[ImageResult, ImageResult]]
) -> Comparison | None:
    results, detections = _relabel_pairs(first, other, known, pairs)
    return compare_runs(results, list(map(_with_truth_of, results, detections)), known)


def _relabel_pairs(
    first: MeasuredSet, other: MeasuredSet, known: Sequence[str], pairs: Sequence[tuple[ImageResult, ImageResult]]
) -> tuple[list[ImageResult], list[ImageResult]]:
    """The first and the second of all `pairs`, with the labels of `known`."""
    numbers, other_numbers = _map_labels(first.classes, known), _map_labels(other.classes, known)
    return (
        [_relabel_result(one, numbers) for one, _ in pairs],
        [_relabel_result(one, other_numbers) for _, one in pairs],
    )


def _have_same_objects(result: ImageResult, other: ImageResult) -> bool:
    return (
        np.array_equal(result.true_boxes, other.true_boxes)
        and np.array_equal(result.true_labels, other.true_labels)
        and np.array_equal(result.difficult, other.difficult)
    )


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
        overlaps=None if result.overlaps is None else result.overlaps[np.ix_(found, true)],
    )


def _with_truth_of(result: ImageResult, detections: ImageResult) -> ImageResult:
    return replace(
        result,
        boxes=detections.boxes,
        labels=detections.labels,
        scores=detections.scores,
        overlaps=detections.overlaps,
    )
