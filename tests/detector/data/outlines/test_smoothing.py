"""Smoothed bitmaps, compared with a loop over all windows, and rings with cut corners."""

from __future__ import annotations

import numpy as np
import pytest

from detector.data.outlines import smoothing
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.rings import Rings
from detector.data.outlines.smoothing import smooth_bitmap, smooth_outline

from .samples import Mask, draw_mask, paint_bitmap, place_mask


def smooth_by_loop(mask: Mask, radius: int) -> Mask:
    smoothed = np.zeros_like(mask)
    for row, column in np.ndindex(mask.shape):
        window = mask[max(row - radius, 0) : row + radius + 1, max(column - radius, 0) : column + radius + 1]
        smoothed[row, column] = 2 * window.sum() > (2 * radius + 1) ** 2
    return smoothed


@pytest.mark.parametrize("columns_at_once", [1, 3, 256])
def test_that_the_majority_of_the_pixels_around_decides(columns_at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smoothing, "_COLUMNS_AT_ONCE", columns_at_once)
    random = np.random.default_rng(11)
    for _ in range(100):
        mask, radius = draw_mask(random) | draw_mask(random)[:1, :1], int(random.integers(1, 4))
        image = place_mask(mask, 4, 3, 24, 22)
        smoothed = smooth_bitmap(Bitmap.from_mask(mask, 4, 3), radius)
        assert (paint_bitmap(smoothed, 24, 22) == smooth_by_loop(image, radius)).all()


def test_that_straight_edges_stay_and_what_is_thin_disappears() -> None:
    mask = np.zeros((30, 40), bool)
    mask[5:25, 5:25] = True
    mask[14, 28:38] = True
    smoothed = smooth_outline(Bitmap.from_mask(mask))
    assert smoothed.bounds.xyxy == (5, 5, 25, 25)
    assert smooth_outline(Bitmap.from_mask(mask[14:15, 28:38])).is_degenerate
    assert smooth_outline(Bitmap()).is_degenerate


def test_that_rings_lose_their_corners() -> None:
    smoothed = smooth_outline(Rings.from_polygons([[(0, 0), (8, 0), (8, 8), (0, 8)]]))
    assert isinstance(smoothed, Rings)
    assert smoothed.parts[0].outer.points.tolist() == [[2, 0], [6, 0], [8, 2], [8, 6], [6, 8], [2, 8], [0, 6], [0, 2]]
