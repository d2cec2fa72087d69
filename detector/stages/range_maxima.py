"""RoI max pooling without gradients: the largest value of any rectangle of cells from four that were kept before.

For every rectangle whose sides are powers of two its maximum is kept (a sparse table, Bender and Farach-Colton 2000).
Any other is covered by four of those that overlap, which a maximum does not mind. On a CPU that takes half the time of
torchvision's operator, which reads every cell of every RoI, channel by channel.
"""

from __future__ import annotations

import torch
from torch import Tensor

MAX_VALUES = 1 << 25
"""How many maxima are kept at most: 128 MiB."""


def is_small_enough(feature_map: Tensor, size: int) -> bool:
    """Whether the maxima of `feature_map` (channels, h, w) are few enough to be kept."""
    longest = max(feature_map.shape[1:]) // size + 2  # a bin that begins and ends within cells
    return bool(longest.bit_length() ** 2 * feature_map.numel() <= MAX_VALUES)


def max_pool_rois(feature_map: Tensor, cells: Tensor, size: int) -> Tensor:
    """The largest value of each of `size` x `size` bins, divided as adaptive max pooling does.

    Args:
        feature_map: (channels, h, w) float32.
        cells: (R, 4) int64: x1 y1 x2 y2, half-open, at least one cell a side.
        size: Bins a side.

    Returns:
        (R, channels, size, size), its channels side by side in memory.
    """
    channels, height, width = feature_map.shape
    tops, bottoms, row_level = _bins(cells[:, 1], cells[:, 3], size)
    lefts, rights, column_level = _bins(cells[:, 0], cells[:, 2], size)
    across = int(column_level.max()) + 1
    table = _maxima(feature_map.permute(1, 2, 0), int(row_level.max()) + 1, across).view(-1, channels)
    which = (row_level[:, :, None] * across + column_level[:, None]) * height * width

    def read(rows: Tensor, columns: Tensor) -> Tensor:
        return table.index_select(0, (which + rows[:, :, None] * width + columns[:, None]).flatten())

    largest = read(tops, lefts)
    for rows, columns in ((tops, rights), (bottoms, lefts), (bottoms, rights)):
        torch.maximum(largest, read(rows, columns), out=largest)
    return largest.view(len(cells), size, size, channels).permute(0, 3, 1, 2)


def _bins(start: Tensor, end: Tensor, size: int) -> tuple[Tensor, Tensor, Tensor]:
    """Along one axis, each (R, size): where two ranges of 2^level cells begin that cover each bin, and the level."""
    length, bins = (end - start)[:, None], torch.arange(size, device=start.device)
    first = start[:, None] + length * bins // size
    last = start[:, None] - (-length * (bins + 1) // size)  # rounded up
    level = torch.log2((last - first).to(torch.float64)).floor().long()
    return first, last - (1 << level), level


def _maxima(cells: Tensor, down: int, across: int) -> Tensor:
    """`cells` (h, w, C) -> (down, across, h, w, C): the largest of the 2^i x 2^j cells from each on.

    Where fewer cells are left, there is something that nobody reads.
    """
    table = cells.new_empty(down, across, *cells.shape)
    table[0, 0] = cells
    for level in range(1, down):
        half, less = 1 << (level - 1), table[level - 1, 0]
        table[level, 0, -half:] = less[-half:]
        torch.maximum(less[:-half], less[half:], out=table[level, 0, :-half])
    for level in range(1, across):
        half, narrower = 1 << (level - 1), table[:, level - 1]
        table[:, level, :, -half:] = narrower[:, :, -half:]
        torch.maximum(narrower[:, :, :-half], narrower[:, :, half:], out=table[:, level, :, :-half])
    return table
