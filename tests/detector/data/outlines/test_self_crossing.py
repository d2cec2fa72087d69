"""Crossings of a ring with itself, compared with a loop over all pairs of edges."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest

from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.rings import Points
from detector.data.outlines.self_crossing import find_self_crossing
from detector.data.outlines.tracing import trace_bitmap


def has_crossing(points: Points) -> bool:
    """Whether the inner points of two edges cross, in exact arithmetic."""
    corners = [(Fraction(x), Fraction(y)) for x, y in points.tolist()]
    edges = list(zip(corners, [*corners[1:], corners[0]], strict=True))

    def side(edge: tuple[tuple[Fraction, Fraction], ...], point: tuple[Fraction, Fraction]) -> Fraction:
        (ax, ay), (bx, by) = edge
        return (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax)

    return any(
        side(one, other[0]) * side(one, other[1]) < 0 and side(other, one[0]) * side(other, one[1]) < 0
        for number, one in enumerate(edges)
        for other in edges[number + 1 :]
    )


def draw_rings(random: np.random.Generator) -> Iterator[Points]:
    for _ in range(60):
        count = int(random.integers(3, 14))
        yield random.uniform(0, 100, (count, 2))
        yield random.integers(0, 12, (count, 2)).astype(float)
        yield np.repeat(random.integers(0, 6, (count, 2)).astype(float), 2, axis=0)
        angles = np.sort(random.uniform(0, 2 * np.pi, count))
        star = np.stack([np.cos(angles), np.sin(angles)], 1) * random.uniform(5, 20, (count, 1))
        yield star
        yield np.round(star)
        mask = random.random((8, 8)) < 0.6
        yield from (ring.points for ring in trace_bitmap(Bitmap.from_mask(mask)).rings)


@pytest.mark.parametrize("seed", range(4))
def test_that_a_crossing_is_found_where_a_loop_finds_one(seed: int) -> None:
    found = 0
    for points in draw_rings(np.random.default_rng(seed)):
        expected = has_crossing(points)
        found += expected
        assert (find_self_crossing(points) is not None) == expected, points.tolist()
    assert found > 50


def test_that_the_place_of_a_crossing_is_given() -> None:
    bow_tie = np.array([(10, 20), (30, 40), (30, 20), (10, 40)], float)
    assert find_self_crossing(bow_tie) == pytest.approx((20, 30))


def test_that_a_bridge_to_a_hole_is_no_crossing() -> None:
    outer, hole = [(0, 0), (30, 0), (30, 30), (0, 30), (0, 0)], [(10, 10), (10, 20), (20, 20), (20, 10), (10, 10)]
    assert find_self_crossing(np.array([*outer, *hole], float)) is None


@pytest.mark.parametrize("angle", [0.0, 0.3, 0.7345, 1.2])
def test_that_long_teeth_side_by_side_are_looked_through(angle: float) -> None:
    """Rings on which a comparison of all edges that are near each other would take minutes."""
    teeth = np.arange(2000)
    comb = np.stack([np.repeat(teeth, 2), np.tile([0, 1000, 1000, 0], 1000)], 1).astype(float)
    comb = np.concatenate([comb, [(2000, -5), (-5, -5)]])
    turned = comb @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    assert find_self_crossing(turned) is None
    turned[[1000, 1501]] = turned[[1501, 1000]]
    assert find_self_crossing(turned) is not None


def test_that_rings_without_a_size_or_with_three_points_have_no_crossing() -> None:
    assert find_self_crossing(np.full((9, 2), 4.0)) is None
    assert find_self_crossing(np.array([(0, 0), (9, 9), (0, 9)], float)) is None
