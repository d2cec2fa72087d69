"""The pixels of rings are those of pycocotools, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
from pycocotools import mask as coco_mask

from detector.data.outlines import rasterization
from detector.data.outlines.coco_counts import format_counts, list_counts
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.outlines.rings import Part, Points, Ring, Rings
from detector.data.outlines.set_operations import subtract_bitmaps

from .samples import draw_points, rasterize_by_coco


def rasterize_as_text(polygons: list[Points], width: int, height: int) -> str:
    return format_counts(list_counts(rasterize_rings(Rings.from_polygons(polygons), width, height), width, height))


@pytest.mark.parametrize("kind", range(9))
def test_that_rings_of_any_kind_have_the_pixels_and_the_area_of_pycocotools(kind: int) -> None:
    random = np.random.default_rng(kind)
    for _ in range(300):
        width, height = map(int, random.integers(1, 90, 2))
        points = draw_points(random, kind)
        expected = rasterize_by_coco([points], width, height)
        bitmap = rasterize_rings(Rings.from_polygons([points]), width, height)
        assert format_counts(list_counts(bitmap, width, height)).encode() == expected["counts"], points.tolist()
        assert bitmap.area == coco_mask.area(expected)


def test_that_several_parts_are_united_as_pycocotools_merges_them() -> None:
    random = np.random.default_rng(1)
    for kind in range(300):
        polygons = [draw_points(random, kind + part) for part in range(int(random.integers(2, 5)))]
        assert rasterize_as_text(polygons, 80, 70).encode() == rasterize_by_coco(polygons, 80, 70)["counts"]


def test_that_edges_across_a_large_image_have_the_pixels_of_pycocotools() -> None:
    random = np.random.default_rng(2)
    for _ in range(10):
        points = random.uniform(-500, 9500, (30, 2))
        assert rasterize_as_text([points], 9000, 7000).encode() == rasterize_by_coco([points], 9000, 7000)["counts"]


def test_that_a_ring_with_a_hundred_thousand_points_has_the_pixels_of_pycocotools() -> None:
    angles = np.linspace(0, 2 * np.pi, 100_000, endpoint=False)
    radius = 400 + 30 * np.sin(37 * angles)
    points = np.stack([500 + radius * np.cos(angles), 450 + radius * np.sin(angles)], 1)
    assert rasterize_as_text([points], 1000, 900).encode() == rasterize_by_coco([points], 1000, 900)["counts"]


@pytest.mark.parametrize("kind", range(9))
def test_that_rings_with_many_crossings_have_the_pixels_of_pycocotools(
    kind: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(100 + kind)
    for limit in (3, 20, 60):
        monkeypatch.setattr(rasterization, "_MAX_CROSSINGS_AT_ONCE", limit)
        for _ in range(60):
            monkeypatch.setattr(rasterization, "_MAX_PIXELS_AT_ONCE", int(random.integers(1, 400)))
            width, height = map(int, random.integers(1, 40, 2))
            points = draw_points(random, kind)[:20]
            expected = rasterize_by_coco([points], width, height)["counts"]
            assert rasterize_as_text([points], width, height).encode() == expected, points.tolist()


def test_that_a_scribble_of_a_hundred_thousand_points_has_the_pixels_of_pycocotools() -> None:
    points = np.random.default_rng(3).uniform(-20, 420, (100_000, 2))
    assert rasterize_as_text([points], 400, 300).encode() == rasterize_by_coco([points], 400, 300)["counts"]


def test_that_a_hole_is_left_out_even_where_it_reaches_outside() -> None:
    outer, hole = np.array([[10, 10], [40, 10], [40, 40], [10, 40]]), np.array([[30, 20], [60, 20], [60, 30], [30, 30]])
    pierced = Rings((Part(Ring.from_points(outer), (Ring.from_points(hole),)),))
    expected = subtract_bitmaps(*(rasterize_rings(Rings.from_polygons([one]), 80, 80) for one in (outer, hole)))
    assert rasterize_rings(pierced, 80, 80) == expected
    assert expected.area == 30 * 30 - 10 * 10


def test_that_rings_without_parts_or_outside_the_image_have_no_pixels() -> None:
    assert rasterize_rings(Rings(()), 10, 10).is_degenerate
    assert rasterize_rings(Rings.from_polygons([[(20, 20), (30, 20), (30, 30)]]), 10, 10).is_degenerate
