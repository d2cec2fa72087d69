"""From the head's output to detections: the best boxes of every class, after NMS within the class."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torchvision.ops import batched_nms

from detector.config import DetectionConfig
from detector.stages.boxes import clip, decode

SMALLEST_SIDE = 1e-2
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


def detections(
    rois: Tensor,
    class_logits: Tensor,
    class_deltas: Tensor,
    delta_std: tuple[float, float, float, float],
    width: float,
    height: float,
    config: DetectionConfig,
) -> Detections:
    """`rois` (R, 4), `class_logits` (R, C + 1), `class_deltas` (R, C + 1, 4) -> detections, in the same frame."""
    with torch.no_grad():
        scores = class_logits.softmax(dim=1)[:, 1:]
        deltas = class_deltas[:, 1:] * class_deltas.new_tensor(delta_std)
        boxes = clip(decode(deltas, rois[:, None].expand_as(deltas)), width, height)
        sides = (boxes[..., 2:] - boxes[..., :2]).amin(dim=-1)
        roi, column = ((scores > config.score) & (sides >= SMALLEST_SIDE)).nonzero(as_tuple=True)
        boxes, scores = boxes[roi, column], scores[roi, column]
        kept = batched_nms(boxes, scores, column, config.nms_iou)[: config.max_detections]
        return Detections(boxes[kept], column[kept] + 1, scores[kept], roi[kept])
