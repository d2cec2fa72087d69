"""Moves the keyboard focus round the image and the panels in front."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.actions.action_table import key_text
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.parts import HasActions, HasWindow
from frcnn_gui.document.parts import HasSession

NO_PANEL_TEXT = N_("No panel has the keyboard focus. {key} moves it to one.")
_AREAS = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.TopDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)
"""In the order in which the focus goes round; floating docks come with the area they belong to."""


class FocusContext(HasWindow, HasActions, HasSession, HasCanvas, Protocol):
    """What is used of the window."""


class FocusController(QObject):
    """Binds `next_panel`, `previous_panel` and `float_panel`."""

    def __init__(self, context: FocusContext, start_page: QWidget, docks: Mapping[str, QDockWidget]) -> None:
        """`start_page` has the focus in place of the canvas while no folder is open."""
        super().__init__(context.window)
        self._context, self._start_page, self._docks = context, start_page, docks
        context.actions.bind("next_panel", lambda: self.move_focus(1))
        context.actions.bind("previous_panel", lambda: self.move_focus(-1))
        context.actions.bind("float_panel", self.toggle_floating)

    def move_focus(self, step: int) -> None:
        """Go to the next panel (1) or the previous one (-1); a panel gets the widget back that had the focus in it."""
        stops = self._list_stops()
        focus = QApplication.focusWidget()
        inside = (at for at, stop in enumerate(stops) if focus and (focus is stop or stop.isAncestorOf(focus)))
        current = next(inside, 0)
        for distance in range(1, len(stops) + 1):
            stop = stops[(current + step * distance) % len(stops)]
            target = _find_target(stop)
            if target is not None:
                stop.window().activateWindow()  # a dock may float
                target.setFocus(Qt.FocusReason.TabFocusReason if step > 0 else Qt.FocusReason.BacktabFocusReason)
                return

    def toggle_floating(self) -> None:
        """Make a window of the panel that has the focus, or dock it again."""
        focus = QApplication.focusWidget()
        dock = next((one for one in self._docks.values() if focus is not None and one.isAncestorOf(focus)), None)
        if dock is None or focus is None:
            key = key_text(next(iter(self._context.actions.keys_of("next_panel")), "F6"))
            self._context.session.message_posted.emit(tr(NO_PANEL_TEXT).format(key=key))
            return
        dock.setFloating(not dock.isFloating())
        focus.window().activateWindow()
        focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _list_stops(self) -> list[QWidget]:
        canvas = self._context.canvas
        docks = sorted(self._docks.values(), key=self._place_of)
        panels = [panel for dock in docks if (panel := dock.widget()) is not None and panel.isVisible()]
        return [canvas if canvas.isVisible() else self._start_page, *panels]

    def _place_of(self, dock: QDockWidget) -> tuple[int, int, int]:
        area = self._context.window.dockWidgetArea(dock)
        corner = dock.mapToGlobal(QPoint(0, 0))
        return _AREAS.index(area) if area in _AREAS else len(_AREAS), corner.y(), corner.x()


def _find_target(stop: QWidget) -> QWidget | None:
    """The widget that had the focus last in `stop`, or the first that can have it."""
    last = stop.focusWidget()
    if last is not None and _takes_focus(last):
        return last
    if _takes_focus(stop):
        return stop
    widget = stop.nextInFocusChain()
    while widget is not None and widget is not stop:
        if stop.isAncestorOf(widget) and _takes_focus(widget):
            return widget
        widget = widget.nextInFocusChain()
    return None


def _takes_focus(widget: QWidget) -> bool:
    by_key = widget.focusProxy() is not None or bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_key and widget.isVisible() and widget.isEnabled()
