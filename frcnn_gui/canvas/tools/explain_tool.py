"""The explain tool: a click asks what the stages made of that place. It changes no box."""

from __future__ import annotations

from frcnn_gui.canvas.tools.tool_state import NO_EFFECTS, Effects, Pointer, Tool, ToolContext

MAX_CLICK_MOVE_PX = 3.0
"""A press that ends further away than this many pixels of the widget was no click."""


class ExplainTool(Tool):
    """Asks at the place of a click; measures and changes nothing."""

    name = "explain"

    def __init__(self) -> None:
        self._pressed: Pointer | None = None

    def handle_press(self, pointer: Pointer, _scene: ToolContext) -> Effects:
        self._pressed = pointer
        return NO_EFFECTS

    def handle_release(self, pointer: Pointer) -> Effects:
        pressed, self._pressed = self._pressed, None
        return Effects(asked=pressed is not None and pointer.is_near(pressed, MAX_CLICK_MOVE_PX))

    def cancel(self) -> Effects:
        self._pressed = None
        return NO_EFFECTS

    def choose_cursor(self, _pointer: Pointer, _scene: ToolContext) -> str:
        return "what"
