"""What an edit of outlines would do, shown while its entry of a menu is highlighted: on the canvas and beside it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, QPoint, QTimer, Slot
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QApplication, QMenu, QToolTip

from frcnn_gui.boxes.outline_runner import BuildEdit, OutlineRunner, OutlineRunnerContext, ScopedEdit
from frcnn_gui.common.actions.action_table import ActionTable
from frcnn_gui.common.plain_text import format_tooltip

MAX_TIP_CHARACTERS = 60
"""Of a line"""
_CURSOR_PX, _TIP_MARGIN_PX = 24, 16
"""How far below a place Qt shows a tooltip, and what it has around its text."""


class OutlinePreview(QObject):
    """Follows the menus; the tooltip of the highlighted action says what is changed and lost, with the numbers."""

    def __init__(
        self, context: OutlineRunnerContext, actions: ActionTable, edits: Mapping[str, BuildEdit], parent: QObject
    ) -> None:
        """`edits` are those that are shown, by the ids of their actions."""
        super().__init__(parent)
        self._actions, self._edits = actions, edits
        self._runner = OutlineRunner(context, self)
        self._menu: QMenu | None = None
        self._shown: ScopedEdit | None = None
        self._id = ""
        self._read_id = ""
        for id in edits:
            actions[id].hovered.connect(partial(self._on_action_hovered, id))

    def was_shown(self, id: str) -> bool:
        """Whether the action that is being triggered was chosen in a menu that showed what it would do."""
        return bool(id) and id in (self._id, self._read_id)

    def _on_action_hovered(self, id: str) -> None:
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu) or id == self._id:
            return
        self.end_preview()
        self._id, self._menu = id, menu
        menu.aboutToHide.connect(self.end_preview)
        menu.hovered.connect(self._on_menu_hovered)
        self._runner.run_edit(self._edits[id], self._show_edit)

    def _show_edit(self, found: ScopedEdit) -> None:
        menu, action = self._menu, self._actions[self._id] if self._id else None
        if menu is None or action is None or not found.is_current:
            return
        self._shown, self._read_id = found, self._id
        if found.edit.annotations != found.scope.annotations:
            found.document.set_preview(found.edit.annotations)
        lines = textwrap.wrap(found.edit.forecast, MAX_TIP_CHARACTERS)
        action.setToolTip(format_tooltip("\n".join([action.statusTip(), *lines])))
        QTimer.singleShot(0, self, self._show_tip)  # the key that moved here hides tooltips

    @Slot()
    def _show_tip(self) -> None:
        if self._menu is not None and self._shown is not None:
            action = self._actions[self._id]
            QToolTip.showText(_find_tip_place(self._menu, action), action.toolTip(), self._menu)

    @Slot(QAction)
    def _on_menu_hovered(self, action: QAction) -> None:
        if action.objectName() != self._id:
            self.end_preview()

    @Slot()
    def end_preview(self) -> None:
        """Show the objects as they are."""
        self._runner.drop_edit()
        if self._menu is not None:
            self._menu.aboutToHide.disconnect(self.end_preview)
            self._menu.hovered.disconnect(self._on_menu_hovered)
            self._actions.update_tooltip(self._id)
            QToolTip.hideText()
        if self._shown is not None:
            self._shown.document.set_preview(None)
        self._menu, self._shown, self._id = None, None, ""
        # A menu closes just before it triggers what was chosen.
        QTimer.singleShot(0, self, self._forget_read)

    @Slot()
    def _forget_read(self) -> None:
        self._read_id = self._id if self._shown is not None else ""


def _find_tip_place(menu: QMenu, action: QAction) -> QPoint:
    """Where on the screen the tooltip of an entry is: right of the menu, or left of it if there is no room."""
    entry = menu.actionGeometry(action)
    at = menu.mapToGlobal(entry.topRight())
    width = QFontMetrics(QToolTip.font()).size(0, action.toolTip()).width() + _TIP_MARGIN_PX
    if at.x() + width > menu.screen().availableGeometry().right():
        at.setX(menu.mapToGlobal(entry.topLeft()).x() - width)
    return at - QPoint(0, _CURSOR_PX)
