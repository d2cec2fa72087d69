"""Outlines as one ring: which are, and bridges that keep every pixel."""

from __future__ import annotations

import numpy as np
import pytest

from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.outlines.rings import Part, Ring, Rings
from detector.data.outlines.single_ring import bridge_geometry, find_single_ring, has_several_rings
from tests.detector.data.outlines.samples import draw_mask, draw_points, ring_with_hole_and_two_parts

WIDTH, HEIGHT = 100, 80
SQUARE = [(10.0, 10.0), (30.0, 10.0), (30.0, 30.0), (10.0, 30.0)]


def test_that_one_ring_is_found_in_rings_and_in_a_bitmap() -> None:
    ring = Ring.from_points(SQUARE)
    assert find_single_ring(Rings.from_polygons([SQUARE])) == ring
    assert find_single_ring(OutlinedBox(Box(0, 0, 50, 50), Bitmap.from_mask(np.ones((20, 20), bool), 10, 10))) == ring
    assert find_single_ring(Box(10, 10, 30, 30)) is None
    assert find_single_ring(ring_with_hole_and_two_parts()) is None
    assert has_several_rings(ring_with_hole_and_two_parts())
    assert not has_several_rings(Box(10, 10, 30, 30))
    assert not has_several_rings(Bitmap())


def test_that_a_bridged_hole_keeps_pixels_points_and_area() -> None:
    hole = [(15.0, 15.0), (20.0, 15.0), (20.0, 20.0), (15.0, 20.0)]
    rings = Rings((Part(Ring.from_points(SQUARE), (Ring.from_points(hole),)),))
    bridged = bridge_geometry(rings, WIDTH, HEIGHT)
    ring = find_single_ring(bridged)
    assert ring is not None
    # From the first corner to the first of the hole, around it against the outer direction, and back.
    assert ring.points.tolist() == [
        [10, 10], [15, 15], [15, 20], [20, 20], [20, 15], [15, 15], [10, 10], [30, 10], [30, 30], [10, 30]
    ]  # fmt: skip
    assert bridged.area == rings.area == 375
    assert bridged.bounds == rings.bounds


@pytest.mark.parametrize("seed", range(60))
def test_that_bridges_keep_every_pixel(seed: int) -> None:
    random = np.random.default_rng(seed)
    if seed % 2:
        geometry: Rings | Bitmap = Bitmap.from_mask(draw_mask(random), 20, 30)
        expected = geometry
    else:
        geometry = Rings.from_polygons(draw_points(random, seed + part) for part in range(3))  # these overlap
        expected = rasterize_rings(geometry, WIDTH, HEIGHT)
    bridged = bridge_geometry(geometry, WIDTH, HEIGHT)
    if isinstance(bridged, Box):
        assert expected.is_degenerate
        return
    ring = find_single_ring(bridged)
    assert ring is not None
    assert rasterize_rings(Rings((Part(ring),)), WIDTH, HEIGHT) == expected
