"""Which anchors are positive while a box is dragged: no network is needed for that, and one column of IoU is enough."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from detector.config import DetectorConfig
from detector.frame import ModelFrame
from detector.stages.anchor_targets import assign_anchors, sample_anchors, usable_anchors
from detector.stages.anchors import frame_anchors
from detector.stages.boxes import box_iou
from detector.trace.convert import anchor_grid, assignment_trace
from detector.trace.records import AssignmentTrace, Flags, Floats, Rows


class LiveAssigner:
    """Re-assigns the anchors of one image while its boxes change.

    It keeps the IoU table (A, G) and computes anew only the columns of boxes that changed: a drag costs one column.
    """

    def __init__(self, config: DetectorConfig, image_width: int, image_height: int, seed: int = 0) -> None:
        """Sizes in pixels of the image; `seed` draws the minibatch."""
        self.config = config
        self.seed = seed
        self.frame = ModelFrame.of(image_width, image_height, config.input)
        anchors = frame_anchors(config, self.frame)
        self._anchors = anchors.boxes
        self._usable = usable_anchors(self._anchors, self.frame.width, self.frame.height, config.anchor_targets)
        self._boxes = torch.zeros(0, 4)
        self._iou = torch.zeros(len(self._anchors), 0)
        self.grid = anchor_grid(anchors, self.frame)

    def use(self, config: DetectorConfig, seed: int) -> bool:
        """Take other rules and another minibatch. False where `config` has other anchors: then make another."""
        if (config.input, config.anchors, config.backbone) != (
            self.config.input,
            self.config.anchors,
            self.config.backbone,
        ):
            return False
        self.config, self.seed = config, seed
        self._usable = usable_anchors(self._anchors, self.frame.width, self.frame.height, config.anchor_targets)
        return True

    @property
    def anchors(self) -> Floats:
        """(A, 4) pixels of the image."""
        return self.grid.boxes

    @property
    def inside(self) -> Flags:
        """(A,)"""
        return self.grid.inside

    @property
    def shape(self) -> Rows:
        """(A,) the number of each anchor's shape, those of the finest level first."""
        return self.grid.shape

    def assign(self, boxes: Floats) -> AssignmentTrace:
        """The verdict for `boxes` (G, 4) float32, pixels of the image; boxes without area match nothing."""
        with torch.inference_mode():
            self._update_iou(self.frame.to_model(torch.from_numpy(np.ascontiguousarray(boxes, dtype=np.float32))))
            assignment = assign_anchors(self._iou, self._usable, self.config.anchor_targets)
            generator = torch.Generator().manual_seed(self.seed)
            sampled = sample_anchors(assignment.label, self.config.anchor_targets, generator)
            return assignment_trace(assignment, sampled)

    def _update_iou(self, boxes: Tensor) -> None:
        if boxes.shape != self._boxes.shape:
            self._iou = box_iou(self._anchors, boxes)
        else:
            changed = (boxes != self._boxes).any(dim=1).nonzero().flatten()
            if len(changed):
                self._iou[:, changed] = box_iou(self._anchors, boxes[changed])
        self._boxes = boxes
