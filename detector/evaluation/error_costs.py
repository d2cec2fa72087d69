"""How often each kind of error occurs, and how much average precision it costs (Bolya et al. 2020, TIDE)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detector.evaluation.average_precision import area_under_curve
from detector.evaluation.error_types import ImageVerdicts
from detector.evaluation.results import Floats, ImageResult, Rows
from detector.matching.coco_matching import NO_OBJECT
from detector.outcomes import Verdict

ERRORS = (
    Verdict.CLASS,
    Verdict.LOCATION,
    Verdict.BOTH,
    Verdict.DUPLICATE,
    Verdict.BACKGROUND,
    Verdict.MISSED,
)
MASK_ERRORS = (Verdict.MASK, *ERRORS)
"""Where masks are compared"""


@dataclass(frozen=True)
class ErrorSummary:
    """Of all images."""

    ap50: float | None
    """Average precision at IoU 0.5, by COCO's matching and the area under the curve; None: no object counts"""
    count: dict[Verdict, int]
    """By ERRORS or MASK_ERRORS"""
    cost: dict[Verdict, float]
    """By the same: how much higher `ap50` would be without this kind of error (TIDE's dAP)"""


def summarize_errors(
    results: Sequence[ImageResult], verdicts: Iterable[ImageVerdicts], class_count: int
) -> ErrorSummary:
    """Count the errors that `classify_detections` found in each of `results`, and correct each kind in turn.

    A detection of the wrong class or box becomes right if it is the best of its kind for an object that was not
    found (its authors' program asks for the best of both kinds); otherwise it goes, as wrong detections of the other
    kinds do. Missed objects no longer count.
    """
    pool = _pool_detections(results, verdicts, class_count)
    before = pool.compute_average_precision()
    kinds = ERRORS if all(result.overlaps is None for result in results) else MASK_ERRORS
    count = {kind: int((pool.verdict == kind).sum()) for kind in kinds}
    count[Verdict.MISSED] = int(pool.missed.sum())
    cost = {kind: (pool.compute_average_precision(kind) or 0.0) - (before or 0.0) for kind in kinds}
    return ErrorSummary(before, count, cost)


@dataclass(frozen=True)
class _PooledDetections:
    """The N detections of all images, without those that are ignored."""

    label: Rows
    score: Floats
    verdict: NDArray[np.int8]
    object: Rows
    """Number of the object that the corrected detection would find, unique over all images; NO_OBJECT without one"""
    true_label: Rows
    """Of that object; 0 where there is none"""
    objects: Rows
    """(C + 1,) how many of each class count"""
    missed: Rows
    """(C + 1,) how many of them are missed"""

    def compute_average_precision(self, corrected: Verdict | None = None) -> float | None:
        """The mean over the classes that occur, without errors of the kind `corrected`; None: no class occurs."""
        best = self._find_best_for_objects(corrected)
        label, right, kept = self.label.copy(), self.verdict == Verdict.CORRECT, self.verdict != corrected
        label[best] = self.true_label[best]
        right[best] = kept[best] = True
        objects = self.objects - self.missed if corrected is Verdict.MISSED else self.objects
        values = []
        for number in np.flatnonzero(self.objects):
            rows = np.flatnonzero(kept & (label == number))
            best_first = rows[np.argsort(-self.score[rows], kind="stable")]
            # A class of which every object was missed is found whole once those no longer count.
            values.append(area_under_curve(right[best_first], int(objects[number])) if objects[number] else 1.0)
        return float(np.mean(values)) if values else None

    def _find_best_for_objects(self, kind: Verdict | None) -> Rows:
        rows = np.flatnonzero((self.verdict == kind) & (self.object != NO_OBJECT))
        best_first = rows[np.argsort(-self.score[rows], kind="stable")]
        best: Rows = best_first[np.unique(self.object[best_first], return_index=True)[1]]
        return best


_COLUMN_TYPES = (np.int64, np.float32, np.int8, np.int64, np.int64)
"""Of the first five fields of `_PooledDetections`"""


def _pool_detections(
    results: Sequence[ImageResult], verdicts: Iterable[ImageVerdicts], class_count: int
) -> _PooledDetections:
    objects, missed = np.zeros((2, class_count + 1), dtype=np.int64)
    columns = tuple(bytearray() for _ in _COLUMN_TYPES)
    first_object = 0
    for result, of_image in zip(results, verdicts, strict=True):
        objects += np.bincount(result.true_labels[~result.difficult], minlength=class_count + 1)
        missed += np.bincount(result.true_labels[of_image.missed], minlength=class_count + 1)
        parts: tuple[NDArray[Any], ...] = _pool_image(result, of_image, first_object)
        for column, kind, part in zip(columns, _COLUMN_TYPES, parts, strict=True):
            column += part.astype(kind).tobytes()
        first_object += len(result.true_labels)
    label, score, verdict, corrects, true_label = (
        np.frombuffer(column, kind) for column, kind in zip(columns, _COLUMN_TYPES, strict=True)
    )
    return _PooledDetections(label, score, verdict, corrects, true_label, objects, missed)


def _pool_image(
    result: ImageResult, verdicts: ImageVerdicts, first_object: int
) -> tuple[Rows, Floats, NDArray[np.int8], Rows, Rows]:
    """An image's part of the first five fields of `_PooledDetections`; its objects are numbered from `first_object`."""
    counts = verdicts.detections != Verdict.IGNORED
    is_free = np.append(~verdicts.found, False)  # NO_OBJECT reads the last one
    corrects = np.where(is_free[verdicts.object], verdicts.object, NO_OBJECT)
    number = np.where(corrects == NO_OBJECT, NO_OBJECT, corrects + first_object)
    true_label = np.append(result.true_labels, 0)[corrects]
    return (
        result.labels[counts],
        result.scores[counts],
        verdicts.detections[counts],
        number[counts],
        true_label[counts],
    )
