"""Anchors: K boxes at each cell of the feature map."""

from __future__ import annotations

import torch
from torch import Tensor

from detector.config import AnchorConfig


def base_anchors(config: AnchorConfig, stride: int) -> Tensor:
    """The anchors (K, 4) of the first cell, float32: ratio by ratio, and within a ratio scale by scale.

    Each has area (stride * scale)^2 and height / width = ratio, around the centre of the cell.
    """
    ratios = torch.tensor(config.ratios, dtype=torch.float64)[:, None]
    sides = torch.tensor(config.scales, dtype=torch.float64)[None, :] * stride
    half_height = (sides * ratios.sqrt()).flatten() / 2
    half_width = (sides / ratios.sqrt()).flatten() / 2
    center = stride / 2
    corners = (center - half_width, center - half_height, center + half_width, center + half_height)
    return torch.stack(corners, dim=1).to(torch.float32)


def anchor_grid(base: Tensor, feature_height: int, feature_width: int, stride: int) -> Tensor:
    """All anchors (feature_height * feature_width * K, 4): `base` (K, 4) shifted to every cell.

    Row by row, as the RPN's convolution lays its output out: row ((y * feature_width) + x) * K + k. (The tutorial
    goes column by column, which does not match its own network.)
    """
    shift_y = torch.arange(feature_height, device=base.device, dtype=base.dtype) * stride
    shift_x = torch.arange(feature_width, device=base.device, dtype=base.dtype) * stride
    y, x = torch.meshgrid(shift_y, shift_x, indexing="ij")
    shifts = torch.stack((x, y, x, y), dim=-1).reshape(-1, 1, 4)
    return (shifts + base).reshape(-1, 4)
