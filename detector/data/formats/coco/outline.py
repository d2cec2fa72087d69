"""The box around the segmentation of a COCO annotation: polygons, or a mask in either of COCO's encodings.

https://github.com/cocodataset/cocoapi/blob/master/common/maskApi.c: runs of a mask alternate between outside and
inside, the first is outside, and they go down the columns.
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
"""Of one run, compressed: no image has more pixels."""


def compute_segmentation_bounds(segmentation: Any) -> Bounds | None:
    """Return the box around a `segmentation`.

    Returns:
        The smallest and largest coordinates of polygons, or the edges of the pixels of a mask; None where the
        segmentation is neither, is empty, or is damaged.
    """
    if isinstance(segmentation, list):
        return _compute_polygon_bounds(segmentation)
    return _compute_mask_bounds(segmentation) if isinstance(segmentation, dict) else None


def _compute_polygon_bounds(polygons: Sequence[Any]) -> Bounds | None:
    """Polygons are lists of x, y, x, y, ...; one without two points, or with what is no number, is passed over."""
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
    """Of pixels from start to before end, counted down the columns of a mask of that height."""
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
    """The runs of a compressed mask; None for what is none.

    Each is written in groups of five bits, the lowest first, and from the third on as the difference to the run before
    the last.
    """
    runs: list[int] = []
    for value in _decode_numbers(text):
        if value is None:
            return None
        runs.append(value + runs[-2] if len(runs) > 2 else value)
    return runs


def _decode_numbers(text: str) -> Iterator[int | None]:
    """The numbers that the characters stand for; None for one that is damaged, which is the last."""
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
