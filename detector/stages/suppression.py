"""Which survivor of non-maximum suppression suppressed a box."""

from __future__ import annotations

import torch
from torch import Tensor

from detector.stages.boxes import box_iou

ROWS_PER_PART = 2_048
"""Slices keep the IoU table of 12,000 by 2,000 boxes out of memory."""


def find_first_suppressors(boxes: Tensor, survivors: Tensor, nms_iou: float) -> tuple[Tensor, Tensor]:
    """Find the survivor that suppressed each box: the best one that overlaps it by more than `nms_iou`.

    Non-maximum suppression goes through the survivors from the best down, so that one came first.

    Args:
        boxes: (N, 4) that were suppressed.
        survivors: (S, 4) boxes among which each was suppressed, best first.
        nms_iou: the threshold.

    Returns:
        (N,) int64 row of the survivor, and (N,) the IoU with it.
    """
    rows, ious = [boxes.new_zeros(0, dtype=torch.int64)], [boxes.new_zeros(0)]
    for part in torch.split(boxes, ROWS_PER_PART):
        if len(part):
            iou = box_iou(part, survivors)
            first = (iou > nms_iou).to(torch.uint8).argmax(dim=1)
            rows.append(first)
            ious.append(iou.gather(1, first[:, None]).squeeze(1))
    return torch.cat(rows), torch.cat(ious)
