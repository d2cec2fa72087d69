"""A button that begins a measurement, and stops it while it runs."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from frcnn_gui.language import tr
from frcnn_gui.plain_text import as_tip


class MeasureButton(QPushButton):
    """Says what a click on it would do."""

    measure_asked = Signal()
    stop_asked = Signal()

    def __init__(self, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(tr("&Measure"), parent)
        self.setToolTip(as_tip(tip))
        self._running = False
        self.clicked.connect(self._press)

    def set_running(self, running: bool) -> None:
        """Whether it is being measured now."""
        self._running = running
        self.setText(tr("&Stop") if running else tr("&Measure"))

    @Slot()
    def _press(self) -> None:
        (self.stop_asked if self._running else self.measure_asked).emit()
