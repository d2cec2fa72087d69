"""What the brush shows: the stroke under way, pixel by pixel, and the circle of its size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from detector.data.outlines.runs import ColumnRuns
from detector.data.outlines.strokes import Stroke
from frcnn_gui.canvas.painting import overlay
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame, PaintedFrame
from frcnn_gui.canvas.painting.tool_view import ToolView
from frcnn_gui.canvas.tools.brush_tool import BrushTool
from frcnn_gui.canvas.tools.tool_state import Tool
from frcnn_gui.common.canvas_colors import CASING_COLOR, HIGHLIGHT
from frcnn_gui.common.language import tr

_OPACITY = 0.55
_STRIPE_PX = 4
"""Width of the dark and light stripes over what is erased, which are seen on anything."""
_MIN_CIRCLE_PX = 3.0
"""A circle with a smaller radius would hide what the cursor is at."""


class BrushPainter:
    """Keeps the pixels of the stroke under way, to which each point adds only its own pixels."""

    def __init__(self) -> None:
        self._stroke: Stroke | None = None
        self._shown: _PaintedStroke | None = None

    def paint(self, painter: QPainter, view: ToolView, tool: Tool) -> None:
        """Paint the stroke under way and the circle; nothing for another tool."""
        if not isinstance(tool, BrushTool):
            return
        stroke = tool.stroke
        if stroke is None:
            self._stroke = self._shown = None
        else:
            if self._shown is None or stroke is not self._stroke or self._shown.frame != view.frame:
                color = "" if tool.erases else view.color_of(tool.painted_label)
                self._stroke, self._shown = stroke, _PaintedStroke(view.frame, color)
            self._shown.add_points(stroke)
            self._shown.draw(painter)
        if view.cursor is not None:
            _draw_circle(painter, view, tool)


class _PaintedStroke:
    """A stroke in one frame, in a color or, if that is empty, in stripes."""

    def __init__(self, frame: CanvasFrame, color: str) -> None:
        self.frame = frame
        self._painted = PaintedFrame(frame)
        self._fill = _build_fill(self._painted.pixels.shape, color)
        self._count = 0
        height, width = self._painted.pixels.shape
        self._changed = width, height, 0, 0
        """The part with pixels, x1 y1 x2 y2"""

    def add_points(self, stroke: Stroke) -> None:
        """Paint the points that are not there yet; the first time all at once."""
        if stroke.count > self._count:
            self._fill_runs(stroke.list_runs(self._count) if self._count else stroke.build_bitmap().runs)
            self._count = stroke.count

    def _fill_runs(self, runs: ColumnRuns) -> None:
        (height, width), scale, (x, y) = self._painted.pixels.shape, self.frame.device_scale, self.frame.device_offset
        lefts, tops = _place(runs.columns, scale, x, width), _place(runs.tops, scale, y, height)
        rights = np.maximum(_place(runs.columns + 1, scale, x, width), np.minimum(lefts + 1, width))
        bottoms = np.maximum(_place(runs.bottoms, scale, y, height), np.minimum(tops + 1, height))
        is_seen = (lefts < rights) & (tops < bottoms)
        if not is_seen.any():
            return
        edges = np.stack([lefts, tops, rights, bottoms], 1)[is_seen]
        pixels, fill = self._painted.pixels, self._fill
        for left, top, right, bottom in edges.tolist():
            pixels[top:bottom, left:right] = fill[top:bottom, left:right]
        low, high = edges[:, :2].min(axis=0).tolist(), edges[:, 2:].max(axis=0).tolist()
        x1, y1, x2, y2 = self._changed
        self._changed = min(x1, low[0]), min(y1, low[1]), max(x2, high[0]), max(y2, high[1])

    def draw(self, painter: QPainter) -> None:
        x1, y1, x2, y2 = self._changed
        if x1 < x2:
            ratio, margin = self.frame.ratio, self.frame.margin
            source = QRectF(x1, y1, x2 - x1, y2 - y1)
            target = QRectF(x1 / ratio - margin, y1 / ratio - margin, source.width() / ratio, source.height() / ratio)
            painter.drawImage(target, self._painted.image, source)


def _place(edges: NDArray[np.int64], scale: float, offset: float, limit: int) -> NDArray[np.int64]:
    """Where edges between pixels of the image are in the frame."""
    placed: NDArray[np.int64] = np.clip(np.floor(edges * scale + offset), 0, limit).astype(np.int64)
    return placed


def _build_fill(shape: tuple[int, ...], color: str) -> NDArray[np.uint32]:
    """What each pixel of the frame is if the stroke covers it."""
    if color:
        return np.broadcast_to(_to_pixel(color), shape)
    down, across = np.indices(shape, np.int32, sparse=True)
    is_light = (down + across) // _STRIPE_PX % 2 == 0
    return np.where(is_light, _to_pixel(HIGHLIGHT), _to_pixel(CASING_COLOR))


def _to_pixel(color: str) -> np.uint32:
    """The premultiplied value of #rrggbb, seen through."""
    channels = QColor(color)
    alpha, red, green, blue = (
        round(part * _OPACITY) for part in (255, channels.red(), channels.green(), channels.blue())
    )
    return np.uint32(alpha << 24 | red << 16 | green << 8 | blue)


def _draw_circle(painter: QPainter, view: ToolView, tool: BrushTool) -> None:
    """The circle around the cursor, dashed if the brush erases, and its size while that is being changed."""
    if view.cursor is None:
        return
    radius = tool.size / 2 * view.frame.viewport.scale
    if radius >= _MIN_CIRCLE_PX:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        line = QPen(QColor(HIGHLIGHT), 1.5)
        if tool.erases:
            line.setStyle(Qt.PenStyle.DashLine)
        for pen in (QPen(QColor(CASING_COLOR), 3), line):
            painter.setPen(pen)
            painter.drawEllipse(QPointF(view.cursor), radius, radius)
        painter.restore()
    if tool.shows_size:
        size = QSize(view.frame.width, view.frame.height)
        overlay.draw_readout(painter, view.cursor, size, tr("{size} px").format(size=tool.size))
