"""Summaries of a trace: the funnel, recall by the number of proposals, and the provenance of each box."""

from __future__ import annotations

from dataclasses import dataclass

from detector.trace.funnel import FunnelRow, compute_best_iou_by_count, compute_funnel
from detector.trace.provenance import BoxProvenance, build_box_provenances
from detector.trace.schema import Floats, StageTrace

PROPOSAL_COUNTS = (1, 3, 10, 30, 100, 300, 1000, 2000)


@dataclass(frozen=True)
class TraceSummary:
    """Of one trace."""

    funnel: tuple[FunnelRow, ...]
    best_iou_by_count: Floats
    """(G, len(COUNTS)) the highest IoU of each box with any of the first 1, 3, ... that survived NMS"""
    provenances: tuple[BoxProvenance, ...]


def summarize_trace(trace: StageTrace) -> TraceSummary:
    """Takes time with many anchors and boxes: some tenths of a second."""
    return TraceSummary(
        tuple(compute_funnel(trace)),
        compute_best_iou_by_count(trace, PROPOSAL_COUNTS),
        tuple(build_box_provenances(trace)),
    )
