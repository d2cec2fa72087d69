"""Brush strokes, compared with a loop over all pixels that rounds nothing."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.rings import Points
from detector.data.outlines.strokes import Stroke, sweep_disc

from .samples import Mask, paint_bitmap

WIDTH, HEIGHT = 26, 21
UNITS = 16


def sweep_by_loop(path: Points, diameter: int) -> Mask:
    """Each pixel by the distance of its center from each piece of the path, in whole sixteenths of a pixel."""
    places = [(round(x * UNITS), round(y * UNITS)) for x, y in path.tolist()]
    pieces = list(zip(places, places[1:] or places, strict=False))
    mask = np.zeros((HEIGHT, WIDTH), bool)
    for row in range(HEIGHT):
        for column in range(WIDTH):
            center = column * UNITS + UNITS // 2, row * UNITS + UNITS // 2
            is_under = any((x // UNITS, y // UNITS) == (column, row) for x, y in places)
            mask[row, column] = is_under or any(
                measure_square(center, *piece) <= Fraction((diameter * UNITS) ** 2, 4) for piece in pieces
            )
    return mask


def measure_square(at: tuple[int, int], start: tuple[int, int], end: tuple[int, int]) -> Fraction:
    """The square of the distance of a point from a line."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    x, y = at[0] - start[0], at[1] - start[1]
    length, along = dx * dx + dy * dy, x * dx + y * dy
    if along <= 0:
        return Fraction(x * x + y * y)
    if along >= length:
        return Fraction((at[0] - end[0]) ** 2 + (at[1] - end[1]) ** 2)
    return Fraction((x * dy - y * dx) ** 2, length)


def draw_path(random: np.random.Generator, kind: int) -> Points:
    """A path of one to five points: anywhere, on pixel centers and corners, upright and level, or standing still."""
    points = random.uniform(-6, 30, (int(random.integers(1, 6)), 2))
    if kind % 4 == 1:
        points = np.round(points * 2) / 2
    elif kind % 4 == 2:
        points[:, kind // 4 % 2] = points[0, kind // 4 % 2]
    elif kind % 4 == 3:
        points[1:] = points[:1]
    return points


def test_that_a_stroke_has_the_pixels_whose_centers_are_within_the_disc() -> None:
    random = np.random.default_rng(1)
    for kind in range(120):
        path, diameter = draw_path(random, kind), int(random.integers(1, 16))
        painted = Bitmap.from_runs(sweep_disc(path, diameter, WIDTH, HEIGHT))
        assert (paint_bitmap(painted, WIDTH, HEIGHT) == sweep_by_loop(path, diameter)).all(), (path, diameter)


def test_that_the_pieces_of_a_stroke_are_the_whole_stroke() -> None:
    random = np.random.default_rng(2)
    for diameter in (1, 2, 7, 40):
        path = random.uniform(-10, 310, (200, 2))
        stroke = Stroke(diameter, 300, 200)
        pieces = []
        for x, y in path.tolist():
            stroke.add_point(x, y)
            pieces.append(stroke.list_runs(stroke.count - 1))
        whole = Bitmap.from_runs(sweep_disc(path, diameter, 300, 200))
        assert stroke.build_bitmap() == whole
        painted = np.zeros((200, 300), bool)
        for piece in pieces:
            painted |= paint_bitmap(Bitmap.from_runs(piece), 300, 200)
        assert (painted == paint_bitmap(whole, 300, 200)).all()


def test_that_the_smallest_brush_paints_the_pixel_it_is_in() -> None:
    for x, y in ((3.0, 3.0), (3.95, 3.95), (3.5, 3.5), (3.0, 3.95)):
        painted = Bitmap.from_runs(sweep_disc(np.array([[x, y]]), 1, 9, 9))
        assert painted.contains_pixel(3, 3)
        assert painted.area <= 2


def test_that_a_line_of_the_smallest_brush_has_no_gap() -> None:
    random = np.random.default_rng(3)
    for start, end in random.uniform(0, 50, (100, 2, 2)):
        mask = paint_bitmap(Bitmap.from_runs(sweep_disc(np.array([start, end]), 1, 50, 50)), 50, 50)
        rows, columns = np.nonzero(mask)
        along = columns if np.ptp(columns) >= np.ptp(rows) else rows
        assert np.unique(along).tolist() == list(range(along.min(), along.max() + 1))


def test_that_a_stroke_far_outside_of_the_image_paints_nothing_and_costs_nothing() -> None:
    path = np.array([[-1e6, -1e6], [-5e5, 4e5], [9e5, -1e6]])
    assert not len(sweep_disc(path, 100, 50, 50).columns)
    assert Stroke(3, 50, 50).build_bitmap() == Bitmap()


def test_that_a_stroke_from_far_outside_crosses_the_image() -> None:
    crossed = Bitmap.from_runs(sweep_disc(np.array([[-1e6, 25.0], [1e6, 25.0]]), 10, 50, 50))
    assert crossed.bounds.xyxy == (0, 20, 50, 30)
    assert crossed.area == 500
