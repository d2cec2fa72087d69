"""Average precision as Pascal VOC measures it: at 11 recalls, or (since 2010) as the area under the whole curve."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from detector.box_overlap import pairwise_iou
from detector.evaluation.results import Flags, Floats, ImageResult

IOU_THRESHOLD = 0.5
Measure = Callable[[Flags, int], float]
"""Of `correct` (D,), whether each detection is, best first, and how many objects there are to find."""


@dataclass(frozen=True)
class AveragePrecision:
    """Per class in 0..1, and their mean over the classes that occur."""

    per_class: dict[str, float | None] = field(default_factory=dict)
    """None: no object of this class counts."""
    mean: float | None = None
    """None: no class occurs."""


@dataclass(frozen=True)
class Ranking:
    """All detections of one class, best first, and whether each is right."""

    correct: Flags
    """(D,) without those that are ignored"""
    objects: int
    """How many there are to find."""


def area_under_curve(right: Flags, objects: int) -> float:
    """VOC 2010: precision at a recall is the best that is reached at that recall or a higher one."""
    return float(_precision_envelope(right)[right].sum() / objects)


def eleven_point_average(right: Flags, objects: int) -> float:
    """VOC 2007: the mean of the precision at recall 0, 0.1 ... 1."""
    # Whole numbers, because a recall of 3/10 must not fall short of 0.3 by rounding.
    tenfold_hits = 10 * np.cumsum(right)
    first_there = np.searchsorted(tenfold_hits, np.arange(11) * objects)
    return float(np.append(_precision_envelope(right), 0.0)[first_there].mean())


def _precision_envelope(right: Flags) -> NDArray[np.float64]:
    """(D,) the best precision that is reached at each detection or a later one."""
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    envelope: NDArray[np.float64] = np.maximum.accumulate(precision[::-1])[::-1]
    return envelope


def compute_average_precision(
    results: Sequence[ImageResult],
    classes: Sequence[str],
    measure: Measure = area_under_curve,
    iou_threshold: float = IOU_THRESHOLD,
) -> AveragePrecision:
    """Score `results`: a detection is right when its IoU with an object not found by a better one is high enough."""
    return average_over_classes(rank_detections(results, classes, iou_threshold), measure)


def average_over_classes(rankings: dict[str, Ranking], measure: Measure) -> AveragePrecision:
    """Each class by `measure`."""
    per_class = {
        name: measure(ranking.correct, ranking.objects) if ranking.objects else None
        for name, ranking in rankings.items()
    }
    known = [value for value in per_class.values() if value is not None]
    return AveragePrecision(per_class, float(np.mean(known)) if known else None)


def rank_detections(
    results: Sequence[ImageResult], classes: Sequence[str], iou_threshold: float = IOU_THRESHOLD
) -> dict[str, Ranking]:
    """Judge all detections of each class by Pascal VOC's rules."""
    scores: list[list[Floats]] = [[] for _ in classes]
    verdicts: list[list[NDArray[np.int8]]] = [[] for _ in classes]
    objects = np.zeros(len(classes) + 1, dtype=np.int64)
    for result in results:
        objects += np.bincount(result.true_labels[~result.difficult], minlength=len(objects))
        for label in np.unique(result.labels).tolist():
            is_found, is_true = result.labels == label, result.true_labels == label
            verdict = match_voc_detections(
                result.boxes[is_found],
                result.scores[is_found],
                result.true_boxes[is_true],
                result.difficult[is_true],
                iou_threshold,
            )
            scores[label - 1].append(result.scores[is_found])
            verdicts[label - 1].append(verdict)
    return {
        name: Ranking(_order_best_first(scores[row], verdicts[row]), int(objects[row + 1]))
        for row, name in enumerate(classes)
    }


def _order_best_first(scores: list[Floats], verdicts: list[NDArray[np.int8]]) -> Flags:
    if not scores:
        return np.zeros(0, dtype=np.bool_)
    verdict = np.concatenate(verdicts)[np.argsort(-np.concatenate(scores), kind="stable")]
    right: Flags = verdict[verdict != IGNORED] == CORRECT
    return right


FALSE_POSITIVE, CORRECT, IGNORED = 0, 1, 2


def match_voc_detections(
    boxes: Floats, scores: Floats, true_boxes: Floats, difficult: Flags, iou_threshold: float
) -> NDArray[np.int8]:
    """WRONG, RIGHT or IGNORED for each of `boxes` (D, 4) of one class in one image.

    Best first, each is held against the object that it overlaps most. One that was found already makes it wrong, a
    difficult one makes it ignored (VOC development kit).
    """
    verdict = np.full(len(boxes), FALSE_POSITIVE, dtype=np.int8)
    if len(true_boxes) == 0:
        return verdict
    overlaps = pairwise_iou(boxes, true_boxes)
    found = np.zeros(len(true_boxes), dtype=np.bool_)
    for row in np.argsort(-scores, kind="stable"):
        best = int(overlaps[row].argmax())
        if overlaps[row, best] < iou_threshold:
            continue
        if difficult[best]:
            verdict[row] = IGNORED
        elif not found[best]:
            verdict[row] = CORRECT
            found[best] = True
    return verdict
