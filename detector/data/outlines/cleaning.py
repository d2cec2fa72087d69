"""Outlines without their small parts and holes, and what that removes and adds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .bitmap import Bitmap
from .components import find_holes, find_parts
from .outlined_box import Outline
from .rings import Part, Ring, Rings
from .set_operations import unite_bitmaps


class CleanedOutline(NamedTuple):
    """An outline without what is smaller than a limit; areas in pixels.

    Attributes:
        outline: The new outline; the same object if nothing was that small.
        specks: The number of parts removed.
        speck_area: Their area.
        holes: The number of holes filled.
        hole_area: Their area.
    """

    outline: Outline
    specks: int
    speck_area: float
    holes: int
    hole_area: float


def fill_holes(outline: Outline) -> CleanedOutline:
    """Fill all holes. What is in a hole stays: it was inside before, too."""
    return clean_outline(outline, 0.0, np.inf)


def clean_outline(outline: Outline, min_part: float, min_hole: float) -> CleanedOutline:
    """Remove parts with less than `min_part` pixels, but not the largest; then fill holes with less than `min_hole`.

    The area of a hole of rings is that of its ring, whatever is in it.
    """
    if isinstance(outline, Bitmap):
        cleaned = _clean_bitmap(outline, min_part, min_hole)
    else:
        cleaned = _clean_rings(outline, min_part, min_hole)
    return cleaned if cleaned.specks or cleaned.holes else cleaned._replace(outline=outline)


def _clean_bitmap(bitmap: Bitmap, min_part: float, min_hole: float) -> CleanedOutline:
    parts = find_parts(bitmap)
    is_speck = _find_small(parts.areas.astype(float), min_part)
    kept = parts.build_bitmap(~is_speck) if is_speck.any() else bitmap
    holes = find_holes(kept)
    is_filled = holes.areas < min_hole
    filled = unite_bitmaps([kept, holes.build_bitmap(is_filled)]) if is_filled.any() else kept
    return CleanedOutline(
        filled,
        int(is_speck.sum()),
        float(parts.areas[is_speck].sum()),
        int(is_filled.sum()),
        float(holes.areas[is_filled].sum()),
    )


def _clean_rings(rings: Rings, min_part: float, min_hole: float) -> CleanedOutline:
    areas = np.array([Rings((part,)).area for part in rings.parts])
    is_speck = _find_small(areas, min_part)
    kept = [part for part, is_small in zip(rings.parts, is_speck, strict=True) if not is_small]
    filled = [ring for part in kept for ring in part.holes if _measure(ring) < min_hole]
    parts = tuple(Part(part.outer, tuple(ring for ring in part.holes if _measure(ring) >= min_hole)) for part in kept)
    return CleanedOutline(
        Rings(parts), int(is_speck.sum()), float(areas[is_speck].sum()), len(filled), sum(map(_measure, filled))
    )


def _measure(ring: Ring) -> float:
    return abs(ring.signed_area)


def _find_small(areas: NDArray[np.float64], limit: float) -> NDArray[np.bool_]:
    """Which of `areas` (C,) are below `limit`; never the largest."""
    is_small = areas < limit
    if len(areas):
        is_small[areas.argmax()] = False
    return is_small
