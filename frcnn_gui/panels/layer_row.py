"""One layer in a list: eye, colour, title, count, opacity, and showing it alone."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QGridLayout, QSizePolicy, QSlider, QToolButton, QWidget

from frcnn_gui.canvas.layers import Layer
from frcnn_gui.icons import icon
from frcnn_gui.language import tr
from frcnn_gui.panels.category_list import swatch
from frcnn_gui.plain_text import PlainLabel, as_tip

OPACITY_WIDTH = 48


class LayerRow(QWidget):
    """Shows and changes one layer; follows changes made elsewhere. `solo_asked` where it is to be shown alone."""

    solo_asked = Signal(str)

    def __init__(self, layer: Layer, color: str | None = None, parent: QWidget | None = None) -> None:
        """`color`: its own, empty where it has several; None for a layer by itself: no colour and no solo."""
        super().__init__(parent)
        self.layer, self._own_color = layer, color or ""
        self.eye = self._button(tr("Show {layer}").format(layer=layer.title))
        self.eye.setCheckable(True)
        self.eye.toggled.connect(layer.set_visible)
        self.color = self._button(tr("Colour of {layer}").format(layer=layer.title))
        self.color.setIconSize(QSize(12, 12))
        self.color.setEnabled(bool(color))
        self.color.clicked.connect(self._choose_color)
        self.title = PlainLabel(layer.title)
        self.title.setToolTip(as_tip(layer.explanation))
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.count = PlainLabel()
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.count.setToolTip(tr("How much of this layer is shown"))
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(10, 100)
        self.opacity.setFixedWidth(OPACITY_WIDTH)
        self.opacity.setAccessibleName(tr("Opacity of {layer}").format(layer=layer.title))
        self.opacity.valueChanged.connect(lambda percent: layer.set_opacity(percent / 100))
        self.solo = self._button(tr("Show {layer} alone").format(layer=layer.title))
        self.solo.setText("S")
        self.solo.setToolTip(tr("Show this layer alone; again for those that were shown before"))
        self.solo.clicked.connect(lambda: self.solo_asked.emit(layer.key))
        self._arrange()
        for button in (self.color, self.solo):
            button.setVisible(color is not None)
        layer.changed.connect(self.refresh)
        layer.content_changed.connect(self.refresh)
        self.refresh()

    def _button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setAccessibleName(name)
        return button

    def _arrange(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4)
        grid.setColumnStretch(2, 1)
        for column, widget in enumerate((self.eye, self.color, self.title, self.count, self.solo, self.opacity)):
            grid.addWidget(widget, 0, column)

    @Slot()
    def refresh(self) -> None:
        """Follow the layer."""
        layer = self.layer
        self.eye.setChecked(layer.visible)
        self.eye.setIcon(icon("eye" if layer.visible else "eye-off"))
        what = tr("Hide {layer}. {explanation}") if layer.visible else tr("Show {layer}. {explanation}")
        self.eye.setToolTip(as_tip(what.format(layer=layer.title, explanation=layer.explanation)))
        color = layer.color or self._own_color
        if color:
            self.color.setIcon(swatch(color))
            self.color.setToolTip(tr("Choose another colour"))
        else:
            self.color.setToolTip(tr("This layer has a colour for each kind"))
        self.count.setText(layer.count if layer.visible else "")
        self.opacity.setValue(round(layer.opacity * 100))
        self.opacity.setEnabled(layer.visible)
        self.opacity.setToolTip(as_tip(tr("Opacity: {percent} %").format(percent=round(layer.opacity * 100))))

    def _choose_color(self) -> None:
        now = QColor(self.layer.color or self._own_color)
        chosen = QColorDialog.getColor(now, self, tr("Colour of {layer}").format(layer=self.layer.title))
        if chosen.isValid():
            self.layer.set_color("" if chosen.name() == self._own_color.lower() else chosen.name())
