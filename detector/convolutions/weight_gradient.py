"""The gradient of a 3x3 convolution's weight, by Winograd's minimal filtering too.

It is the algorithm of `winograd` read backwards: of Y = A^T [(G g G^T) * (B^T d B)] A, the gradient by g is
G^T [(A y A^T) * (B^T d B)] G, where y is the gradient by Y; summed over all tiles, the product in the middle is 36
matrix products.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from detector.convolutions.tiles import KERNEL, OUTPUT, TILE, workspace
from detector.convolutions.winograd import MIN_TILES, TRANSFORMS, both_axes, rows_at_once, transform_tiles

_GRADIENT_TRANSFORM = both_axes(TRANSFORMS.output.T)
_WEIGHT_TRANSFORM = both_axes(TRANSFORMS.kernel.T)
_TILE_FACTOR = 2
"""As many times the tiles of a convolution in one go: here they are what the products sum over."""


def compute_winograd_gradient(images: Tensor, gradient: Tensor) -> Tensor:
    """How a loss changes with the weight of a 3x3 convolution with stride 1 and a border of one zero.

    Args:
        images: What was convolved, (N, C, h, w) float32.
        gradient: By what came out, (N, K, h, w) float32.

    Returns:
        (K, C, 3, 3), channels_last.
    """
    inputs, outputs = images.shape[1], gradient.shape[1]
    products = images.new_zeros(TILE * TILE, outputs, inputs)
    for image, change in zip(images.permute(0, 2, 3, 1), gradient.permute(0, 2, 3, 1), strict=True):
        _add_image(products, image, change)
    weight = torch.mm(_WEIGHT_TRANSFORM, products.view(TILE * TILE, -1))
    return (
        weight.view(KERNEL, KERNEL, outputs, inputs).permute(2, 3, 0, 1).contiguous(memory_format=torch.channels_last)
    )


def _add_image(products: Tensor, image: Tensor, gradient: Tensor) -> None:
    """Add to `products` (36, K, C) what `image` (h, w, C) and `gradient` (h, w, K) give, some rows at a time."""
    rows, columns = (math.ceil(side / OUTPUT) for side in image.shape[:2])
    channels = max(image.shape[2], gradient.shape[2])
    step = rows_at_once(rows, columns, channels, _TILE_FACTOR * MIN_TILES)
    for first in range(0, rows, step):
        count = min(step, rows - first)
        data = transform_tiles(image, first, count)
        changes = _transform_gradient(gradient[first * OUTPUT : (first + count) * OUTPUT], count, columns)
        products.baddbmm_(changes.transpose(1, 2), data)


def _transform_gradient(part: Tensor, rows: int, columns: int) -> Tensor:
    """`part` (up to rows * 4, up to columns * 4, K), tile by tile transformed: (36, tiles, K) in the workspace."""
    height, width, outputs = part.shape
    padded = workspace.take("padded gradient", rows * OUTPUT, columns * OUTPUT, outputs)
    padded[height:].zero_()
    padded[:, width:].zero_()
    padded[:height, :width].copy_(part)
    tiles = padded.view(rows, OUTPUT, columns, OUTPUT, outputs).permute(1, 3, 0, 2, 4)
    gathered = workspace.take("gathered gradient", OUTPUT, OUTPUT, rows, columns, outputs).copy_(tiles)
    changes = workspace.take("gradient", TILE * TILE, rows * columns * outputs)
    torch.mm(_GRADIENT_TRANSFORM, gathered.view(OUTPUT * OUTPUT, -1), out=changes)
    return changes.view(TILE * TILE, rows * columns, outputs)
