"""RoI pooling against the tutorial's loop and torchvision."""

from __future__ import annotations

import torch
from torch import nn
from torchvision.ops import roi_align

from detector.stages.roi_pool import pool_rois, roi_cells
from tests.detector.test_boxes import random_boxes


def tutorial_pooling(feature_map: torch.Tensor, rois: torch.Tensor) -> torch.Tensor:
    """The tutorial's code: scale, truncate, slice with both ends included, AdaptiveMaxPool2d."""
    pool = nn.AdaptiveMaxPool2d((7, 7))
    output = []
    for x1, y1, x2, y2 in (rois * (1 / 16)).long().tolist():
        output.append(pool(feature_map[None][..., y1 : y2 + 1, x1 : x2 + 1]))
    return torch.cat(output)


def test_that_pooling_is_the_tutorials() -> None:
    feature_map = torch.randn(8, 50, 50, generator=torch.Generator().manual_seed(0))
    rois = random_boxes(40, 1).clamp(0, 799)
    pooled = pool_rois(feature_map, rois, stride=16, size=7, operation="adaptive_max_pool")
    assert pooled.shape == (40, 8, 7, 7)
    torch.testing.assert_close(pooled, tutorial_pooling(feature_map, rois))


def test_that_rois_at_the_far_border_and_thinner_than_a_cell_pool_one_cell() -> None:
    rois = torch.tensor([[800.0, 800, 800, 800], [10.0, 10, 12, 12]])
    assert roi_cells(rois, 16, 50, 50).tolist() == [[49, 49, 50, 50], [0, 0, 1, 1]]
    assert torch.isfinite(pool_rois(torch.ones(2, 50, 50), rois, 16, 7, "adaptive_max_pool")).all()


def test_that_aligned_pooling_is_torchvisions() -> None:
    feature_map = torch.randn(4, 20, 30, generator=torch.Generator().manual_seed(2))
    rois = random_boxes(10, 3, size=200)
    expected = roi_align(feature_map[None], [rois], 7, spatial_scale=1 / 16, sampling_ratio=2, aligned=True)
    torch.testing.assert_close(pool_rois(feature_map, rois, 16, 7, "roi_align"), expected)


def test_that_no_rois_pool_to_nothing() -> None:
    assert pool_rois(torch.ones(2, 5, 5), torch.zeros(0, 4), 16, 7, "adaptive_max_pool").shape == (0, 2, 7, 7)
