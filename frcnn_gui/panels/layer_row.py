"""One layer in a list: eye, title, count, opacity."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QToolButton, QWidget

from frcnn_gui.canvas.layers import Layer
from frcnn_gui.icons import icon

OPACITY_WIDTH = 56
LONGEST_COUNT = "22,500 of 22,500"


class LayerRow(QWidget):
    """Shows and changes one layer's visibility and opacity; follows changes made elsewhere."""

    def __init__(self, layer: Layer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layer = layer
        self.eye = QToolButton()
        self.eye.setCheckable(True)
        self.eye.setAutoRaise(True)
        self.eye.setAccessibleName(f"Show {layer.title}")
        self.eye.toggled.connect(layer.set_visible)
        self.title = QLabel(layer.title)
        self.title.setToolTip(layer.explanation)
        self.count = QLabel()
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # Room for the longest text, so that the panel does not change its width with the numbers.
        self.count.setMinimumWidth(self.count.fontMetrics().horizontalAdvance(LONGEST_COUNT))
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(10, 100)
        self.opacity.setFixedWidth(OPACITY_WIDTH)
        self.opacity.setAccessibleName(f"Opacity of {layer.title}")
        self.opacity.valueChanged.connect(self._set_opacity)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        for column, widget in enumerate((self.eye, self.title, self.count, self.opacity)):
            grid.addWidget(widget, 0, column)
        layer.changed.connect(self.refresh)
        layer.content_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Follow the layer."""
        layer = self.layer
        self.eye.setChecked(layer.visible)
        self.eye.setIcon(icon("eye" if layer.visible else "eye-off"))
        self.eye.setText("" if not self.eye.icon().isNull() else ("on" if layer.visible else "off"))
        self.eye.setToolTip(f"{'Hide' if layer.visible else 'Show'} {layer.title}. {layer.explanation}")
        self.count.setText(layer.count if layer.visible else "")
        self.count.setToolTip("How many boxes of this layer are shown")
        self.opacity.setValue(round(layer.opacity * 100))
        self.opacity.setEnabled(layer.visible)
        self.opacity.setToolTip(f"Opacity: {round(layer.opacity * 100)} %")

    @Slot(int)
    def _set_opacity(self, percent: int) -> None:
        self.layer.set_opacity(percent / 100)
