"""The mask head on one RoI, from its cells of the feature map to its pixels of the image. Free of torch.

A trace has the maps that train. This is what is shown of a chosen RoI alone, so it is computed for that one when it is
asked for: the mask head runs on nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detector.trace.provenance import build_box_provenance
from detector.trace.schema import Flags, Floats, StageTrace


@dataclass(frozen=True)
class MaskRoi:
    """Which RoI: training sees positive proposals, detection its own final boxes, fewer and better placed."""

    is_training: bool
    row: int
    """Of `RoiTrace` if it trains, else of `DetectionTrace`"""


@dataclass(frozen=True)
class RoiMask:
    """What the mask head makes of one RoI."""

    roi: MaskRoi
    box: Floats
    """(4,) x1 y1 x2 y2, pixels of the image"""
    label: int
    """In 1..C: the class whose map counts"""
    object: int
    """Row of the object that it is compared with, -1 where there is none"""
    level: int
    """Row of `StageTrace.feature_shapes`: the map that it is pooled from"""
    sample_columns: Floats
    """(S,) where RoI align samples the map, at each pair of a column and a row; pixels of the image"""
    sample_rows: Floats
    """(S,)"""
    features: Floats
    """(channels, roi_size, roi_size) the means of the samples of each bin"""
    logits: Floats
    """(C + 1, size, size); map 0 is of the background, and is not used"""
    target: Flags | None
    """(size, size) which cells belong to the object; None where it has no outline, or there is none"""
    cell_loss: Floats | None
    """(size, size) what each cell adds to the loss of this RoI; that of an image is the mean over its RoIs"""

    @property
    def probabilities(self) -> Floats:
        """Of the cells in each map, (C + 1, size, size)."""
        return np.exp(-np.logaddexp(0, -self.logits)).astype(np.float32)

    @property
    def mask(self) -> Floats:
        """Probabilities of the cells in the map of its class, (size, size)."""
        found: Floats = self.probabilities[self.label]
        return found


def find_roi_of_box(trace: StageTrace, box: int, is_training: bool) -> MaskRoi | None:
    """The RoI in which the mask head sees a ground-truth box best.

    In training that is the positive RoI of the box with the highest IoU; in detection what found the box, or where
    nothing did, the detection of its class with the highest IoU.
    """
    if is_training:
        own = np.flatnonzero((trace.rois.labels > 0) & (trace.rois.matched_box == box))
        return MaskRoi(True, int(own[trace.rois.iou[own].argmax()])) if len(own) else None
    provenance = build_box_provenance(trace, box)
    row = provenance.found_by.row if provenance.found_by.row >= 0 else provenance.detection.row
    return MaskRoi(False, row) if row >= 0 else None


def find_roi_of_anchor(trace: StageTrace, anchor: int, is_training: bool) -> MaskRoi | None:
    """The RoI that became of an anchor: the proposal if it trains the mask head, or its best detection."""
    place = trace.proposals.find_place(anchor)
    if place < 0:
        return None
    own = (
        np.flatnonzero((trace.rois.proposal == place) & (trace.rois.labels > 0))
        if is_training
        else np.flatnonzero(trace.detections.roi == place)
    )
    return MaskRoi(is_training, int(own[0])) if len(own) else None
