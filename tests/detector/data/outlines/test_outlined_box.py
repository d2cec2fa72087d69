"""A box and its outline stay together."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import Outline, OutlinedBox, OutlineFaultError, get_outline
from detector.data.outlines.rings import Rings

TRIANGLE = Rings.from_polygons([[(10, 30), (20, 10), (40, 30)]])
ROUNDED = OutlinedBox(Box(10.4, 9.6, 40.1, 30.2), TRIANGLE)
SQUARE = OutlinedBox(Box(5, 5, 9, 9), Bitmap.from_mask(np.ones((4, 4), bool), 5, 5))


@dataclass
class CountedSource:
    """An outline that counts how often it is parsed; None cannot be parsed."""

    outline: Outline | None
    parsed: list[str] = field(default_factory=list, compare=False)

    def parse_outline(self) -> Outline:
        self.parsed.append("parsed")
        if self.outline is None:
            raise OutlineFaultError("is damaged")
        return self.outline


def test_that_an_outline_is_parsed_once_and_only_when_needed() -> None:
    source = CountedSource(TRIANGLE)
    outlined = OutlinedBox(Box(10, 10, 40, 30), source)
    assert (outlined.bounds, outlined.is_degenerate) == (Box(10, 10, 40, 30), False)
    assert outlined == OutlinedBox(Box(10, 10, 40, 30), CountedSource(TRIANGLE))
    assert source.parsed == []
    assert (outlined.outline, outlined.area, outlined.fault) == (TRIANGLE, 300, "")
    assert source.parsed == ["parsed"]


def test_that_it_equals_another_with_the_same_box_and_outline() -> None:
    same = OutlinedBox(ROUNDED.box, CountedSource(TRIANGLE))
    assert same == ROUNDED
    assert hash(same) == hash(ROUNDED)
    assert OutlinedBox(ROUNDED.box, TRIANGLE.move_by(1, 0)) != ROUNDED
    assert OutlinedBox(TRIANGLE.bounds, TRIANGLE) != ROUNDED
    assert ROUNDED.box != ROUNDED


def test_that_box_and_rings_move_and_scale_together() -> None:
    moved = ROUNDED.move_by(0.5, -1)
    assert (moved.box, moved.outline) == (ROUNDED.box.move_by(0.5, -1), TRIANGLE.move_by(0.5, -1))
    resized = ROUNDED.resize_to(Box(0, 0, 59.4, 41.2))
    assert resized.bounds == Box(0, 0, 59.4, 41.2)
    (ring,) = (part.outer for part in resized.outline.parts)
    assert np.allclose(ring.points, [(-0.8, 40.8), (19.2, 0.8), (59.2, 40.8)])


def test_that_a_box_moves_and_resizes_by_whole_pixels_with_its_bitmap() -> None:
    moved = SQUARE
    for _ in range(10):
        moved = moved.move_by(0.4, 0.6)
    assert moved.bounds == Box(5, 15, 9, 19) == moved.outline.bounds
    resized = SQUARE.resize_to(Box(4.6, 5.2, 13.4, 5.3))
    assert resized.bounds == Box(5, 5, 13, 6) == resized.outline.bounds


def test_that_clipping_leaves_the_box_of_what_is_left() -> None:
    clipped = ROUNDED.move_by(-15, 0).clip_to(64, 48)
    assert clipped.bounds == clipped.outline.bounds == Box(0, 10, 25, 30)
    assert ROUNDED.clip_to(64, 48) == ROUNDED


def test_that_a_box_moves_without_an_outline_that_cannot_be_used() -> None:
    damaged = OutlinedBox(Box(10, 10, 20, 20), CountedSource(None))
    assert (damaged.outline, damaged.fault, damaged.area) == (None, "is damaged", 100)
    for changed in (damaged.move_by(3, 4), damaged.resize_to(Box(13, 14, 23, 24)), damaged.clip_to(15, 15)):
        assert isinstance(changed, OutlinedBox)
        assert changed.source is damaged.source
    assert damaged.move_by(3, 4).bounds == Box(13, 14, 23, 24)


def test_that_the_outline_of_any_geometry_is_found() -> None:
    assert get_outline(Box(0, 0, 1, 1)) is None
    assert get_outline(TRIANGLE) == get_outline(ROUNDED) == TRIANGLE
