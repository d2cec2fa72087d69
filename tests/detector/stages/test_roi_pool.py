"""RoI pooling against the tutorial's loop and torchvision."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torchvision.ops import MultiScaleRoIAlign, roi_align

from detector.config import HeadConfig
from detector.stages.range_maxima import is_small_enough
from detector.stages.roi_align import place_samples_in_pixels
from detector.stages.roi_pool import pool_rois, pyramid_levels, roi_cells
from tests.detector.stages.test_boxes import random_boxes


def tutorial_pooling(feature_map: torch.Tensor, rois: torch.Tensor) -> torch.Tensor:
    """The tutorial's code: scale, truncate, slice with both ends included, AdaptiveMaxPool2d."""
    pool = nn.AdaptiveMaxPool2d((7, 7))
    output = []
    for x1, y1, x2, y2 in (rois * (1 / 16)).long().tolist():
        output.append(pool(feature_map[None][..., y1 : y2 + 1, x1 : x2 + 1]))
    return torch.cat(output)


@pytest.mark.parametrize("learns", [False, True])
def test_that_pooling_is_the_tutorials(learns: bool) -> None:
    feature_map = torch.randn(8, 50, 50, generator=torch.Generator().manual_seed(0)).requires_grad_(learns)
    rois = random_boxes(40, 1).clamp(0, 799)
    pooled = pool_rois([feature_map], rois, [16], HeadConfig())
    assert pooled.shape == (40, 8, 7, 7)
    torch.testing.assert_close(pooled, tutorial_pooling(feature_map, rois))


@pytest.mark.parametrize("learns", [False, True])
def test_that_pooling_is_the_tutorials_for_every_number_of_cells(learns: bool) -> None:
    """Among them are 57 cells, where torchvision's operator alone reads a 58th."""
    feature_map = torch.randn(2, 64, 64, generator=torch.Generator().manual_seed(1)).requires_grad_(learns)
    rois = torch.tensor([[32.0, 48, 32 + 16 * cells - 1, 48 + 16 * (60 - cells) - 1] for cells in range(1, 60)])
    torch.testing.assert_close(pool_rois([feature_map], rois, [16], HeadConfig()), tutorial_pooling(feature_map, rois))


def test_that_maxima_of_a_large_map_are_not_kept() -> None:
    feature_map = torch.empty(1, device="meta")
    assert is_small_enough(feature_map.expand(512, 38, 63), 7)
    assert not is_small_enough(feature_map.expand(512, 200, 200), 7)


def test_that_rois_at_the_far_border_and_thinner_than_a_cell_pool_one_cell() -> None:
    rois = torch.tensor([[800.0, 800, 800, 800], [10.0, 10, 12, 12]])
    assert roi_cells(rois, 16, 50, 50).tolist() == [[49, 49, 50, 50], [0, 0, 1, 1]]
    assert torch.isfinite(pool_rois([torch.ones(2, 50, 50)], rois, [16], HeadConfig())).all()


@pytest.mark.parametrize("aligned", [True, False])
def test_that_roi_align_and_its_gradient_are_torchvisions(aligned: bool) -> None:
    random = torch.Generator().manual_seed(2)
    feature_map = torch.randn(4, 20, 30, generator=random)
    beyond = torch.tensor([[-80.0, -60, 40, 20], [400.0, 250, 560, 400], [10.0, 10, 11, 300], [600.0, 600, 700, 700]])
    rois = torch.cat((random_boxes(30, 3, size=300), beyond))
    ours, theirs = (feature_map.clone().requires_grad_() for _ in range(2))
    pooled = pool_rois([ours], rois, [16], HeadConfig("roi_align", aligned=aligned))
    expected = roi_align(theirs[None], [rois], 7, spatial_scale=1 / 16, sampling_ratio=2, aligned=aligned)
    torch.testing.assert_close(pooled, expected, atol=1e-5, rtol=1e-5)
    upstream = torch.randn(pooled.shape, generator=random)
    pooled.backward(upstream)
    expected.backward(upstream)
    torch.testing.assert_close(ours.grad, theirs.grad, atol=1e-4, rtol=1e-5)


@pytest.mark.parametrize("aligned", [True, False])
def test_that_samples_divide_an_roi_evenly_and_one_that_is_not_aligned_is_a_cell_large(aligned: bool) -> None:
    rois = torch.tensor([[10.0, 20, 94, 62], [5.0, 6, 8, 90]])
    columns, rows = place_samples_in_pixels(rois, 1 / 16, 7, aligned)
    for row, (x1, y1, x2, y2) in enumerate(rois.tolist()):
        width, height = (side if aligned else max(side, 16) for side in (x2 - x1, y2 - y1))
        for at in range(14):
            assert float(columns[row].flatten()[at]) == pytest.approx(x1 + width * (at + 0.5) / 14, abs=1e-4)
            assert float(rows[row].flatten()[at]) == pytest.approx(y1 + height * (at + 0.5) / 14, abs=1e-4)


@pytest.mark.parametrize("aligned", [True, False])
def test_that_a_bin_is_the_mean_of_the_map_at_its_samples(aligned: bool) -> None:
    """On a map whose values are a linear function of the place, bilinear samples are that function."""
    y, x = torch.meshgrid(torch.arange(20.0), torch.arange(30.0), indexing="ij")
    center = 0.5 if aligned else 0.0
    places = (3 * (x + center) + 5 * (y + center)) * 16  # in pixels
    rois = torch.tensor([[40.0, 50, 300, 210]])
    [pooled] = pool_rois([places[None]], rois, [16], HeadConfig("roi_align", aligned=aligned))[:, 0]
    columns, rows = (one[0].mean(dim=1) for one in place_samples_in_pixels(rois, 1 / 16, 7, aligned))
    torch.testing.assert_close(pooled, 3 * columns[None, :] + 5 * rows[:, None], atol=1e-2, rtol=1e-5)


def test_that_no_rois_pool_to_nothing() -> None:
    assert pool_rois([torch.ones(2, 5, 5)], torch.zeros(0, 4), [16], HeadConfig()).shape == (0, 2, 7, 7)


def test_that_a_pyramid_is_pooled_as_torchvision_does() -> None:
    random = torch.Generator().manual_seed(4)
    strides = (4, 8, 16, 32)
    maps = [torch.randn(3, 512 // stride, 512 // stride, generator=random) for stride in strides]
    rois = random_boxes(60, 5, size=512)
    theirs = MultiScaleRoIAlign(["0", "1", "2", "3"], output_size=7, sampling_ratio=2)
    expected = theirs({str(i): level[None] for i, level in enumerate(maps)}, [rois], [(512, 512)])
    pooled = pool_rois(maps, rois, strides, HeadConfig("roi_align", aligned=False))
    torch.testing.assert_close(pooled, expected)
    assert len(set(pyramid_levels(rois, strides).tolist())) > 2


def test_that_gradients_reach_every_level_that_is_pooled() -> None:
    maps = [torch.randn(2, 64, 64, requires_grad=True), torch.randn(2, 32, 32, requires_grad=True)]
    rois = torch.tensor([[0.0, 0, 40, 40], [0.0, 0, 250, 250]])
    pool_rois(maps, rois, (8, 16), HeadConfig("roi_align")).sum().backward()
    assert all(level.grad is not None and level.grad.any() for level in maps)
