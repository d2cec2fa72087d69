"""3x3 convolutions by NNPACK, which reads and writes planes: channel by channel, while other layers use channels_last.

Maps are converted as matrices, which takes a third of the time of `Tensor.contiguous`. A large map is computed in bands
of rows, so that NNPACK's own memory, larger than a map, stays small. The numbers are the same, unless NNPACK chooses
another algorithm for a band.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

MAX_BAND_VALUES = 1 << 22
"""About as many values of all channels are in a band. For fewer, transforming the weight each time takes too long."""
ROWS_STEP = 12
"""Bands begin at its multiples, where NNPACK's tiles of 6 rows and pairs of rows begin in the whole map too."""


def to_planes(maps: Tensor) -> Tensor:
    """`maps` (N, C, h, w) with one channel after the other in memory; the same tensor if they already are."""
    if maps.is_contiguous():
        return maps
    images, channels, height, width = maps.shape
    planes = maps.new_empty(images, channels, height, width)
    for image, place in zip(maps, planes, strict=True):
        _copy_to_planes(image, place.view(channels, -1))
    return planes


def convolve_by_nnpack(
    images: Tensor, weight: Tensor, bias: Tensor | None, rectify: bool, halve: bool, keep_planes: bool
) -> Tensor:
    """`images` (N, C, h, w), in planes or channels_last, at least one; other arguments as for `compute_convolution`.

    `weight` (K, C, 3, 3) is contiguous.
    """
    count, channels, height, width = images.shape
    layout = torch.contiguous_format if keep_planes else torch.channels_last
    bands = _split_rows(height, channels * height * width)
    if len(bands) == 1:
        found = _finish(_convolve_planes(to_planes(images), weight, bias, 1), rectify, halve)
        return found.contiguous(memory_format=layout)
    side = 2 if halve else 1
    shape = (count, len(weight), height // side, width // side)
    result = torch.empty(shape, dtype=images.dtype, memory_format=layout)
    for image, place in zip(images, result, strict=True):
        for first, end in bands:
            band = _cut_band(image, first, end)
            found = _finish(_convolve_planes(band[None], weight, bias, 0), rectify, halve)[0]
            place[:, first // side : first // side + found.shape[1]] = found
    return result


def halve_maps(maps: Tensor) -> Tensor:
    """The largest of every 2x2; a last odd row or column is left out."""
    height, width = maps.shape[2:]
    if min(height, width) < 2:  # torch's own pooling refuses to make nothing
        return maps[:, :, : height // 2, : width // 2]
    return functional.max_pool2d(maps, 2)


def _convolve_planes(planes: Tensor, weight: Tensor, bias: Tensor | None, rows: int) -> Tensor:
    """With `rows` rows of zeros above and below, and one column on either side."""
    return torch._nnpack_spatial_convolution(planes, weight, bias, padding=(rows, 1))


def _finish(result: Tensor, rectify: bool, halve: bool) -> Tensor:
    result = result.relu_() if rectify else result
    return halve_maps(result) if halve else result


def _split_rows(height: int, values: int) -> list[tuple[int, int]]:
    """The first row of each band of a map, and the one after its last."""
    rows = math.ceil(height / max(1, values // MAX_BAND_VALUES) / ROWS_STEP) * ROWS_STEP
    return [(first, min(first + rows, height)) for first in range(0, height, rows)]


def _cut_band(image: Tensor, first: int, end: int) -> Tensor:
    """Rows `first` - 1 to `end` + 1 of `image` (C, h, w) in planes; zeros where it has none."""
    channels, height, width = image.shape
    band = image.new_empty(channels, end - first + 2, width)
    above, below = int(first == 0), int(end == height)
    band[:, :above].zero_()
    band[:, band.shape[1] - below :].zero_()
    source, place = image[:, first - 1 + above : end + 1 - below], band[:, above : band.shape[1] - below]
    _copy_to_planes(source, place.view(channels, -1))
    return band


def _copy_to_planes(image: Tensor, planes: Tensor) -> None:
    """Copy `image` (C, h, w) to `planes` (C, h * w)."""
    cells = image.permute(1, 2, 0)
    if cells.is_contiguous():
        planes.copy_(cells.flatten(0, 1).t())
    else:
        planes.view(image.shape).copy_(image)
