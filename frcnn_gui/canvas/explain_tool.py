"""The explain tool: a click asks what the stages made of that place. It changes no box."""

from __future__ import annotations

from frcnn_gui.canvas.tool_state import NOTHING, Effects, Pointer, Scene

CLICK_REACH = 3.0
"""A press that ends further away than this many pixels of the widget was no click."""


class ExplainTool:
    """Feed it presses, moves and releases of the left button; do what the returned `Effects` say."""

    name = "explain"
    dragging = False
    measured_uid: int | None = None
    """No box is being measured, ever."""

    def __init__(self) -> None:
        self._pressed: Pointer | None = None

    def press(self, pointer: Pointer, _scene: Scene) -> Effects:
        self._pressed = pointer
        return NOTHING

    def move(self, _pointer: Pointer) -> Effects:
        return NOTHING

    def release(self, pointer: Pointer) -> Effects:
        pressed, self._pressed = self._pressed, None
        return Effects(asked=pressed is not None and pointer.is_near(pressed, CLICK_REACH))

    def double_click(self, pointer: Pointer, scene: Scene) -> Effects:
        return self.press(pointer, scene)

    def rebase(self, _scene: Scene) -> Effects:
        """Nothing: no box is held."""
        return NOTHING

    def cancel(self) -> Effects:
        self._pressed = None
        return NOTHING
