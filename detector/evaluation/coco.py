"""COCO's twelve numbers. Free of torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from detector.data.usable_labels import Progress, no_progress
from detector.evaluation.coco_accumulator import CocoAccumulator, CocoCurves, build_coco_image
from detector.evaluation.results import ImageResult
from detector.matching.coco_matching import Doubles

ALL, SMALL, MEDIUM, LARGE = range(4)
"""Rows of COCO's area ranges, which end at 32^2 and 96^2 pixels of the image."""
AT_1, AT_10, AT_100 = range(3)
"""Rows of how many detections of an image, and class, may count."""
IOU_50, IOU_75 = 0, 5
"""Rows of COCO's thresholds, 0.5 to 0.95 in steps of 0.05."""


@dataclass(frozen=True)
class CocoMetrics:
    """In 0..1, means over classes; None where no object counts. Without a number: IoU 0.5 to 0.95 in steps of 0.05.

    An object's size is that of its box (COCO's own files give that of its mask): small is under 32x32 pixels of the
    image, large from 96x96.
    """

    ap: float | None = None
    ap50: float | None = None
    ap75: float | None = None
    ap_small: float | None = None
    ap_medium: float | None = None
    ap_large: float | None = None
    ar_1: float | None = None
    """Average recall with one detection for each class and image; the next with 10 and 100."""
    ar_10: float | None = None
    ar_100: float | None = None
    ar_small: float | None = None
    ar_medium: float | None = None
    ar_large: float | None = None
    per_class: dict[str, float | None] = field(default_factory=dict)
    """`ap` of each"""
    per_class_50: dict[str, float | None] = field(default_factory=dict)
    """`ap50` of each"""


def compute_coco_metrics(
    results: Sequence[ImageResult], classes: Sequence[str], progress: Progress = no_progress
) -> CocoMetrics:
    """Score `results`.

    Objects marked difficult are ignored as `coco_accumulator.build_coco_image` says.

    Args:
        results: One entry for each image.
        classes: Names of the labels 1..C.
        progress: Is called as `progress(done, total)` for each image; what it raises ends the scoring.
    """
    accumulator = CocoAccumulator(len(classes))
    for row, result in enumerate(results):
        progress(row, len(results))
        accumulator.add_image(build_coco_image(result))
    return summarize_curves(accumulator.compute_curves(), classes)


def summarize_curves(curves: CocoCurves, classes: Sequence[str]) -> CocoMetrics:
    """Average `curves` over the classes as COCO does."""
    precision, recall, limited = curves.precision, curves.recall, curves.limited_recall
    return CocoMetrics(
        ap=_mean_of_known(precision[:, :, :, ALL]),
        ap50=_mean_of_known(precision[IOU_50, :, :, ALL]),
        ap75=_mean_of_known(precision[IOU_75, :, :, ALL]),
        ap_small=_mean_of_known(precision[:, :, :, SMALL]),
        ap_medium=_mean_of_known(precision[:, :, :, MEDIUM]),
        ap_large=_mean_of_known(precision[:, :, :, LARGE]),
        ar_1=_mean_of_known(limited[:, :, AT_1]),
        ar_10=_mean_of_known(limited[:, :, AT_10]),
        ar_100=_mean_of_known(limited[:, :, AT_100]),
        ar_small=_mean_of_known(recall[:, :, SMALL]),
        ar_medium=_mean_of_known(recall[:, :, MEDIUM]),
        ar_large=_mean_of_known(recall[:, :, LARGE]),
        per_class={name: _mean_of_known(precision[:, :, row, ALL]) for row, name in enumerate(classes)},
        per_class_50={name: _mean_of_known(precision[IOU_50, :, row, ALL]) for row, name in enumerate(classes)},
    )


def _mean_of_known(values: Doubles) -> float | None:
    """The mean of what is known of `values`."""
    known = values[values > -1]
    return float(known.mean()) if known.size else None
