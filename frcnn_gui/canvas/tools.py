"""The tools of the canvas."""

from __future__ import annotations

from frcnn_gui.canvas.draw_tool import DrawTool
from frcnn_gui.canvas.explain_tool import ExplainTool
from frcnn_gui.canvas.select_tool import SelectTool
from frcnn_gui.canvas.tool_state import Commit, Effects, Pointer, ToolContext

Tool = SelectTool | DrawTool | ExplainTool

__all__ = ["Commit", "DrawTool", "Effects", "ExplainTool", "Pointer", "SelectTool", "Tool", "ToolContext"]
