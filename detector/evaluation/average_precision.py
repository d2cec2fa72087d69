"""Average precision as Pascal VOC measures it: at 11 recalls, or (since 2010) as the area under the whole curve."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from detector.data.usable_labels import Progress, no_progress
from detector.evaluation.results import Flags, Floats, ImageResult, Rows
from detector.matching.detection_matching import CORRECT, IGNORED, match_voc

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
    """All detections of one class, best first, without those that are ignored, and whether each is right."""

    correct: Flags
    """(D,)"""
    objects: int
    """How many there are to find."""
    scores: Floats
    """(D,) falling"""
    images: Rows
    """(D,) row of the results that each detection is in"""

    @property
    def precision(self) -> NDArray[np.float64]:
        """Of the first 1, 2, ... detections, (D,)."""
        shares: NDArray[np.float64] = np.cumsum(self.correct) / np.arange(1, len(self.correct) + 1)
        return shares

    @property
    def recall(self) -> NDArray[np.float64]:
        """After each detection, (D,)."""
        shares: NDArray[np.float64] = np.cumsum(self.correct) / max(self.objects, 1)
        return shares


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
    results: Sequence[ImageResult],
    classes: Sequence[str],
    iou_threshold: float = IOU_THRESHOLD,
    progress: Progress = no_progress,
) -> dict[str, Ranking]:
    """Match all detections of each class by Pascal VOC's rules; `progress(done, total)` may raise to end it."""
    columns = [(array("f"), array("b"), array("i")) for _ in classes]
    objects = np.zeros(len(classes) + 1, dtype=np.int64)
    for row, result in enumerate(results):
        progress(row, len(results))
        objects += np.bincount(result.true_labels[~result.difficult], minlength=len(objects))
        for label in np.unique(result.labels).tolist():
            is_found, is_true = result.labels == label, result.true_labels == label
            verdict = match_voc(
                result.boxes[is_found],
                result.scores[is_found],
                result.true_boxes[is_true],
                result.difficult[is_true],
                iou_threshold,
                None if result.overlaps is None else result.overlaps[np.ix_(is_found, is_true)],
            )
            scores, verdicts, rows = columns[label - 1]
            scores.frombytes(result.scores[is_found].tobytes())
            verdicts.frombytes(verdict.tobytes())
            rows.extend([row] * len(verdict))
    return {
        name: _order_best_first(*column, int(count))
        for name, column, count in zip(classes, columns, objects[1:], strict=True)
    }


def _order_best_first(scores: array[float], verdicts: array[int], rows: array[int], objects: int) -> Ranking:
    score, verdict = np.array(scores, np.float32), np.array(verdicts, np.int8)
    order = np.argsort(-score, kind="stable")
    order = order[verdict[order] != IGNORED]
    return Ranking(verdict[order] == CORRECT, objects, score[order], np.array(rows, np.int64)[order])
