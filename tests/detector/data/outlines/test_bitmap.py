"""Bitmaps and their set operations, against dense masks."""

from __future__ import annotations

import numpy as np
import pytest

from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.runs import ColumnRuns, transpose_toggles
from detector.data.outlines.set_operations import (
    compute_bitmap_iou,
    intersect_bitmaps,
    subtract_bitmaps,
    unite_bitmaps,
)

from .samples import Mask, draw_mask, paint_bitmap, place_mask


def draw_pair(random: np.random.Generator) -> tuple[Mask, Mask]:
    """Two masks of 40 x 40 with pixels in different boxes, which may overlap."""
    places = random.integers(0, 20, (2, 2)).tolist()
    one, other = (place_mask(draw_mask(random), left, top, 40, 40) for left, top in places)
    return one, other


def test_that_set_operations_are_those_of_dense_masks() -> None:
    random = np.random.default_rng(5)
    for _ in range(500):
        one, other = draw_pair(random)
        first, second = Bitmap.from_mask(one), Bitmap.from_mask(other)
        assert unite_bitmaps([first, second]) == Bitmap.from_mask(one | other)
        assert subtract_bitmaps(first, second) == Bitmap.from_mask(one & ~other)
        assert intersect_bitmaps(first, second) == Bitmap.from_mask(one & other)
        union = (one | other).sum()
        assert compute_bitmap_iou(first, second) == ((one & other).sum() / union if union else 0)


def test_that_a_bitmap_has_the_pixels_bounds_and_area_of_its_mask() -> None:
    random = np.random.default_rng(6)
    for _ in range(200):
        mask = draw_pair(random)[0]
        bitmap = Bitmap.from_mask(mask)
        assert (paint_bitmap(bitmap, 40, 40) == mask).all()
        assert bitmap.area == mask.sum()
        rows, columns = np.nonzero(mask)
        if len(rows):
            assert bitmap.bounds == Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        assert bitmap.is_degenerate == (not len(rows))
        assert all(bitmap.contains_pixel(x, y) == mask[y, x] for x, y in random.integers(0, 40, (30, 2)))


def test_that_it_is_moved_by_whole_pixels_and_clipped_exactly() -> None:
    random = np.random.default_rng(7)
    for _ in range(100):
        mask = draw_pair(random)[0]
        moved = Bitmap.from_mask(mask).move_by(2.6, -3.4)
        assert moved == Bitmap.from_mask(mask, left=3, top=-3)
        inside = place_mask(mask[3:], 3, 0, 43, 37)[:20, :25]
        assert moved.clip_to(25, 20) == Bitmap.from_mask(inside)


def test_that_enlarging_repeats_pixels() -> None:
    random = np.random.default_rng(8)
    for _ in range(100):
        mask = draw_mask(random)
        mask[0, 0] = mask[-1, -1] = True
        height, width = mask.shape
        enlarged = Bitmap.from_mask(mask, 5, 6).resize_to(Box(1, 2, 1 + 3 * width, 2 + 2 * height))
        assert enlarged == Bitmap.from_mask(mask.repeat(2, 0).repeat(3, 1), 1, 2)


def test_that_no_part_disappears_when_it_shrinks() -> None:
    mask = np.zeros((30, 30), bool)
    mask[0, 0] = mask[13, 17] = mask[29, 29] = True
    small = Bitmap.from_mask(mask).resize_to(Box(2, 3, 8, 9))
    assert small.bounds == Box(2, 3, 8, 9)
    assert small.area == 3


def test_that_a_box_larger_than_can_be_counted_is_refused() -> None:
    corners = ColumnRuns(np.array([0, 100_000]), np.array([0, 99_999]), np.array([1, 100_000]))
    with pytest.raises(OverflowError):
        Bitmap.from_runs(corners)


def test_that_toggles_counted_by_rows_are_those_of_the_transposed_mask() -> None:
    random = np.random.default_rng(8)
    for _ in range(500):
        bitmap = Bitmap.from_mask(draw_mask(random))
        transposed = Bitmap.from_mask(bitmap.to_mask().T)
        by_rows = transpose_toggles(bitmap.toggles, bitmap.height, bitmap.width)
        assert by_rows.tolist() == transposed.toggles.tolist()
        assert transpose_toggles(by_rows, bitmap.width, bitmap.height).tolist() == bitmap.toggles.tolist()
