"""Going through a measurement image by image: what was confused with what, at which score, and where. Free of torch.

Boxes decide which detection finds which object, or masks where results have their overlaps (`compare_by_masks`).

Labels are numbers 1..C; C + 1 stands for nothing: a detection of nothing, or an object that was not detected.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from detector.data.usable_labels import Progress, no_progress
from detector.evaluation.error_types import classify_detections
from detector.evaluation.masks import MaskResult, list_found_masks
from detector.evaluation.matching import match_detections
from detector.evaluation.results import Floats, ImageResult
from detector.matching.box_overlap import MIN_OBJECT_IOU, pairwise_iou
from detector.matching.coco_matching import NO_OBJECT
from detector.outcomes import Verdict


def filter_by_score(result: ImageResult, score: float) -> ImageResult:
    """With those detections alone that reach `score`."""
    return result.select_detections(result.scores >= score)


@dataclass(frozen=True)
class ImageReview:
    """How far labels and detections of one image are apart."""

    row: int
    """Of the results"""
    objects: int
    correct: int
    false_positives: int
    missed: int
    disagreement: float
    """The scores of the wrong detections, and 1 for each missed object, added up"""
    uncertainty: float
    """See `compute_uncertainty`"""
    mask_iou: float | None = None
    """Mean of the masks of detections that found an outlined object by their boxes; None where there are none"""
    boundary_iou: float | None = None
    """The same of boundaries"""


def compute_uncertainty(scores: Floats) -> float:
    """How many detections the network is unsure of: 4 s (1 - s) of each score s, added up; 1 at 0.5, 0 at 0 and 1."""
    return float((4 * scores * (1 - scores)).sum())


def review_image(result: ImageResult, row: int, score: float, masks: MaskResult | None = None) -> ImageReview:
    """Of the detections that reach `score`; the uncertainty is of all. `masks` are those of `result`."""
    reaching = filter_by_score(result, score)
    verdicts = classify_detections(reaching)
    wrong = ~np.isin(verdicts.detections, (Verdict.CORRECT, Verdict.IGNORED))
    counted = ~result.difficult
    missed = int((~verdicts.found & counted).sum())
    return ImageReview(
        row,
        int(counted.sum()),
        int((verdicts.detections == Verdict.CORRECT).sum()),
        int(wrong.sum()),
        missed,
        float(reaching.scores[wrong].sum()) + missed,
        compute_uncertainty(result.scores),
        *_average_found_masks(result, masks, score),
    )


def _average_found_masks(
    result: ImageResult, masks: MaskResult | None, score: float
) -> tuple[float | None, float | None]:
    """The mean IoU of masks and of boundaries of the detections that found an object by their boxes."""
    if masks is None:
        return None, None
    rows = np.flatnonzero(result.scores >= score)
    found = list_found_masks(result.select_detections(rows), masks.select_detections(rows))
    if not found:
        return None, None
    return float(np.mean([one.iou for one in found])), float(np.mean([one.boundary_iou for one in found]))


@dataclass(frozen=True, eq=False)
class ImageReviews(Sequence[ImageReview]):
    """Of many images, in 64 bytes each."""

    numbers: NDArray[np.float64]
    """(N, 8) all fields of `ImageReview` but its row, in their order; NaN stands for None"""

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, row: int) -> ImageReview: ...
    @overload
    def __getitem__(self, row: slice) -> list[ImageReview]: ...
    def __getitem__(self, row: int | slice) -> ImageReview | list[ImageReview]:
        if isinstance(row, slice):
            return [self[one] for one in range(len(self))[row]]
        row = range(len(self))[row]
        *counts, disagreement, unsure, mask_iou, boundary_iou = self.numbers[row].tolist()
        objects, right, wrong, missed_objects = map(int, counts)
        of_masks = (None if math.isnan(value) else value for value in (mask_iou, boundary_iou))
        return ImageReview(row, objects, right, wrong, missed_objects, disagreement, unsure, *of_masks)


def review_images(
    results: Sequence[ImageResult],
    score: float,
    progress: Progress = no_progress,
    masks: Sequence[MaskResult] = (),
) -> ImageReviews:
    """Review all images.

    Args:
        results: One entry for each image.
        score: Detections below it are ignored.
        progress: Is called as `progress(done, total)` for each; what it raises ends it.
        masks: One entry for each of `results`; none where masks are not compared.
    """
    numbers = np.zeros((len(results), 8))
    for row, result in enumerate(results):
        progress(row, len(results))
        one = review_image(result, row, score, masks[row] if masks else None)
        counts = one.objects, one.correct, one.false_positives, one.missed
        of_masks = (math.nan if value is None else value for value in (one.mask_iou, one.boundary_iou))
        numbers[row] = *counts, one.disagreement, one.uncertainty, *of_masks
    return ImageReviews(numbers)


@dataclass(frozen=True)
class Confusion:
    """What objects were taken for."""

    counts: NDArray[np.int64]
    """(C + 1, C + 1): row the label of the object, column that of the detection, counted from 0; the last is nothing"""
    images: Mapping[tuple[int, int], Sequence[int]]
    """Rows of the results that a cell counts, each once, in order"""


def count_confusions(
    results: Sequence[ImageResult], classes: int, score: float, progress: Progress = no_progress
) -> Confusion:
    """Of the detections that reach `score`, at IoU 0.5.

    A detection first finds an object of its class as COCO matches them; what is left of both is paired by the IoU of
    boxes, the highest first, as masks of different classes are not compared. Ignored detections and difficult objects
    do not count.
    """
    counts = np.zeros((classes + 1, classes + 1), dtype=np.int64)
    images: dict[tuple[int, int], array[int]] = {}
    for row, result in enumerate(results):
        progress(row, len(results))
        for cell in _list_cells(filter_by_score(result, score), classes):
            counts[cell] += 1
            rows = images.setdefault(cell, array("i"))
            if not rows or rows[-1] != row:
                rows.append(row)
    return Confusion(counts, images)


def _list_cells(result: ImageResult, classes: int) -> list[tuple[int, int]]:
    """One for each detection and each object that was not detected."""
    matched = match_detections(result, MIN_OBJECT_IOU)
    partner = matched.object.copy()
    free = ~matched.found & ~result.difficult
    loose = (partner == NO_OBJECT) & ~matched.ignored
    overlap = np.where(loose[:, None] & free[None, :], pairwise_iou(result.boxes, result.true_boxes), 0.0)
    while overlap.size and overlap.max() >= MIN_OBJECT_IOU:
        at, object_row = divmod(int(overlap.argmax()), overlap.shape[1])
        partner[at], free[object_row] = object_row, False
        overlap[at], overlap[:, object_row] = 0.0, 0.0
    truth = np.append(result.true_labels, classes + 1)[partner]  # NO_OBJECT is the last row
    cells = [
        (int(true) - 1, int(found) - 1)
        for true, found, ignored in zip(truth, result.labels, matched.ignored, strict=True)
        if not ignored
    ]
    return [*cells, *((int(label) - 1, classes) for label in result.true_labels[free])]


def find_missed(
    results: Sequence[ImageResult], score: float, progress: Progress = no_progress
) -> Iterator[tuple[int, int]]:
    """(row of the results, row of its objects) of each object that no detection with `score` or more has found."""
    for row, result in enumerate(results):
        progress(row, len(results))
        for object_row in match_detections(filter_by_score(result, score), MIN_OBJECT_IOU).missed.tolist():
            yield row, object_row
