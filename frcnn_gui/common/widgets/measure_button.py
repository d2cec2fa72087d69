"""A button that begins a measurement, and stops it while it runs."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import format_tooltip


class MeasureButton(QPushButton):
    """Says what a click on it would do.

    Signals:
        measure_requested: Clicked while nothing runs.
        stop_requested: Clicked while a measurement runs.
    """

    measure_requested = Signal()
    stop_requested = Signal()

    def __init__(self, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(tr("Meas&ure"), parent)
        self.setToolTip(format_tooltip(tip))
        self._is_running = False
        self.clicked.connect(self._on_clicked)

    def set_running(self, running: bool) -> None:
        """Whether it is being measured now."""
        self._is_running = running
        self.setText(tr("&Stop") if running else tr("Meas&ure"))

    @Slot()
    def _on_clicked(self) -> None:
        (self.stop_requested if self._is_running else self.measure_requested).emit()
