"""Objects joined, split and subtracted, compared with dense masks."""

from __future__ import annotations

import numpy as np

from detector.data.geometry import Box, Geometry
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.combination import join_geometries, split_outline, subtract_geometries
from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.outlined_box import OutlinedBox
from detector.data.outlines.rings import Rings
from detector.data.outlines.set_operations import unite_bitmaps

from .samples import Mask, draw_mask, draw_points, paint_bitmap, ring_with_hole_and_two_parts

SIZE = 90, 80
FRAME = Rings.from_polygons([[(10, 10), (60, 10), (60, 60), (10, 60)]])
INNER = Rings.from_polygons([[(20, 20), (30, 20), (25, 30)]])


def paint(geometry: Geometry) -> Mask:
    return paint_bitmap(convert_to_bitmap(geometry, *SIZE), *SIZE)


def draw_geometry(random: np.random.Generator) -> Geometry:
    kind = int(random.integers(0, 4))
    if kind == 0:
        return Box(*map(float, (*random.integers(0, 40, 2), *random.integers(41, 80, 2))))
    if kind == 1:
        left, top = random.integers(0, 60, 2).tolist()
        return Bitmap.from_mask(draw_mask(random), left, top)
    rings = Rings.from_polygons([draw_points(random, int(random.integers(0, 9))) for _ in range(2)])
    return rings if kind == 2 else OutlinedBox(rings.bounds, rings)


def test_that_joined_objects_have_the_pixels_of_all() -> None:
    random = np.random.default_rng(12)
    for _ in range(150):
        geometries = [draw_geometry(random) for _ in range(3)]
        joined = join_geometries(geometries, *SIZE)
        assert (paint(joined) == np.any([paint(one) for one in geometries], axis=0)).all()


def test_that_joined_polygons_apart_keep_their_points_as_parts() -> None:
    far = FRAME.move_by(0.25, 1000)
    assert join_geometries([FRAME, far], 90, 2000) == Rings(FRAME.parts + far.parts)
    assert isinstance(join_geometries([FRAME, INNER], *SIZE), Bitmap)
    assert join_geometries([Box(0, 0, 4, 4), FRAME], *SIZE) == Rings(
        (*Rings.from_box(Box(0, 0, 4, 4)).parts, *FRAME.parts)
    )


def test_that_parts_are_split_and_join_to_the_same() -> None:
    random = np.random.default_rng(13)
    for _ in range(100):
        bitmap = Bitmap.from_mask(draw_mask(random))
        parts = split_outline(bitmap)
        assert unite_bitmaps([part for part in parts if isinstance(part, Bitmap)]) == bitmap
        areas = [part.area for part in parts]
        assert areas == sorted(areas, reverse=True)
        assert sum(areas) == bitmap.area


def test_that_a_hole_stays_with_its_part() -> None:
    rings = ring_with_hole_and_two_parts()
    assert [part.area for part in split_outline(rings)] == [88, 21, 1]
    assert join_geometries(split_outline(rings), *SIZE) == rings


def test_that_subtracting_leaves_the_pixels_that_are_in_none_of_the_others() -> None:
    random = np.random.default_rng(14)
    for _ in range(250):
        one, *others = (draw_geometry(random) for _ in range(int(random.integers(2, 4))))
        left = subtract_geometries(one, others, *SIZE)
        assert (paint(left) == (paint(one) & ~np.any([paint(other) for other in others], axis=0))).all()


def test_that_a_polygon_inside_of_another_becomes_its_hole() -> None:
    left = subtract_geometries(FRAME, [INNER, INNER.move_by(20, 0.5)], *SIZE)
    assert isinstance(left, Rings)
    assert [ring.points.tolist() for ring in left.parts[0].holes] == [
        INNER.parts[0].outer.points.tolist(),
        INNER.move_by(20, 0.5).parts[0].outer.points.tolist(),
    ]
    assert (paint(left) == (paint(FRAME) & ~paint(INNER) & ~paint(INNER.move_by(20, 0.5)))).all()


def test_that_the_hole_of_what_is_subtracted_stays_as_a_part() -> None:
    ring = subtract_geometries(FRAME, [INNER], *SIZE)
    large = Rings.from_polygons([[(2, 2), (80, 2), (80, 70), (2, 70)]])
    left = subtract_geometries(large, [ring], *SIZE)
    assert isinstance(left, Rings)
    assert (len(left.parts), len(left.parts[0].holes)) == (2, 1)
    assert (paint(left) == (paint(large) & ~paint(ring))).all()


def test_that_a_polygon_across_the_border_is_cut_pixel_by_pixel() -> None:
    across = INNER.move_by(-12, 0)
    left = subtract_geometries(FRAME, [across], *SIZE)
    assert isinstance(left, Bitmap)
    assert (paint(left) == (paint(FRAME) & ~paint(across))).all()


def test_that_nothing_is_left_of_what_is_covered() -> None:
    assert subtract_geometries(INNER, [FRAME], *SIZE).is_degenerate
    assert subtract_geometries(FRAME, [FRAME], *SIZE).is_degenerate
