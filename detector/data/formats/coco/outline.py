"""The bounds of the segmentation of a COCO annotation: polygons, or a mask in one of COCO's two encodings.

A mask is stored as run lengths, column by column, alternating between outside and inside, beginning with outside:
https://github.com/cocodataset/cocoapi/blob/master/common/maskApi.c
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

Bounds = tuple[float, float, float, float]
"""x1, y1, x2, y2 in pixels, zero-based and half-open."""
_FIRST_CHARACTER_CODE = 48
_CONTINUATION_BIT = 0x20
_SIGN_BIT = 0x10
_MAX_RUN_BITS = 64
"""The maximum number of bits of one compressed run; no image has more pixels."""


def compute_segmentation_bounds(segmentation: Any) -> Bounds | None:
    """The bounds of a `segmentation`.

    Returns:
        The smallest and largest coordinates of polygons, or the outer edges of the pixels of a mask; None if it is
        neither, or is empty or damaged.
    """
    if isinstance(segmentation, list):
        return _compute_polygon_bounds(segmentation)
    return _compute_mask_bounds(segmentation) if isinstance(segmentation, dict) else None


def _compute_polygon_bounds(polygons: Sequence[Any]) -> Bounds | None:
    """The bounds of polygons, each a list x, y, x, y, ...

    Polygons with fewer than two points or invalid numbers are ignored.
    """
    usable = [
        one
        for one in polygons
        if isinstance(one, list) and len(one) > 3 and len(one) % 2 == 0 and _are_finite_numbers(one)
    ]
    xs = [x for polygon in usable for x in polygon[::2]]
    ys = [y for polygon in usable for y in polygon[1::2]]
    return (float(min(xs)), float(min(ys)), float(max(xs)), float(max(ys))) if xs else None


def _are_finite_numbers(numbers: Sequence[Any]) -> bool:
    return all(isinstance(one, int | float) and not isinstance(one, bool) and abs(one) < 1e300 for one in numbers)


def _compute_mask_bounds(mask: dict[str, Any]) -> Bounds | None:
    size, counts = mask.get("size"), mask.get("counts")
    if not isinstance(size, list) or len(size) != 2 or not all(type(side) is int and side > 0 for side in size):
        return None
    height, width = size
    if isinstance(counts, str):
        counts = _decompress_runs(counts)
    if not isinstance(counts, list) or not all(type(run) is int and run >= 0 for run in counts):
        return None
    ends = list(accumulate(counts))
    if not ends or ends[-1] > height * width:
        return None
    inside = zip(ends[::2], ends[1::2], strict=False)
    return _compute_run_bounds([(start, end) for start, end in inside if end > start], height)


def _compute_run_bounds(runs: Sequence[tuple[int, int]], height: int) -> Bounds | None:
    """The bounds of runs of pixels (start, exclusive end), counted column by column in a mask of this height."""
    if not runs:
        return None
    left, right = runs[0][0] // height, (runs[-1][1] - 1) // height
    top, bottom = height, 0
    for start, end in runs:
        is_in_one_column = start // height == (end - 1) // height
        top = min(top, start % height if is_in_one_column else 0)
        bottom = max(bottom, (end - 1) % height + 1 if is_in_one_column else height)
    return float(left), float(top), float(right + 1), float(bottom)


def _decompress_runs(text: str) -> list[int] | None:
    """The run lengths of a compressed mask; None if it is damaged.

    Each number is written in groups of five bits, lowest first; from the third run on it is the difference to the run
    before the previous one.
    """
    runs: list[int] = []
    for value in _decode_numbers(text):
        if value is None:
            return None
        runs.append(value + runs[-2] if len(runs) > 2 else value)
    return runs


def _decode_numbers(text: str) -> Iterator[int | None]:
    """The encoded numbers; a last None if the text is damaged."""
    value, shift = 0, 0
    for character in text:
        bits = ord(character) - _FIRST_CHARACTER_CODE
        if not 0 <= bits < 2 * _CONTINUATION_BIT or shift > _MAX_RUN_BITS:
            yield None
            return
        value |= (bits & 0x1F) << shift
        shift += 5
        if not bits & _CONTINUATION_BIT:
            yield value - (1 << shift) if bits & _SIGN_BIT else value
            value, shift = 0, 0
    if shift:
        yield None
