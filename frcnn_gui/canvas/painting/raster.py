"""Outlines of many boxes, painted straight into an array of pixels.

All lines of one color are opaque, so lines that lie over each other are first merged: of 22,500 anchors only some
hundred lines are left. What comes out is, pixel for pixel, what drawing every box would give.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from frcnn_gui.canvas.painting.clipping import place_boxes
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame

_BITS = 17
"""Enough for the coordinates of any screen."""
_MASK = (1 << _BITS) - 1
DASH_PX = 5
"""Length of a dash and of a gap, in pixels."""


@cache
def to_opaque_pixel(color: str) -> int:
    """The pixel value of #rrggbb."""
    return 0xFF000000 | int(color[1:], 16)


def compute_device_edges(boxes: NDArray[np.floating], frame: CanvasFrame) -> NDArray[np.int32]:
    """Place boxes (N, 4), in pixels of the image -> (N, 4) columns and rows of pixels that their sides run through."""
    return np.floor(place_boxes(boxes, frame.device_scale, frame.device_offset)).astype(np.int32)


def inset_edges(edges: NDArray[np.int32], by: int) -> NDArray[np.int32]:
    """The outlines `by` pixels further inside (outside where negative); those with nothing left are dropped."""
    smaller = edges + np.array((by, by, -by, -by), dtype=np.int32)
    return smaller[(smaller[:, 0] <= smaller[:, 2]) & (smaller[:, 1] <= smaller[:, 3])]


def paint_outlines(
    pixels: NDArray[np.uint32], edges: NDArray[np.int32], value: int, dash_origin: tuple[int, int] | None = None
) -> None:
    """Paint outlines one pixel wide. pixels (h, w); edges (N, 4); dashed from `dash_origin` on, where that is given."""
    if not len(edges):
        return
    height, width = pixels.shape
    left, top, right, bottom = edges.T
    rows = merge_stretches(np.concatenate((top, bottom)), np.tile(left, 2), np.tile(right, 2), height, width)
    columns = merge_stretches(np.concatenate((left, right)), np.tile(top, 2), np.tile(bottom, 2), width, height)
    if dash_origin is None:
        _fill_stretches(pixels, rows, value)
        _fill_stretches(pixels.T, columns, value)
    else:
        _fill_dashed_stretches(pixels, rows, value, dash_origin[0])
        _fill_dashed_stretches(pixels.T, columns, value, dash_origin[1])


def merge_stretches(
    lines: NDArray[np.int32], starts: NDArray[np.int32], ends: NDArray[np.int32], count: int, length: int
) -> NDArray[np.int64]:
    """Stretches (line, start, end), ends included, cut to lines 0..count-1 and 0..length-1; touching ones made one.

    Returns (M, 3).
    """
    seen = (lines >= 0) & (lines < count) & (ends >= 0) & (starts < length)
    line = lines[seen].astype(np.int64)
    start = np.maximum(starts[seen], 0).astype(np.int64)
    end = np.minimum(ends[seen], length - 1).astype(np.int64)
    if not len(line):
        return np.empty((0, 3), dtype=np.int64)
    keys = np.sort((((line << _BITS) | start) << _BITS) | end)
    # Lines far apart on one axis: what reaches beyond the start of the next stretch overlaps it.
    base = (keys >> (2 * _BITS)) << (_BITS + 1)
    start, end = base + ((keys >> _BITS) & _MASK), base + (keys & _MASK)
    reach = np.maximum.accumulate(end)
    first = np.flatnonzero(np.concatenate(([True], start[1:] > reach[:-1] + 1)))
    last = np.append(first[1:], len(start)) - 1
    return np.stack((base[first] >> (_BITS + 1), start[first] - base[first], reach[last] - base[first]), axis=1)


def _fill_stretches(pixels: NDArray[np.uint32], stretches: NDArray[np.int64], value: int) -> None:
    for line, start, end in stretches.tolist():
        pixels[line, start : end + 1] = value


def _fill_dashed_stretches(pixels: NDArray[np.uint32], stretches: NDArray[np.int64], value: int, origin: int) -> None:
    on = (np.arange(pixels.shape[1]) - origin) // DASH_PX % 2 == 0
    for line, start, end in stretches.tolist():
        pixels[line, start : end + 1][on[start : end + 1]] = value
