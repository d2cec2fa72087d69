"""RoI pooling: from each region of the feature map, whatever its size, a 7x7 map."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from detector.config import HeadConfig
from detector.stages.boxes import box_area
from detector.stages.range_maxima import is_small_enough, max_pool_rois
from detector.stages.roi_align import roi_align
from detector.torchvision_parts import ops

CANONICAL_SIZE, CANONICAL_LEVEL = 224, 4
"""An RoI of 224 pixels a side is pooled from the map of stride 2^4 (Lin et al. 2017, equation 1)."""
_LEVEL_EPSILON = 1e-6


def pool_rois(feature_maps: Sequence[Tensor], rois: Tensor, strides: Sequence[int], config: HeadConfig) -> Tensor:
    """`feature_maps`, one (channels, h, w) of one image for each of `strides`, and `rois` (R, 4).

    Each RoI is pooled from the level that its size asks for: (R, channels, size, size), float32.
    """
    if len(strides) == 1:
        return _pool_level(feature_maps[0], rois, strides[0], config)
    levels = pyramid_levels(rois, strides)
    rows = [(levels == level).nonzero().flatten() for level in range(len(strides))]
    pooled = [
        _pool_level(feature_map, rois[here], stride, config)
        for feature_map, stride, here in zip(feature_maps, strides, rows, strict=True)
    ]
    # Put in order by their numbers alone: training need not keep what was pooled for that.
    return torch.cat(pooled).index_select(0, torch.cat(rows).argsort())


def pyramid_levels(rois: Tensor, strides: Sequence[int]) -> Tensor:
    """(R,) int64: which of `strides` each of `rois` (R, 4) is pooled at."""
    lowest, highest = strides[0].bit_length() - 1, strides[-1].bit_length() - 1
    level = torch.floor(CANONICAL_LEVEL + torch.log2(box_area(rois).sqrt() / CANONICAL_SIZE) + _LEVEL_EPSILON)
    return level.clamp(lowest, highest).long() - lowest


def _pool_level(feature_map: Tensor, rois: Tensor, stride: int, config: HeadConfig) -> Tensor:
    if len(rois) == 0:
        return _no_rois(feature_map, config.roi_size)
    if config.roi_operation == "adaptive_max_pool":
        return _adaptive_max_pool(feature_map, rois, stride, config.roi_size)
    return roi_align(feature_map, rois, 1 / stride, config.roi_size, config.aligned)


def _no_rois(feature_map: Tensor, size: int) -> Tensor:
    return feature_map.new_zeros(0, feature_map.shape[0], size, size, dtype=torch.float32)


def roi_cells(rois: Tensor, stride: int, feature_height: int, feature_width: int) -> Tensor:
    """The cells (R, 4) int64 that the tutorial's pooling reads: x1 y1 x2 y2, half-open, at least one cell a side."""
    cells = (rois / stride).long()
    limit = cells.new_tensor([feature_width - 1, feature_height - 1] * 2)
    cells = cells.clamp(min=0).minimum(limit)
    cells[:, 2:] += 1
    return cells


def _adaptive_max_pool(feature_map: Tensor, rois: Tensor, stride: int, size: int) -> Tensor:
    _, height, width = feature_map.shape
    return pool_cells(feature_map, roi_cells(rois, stride, height, width), size)


def pool_cells(feature_map: Tensor, cells: Tensor, size: int) -> Tensor:
    """Adaptive max pooling of every RoI at once: torchvision's operator on whole cells divides them in the same way.

    Args:
        feature_map: (channels, h, w)
        cells: (R, 4) int64, x1 y1 x2 y2, half-open, at least one cell a side.
        size: Bins a side.

    Returns:
        (R, channels, size, size) float32
    """
    if len(cells) == 0:
        return _no_rois(feature_map, size)
    feature_map = feature_map.float()
    learns = torch.is_grad_enabled() and feature_map.requires_grad
    if feature_map.device.type == "cpu" and not learns and is_small_enough(feature_map, size):
        return max_pool_rois(feature_map, cells, size)
    last_cells = torch.cat((cells[:, :2], cells[:, 2:] - 1), dim=1)
    pooled: Tensor = ops.roi_pool(feature_map[None], [last_cells.to(feature_map.dtype)], size, spatial_scale=1.0)
    # For some sides (57 cells) the operator's float32 bins reach one cell too far.
    sides = cells[:, 2:] - cells[:, :2]
    too_far = (sides.float() / size * size > sides).any(dim=1).nonzero().flatten()
    if len(too_far):
        exact = [
            functional.adaptive_max_pool2d(feature_map[:, y1:y2, x1:x2], size)
            for x1, y1, x2, y2 in cells[too_far].tolist()
        ]
        pooled = pooled.index_copy(0, too_far, torch.stack(exact))
    return pooled
