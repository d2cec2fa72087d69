"""Areas, IoU, the (tx, ty, tw, th) parametrisation of the paper, and clipping."""

from __future__ import annotations

import math

import torch
from torch import Tensor

MAX_LOG_SCALE = math.log(1000 / 16)
"""A box grows by at most this factor (natural logarithm); without it exp() of an untrained delta overflows."""


def box_area(boxes: Tensor) -> Tensor:
    """Areas (N,) of `boxes` (N, 4), in square pixels."""
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def box_iou(boxes_a: Tensor, boxes_b: Tensor) -> Tensor:
    """Intersection over union (N, M) of `boxes_a` (N, 4) with `boxes_b` (M, 4); 0 where the union is empty."""
    # Whatever there is more of lies side by side in memory, so that few boxes cost little.
    return (
        _few_with_many_iou(boxes_b, boxes_a).t()
        if len(boxes_a) > len(boxes_b)
        else _few_with_many_iou(boxes_a, boxes_b)
    )


def _few_with_many_iou(few: Tensor, many: Tensor) -> Tensor:
    left, top, right, bottom = few.unsqueeze(1).unbind(-1)
    other_left, other_top, other_right, other_bottom = many.t().contiguous()
    width = torch.minimum(right, other_right).sub_(torch.maximum(left, other_left)).clamp_(min=0)
    height = torch.minimum(bottom, other_bottom).sub_(torch.maximum(top, other_top)).clamp_(min=0)
    intersection = width.mul_(height)
    union = (box_area(few)[:, None] + box_area(many)).sub_(intersection)
    return intersection.div_(union.clamp_(min=torch.finfo(union.dtype).tiny))


def _center_form(boxes: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Center x, center y, width and height, each (N,), of `boxes` (N, 4)."""
    x1, y1, x2, y2 = boxes.unbind(-1)
    width, height = x2 - x1, y2 - y1
    return x1 + 0.5 * width, y1 + 0.5 * height, width, height


def encode_boxes(boxes: Tensor, references: Tensor) -> Tensor:
    """Deltas (N, 4) = (tx, ty, tw, th) that take each of `references` (N, 4) to the box (N, 4) in its row.

    Both need positive sides (paper, equation 2).
    """
    x, y, width, height = _center_form(boxes)
    ref_x, ref_y, ref_width, ref_height = _center_form(references)
    return torch.stack(
        (
            (x - ref_x) / ref_width,
            (y - ref_y) / ref_height,
            torch.log(width / ref_width),
            torch.log(height / ref_height),
        ),
        dim=-1,
    )


def decode_deltas(deltas: Tensor, references: Tensor) -> Tensor:
    """Boxes (..., 4): `references` (..., 4) moved and scaled by `deltas` (..., 4); the inverse of `encode_boxes`."""
    dx, dy, dw, dh = deltas.unbind(-1)
    ref_x, ref_y, ref_width, ref_height = _center_form(references)
    x = dx * ref_width + ref_x
    y = dy * ref_height + ref_y
    half_width = 0.5 * ref_width * torch.exp(dw.clamp(max=MAX_LOG_SCALE))
    half_height = 0.5 * ref_height * torch.exp(dh.clamp(max=MAX_LOG_SCALE))
    return torch.stack((x - half_width, y - half_height, x + half_width, y + half_height), dim=-1)


def clip_boxes(boxes: Tensor, width: float, height: float) -> Tensor:
    """The part of each of `boxes` (..., 4) that lies inside a `width` x `height` image."""
    x1, y1, x2, y2 = boxes.unbind(-1)
    return torch.stack((x1.clamp(0, width), y1.clamp(0, height), x2.clamp(0, width), y2.clamp(0, height)), dim=-1)


def is_inside(boxes: Tensor, width: float, height: float) -> Tensor:
    """Which (N,) of `boxes` (N, 4) lie wholly inside a `width` x `height` image; touching the border is inside."""
    return (boxes[:, 0] >= 0) & (boxes[:, 1] >= 0) & (boxes[:, 2] <= width) & (boxes[:, 3] <= height)
