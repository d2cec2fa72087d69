"""Paste masks: a grid of 28x28 probabilities in a box becomes pixels of the image (He et al. 2017, section 3.1).

The probability of a pixel is the bilinear interpolation at its center, in coordinates in which the value of a cell
belongs to the cell's center and all is 0 around the grid (Detectron2's convention; torchvision first rounds the box to
whole pixels). Rows and columns are interpolated one after the other, only those in the box:

    P = W_rows M W_columns^T,   W_rows (h, 28), M (28, 28), W_columns (w, 28)

so that an object takes the memory of its box, one object at a time, and never that of the image.

The score of a pasted mask is the mean probability of its pixels: how sure the mask head is of what it takes for the
object. It says nothing of pixels that were left out, and an empty mask has 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.runs import expand_ranges

MASKS_AT_ONCE = 16
"""The masks whose weights are computed in one go: with more, those of large boxes would take much memory."""


class PastedMask(NamedTuple):
    """The pixels of an object, and their mean probability (0 without pixels)."""

    bitmap: Bitmap
    score: float


def paste_masks(masks: Tensor, boxes: Tensor, width: int, height: int, threshold: float = 0.5) -> list[Bitmap]:
    """The pixels of each object in a `width` x `height` image: those whose probability is `threshold` or more.

    Args:
        masks: (D, size, size) probabilities.
        boxes: (D, 4) pixels of the image.
        width: Of the image.
        height: Of the image.
        threshold: At least one half: with less, pixels outside of a box could belong to its object.

    Returns:
        D bitmaps; empty where no pixel comes so far.
    """
    found = _interpolate_masks(masks, boxes, width, height)
    return [Bitmap.from_mask(one.probabilities >= threshold, one.left, one.top) for one in found]


def paste_scored_masks(
    masks: Tensor, boxes: Tensor, width: int, height: int, threshold: float = 0.5
) -> list[PastedMask]:
    """The same with the score of each mask."""
    pasted = []
    for one in _interpolate_masks(masks, boxes, width, height):
        is_object = one.probabilities >= threshold
        score = float(one.probabilities[is_object].mean(dtype=np.float64)) if is_object.any() else 0.0
        pasted.append(PastedMask(Bitmap.from_mask(is_object, one.left, one.top), score))
    return pasted


class _BoxPixels(NamedTuple):
    """The pixels of an image whose centers are in a box."""

    probabilities: NDArray[np.float32]
    """(rows, columns)"""
    left: int
    top: int


def _interpolate_masks(masks: Tensor, boxes: Tensor, width: int, height: int) -> Iterator[_BoxPixels]:
    """One object at a time, arguments as for `paste_masks`."""
    # Around each grid a border of zeros, which a pixel near the edge of a box is interpolated with.
    grids: NDArray[np.float32] = functional.pad(masks.float().cpu(), (1, 1, 1, 1)).numpy()
    places: NDArray[np.float64] = boxes.double().cpu().numpy()
    for start in range(0, len(grids), MASKS_AT_ONCE):
        some, (x1, y1, x2, y2) = grids[start : start + MASKS_AT_ONCE], places[start : start + MASKS_AT_ONCE].T
        across = _interpolate_axis(x1, x2, width, some.shape[1] - 2)
        down = _interpolate_axis(y1, y2, height, some.shape[1] - 2)
        for grid, (left, columns), (top, rows) in zip(some, across, down, strict=True):
            # In memory column by column, the order in which a bitmap has its runs.
            yield _BoxPixels((columns @ (grid.T @ rows.T)).T, left, top)


def _interpolate_axis(
    starts: NDArray[np.float64], ends: NDArray[np.float64], pixels: int, size: int
) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Along one axis, the first pixel whose center is in each box, and the weights of the cells for each pixel.

    The weights are (N, size + 2): with a cell before the first one and one after the last.
    """
    first = np.ceil(starts - 0.5).clip(0, pixels).astype(np.int64)
    after = (np.floor(ends - 0.5) + 1).clip(0, pixels).astype(np.int64)
    counts = np.where(ends > starts, after - first, 0).clip(min=0)
    scales = size / np.where(counts, ends - starts, 1.0)
    centers = expand_ranges(first, first + counts - 1) + 0.5
    positions = (centers - np.repeat(starts, counts)) * np.repeat(scales, counts) + 0.5
    before = positions.astype(np.int64)
    share = positions - before
    weights = np.zeros((len(positions), size + 2), np.float32)
    rows = np.arange(len(positions))
    weights[rows, before] = 1 - share
    weights[rows, before + 1] = share
    bounds = [0, *np.cumsum(counts).tolist()]
    for box, (begin, end) in enumerate(pairwise(bounds)):
        yield int(first[box]), weights[begin:end]
