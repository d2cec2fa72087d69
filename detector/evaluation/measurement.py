"""The numbers of a measurement, from what was found beside what is there. Free of torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from detector.data.usable_labels import Progress, no_progress
from detector.evaluation.average_precision import (
    AveragePrecision,
    area_under_curve,
    average_over_classes,
    eleven_point_average,
    rank_detections,
)
from detector.evaluation.coco import CocoMetrics, compute_coco_metrics
from detector.evaluation.error_costs import ErrorSummary
from detector.evaluation.result_table import ResultTable
from detector.evaluation.results import ImageResult

if TYPE_CHECKING:
    from detector.evaluation.diagnostics import Diagnostics
    from detector.evaluation.masks import MaskMetrics, MaskResult


@dataclass(frozen=True)
class Evaluation:
    """How good a network is, over how many images, and what could not be read."""

    average_precision: AveragePrecision
    """AP50 as Pascal VOC measures it since 2010"""
    images: int
    warnings: tuple[str, ...]
    voc2007: AveragePrecision = field(default_factory=AveragePrecision)
    """AP50 at 11 recalls"""
    coco: CocoMetrics = field(default_factory=CocoMetrics)
    results: Sequence[ImageResult] = ()
    """All that the numbers are made of, image by image"""
    diagnostics: Diagnostics | None = None
    """What the network's stages had to do with it; None unless it was asked for"""
    errors: ErrorSummary | None = None
    """Kinds of error; None where `diagnostics` has them, or they were not asked for"""
    masks: MaskMetrics | None = None
    """COCO's numbers of masks; None without masks of both detections and objects"""
    mask_results: Sequence[MaskResult] = ()
    """What those are made of, one for each of `results`; none without masks of detections"""

    @property
    def compared_masks(self) -> Sequence[MaskResult]:
        """`mask_results` where an object has an outline, so that they say something."""
        return () if self.masks is None else self.mask_results


def score_results(
    results: Sequence[ImageResult],
    classes: Sequence[str],
    warnings: tuple[str, ...] = (),
    coco: CocoMetrics | None = None,
    progress: Progress = no_progress,
) -> Evaluation:
    """Score `results`, without details.

    Args:
        results: One entry for each image.
        classes: Names of the labels 1..C.
        warnings: What was not measured.
        coco: COCO's measures, where they are known already.
        progress: Is called as `progress(done, total)` while Pascal VOC's are made; what it raises ends the scoring.
    """
    rankings = rank_detections(results, classes, progress=progress)
    return Evaluation(
        average_precision=average_over_classes(rankings, area_under_curve),
        images=len(results),
        warnings=warnings,
        voc2007=average_over_classes(rankings, eleven_point_average),
        coco=compute_coco_metrics(results, classes) if coco is None else coco,
        results=results if isinstance(results, ResultTable) else ResultTable(results),
    )
