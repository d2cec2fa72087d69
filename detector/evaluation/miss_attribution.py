"""Which stage lost an object that was not found.

Shapes: A anchors and candidates, G objects, M of them not found.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from detector.box_overlap import pairwise_iou
from detector.config import DetectorConfig
from detector.evaluation.results import Flags, Floats
from detector.faster_rcnn import ImageStages
from detector.outcomes import MissCause, ProposalFate
from detector.predictor import PredictedBoxes
from detector.stages.anchor_targets import assign_anchors, valid_anchors
from detector.stages.boxes import box_iou

MIN_REACHING_IOU = 0.5
"""A candidate, or a box of the head, reaches an object from this IoU on."""


def find_causes_before_head(stages: ImageStages, boxes: Tensor, missed: Tensor, config: DetectorConfig) -> Tensor:
    """Where each of the rows `missed` (M,) of `boxes` (G, 4), all objects of the image, was lost: (M,) int8, LostAt.

    Boxes are in the network's frame. The first of these that holds:
    ROI_HEAD: a proposal that the head saw reaches it. NO_POSITIVE_ANCHOR: by the rules that train, no anchor is
    positive for it. PROPOSAL_BOX: no candidate reaches it, not even one that scored low. PROPOSAL_SIZE: all that do
    are under the least size. RPN_NMS: some that do entered NMS, and all of those were suppressed. RPN_SCORE: what is
    left, that is, those that do scored too low to enter NMS, or to be kept after it.
    """
    reaches = box_iou(stages.proposals.decoded, boxes[missed]) >= MIN_REACHING_IOU

    def has_candidate_with(fate: ProposalFate) -> Tensor:
        return reaches[stages.proposals.fate == fate].any(dim=0)

    by_score = has_candidate_with(ProposalFate.BELOW_PRE_TOP_K) | has_candidate_with(ProposalFate.LOW_SCORE)
    by_score |= has_candidate_with(ProposalFate.BELOW_POST_TOP_K)
    by_nms = has_candidate_with(ProposalFate.SUPPRESSED) & ~has_candidate_with(ProposalFate.BELOW_POST_TOP_K)
    lost = torch.full((len(missed),), MissCause.RPN_SCORE, dtype=torch.int8, device=boxes.device)
    lost[by_nms] = MissCause.RPN_NMS
    lost[has_candidate_with(ProposalFate.TOO_SMALL) & ~by_score & ~by_nms] = MissCause.PROPOSAL_SIZE
    lost[~reaches.any(dim=0)] = MissCause.PROPOSAL_BOX
    lost[_count_positive_anchors(stages, boxes, config)[missed] == 0] = MissCause.NO_POSITIVE_ANCHOR
    lost[has_candidate_with(ProposalFate.KEPT)] = MissCause.ROI_HEAD
    return lost


def _count_positive_anchors(stages: ImageStages, boxes: Tensor, config: DetectorConfig) -> Tensor:
    """(G,) how many anchors are positive for each of `boxes`."""
    rules, frame = config.anchor_targets, stages.frame
    usable = valid_anchors(stages.anchors, frame.width, frame.height, rules)
    return assign_anchors(box_iou(stages.anchors, boxes), usable, rules).positives_per_box()


def find_missed_in_final_nms(
    before: PredictedBoxes, after: PredictedBoxes, boxes: Floats, labels: tuple[str, ...]
) -> Flags:
    """(M,) which of the objects `boxes` (M, 4) with `labels` the head had found (LostAt.FINAL_NMS).

    A detection of the right class reaches such an object in `before`, the detections without NMS and limit, and is
    not among those that were kept, `after`.
    """
    kept = set(_list_identities(after))
    gone = [row for row, identity in enumerate(_list_identities(before)) if identity not in kept]
    same_class = np.array([[before.labels[row] == label for label in labels] for row in gone], dtype=np.bool_)
    reaches = pairwise_iou(before.boxes[gone], boxes) >= MIN_REACHING_IOU
    return np.asarray((reaches & same_class.reshape(reaches.shape)).any(axis=0))


def _list_identities(found: PredictedBoxes) -> list[tuple[str, bytes]]:
    rows = np.column_stack((found.boxes, found.scores))
    return [(label, row.tobytes()) for label, row in zip(found.labels, rows, strict=True)]
