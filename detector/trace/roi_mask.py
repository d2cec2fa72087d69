"""The mask head on one RoI, from its cells of the feature map to its pixels of the image. Free of torch.

A trace has the maps that train. This is what is shown of a chosen RoI alone, so it is computed for that one when it is
asked for: the mask head runs on nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detector.trace.schema import Flags, Floats


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
