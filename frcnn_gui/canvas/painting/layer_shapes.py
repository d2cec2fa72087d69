"""Paints what a layer shows besides boxes: heat maps, lines with and without tips, and points."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from frcnn_gui.canvas.layers import HeatMap, LineGroup, PointGroup, Spotlight
from frcnn_gui.canvas.painting.clipping import place_boxes
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame, PaintedFrame
from frcnn_gui.canvas.painting.raster import to_opaque_pixel
from frcnn_gui.common.canvas_colors import CASING_COLOR, LIGHT_CASING_COLOR

LINES_PER_STEP = 2_000
MAX_SMOOTH_LINES = 500
SPOTLIGHT_SHADE = 0.5
ARROW_TIP_PX = 7.0
"""Length of an arrow's tip in screen pixels."""
_HEAT_STOPS = ((0, 0, 4), (87, 16, 110), (188, 55, 84), (249, 142, 9), (252, 255, 164))
"""Five colors of matplotlib's inferno: as even in lightness as it, for those who see no red, too."""


@cache
def heat_colors() -> NDArray[np.uint32]:
    """(256,) pixel values from the lowest to the highest."""
    at = np.linspace(0, 1, len(_HEAT_STOPS))
    red, green, blue = (np.interp(np.linspace(0, 1, 256), at, channel) for channel in np.transpose(_HEAT_STOPS))
    rounded = [channel.round().astype(np.uint32) for channel in (red, green, blue)]
    colors: NDArray[np.uint32] = 0xFF000000 | rounded[0] << 16 | rounded[1] << 8 | rounded[2]
    return colors


def paint_heat(painted: PaintedFrame, heat: HeatMap) -> None:
    """Its cells as squares with sharp edges."""
    cells = heat_colors()[(np.clip(heat.values, 0, 1) * 255).astype(np.uint8)]
    cells = np.ascontiguousarray(cells)
    height, width = cells.shape
    image = QImage(cells.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    view = painted.frame.viewport
    x1, y1, x2, y2 = heat.box
    place = QRectF(
        x1 * view.scale + view.offset_x, y1 * view.scale + view.offset_y, (x2 - x1) * view.scale, (y2 - y1) * view.scale
    )
    with painted.open_painter() as painter:
        painter.drawImage(place, image)


def paint_spotlight(painted: PaintedFrame, spotlight: Spotlight) -> None:
    """Dim the image but for what is lit."""
    view = painted.frame.viewport
    image, lit = (QRectF(QPointF(*view.to_widget(*part[:2])), QPointF(*view.to_widget(*part[2:]))) for part in
                  (spotlight.image, spotlight.lit))  # fmt: skip
    shade = QColor(CASING_COLOR)
    shade.setAlphaF(SPOTLIGHT_SHADE)
    dimmed = QPainterPath()  # odd-even: what both cover is left out
    dimmed.addRect(image)
    dimmed.addRect(lit.intersected(image))
    with painted.open_painter() as painter:
        painter.fillPath(dimmed, shade)


def paint_lines(painted: PaintedFrame, group: LineGroup, part: slice) -> None:
    """Those of `group` in `part`, in logical pixels of the widget, dark on one side and light on the other."""
    view = painted.frame.viewport
    lines = place_boxes(group.lines[part], view.scale, (view.offset_x, view.offset_y))
    seen = _select_near(lines, painted.frame)
    # Smooth lines cost four times as much, and of many nobody sees it.
    smooth = len(group) <= MAX_SMOOTH_LINES
    casing = 2 if smooth else 1  # a smooth line of one pixel is spread over two, and pale
    beside = _compute_normals(seen) * ((group.width + casing) / 2)
    with painted.open_painter() as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        for color, width, placed in (
            (CASING_COLOR, casing, seen + beside),
            (LIGHT_CASING_COLOR, casing, seen - beside),
            (group.color, group.width, seen),
        ):
            painter.setPen(QPen(QColor(color), width))
            painter.drawLines([QLineF(*line) for line in placed.tolist()])
        if group.arrows:
            painter.setPen(QPen(QColor(CASING_COLOR), 1))
            painter.setBrush(QColor(group.color))
            for x1, y1, x2, y2 in seen.tolist():
                painter.drawPolygon(_build_arrow_tip(x1, y1, x2, y2))


def _compute_normals(lines: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 4) the unit vector across each line, twice, to be added to both of its ends."""
    along = lines[:, 2:] - lines[:, :2]
    lengths = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)
    across = np.stack((-along[:, 1], along[:, 0]), axis=1) / lengths[:, None]
    return np.concatenate((across, across), axis=1)


def _select_near(lines: NDArray[np.float64], frame: CanvasFrame) -> NDArray[np.float64]:
    """Those that may cross the picture."""
    low, high = np.minimum(lines[:, :2], lines[:, 2:]), np.maximum(lines[:, :2], lines[:, 2:])
    margin = frame.margin
    inside = (high >= -margin).all(axis=1) & (low <= (frame.width + margin, frame.height + margin)).all(axis=1)
    near: NDArray[np.float64] = lines[inside]
    return near


def _build_arrow_tip(x1: float, y1: float, x2: float, y2: float) -> QPolygonF:
    length = math.hypot(x2 - x1, y2 - y1)
    tip = min(ARROW_TIP_PX, length)
    if length == 0:
        return QPolygonF()
    along_x, along_y = (x2 - x1) / length * tip, (y2 - y1) / length * tip
    base_x, base_y = x2 - along_x, y2 - along_y
    side_x, side_y = -along_y * 0.45, along_x * 0.45
    corners = ((x2, y2), (base_x + side_x, base_y + side_y), (base_x - side_x, base_y - side_y))
    return QPolygonF([QPointF(x, y) for x, y in corners])


def paint_points(painted: PaintedFrame, group: PointGroup) -> None:
    """Squares straight into the pixels, dark towards the upper left and light towards the lower right."""
    frame = painted.frame
    centers = np.floor(place_boxes(group.points, frame.device_scale, frame.device_offset)).astype(np.int64)
    side, around = max(1, round(group.side * frame.ratio)), max(1, round(frame.ratio))
    for color, shift in ((CASING_COLOR, -around), (LIGHT_CASING_COLOR, around), (group.color, 0)):
        _paint_squares(painted.pixels, centers + shift, side, to_opaque_pixel(color))


def _paint_squares(pixels: NDArray[np.uint32], centers: NDArray[np.int64], side: int, value: int) -> None:
    height, width = pixels.shape
    for dy in range(-(side // 2), side - side // 2):
        for dx in range(-(side // 2), side - side // 2):
            columns, rows = centers[:, 0] + dx, centers[:, 1] + dy
            inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
            pixels[rows[inside], columns[inside]] = value
