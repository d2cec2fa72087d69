"""Shows the labels alone: while a key is held, or from one tap of it to the next."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence

from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.parts import HasActions, HasWindow

HOLD_MS = 350
"""A key that is pressed for longer is held, not tapped."""


class LabelsOnlyContext(HasWindow, HasActions, HasCanvas, Protocol):
    """What is used of the window."""


class LabelsOnlyController(QObject):
    """Binds `labels_only`."""

    def __init__(self, context: LabelsOnlyContext) -> None:
        super().__init__(context.window)
        self._layers = context.canvas.layers
        self._action = context.actions["labels_only"]
        self._held_since: QElapsedTimer | None = None
        self._action.installEventFilter(self)
        context.actions.bind("labels_only", self._on_triggered)
        self._layers.layers_changed.connect(self._update_action)

    def _on_triggered(self) -> None:
        self._layers.set_labels_only(self._action.isChecked())

    @Slot()
    def _update_action(self) -> None:
        self._action.setChecked(self._layers.is_labels_only)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._action and event.type() == QEvent.Type.Shortcut:
            self._start_hold()  # the action is triggered next
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyRelease and self._is_own_key(event):
            self._end_hold()
        return super().eventFilter(watched, event)

    def _start_hold(self) -> None:
        """Listen to the whole program until the key is released: the focus may be anywhere."""
        application = QCoreApplication.instance()
        if self._held_since is None and application is not None:
            self._held_since = QElapsedTimer()
            self._held_since.start()
            application.installEventFilter(self)

    def _is_own_key(self, event: QKeyEvent) -> bool:
        """Modifiers do not count: they may have been released before."""
        name = QKeySequence(event.key()).toString()
        own = (keys.toString().rpartition("+")[2] for keys in self._action.shortcuts())
        return not event.isAutoRepeat() and name in own

    def _end_hold(self) -> None:
        application, held_since = QCoreApplication.instance(), self._held_since
        if application is not None and held_since is not None:
            application.removeEventFilter(self)
            self._held_since = None
            if held_since.elapsed() >= HOLD_MS:
                self._layers.set_labels_only(False)
