"""What two traces of one image say differently: of one network before and after, or of two networks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detector.overlaps import iou as iou_of
from detector.trace.records import Flags, Rows, StageTrace

SAME_IOU = 0.9
"""Boxes of two networks that overlap as much are the same box."""


@dataclass(frozen=True)
class TraceDifference:
    """Rows that only one of two traces has, or that mean something else there."""

    anchors: Rows
    """Rows whose reason differs; none where the two have other anchors"""
    same_anchors: bool
    """Whether both have the same anchors"""
    proposals: tuple[Rows, Rows]
    """Places among the kept proposals of each that the other has no box like"""
    detections: tuple[Rows, Rows]
    """Rows among the detections of each that the other has no box of that class like"""


def difference(first: StageTrace, second: StageTrace) -> TraceDifference:
    """What `first` and `second`, both of one image, have that the other has not."""
    same = first.anchors.shape == second.anchors.shape and bool(np.allclose(first.anchors, second.anchors, atol=0.01))
    changed = first.assignment.reason != second.assignment.reason if same else np.zeros(0, dtype=np.bool_)
    proposals = [trace.proposals.decoded[trace.proposals.kept] for trace in (first, second)]
    alike = iou_of(proposals[0], proposals[1]) >= SAME_IOU
    found = first.detections, second.detections
    classes = [np.asarray([trace.classes[label - 1] for label in trace.detections.labels]) for trace in (first, second)]
    alike_found = (iou_of(found[0].boxes, found[1].boxes) >= SAME_IOU) & (classes[0][:, None] == classes[1][None])
    return TraceDifference(np.flatnonzero(changed), same, _alone(alike), _alone(alike_found))


def _alone(alike: Flags) -> tuple[Rows, Rows]:
    return np.flatnonzero(~alike.any(axis=1)), np.flatnonzero(~alike.any(axis=0))
