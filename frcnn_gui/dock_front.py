"""Docks that lie behind others as tabs: Qt calls their panels visible all the same, and its switch would hide them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QDockWidget


class DockFront(QObject):
    """Hides the panel of `dock` while another lies before it, so that nothing is computed or painted for nobody; the
    dock's switch in the menu brings it to the front, and closes it only from there."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._dock = dock
        self._in_front = False
        dock.visibilityChanged.connect(self._follow)
        dock.toggleViewAction().triggered.connect(self._switch)

    @Slot(bool)
    def _follow(self, in_front: bool) -> None:
        if self._dock.isHidden():  # closed; whether it was in front is what `_switch` wants to know
            return
        self._in_front = in_front
        panel = self._dock.widget()
        if panel is not None:
            policy = panel.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # or the docks would change their sizes with the tab
            panel.setSizePolicy(policy)
            panel.setVisible(in_front)

    @Slot(bool)
    def _switch(self, shown: bool) -> None:
        if shown or not self._in_front:
            self._dock.show()
            self._dock.raise_()
