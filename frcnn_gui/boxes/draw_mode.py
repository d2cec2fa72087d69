"""Draw mode: a drawing tool stays in hand for all objects and images, and a chip on the canvas says so."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Slot

from frcnn_gui.canvas.layer_chips import LayerChips
from frcnn_gui.canvas.layers import LegendEntry
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.canvas.tools.tool_list import TOOLS
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.parts import HasActions, HasWindow
from frcnn_gui.document.parts import HasSession

DRAW_MODE_TEXT = N_("Draw mode")
HINT_TEXT = N_("1 to 9 set the class, Esc ends")
ASKS_TEXT = N_("asks for the class")


class DrawModeContext(HasWindow, HasActions, HasSession, HasCanvas, Protocol):
    """What is used of the window."""


class DrawModeController(QObject):
    """Binds `draw_mode`, and names the class of the next box in a chip of `chips`."""

    def __init__(self, context: DrawModeContext, chips: LayerChips) -> None:
        super().__init__(context.window)
        self._context, self._chips = context, chips
        self._action = context.actions["draw_mode"]
        context.actions.bind("draw_mode", self._on_triggered)
        context.canvas.tool_changed.connect(self._update_view)
        context.session.classes_changed.connect(self._update_view)
        chips.mode_chip.closed.connect(lambda: context.canvas.set_tool("select"))
        self._update_view()

    def _on_triggered(self) -> None:
        if self._action.isChecked():
            tool = self._context.canvas.tool_name
            self._context.canvas.set_tool(tool if TOOLS[tool].draws else "draw", keeps_drawing=True)
        else:
            self._context.canvas.set_tool("select")

    @Slot()
    def _update_view(self) -> None:
        is_on = self._context.canvas.is_in_draw_mode
        self._action.setChecked(is_on)
        if is_on:
            self._chips.show_mode(tr(DRAW_MODE_TEXT), (self._describe_next_class(), LegendEntry("", tr(HINT_TEXT))))
        elif not self._chips.mode_chip.isHidden():
            self._chips.show_mode("")

    def _describe_next_class(self) -> LegendEntry:
        session = self._context.session
        label = session.next_label
        return LegendEntry(session.class_color(label), label) if label else LegendEntry("", tr(ASKS_TEXT))
