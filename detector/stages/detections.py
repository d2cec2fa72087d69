"""From the head's output to detections: the best boxes of every class, after NMS within the class."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from detector.config import DetectionConfig
from detector.stages.boxes import clip_boxes, decode_deltas
from detector.torchvision_parts import ops

MIN_SIDE_PX = 1e-2
"""Boxes with a shorter side (pixels of the network's input) are nothing but rounding."""


@dataclass(frozen=True)
class Detections:
    """Found objects, best first. `roi` leads back to the proposal."""

    boxes: Tensor
    """(D, 4)"""
    labels: Tensor
    """(D,) int64 in 1..C"""
    scores: Tensor
    """(D,) in 0..1"""
    roi: Tensor
    """(D,) int64"""
    masks: Tensor | None = None
    """(D, size, size) probabilities of the cells of each box; None without a mask head."""


@dataclass(frozen=True)
class ClassBoxes:
    """A box of every class for every RoI, before anything is left out."""

    boxes: Tensor
    """(R, C, 4) clipped to the image"""
    scores: Tensor
    """(R, C) in 0..1"""

    def above_score(self, score: float) -> Tensor:
        """(R, C) bool: which score more than `score`, and have a side to speak of."""
        sides = (self.boxes[..., 2:] - self.boxes[..., :2]).amin(dim=-1)
        return (self.scores > score) & (sides >= MIN_SIDE_PX)


@dataclass(frozen=True)
class NmsSurvivors:
    """What is left of `ClassBoxes` after NMS within each class, best first, before the limit."""

    roi: Tensor
    """(S,) int64"""
    column: Tensor
    """(S,) int64 in 0..C-1"""


def decode_class_boxes(
    rois: Tensor,
    class_logits: Tensor,
    class_deltas: Tensor,
    delta_std: tuple[float, float, float, float],
    width: float,
    height: float,
) -> ClassBoxes:
    """`rois` (R, 4), `class_logits` (R, C + 1), `class_deltas` (R, C + 1, 4) -> boxes and scores, in the same frame."""
    with torch.no_grad():
        deltas = class_deltas[:, 1:] * class_deltas.new_tensor(delta_std)
        boxes = clip_boxes(decode_deltas(deltas, rois[:, None].expand_as(deltas)), width, height)
        return ClassBoxes(boxes, class_logits.softmax(dim=1)[:, 1:])


def class_nms(found: ClassBoxes, config: DetectionConfig) -> NmsSurvivors:
    """Those of `found` that pass the score and NMS."""
    with torch.no_grad():
        roi, column = found.above_score(config.score).nonzero(as_tuple=True)
        kept = ops.batched_nms(found.boxes[roi, column], found.scores[roi, column], column, config.nms_iou)
        return NmsSurvivors(roi[kept], column[kept])


def postprocess_detections(
    rois: Tensor,
    class_logits: Tensor,
    class_deltas: Tensor,
    delta_std: tuple[float, float, float, float],
    width: float,
    height: float,
    config: DetectionConfig,
) -> Detections:
    """`rois` (R, 4), `class_logits` (R, C + 1), `class_deltas` (R, C + 1, 4) -> detections, in the same frame."""
    found = decode_class_boxes(rois, class_logits, class_deltas, delta_std, width, height)
    left = class_nms(found, config)
    roi, column = left.roi[: config.max_detections], left.column[: config.max_detections]
    return Detections(found.boxes[roi, column], column + 1, found.scores[roi, column], roi)
