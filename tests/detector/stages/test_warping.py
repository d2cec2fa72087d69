from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from detector.stages.warping import add_context, warp_regions


def test_that_a_region_becomes_its_resized_crop_with_context() -> None:
    """The 192x96 region of a 400x300 image: 16 of 224 pixels on each side are its surroundings."""
    image = torch.rand(3, 300, 400, generator=torch.Generator().manual_seed(0))
    region = torch.tensor([[100.0, 80, 292, 176]])
    assert add_context(region, 224, 16).tolist() == [[84, 72, 308, 184]]
    [warped] = warp_regions(image, region, 224)
    crop = functional.interpolate(image[None, :, 72:184, 84:308], size=(224, 224), mode="bilinear", antialias=True)[0]
    assert torch.equal(warped, crop)


def test_that_the_region_itself_fills_all_but_the_context() -> None:
    image = torch.zeros(3, 200, 200)
    image[:, 50:146, 50:146] = 1
    [warped] = warp_regions(image, torch.tensor([[50.0, 50, 146, 146]]), 224)
    assert (warped[:, 18:206, 18:206] > 0.99).all()
    assert (warped[:, :14] < 0.01).all()
    assert (warped[:, :, -14:] < 0.01).all()


def test_that_what_lies_outside_is_zero() -> None:
    """At a corner, a quarter of the result is image: the value of a constant image there, zero elsewhere."""
    image = torch.full((3, 100, 100), 5.0)
    [warped] = warp_regions(image, torch.tensor([[-40.0, -40, 40, 40]]), 64, context=0)
    assert torch.allclose(warped[:, 32:, 32:], torch.tensor(5.0))
    assert (warped[:, :32] == 0).all()
    assert (warped[:, :, :32] == 0).all()


def test_that_no_context_and_the_same_size_change_nothing() -> None:
    image = torch.rand(3, 32, 32)
    assert torch.allclose(warp_regions(image, torch.tensor([[0.0, 0, 32, 32]]), 32, context=0)[0], image, atol=1e-6)


@pytest.mark.parametrize("region", [[5.0, 5, 6, 6], [5.0, 5, 5.2, 5.2], [0.0, 0, 30, 1], [29.0, 29, 30, 30]])
def test_that_regions_of_a_pixel_are_warped(region: list[float]) -> None:
    warped = warp_regions(torch.ones(3, 30, 30), torch.tensor([region]), 56)
    assert warped.shape == (1, 3, 56, 56)
    assert warped.max() > 0.99
    assert torch.isfinite(warped).all()


def test_that_a_region_outside_is_empty() -> None:
    assert not warp_regions(torch.ones(3, 30, 30), torch.tensor([[100.0, 100, 120, 120]]), 56).any()
    assert warp_regions(torch.ones(3, 30, 30), torch.zeros(0, 4), 56).shape == (0, 3, 56, 56)
