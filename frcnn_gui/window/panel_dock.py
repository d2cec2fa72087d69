"""Docks that lie behind others as tabs: Qt calls their panels visible all the same, and its switch would hide them."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QDockWidget, QWidget


class PanelDock(QDockWidget):
    """Hides its panel while another lies before it, or while the window is minimized.

    So a panel's `isVisible()` says whether it is on screen, its show and hide events come when that changes, and
    nothing is computed or painted for nobody. The dock's switch in the menu brings it to the front, and closes it only
    from there.
    """

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._in_front = False
        self._settle_timer = QTimer(self, singleShot=True, interval=0)
        self._settle_timer.timeout.connect(self._on_settled)
        self.visibilityChanged.connect(self._on_visibility_changed)
        self.toggleViewAction().triggered.connect(self._on_switch_triggered)

    def set_panel(self, panel: QWidget) -> None:
        """Make `panel` the content of the dock; it is seen only if the dock is in front."""
        policy = panel.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # or the docks would change their sizes with the tab
        panel.setSizePolicy(policy)
        self.setWidget(panel)
        self._set_in_front(self._in_front and _is_inside_window(self))  # Qt has just made it visible

    @Slot(bool)
    def _on_visibility_changed(self, in_front: bool) -> None:
        if self.isHidden():  # closed; whether it was in front is what `_on_switch_triggered` wants to know
            return
        self._set_in_front(in_front)
        # When a window is shown, Qt says that every dock is, and then hides those behind others.
        self._settle_timer.start()

    @Slot()
    def _on_settled(self) -> None:
        if self._in_front and not _is_inside_window(self):
            self._set_in_front(False)

    def _set_in_front(self, in_front: bool) -> None:
        self._in_front = in_front
        panel = self.widget()
        if panel is not None:
            panel.setVisible(in_front)

    @Slot(bool)
    def _on_switch_triggered(self, shown: bool) -> None:
        if shown or not self._in_front:
            self.show()
            self.raise_()


def _is_inside_window(dock: QDockWidget) -> bool:
    """Whether it lies within the window: Qt puts a dock that is behind another to the left of and above it."""
    place = dock.geometry()
    return dock.isFloating() or (place.right() >= 0 and place.bottom() >= 0)
