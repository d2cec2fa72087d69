"""Paints what a layer shows into a picture, in steps short enough for the thread of the window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from frcnn_gui.canvas.layers import BoxGroup, LayerContent, OutlineGroup
from frcnn_gui.canvas.painting import outline_painter
from frcnn_gui.canvas.painting.clipping import place_boxes
from frcnn_gui.canvas.painting.layer_shapes import (
    LINES_PER_STEP,
    paint_heat,
    paint_lines,
    paint_points,
    paint_spotlight,
)
from frcnn_gui.canvas.painting.outline_painter import OutlineStyle, PaintedOutline
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame, PaintedFrame
from frcnn_gui.canvas.painting.raster import compute_device_edges, inset_edges, paint_outlines, to_opaque_pixel
from frcnn_gui.canvas.painting.tag_places import Corners
from frcnn_gui.common.canvas_colors import CASING_COLOR, LIGHT_CASING_COLOR

BOXES_PER_STEP = 12_000
OUTLINES_PER_STEP = 100
MAX_FILLED_BOXES = 500
"""Translucent insides that lie over each other say nothing, and cost much, when there are more."""


def paint_in_steps(painted: PaintedFrame, content: LayerContent) -> Iterator[None]:
    """Paint `content` without captions; every `next` is a step of some milliseconds."""
    if content.heat is not None:
        paint_heat(painted, content.heat)
        yield
    if content.spotlight is not None:
        paint_spotlight(painted, content.spotlight)
        yield
    for outlined in content.outlines:
        yield from _paint_outline_group(painted, outlined)
    for group in content.groups:
        if group.fill > 0 and len(group) <= MAX_FILLED_BOXES:
            _fill_boxes(painted, group)
            yield
        edges = _select_visible(compute_device_edges(group.boxes, painted.frame), painted)
        yield
        yield from _paint_rings(painted, edges, _list_rings(group, painted.frame))
    for lines in content.lines:
        for at in range(0, len(lines), LINES_PER_STEP):
            paint_lines(painted, lines, slice(at, at + LINES_PER_STEP))
            yield
    for points in content.points:
        paint_points(painted, points)
        yield


def _paint_outline_group(painted: PaintedFrame, group: OutlineGroup) -> Iterator[None]:
    style = OutlineStyle(group.width, group.fill, light_color="")
    outlines = [
        PaintedOutline(outline, color, is_dashed=True)
        for outline, color in zip(group.outlines, group.colors, strict=True)
    ]
    for at in range(0, len(outlines), OUTLINES_PER_STEP):
        outline_painter.paint_outlines(painted, outlines[at : at + OUTLINES_PER_STEP], style)
        yield


@dataclass(frozen=True)
class _Ring:
    """Outlines one pixel wide, `offset` pixels inside the edges of their boxes."""

    offset: int
    color: str
    dash_origin: tuple[int, int] | None = None


def _list_rings(group: BoxGroup, frame: CanvasFrame) -> list[_Ring]:
    """The rings that make the outlines of `group`, in painting order: those of the casing come first.

    The casing is dark outside and light inside, so that one of both is seen on any image. It is painted for all boxes
    of the group before their lines, which therefore no casing hides.
    """
    count, around = max(1, round(group.width * frame.ratio)), max(1, round(frame.ratio))
    first, end = -(count // 2), count - count // 2
    rings = [_Ring(offset, CASING_COLOR) for offset in range(first - around, first)]
    rings += [_Ring(offset, LIGHT_CASING_COLOR) for offset in range(end, end + around)]
    if group.dashed:
        rings += [_Ring(offset, CASING_COLOR) for offset in range(first, end)]
    origin = _dash_origin(frame) if group.dashed else None
    return rings + [_Ring(offset, group.color, origin) for offset in range(first, end)]


def _paint_rings(painted: PaintedFrame, edges: NDArray[np.int32], rings: Iterable[_Ring]) -> Iterator[None]:
    """Paint `rings` around `edges` (N, 4); few boxes are one step."""
    count = 0
    for ring in rings:
        for at in range(0, len(edges), BOXES_PER_STEP):
            part = inset_edges(edges[at : at + BOXES_PER_STEP], ring.offset)
            paint_outlines(painted.pixels, part, to_opaque_pixel(ring.color), ring.dash_origin)
            count += len(part)
            if count >= BOXES_PER_STEP:
                count = 0
                yield
    yield


def _select_visible(edges: NDArray[np.int32], painted: PaintedFrame) -> NDArray[np.int32]:
    height, width = painted.pixels.shape
    left, top, right, bottom = edges.T
    seen: NDArray[np.int32] = edges[(left < width) & (top < height) & (right >= 0) & (bottom >= 0)]
    return seen


def _dash_origin(frame: CanvasFrame) -> tuple[int, int]:
    x, y = frame.device_offset
    return int(x), int(y)


def _fill_boxes(painted: PaintedFrame, group: BoxGroup) -> None:
    color = QColor(group.color)
    color.setAlphaF(min(max(group.fill, 0.0), 1.0))
    with painted.open_painter() as painter:
        for x1, y1, x2, y2 in _widget_boxes(group, painted.frame):
            painter.fillRect(QRectF(x1, y1, x2 - x1, y2 - y1), color)


def _widget_boxes(group: BoxGroup, frame: CanvasFrame) -> list[Corners]:
    view = frame.viewport
    placed = place_boxes(group.boxes, view.scale, (view.offset_x, view.offset_y))
    return [(x1, y1, x2, y2) for x1, y1, x2, y2 in placed.tolist()]
