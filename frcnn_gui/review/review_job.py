"""Going through a measurement of many images at one score, on a thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from detector.box_overlap import MIN_OBJECT_IOU
from detector.evaluation.average_precision import Ranking, rank_detections
from detector.evaluation.matching import match_detections
from detector.evaluation.results import ImageResult
from detector.evaluation.review import (
    Confusion,
    ImageReviews,
    count_confusions,
    find_missed,
    review_images,
)
from detector.outcomes import MissCause
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr
from frcnn_gui.review.evaluate_job import FolderEvaluation

MAX_CURVE_POINTS = 50
"""Of a curve"""
MAX_LISTED = 500
"""Missed objects; nobody goes through more of them"""
Corners = tuple[float, float, float, float]


@dataclass(frozen=True)
class DrawnCurve:
    """Precision over recall of one class, thinned to few points; `images` has the image of each."""

    recall: Sequence[float]
    precision: Sequence[float]
    images: Sequence[Path]
    scores: Sequence[float]


@dataclass(frozen=True)
class MissedObject:
    """Not found at the score asked for."""

    image: Path
    label: str
    corners: Corners
    miss_cause: MissCause | None
    """The stage that lost it; None where it is found at a lower score, or no network was measured"""
    is_found_below_score: bool
    """Whether it is found at a lower score"""


@dataclass(frozen=True)
class ReviewResult:
    """What detections that reach `score` come to."""

    score: float
    images: ImageReviews
    confusion: Confusion
    curves: Mapping[str, DrawnCurve]
    missed: tuple[MissedObject, ...]
    """The first `MAX_LISTED`"""
    missed_count: int


def create_review_job(measured: FolderEvaluation, score: float) -> Job:
    """Results in Reviewed."""

    def run_review(context: JobContext) -> ReviewResult:
        results = measured.evaluation.results
        steps = [_follow(context, step, 4 * len(results)) for step in range(4)]
        images = review_images(results, score, steps[0])
        confused = count_confusions(results, len(measured.classes), score, steps[1])
        drawn = _build_curves(measured, steps[2])
        lost, count = _list_missed(measured, score, steps[3])
        return ReviewResult(score, images, confused, drawn, lost, count)

    return Job(tr("Matching detections"), run_review)


def _follow(context: JobContext, step: int, total: int) -> Callable[[int, int], None]:
    """Reports the progress of one of several steps through all images, and raises where it is to stop."""

    def follow(done: int, images: int) -> None:
        context.raise_if_canceled()
        context.report_progress(step * images + done, total, tr("Matching detections"))

    return follow


def _build_curves(measured: FolderEvaluation, progress: Callable[[int, int], None]) -> dict[str, DrawnCurve]:
    results = measured.evaluation.results
    rankings = rank_detections(results, measured.classes, progress=progress)
    return {name: _thin_curve(one, results) for name, one in rankings.items() if one.objects and len(one.scores)}


def _thin_curve(drawn: Ranking, results: Sequence[ImageResult]) -> DrawnCurve:
    rows = np.unique(np.linspace(0, len(drawn.scores) - 1, MAX_CURVE_POINTS).round().astype(int))
    return DrawnCurve(
        drawn.recall[rows].tolist(),
        drawn.precision[rows].tolist(),
        [results[row].path for row in drawn.images[rows].tolist()],
        drawn.scores[rows].tolist(),
    )


def _list_missed(
    measured: FolderEvaluation, score: float, progress: Callable[[int, int], None]
) -> tuple[tuple[MissedObject, ...], int]:
    """The first missed objects, and how many there are."""
    stages = {(one.image, one.box): one.cause for one in measured.details.missed} if measured.details else {}
    found: list[MissedObject] = []
    count = 0
    for row, object_row in find_missed(measured.evaluation.results, score, progress):
        count += 1
        if count > MAX_LISTED:
            continue
        result = measured.evaluation.results[row]
        x1, y1, x2, y2 = result.true_boxes[object_row].tolist()
        label = measured.classes[result.true_labels[object_row] - 1]
        corners = (x1, y1, x2, y2)
        is_found_later = object_row not in match_detections(result, MIN_OBJECT_IOU).missed
        found.append(MissedObject(result.path, label, corners, stages.get((result.path, corners)), is_found_later))
    return tuple(found), count
