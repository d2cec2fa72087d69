"""Small parts and holes, compared with what a flood fill finds."""

from __future__ import annotations

import numpy as np

from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.cleaning import clean_outline, fill_holes
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.outlines.rings import Rings
from detector.data.outlines.tracing import trace_bitmap

from .samples import Mask, draw_mask, place_mask, ring_with_hole_and_two_parts
from .test_components import AROUND, BESIDE, Pixels, flood


def paint(pixels: Pixels, mask: Mask, value: bool) -> None:
    for column, row in pixels:
        mask[row, column] = value


def test_that_small_parts_are_removed_and_then_small_holes_filled() -> None:
    random = np.random.default_rng(7)
    for _ in range(400):
        mask = place_mask(draw_mask(random), 3, 2, 20, 20)
        limit = int(random.integers(0, 8))
        cleaned = clean_outline(Bitmap.from_mask(mask), limit, limit)
        parts = flood(mask, BESIDE)
        specks = {part for part in parts if len(part) < limit}
        if len(specks) == len(parts):
            largest = max((len(part) for part in parts), default=0)
            assert cleaned.specks == max(len(parts) - 1, 0)
            assert cleaned.outline.area - cleaned.hole_area == largest
            continue
        for part in specks:
            paint(part, mask, False)
        holes = {one for one in flood(~mask, AROUND) if (0, 0) not in one and len(one) < limit}
        for hole in holes:
            paint(hole, mask, True)
        assert cleaned.outline == Bitmap.from_mask(mask)
        assert (cleaned.specks, cleaned.speck_area) == (len(specks), sum(map(len, specks)))
        assert (cleaned.holes, cleaned.hole_area) == (len(holes), sum(map(len, holes)))


def test_that_filled_holes_of_a_bitmap_and_of_its_rings_are_the_same() -> None:
    random = np.random.default_rng(8)
    for _ in range(200):
        bitmap = Bitmap.from_mask(draw_mask(random))
        filled, traced = fill_holes(bitmap), fill_holes(trace_bitmap(bitmap))
        assert isinstance(traced.outline, Rings)
        assert rasterize_rings(traced.outline, 20, 20) == filled.outline
        assert (filled.holes, filled.specks) == (traced.holes, 0)


def test_that_what_needs_no_cleaning_is_returned_as_it_is() -> None:
    rings = ring_with_hole_and_two_parts()
    assert clean_outline(rings, 1, 1).outline is rings
    empty = Bitmap()
    assert fill_holes(empty).outline is empty


def test_that_small_rings_are_removed_by_their_area() -> None:
    cleaned = clean_outline(ring_with_hole_and_two_parts(), 2, 13)
    assert isinstance(cleaned.outline, Rings)
    assert (cleaned.specks, cleaned.speck_area) == (1, 1)
    assert (cleaned.holes, cleaned.hole_area) == (1, 12)
    assert [part.outer.signed_area for part in cleaned.outline.parts] == [100, 21]
