"""Any geometry as another, and what that keeps."""

from __future__ import annotations

import numpy as np
import pytest

from detector.data.geometry import Box, Geometry
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.conversions import compute_geometry_iou, convert_to_bitmap, convert_to_rings
from detector.data.outlines.outlined_box import OutlinedBox
from detector.data.outlines.rings import Rings

from .samples import draw_mask, draw_points, paint_bitmap, ring_with_hole_and_two_parts

RINGS = ring_with_hole_and_two_parts()
PIXELS = convert_to_bitmap(RINGS, 64, 48)


@pytest.mark.parametrize("geometry", [RINGS, PIXELS, OutlinedBox(Box(1.7, 2, 26, 21), RINGS)])
def test_that_rings_along_pixel_edges_and_their_pixels_are_converted_without_loss(geometry: Geometry) -> None:
    assert convert_to_bitmap(geometry, 64, 48) == PIXELS
    assert convert_to_bitmap(convert_to_rings(geometry), 64, 48) == PIXELS
    assert compute_geometry_iou(geometry, convert_to_rings(PIXELS), 64, 48) == 1


def test_that_a_box_is_a_rectangle_in_both() -> None:
    box = Box(2, 3, 9, 8)
    assert convert_to_rings(box) == Rings.from_box(box)
    assert convert_to_bitmap(box, 64, 48) == Bitmap.from_mask(np.ones((5, 7), bool), 2, 3)
    assert convert_to_bitmap(box, 4, 48) == Bitmap.from_mask(np.ones((5, 2), bool), 2, 3)


def test_that_the_iou_is_that_of_dense_masks() -> None:
    random = np.random.default_rng(13)
    for kind in range(100):
        rings = Rings.from_polygons([draw_points(random, kind)])
        bitmap = Bitmap.from_mask(draw_mask(random, 60))
        one, other = (paint_bitmap(convert_to_bitmap(geometry, 60, 60), 60, 60) for geometry in (rings, bitmap))
        expected = (one & other).sum() / max((one | other).sum(), 1)
        assert compute_geometry_iou(rings, bitmap, 60, 60) == pytest.approx(expected)


def test_that_the_bounds_of_an_outline_keep_its_share_of_them() -> None:
    assert compute_geometry_iou(PIXELS, PIXELS.bounds, 64, 48) == PIXELS.area / PIXELS.bounds.area
