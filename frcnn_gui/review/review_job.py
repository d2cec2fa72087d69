"""Going through a measurement of many images at one score, on a thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

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
from detector.matching.box_overlap import MIN_OBJECT_IOU
from detector.outcomes import MissCause
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import N_, tr
from frcnn_gui.review.criterion import Criterion, apply_criterion
from frcnn_gui.review.evaluate_job import FolderEvaluation
from frcnn_gui.review.image_groups import ImageGroup, select_group

MATCHING_TITLE = N_("Matching detections")
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
    """The stage that lost it; None where it is found at a lower score, or that is not known"""
    is_found_below_score: bool
    """Whether it is found at a lower score"""


@dataclass(frozen=True)
class ReviewResult:
    """The detections that reach `score`, compared with the labels in the images of `group` by `criterion`."""

    group: ImageGroup
    criterion: Criterion
    measured: FolderEvaluation
    """On these images alone"""
    score: float
    results: Sequence[ImageResult]
    """Of these images, in which `criterion` decides what is found"""
    images: ImageReviews
    confusion: Confusion
    curves: Mapping[str, DrawnCurve]
    missed: tuple[MissedObject, ...]
    """The first `MAX_LISTED`"""
    missed_count: int
    row_by_image: Mapping[Path, int] = field(default_factory=dict)
    """Of `results`, where masks decide"""


def create_review_job(
    measured: FolderEvaluation,
    score: float,
    group: ImageGroup = ImageGroup.ALL,
    earlier: ReviewResult | None = None,
    criterion: Criterion = Criterion.BOXES,
) -> Job:
    """A job whose result is a ReviewResult.

    Args:
        measured: On all images.
        score: Detections below it are ignored.
        group: The images to compare.
        earlier: A result of the same `measured`, whose selection of images is used again if its group is the same.
        criterion: What makes a detection correct.
    """

    def run_review(context: JobContext) -> ReviewResult:
        is_known = earlier is not None and earlier.group is group
        selected = earlier.measured if earlier is not None and is_known else select_group(measured, group)
        results, masks = apply_criterion(selected, criterion), selected.evaluation.compared_masks
        steps = [_follow(context, step, 4 * len(results)) for step in range(4)]
        images = review_images(results, score, steps[0], masks)
        confused = count_confusions(results, len(selected.classes), score, steps[1])
        drawn = _build_curves(results, selected.classes, steps[2])
        lost, count = _list_missed(selected, results, score, steps[3], criterion)
        rows = {one.path: row for row, one in enumerate(results)} if criterion is Criterion.MASKS else {}
        return ReviewResult(group, criterion, selected, score, results, images, confused, drawn, lost, count, rows)

    return Job(tr(MATCHING_TITLE), run_review)


def _follow(context: JobContext, step: int, total: int) -> Callable[[int, int], None]:
    """Reports the progress of one of several steps through all images, and raises where it is to stop."""

    def follow(done: int, images: int) -> None:
        context.raise_if_canceled()
        context.report_progress(step * images + done, total, tr(MATCHING_TITLE))

    return follow


def _build_curves(
    results: Sequence[ImageResult], classes: Sequence[str], progress: Callable[[int, int], None]
) -> dict[str, DrawnCurve]:
    rankings = rank_detections(results, classes, progress=progress)
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
    measured: FolderEvaluation,
    results: Sequence[ImageResult],
    score: float,
    progress: Callable[[int, int], None],
    criterion: Criterion,
) -> tuple[tuple[MissedObject, ...], int]:
    """The first missed objects, and how many there are. What boxes find, no mask head loses."""
    by_masks = criterion is Criterion.MASKS
    known = measured.details.missed if measured.details else ()
    stages = {(one.image, one.box): one.cause for one in known if by_masks or one.cause is not MissCause.MASK_HEAD}
    found: list[MissedObject] = []
    count = 0
    for row, object_row in find_missed(results, score, progress):
        count += 1
        if count > MAX_LISTED:
            continue
        result = results[row]
        x1, y1, x2, y2 = result.true_boxes[object_row].tolist()
        label = measured.classes[result.true_labels[object_row] - 1]
        corners = (x1, y1, x2, y2)
        is_found_later = object_row not in match_detections(result, MIN_OBJECT_IOU).missed
        cause = None if is_found_later else stages.get((result.path, corners))
        found.append(MissedObject(result.path, label, corners, cause, is_found_later))
    return tuple(found), count
