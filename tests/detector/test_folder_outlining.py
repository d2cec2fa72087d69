"""Outlines of boxes in tiles, against the untiled ones on what fits, and against single calls on cut-out pixels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from detector.config import MaskConfig
from detector.data.image_io import decode_image
from detector.folder_outlining import BoxesToOutline, outline_folder
from detector.predictor import Predictor
from detector.stages.mask_paste import PastedMask
from detector.tiles.tile_choice import NO_TILE, choose_tiles
from detector.tiles.tiling import Tiling, cover_with_tiles
from tests.detector.lively import lively
from tests.detector.small import CLASSES, SMALL_PYRAMID

WIDTH, HEIGHT = 420, 300
TILING = Tiling(160, 0.25)
BOXES = np.array([[5, 8, 40, 39], [118, 90, 150, 130], [250, 20, 290, 66], [60, 40, 330, 280]], np.float32)
"""The last one fits into no tile."""


@pytest.fixture(scope="module")
def predictor() -> Predictor:
    return Predictor(lively(replace(SMALL_PYRAMID, mask=MaskConfig(channels=8, convolutions=1))), "cpu", "float32")


def draw_image(path: Path, width: int, height: int) -> Path:
    coarse = np.random.default_rng(0).integers(0, 256, (-(-height // 9), -(-width // 9), 3), np.uint8)
    Image.fromarray(coarse.repeat(9, 0).repeat(9, 1)[:height, :width]).save(path)
    return path


def outline(predictor: Predictor, path: Path, tiling: Tiling | None) -> tuple[PastedMask, ...]:
    request = BoxesToOutline(path, BOXES, (CLASSES[0],) * len(BOXES))
    ((_, masks),) = outline_folder(predictor, [request], tiling)
    assert not isinstance(masks, str)
    return masks


def test_that_tiles_change_nothing_where_the_image_fits_one(tmp_path: Path, predictor: Predictor) -> None:
    path = draw_image(tmp_path / "image.png", WIDTH, HEIGHT)
    untiled = outline(predictor, path, None)
    assert outline(predictor, path, Tiling(WIDTH)) == untiled
    assert sum(not one.bitmap.is_degenerate for one in untiled) > 1


def test_that_each_box_is_outlined_in_the_pixels_of_one_tile_or_of_the_image(
    tmp_path: Path, predictor: Predictor
) -> None:
    path = draw_image(tmp_path / "image.png", WIDTH, HEIGHT)
    masks, pixels = outline(predictor, path, TILING), decode_image(path).pixels
    tiles = cover_with_tiles(WIDTH, HEIGHT, TILING.size, TILING.overlap)
    chosen = choose_tiles(BOXES, tiles, WIDTH, HEIGHT).tolist()
    assert chosen[3] == NO_TILE
    assert len(set(chosen)) == len(BOXES)
    for box, number, mask in zip(BOXES, chosen, masks, strict=True):
        if number == NO_TILE:
            continue
        x1, y1, x2, y2 = tiles[number].x1, tiles[number].y1, tiles[number].x2, tiles[number].y2
        predictor.set_image(np.ascontiguousarray(pixels[y1:y2, x1:x2]))
        [expected] = predictor.predict_masks((box - np.float32([x1, y1, x1, y1]))[None], [CLASSES[0]])
        assert mask.bitmap == expected.move_by(x1, y1)
    assert masks[3].bitmap == outline(predictor, path, None)[3].bitmap


@pytest.mark.parametrize("seed", range(3))
def test_that_the_tile_that_shows_most_around_a_box_is_chosen(seed: int) -> None:
    random = np.random.default_rng(seed)
    starts = random.uniform(-5, [WIDTH, HEIGHT], (60, 2))
    boxes = np.concatenate([starts, starts + random.uniform(1, 150, (60, 2))], axis=1).astype(np.float32)
    tiles = cover_with_tiles(WIDTH, HEIGHT, TILING.size, TILING.overlap)
    chosen = choose_tiles(boxes, tiles, WIDTH, HEIGHT).tolist()
    for (x1, y1, x2, y2), number in zip(boxes.clip(0, [WIDTH, HEIGHT] * 2).tolist(), chosen, strict=True):
        shown = {}
        for at, tile in enumerate(tiles):
            margins = [x1 - tile.x1 if tile.x1 else 1e9, y1 - tile.y1 if tile.y1 else 1e9]
            margins += [tile.x2 - x2 if tile.x2 < WIDTH else 1e9, tile.y2 - y2 if tile.y2 < HEIGHT else 1e9]
            if min(margins) >= 0:
                shown[at] = min(margins)
        assert (number == NO_TILE) is (not shown)
        assert not shown or shown[number] == pytest.approx(max(shown.values()))
    assert 0 < chosen.count(NO_TILE) < len(chosen)
