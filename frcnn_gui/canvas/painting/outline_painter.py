"""The outlines of annotations as pixels: rings with holes, and bitmaps at the scale at which they are shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter

from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import Outline
from detector.data.outlines.rings import Rings
from detector.data.outlines.runs import expand_ranges, split_toggles
from frcnn_gui.canvas.painting.clipping import place_boxes
from frcnn_gui.canvas.painting.outline_raster import OutlineRaster, blend_color, fill_edges
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame, PaintedFrame
from frcnn_gui.canvas.painting.raster import DASH_PX, to_opaque_pixel
from frcnn_gui.common.canvas_colors import CASING_COLOR

LIGHT_LINE_COLOR = "#D9D9D9"
"""Of the line inside of each outline, so that dark classes are seen on dark images"""
MIN_LINED_WIDTHS = 6
"""Rings that are not longer than this many widths of their line have no light line: it would hide what is inside."""
MAX_FINE_POINTS = 20_000
_AREA_MARGIN_PX = 4
_MAX_THIN_PX = 2.0
_MAX_DASHES = 2_000
"""Of one edge"""
_CELL_PX, _COARSE_CELL_PX = 0.75, 2.0
"""Of points that follow each other in one square of this size, only the first is drawn; coarse if there are many."""


@dataclass(frozen=True)
class PaintedOutline:
    """An outline with its color, #rrggbb."""

    outline: Outline
    color: str
    is_dashed: bool = False


@dataclass(frozen=True)
class OutlineStyle:
    """How outlines are painted.

    Attributes:
        width_px: Of their lines, in logical pixels.
        opacity: Of their color inside.
        light_color: Of a thin line inside of each that is large enough; empty for none.
        has_casing: Whether there is a dark line around each line.
    """

    width_px: int
    opacity: float
    light_color: str = LIGHT_LINE_COLOR
    has_casing: bool = True


def draw_outlines(
    painter: QPainter,
    frame: CanvasFrame,
    outlines: Sequence[PaintedOutline],
    style: OutlineStyle,
    halo_color: str = "",
) -> None:
    """Paint outlines on the widget as `paint_outlines` does, with a line of the `halo_color` on both sides, if any."""
    area = _find_area(frame, [one.outline for one in outlines], style.width_px)
    if area.isEmpty():
        return
    part = CanvasFrame(frame.viewport.pan_by(-area.x(), -area.y()), area.width(), area.height(), frame.ratio, 0)
    painter.drawImage(QRectF(area), _paint_part(part, tuple(outlines), style, halo_color).image)


@lru_cache(maxsize=4)  # what is selected is painted at each move of the mouse, mostly as before
def _paint_part(
    part: CanvasFrame, outlines: tuple[PaintedOutline, ...], style: OutlineStyle, halo_color: str
) -> PaintedFrame:
    """See `draw_outlines`."""
    painted = PaintedFrame(part)
    if halo_color:
        halo = [replace(one, color=halo_color) for one in outlines]
        paint_outlines(painted, halo, OutlineStyle(style.width_px + 2, 0.0, ""))
        style = replace(style, light_color="", has_casing=False)
    paint_outlines(painted, outlines, style)
    return painted


def _find_area(frame: CanvasFrame, outlines: Sequence[Outline], width_px: int) -> QRect:
    """The part of the widget that outlines and their lines cover."""
    if not outlines:
        return QRect()
    bounds = np.array([outline.bounds.xyxy for outline in outlines])
    placed = place_boxes(bounds, frame.viewport.scale, (frame.viewport.offset_x, frame.viewport.offset_y))
    margin = width_px + _AREA_MARGIN_PX
    left, top = (math.floor(edge) - margin for edge in placed[:, :2].min(axis=0))
    right, bottom = (math.ceil(edge) + margin for edge in placed[:, 2:].max(axis=0))
    return QRect(left, top, right - left, bottom - top).intersected(QRect(0, 0, frame.width, frame.height))


def paint_outlines(
    painted: PaintedFrame, outlines: Sequence[PaintedOutline], style: OutlineStyle, is_coarse: bool | None = None
) -> None:
    """Paint outlines over a picture; the last one is on top.

    What is painted of an outline does not depend on the part of it that the frame shows, nor on the others, so that
    pictures fit together. Only `is_coarse` depends on the number of points, unless it is given.
    """
    layers = _Layers(painted, OutlineRaster(painted.pixels.shape), OutlineRaster(painted.pixels.shape), style)
    _paint_rings(layers, outlines, is_coarse)
    for at, one in enumerate(outlines):
        if isinstance(one.outline, Bitmap):
            _paint_bitmap(layers, one, one.outline, at)
    casing_color, pixels = to_opaque_pixel(CASING_COLOR), painted.pixels
    colors = np.array([*(to_opaque_pixel(one.color) for one in outlines), casing_color], np.uint32)
    layers.lines.compose(pixels, colors, casing_color, layers.hairline_px if style.has_casing else 0)
    if style.light_color:
        # The light lines lie where the casing is inside: they are put over it.
        layers.light_lines.compose(pixels, np.array([to_opaque_pixel(style.light_color)], np.uint32), casing_color, 0)


@dataclass(frozen=True)
class _Layers:
    """What outlines are painted into: fills at once, lines when all are known."""

    painted: PaintedFrame
    lines: OutlineRaster
    light_lines: OutlineRaster
    style: OutlineStyle

    @property
    def width_px(self) -> int:
        """Of the lines, in pixels of the screen."""
        return max(1, round(self.style.width_px * self.painted.frame.ratio))

    @property
    def hairline_px(self) -> int:
        """Of casing and light line."""
        return max(1, round(self.painted.frame.ratio))


def _paint_bitmap(layers: _Layers, one: PaintedOutline, bitmap: Bitmap, at: int) -> None:
    sampled = sample_bitmap(bitmap, layers.painted.frame)
    if sampled is None:
        return
    (mask, left, top), width, style = sampled, layers.width_px, layers.style
    if style.opacity:
        area = np.s_[top : top + mask.shape[0], left : left + mask.shape[1]]
        blend_color(layers.painted.pixels[area], mask, to_opaque_pixel(one.color), style.opacity)
    frame = layers.painted.frame
    dash_start = tuple(math.floor(offset) for offset in frame.device_offset)
    dash_px = DASH_PX if one.is_dashed else 0
    rest = layers.lines.draw_mask_border(mask, left, top, at, width, dash_px, (dash_start[0], dash_start[1]))
    if style.light_color and min(bitmap.width, bitmap.height) * frame.device_scale > MIN_LINED_WIDTHS * width:
        layers.light_lines.draw_mask_border(rest, left, top, 0, layers.hairline_px)


def sample_bitmap(bitmap: Bitmap, frame: CanvasFrame) -> tuple[NDArray[np.bool_], int, int] | None:
    """The pixels of the screen whose centers are in a bitmap, and where they begin: (mask, left, top).

    Only what the frame shows is calculated; None if that is nothing. A bitmap that is too thin to have centers of
    pixels in it is those that it touches.
    """
    size = frame.device_size
    corners = place_boxes(np.array([bitmap.bounds.xyxy]), frame.device_scale, frame.device_offset)[0]
    touched = _cut_area(np.floor(corners[:2]), np.ceil(corners[2:]), size)
    left, top, right, bottom = _cut_area(np.ceil(corners[:2] - 0.5), np.ceil(corners[2:] - 0.5), size)
    if left < right and top < bottom:
        mask = _sample_pixels(bitmap, frame, (left, top, right, bottom))
        if mask.any():
            return mask, left, top
    left, top, right, bottom = touched
    if left >= right or top >= bottom or min(corners[2:] - corners[:2]) > _MAX_THIN_PX:
        return None
    return np.ones((bottom - top, right - left), bool), left, top


def _cut_area(first: NDArray[np.float64], last: NDArray[np.float64], size: QSize) -> tuple[int, int, int, int]:
    left, top = np.maximum(first, 0).astype(int).tolist()
    right, bottom = np.minimum(last, (size.width(), size.height())).astype(int).tolist()
    return left, top, right, bottom


def _sample_pixels(bitmap: Bitmap, frame: CanvasFrame, area: tuple[int, int, int, int]) -> NDArray[np.bool_]:
    """The pixels of the screen in this `area` (left, top, right, bottom) that are in the bitmap."""
    (left, top, right, bottom), scale, (offset_x, offset_y) = area, frame.device_scale, frame.device_offset
    columns = np.floor((np.arange(left, right) + 0.5 - offset_x) / scale).astype(np.int64) - bitmap.left
    columns, repeats = np.unique(np.clip(columns, 0, bitmap.width - 1), return_counts=True)
    runs = split_toggles(bitmap.toggles, bitmap.height)
    first, last = np.searchsorted(runs.columns, columns), np.searchsorted(runs.columns, columns, side="right") - 1
    chosen = expand_ranges(first, last)
    line = np.repeat(np.arange(len(columns)), np.maximum(last - first + 1, 0))
    tops, bottoms = (
        np.clip(np.ceil((rows[chosen] + bitmap.top) * scale + offset_y - 0.5) - top, 0, bottom - top).astype(np.int64)
        for rows in (runs.tops, runs.bottoms)
    )
    steps = np.zeros((len(columns), bottom - top + 1), np.int8)
    np.add.at(steps, (line, tops), 1)
    np.add.at(steps, (line, bottoms), -1)
    inside = np.cumsum(steps[:, :-1], axis=1, dtype=np.int8).astype(bool)
    return np.repeat(inside, repeats, axis=0).T


def _paint_rings(layers: _Layers, outlines: Sequence[PaintedOutline], is_coarse: bool | None) -> None:
    style, width = layers.style, layers.width_px
    table = _list_rings(outlines, layers.painted.frame)
    if not len(table.points):
        return
    if is_coarse is None:
        is_coarse = len(table.points) > MAX_FINE_POINTS
    points, ring = _thin_out(table, layers.painted.frame.device_offset, is_coarse)
    first = np.flatnonzero(np.diff(ring, prepend=-1))
    following = np.arange(1, len(points) + 1)
    following[np.append(first[1:], len(points)) - 1] = first
    starts, ends, owners = points, points[following], table.outlines[ring]
    doubled_areas = np.add.reduceat(starts[:, 0] * ends[:, 1] - ends[:, 0] * starts[:, 1], first)
    turns = np.where((doubled_areas > 0) == table.are_holes, -1, 1)[ring]
    if style.opacity:
        colors = np.array([to_opaque_pixel(one.color) for one in outlines])
        for color in sorted(set(colors.tolist())):
            chosen = np.flatnonzero(colors[owners] == color)
            fill_edges(layers.painted.pixels, starts[chosen], ends[chosen], turns[chosen], color, style.opacity)
    if style.light_color:
        sides = np.maximum.reduceat(points, first) - np.minimum.reduceat(points, first)
        lined = np.flatnonzero((sides.min(axis=1) > MIN_LINED_WIDTHS * width)[ring])
        inward = _move_inward(starts[lined], ends[lined], turns[lined], (width + layers.hairline_px) / 2)
        layers.light_lines.draw_edges(*inward, np.zeros(len(lined), np.int64), layers.hairline_px)
    is_dashed = np.array([one.is_dashed for one in outlines])[owners]
    if is_dashed.any():
        starts, ends, owners, is_gap = _cut_into_dashes(starts, ends, owners, is_dashed, first)
        owners = np.where(is_gap, len(outlines), owners)
    layers.lines.draw_edges(starts.astype(np.float32), ends.astype(np.float32), owners, width)


def _move_inward(
    starts: NDArray[np.float64], ends: NDArray[np.float64], turns: NDArray[np.int64], distance: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Edges moved to the inside of their rings, which is on the right hand where `turns` is 1."""
    spans = ends - starts
    steps = np.stack([-spans[:, 1], spans[:, 0]], 1) * (turns * distance)[:, None]
    steps /= np.maximum(np.hypot(*spans.T), 1e-9)[:, None]
    return (starts + steps).astype(np.float32), (ends + steps).astype(np.float32)


def _cut_into_dashes(
    starts: NDArray[np.float64],
    ends: NDArray[np.float64],
    owners: NDArray[np.int64],
    is_dashed: NDArray[np.bool_],
    ring_starts: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.bool_]]:
    """Edges cut into pieces no longer than a dash, if they are dashed, and which of them are gaps.

    Dashes are counted from the first edge of each ring; these are `ring_starts`.
    """
    lengths = np.hypot(*(ends - starts).T)
    counts = np.where(is_dashed, np.clip(np.ceil(lengths / DASH_PX), 1, _MAX_DASHES), 1).astype(np.int64)
    edge = np.repeat(np.arange(len(starts)), counts)
    piece = expand_ranges(np.zeros(len(counts), np.int64), counts - 1)
    shares = np.stack([piece, piece + 1]) / counts[edge]
    first, last = (starts[edge] + (ends - starts)[edge] * share[:, None] for share in shares)
    before = np.cumsum(lengths) - lengths
    before -= np.repeat(before[ring_starts], np.diff(np.append(ring_starts, len(before))))
    along = before[edge] + lengths[edge] * shares[0]
    is_gap = is_dashed[edge] & (np.floor(along / DASH_PX) % 2 == 1)
    return first, last, owners[edge], is_gap


class _RingTable(NamedTuple):
    """The rings of several outlines; R rings, N points."""

    points: NDArray[np.float64]
    """(N, 2) in pixels of the picture, ring after ring"""
    starts: NDArray[np.int64]
    """(R + 1,) where the points of each begin"""
    outlines: NDArray[np.int64]
    """(R,) the outline of each"""
    are_holes: NDArray[np.bool_]
    """(R,)"""


def _list_rings(outlines: Sequence[PaintedOutline], frame: CanvasFrame) -> _RingTable:
    rings: list[NDArray[np.float64]] = []
    owners: list[int] = []
    are_holes: list[bool] = []
    for at, one in enumerate(outlines):
        for part in one.outline.parts if isinstance(one.outline, Rings) else ():
            rings += [ring.points for ring in part.rings]
            owners += [at] * (1 + len(part.holes))
            are_holes += [False, *(True for _hole in part.holes)]
    starts = np.concatenate([[0], np.cumsum([len(ring) for ring in rings])]).astype(np.int64)
    placed = place_boxes(np.concatenate([np.empty((0, 2)), *rings]), frame.device_scale, frame.device_offset)
    return _RingTable(placed, starts, np.array(owners, np.int64), np.array(are_holes, bool))


def _thin_out(
    table: _RingTable, origin: tuple[float, float], is_coarse: bool
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The points that make a difference on the screen, and the ring of each; squares begin at the `origin`."""
    owner = np.repeat(np.arange(len(table.outlines)), np.diff(table.starts))
    cells = np.floor((table.points - origin) / (_COARSE_CELL_PX if is_coarse else _CELL_PX))
    is_kept = np.ones(len(owner), bool)
    is_kept[1:] = (cells[1:] != cells[:-1]).any(axis=1) | (owner[1:] != owner[:-1])
    kept = np.flatnonzero(is_kept)
    return table.points[kept], owner[kept]
