"""Parts and holes of bitmaps, compared with a flood fill of a dense mask."""

from __future__ import annotations

import numpy as np

from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.components import Components, find_holes, find_parts
from detector.data.outlines.tracing import trace_bitmap

from .samples import Mask, draw_mask, place_mask

BESIDE = ((-1, 0), (1, 0), (0, -1), (0, 1))
AROUND = (*BESIDE, (-1, -1), (-1, 1), (1, -1), (1, 1))
Pixels = frozenset[tuple[int, int]]


def flood(mask: Mask, steps: tuple[tuple[int, int], ...]) -> set[Pixels]:
    """The connected sets of True pixels (column, row)."""
    left = {(column, row) for row, column in np.argwhere(mask).tolist()}
    found = set()
    while left:
        waiting, pixels = [left.pop()], set()
        while waiting:
            column, row = waiting.pop()
            pixels.add((column, row))
            near = {(column + dx, row + dy) for dx, dy in steps} & left
            left -= near
            waiting += near
        found.add(frozenset(pixels))
    return found


def list_pixels(bitmap: Bitmap) -> Pixels:
    rows, columns = np.nonzero(bitmap.to_mask())
    return frozenset(zip((columns + bitmap.left).tolist(), (rows + bitmap.top).tolist(), strict=True))


def check_components(found: Components, expected: set[Pixels]) -> None:
    assert {list_pixels(one) for one in found.split()} == expected
    assert sorted(found.areas.tolist()) == sorted(map(len, expected))
    assert [one.area for one in found.split()] == found.areas.tolist()


def test_that_parts_are_the_pixels_connected_by_their_sides() -> None:
    random = np.random.default_rng(4)
    for _ in range(300):
        mask = place_mask(draw_mask(random), 3, 2, 20, 20)
        check_components(find_parts(Bitmap.from_mask(mask)), flood(mask, BESIDE))


def test_that_holes_are_what_is_enclosed_by_sides_and_corners() -> None:
    random = np.random.default_rng(5)
    for _ in range(300):
        mask = place_mask(draw_mask(random), 3, 2, 20, 20)
        enclosed = {pixels for pixels in flood(~mask, AROUND) if (0, 0) not in pixels}
        check_components(find_holes(Bitmap.from_mask(mask)), enclosed)


def test_that_parts_and_holes_are_those_of_the_traced_rings() -> None:
    random = np.random.default_rng(6)
    for _ in range(200):
        bitmap = Bitmap.from_mask(draw_mask(random))
        parts = trace_bitmap(bitmap).parts
        assert len(find_parts(bitmap).areas) == len(parts)
        assert len(find_holes(bitmap).areas) == sum(len(part.holes) for part in parts)


def test_that_chosen_components_are_one_bitmap() -> None:
    mask = np.array([[1, 0, 1, 0, 1], [1, 0, 0, 0, 1]], bool)
    found = find_parts(Bitmap.from_mask(mask, 5, 7))
    assert found.areas.tolist() == [2, 1, 2]
    assert list_pixels(found.build_bitmap(found.areas > 1)) == {(5, 7), (5, 8), (9, 7), (9, 8)}


def test_that_a_spiral_is_one_part() -> None:
    mask = np.zeros((41, 41), bool)
    low, high = 0, 40
    while low < high:
        mask[low, low : high + 1] = mask[low : high + 1, high] = mask[high, low : high + 1] = True
        mask[low + 2 : high + 1, low] = mask[low + 2, low : low + 2] = True
        low, high = low + 2, high - 2
    check_components(find_parts(Bitmap.from_mask(mask)), flood(mask, BESIDE))
    assert len(find_holes(Bitmap.from_mask(mask)).areas) == 0
