"""Boxes stay over the pixels that they were drawn around."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from detector.config import InputConfig, TrainingConfig
from detector.data.geometry import Box
from detector.data.outlines.placed_outlines import PlacedOutlines
from detector.data.outlines.rings import Rings
from detector.training.transforms import AugmentedImage, augment_image, scale_image

PLAIN = TrainingConfig(flip=False)
RED, BLUE = torch.tensor([1.0, 0.0, 0.0]), torch.tensor([0.0, 0.0, 1.0])


OUTLINES = (Rings.from_box(Box(10, 5, 30, 25)), Rings.from_box(Box(50, 30, 85, 55)))


def sample() -> AugmentedImage:
    """A red rectangle of class 1 and a blue one of class 2 on black."""
    image, boxes = torch.zeros(3, 60, 90), torch.tensor([[10.0, 5, 30, 25], [50.0, 30, 85, 55]])
    for color, (x1, y1, x2, y2) in zip((RED, BLUE), boxes.int().tolist(), strict=True):
        image[:, y1:y2, x1:x2] = color[:, None, None]
    return AugmentedImage(image, boxes, torch.tensor([1, 2]), PlacedOutlines(OUTLINES, 90, 60))


def assert_boxes_fit(found: AugmentedImage, edge: int = 0) -> None:
    """Every pixel of an object's color is in its box, and every pixel in the box has that color.

    Pixels less than `edge` from the sides of a box may have any color.
    """
    image, boxes, labels, outlines, _ = found
    for box, label in zip(boxes.round().int().tolist(), labels.tolist(), strict=True):
        x1, y1, x2, y2 = box
        own = torch.isclose(image, (RED, BLUE)[label - 1][:, None, None], atol=1e-5).all(dim=0)
        assert own[y1 + edge : y2 - edge, x1 + edge : x2 - edge].all()
        own[max(y1 - edge, 0) : y2 + edge, max(x1 - edge, 0) : x2 + edge] = False
        assert not own.any()
        own[y1:y2, x1:x2] = True
        assert outlines is not None
        outlined = torch.from_numpy(find_outlined_pixels(outlines, label - 1, *own.shape))
        inner = own.clone()
        inner[y1 : y1 + edge], inner[y2 - edge : y2] = False, False
        inner[:, x1 : x1 + edge], inner[:, x2 - edge : x2] = False, False
        assert (outlined >= inner).all()
        assert edge or torch.equal(outlined, own)
        assert abs(int(outlined.sum()) - int(own.sum())) <= edge * (y2 - y1 + x2 - x1)


def find_outlined_pixels(outlines: PlacedOutlines, row: int, height: int, width: int) -> NDArray[np.bool_]:
    """(height, width) which pixels of a copy have their center in the outline of an object, a rectangle."""
    y, x = np.indices((height, width))
    places = outlines.find_boxes(np.stack([x, y, x + 1, y + 1], axis=-1).reshape(-1, 4))
    centers = (places[:, :2] + places[:, 2:]) / 2
    bounds = OUTLINES[row].bounds
    inside = ((centers > (bounds.x1, bounds.y1)) & (centers < (bounds.x2, bounds.y2))).all(axis=1)
    return inside.reshape(height, width)


def draws(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_that_nothing_asked_for_changes_nothing_and_draws_nothing() -> None:
    random = draws(0)
    before, after = sample(), augment_image(sample(), PLAIN, random)
    assert all(torch.equal(one, other) for one, other in zip(before[:3], after[:3], strict=True))
    assert before.outlines == after.outlines
    assert random.integers(10**9) == draws(0).integers(10**9)


def test_that_half_of_the_images_are_flipped_with_their_boxes() -> None:
    flips = 0
    for seed in range(200):
        found = augment_image(sample(), replace(PLAIN, flip=True), draws(seed))
        assert_boxes_fit(found)
        flips += int(found[1][0, 0] != 10)
    assert 75 < flips < 125


@pytest.mark.parametrize("seed", range(20))
def test_that_boxes_follow_through_every_scale(seed: int) -> None:
    recipe = replace(PLAIN, flip=True, scale_jitter=(0.6, 1.7))
    image, boxes, labels, _, _ = found = augment_image(sample(), recipe, draws(seed))
    assert_boxes_fit(found, edge=1 if image.shape == sample().image.shape else 0)
    assert len(boxes) == len(labels) >= 1
    assert (boxes >= 0).all()
    assert (boxes[:, 2:] <= torch.tensor([image.shape[2], image.shape[1]])).all()


def test_that_a_larger_object_is_in_a_smaller_image() -> None:
    assert scale_image(sample(), 2.0, draws(1)).image.shape == (3, 30, 45)


@pytest.mark.parametrize("factor", [0.5, 0.1])
def test_that_an_image_shrinks_within_its_own_size_with_boxes_and_outlines(factor: float) -> None:
    image, boxes, labels, outlines, _ = scale_image(sample(), factor, draws(1))
    assert image.shape == sample().image.shape
    offset = boxes[0, :2] - sample().boxes[0, :2] * factor
    torch.testing.assert_close(boxes, sample().boxes * factor + offset.round().repeat(2))
    assert labels.tolist() == [1, 2]
    assert outlines is not None
    np.testing.assert_allclose(outlines.find_boxes(boxes.numpy()), sample().boxes, rtol=1e-5)
    border = image.new_tensor(InputConfig().mean)[:, None, None]
    shown = (image != border).any(dim=0)
    assert int(shown.sum()) == round(60 * factor) * round(90 * factor)


def test_that_an_object_of_which_too_little_is_left_is_dropped() -> None:
    kept = [scale_image(sample(), 1.4, draws(seed)) for seed in range(60)]
    whole = {1: 400.0, 2: 875.0}
    for _, boxes, labels, outlines, _ in kept:
        assert outlines is not None
        assert outlines.geometries == tuple(OUTLINES[label - 1] for label in labels.tolist())
        areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
        assert all(area >= 0.3 * whole[label] for area, label in zip(areas.tolist(), labels.tolist(), strict=True))
    assert {len(boxes) for _, boxes, *_ in kept} == {1, 2}


def test_that_an_image_never_loses_all_its_objects() -> None:
    image = torch.zeros(3, 100, 100)
    corner = torch.tensor([[0.0, 0, 6, 6]])
    for seed in range(30):
        assert len(scale_image(AugmentedImage(image, corner, torch.tensor([1])), 4.0, draws(seed)).boxes) == 1


def test_that_an_image_without_objects_is_scaled_too() -> None:
    empty = AugmentedImage(torch.zeros(3, 60, 90), torch.zeros(0, 4), torch.zeros(0, dtype=torch.int64))
    assert scale_image(empty, 2.0, draws(0)).image.shape == (3, 30, 45)


def test_that_colors_change_and_boxes_do_not() -> None:
    image, boxes, _, _, _ = augment_image(sample(), replace(PLAIN, color_jitter=0.4), draws(3))
    assert not torch.equal(image, sample()[0])
    assert float(image.min()) >= 0
    assert float(image.max()) <= 1
    assert torch.equal(boxes, sample()[1])


def test_that_one_generator_gives_one_result() -> None:
    recipe = TrainingConfig(scale_jitter=(0.5, 2.0), color_jitter=0.3)
    one, two, other = (augment_image(sample(), recipe, draws(seed)) for seed in (4, 4, 5))
    assert all(torch.equal(a, b) for a, b in zip(one[:3], two[:3], strict=True))
    assert one.outlines == two.outlines
    assert not torch.equal(one[1], other[1])
