"""Random changes of an image and its labels that a network should not mind, through torchvision's v2 operations.

The v2 classes draw from torch's global generator, which threads cannot share and come out the same; so the draws are
made here, from a generator that belongs to the sample, and v2's functions carry them out.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torchvision.transforms.v2 import functional
from torchvision.tv_tensors import BoundingBoxes, BoundingBoxFormat

from detector.config import InputConfig, TrainingConfig
from detector.data.outlines.placed_outlines import PlacedOutlines

MIN_VISIBLE_SHARE = 0.3
"""An object of which a crop leaves less of its area is no example of its class any more."""
MAX_CROP_TRIES = 5
_BORDER_COLOR = InputConfig().mean
"""The color around an image that is shown smaller."""


class AugmentedImage(NamedTuple):
    """An image, and what is labeled in it."""

    image: Tensor
    """(3, h, w) in 0..1"""
    boxes: Tensor
    """(G, 4) in its pixels"""
    labels: Tensor
    """(G,)"""
    outlines: PlacedOutlines | None = None
    """Beside the image"""
    proposals: Tensor | None = None
    """(P, 5) boxes of a proposal source with their scores"""


def augment_image(sample: AugmentedImage, recipe: TrainingConfig, random: np.random.Generator) -> AugmentedImage:
    """What `recipe` asks for: flip, scale, color. Boxes follow the pixels; what leaves the image loses its label."""
    if draw_flip(recipe, random):
        sample = flip_image(sample)
    if recipe.scale_jitter != (1.0, 1.0):
        low, high = recipe.scale_jitter
        sample = scale_image(sample, math.exp(random.uniform(math.log(low), math.log(high))), random)
    if recipe.color_jitter:
        factors = random.uniform(1 - recipe.color_jitter, 1 + recipe.color_jitter, 3)
        sample = sample._replace(image=recolor_image(sample.image, *factors.tolist()))
    return sample


def draw_flip(recipe: TrainingConfig, random: np.random.Generator) -> bool:
    """Whether `augment_image` flips an image, to which it gives a generator that nothing was drawn from yet."""
    return recipe.flip and bool(random.integers(2))


def only_flips(recipe: TrainingConfig) -> bool:
    """Whether `recipe` changes an image in no other way, so that there are at most two views of it."""
    return recipe.scale_jitter == (1.0, 1.0) and not recipe.color_jitter


def flip_image(sample: AugmentedImage) -> AugmentedImage:
    """Left to right."""
    image, boxes, labels, outlines, proposals = sample
    height, width = image.shape[1:]
    mirrored = _as_tensor(functional.horizontal_flip(_as_bounding_boxes(boxes, height, width)))
    outlines = outlines and outlines.flip(width)
    if proposals is not None:
        corners = functional.horizontal_flip(_as_bounding_boxes(proposals[:, :4], height, width))
        proposals = torch.cat((_as_tensor(corners), proposals[:, 4:]), dim=1)
    return AugmentedImage(functional.horizontal_flip(image), mirrored, labels, outlines, proposals)


def scale_image(sample: AugmentedImage, factor: float, random: np.random.Generator) -> AugmentedImage:
    """Objects `factor` times as large against the image: a part of it, or the whole with a border.

    The network resizes every image to its own size, so it is this that makes it see them larger or smaller. Below 1,
    the image keeps its size, as in large-scale jitter (Ghiasi et al. 2021): a border around all pixels would take
    100 times their memory at 0.1.
    """
    return _shrink_image(sample, factor, random) if factor <= 1 else _crop_image(sample, factor, random)


def _shrink_image(sample: AugmentedImage, factor: float, random: np.random.Generator) -> AugmentedImage:
    """The whole image in `factor` of its width and height, somewhere in a border that fills its former size."""
    image, boxes, labels, outlines, proposals = sample
    height, width = image.shape[1:]
    shrunk = functional.resize(image, [max(1, round(side * factor)) for side in (height, width)], antialias=True)
    top, left = _choose_offset(height - shrunk.shape[1], random), _choose_offset(width - shrunk.shape[2], random)
    x, y = shrunk.shape[2] / width, shrunk.shape[1] / height
    if proposals is not None:
        proposals = torch.cat((proposals[:, :4] * torch.tensor([x, y, x, y]), proposals[:, 4:]), dim=1)
    return AugmentedImage(
        _add_border(shrunk, height, width, top, left),
        boxes * torch.tensor([x, y, x, y]) + _box_shift(left, top),
        labels,
        outlines and outlines.resize_by(x, y).move_by(left, top),
        _move_proposals(proposals, left, top, width, height),
    )


def _crop_image(sample: AugmentedImage, factor: float, random: np.random.Generator) -> AugmentedImage:
    """A part of the image with 1 / `factor` of its width and height, in which objects are left."""
    image, boxes, labels, outlines, proposals = sample
    height, width = (max(1, round(side / factor)) for side in image.shape[1:])
    for _ in range(MAX_CROP_TRIES):
        top, left = _choose_offset(image.shape[1] - height, random), _choose_offset(image.shape[2] - width, random)
        cropped = functional.crop(image, top, left, height, width)
        inside, rows = _sanitize_boxes(boxes - _box_shift(left, top), boxes, height, width)
        if len(rows) or not len(boxes):
            kept = outlines and outlines.move_by(-left, -top).select(rows.tolist())
            moved = _move_proposals(proposals, -left, -top, width, height)
            return AugmentedImage(cropped, inside, labels[rows], kept, moved)
    return sample  # it must not lose all its objects


def recolor_image(image: Tensor, brightness: float, contrast: float, saturation: float) -> Tensor:
    """Each a factor; 1 changes nothing."""
    image = functional.adjust_brightness(image, brightness)
    image = functional.adjust_contrast(image, contrast)
    colored: Tensor = functional.adjust_saturation(image, saturation)
    return colored


def _move_proposals(proposals: Tensor | None, left: int, top: int, width: int, height: int) -> Tensor | None:
    """(P, 5) in an image of `width` x `height`, cut to it; those of which nothing is left go."""
    if proposals is None:
        return None
    limit = proposals.new_tensor([width, height, width, height])
    corners = (proposals[:, :4] + _box_shift(left, top)).clamp(min=0).minimum(limit)
    has_area = (corners[:, 2:] > corners[:, :2]).all(dim=1)
    return torch.cat((corners, proposals[:, 4:]), dim=1)[has_area]


def _choose_offset(room: int, random: np.random.Generator) -> int:
    return int(random.integers(max(room, 0) + 1))


def _box_shift(left: int, top: int) -> Tensor:
    return torch.tensor([left, top, left, top], dtype=torch.float32)


def _add_border(image: Tensor, height: int, width: int, top: int, left: int) -> Tensor:
    canvas = image.new_tensor(_BORDER_COLOR)[:, None, None].expand(3, height, width).clone()
    canvas[:, top : top + image.shape[1], left : left + image.shape[2]] = image
    return canvas


def _sanitize_boxes(moved: Tensor, whole: Tensor, height: int, width: int) -> tuple[Tensor, Tensor]:
    """Of `moved` (G, 4), which were `whole`, those of which enough is inside, cut to it; and their rows."""
    inside = _as_tensor(functional.clamp_bounding_boxes(_as_bounding_boxes(moved, height, width)))
    enough = _box_area(inside) >= MIN_VISIBLE_SHARE * _box_area(whole)
    _, valid = functional.sanitize_bounding_boxes(inside, format=BoundingBoxFormat.XYXY, canvas_size=(height, width))
    rows = (enough & valid).nonzero().flatten()
    return inside[rows], rows


def _box_area(boxes: Tensor) -> Tensor:
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def _as_bounding_boxes(boxes: Tensor, height: int, width: int) -> BoundingBoxes:
    return BoundingBoxes(boxes, format=BoundingBoxFormat.XYXY, canvas_size=(height, width))


def _as_tensor(boxes: Tensor) -> Tensor:
    return boxes.as_subclass(Tensor)
