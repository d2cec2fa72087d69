"""Rings as a geometry: moved, scaled and clipped."""

from __future__ import annotations

import numpy as np
import pytest

from detector.data.geometry import Box
from detector.data.outlines.rings import Part, Points, Ring, Rings

from .samples import draw_points, ring_with_hole_and_two_parts

TRIANGLE = Rings.from_polygons([[(10, 30), (20, 10), (40, 30)]])


def test_that_rings_with_the_same_points_are_equal_and_cannot_be_changed() -> None:
    same = Rings.from_polygons([np.array([[10, 30], [20, 10], [40, 30]])])
    assert same == TRIANGLE
    assert hash(same) == hash(TRIANGLE)
    with pytest.raises(ValueError, match="read-only"):
        next(same.rings).points[0] = 3


@pytest.mark.parametrize("points", [[], [1.0, 2.0], [[1.0, 2.0, 3.0]]])
def test_that_what_is_no_list_of_points_is_refused(points: list[object]) -> None:
    with pytest.raises(ValueError, match="a ring has points"):
        Ring.from_points(points)


def test_that_they_are_moved_and_scaled_with_all_parts_and_holes() -> None:
    rings = ring_with_hole_and_two_parts()
    assert rings.bounds == Box(2, 2, 26, 21)
    assert rings.area == 10 * 10 - 3 * 4 + 21 + 1
    moved = rings.move_by(1.5, -2)
    assert [ring.points.tolist() for ring in moved.rings] == [
        (ring.points + np.array([1.5, -2])).tolist() for ring in rings.rings
    ]
    doubled = rings.resize_to(Box(0, 0, 48, 57))
    assert doubled.bounds == Box(0, 0, 48, 57)
    assert doubled.area == pytest.approx(rings.area * 6)
    assert [len(part.holes) for part in doubled.parts] == [len(part.holes) for part in rings.parts]


def test_that_a_line_without_width_is_moved_when_resized() -> None:
    line = Rings.from_polygons([[(5, 1), (5, 4), (5, 9)]])
    assert line.is_degenerate
    assert line.resize_to(Box(8, 2, 12, 10)).bounds == Box(8, 2, 8, 10)


def test_that_clipping_keeps_exactly_the_part_inside() -> None:
    random = np.random.default_rng(12)
    for kind in range(300):
        points = draw_points(random, kind)
        clipped = Rings.from_polygons([points]).clip_to(60, 50)
        for probe in random.uniform((0, 0), (60, 50), (20, 2)):
            inside = any(is_inside(probe, ring.points) for ring in clipped.rings)
            assert inside == is_inside(probe, points)
        assert clipped.bounds.is_inside(60, 50)


def is_inside(probe: np.ndarray, points: Points) -> bool:
    """By the number of edges to the left."""
    x, y = probe
    crossed = 0
    for (xa, ya), (xb, yb) in zip(points, np.roll(points, -1, 0), strict=True):
        if (ya > y) != (yb > y) and xa + (y - ya) / (yb - ya) * (xb - xa) < x:
            crossed += 1
    return crossed % 2 == 1


def test_that_clipping_leaves_out_holes_and_parts_outside() -> None:
    outside = Ring.from_points([(70, 10), (80, 10), (80, 20)])
    inner = next(TRIANGLE.rings)
    rings = Rings((Part(inner, (outside,)), Part(outside)))
    assert rings.clip_to(60, 50) == Rings((Part(inner),))
