"""Two numbers, from and to."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QWidget

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel
from frcnn_gui.common.widgets.value_range import Range


class RangeEdit(QWidget):
    """Edits a Range within 0..1.

    Signals:
        range_changed: The user changed a limit.
    """

    range_changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` of what is limited, for screen readers."""
        super().__init__(parent)
        self.low_box, self.high_box = QDoubleSpinBox(), QDoubleSpinBox()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for box, what in ((self.low_box, tr("Minimum {name}")), (self.high_box, tr("Maximum {name}"))):
            box.setRange(0.0, 1.0)
            box.setSingleStep(0.05)
            box.setKeyboardTracking(False)
            box.setAccessibleName(what.format(name=name))
            box.setWhatsThis(tr("Only anchors and proposals between these two values are shown."))
            box.valueChanged.connect(self.range_changed)
        layout.addWidget(self.low_box, 1)
        layout.addWidget(PlainLabel(tr("to", "between two numbers")))
        layout.addWidget(self.high_box, 1)
        self.set_range(Range())

    @property
    def value_range(self) -> Range:
        return Range(self.low_box.value(), self.high_box.value())

    def set_range(self, limits: Range) -> None:
        """Show these, without a signal."""
        for box, value in ((self.low_box, limits.low), (self.high_box, limits.high)):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)
