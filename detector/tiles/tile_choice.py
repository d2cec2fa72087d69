"""Which tile of a large image shows a box best. Knows no torch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detector.tiles.tiling import Tile

NO_TILE = -1
_NO_BORDER = np.inf


def choose_tiles(boxes: NDArray[np.float32], tiles: Sequence[Tile], width: int, height: int) -> NDArray[np.int64]:
    """Choose for each box the tile that shows most around it: in which it is farthest from the borders.

    Borders of the image count for nothing, as there is no more to show. Of several such tiles the one with the box
    nearest to its center is chosen.

    Args:
        boxes: (N, 4) pixels of the image; what is beyond the image does not matter.
        tiles: Of the image.
        width: Of the image, pixels.
        height: Of the image, pixels.

    Returns:
        (N,) numbers of tiles, `NO_TILE` for a box that no tile shows whole.
    """
    inside = boxes.astype(np.float64).clip(0, [width, height, width, height])
    margins = np.stack([_measure_margins(inside, tile, width, height) for tile in tiles], axis=1)
    centers = np.array([[tile.x1 + tile.x2, tile.y1 + tile.y2] for tile in tiles]) / 2
    distances = np.abs((inside[:, None, :2] + inside[:, None, 2:]) / 2 - centers).max(axis=2)
    best = np.lexsort((distances, -margins), axis=1)[:, 0]
    is_whole = np.take_along_axis(margins, best[:, None], axis=1)[:, 0] >= 0
    return np.where(is_whole, best, NO_TILE).astype(np.int64)


def _measure_margins(boxes: NDArray[np.float64], tile: Tile, width: int, height: int) -> NDArray[np.float64]:
    """(N,) the pixels between each box and the nearest inner border of the tile; negative where that cuts it."""
    sides = (
        boxes[:, 0] - tile.x1 if tile.x1 > 0 else _NO_BORDER,
        boxes[:, 1] - tile.y1 if tile.y1 > 0 else _NO_BORDER,
        tile.x2 - boxes[:, 2] if tile.x2 < width else _NO_BORDER,
        tile.y2 - boxes[:, 3] if tile.y2 < height else _NO_BORDER,
    )
    margins: NDArray[np.float64] = np.min(np.broadcast_arrays(*sides, np.zeros(len(boxes)) + _NO_BORDER), axis=0)
    outside = (boxes[:, 0] >= tile.x2) | (boxes[:, 2] <= tile.x1) | (boxes[:, 1] >= tile.y2) | (boxes[:, 3] <= tile.y1)
    return np.where(outside, -_NO_BORDER, margins)
