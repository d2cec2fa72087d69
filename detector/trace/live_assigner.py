"""Which anchors are positive while a box is dragged: no network is needed for that, and one column of IoU is enough."""

from __future__ import annotations

import numpy as np
import torch

from detector.config import DetectorConfig
from detector.frame import ModelFrame
from detector.stages.anchor_targets import assign_labels, sample_anchors, valid_anchors
from detector.stages.anchors import generate_anchors
from detector.trace.convert import build_anchor_grid, build_assignment_trace
from detector.trace.live_overlaps import LiveIou
from detector.trace.schema import AssignmentTrace, Flags, Floats, Rows


class LiveAssigner:
    """Re-assigns the anchors of one image while its boxes change.

    The overlaps are those of `LiveIou`, so a drag costs one column of IoU; the rules are those that train.
    """

    def __init__(self, config: DetectorConfig, image_width: int, image_height: int, seed: int = 0) -> None:
        """Sizes in pixels of the image; `seed` draws the minibatch."""
        self.config = config
        self.seed = seed
        self.frame = ModelFrame.from_image_size(image_width, image_height, config.input)
        anchors = generate_anchors(config, self.frame)
        self._anchors = anchors.boxes
        self._valid = valid_anchors(self._anchors, self.frame.width, self.frame.height, config.anchor_targets)
        self._live_iou = LiveIou(self._anchors)
        self.grid = build_anchor_grid(anchors, self.frame)

    def change_settings(self, config: DetectorConfig, seed: int) -> bool:
        """Take other rules and another minibatch. False where `config` has other anchors: then make another."""
        if (config.input, config.anchors, config.backbone) != (
            self.config.input,
            self.config.anchors,
            self.config.backbone,
        ):
            return False
        if config.anchor_targets.ignore_outside != self.config.anchor_targets.ignore_outside:
            self._valid = valid_anchors(self._anchors, self.frame.width, self.frame.height, config.anchor_targets)
        self.config, self.seed = config, seed
        return True

    @property
    def anchors(self) -> Floats:
        """(A, 4) pixels of the image."""
        return self.grid.boxes

    @property
    def inside(self) -> Flags:
        """Which anchors are inside the image, (A,)."""
        return self.grid.inside

    @property
    def shape(self) -> Rows:
        """(A,) the number of each anchor's shape, those of the finest level first."""
        return self.grid.shape

    def assign_anchors(self, boxes: Floats) -> AssignmentTrace:
        """The verdict for `boxes` (G, 4) float32, pixels of the image; boxes without area match nothing."""
        with torch.inference_mode():
            in_frame = self.frame.to_model(torch.from_numpy(np.ascontiguousarray(boxes, dtype=np.float32)))
            found = self._live_iou.update_boxes(in_frame, self._valid)
            assignment = assign_labels(found, self._valid, self.config.anchor_targets)
            generator = torch.Generator().manual_seed(self.seed)
            sampled = sample_anchors(assignment.label, self.config.anchor_targets, generator)
            return build_assignment_trace(assignment, sampled)
