"""Switches between the workspaces: docks, layers and views of the one that is left go, those of the next one return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QByteArray, QObject, QTimer, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QDockWidget

from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.parts import HasActions, HasSettings, HasWindow
from frcnn_gui.stages.parts import HasStages
from frcnn_gui.stages.stage_selection import NOTHING_SELECTED
from frcnn_gui.window.dock_layout import DockPlace, arrange_docks, hide_stale_tab_bars, resize_docks
from frcnn_gui.window.workspaces import (
    LABEL_WORKSPACE,
    WORKSPACES,
    Workspace,
    find_admitted_groups,
    find_workspace,
)

SETTING = "workspace/current"
TIDY_DELAY_MS = 50
"""After this time Qt has laid out the docks."""


class SideView(Protocol):
    """A view beside the canvas that can be closed and opened again."""

    @property
    def is_open(self) -> bool: ...

    def set_open(self, is_open: bool) -> None: ...


class WorkspaceContext(HasWindow, HasActions, HasSettings, HasCanvas, HasStages, Protocol):
    """What is used of the window."""


class WorkspaceController(QObject):
    """Binds the workspaces and `reset_layout`; `current` is the key of the one that is shown."""

    def __init__(
        self,
        context: WorkspaceContext,
        docks: Mapping[str, QDockWidget],
        places: Sequence[DockPlace],
        version: int,
        views: Mapping[str, SideView],
    ) -> None:
        """`version` of the layouts: those remembered under another are not used."""
        super().__init__(context.window)
        self._context, self._docks, self._version = context, dict(docks), version
        self._places, self._views = tuple(places), dict(views)
        self._open_views: dict[str, list[str]] = {}
        """The views to open again, by workspace"""
        self._visited: set[str] = set()
        self._is_switching = False
        self.current = find_workspace(context.settings.load_value(SETTING, LABEL_WORKSPACE)).key
        group = QActionGroup(self)
        for one in WORKSPACES:
            id = f"workspace_{one.key}"
            group.addAction(context.actions[id])
            context.actions.bind(id, partial(self.show_workspace, one.key))
        context.actions[f"workspace_{self.current}"].setChecked(True)
        context.actions.bind("reset_layout", self.reset_layout)
        self._front_timer = QTimer(self, singleShot=True, interval=0)
        self._front_timer.timeout.connect(self._raise_front_if_first)
        self._tidy_timer = QTimer(self, singleShot=True, interval=TIDY_DELAY_MS)
        self._tidy_timer.timeout.connect(partial(hide_stale_tab_bars, context.window))
        for dock in self._docks.values():
            dock.visibilityChanged.connect(self._admit_layers)
        self._enter_workspace()

    def restore_layout(self, state: QByteArray) -> None:
        """Show the docks as they were when the program ended."""
        if not self._context.window.restoreState(state, self._version):
            self._show_first_docks(self.workspace)
        self.close_guests()

    @property
    def workspace(self) -> Workspace:
        return find_workspace(self.current)

    def show_workspace(self, key: str) -> None:
        """Show the workspace `key` as it was left, without guests; also where it is shown already."""
        self.close_guests()
        if key == self.current:
            self._put_tool_down()
            return
        window, target = self._context.window, find_workspace(key)
        window.setUpdatesEnabled(False)
        self._is_switching = True
        try:
            self._leave_workspace(target)
            self.current = key
            self._context.settings.store_value(SETTING, key)
            self._context.actions[f"workspace_{key}"].setChecked(True)
            self.restore_layout(self._context.settings.load_bytes(_setting_key(key)))
        finally:
            self._is_switching = False
            window.setUpdatesEnabled(True)
        self._enter_workspace()
        self._tidy_timer.start()

    def _leave_workspace(self, target: Workspace) -> None:
        """Remember how this one is, and close what does not belong to `target`."""
        state = self._context.window.saveState(self._version)
        self._context.settings.store_bytes(_setting_key(self.current), state)
        self._open_views[self.current] = [name for name, view in self._views.items() if view.is_open]
        for view in self._views.values():
            view.set_open(False)
        for key, dock in self._docks.items():  # before the next layers come: a tour puts back those it found
            if key not in target.owned_docks:
                dock.hide()

    def _enter_workspace(self) -> None:
        """Show the layers and views of this workspace."""
        target, canvas = self.workspace, self._context.canvas
        if self.current not in self._visited:
            self._visited.add(self.current)
            canvas.layers.switch_on(target.layers_on)
        canvas.layers.set_labels_only(False)
        self._admit_layers()
        for name in self._open_views.get(self.current, ()):
            self._views[name].set_open(True)
        self._put_tool_down()

    def _put_tool_down(self) -> None:
        """Take the first tool, unless the one in hand belongs to this workspace."""
        if self._context.canvas.tool_name not in self.workspace.tools:
            self._context.canvas.set_tool("select")

    @Slot()
    def _admit_layers(self) -> None:
        """Let the canvas draw what belongs to this workspace, or to a guest."""
        if not self._is_switching:
            open_docks = {key for key, dock in self._docks.items() if not dock.isHidden()}
            self._context.canvas.layers.admit_groups(find_admitted_groups(self.workspace, open_docks))

    # -- guests

    def close_guests(self) -> bool:
        """Close the docks and views that belong to other workspaces; whether there were any."""
        guests = [dock for key, dock in self._docks.items() if key not in self.workspace.owned_docks]
        shown = [dock for dock in guests if not dock.isHidden()]
        views = [view for name, view in self._views.items() if name not in self.workspace.views and view.is_open]
        for dock in shown:
            dock.hide()
        for view in views:
            view.set_open(False)
        self._admit_layers()
        return bool(shown or views)

    def close_overlay(self) -> bool:
        """Close what lies over the labels at request: guests, else an explanation, else a view; whether there was any.

        The layers and docks of the workspace itself stay, as in other labeling tools: they are a choice of view, which
        `labels_only` puts aside.
        """
        if self.close_guests():
            return True
        if self._context.stages.selection != NOTHING_SELECTED:
            self._context.stages.select_item()
            return True
        views = [view for view in self._views.values() if view.is_open]
        for view in views:
            view.set_open(False)
        return bool(views)

    # -- the layout

    def reset_layout(self) -> None:
        """Put the docks of this workspace back where they were at first."""
        self._context.settings.remove_value(_setting_key(self.current))
        arrange_docks(self._context.window, self._docks, self._places)
        self._show_first_docks(self.workspace)
        self._tidy_timer.start()

    def _show_first_docks(self, one: Workspace) -> None:
        for key, dock in self._docks.items():
            dock.setVisible(key in one.docks)
        resize_docks(self._context.window, self._docks, [place for place in self._places if place.key in one.docks])
        self._raise_front()
        if not self._context.window.isVisible():
            self._front_timer.start()  # Qt chooses no tab before the window is shown

    @Slot()
    def _raise_front_if_first(self) -> None:
        """Bring the docks of the workspace to the front, unless another one has been opened meanwhile."""
        if all(dock.isHidden() or key in self.workspace.docks for key, dock in self._docks.items()):
            self._raise_front()

    def _raise_front(self) -> None:
        for key in self.workspace.front:
            if not self._docks[key].isHidden():
                self._docks[key].lower()  # else Qt takes no notice where it is the topmost widget already
                self._docks[key].raise_()


def _setting_key(key: str) -> str:
    return f"workspace/{key}"
