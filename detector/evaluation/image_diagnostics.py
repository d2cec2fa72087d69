"""What the stages made of the objects of the image that a predictor has just looked at."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from detector.evaluation.error_types import FOREGROUND_IOU
from detector.evaluation.matching import match_detections
from detector.evaluation.miss_attribution import find_causes_before_head, find_missed_in_final_nms
from detector.evaluation.proposal_recall import compute_best_iou_by_count
from detector.evaluation.results import Floats, ImageResult, Rows
from detector.outcomes import MissCause
from detector.predictor import PredictedBoxes, Predictor


@dataclass(frozen=True)
class ImageDiagnostics:
    """Of one image; small enough to be kept for all of them."""

    best_iou_by_count: Floats
    """(N, K) `compute_best_iou_by_count` of the N objects that count"""
    survivors: int
    """How many proposals survived NMS"""
    kept: int
    """How many of them the head saw"""
    missed: Rows
    """(M,) rows of the objects that count and were not found"""
    causes: NDArray[np.int8]
    """(M,) a LostAt each"""


def diagnose_image(predictor: Predictor, found: PredictedBoxes, result: ImageResult) -> ImageDiagnostics:
    """`found` and `result` are what `predictor.detect()` found, and how it compares."""
    stages = predictor.stages
    frame = replace(stages.frame, image_width=result.width, image_height=result.height)
    boxes = frame.to_model(torch.from_numpy(result.true_boxes)).to(stages.anchors)
    survivors = stages.proposals.survivors
    with torch.inference_mode():
        overlap = compute_best_iou_by_count(
            stages.proposals.decoded[survivors], boxes[torch.from_numpy(~result.difficult).to(boxes.device)]
        )
        unfound = match_detections(result, FOREGROUND_IOU).missed
        rows = torch.from_numpy(unfound).to(boxes.device)
        lost = find_causes_before_head(stages, boxes, rows, predictor.model.config).cpu().numpy()
    if len(unfound):
        names = tuple(predictor.model.classes[label - 1] for label in result.true_labels[unfound].tolist())
        before_nms = predictor.detect(nms_iou=1.0, max_detections=sys.maxsize)
        lost[find_missed_in_final_nms(before_nms, found, result.true_boxes[unfound], names)] = MissCause.FINAL_NMS
    return ImageDiagnostics(overlap.cpu().numpy(), len(survivors), len(stages.proposals.boxes), unfound, lost)
