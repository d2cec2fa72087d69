"""RoI pooling: from each region of the feature map, whatever its size, a 7x7 map."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional
from torchvision.ops import roi_align

from detector.config import RoiOperation


def pool_rois(feature_map: Tensor, rois: Tensor, stride: int, size: int, operation: RoiOperation) -> Tensor:
    """`feature_map` (channels, h, w) of one image and `rois` (R, 4) -> (R, channels, size, size)."""
    if len(rois) == 0:
        return feature_map.new_zeros(0, feature_map.shape[0], size, size)
    if operation == "adaptive_max_pool":
        return _adaptive_max_pool(feature_map, rois, stride, size)
    pooled = roi_align(
        feature_map[None],
        [rois.to(feature_map.dtype)],
        output_size=size,
        spatial_scale=1 / stride,
        sampling_ratio=2,
        aligned=True,
    )
    assert isinstance(pooled, Tensor)
    return pooled


def roi_cells(rois: Tensor, stride: int, feature_height: int, feature_width: int) -> Tensor:
    """The cells (R, 4) int64 that the tutorial's pooling reads: x1 y1 x2 y2, half-open, at least one cell a side."""
    cells = (rois / stride).long()
    limit = cells.new_tensor([feature_width - 1, feature_height - 1] * 2)
    cells = cells.clamp(min=0).minimum(limit)
    cells[:, 2:] += 1
    return cells


def _adaptive_max_pool(feature_map: Tensor, rois: Tensor, stride: int, size: int) -> Tensor:
    _, height, width = feature_map.shape
    pooled = [
        functional.adaptive_max_pool2d(feature_map[:, y1:y2, x1:x2], size)
        for x1, y1, x2, y2 in roi_cells(rois, stride, height, width).tolist()
    ]
    return torch.stack(pooled)
