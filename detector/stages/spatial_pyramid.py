"""Spatial pyramid pooling: from each region of one shared feature map, a vector of fixed length (SPP-Net 3.2).

    v = (max over the 1x1 bin, over each of 2x2, of 3x3, of 6x6 bins),  50 values for each channel

R-CNN runs the network for each region; SPP-Net runs it once and pools. RoI pooling is a pyramid of one level (Fast
R-CNN 2.1).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from detector.stages.roi_pool import pool_cells

PYRAMID = (1, 2, 3, 6)
"""Bins a side of each level, as in the paper's detector (section 4.1): 50 bins"""


def pool_spatial_pyramid(feature_map: Tensor, regions: Tensor, stride: int, pyramid: Sequence[int] = PYRAMID) -> Tensor:
    """The features of each region.

    Args:
        feature_map: (channels, h, w)
        regions: (R, 4) in pixels of the network's input.
        stride: Of the map.
        pyramid: Bins a side of each level.

    Returns:
        (R, channels * bins), level by level, each as (channels, bins, bins)
    """
    _, height, width = feature_map.shape
    cells = find_center_cells(regions, stride, height, width)
    levels = [pool_cells(feature_map, cells, bins).flatten(1) for bins in pyramid]
    return torch.cat(levels, dim=1)


def find_center_cells(regions: Tensor, stride: int, height: int, width: int) -> Tensor:
    """The cells whose centers are inside a region, or the cell nearest to its center if there are none.

    The paper rounds so, too (appendix A); its centers are at multiples of the stride, since its convolutions are padded
    otherwise. Ours are half a stride later. A region from 10 to 40 at stride 16 has the centers 24 and 40: cell 1.

    Args:
        regions: (R, 4) in pixels of the network's input.
        stride: Of the map.
        height: Of the map, in cells.
        width: Of the map, in cells.

    Returns:
        (R, 4) int64, x1 y1 x2 y2, half-open, at least one cell a side
    """
    size = torch.tensor([width, height], device=regions.device)
    first = torch.ceil(regions[:, :2] / stride - 0.5).long()
    behind = torch.ceil(regions[:, 2:] / stride - 0.5).long()
    nearest = ((regions[:, :2] + regions[:, 2:]) / 2 / stride).long()
    is_empty = behind <= first
    first, behind = torch.where(is_empty, nearest, first), torch.where(is_empty, nearest + 1, behind)
    first = first.clamp(min=0).minimum(size - 1)
    return torch.cat((first, torch.maximum(behind.minimum(size), first + 1)), dim=1)
