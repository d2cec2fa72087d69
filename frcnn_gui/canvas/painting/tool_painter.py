"""What the tool in hand shows over the image while it is used.

To let a tool show something, add its function to `_PAINTERS`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen

from detector.click_boxes import ClickBox
from detector.data.geometry import Box
from frcnn_gui.canvas.painting import overlay
from frcnn_gui.canvas.painting.brush_painter import BrushPainter
from frcnn_gui.canvas.painting.clipping import PixelRect
from frcnn_gui.canvas.painting.label_tags import render_tag
from frcnn_gui.canvas.painting.outline_painter import OutlineStyle, PaintedOutline, draw_outlines
from frcnn_gui.canvas.painting.tool_view import ToolView
from frcnn_gui.canvas.tools.brush_tool import BrushTool
from frcnn_gui.canvas.tools.click_tool import ClickTool
from frcnn_gui.canvas.tools.draw_tool import DEFAULT_LABEL
from frcnn_gui.canvas.tools.polygon_tool import PolygonTool
from frcnn_gui.canvas.tools.proposal_tool import ProposalTool
from frcnn_gui.canvas.tools.select_tool import SelectTool
from frcnn_gui.canvas.tools.tool_state import Tool
from frcnn_gui.common.canvas_colors import CASING_COLOR, HIGHLIGHT
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.ring_editing import locate_points

WAITING_TEXT = N_("Finding boxes…")
ENTER_TEXT = N_("Enter")
"""The key that takes the box"""
_POINT_SIDE_PX, _CLOSING_SIDE_PX = 7, 11
_FILL_OPACITY = 0.15
_PROPOSAL_STYLE = OutlineStyle(width_px=2, opacity=0.3, light_color="")
_SURE_STYLE = OutlineStyle(width_px=1, opacity=0.0, light_color="")


def paint_tool(painter: QPainter, view: ToolView, tool: Tool) -> None:
    """Paint what `tool` shows."""
    if tool.draws and tool.has_crosshair and view.crosshair and view.cursor is not None:
        image = view.image_area
        if image.contains(view.cursor) or tool.is_dragging:
            overlay.draw_crosshair(painter, view.cursor, image)
    for kind, paint in _PAINTERS.items():
        if isinstance(tool, kind):
            paint(painter, view, tool)


def _paint_select_tool(painter: QPainter, view: ToolView, tool: Tool) -> None:
    _paint_band(painter, view, tool)
    if isinstance(tool, SelectTool):
        selected, color = tool.selected_points, view.palette.color(QPalette.ColorRole.Highlight).name()
        has_points = selected.uid in view.selection and selected.find_annotation(view.annotations) is not None
        if has_points and selected.rings is not None:
            _draw_points(painter, view, locate_points(selected.rings, selected.places).tolist(), color)


def _paint_polygon(painter: QPainter, view: ToolView, tool: Tool) -> None:
    """The points placed so far with their lines, and the line to where the next one would be."""
    if not isinstance(tool, PolygonTool) or not tool.points:
        return
    points = [*tool.points, tool.next_point] if tool.next_point is not None else list(tool.points)
    placed = [QPointF(*view.frame.viewport.to_widget(*point)) for point in points]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    own_color = view.color_of(view.label)
    inside = QColor(own_color)
    inside.setAlphaF(_FILL_OPACITY)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(inside)
    painter.drawPolygon(placed)
    lines, rubber = placed[: len(tool.points)], [placed[-2], placed[-1], placed[0]]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for color, width in ((CASING_COLOR, 4), (own_color, 2)):
        painter.setPen(QPen(QColor(color), width))
        painter.drawPolyline(lines)
    for color, style in ((CASING_COLOR, Qt.PenStyle.SolidLine), (HIGHLIGHT, Qt.PenStyle.DashLine)):
        painter.setPen(QPen(QColor(color), 1, style))
        painter.drawPolyline(rubber if len(tool.points) > 1 else rubber[:2])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    _draw_points(painter, view, tool.points, HIGHLIGHT)
    if tool.is_closing:
        _draw_points(painter, view, tool.points[:1], own_color, _CLOSING_SIDE_PX)


def _paint_proposals(painter: QPainter, view: ToolView, tool: Tool) -> None:
    if isinstance(tool, ProposalTool):
        painted = [PaintedOutline(one.outline, view.color_of(one.label), is_dashed=True) for one in tool.proposed]
        draw_outlines(painter, view.frame, painted, _PROPOSAL_STYLE)


def _paint_click_boxes(painter: QPainter, view: ToolView, tool: Tool) -> None:
    """The box that Enter would take, with its class, score and place, over those that the network is sure of."""
    if not isinstance(tool, ClickTool):
        return
    current = tool.find_current_box(view.annotations)
    if tool.clicked is None:
        for box in tool.list_sure_boxes(view.annotations):
            if box != current:
                _draw_click_box(painter, view, box, box.label, is_current=False)
    elif current is None:
        place = QPointF(*view.frame.viewport.to_widget(*tool.clicked)).toPoint()
        overlay.draw_readout(painter, place, QSize(view.frame.width, view.frame.height), tr(WAITING_TEXT))
    if current is not None:
        label = tool.choose_label(current, view.label) or DEFAULT_LABEL
        place_text = f"  {tool.place + 1}/{len(tool.boxes)}" if tool.boxes else f"  {tr(ENTER_TEXT)}"
        score = f" {current.score:.2f}" if current.score else ""
        _draw_click_box(painter, view, current, label, is_current=True, note=f"{score}{place_text}")


def _draw_click_box(
    painter: QPainter, view: ToolView, box: ClickBox, label: str, is_current: bool, note: str = ""
) -> None:
    """A dashed box with a tag, and the dashed outline in it; the current one is filled and wider."""
    color, area = view.color_of(label), _place_box(view, box.box)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if box.outline is not None:
        painted = PaintedOutline(box.outline, color, is_dashed=True)
        draw_outlines(painter, view.frame, [painted], _PROPOSAL_STYLE if is_current else _SURE_STYLE)
    elif is_current:
        inside = QColor(color)
        inside.setAlphaF(_FILL_OPACITY)
        painter.fillRect(area, inside)
    width = 2 if is_current else 1
    painter.setPen(QPen(QColor(CASING_COLOR), width + 2))
    painter.drawRect(area)
    painter.setPen(QPen(QColor(color), width, Qt.PenStyle.DashLine))
    painter.drawRect(area)
    tag = render_tag(f"{label}{note}", color, painter.font().toString(), view.frame.ratio)
    top = area.top() - tag.deviceIndependentSize().height() - 2
    painter.drawImage(QPointF(max(area.left() - 2, 0), max(top, 0)), tag)


def _place_box(view: ToolView, box: Box) -> QRectF:
    """Where a box of the image is in the widget."""
    left, top = view.frame.viewport.to_widget(box.x1, box.y1)
    right, bottom = view.frame.viewport.to_widget(box.x2, box.y2)
    return QRectF(QPointF(round(left), round(top)), QPointF(round(right), round(bottom)))


def _draw_points(
    painter: QPainter, view: ToolView, points: Iterable[Sequence[float]], color: str, side: int = _POINT_SIDE_PX
) -> None:
    painter.setPen(QPen(QColor(CASING_COLOR), 1))
    painter.setBrush(QColor(color))
    for x, y in points:
        left, top = view.frame.viewport.to_widget(x, y)
        painter.drawRect(QRectF(round(left) - side / 2, round(top) - side / 2, side, side))
    painter.setPen(Qt.PenStyle.NoPen)


def _paint_band(painter: QPainter, view: ToolView, tool: Tool) -> None:
    """The rubber band of the select tool."""
    if not isinstance(tool, SelectTool) or tool.band is None:
        return
    frame = view.frame
    (x1, y1), (x2, y2) = frame.viewport.to_widget(*tool.band[:2]), frame.viewport.to_widget(*tool.band[2:])
    band = PixelRect(math.floor(min(x1, x2)), math.floor(min(y1, y2)), math.ceil(max(x1, x2)), math.ceil(max(y1, y2)))
    overlay.draw_band(painter, band.clip_near_widget(frame.width, frame.height), view.palette)


_PAINTERS: dict[type[Tool], Callable[[QPainter, ToolView, Tool], None]] = {
    SelectTool: _paint_select_tool,
    PolygonTool: _paint_polygon,
    BrushTool: BrushPainter().paint,
    ProposalTool: _paint_proposals,
    ClickTool: _paint_click_boxes,
}
