"""3x3 convolutions by Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray 2016), written as matrix products.

A tile of 6x6 cells gives 4x4 cells of the output with 36 multiplications for each pair of channels instead of 144:
Y = A^T [(G g G^T) * (B^T d B)] A, equation 7 of the paper. The transforms of a tile are one product with a 36x36 and a
16x36 matrix, and the element-wise product, summed over the input channels, is 36 matrix products.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.polynomial import polynomial
from torch import Tensor

from detector.convolutions.tiles import KERNEL, OUTPUT, TILE, gather_tiles, workspace, write_cells

POINTS = (0.0, 2 / 3, -2 / 3, 3 / 2, -3 / 2)
"""Where the polynomials are evaluated, besides infinity. The usual 0, 1, -1, 2, -2 save additions, but products do not
gain by zeros in the matrices, and with these points the largest rounding error is a quarter: twice that of a direct
convolution."""
VALUES_IN_CACHE = 1 << 19
"""How many values of the transformed tiles are computed in one go: they stay in the processor's second cache."""
MIN_TILES = 96
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


def build_transforms() -> Transforms:
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


TRANSFORMS = build_transforms()
DATA_TRANSFORM = both_axes(TRANSFORMS.data)
OUTPUT_TRANSFORM = torch.cat((both_axes(TRANSFORMS.output), torch.ones(OUTPUT * OUTPUT, 1)), dim=1)
"""With one more column, for the bias."""


def transform_weight(weight: Tensor) -> Tensor:
    """`weight` (K, C, 3, 3) -> (36, C, K) float32, which takes four times its memory."""
    outputs, inputs = weight.shape[:2]
    matrix = torch.kron(TRANSFORMS.kernel, TRANSFORMS.kernel).float()
    # Row by row of the output channels: the copy in another order stays small.
    flat = weight.detach().float().permute(2, 3, 1, 0).reshape(KERNEL * KERNEL, inputs * outputs)
    return torch.mm(matrix, flat).view(TILE * TILE, inputs, outputs)


def convolve_images(
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
    output = OUTPUT // 2 if halve else OUTPUT
    step = rows_at_once(rows, columns, channels)
    for first in range(0, rows, step):
        count = min(step, rows - first)
        cells = _convolve_tiles(transform_tiles(image, first, count), transformed, bias)
        if halve:
            cells = _largest_of_four(cells)
        place = result[first * output : (first + count) * output]
        write_cells(cells.view(output, output, count, columns, -1), place, rectify)


def rows_at_once(rows: int, columns: int, channels: int, min_tiles: int = MIN_TILES) -> int:
    """How many of the `rows` of tiles are computed in one go: about as many each time."""
    tiles = max(min_tiles, VALUES_IN_CACHE // (TILE * TILE * channels))
    return math.ceil(rows / max(1, round(rows * columns / tiles)))


def transform_tiles(image: Tensor, first: int, count: int) -> Tensor:
    """`count` rows of tiles of `image` (h, w, C), each tile transformed: (36, tiles, C) in the workspace."""
    gathered = gather_tiles(image, first, count)
    tiles, inputs = math.prod(gathered.shape[2:4]), gathered.shape[4]
    data = workspace.take("data", TILE * TILE, tiles * inputs)
    torch.mm(DATA_TRANSFORM, gathered.view(TILE * TILE, -1), out=data)
    return data.view(TILE * TILE, tiles, inputs)


def _convolve_tiles(data: Tensor, transformed: Tensor, bias: Tensor | None) -> Tensor:
    """`data` (36, tiles, C) -> (4, 4, tiles, K) in the workspace, the bias added."""
    tiles, outputs = data.shape[1], transformed.shape[2]
    products = workspace.take("products", TILE * TILE + 1, tiles, outputs)
    torch.bmm(data, transformed, out=products[:-1])
    if bias is None:
        products[-1].zero_()
    else:
        products[-1] = bias
    flat = workspace.take("flat", OUTPUT * OUTPUT, tiles * outputs)
    torch.mm(OUTPUT_TRANSFORM, products.view(TILE * TILE + 1, -1), out=flat)
    return flat.view(OUTPUT, OUTPUT, tiles, outputs)


def _largest_of_four(cells: Tensor) -> Tensor:
    """`cells` (4, 4, tiles, K) -> (2, 2, tiles, K) in the workspace, the largest of every 2x2."""
    _, _, tiles, outputs = cells.shape
    pairs = cells.view(2, 2, OUTPUT, tiles, outputs)
    rows = workspace.take("rows", 2, OUTPUT, tiles, outputs)
    torch.maximum(pairs[:, 0], pairs[:, 1], out=rows)
    pairs = rows.view(2, 2, 2, tiles, outputs)
    return torch.maximum(pairs[:, :, 0], pairs[:, :, 1], out=workspace.take("halved", 2, 2, tiles, outputs))
