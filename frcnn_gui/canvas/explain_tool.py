"""The explain tool: a click asks what the stages made of that place. It changes no box."""

from __future__ import annotations

from frcnn_gui.canvas.tool_state import NO_EFFECTS, Effects, Pointer, ToolContext

MAX_CLICK_MOVE_PX = 3.0
"""A press that ends further away than this many pixels of the widget was no click."""


class ExplainTool:
    """Feed it presses, moves and releases of the left button; do what the returned `Effects` say."""

    name = "explain"
    is_dragging = False
    measured_uid: int | None = None
    """No box is being measured, ever."""

    def __init__(self) -> None:
        self._pressed: Pointer | None = None

    def handle_press(self, pointer: Pointer, _scene: ToolContext) -> Effects:
        self._pressed = pointer
        return NO_EFFECTS

    def handle_move(self, _pointer: Pointer) -> Effects:
        return NO_EFFECTS

    def handle_release(self, pointer: Pointer) -> Effects:
        pressed, self._pressed = self._pressed, None
        return Effects(asked=pressed is not None and pointer.is_near(pressed, MAX_CLICK_MOVE_PX))

    def handle_double_click(self, pointer: Pointer, scene: ToolContext) -> Effects:
        return self.handle_press(pointer, scene)

    def replace_context(self, _scene: ToolContext) -> Effects:
        """Nothing: no box is held."""
        return NO_EFFECTS

    def cancel(self) -> Effects:
        self._pressed = None
        return NO_EFFECTS
