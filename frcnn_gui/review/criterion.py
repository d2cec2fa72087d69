"""What makes a detection correct in Review: the IoU of its box, or that of its mask."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING

from frcnn_gui.common.language import N_, tr

if TYPE_CHECKING:
    from detector.evaluation.results import ImageResult
    from frcnn_gui.review.evaluate_job import FolderEvaluation

EXTERNAL_TEXT = N_("These detections have no masks to compare.")
NO_MASKS_TEXT = N_("The network in use has no mask head, so it has no masks to compare.")
NO_OUTLINES_TEXT = N_("No labeled object has an outline, so there is nothing to compare masks with.")


class Criterion(Enum):
    """The order is that of the window."""

    BOXES = N_("Correct by the box")
    MASKS = N_("Correct by the mask")


def explain_boxes_only(measured: FolderEvaluation) -> str:
    """Why masks cannot decide; empty where they can."""
    if measured.evaluation.masks is not None:
        return ""
    if measured.evaluation.mask_results:
        return tr(NO_OUTLINES_TEXT)
    return tr(EXTERNAL_TEXT if measured.source else NO_MASKS_TEXT)


def apply_criterion(measured: FolderEvaluation, criterion: Criterion) -> Sequence[ImageResult]:
    """The results of all images, in which `criterion` decides what is found."""
    evaluation = measured.evaluation
    if criterion is Criterion.BOXES:
        return evaluation.results
    from detector.evaluation.masks import compare_by_masks

    return [compare_by_masks(*one) for one in zip(evaluation.results, evaluation.mask_results, strict=True)]
