"""Region features: the network is run on each region, warped to its input (R-CNN, section 2.2).

    a region of any shape  ->  96x96 pixels with some context  ->  backbone  ->  a map of 3x3 cells  ->  the head

Regions that share pixels are computed again each time, which is why R-CNN takes 47 s for an image where Fast R-CNN
takes 0.3 s (Fast R-CNN, table 4).
"""

from __future__ import annotations

import torch
from torch import Tensor

from detector.stages.features import Backbone
from detector.stages.warping import scale_context, warp_regions

REGIONS_AT_ONCE = 64
"""Regions in a batch: with VGG16 at 224 pixels they take some 3 GB."""


def run_on_regions(backbone: Backbone, image: Tensor, regions: Tensor, size: int, stride: int) -> Tensor:
    """The features of each region.

    Args:
        backbone: Of a single level.
        image: (3, h, w), normalized: the network's input.
        regions: (R, 4) in its pixels.
        size: Side in pixels to which a region is warped.
        stride: Of the backbone.

    Returns:
        (R, channels, cells, cells), with one cell for every `stride` pixels of `size`.
    """
    side = -(-size // stride)
    if not len(regions):
        return image.new_zeros(0, backbone.out_channels, side, side).float()
    kind = next(backbone.parameters()).dtype
    parts = []
    for part in torch.split(regions, REGIONS_AT_ONCE):
        warped = warp_regions(image.float(), part, size, scale_context(size))
        parts += backbone(warped.to(kind))
    return torch.cat(parts).float()
