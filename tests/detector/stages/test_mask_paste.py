"""Pasted masks against Detectron2's convention by grid_sample, and torchvision's own paste."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional
from torchvision.models.detection.roi_heads import expand_boxes, expand_masks, paste_masks_in_image

from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.set_operations import compute_bitmap_iou
from detector.stages.mask_paste import paste_masks, paste_scored_masks

WIDTH, HEIGHT = 150, 110


def draw_masks(count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Probabilities (count, 28, 28) of blobs, and boxes (count, 4), some of which reach out of the image."""
    random = torch.Generator().manual_seed(seed)
    coarse = torch.randn(count, 1, 6, 6, generator=random)
    masks = (functional.interpolate(coarse, size=(28, 28), mode="bicubic")[:, 0] * 3 + 1).sigmoid()
    corners = torch.rand(count, 2, generator=random) * torch.tensor([WIDTH, HEIGHT]) - 10
    sides = torch.exp(torch.rand(count, 2, generator=random) * 4) + 1
    return masks, torch.cat([corners, corners + sides], dim=1)


def paste_as_detectron2(mask: Tensor, box: Tensor) -> NDArray[np.bool_]:
    """(HEIGHT, WIDTH) Detectron2's `_do_paste_mask` over the whole image."""
    return (sample_as_detectron2(mask, box) >= 0.5).numpy()


def sample_as_detectron2(mask: Tensor, box: Tensor) -> Tensor:
    """(HEIGHT, WIDTH) its probabilities."""
    x1, y1, x2, y2 = box.double().tolist()
    y = (torch.arange(HEIGHT, dtype=torch.float64) + 0.5 - y1) / (y2 - y1) * 2 - 1
    x = (torch.arange(WIDTH, dtype=torch.float64) + 0.5 - x1) / (x2 - x1) * 2 - 1
    grid = torch.stack(torch.meshgrid(x, y, indexing="xy"), dim=-1)
    sampled = functional.grid_sample(mask.double()[None, None], grid[None], align_corners=False)
    return sampled[0, 0]


@pytest.mark.parametrize("seed", range(3))
def test_that_pixels_are_detectron2s(seed: int) -> None:
    masks, boxes = draw_masks(20, seed)
    found = paste_masks(masks, boxes, WIDTH, HEIGHT)
    for bitmap, mask, box in zip(found, masks, boxes, strict=True):
        expected = Bitmap.from_mask(paste_as_detectron2(mask, box))
        assert compute_bitmap_iou(bitmap, expected) > 0.999 or bitmap == expected
    assert sum(not one.is_degenerate for one in found) > 12


def test_that_the_score_is_the_mean_probability_of_the_pixels() -> None:
    masks, boxes = draw_masks(20, 5)
    found = paste_scored_masks(masks, boxes, WIDTH, HEIGHT)
    assert [one.bitmap for one in found] == paste_masks(masks, boxes, WIDTH, HEIGHT)
    for (bitmap, score), mask, box in zip(found, masks, boxes, strict=True):
        probabilities = sample_as_detectron2(mask, box)
        chosen = probabilities[probabilities >= 0.5]
        assert score == pytest.approx(float(chosen.mean()) if len(chosen) else 0.0, abs=1e-3)
        assert (score == 0) is bitmap.is_degenerate
    assert len({round(one.score, 2) for one in found}) > 5


def test_that_with_torchvisions_boxes_the_pixels_are_torchvisions() -> None:
    """It widens mask and box by a cell on each side, and rounds the box to whole pixels, one more than they are."""
    masks, boxes = draw_masks(40, 3)
    boxes = boxes.clamp(min=0).minimum(torch.tensor([WIDTH, HEIGHT, WIDTH, HEIGHT]))
    boxes = boxes[(boxes[:, 2:] - boxes[:, :2] > 1).all(dim=1)]
    masks = masks[: len(boxes)]
    theirs = paste_masks_in_image(masks[:, None], boxes, (HEIGHT, WIDTH))[:, 0] >= 0.5
    wider, scale = expand_masks(masks[:, None], padding=1)
    whole = expand_boxes(boxes, scale).to(torch.int64) + torch.tensor([0, 0, 1, 1])
    found = paste_masks(wider[:, 0], whole, WIDTH, HEIGHT)
    assert len(found) > 20
    for bitmap, mask in zip(found, theirs, strict=True):
        expected = Bitmap.from_mask(mask.numpy())
        assert compute_bitmap_iou(bitmap, expected) >= 0.999 or bitmap == expected


def test_that_a_full_mask_fills_its_box() -> None:
    (bitmap,) = paste_masks(torch.ones(1, 28, 28), torch.tensor([[10.0, 20, 40, 60]]), WIDTH, HEIGHT)
    assert bitmap == Bitmap.from_mask(np.ones((40, 30), np.bool_), 10, 20)


def test_that_no_pixel_is_outside_of_the_box() -> None:
    """Around the grid there is nothing, so that pixels at the corners of a box that cuts them are left out."""
    (bitmap,) = paste_masks(torch.ones(1, 28, 28), torch.tensor([[10.4, 20.6, 40.4, 60.6]]), WIDTH, HEIGHT)
    assert (bitmap.left, bitmap.top, bitmap.width, bitmap.height) == (10, 21, 30, 40)
    assert 30 * 40 - 4 <= bitmap.area < 30 * 40


def test_that_nothing_is_pasted_from_nothing_or_into_no_area() -> None:
    boxes = torch.tensor([[10.0, 20, 40, 60], [10.0, 20, 10, 60], [10.2, 20.2, 10.3, 20.3], [-30.0, 0, -5, 50]])
    masks = torch.cat([torch.zeros(1, 28, 28), torch.ones(3, 28, 28)])
    assert paste_masks(masks, boxes, WIDTH, HEIGHT) == [Bitmap()] * 4
    assert paste_masks(masks[:0], boxes[:0], WIDTH, HEIGHT) == []


def test_that_a_box_of_one_pixel_has_it() -> None:
    (bitmap,) = paste_masks(torch.ones(1, 28, 28), torch.tensor([[10.0, 20, 11, 21]]), WIDTH, HEIGHT)
    assert bitmap == Bitmap.from_mask(np.ones((1, 1), np.bool_), 10, 20)
