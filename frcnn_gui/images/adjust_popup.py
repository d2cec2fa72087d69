"""Brightness, contrast and gamma of the picture that is shown, in a corner of the canvas."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.canvas.adjustment import (
    MAX_BRIGHTNESS,
    MAX_CONTRAST,
    MAX_GAMMA,
    MIN_GAMMA,
    NEUTRAL,
    Adjustment,
)
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import HtmlLabel, PlainLabel, format_tooltip

SLIDER_STEPS = 200
"""Of a slider to each side of its middle, where nothing is changed."""
GAP_PX = 12
SLIDER_WIDTH = 150


class _SliderRow(QObject):
    """A slider with its number.

    Signals:
        value_changed: The user moved the slider or changed the number.
    """

    value_changed = Signal()

    def __init__(
        self,
        name: str,
        tip: str,
        number: QDoubleSpinBox,
        to_slider: Callable[[float], float],
        from_slider: Callable[[float], float],
    ) -> None:
        super().__init__()
        self._to_slider, self._from_slider = to_slider, from_slider
        self.number = number
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(-SLIDER_STEPS, SLIDER_STEPS)
        self.slider.setPageStep(SLIDER_STEPS // 10)
        self.slider.setMinimumWidth(SLIDER_WIDTH)
        self.label = PlainLabel(name)
        self.label.setBuddy(self.slider)
        for widget in (self.slider, self.number, self.label):
            widget.setToolTip(format_tooltip(tip))
        self.slider.setAccessibleName(name.replace("&", ""))
        self.number.setAccessibleName(tr("{name} as a number").format(name=name.replace("&", "")))
        self.slider.valueChanged.connect(self._on_slider_moved)
        self.number.valueChanged.connect(self._on_number_changed)

    @property
    def value(self) -> float:
        return self.number.value()

    def show_value(self, value: float) -> None:
        """Without a signal."""
        with QSignalBlocker(self.number), QSignalBlocker(self.slider):
            self.number.setValue(value)
            self.slider.setValue(round(self._to_slider(value) * SLIDER_STEPS))

    @Slot(int)
    def _on_slider_moved(self, step: int) -> None:
        with QSignalBlocker(self.number):
            self.number.setValue(self._from_slider(step / SLIDER_STEPS))
        self.value_changed.emit()

    @Slot(float)
    def _on_number_changed(self, value: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(self._to_slider(value) * SLIDER_STEPS))
        self.value_changed.emit()


class AdjustPopup(QFrame):
    """Lies over `canvas`, at its upper right corner; keys of the window still work while it is open.

    Signals:
        adjustment_changed: The new `Adjustment`.
        auto_requested: Automatic adjustment is to be switched.
    """

    adjustment_changed = Signal(object)
    auto_requested = Signal()

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._shown_adjustment = NEUTRAL
        self.setAccessibleName(tr("Adjust image"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.brightness = _SliderRow(
            tr("&Brightness"),
            tr("Lighter or darker. 0 is as in the file."),
            _create_number_box(-MAX_BRIGHTNESS, MAX_BRIGHTNESS, 0.01),
            lambda value: value / MAX_BRIGHTNESS,
            lambda part: part * MAX_BRIGHTNESS,
        )
        self.contrast = _SliderRow(
            tr("C&ontrast"),
            tr("Difference between light and dark. 1 is as in the file."),
            _create_number_box(1 / MAX_CONTRAST, MAX_CONTRAST, 0.05),
            lambda value: math.log(value, MAX_CONTRAST),
            lambda part: float(MAX_CONTRAST**part),
        )
        self.gamma = _SliderRow(
            tr("&Gamma"),
            tr("Higher values brighten dark areas most. 1 is as in the file."),
            _create_number_box(MIN_GAMMA, MAX_GAMMA, 0.05),
            lambda value: math.log(value, MAX_GAMMA),
            lambda part: float(MAX_GAMMA**part),
        )
        self.rows = (self.brightness, self.contrast, self.gamma)
        self.auto_button = QPushButton(tr("A&utomatic"))
        self.auto_button.setToolTip(tr("Stretch the contrast to the full range"))
        self.reset_button = QPushButton(tr("&Reset"))
        self.reset_button.setToolTip(tr("Show the image as in the file"))
        self.close_button = QToolButton()
        self._build_layout()
        for row in self.rows:
            row.value_changed.connect(self._on_value_changed)
        self.auto_button.clicked.connect(self.auto_requested)
        self.reset_button.clicked.connect(lambda: self.adjustment_changed.emit(NEUTRAL))
        self.close_button.clicked.connect(self.close_popup)
        self._show_values(NEUTRAL)
        self.reset_button.setEnabled(False)
        self.hide()
        canvas.installEventFilter(self)

    def _build_layout(self) -> None:
        title = HtmlLabel(tr("<b>Adjust image</b>"))
        title.setToolTip(tr("Changes the display only, not the files"))
        self.close_button.setText("✕")
        self.close_button.setAutoRaise(True)
        self.close_button.setToolTip(tr("Close. The adjustment stays until it is reset (Esc)."))
        self.close_button.setAccessibleName(tr("Close"))
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.close_button)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        for number, row in enumerate(self.rows):
            for column, widget in enumerate((row.label, row.slider, row.number)):
                grid.addWidget(widget, number, column)
        buttons = QHBoxLayout()
        buttons.addWidget(self.auto_button, 1)
        buttons.addWidget(self.reset_button, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addLayout(grid)
        layout.addLayout(buttons)

    @property
    def adjustment(self) -> Adjustment:
        return self._shown_adjustment

    @Slot(object)
    def show_adjustment(self, adjustment: Adjustment) -> None:
        """Follow what the picture is shown with."""
        self.reset_button.setEnabled(adjustment != NEUTRAL)
        if adjustment != self._shown_adjustment:  # else the person is moving a slider, whose number is rounded
            self._show_values(adjustment)

    def _show_values(self, adjustment: Adjustment) -> None:
        self._shown_adjustment = adjustment
        self.brightness.show_value(adjustment.brightness)
        self.contrast.show_value(adjustment.contrast)
        self.gamma.show_value(adjustment.gamma)

    def set_auto_enabled(self, allowed: bool) -> None:
        self.auto_button.setEnabled(allowed)

    @Slot()
    def toggle_popup(self) -> None:
        """Open it, or close it."""
        if self.isVisibleTo(self._canvas):
            self.close_popup()
            return
        self._move_to_corner()
        self.show()
        self.raise_()
        self.brightness.slider.setFocus()

    @Slot()
    def close_popup(self) -> None:
        self.hide()
        self._canvas.setFocus()

    @Slot()
    def _on_value_changed(self) -> None:
        self._shown_adjustment = Adjustment(self.brightness.value, self.contrast.value, self.gamma.value)
        self.adjustment_changed.emit(self._shown_adjustment)

    def _move_to_corner(self) -> None:
        self.adjustSize()
        self.move(self._canvas.width() - self.width() - GAP_PX, GAP_PX)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._canvas:
            self._move_to_corner()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()  # it closes this before it does anything else in the window
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_popup()
        else:
            super().keyPressEvent(event)


def _create_number_box(minimum: float, maximum: float, step: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(minimum, maximum)
    box.setSingleStep(step)
    box.setDecimals(2)
    box.setKeyboardTracking(False)
    return box
