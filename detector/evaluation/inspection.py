"""What the stages made of the objects of the image that a predictor has just looked at."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from detector.codes import LostAt
from detector.evaluation.error_types import FOREGROUND_IOU
from detector.evaluation.lost_stage import lost_before_head, lost_in_final_nms
from detector.evaluation.matching import match
from detector.evaluation.proposal_recall import best_overlaps
from detector.evaluation.results import Floats, ImageResult, Rows
from detector.predictor import PredictedBoxes, Predictor


@dataclass(frozen=True)
class Inspection:
    """Of one image; small enough to be kept for all of them."""

    proposal_overlap: Floats
    """(N, K) `best_overlaps` of the N objects that count"""
    survivors: int
    """How many proposals survived NMS"""
    kept: int
    """How many of them the head saw"""
    unfound: Rows
    """(M,) rows of the objects that count and were not found"""
    lost_at: NDArray[np.int8]
    """(M,) a LostAt each"""


def inspect_image(predictor: Predictor, found: PredictedBoxes, result: ImageResult) -> Inspection:
    """`found` and `result` are what `predictor.detect()` found, and how it compares."""
    stages = predictor.stages
    frame = replace(stages.frame, image_width=result.width, image_height=result.height)
    boxes = frame.to_model(torch.from_numpy(result.true_boxes)).to(stages.anchors)
    survivors = stages.proposals.survivors
    with torch.inference_mode():
        overlap = best_overlaps(
            stages.proposals.decoded[survivors], boxes[torch.from_numpy(~result.difficult).to(boxes.device)]
        )
        unfound = match(result, FOREGROUND_IOU).unfound
        rows = torch.from_numpy(unfound).to(boxes.device)
        lost = lost_before_head(stages, boxes, rows, predictor.model.config).cpu().numpy()
    if len(unfound):
        names = tuple(predictor.model.classes[label - 1] for label in result.true_labels[unfound].tolist())
        before_nms = predictor.detect(nms_iou=1.0, max_detections=sys.maxsize)
        lost[lost_in_final_nms(before_nms, found, result.true_boxes[unfound], names)] = LostAt.FINAL_NMS
    return Inspection(overlap.cpu().numpy(), len(survivors), len(stages.proposals.boxes), unfound, lost)
