"""COCO's twelve numbers, through faster-coco-eval: COCO's own evaluator with its loops in C++."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detector.evaluation.coco_records import CocoRecord, build_coco_ground_truth, build_coco_results
from detector.evaluation.results import ImageResult

ALL, SMALL, MEDIUM, LARGE = range(4)
"""Rows of COCO's area ranges, which end at 32^2 and 96^2 pixels of the image."""
AT_1, AT_10, AT_100 = range(3)
"""Rows of how many detections of an image, and class, may count."""
IOU_50, IOU_75 = 0, 5
"""Rows of COCO's thresholds, 0.5 to 0.95 in steps of 0.05."""


@dataclass(frozen=True)
class CocoMetrics:
    """In 0..1, means over classes; None where no object counts. Without a number: IoU 0.5 to 0.95 in steps of 0.05.

    An object's size is that of its box (COCO's own files tell that of its mask): small is under 32x32 pixels of the
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


def compute_coco_metrics(results: Sequence[ImageResult], classes: Sequence[str]) -> CocoMetrics:
    """Score `results`. Objects marked difficult are ignored, as `coco_records.build_coco_ground_truth` tells."""
    return score_records(build_coco_ground_truth(results, classes, Path()), build_coco_results(results), classes)


def score_records(truth: CocoRecord, found: Sequence[CocoRecord], classes: Sequence[str]) -> CocoMetrics:
    """Score `found`, a COCO results file, against `truth`, a COCO data set whose categories 1..C are `classes`."""
    if not truth["images"]:
        return CocoMetrics(per_class=dict.fromkeys(classes), per_class_50=dict.fromkeys(classes))
    counts = _run_coco_evaluator(truth, found)
    precision, recall = counts["precision"], counts["recall"]
    return CocoMetrics(
        ap=_mean_of_known(precision[:, :, :, ALL, AT_100]),
        ap50=_mean_of_known(precision[IOU_50, :, :, ALL, AT_100]),
        ap75=_mean_of_known(precision[IOU_75, :, :, ALL, AT_100]),
        ap_small=_mean_of_known(precision[:, :, :, SMALL, AT_100]),
        ap_medium=_mean_of_known(precision[:, :, :, MEDIUM, AT_100]),
        ap_large=_mean_of_known(precision[:, :, :, LARGE, AT_100]),
        ar_1=_mean_of_known(recall[:, :, ALL, AT_1]),
        ar_10=_mean_of_known(recall[:, :, ALL, AT_10]),
        ar_100=_mean_of_known(recall[:, :, ALL, AT_100]),
        ar_small=_mean_of_known(recall[:, :, SMALL, AT_100]),
        ar_medium=_mean_of_known(recall[:, :, MEDIUM, AT_100]),
        ar_large=_mean_of_known(recall[:, :, LARGE, AT_100]),
        per_class={name: _mean_of_known(precision[:, :, row, ALL, AT_100]) for row, name in enumerate(classes)},
        per_class_50={name: _mean_of_known(precision[IOU_50, :, row, ALL, AT_100]) for row, name in enumerate(classes)},
    )


def _run_coco_evaluator(records: CocoRecord, found: Sequence[CocoRecord]) -> dict[str, NDArray[np.float64]]:
    """`precision` (T, R, C, sizes, limits) and `recall` (T, C, sizes, limits), at T IoUs and R recalls; -1: unknown."""
    from faster_coco_eval import COCO, COCOeval_faster

    truth = COCO(records)
    evaluator = COCOeval_faster(truth, truth.loadRes(list(found)), "bbox", print_function=_discard_output)
    evaluator.evaluate()
    evaluator.accumulate()
    counts: dict[str, NDArray[np.float64]] = evaluator.eval
    return counts


def _discard_output(*_words: Any) -> None:
    pass


def _mean_of_known(values: NDArray[np.float64]) -> float | None:
    """The mean of what is known of `values`."""
    known = values[values > -1]
    return float(known.mean()) if known.size else None
