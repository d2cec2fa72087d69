"""Summaries of a trace: the funnel, recall by the number of proposals, and the provenance of each box."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from detector.outcomes import FunnelStage
from detector.trace.funnel import FunnelRow, compute_best_iou_by_count, compute_funnel
from detector.trace.miss_attribution import find_mask_miss
from detector.trace.provenance import BoxProvenance, build_box_provenances
from detector.trace.schema import Floats, Rows, StageTrace

PROPOSAL_COUNTS = (1, 3, 10, 30, 100, 300, 1000, 2000)


@dataclass(frozen=True)
class TraceSummary:
    """Of one trace."""

    funnel: tuple[FunnelRow, ...]
    best_iou_by_count: Floats
    """(G, len(COUNTS)) the highest IoU of each box with any of the first 1, 3, ... that survived NMS"""
    provenances: tuple[BoxProvenance, ...]
    """With what the mask head missed, where masks were compared"""

    def find_correct_masks(self) -> Rows | None:
        """The boxes whose detection has a correct box and a correct mask; None where masks were not compared."""
        if self.funnel[-1].stage is not FunnelStage.MASKS:
            return None
        return np.array([one.box for one in self.provenances if one.miss_cause is None], dtype=np.int64)


def summarize_trace(trace: StageTrace, mask_iou: Floats | None = None) -> TraceSummary:
    """Takes time with many anchors and boxes: some tenths of a second.

    Args:
        trace: With the limits of detection.
        mask_iou: (G,) as `compare_found_masks` gives it; None where masks are not compared.
    """
    provenances = build_box_provenances(trace)
    if mask_iou is not None:
        compared = zip(provenances, mask_iou.tolist(), strict=True)
        provenances = [one if np.isnan(iou) else replace(one, miss_cause=find_mask_miss(iou)) for one, iou in compared]
    return TraceSummary(
        tuple(compute_funnel(trace, mask_iou=mask_iou)),
        compute_best_iou_by_count(trace, PROPOSAL_COUNTS),
        tuple(provenances),
    )
