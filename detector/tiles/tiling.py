"""Cutting a large image into overlapping tiles. Needs neither torch nor numpy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detector.config import InputConfig

DEFAULT_OVERLAP = 0.25
MAX_OVERLAP = 0.75
"""With more, every object is in dozens of tiles."""
MIN_TILE_SIZE_PX = 64


@dataclass(frozen=True)
class Tiling:
    """How images are cut into tiles.

    Raises: ValueError for a size or an overlap that no image can be cut with.
    """

    size: int = 0
    """The longest side of a tile, pixels of the image; 0: as long as the network's input."""
    overlap: float = DEFAULT_OVERLAP
    """How much of `size` neighbors share at least; objects up to that size are whole in some tile."""

    def __post_init__(self) -> None:
        if self.size and self.size < MIN_TILE_SIZE_PX:
            raise ValueError(f"A tile needs a size of {MIN_TILE_SIZE_PX} pixels or more, not {self.size}.")
        if not 0 <= self.overlap <= MAX_OVERLAP:
            raise ValueError(f"Tiles overlap by 0 to {MAX_OVERLAP} of their size, not {self.overlap}.")

    def tile_size_for(self, config: InputConfig) -> int:
        """The longest side of a tile for a network with this input, pixels of the image."""
        return self.size or config.long_side


@dataclass(frozen=True)
class Tile:
    """A part of an image, half-open, in whole pixels of the image."""

    x1: int
    y1: int
    x2: int
    y2: int

    @property
    def width(self) -> int:
        return self.x2 - self.x1

    @property
    def height(self) -> int:
        return self.y2 - self.y1


def cover_with_tiles(width: int, height: int, size: int, overlap: float) -> tuple[Tile, ...]:
    """Cut an image of `width` x `height` pixels into tiles, row by row.

    Args:
        width: Of the image, pixels.
        height: Of the image, pixels.
        size: The longest side of a tile, pixels.
        overlap: Neighbors share at least this part of `size`.

    Returns:
        As few tiles as that allows, spread evenly; together they cover every pixel. One tile where the image fits.
    """
    columns, rows = _tile_starts(width, size, overlap), _tile_starts(height, size, overlap)
    return tuple(Tile(x, y, min(x + size, width), min(y + size, height)) for y in rows for x in columns)


def _tile_starts(length: int, size: int, overlap: float) -> list[int]:
    """Where the tiles along one axis begin."""
    if length <= size:
        return [0]
    step = max(1, size - math.ceil(size * overlap))
    gaps = math.ceil((length - size) / step)
    # Rounded down, two starts are no further apart than the mean gap rounded up, which is at most `step`.
    return [number * (length - size) // gaps for number in range(gaps + 1)]
