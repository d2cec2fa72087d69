"""Going through a measurement of many images at one score, on a thread."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from detector.codes import LostAt
from detector.evaluation.review import Confusion, Curve, ImageReview, confusion, curve, missed, review_image
from frcnn_gui.language import tr
from frcnn_gui.workers.evaluate_job import FolderEvaluation
from frcnn_gui.workers.job import Job, JobContext

POINTS = 50
"""Of a curve"""
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
    lost_at: LostAt | None
    """The stage that lost it; None where it is found at a lower score, or no network was measured"""
    is_found_later: bool
    """Whether it is found at a lower score"""


@dataclass(frozen=True)
class Reviewed:
    """What detections that reach `score` come to."""

    score: float
    images: tuple[ImageReview, ...]
    confusion: Confusion
    curves: Mapping[str, DrawnCurve]
    missed: tuple[MissedObject, ...]


def review_job(measured: FolderEvaluation, score: float) -> Job:
    """Results in Reviewed."""

    def review(context: JobContext) -> Reviewed:
        results = measured.evaluation.results
        images = []
        for row, result in enumerate(results):
            context.raise_if_cancelled()
            images.append(review_image(result, row, score))
        context.raise_if_cancelled()
        confused = confusion(results, len(measured.classes), score)
        context.raise_if_cancelled()
        return Reviewed(score, tuple(images), confused, _curves(measured), tuple(_missed(measured, score)))

    return Job(tr("Going through the detections"), review)


def _curves(measured: FolderEvaluation) -> dict[str, DrawnCurve]:
    paths = [result.path for result in measured.evaluation.results]
    shown = {}
    for label, name in enumerate(measured.classes, start=1):
        drawn = curve(measured.evaluation.results, label)
        if drawn.objects and len(drawn.scores):
            shown[name] = _thinned(drawn, paths)
    return shown


def _thinned(drawn: Curve, paths: Sequence[Path]) -> DrawnCurve:
    rows = np.unique(np.linspace(0, len(drawn.scores) - 1, POINTS).round().astype(int))
    return DrawnCurve(
        drawn.recall[rows].tolist(),
        drawn.precision[rows].tolist(),
        [paths[row] for row in drawn.images[rows]],
        drawn.scores[rows].tolist(),
    )


def _missed(measured: FolderEvaluation, score: float) -> list[MissedObject]:
    stages = {(one.image, one.box): one.lost_at for one in measured.details.lost} if measured.details else {}
    never = set(missed(measured.evaluation.results, -math.inf))
    found = []
    for row, object_row in missed(measured.evaluation.results, score):
        result = measured.evaluation.results[row]
        x1, y1, x2, y2 = result.true_boxes[object_row].tolist()
        label = measured.classes[result.true_labels[object_row] - 1]
        corners = (x1, y1, x2, y2)
        lost_at = stages.get((result.path, corners))
        found.append(MissedObject(result.path, label, corners, lost_at, (row, object_row) not in never))
    return found
