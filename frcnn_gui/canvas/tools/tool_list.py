"""The tools of the canvas, by name."""

from __future__ import annotations

from frcnn_gui.canvas.tools.brush_tool import BrushTool
from frcnn_gui.canvas.tools.click_tool import ClickTool
from frcnn_gui.canvas.tools.draw_tool import DrawTool
from frcnn_gui.canvas.tools.explain_tool import ExplainTool
from frcnn_gui.canvas.tools.polygon_tool import PolygonTool
from frcnn_gui.canvas.tools.proposal_tool import ProposalTool
from frcnn_gui.canvas.tools.select_tool import SelectTool
from frcnn_gui.canvas.tools.tool_state import Tool

TOOLS: dict[str, type[Tool]] = {
    tool.name: tool for tool in (SelectTool, DrawTool, ClickTool, PolygonTool, BrushTool, ProposalTool, ExplainTool)
}
