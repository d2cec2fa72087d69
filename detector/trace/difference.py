"""What two traces of one image say differently: of one network before and after, or of two networks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detector.matching.box_overlap import pairwise_iou as iou_of
from detector.trace.schema import Floats, Rows, StageTrace

MIN_SAME_BOX_IOU = 0.9
"""Boxes of two networks that overlap as much are the same box."""


@dataclass(frozen=True)
class TraceDifference:
    """Rows that only one of two traces has, or that mean something else there."""

    anchors: Rows
    """Rows whose reason differs; none where the two have other anchors"""
    same_anchors: bool
    """Whether both have the same anchors"""
    proposals: tuple[Rows, Rows]
    """Places among the best kept proposals of each that the other has no box like"""
    detections: tuple[Rows, Rows]
    """Rows among the detections of each that the other has no box of that class like"""


def compare_traces(first: StageTrace, second: StageTrace, max_count: int | None = None) -> TraceDifference:
    """What `first` and `second`, both of one image, have that the other has not.

    `max_count`: the number of best proposals of each that are searched among all of the other's (default: all).
    """
    same = first.anchors.shape == second.anchors.shape and bool(np.allclose(first.anchors, second.anchors, atol=0.01))
    changed = first.assignment.reason != second.assignment.reason if same else np.zeros(0, dtype=np.bool_)
    proposals = [trace.proposals.decoded[trace.proposals.kept] for trace in (first, second)]
    found = first.detections, second.detections
    classes = [np.asarray([trace.classes[label - 1] for label in trace.detections.labels]) for trace in (first, second)]
    alike_found = (iou_of(found[0].boxes, found[1].boxes) >= MIN_SAME_BOX_IOU) & (
        classes[0][:, None] == classes[1][None]
    )
    alone_proposals = (
        _find_unpaired(proposals[0][:max_count], proposals[1]),
        _find_unpaired(proposals[1][:max_count], proposals[0]),
    )
    alone_found = np.flatnonzero(~alike_found.any(axis=1)), np.flatnonzero(~alike_found.any(axis=0))
    return TraceDifference(np.flatnonzero(changed), same, alone_proposals, alone_found)


def _find_unpaired(boxes: Floats, others: Floats) -> Rows:
    """Rows of `boxes` (N, 4) that none of `others` (M, 4) is like."""
    return np.flatnonzero((iou_of(boxes, others) < MIN_SAME_BOX_IOU).all(axis=1))
