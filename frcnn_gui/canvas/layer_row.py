"""One layer in a list: eye, color, title, count, opacity, and showing it alone."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QGridLayout, QSizePolicy, QSlider, QToolButton, QWidget

from frcnn_gui.canvas.layers import COMPUTING_TEXT, EMPTY_CONTENT, Layer
from frcnn_gui.common.icons import create_swatch, set_theme_icon
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip

OPACITY_WIDTH_PX = 48


class LayerRow(QWidget):
    """Shows and changes one layer; follows changes made elsewhere.

    Signals:
        solo_requested: The key of the layer to show alone.
    """

    solo_requested = Signal(str)

    def __init__(self, layer: Layer, color: str | None = None, parent: QWidget | None = None) -> None:
        """`color_button`: its own, empty where it has several; None for a layer by itself: no color and no solo."""
        super().__init__(parent)
        self.layer, self._own_color = layer, color or ""
        self.eye_button = self._create_button(tr("Show {layer}").format(layer=layer.title))
        self.eye_button.setCheckable(True)
        self.eye_button.toggled.connect(layer.set_visible)
        self.color_button = self._create_button(tr("Color of {layer}").format(layer=layer.title))
        self.color_button.setIconSize(QSize(12, 12))
        self.color_button.setEnabled(bool(color))
        self.color_button.clicked.connect(self._on_color_clicked)
        self.title_label = PlainLabel(layer.title)
        self.title_label.setToolTip(format_tooltip(layer.explanation))
        self.title_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.count_label = PlainLabel()
        self.count_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.count_label.setToolTip(tr("Part of this layer that is shown"))
        self.legend_label = PlainLabel()
        self.legend_label.setWordWrap(True)
        self.legend_label.setToolTip(tr("Number of each kind in this layer"))
        self.opacity_slider = QSlider(Qt.Orientation.Horizontal)
        self.opacity_slider.setRange(10, 100)
        self.opacity_slider.setFixedWidth(OPACITY_WIDTH_PX)
        self.opacity_slider.setAccessibleName(tr("Opacity of {layer}").format(layer=layer.title))
        self.opacity_slider.valueChanged.connect(lambda percent: layer.set_opacity(percent / 100))
        self.solo_button = self._create_button(tr("Show only {layer}").format(layer=layer.title))
        self.solo_button.setText("S")
        self.solo_button.setToolTip(tr("Show only this layer. Click again to restore the others."))
        self.solo_button.clicked.connect(lambda: self.solo_requested.emit(layer.key))
        self._build_layout()
        for button in (self.color_button, self.solo_button):
            button.setVisible(color is not None)
        layer.appearance_changed.connect(self.update_row)
        layer.content_changed.connect(self.update_row)
        self.update_row()

    def _create_button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setAccessibleName(name)
        return button

    def _build_layout(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4)
        grid.setColumnStretch(2, 1)
        for column, widget in enumerate(
            (
                self.eye_button,
                self.color_button,
                self.title_label,
                self.count_label,
                self.solo_button,
                self.opacity_slider,
            )
        ):
            grid.addWidget(widget, 0, column)
        grid.addWidget(self.legend_label, 1, 2, 1, 4)

    @Slot()
    def update_row(self) -> None:
        """Follow the layer."""
        layer = self.layer
        shown = layer.is_switched_on
        self.eye_button.setChecked(shown)
        set_theme_icon(self.eye_button, "eye" if shown else "eye-off")
        what = tr("Hide {layer}. {explanation}") if shown else tr("Show {layer}. {explanation}")
        self.eye_button.setToolTip(format_tooltip(what.format(layer=layer.title, explanation=layer.explanation)))
        color = layer.color or self._own_color
        if color:
            self.color_button.setIcon(create_swatch(color))
            self.color_button.setToolTip(tr("Change the color"))
        else:
            self.color_button.setToolTip(tr("Each kind in this layer has its own color"))
        self._update_counts(shown)
        self.opacity_slider.setValue(round(layer.opacity * 100))
        self.opacity_slider.setEnabled(shown)
        self.opacity_slider.setToolTip(
            format_tooltip(tr("Opacity: {percent} %").format(percent=round(layer.opacity * 100)))
        )

    def _update_counts(self, shown: bool) -> None:
        content = EMPTY_CONTENT if self.layer.is_computing else self.layer.content
        count_text = tr(COMPUTING_TEXT) if self.layer.is_computing else content.count_text
        self.count_label.setText(count_text if shown else "")
        legend = content.summary if shown and not content.count_text else ""
        self.legend_label.setText(legend)
        self.legend_label.setVisible(bool(legend))

    def _on_color_clicked(self) -> None:
        now = QColor(self.layer.color or self._own_color)
        chosen = QColorDialog.getColor(now, self, tr("Color of {layer}").format(layer=self.layer.title))
        if chosen.isValid():
            self.layer.set_color("" if chosen.name() == self._own_color.lower() else chosen.name())
