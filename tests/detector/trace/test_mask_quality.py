from __future__ import annotations

import math

import numpy as np
import pytest

from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.boundaries import compute_boundary_distance, find_boundary
from detector.data.outlines.rings import Rings
from detector.trace.mask_quality import compute_boundary_iou, compute_ceiling


def random_mask(seed: int, height: int = 40, width: int = 50) -> np.ndarray:
    random = np.random.default_rng(seed)
    rows, columns = np.indices((height, width))
    mask = np.zeros((height, width), bool)
    for _ in range(4):
        y, x, radius = random.uniform(0, height), random.uniform(0, width), random.uniform(4, 14)
        mask |= (rows - y) ** 2 + (columns - x) ** 2 < radius**2
    return mask & (random.random((height, width)) > 0.01)


def boundary_by_loops(mask: np.ndarray, distance: int) -> np.ndarray:
    height, width = mask.shape
    result = np.zeros_like(mask)
    for y, x in zip(*np.nonzero(mask), strict=True):
        for dy in range(-distance, distance + 1):
            for dx in range(-distance, distance + 1):
                inside = 0 <= y + dy < height and 0 <= x + dx < width
                if not inside or not mask[y + dy, x + dx]:
                    result[y, x] = True
    return result


def place(mask: Bitmap, height: int = 40, width: int = 50) -> np.ndarray:
    whole = np.zeros((height, width), bool)
    whole[mask.top : mask.top + mask.height, mask.left : mask.left + mask.width] = mask.to_mask()
    return whole


@pytest.mark.parametrize("distance", [1, 3])
def test_that_boundaries_are_those_of_a_loop(distance: int) -> None:
    for seed in range(5):
        mask = random_mask(seed)
        assert np.array_equal(place(find_boundary(Bitmap.from_mask(mask), distance)), boundary_by_loops(mask, distance))


def test_that_boundary_iou_is_that_of_a_loop() -> None:
    for seed in range(5):
        one, other = random_mask(seed), random_mask(seed + 1)
        first, second = boundary_by_loops(one, 2), boundary_by_loops(other, 2)
        expected = (first & second).sum() / (first | second).sum()
        assert compute_boundary_iou(Bitmap.from_mask(one), Bitmap.from_mask(other), 2) == pytest.approx(expected)


def test_that_the_boundary_sees_what_iou_does_not() -> None:
    """A disc of 300 pixels, smaller by 6: its IoU changes little, that of its boundary much."""
    rows, columns = np.indices((400, 400))
    squared = (rows - 199.5) ** 2 + (columns - 199.5) ** 2
    whole, smaller = Bitmap.from_mask(squared < 150**2), Bitmap.from_mask(squared < 144**2)
    assert smaller.area / whole.area > 0.92
    assert compute_boundary_iou(whole, smaller, compute_boundary_distance(400, 400)) < 0.5
    assert compute_boundary_iou(whole, whole, 11) == 1
    assert compute_boundary_iou(Bitmap(), Bitmap(), 11) == 0


def test_that_the_distance_is_two_hundredths_of_the_diagonal() -> None:
    assert compute_boundary_distance(640, 480) == 16
    assert compute_boundary_distance(10, 10) == 1


# -- the ceiling


def ceiling_by_loops(mask: np.ndarray, box: Box, size: int) -> float:
    """Each pixel of the box by itself: its cells, each of which is the share of its pixels that are object."""
    height, width = mask.shape
    cells = np.zeros((size, size))
    per_cell = [max(1, math.ceil(side / size)) for side in (box.height, box.width)]
    for i in range(size):
        for j in range(size):
            total = 0.0
            for a in range(per_cell[0]):
                for b in range(per_cell[1]):
                    y = box.y1 + box.height * (i + (a + 0.5) / per_cell[0]) / size - 0.5
                    x = box.x1 + box.width * (j + (b + 0.5) / per_cell[1]) / size - 0.5
                    y, x = min(max(y, 0), height - 1), min(max(x, 0), width - 1)
                    y0, x0 = int(y), int(x)
                    for yy, wy in ((y0, 1 - (y - y0)), (min(y0 + 1, height - 1), y - y0)):
                        for xx, wx in ((x0, 1 - (x - x0)), (min(x0 + 1, width - 1), x - x0)):
                            total += mask[yy, xx] * wy * wx
            cells[i, j] = total / (per_cell[0] * per_cell[1])
    common = united = 0
    for y in range(height):
        for x in range(width):
            v, u = (y + 0.5 - box.y1) * size / box.height - 0.5, (x + 0.5 - box.x1) * size / box.width - 0.5
            value = 0.0
            if -0.5 <= v <= size - 0.5 and -0.5 <= u <= size - 0.5:
                for i in range(size):
                    for j in range(size):
                        value += cells[i, j] * max(0.0, 1 - abs(v - i)) * max(0.0, 1 - abs(u - j))
            is_pasted = value >= 0.5
            common += is_pasted and mask[y, x]
            united += is_pasted or mask[y, x]
    return common / united


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_that_the_ceiling_is_that_of_a_loop(seed: int) -> None:
    mask = random_mask(seed, 30, 36)
    bitmap = Bitmap.from_mask(mask)
    for box in (bitmap.bounds, Box(2.3, 1.7, 30.4, 27.1)):
        found = compute_ceiling(bitmap, box, 7, 36, 30)
        assert found == pytest.approx(ceiling_by_loops(mask, box, 7), abs=0.004)  # float32: a pixel at one half


def disc(diameter: int) -> Rings:
    angles = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    points = diameter / 2 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return Rings.from_polygons([points + diameter / 2 + 20])


def comb(teeth: int, width: int, length: int) -> Bitmap:
    mask = np.zeros((length + 20, 2 * teeth * width), bool)
    mask[:20] = True
    for tooth in range(teeth):
        mask[:, 2 * tooth * width : (2 * tooth + 1) * width] = True
    return Bitmap.from_mask(mask, 10, 10)


def test_that_a_disc_fits_the_grid_and_a_fine_comb_does_not() -> None:
    circle = disc(300)
    assert compute_ceiling(circle, circle.bounds, 28, 400, 400) == pytest.approx(0.993, abs=0.002)
    fine, coarse = comb(20, 6, 200), comb(4, 30, 200)
    low, high = (compute_ceiling(one, one.bounds, 28, 300, 300) for one in (fine, coarse))
    assert low < 0.85 < 0.93 < high


def test_that_more_cells_reach_more() -> None:
    one = comb(20, 6, 200)
    ceilings = [compute_ceiling(one, one.bounds, size, 300, 300) for size in (28, 56, 112)]
    assert ceilings == sorted(ceilings)
    assert ceilings[-1] > 0.97


def test_that_a_pixel_is_reached_exactly() -> None:
    pixel = Bitmap.from_mask(np.ones((1, 1), bool), 5, 6)
    assert compute_ceiling(pixel, pixel.bounds, 28, 20, 20) == 1
