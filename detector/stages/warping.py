"""Warping: each region of the image is cut out and resized to the input of the network (R-CNN, appendix A).

    before it is cut out, a region is enlarged by size / (size - 2 * context) about its center,
    so that the warped input has `context` pixels of its surroundings on every side

What is outside of the image has the mean color, which is zero after normalization.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

CONTEXT_PX = 16
PAPER_SIDE_PX = 227
"""Of the input of the paper's network, of which `CONTEXT_PX` are context on each side"""


def warp_regions(image: Tensor, regions: Tensor, size: int, context: int = CONTEXT_PX) -> Tensor:
    """The input of the network for each region.

    Args:
        image: (3, H, W), normalized.
        regions: (R, 4) in pixels of the image.
        size: Side of the result in pixels.
        context: How many of its pixels show the surroundings, on each side.

    Returns:
        (R, 3, size, size)
    """
    warped = image.new_zeros(len(regions), 3, size, size)
    for place, corners in zip(warped, add_context(regions, size, context).tolist(), strict=True):
        _warp_into(place, image, corners)
    return warped


def scale_context(size: int) -> int:
    """The context for an input of another side than the paper's: 16 of 227 pixels, 7 of 96."""
    return round(CONTEXT_PX * size / PAPER_SIDE_PX)


def add_context(regions: Tensor, size: int, context: int) -> Tensor:
    """(R, 4) int64: the regions enlarged by their context, in whole pixels, one pixel wide and high at least.

    With a size of 224 and a context of 16, a region of 192x96 becomes 224x112.
    """
    factor = size / (size - 2 * context)
    centers = (regions[:, :2] + regions[:, 2:]) / 2
    halves = (regions[:, 2:] - regions[:, :2]) * factor / 2
    first = torch.round(centers - halves).long()
    return torch.cat((first, torch.maximum(torch.round(centers + halves).long(), first + 1)), dim=1)


def _warp_into(place: Tensor, image: Tensor, corners: list[int]) -> None:
    """Fill `place` (3, size, size) with the part of the image between `corners`, where it is in the image."""
    x1, y1, x2, y2 = corners
    size, (height, width) = place.shape[-1], image.shape[1:]
    left, top, right, bottom = max(x1, 0), max(y1, 0), min(x2, width), min(y2, height)
    if left >= right or top >= bottom:
        return
    columns = _scale_span(left - x1, right - x1, x2 - x1, size)
    rows = _scale_span(top - y1, bottom - y1, y2 - y1, size)
    place[:, rows, columns] = functional.interpolate(
        image[None, :, top:bottom, left:right],
        size=(rows.stop - rows.start, columns.stop - columns.start),
        mode="bilinear",
        antialias=True,
    )[0]


def _scale_span(start: int, stop: int, side: int, size: int) -> slice:
    """Where the pixels from `start` to `stop` of a side are, when it is resized to `size`; one pixel at least."""
    first = min(round(start * size / side), size - 1)
    return slice(first, max(round(stop * size / side), first + 1))
