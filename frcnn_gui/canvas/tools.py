"""The tools of the canvas, by name."""

from __future__ import annotations

from frcnn_gui.canvas.brush_tool import BrushTool
from frcnn_gui.canvas.click_tool import ClickTool
from frcnn_gui.canvas.draw_tool import DrawTool
from frcnn_gui.canvas.explain_tool import ExplainTool
from frcnn_gui.canvas.polygon_tool import PolygonTool
from frcnn_gui.canvas.proposal_tool import ProposalTool
from frcnn_gui.canvas.select_tool import SelectTool
from frcnn_gui.canvas.tool_state import Commit, Effects, Pointer, Tool, ToolContext

TOOLS: dict[str, type[Tool]] = {
    tool.name: tool for tool in (SelectTool, DrawTool, ClickTool, PolygonTool, BrushTool, ProposalTool, ExplainTool)
}

__all__ = [
    "TOOLS",
    "BrushTool",
    "ClickTool",
    "Commit",
    "DrawTool",
    "Effects",
    "ExplainTool",
    "Pointer",
    "PolygonTool",
    "ProposalTool",
    "SelectTool",
    "Tool",
    "ToolContext",
]
