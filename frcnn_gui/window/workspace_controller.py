"""Workspaces: arrangements of the docks, each remembered as it was left; and the whole screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QActionGroup, QKeyEvent
from PySide6.QtWidgets import QDockWidget

from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.parts import HasActions, HasSettings, HasWindow
from frcnn_gui.document.parts import HasSession
from frcnn_gui.window.dock_layout import BOTTOM, DockPlace, arrange_docks, hide_stale_tab_bars
from frcnn_gui.window.workspaces import LABEL_WORKSPACE, WORKSPACES, Workspace, find_workspace, shown_docks

SETTING = "workspace/current"
TIDY_DELAY_MS = 50
"""After this time Qt has laid out the docks."""
BOTTOM_HEIGHT_PX = 250
"""Pixels that docks below the canvas have at first."""


class WorkspaceContext(HasWindow, HasActions, HasSettings, HasSession, HasCanvas, Protocol):
    """What is used of the window."""


class WorkspaceController(QObject):
    """Binds the workspaces, `reset_layout` and `full_screen`."""

    def __init__(
        self, context: WorkspaceContext, docks: Mapping[str, QDockWidget], places: Sequence[DockPlace], version: int
    ) -> None:
        """`version` of the layouts: those remembered under another are not used."""
        super().__init__(context.window)
        self._context, self._docks, self._version = context, dict(docks), version
        self._places = tuple(places)
        self.current = find_workspace(context.settings.load_value(SETTING, LABEL_WORKSPACE)).key
        group = QActionGroup(self)
        for one in WORKSPACES:
            id = f"workspace_{one.key}"
            group.addAction(context.actions[id])
            context.actions.bind(id, partial(self.show_workspace, one.key))
        context.actions[f"workspace_{self.current}"].setChecked(True)
        context.actions.bind("reset_layout", self.reset_layout)
        context.actions.bind("full_screen", self.toggle_full_screen)
        self._tidy_timer = QTimer(self, singleShot=True, interval=TIDY_DELAY_MS)
        self._tidy_timer.timeout.connect(partial(hide_stale_tab_bars, context.window))
        context.window.installEventFilter(self)
        context.canvas.installEventFilter(self)

    def show_workspace(self, key: str) -> None:
        """Arrange the docks for the workspace `key`, as they were when it was left."""
        if key == self.current:
            return
        settings, window = self._context.settings, self._context.window
        settings.store_bytes(_setting_key(self.current), window.saveState(self._version))
        self.current = key
        settings.store_value(SETTING, key)
        self._context.actions[f"workspace_{key}"].setChecked(True)
        if not window.restoreState(settings.load_bytes(_setting_key(key)), self._version):
            self._arrange_for(find_workspace(key))
        self._tidy_timer.start()

    def reset_layout(self) -> None:
        """Put the docks of this workspace back where they were at first."""
        self._context.settings.remove_value(_setting_key(self.current))
        self._arrange_for(find_workspace(self.current))

    def _arrange_for(self, one: Workspace) -> None:
        arrange_docks(self._context.window, self._docks, self._places)
        shown = shown_docks(one, (place.key for place in self._places if place.visible))
        for key, dock in self._docks.items():
            dock.setVisible(key in shown)
        below = [self._docks[place.key] for place in self._places if place.area == BOTTOM and place.key in shown]
        self._context.window.resizeDocks(below, [BOTTOM_HEIGHT_PX] * len(below), Qt.Orientation.Vertical)
        for key in one.front:
            if key in self._docks:
                self._docks[key].raise_()
        self._tidy_timer.start()

    # -- the whole screen

    def toggle_full_screen(self) -> None:
        """Use the whole screen, or go back to the window as it was, maximized or not."""
        window = self._context.window
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
        self._update_full_screen_action()

    def _update_full_screen_action(self) -> None:
        self._context.actions["full_screen"].setChecked(self._context.window.isFullScreen())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowStateChange and watched is self._context.window:
            self._update_full_screen_action()
        elif event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) and isinstance(event, QKeyEvent):
            return self._leave_full_screen_on_escape(event)
        return super().eventFilter(watched, event)

    def _leave_full_screen_on_escape(self, event: QKeyEvent) -> bool:
        """Escape leaves the full screen where there is nothing else that it would end."""
        if event.key() != Qt.Key.Key_Escape or event.modifiers() or not self._context.window.isFullScreen():
            return False
        if self._context.canvas.tool_name != "select" or self._context.session.selection or self._is_dragging():
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self.toggle_full_screen()
        return True

    def _is_dragging(self) -> bool:
        document = self._context.session.document
        return document is not None and document.shown_boxes is not document.boxes


def _setting_key(key: str) -> str:
    return f"workspace/{key}"
