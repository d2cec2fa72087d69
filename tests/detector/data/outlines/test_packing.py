"""Geometries as values for JSON."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from detector.data.geometry import Box, Geometry
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox
from detector.data.outlines.packing import UnusableOutline, pack_outline, unpack_outline
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.outlines.rings import Rings

from .samples import draw_points, ring_with_hole_and_two_parts

BOX = Box(1.9, 2, 26.1, 21)
SQUARE = pack_outline(Bitmap.from_mask(np.ones((2, 2), bool)))


@pytest.mark.parametrize(
    "geometry",
    [
        BOX,
        ring_with_hole_and_two_parts(),
        Rings(()),
        Bitmap(),
        rasterize_rings(ring_with_hole_and_two_parts(), 64, 48),
        OutlinedBox(BOX, Rings.from_polygons([draw_points(np.random.default_rng(1), 0)])),
        OutlinedBox(BOX, UnusableOutline("It is damaged.")),
    ],
)
def test_that_a_geometry_comes_out_as_it_went_in(geometry: Geometry) -> None:
    packed = json.loads(json.dumps(pack_outline(geometry)))
    unpacked = unpack_outline(packed, geometry.bounds)
    assert (unpacked, unpacked.bounds) == (geometry, geometry.bounds)


@pytest.mark.parametrize(
    "packed",
    [
        7,
        {},
        {"parts": 3},
        {"parts": [[]]},
        {"parts": [[""]]},
        {"parts": [["AAAA"]]},
        {"parts": [["AAAAAAAA+H8AAAAAAAAAAA=="]]},  # not a number
        {"bitmap": "AAAA"},
        {**(SQUARE or {}), "place": [0, 0, 1, 1]},
        {**(SQUARE or {}), "place": [0.5, 0, 2, 2]},
        {**(SQUARE or {}), "place": [0, 0, 10**9, 2]},
        {**(SQUARE or {}), "bitmap": "BAAAAAAAAAA="},  # descending
    ],
)
def test_that_what_is_no_outline_is_refused(packed: Any) -> None:
    with pytest.raises((TypeError, ValueError, KeyError)):
        unpack_outline(packed, BOX)
