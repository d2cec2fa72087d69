"""The window on the whole screen, and back."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt

from frcnn_gui.common.parts import HasActions, HasWindow


class FullScreenContext(HasWindow, HasActions, Protocol):
    """What is used of the window."""


class FullScreenController(QObject):
    """Binds `full_screen`."""

    def __init__(self, context: FullScreenContext) -> None:
        super().__init__(context.window)
        self._context = context
        context.actions.bind("full_screen", self.toggle_full_screen)
        context.window.installEventFilter(self)

    def toggle_full_screen(self) -> None:
        """Use the whole screen, or go back to the window as it was, maximized or not."""
        window = self._context.window
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
        self._update_action()

    def leave_full_screen(self) -> bool:
        """Go back to the window; False where it does not use the whole screen."""
        if not self._context.window.isFullScreen():
            return False
        self.toggle_full_screen()
        return True

    def _update_action(self) -> None:
        self._context.actions["full_screen"].setChecked(self._context.window.isFullScreen())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowStateChange and watched is self._context.window:
            self._update_action()
        return super().eventFilter(watched, event)
