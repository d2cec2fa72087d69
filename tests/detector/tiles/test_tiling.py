"""Cutting images into tiles, against a map that counts how often each pixel is covered."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from detector.config import get_preset
from detector.tiles.tiling import MIN_TILE_SIZE_PX, Tile, Tiling, cover_with_tiles

CASES = [
    (width, height, size, overlap)
    for width, height in ((1, 1), (64, 65), (100, 640), (641, 480), (997, 1301), (2000, 70))
    for size in (64, 65, 333, 640)
    for overlap in (0.0, 0.1, 0.25, 0.5, 0.75)
]


@pytest.mark.parametrize(("width", "height", "size", "overlap"), CASES)
def test_that_every_pixel_is_covered_and_neighbors_share_what_was_asked_for(
    width: int, height: int, size: int, overlap: float
) -> None:
    tiles = cover_with_tiles(width, height, size, overlap)
    covered = np.zeros((height, width), dtype=np.int32)
    for tile in tiles:
        assert 0 <= tile.x1 < tile.x2 <= width
        assert 0 <= tile.y1 < tile.y2 <= height
        assert (tile.width, tile.height) == (min(size, width), min(size, height))
        covered[tile.y1 : tile.y2, tile.x1 : tile.x2] += 1
    assert covered.min() >= 1
    shared = math.ceil(size * overlap)
    for starts in ({tile.x1 for tile in tiles}, {tile.y1 for tile in tiles}):
        ordered = sorted(starts)
        assert all(size - (b - a) >= shared for a, b in itertools.pairwise(ordered))
    assert len(set(tiles)) == len(tiles)


@pytest.mark.parametrize("seed", range(20))
def test_that_a_box_as_large_as_the_overlap_is_whole_in_some_tile(seed: int) -> None:
    random = np.random.default_rng(seed)
    width, height, size = (int(value) for value in random.integers(64, 900, 3))
    overlap = float(random.uniform(0.05, 0.75))
    side = min(math.ceil(size * overlap), width, height)
    tiles = cover_with_tiles(width, height, size, overlap)
    for x in range(0, width - side + 1, 7):
        for y in range(0, height - side + 1, 7):
            assert any(t.x1 <= x and x + side <= t.x2 and t.y1 <= y and y + side <= t.y2 for t in tiles)


@pytest.mark.parametrize(("width", "height", "size", "overlap"), CASES)
def test_that_no_fewer_tiles_would_do(width: int, height: int, size: int, overlap: float) -> None:
    tiles = cover_with_tiles(width, height, size, overlap)
    step = size - math.ceil(size * overlap)
    for length, starts in ((width, {tile.x1 for tile in tiles}), (height, {tile.y1 for tile in tiles})):
        fewer = len(starts) - 1
        assert fewer == 0 or (fewer - 1) * step + size < length


def test_that_an_image_that_fits_is_one_tile() -> None:
    assert cover_with_tiles(640, 480, 640, 0.25) == (Tile(0, 0, 640, 480),)


def test_that_a_tile_is_as_long_as_the_input_of_the_network_unless_a_size_is_given() -> None:
    config = get_preset("mobilenet_fpn").input
    assert Tiling().tile_size_for(config) == config.long_side
    assert Tiling(320).tile_size_for(config) == 320


@pytest.mark.parametrize("values", [(MIN_TILE_SIZE_PX - 1, 0.25), (-640, 0.25), (640, -0.1), (640, 0.9)])
def test_that_sizes_and_overlaps_that_make_no_sense_are_refused(values: tuple[int, float]) -> None:
    with pytest.raises(ValueError, match=r"(tile needs|Tiles overlap)"):
        Tiling(*values)
