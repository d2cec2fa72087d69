"""Paints what a layer shows besides boxes: heat maps, lines with and without tips, and points."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from frcnn_gui.canvas.clipping import place_boxes
from frcnn_gui.canvas.layers import HeatMap, LineGroup, PointGroup
from frcnn_gui.canvas.painted_frame import CanvasFrame, PaintedFrame
from frcnn_gui.canvas.raster import to_opaque_pixel

LINES_PER_STEP = 2_000
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


def paint_lines(painted: PaintedFrame, group: LineGroup, part: slice) -> None:
    """Those of `group` in `part`, in logical pixels of the widget."""
    view = painted.frame.viewport
    lines = place_boxes(group.lines[part], view.scale, (view.offset_x, view.offset_y))
    seen = _select_near(lines, painted.frame)
    with painted.open_painter() as painter:
        painter.setPen(QPen(QColor(group.color), group.width))
        # Smooth lines cost four times as much, and of many nobody sees it.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(group) <= 500)
        painter.drawLines([QLineF(*line) for line in seen.tolist()])
        if group.arrows:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(group.color))
            for x1, y1, x2, y2 in seen.tolist():
                painter.drawPolygon(_build_arrow_tip(x1, y1, x2, y2))


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
    """Squares straight into the pixels."""
    frame = painted.frame
    centers = np.floor(place_boxes(group.points, frame.device_scale, frame.device_offset)).astype(np.int64)
    height, width = painted.pixels.shape
    side = max(1, round(group.side * frame.ratio))
    for dy in range(-(side // 2), side - side // 2):
        for dx in range(-(side // 2), side - side // 2):
            columns, rows = centers[:, 0] + dx, centers[:, 1] + dy
            inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
            painted.pixels[rows[inside], columns[inside]] = to_opaque_pixel(group.color)
