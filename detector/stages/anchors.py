"""Anchors: K boxes at each cell of each level of features."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from detector.config import AnchorConfig, BackboneConfig, DetectorConfig
from detector.frame import ModelFrame


@dataclass(frozen=True)
class FrameAnchors:
    """All anchors of one image, level by level, finest first; within a level as `shift_base_anchors` orders them."""

    boxes: Tensor
    """(A, 4) pixels of the network's input"""
    cells: tuple[tuple[int, int], ...]
    """(height, width) of each level, in cells"""
    per_cell: int

    @property
    def counts(self) -> tuple[int, ...]:
        """How many anchors each level has."""
        return tuple(height * width * self.per_cell for height, width in self.cells)


def base_anchors(config: AnchorConfig, stride: int) -> Tensor:
    """The anchors (K, 4) of the first cell, float32: ratio by ratio, and within a ratio scale by scale.

    Each has area (unit * scale)^2 and height / width = ratio.
    """
    ratios = torch.tensor(config.ratios, dtype=torch.float64)[:, None]
    sides = torch.tensor(config.scales, dtype=torch.float64)[None, :] * config.unit_px(stride)
    half_height = (sides * ratios.sqrt()).flatten() / 2
    half_width = (sides / ratios.sqrt()).flatten() / 2
    corners = torch.stack((-half_width, -half_height, half_width, half_height), dim=1)
    corners = corners.round() if config.placement == "cell_corner" else corners + stride / 2
    return corners.to(torch.float32)


def shift_base_anchors(
    base: Tensor, feature_height: int, feature_width: int, stride_y: int, stride_x: int | None = None
) -> Tensor:
    """All anchors (feature_height * feature_width * K, 4) of a level: `base` (K, 4) shifted to every cell.

    Row by row, as the RPN's convolution lays its output out: row ((y * feature_width) + x) * K + k. (The tutorial
    goes column by column, which does not match its own network.)
    """
    stride_x = stride_y if stride_x is None else stride_x
    shift_y = torch.arange(feature_height, device=base.device, dtype=base.dtype) * stride_y
    shift_x = torch.arange(feature_width, device=base.device, dtype=base.dtype) * stride_x
    y, x = torch.meshgrid(shift_y, shift_x, indexing="ij")
    shifts = torch.stack((x, y, x, y), dim=-1).reshape(-1, 1, 4)
    return (shifts + base).reshape(-1, 4)


def level_cells(config: BackboneConfig, frame: ModelFrame) -> tuple[tuple[int, int], ...]:
    """(height, width) of every level in cells, for an image alone in its batch."""
    height, width = frame.padded_size(config.strides[-1])
    cells = [(height // stride, width // stride) for stride in config.strides]
    if config.fpn_channels:
        last_height, last_width = cells[-1]
        cells.append((-(-last_height // 2), -(-last_width // 2)))
    return tuple(cells)


def generate_anchors(config: DetectorConfig, frame: ModelFrame, device: torch.device | str = "cpu") -> FrameAnchors:
    """The anchors of an image of `frame`, those outside of it included."""
    padded_height, padded_width = frame.padded_size(config.backbone.strides[-1])
    cells = level_cells(config.backbone, frame)
    grids = []
    for (height, width), stride in zip(cells, config.backbone.level_strides, strict=True):
        base = base_anchors(config.anchors, stride).to(device)
        # An odd number of cells makes the extra level's true stride less than twice the last one's (torchvision).
        grids.append(shift_base_anchors(base, height, width, padded_height // height, padded_width // width))
    return FrameAnchors(torch.cat(grids), cells, config.anchors.per_cell)
