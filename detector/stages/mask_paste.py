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

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from detector.data.outlines.bitmap import Bitmap


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
    return [one.bitmap for one in paste_scored_masks(masks, boxes, width, height, threshold)]


def paste_scored_masks(
    masks: Tensor, boxes: Tensor, width: int, height: int, threshold: float = 0.5
) -> list[PastedMask]:
    """The same with the score of each mask."""
    grids: NDArray[np.float32] = masks.float().cpu().numpy()
    places: Iterable[list[float]] = boxes.double().cpu().tolist()
    return [_paste_mask(grid, box, width, height, threshold) for grid, box in zip(grids, places, strict=True)]


def _paste_mask(grid: NDArray[np.float32], box: list[float], width: int, height: int, threshold: float) -> PastedMask:
    x1, y1, x2, y2 = box
    left, columns = _interpolate_axis(x1, x2, width, len(grid))
    top, rows = _interpolate_axis(y1, y2, height, len(grid))
    if not len(columns) or not len(rows):
        return PastedMask(Bitmap(), 0.0)
    # Column by column, in the order in which a bitmap has its runs.
    probabilities = columns @ (grid.T @ rows.T)
    is_object = probabilities >= threshold
    score = float(probabilities[is_object].mean(dtype=np.float64)) if is_object.any() else 0.0
    return PastedMask(Bitmap.from_mask(is_object.T, left, top), score)


def _interpolate_axis(start: float, end: float, pixels: int, size: int) -> tuple[int, NDArray[np.float32]]:
    """Along one axis, the first pixel whose center is in the box, and the weights (N, size) of the cells for each."""
    first, last = max(0, math.ceil(start - 0.5)), min(pixels, math.floor(end - 0.5) + 1)
    if end <= start or last <= first:
        return 0, np.zeros((0, size), np.float32)
    positions = (np.arange(first, last) + 0.5 - start) * (size / (end - start)) - 0.5
    distances = np.abs(positions[:, None] - np.arange(size))
    return first, np.maximum(1 - distances, 0).astype(np.float32)
