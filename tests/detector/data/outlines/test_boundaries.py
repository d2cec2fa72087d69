"""Boundaries against erosion repeated pixel by pixel, as the paper's program does it."""

from __future__ import annotations

import numpy as np
import pytest

from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.boundaries import compute_boundary_distance, find_boundary
from tests.detector.data.outlines.samples import Mask, draw_mask, paint_bitmap, place_mask

WIDTH, HEIGHT = 40, 36


def erode(mask: Mask) -> Mask:
    """One pixel, with nothing around the image."""
    padded = np.pad(mask, 1)
    shifts = [padded[y : y + mask.shape[0], x : x + mask.shape[1]] for y in range(3) for x in range(3)]
    return np.logical_and.reduce(shifts)


@pytest.mark.parametrize("distance", [1, 2, 5])
@pytest.mark.parametrize("seed", range(8))
def test_that_the_boundary_is_what_repeated_erosion_takes_away(seed: int, distance: int) -> None:
    random = np.random.default_rng(seed)
    image = place_mask(np.ones((22, 30), bool), *random.integers(0, 8, 2).tolist(), WIDTH, HEIGHT)
    image &= ~place_mask(draw_mask(random), *random.integers(0, 20, 2).tolist(), WIDTH, HEIGHT)
    inner = image
    for _ in range(distance):
        inner = erode(inner)
    assert 0 < inner.sum() < image.sum() or distance == 5
    found = paint_bitmap(find_boundary(Bitmap.from_mask(image), distance), WIDTH, HEIGHT)
    np.testing.assert_array_equal(found, image & ~inner)


def test_that_nothing_has_no_boundary() -> None:
    assert find_boundary(Bitmap(), 3) == Bitmap()


def test_that_the_distance_grows_with_the_image() -> None:
    assert [compute_boundary_distance(*size) for size in ((10, 10), (640, 480), (4000, 3000))] == [1, 16, 100]
