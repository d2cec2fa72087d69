"""Rings around the pixels of a bitmap: exact, with parts and holes."""

from __future__ import annotations

import numpy as np

from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.outlines.rings import Ring, Rings
from detector.data.outlines.set_operations import compute_bitmap_iou
from detector.data.outlines.simplification import simplify_rings
from detector.data.outlines.tracing import trace_bitmap

from .samples import draw_mask, draw_points


def test_that_the_rings_of_any_mask_rasterize_to_the_same_pixels() -> None:
    random = np.random.default_rng(9)
    for _ in range(800):
        mask = draw_mask(random)
        bitmap = Bitmap.from_mask(mask, 3, 2)
        rings = trace_bitmap(bitmap)
        assert rasterize_rings(rings, 20, 20) == bitmap
        assert rings.area == bitmap.area
        if mask.any():
            assert rings.bounds == bitmap.bounds


def test_that_outer_rings_are_clockwise_and_holes_are_not() -> None:
    random = np.random.default_rng(10)
    for _ in range(200):
        for part in trace_bitmap(Bitmap.from_mask(draw_mask(random))).parts:
            assert part.outer.signed_area > 0
            assert all(hole.signed_area < 0 for hole in part.holes)
            assert all(is_around(part.outer, hole) for hole in part.holes)


def is_around(outer: Ring, hole: Ring) -> bool:
    low, high = outer.points.min(axis=0), outer.points.max(axis=0)
    return bool((hole.points > low).all() and (hole.points < high).all())


def test_that_a_part_in_the_hole_of_another_is_a_part() -> None:
    mask = np.ones((9, 9), bool)
    mask[1:8, 1:8] = False
    mask[3:6, 3:6] = True
    mask[4, 4] = False
    around, inside = trace_bitmap(Bitmap.from_mask(mask)).parts
    assert [ring.points.tolist() for ring in around.rings] == [
        [[0, 0], [9, 0], [9, 9], [0, 9]],
        [[8, 1], [1, 1], [1, 8], [8, 8]],
    ]
    assert inside.outer.points.tolist() == [[3, 3], [6, 3], [6, 6], [3, 6]]
    assert len(inside.holes) == 1


def test_that_pixels_that_touch_at_a_corner_are_two_parts() -> None:
    assert len(trace_bitmap(Bitmap.from_mask(np.eye(2, dtype=bool))).parts) == 2
    assert len(trace_bitmap(Bitmap.from_mask(~np.eye(2, dtype=bool))).parts) == 2


def test_that_a_bitmap_without_pixels_has_no_rings() -> None:
    assert trace_bitmap(Bitmap()) == Rings(())


def test_that_a_box_becomes_a_ring_and_the_ring_its_pixels() -> None:
    ring = Rings.from_box(Box(2, 3, 9, 8))
    assert ring.bounds == Box(2, 3, 9, 8)
    assert rasterize_rings(ring, 20, 20) == Bitmap.from_mask(np.ones((5, 7), bool), 2, 3)


def test_that_simplified_rings_are_as_near_as_they_say() -> None:
    random = np.random.default_rng(11)
    for kind in range(90):
        points = draw_points(random, kind)
        rings, removed, distance = simplify_rings(Rings.from_polygons([points]), 3.0)
        kept = next(rings.rings).points
        assert removed == len(points) - len(kept)
        assert distance <= 3.0
        assert len(kept) >= 3
        nearest = [min(measure_distance(point, *edge) for edge in zip(kept, np.roll(kept, -1, 0), strict=True))
                   for point in points]  # fmt: skip
        assert max(nearest) <= distance + 1e-9


def measure_distance(point: np.ndarray, start: np.ndarray, end: np.ndarray) -> float:
    along = end - start
    share = float(np.clip((point - start) @ along / (along @ along or 1), 0, 1))
    return float(np.hypot(*(start + share * along - point)))


def test_that_a_simplified_circle_keeps_most_of_its_pixels() -> None:
    rows, columns = np.mgrid[:200, :200]
    disk = Bitmap.from_mask((rows - 100) ** 2 + (columns - 100) ** 2 < 80**2)
    simplified = simplify_rings(trace_bitmap(disk), 1.0)
    assert simplified.removed > 200
    assert compute_bitmap_iou(rasterize_rings(simplified.rings, 200, 200), disk) > 0.98
