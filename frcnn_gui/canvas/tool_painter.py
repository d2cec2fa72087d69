"""What the tool in hand shows over the image while it is used.

To let a tool show something, add its function to `_PAINTERS`.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtGui import QPainter

from frcnn_gui.canvas import overlay
from frcnn_gui.canvas.brush_painter import BrushPainter
from frcnn_gui.canvas.clipping import PixelRect
from frcnn_gui.canvas.tool_view import ToolView
from frcnn_gui.canvas.tools import BrushTool, SelectTool, Tool


def paint_tool(painter: QPainter, view: ToolView, tool: Tool) -> None:
    """Paint what `tool` shows."""
    if tool.draws and tool.has_crosshair and view.crosshair and view.cursor is not None:
        image = view.image_area
        if image.contains(view.cursor) or tool.is_dragging:
            overlay.draw_crosshair(painter, view.cursor, image)
    for kind, paint in _PAINTERS.items():
        if isinstance(tool, kind):
            paint(painter, view, tool)


def _paint_band(painter: QPainter, view: ToolView, tool: Tool) -> None:
    """The rubber band of the select tool."""
    if not isinstance(tool, SelectTool) or tool.band is None:
        return
    frame = view.frame
    (x1, y1), (x2, y2) = frame.viewport.to_widget(*tool.band[:2]), frame.viewport.to_widget(*tool.band[2:])
    band = PixelRect(math.floor(min(x1, x2)), math.floor(min(y1, y2)), math.ceil(max(x1, x2)), math.ceil(max(y1, y2)))
    overlay.draw_band(painter, band.clip_near_widget(frame.width, frame.height), view.palette)


_PAINTERS: dict[type[Tool], Callable[[QPainter, ToolView, Tool], None]] = {
    SelectTool: _paint_band,
    BrushTool: BrushPainter().paint,
}
