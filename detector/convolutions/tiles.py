"""Overlapping tiles of 6x6 cells, 4 apart: read from a map of features, and 4x4 cells of each written to another.

Both go straight from and to the maps: what is cut off at their borders is left out, or read as zeros, block by block.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

OUTPUT, KERNEL = 4, 3
TILE = OUTPUT + KERNEL - 1


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


@dataclass(frozen=True)
class TileRun:
    """Tiles in a row, or in a column, that all see the same part of themselves."""

    first: int
    count: int
    low: int
    """The first of its 6 cells that a tile has in the map"""
    high: int
    """The one after the last"""

    @property
    def is_whole(self) -> bool:
        return (self.low, self.high) == (0, TILE)

    @property
    def start(self) -> int:
        """Where in the map its first tile's first cell lies."""
        return self.first * OUTPUT - 1 + self.low


def tile_runs(first: int, count: int, length: int) -> list[TileRun]:
    """Tiles `first` to `first + count` of those that cover `length` cells, with a border of one cell before them."""
    runs: list[TileRun] = []
    for place in range(first, first + count):
        low, high = max(0, 1 - place * OUTPUT), min(TILE, length + 1 - place * OUTPUT)
        last = runs[-1] if runs else None
        if last is not None and (last.low, last.high) == (low, high):
            runs[-1] = TileRun(last.first, last.count + 1, low, high)
        else:
            runs.append(TileRun(place, 1, low, high))
    return runs


def gather_tiles(image: Tensor, first: int, count: int) -> Tensor:
    """Read `count` rows of tiles of `image` (h, w, C), from row `first` on.

    Returns:
        (6, 6, count, columns, C) in the workspace; cells beyond the border are zeros.
    """
    height, width, channels = image.shape
    columns = math.ceil(width / OUTPUT)
    gathered = workspace.take("gathered", TILE, TILE, count, columns, channels)
    down, right, step = image.stride()
    across = tile_runs(0, columns, width)
    for y in tile_runs(first, count, height):
        for x in across:
            place = y.first - first
            block = gathered[:, :, place : place + y.count, x.first : x.first + x.count]
            if not (y.is_whole and x.is_whole):
                block.zero_()
            shape = (y.high - y.low, x.high - x.low, y.count, x.count, channels)
            strides = (down, right, down * OUTPUT, right * OUTPUT, step)
            cells = image[y.start :, x.start :].as_strided(shape, strides)
            block[y.low : y.high, x.low : x.high].copy_(cells)
    return gathered


def write_cells(cells: Tensor, place: Tensor, rectify: bool) -> None:
    """Put the cells of each tile where they belong.

    Args:
        cells: (n, n, rows, columns, K), n x n cells of every tile.
        place: (h, w, K), at most rows * n by columns * n: what is beyond it is left out.
        rectify: Whether negative values become 0.
    """
    side = len(cells)
    for row, rows, down in _parts(place.shape[0], side):
        for column, columns, right in _parts(place.shape[1], side):
            source = cells[:down, :right, row : row + rows, column : column + columns].permute(2, 0, 3, 1, 4)
            target = place[row * side :, column * side :][: rows * down, : columns * right]
            target = target.view(rows, down, columns, right, -1)
            if rectify:
                torch.clamp_min(source, 0, out=target)
            else:
                target.copy_(source)


def _parts(length: int, side: int) -> Iterator[tuple[int, int, int]]:
    """(first tile, how many, cells of each) that cover `length`: those that are in it whole, and one cut off."""
    whole, rest = divmod(length, side)
    if whole:
        yield 0, whole, side
    if rest:
        yield whole, 1, rest
