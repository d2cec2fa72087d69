"""What the stages made of the objects of the image that a predictor has just looked at."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from detector.evaluation.matching import match_detections
from detector.evaluation.proposal_recall import PROPOSAL_COUNTS
from detector.evaluation.results import Floats, ImageResult, Rows
from detector.frame import ModelFrame
from detector.image_stages import ImageStages
from detector.matching.box_overlap import MIN_OBJECT_IOU, pairwise_iou
from detector.outcomes import ProposalFate
from detector.predictor import PredictedBoxes, Predictor
from detector.stages.anchor_targets import assign_labels, compute_anchor_iou, valid_anchors
from detector.stages.boxes import box_iou
from detector.trace.funnel import best_iou_by_count
from detector.trace.miss_attribution import find_miss_cause


@dataclass(frozen=True)
class ImageDiagnostics:
    """Of one image; small enough to be kept for all of them."""

    best_iou_by_count: Floats
    """(N, K) `best_iou_by_count` of the N objects that count"""
    survivors: int
    """How many proposals survived NMS"""
    kept: int
    """How many of them the head saw"""
    missed: Rows
    """(M,) rows of the objects that count and were not found"""
    causes: NDArray[np.int8]
    """(M,) a MissCause each"""


def diagnose_image(predictor: Predictor, found: PredictedBoxes, result: ImageResult) -> ImageDiagnostics:
    """`found` and `result` are what `predictor.detect()` found, and how it compares."""
    stages = predictor.stages
    frame = replace(stages.frame, image_width=result.width, image_height=result.height)
    survivors = stages.proposals.survivors
    with torch.inference_mode():
        ranked = frame.to_image(stages.proposals.decoded[survivors]).cpu().numpy()
        recall = best_iou_by_count(ranked, result.true_boxes[~result.difficult], PROPOSAL_COUNTS)
        missed = match_detections(result, MIN_OBJECT_IOU).missed
        causes = _find_miss_causes(predictor, found, result, missed, frame) if len(missed) else np.zeros(0, np.int8)
    return ImageDiagnostics(recall, len(survivors), len(stages.proposals.boxes), missed, causes)


def _find_miss_causes(
    predictor: Predictor, found: PredictedBoxes, result: ImageResult, missed: Rows, frame: ModelFrame
) -> NDArray[np.int8]:
    """(M,) the MissCause of each of the objects `missed` (M,), under the limits of detection."""
    stages = predictor.stages
    boxes = frame.to_model(torch.from_numpy(result.true_boxes)).to(stages.anchors)
    positives = _count_positives(predictor, boxes, frame)
    reaching = _list_reaching_fates(stages, torch.from_numpy(result.true_boxes[missed]).to(boxes), frame)
    dropped_boxes, dropped_labels = _select_dropped_boxes(predictor, found)
    causes = np.zeros(len(missed), dtype=np.int8)
    for at, row in enumerate(missed.tolist()):
        box = result.true_boxes[row : row + 1]
        of_class = dropped_labels == predictor.model.classes[result.true_labels[row] - 1]
        causes[at] = find_miss_cause(
            reaching[at],
            None if positives is None else positives[row],
            bool((pairwise_iou(box, dropped_boxes[of_class]) >= MIN_OBJECT_IOU).any()),
        )
    return causes


def _count_positives(predictor: Predictor, boxes: Tensor, frame: ModelFrame) -> list[int] | None:
    """How many anchors are positive for each of `boxes` (G, 4), in the network's frame; None without an RPN."""
    if predictor.model.rpn is None:
        return None
    anchors, rules = predictor.stages.anchors, predictor.model.config.anchor_targets
    usable = valid_anchors(anchors, frame.width, frame.height, rules)
    assignment = assign_labels(compute_anchor_iou(anchors, boxes, usable), usable, rules)
    return [int(count) for count in assignment.positives_per_box()]


def _list_reaching_fates(stages: ImageStages, boxes: Tensor, frame: ModelFrame) -> list[set[ProposalFate]]:
    """The fates of the candidates that reach each of `boxes` (M, 4), pixels of the image."""
    reaches = box_iou(frame.to_image(stages.proposals.decoded), boxes) >= MIN_OBJECT_IOU
    fates = {fate: reaches[stages.proposals.fate == fate].any(dim=0).tolist() for fate in ProposalFate}
    return [{fate for fate, of_boxes in fates.items() if of_boxes[row]} for row in range(len(boxes))]


def _select_dropped_boxes(predictor: Predictor, found: PredictedBoxes) -> tuple[Floats, NDArray[np.str_]]:
    """Boxes (K, 4) and class names (K,) of what scored enough and is not among `found`: NMS or the limit dropped it."""
    before = predictor.detect(nms_iou=1.0, max_detections=sys.maxsize)
    kept = set(_list_identities(found))
    rows = [row for row, identity in enumerate(_list_identities(before)) if identity not in kept]
    return before.boxes[rows], np.array([before.labels[row] for row in rows], dtype=np.str_)


def _list_identities(found: PredictedBoxes) -> list[tuple[str, bytes]]:
    rows = np.column_stack((found.boxes, found.scores))
    return [(label, row.tobytes()) for label, row in zip(found.labels, rows, strict=True)]
