"""What Review says of the scores of a measurement, and of one missed object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frcnn_gui.common.language import N_, tr
from frcnn_gui.review.funnel_panel import ObjectRow
from frcnn_gui.review.review_job import MissedObject
from frcnn_gui.stages.texts import explain_miss_cause, name_miss_cause

if TYPE_CHECKING:
    from detector.evaluation.measurement import Evaluation

SCORE_TOO_LOW_TEXT = N_("score too low")
NOT_DETECTED_TEXT = N_("not detected")
MASK_SCORES_TEXT = N_("Boxes: {boxes}.\nMasks: {masks}.\nBoundaries: {boundary}.")


def format_scores(evaluation: Evaluation) -> str:
    """AP of the boxes, and lines for that of masks and boundaries where they were compared; then the images."""
    boxes, masks = evaluation.coco, evaluation.masks
    images = tr("%Ln labeled image(s)", "", evaluation.images)
    of_boxes = _join_scores(("AP50", boxes.ap50), ("AP", boxes.ap))
    if masks is None:
        return f"{of_boxes}. {images}."
    of_masks = _join_scores(("AP50", masks.coco.ap50), ("AP", masks.coco.ap))
    text, boundary = tr(MASK_SCORES_TEXT), _join_scores(("AP", masks.boundary.ap))
    return f"{text.format(boxes=of_boxes, masks=of_masks, boundary=boundary)}\n{images}."


def _join_scores(*scores: tuple[str, float | None]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in scores if value is not None)


def build_missed_row(lost: MissedObject, source: str) -> ObjectRow:
    """The entry of an object that a network with proposals of `source` missed."""
    if lost.miss_cause is None and not lost.is_found_below_score:
        short, long = tr(NOT_DETECTED_TEXT), tr("No detection of its class reaches IoU 0.5.")
    elif lost.miss_cause is None:
        short, long = tr(SCORE_TOO_LOW_TEXT), tr("Detected, but below the current score.")
    else:
        short, long = name_miss_cause(lost.miss_cause, source), explain_miss_cause(lost.miss_cause, source)
    name = lost.image.name
    return ObjectRow(f"{lost.label}: {short} · {name}", f"{name}\n{long}", lost.image, lost.corners)
