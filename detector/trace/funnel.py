"""How many boxes each stage has, and how many of the ground-truth boxes something there reaches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detector.matching.box_overlap import MIN_OBJECT_IOU
from detector.matching.box_overlap import pairwise_iou as iou_of
from detector.outcomes import ENTERED_NMS, DetectionFate, FunnelStage, ProposalFate
from detector.trace.provenance import match_detections
from detector.trace.schema import Flags, Floats, Rows, StageTrace


@dataclass(frozen=True)
class FunnelRow:
    """One stage."""

    stage: FunnelStage
    count: int
    """How many boxes it has"""
    reached: Flags
    """(G,) which ground-truth boxes one of them reaches"""
    best_iou: Floats
    """(G,)"""

    @property
    def recall(self) -> float | None:
        """Of the ground-truth boxes; None where there are none."""
        return float(self.reached.mean()) if len(self.reached) else None


_STAGES_WITHOUT_RPN = (FunnelStage.DECODED, FunnelStage.PROPOSALS)
"""Of those before the head: the boxes of the proposal source, and the best of them"""


def compute_funnel(trace: StageTrace, iou: float = MIN_OBJECT_IOU, mask_iou: Floats | None = None) -> list[FunnelRow]:
    """All stages of the network in their order.

    Args:
        trace: Of one image.
        iou: From it on a box is reached; the head's boxes must have its class.
        mask_iou: (G,) of each box with the mask of the detection that found it, NaN where there is nothing to compare:
            an object without an outline is reached as far as it is by boxes. None: masks are not compared, and the
            last stage is left out.
    """
    proposals, found = trace.proposals, trace.detections
    entered = np.isin(proposals.fate, ENTERED_NMS)
    survived = np.isin(proposals.fate, (ProposalFate.KEPT, ProposalFate.BELOW_POST_TOP_K))
    everything = np.ones(len(trace.anchors), dtype=np.bool_)
    stages = (
        (FunnelStage.DECODED, everything),
        (FunnelStage.BEFORE_NMS, entered),
        (FunnelStage.AFTER_NMS, survived),
        (FunnelStage.PROPOSALS, proposals.fate == ProposalFate.KEPT),
    )
    of_anchors, of_candidates = [], []
    for box in trace.true_boxes[:, None]:  # one at a time: tables of all anchors and all boxes are large
        of_anchors.append(iou_of(box, trace.anchors)[0].max(initial=0))
        table = iou_of(box, proposals.decoded)[0]
        of_candidates.append([table[rows].max(initial=0) for _, rows in stages])
    best = np.asarray(of_candidates, dtype=np.float32).reshape(-1, len(stages))
    rows = [_build_row(FunnelStage.ANCHORS, len(trace.anchors), np.asarray(of_anchors, dtype=np.float32), iou)]
    rows += [_build_row(stage, int(flags.sum()), best[:, at], iou) for at, (stage, flags) in enumerate(stages)]
    if not trace.config.proposals.has_rpn:
        rows = [row for row in rows if row.stage in _STAGES_WITHOUT_RPN]
    roi, column = np.nonzero(found.fate != DetectionFate.BELOW_SCORE)
    rows.append(
        _build_row(FunnelStage.SCORED, len(roi), _best_iou_of_class(trace, found.refined[roi, column], column + 1), iou)
    )
    rows.append(
        _build_row(FunnelStage.DETECTIONS, len(found), _best_iou_of_class(trace, found.boxes, found.labels), iou)
    )
    if mask_iou is not None:
        rows.append(_build_mask_row(trace, rows[-1], mask_iou, iou))
    return rows


def _build_mask_row(trace: StageTrace, detections: FunnelRow, mask_iou: Floats, iou: float) -> FunnelRow:
    found = match_detections(trace).found
    best = np.where(np.isnan(mask_iou), np.where(found, detections.best_iou, 0), mask_iou).astype(np.float32)
    return _build_row(FunnelStage.MASKS, int((~np.isnan(mask_iou)).sum()), best, iou)


def compute_best_iou_by_count(trace: StageTrace, counts: tuple[int, ...]) -> Floats:
    """The highest IoU of each object with any of the first candidates, (G, len(counts)).

    The first 1, 2, ... (`counts`) are those that survived NMS, best first.
    """
    proposals = trace.proposals
    survived = np.flatnonzero(np.isin(proposals.fate, (ProposalFate.KEPT, ProposalFate.BELOW_POST_TOP_K)))
    ranked = survived[np.argsort(-proposals.objectness[survived], kind="stable")]
    return best_iou_by_count(proposals.decoded[ranked], trace.true_boxes, counts)


def best_iou_by_count(ranked: Floats, boxes: Floats, counts: tuple[int, ...]) -> Floats:
    """The highest IoU of each box with any of the first 1, 2, ... (`counts`) of `ranked`.

    Args:
        ranked: (S, 4), best first.
        boxes: (G, 4)
        counts: Numbers of the best of `ranked`.

    Returns:
        (G, len(counts))
    """
    table = iou_of(boxes, ranked[: max(counts)])
    best = [table[:, :count].max(axis=1, initial=0) for count in counts]
    return np.stack(best, axis=1).astype(np.float32)


def _best_iou_of_class(trace: StageTrace, boxes: Floats, labels: Rows) -> Floats:
    """(G,) the best IoU of each ground-truth box with those of `boxes` (N, 4) that have its class."""
    same = trace.true_labels[:, None] == labels[None]
    best: Floats = (iou_of(trace.true_boxes, boxes) * same).max(axis=1, initial=0)
    return best


def _build_row(stage: FunnelStage, count: int, best: Floats, iou: float) -> FunnelRow:
    return FunnelRow(stage, count, best >= iou, best)
