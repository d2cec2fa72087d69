"""Frames of boxes painted one over the other into an array of pixels; the last one is on top."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frcnn_gui.canvas.painting.raster import DASH_PX

MIN_LINED_FRAMES = 6
"""Boxes whose smaller side is not longer than this many frames are wide have no light line: it would hide them."""
_Bars = list[list[int]]


def paint_frames(
    pixels: NDArray[np.uint32],
    edges: NDArray[np.int32],
    colors: Sequence[int],
    dashed: Sequence[bool],
    thickness: int,
    casing: int,
    casing_color: int,
    origin: tuple[int, int] = (0, 0),
    light_color: int = 0,
) -> None:
    """Paint each box's frame `thickness` pixels wide inside its edges, and a casing `casing` pixels wide around it.

    Inside of it there is a line of the `light_color`, as wide as the casing, unless that is 0 or the box too small.

    pixels (h, w); edges (N, 4), columns and rows of pixels, both ends belonging to the box; colors (N) 0xAARRGGBB.
    Frames that are `dashed` have the casing's color between the dashes, which are counted from `origin`.
    """
    outer = compute_frame_bars(edges + np.array((-casing, -casing, casing, casing), dtype=np.int32), casing)
    inner = compute_frame_bars(edges, thickness)
    lines = compute_frame_bars(edges + np.array((thickness, thickness, -thickness, -thickness), dtype=np.int32), casing)
    sides = (edges[:, 2:] - edges[:, :2]).min(axis=1) + 1
    is_lined: list[bool] = ((sides > MIN_LINED_FRAMES * thickness) & bool(light_color)).tolist()
    on_x, on_y = (_compute_dash_mask(length, start) for length, start in zip(pixels.shape[::-1], origin, strict=True))
    for around, inside, line, color, is_dashed, has_line in zip(
        outer, inner, lines, colors, dashed, is_lined, strict=True
    ):
        _paint_frame(pixels, around, casing_color)
        if has_line:
            _paint_frame(pixels, line, light_color)
        if is_dashed:
            _paint_frame(pixels, inside, casing_color)
            _paint_dashed_frame(pixels, inside, color, on_x, on_y)
        else:
            _paint_frame(pixels, inside, color)


def compute_frame_bars(edges: NDArray[np.int32], thickness: int) -> _Bars:
    """Where frames lie that are `thickness` pixels wide inside `edges` (N, 4), both ends included.

    Each is x1, y1, x2, y2, half-open, and where its sides end: left, upper, right, lower; none below 0.
    """
    low, high = edges[:, :2], edges[:, 2:] + 1
    ends = np.minimum(low + thickness, high)
    starts = np.maximum(high - thickness, low)
    found: _Bars = np.maximum(np.concatenate((low, high, ends, starts), axis=1), 0).tolist()
    return found


def _paint_frame(pixels: NDArray[np.uint32], bars: list[int], color: int) -> None:
    x1, y1, x2, y2, left, upper, right, lower = bars
    pixels[y1:upper, x1:x2] = color
    pixels[lower:y2, x1:x2] = color
    pixels[y1:y2, x1:left] = color
    pixels[y1:y2, right:x2] = color


def _paint_dashed_frame(
    pixels: NDArray[np.uint32], bars: list[int], color: int, on_x: NDArray[np.bool_], on_y: NDArray[np.bool_]
) -> None:
    x1, y1, x2, y2, left, upper, right, lower = bars
    pixels[y1:upper, x1:x2][:, on_x[x1:x2]] = color
    pixels[lower:y2, x1:x2][:, on_x[x1:x2]] = color
    pixels[y1:y2, x1:left][on_y[y1:y2]] = color
    pixels[y1:y2, right:x2][on_y[y1:y2]] = color


def _compute_dash_mask(length: int, origin: int) -> NDArray[np.bool_]:
    on: NDArray[np.bool_] = (np.arange(length) - origin) // DASH_PX % 2 == 0
    return on
