"""Going through a measurement image by image: what was confused with what, at which score, and where. Free of torch.

Labels are numbers 1..C; C + 1 stands for nothing: a detection of nothing, or an object that was not detected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detector.codes import Verdict
from detector.evaluation.average_precision import IGNORED, RIGHT, judge
from detector.evaluation.error_types import FOREGROUND_IOU, judge_image
from detector.evaluation.matching import NOTHING, match
from detector.evaluation.results import Flags, Floats, ImageResult, Rows
from detector.overlaps import iou


def at_score(result: ImageResult, score: float) -> ImageResult:
    """With those detections alone that reach `score`."""
    reach = result.scores >= score
    return replace(result, boxes=result.boxes[reach], labels=result.labels[reach], scores=result.scores[reach])


@dataclass(frozen=True)
class ImageReview:
    """How far labels and detections of one image are apart."""

    row: int
    """Of the results"""
    objects: int
    right: int
    wrong: int
    missed: int
    disagreement: float
    """The scores of the wrong detections, and 1 for each missed object, added up"""
    doubt: float
    """See `doubt`"""


def doubt(scores: Floats) -> float:
    """How many detections the network is unsure of: 4 s (1 - s) of each score s, added up; 1 at 0.5, 0 at 0 and 1."""
    return float((4 * scores * (1 - scores)).sum())


def review_image(result: ImageResult, row: int, score: float) -> ImageReview:
    """Of the detections that reach `score`; `doubt` is of all."""
    reaching = at_score(result, score)
    verdicts = judge_image(reaching)
    wrong = ~np.isin(verdicts.detections, (Verdict.RIGHT, Verdict.IGNORED))
    counted = ~result.difficult
    missed = int((~verdicts.found & counted).sum())
    return ImageReview(
        row,
        int(counted.sum()),
        int((verdicts.detections == Verdict.RIGHT).sum()),
        int(wrong.sum()),
        missed,
        float(reaching.scores[wrong].sum()) + missed,
        doubt(result.scores),
    )


@dataclass(frozen=True)
class Confusion:
    """What objects were taken for."""

    counts: NDArray[np.int64]
    """(C + 1, C + 1): row the label of the object, column that of the detection, counted from 0; the last is nothing"""
    images: Mapping[tuple[int, int], tuple[int, ...]]
    """Rows of the results that a cell counts, each once, in order"""


def confusion(results: Sequence[ImageResult], classes: int, score: float) -> Confusion:
    """Of the detections that reach `score`, at IoU 0.5.

    A detection first finds an object of its class as COCO matches them; what is left of both is paired by IoU, the
    highest first. Ignored detections and difficult objects do not count.
    """
    counts = np.zeros((classes + 1, classes + 1), dtype=np.int64)
    images: dict[tuple[int, int], dict[int, None]] = {}
    for row, result in enumerate(results):
        for cell in _cells(at_score(result, score), classes):
            counts[cell] += 1
            images.setdefault(cell, {})[row] = None
    return Confusion(counts, {cell: tuple(rows) for cell, rows in images.items()})


def _cells(result: ImageResult, classes: int) -> list[tuple[int, int]]:
    """One for each detection and each object that was not detected."""
    matched = match(result, FOREGROUND_IOU)
    partner = matched.object.copy()
    free = ~matched.found & ~result.difficult
    loose = (partner == NOTHING) & ~matched.ignored
    overlap = np.where(loose[:, None] & free[None, :], iou(result.boxes, result.true_boxes), 0.0)
    while overlap.size and overlap.max() >= FOREGROUND_IOU:
        at, object_row = divmod(int(overlap.argmax()), overlap.shape[1])
        partner[at], free[object_row] = object_row, False
        overlap[at], overlap[:, object_row] = 0.0, 0.0
    truth = np.append(result.true_labels, classes + 1)[partner]  # NOTHING is the last row
    cells = [
        (int(true) - 1, int(found) - 1)
        for true, found, ignored in zip(truth, result.labels, matched.ignored, strict=True)
        if not ignored
    ]
    return [*cells, *((int(label) - 1, classes) for label in result.true_labels[free])]


@dataclass(frozen=True)
class Curve:
    """Precision and recall of one class as the score that is asked for falls from detection to detection."""

    scores: Floats
    """(D,) falling"""
    right: Flags
    """(D,)"""
    images: Rows
    """(D,) row of the results that each detection is in"""
    objects: int

    @property
    def precision(self) -> NDArray[np.float64]:
        """(D,) of the first 1, 2, ... detections"""
        shares: NDArray[np.float64] = np.cumsum(self.right) / np.arange(1, len(self.right) + 1)
        return shares

    @property
    def recall(self) -> NDArray[np.float64]:
        """(D,)"""
        shares: NDArray[np.float64] = np.cumsum(self.right) / max(self.objects, 1)
        return shares


def curve(results: Sequence[ImageResult], label: int) -> Curve:
    """Of the class `label` at IoU 0.5, judged as `average_precision.rank` does; ignored detections are left out."""
    scores, verdicts, rows, objects = [], [], [], 0
    for row, result in enumerate(results):
        found, true = result.labels == label, result.true_labels == label
        objects += int((true & ~result.difficult).sum())
        if found.any():
            scores.append(result.scores[found])
            of_class = result.true_boxes[true], result.difficult[true]
            verdicts.append(judge(result.boxes[found], scores[-1], *of_class, FOREGROUND_IOU))
            rows.append(np.full(len(scores[-1]), row, dtype=np.int64))
    if not scores:
        return Curve(np.zeros(0, np.float32), np.zeros(0, np.bool_), np.zeros(0, np.int64), objects)
    score, verdict, image = np.concatenate(scores), np.concatenate(verdicts), np.concatenate(rows)
    order = np.argsort(-score, kind="stable")
    order = order[verdict[order] != IGNORED]
    return Curve(score[order], verdict[order] == RIGHT, image[order], objects)


def missed(results: Sequence[ImageResult], score: float) -> list[tuple[int, int]]:
    """(row of the results, row of its objects) of each object that no detection with `score` or more has found."""
    return [
        (row, int(object_row))
        for row, result in enumerate(results)
        for object_row in match(at_score(result, score), FOREGROUND_IOU).unfound
    ]
