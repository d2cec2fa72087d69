"""3x3 convolutions by Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray 2016), written as matrix products.

A tile of 6x6 cells gives 4x4 cells of the output with 36 multiplications for each pair of channels instead of 144:
Y = A^T [(G g G^T) * (B^T d B)] A, equation 7 of the paper. The transforms of a tile are one product with a 36x36 and a
16x36 matrix, and the element-wise product, summed over the input channels, is 36 matrix products.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass

import numpy as np
import torch
from numpy.polynomial import polynomial
from torch import Tensor

OUTPUT, KERNEL = 4, 3
TILE = OUTPUT + KERNEL - 1
POINTS = (0.0, 2 / 3, -2 / 3, 3 / 2, -3 / 2)
"""Where the polynomials are evaluated, besides infinity. The usual 0, 1, -1, 2, -2 save additions, but products do not
gain by zeros in the matrices, and with these points the largest rounding error is a quarter: twice that of a direct
convolution."""
VALUES_IN_CACHE = 1 << 19
"""How many values of the transformed tiles are computed in one go: they stay in the processor's second cache."""
LEAST_TILES = 96
"""In one go, however many channels they have: fewer make the matrix products slow."""


@dataclass(frozen=True)
class Transforms:
    """The three matrices of the algorithm in one dimension, float64."""

    data: Tensor
    """B^T (6, 6)"""
    kernel: Tensor
    """G (6, 3)"""
    output: Tensor
    """A^T (4, 6)"""


def transforms() -> Transforms:
    """Toom and Cook's construction from `POINTS` and infinity."""
    points = np.array(POINTS)
    others = [np.delete(points, index) for index in range(len(points))]
    scale = [np.prod(point - rest) for point, rest in zip(points, others, strict=True)]
    data = np.zeros((TILE, TILE))
    for row, roots in enumerate([*others, points]):
        data[row, : len(roots) + 1] = polynomial.polyfromroots(roots)
    kernel = np.zeros((TILE, KERNEL))
    kernel[:-1] = np.vander(points, KERNEL, increasing=True) / np.array(scale)[:, None]
    output = np.zeros((OUTPUT, TILE))
    output[:, :-1] = np.vander(points, OUTPUT, increasing=True).T
    kernel[-1, -1] = output[-1, -1] = 1.0  # infinity reads the highest coefficient
    return Transforms(*(torch.from_numpy(matrix) for matrix in (data, kernel, output)))


def both_axes(matrix: Tensor) -> Tensor:
    """The product that does to a flattened tile what `matrix` on both sides does to the tile."""
    return torch.kron(matrix, matrix).float().contiguous()


TRANSFORMS = transforms()
DATA_TRANSFORM = both_axes(TRANSFORMS.data)
OUTPUT_TRANSFORM = both_axes(TRANSFORMS.output)


def transform_weight(weight: Tensor) -> Tensor:
    """`weight` (K, C, 3, 3) -> (36, C, K) float32, which takes four times its memory."""
    outputs, inputs = weight.shape[:2]
    matrix = torch.kron(TRANSFORMS.kernel, TRANSFORMS.kernel).float()
    # Row by row of the output channels: the copy in another order stays small.
    flat = weight.detach().float().permute(2, 3, 1, 0).reshape(KERNEL * KERNEL, inputs * outputs)
    return torch.mm(matrix, flat).view(TILE * TILE, inputs, outputs)


class _Workspace(threading.local):
    """Memory that is used again for every layer of every network, for each thread its own.

    Fresh memory costs more than what is computed in it: the system clears it page by page.
    """

    def __init__(self) -> None:
        self._buffers: dict[str, Tensor] = {}

    def take(self, name: str, *shape: int) -> Tensor:
        """Memory with anything in it, at the start of the buffer `name`: valid until it is taken again."""
        count = math.prod(shape)
        kept = self._buffers.get(name)
        if kept is None or kept.numel() < count:
            with torch.inference_mode(False):  # such memory can be written to in any mode
                kept = self._buffers[name] = torch.empty(count)
        return kept[:count].view(shape)


workspace = _Workspace()


def convolve(
    images: Tensor, transformed: Tensor, bias: Tensor | None, rectify: bool = False, halve: bool = False
) -> Tensor:
    """The 3x3 convolution with stride 1 and a border of one zero, and what often follows it.

    Args:
        images: (N, C, h, w) float32.
        transformed: (36, C, K) from `transform_weight`.
        bias: (K,)
        rectify: Whether negative values become 0.
        halve: Whether the largest of every 2x2 cells is taken then; a last odd row or column is left out.

    Returns:
        (N, K, h, w), or (N, K, h // 2, w // 2) where halved; channels_last.
    """
    height, width = (side // 2 if halve else side for side in images.shape[2:])
    shape = (len(images), transformed.shape[2], height, width)
    # No view of another tensor: the layer after it may work in place, which autograd forbids on views.
    result = torch.empty(shape, dtype=images.dtype, device=images.device, memory_format=torch.channels_last)
    for image, place in zip(images.permute(0, 2, 3, 1), result.permute(0, 2, 3, 1), strict=True):
        _convolve_image(image, transformed, bias, place, rectify, halve)
    return result


def _convolve_image(
    image: Tensor, transformed: Tensor, bias: Tensor | None, result: Tensor, rectify: bool, halve: bool
) -> None:
    """`image` (h, w, C) -> `result` (h, w, K), some rows of tiles at a time so that they stay in the cache."""
    rows, columns = (math.ceil(side / OUTPUT) for side in image.shape[:2])
    channels = max(image.shape[2], transformed.shape[2])
    tiles = max(LEAST_TILES, VALUES_IN_CACHE // (TILE * TILE * channels))
    step = max(1, round(tiles / columns))
    output = OUTPUT // 2 if halve else OUTPUT
    for first in range(0, rows, step):
        count = min(step, rows - first)
        place = result[first * output : (first + count) * output]
        cells = _convolve_rows(pad_rows(image, first, count, columns), count, columns, transformed)
        if halve:
            cells = largest_of_four(cells)
        cells = cells[: place.shape[0], : place.shape[1]]
        if bias is None:
            place.copy_(cells)
        else:
            torch.add(cells, bias, out=place)
        if rectify:
            place.relu_()


def largest_of_four(cells: Tensor) -> Tensor:
    """`cells` (h, w, K) -> (h // 2, w // 2, K), the largest of every 2x2."""
    height, width = (side // 2 for side in cells.shape[:2])
    pairs = cells[: height * 2, : width * 2].view(height, 2, width, 2, cells.shape[2])
    upper, lower = pairs.unbind(1)
    left, right = torch.maximum(upper, lower).unbind(2)
    return torch.maximum(left, right)


def pad_rows(image: Tensor, first: int, count: int, columns: int) -> Tensor:
    """What `count` rows of tiles from the `first` on read of `image` (h, w, C), with zeros where it ends."""
    height, width, channels = image.shape
    top = first * OUTPUT - 1
    padded = workspace.take("padded", count * OUTPUT + 2, columns * OUTPUT + 2, channels)
    start, end = max(top, 0), min(top + len(padded), height)
    padded[: start - top].zero_()
    padded[end - top :].zero_()
    padded[:, 0].zero_()
    padded[:, width + 1 :].zero_()
    padded[start - top : end - top, 1 : width + 1].copy_(image[start:end])
    return padded


def _convolve_rows(part: Tensor, rows: int, columns: int, transformed: Tensor) -> Tensor:
    """`part` (rows * 4 + 2, columns * 4 + 2, C) -> (rows * 4, columns * 4, K) in the workspace."""
    outputs, count = transformed.shape[2], rows * columns
    data = transform_tiles(part, rows, columns)
    products = workspace.take("products", TILE * TILE, count, outputs)
    torch.bmm(data, transformed, out=products)
    flat = workspace.take("flat", OUTPUT * OUTPUT, count * outputs)
    torch.mm(OUTPUT_TRANSFORM, products.view(TILE * TILE, -1), out=flat)
    cells = workspace.take("cells", rows, OUTPUT, columns, OUTPUT, outputs)
    cells.copy_(flat.view(OUTPUT, OUTPUT, rows, columns, outputs).permute(2, 0, 3, 1, 4))
    return cells.view(rows * OUTPUT, columns * OUTPUT, outputs)


def transform_tiles(part: Tensor, rows: int, columns: int) -> Tensor:
    """`part` (rows * 4 + 2, columns * 4 + 2, C), tile by tile transformed: (36, tiles, C) in the workspace."""
    down, right, _ = part.stride()
    inputs, count = part.shape[2], rows * columns
    tiles = part.as_strided((TILE, TILE, rows, columns, inputs), (down, right, down * OUTPUT, right * OUTPUT, 1))
    gathered = workspace.take("gathered", TILE, TILE, rows, columns, inputs).copy_(tiles)
    data = workspace.take("data", TILE * TILE, count * inputs)
    torch.mm(DATA_TRANSFORM, gathered.view(TILE * TILE, -1), out=data)
    return data.view(TILE * TILE, count, inputs)
