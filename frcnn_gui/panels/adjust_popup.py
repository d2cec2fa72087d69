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
    LEAST_GAMMA,
    MOST_BRIGHTNESS,
    MOST_CONTRAST,
    MOST_GAMMA,
    NEUTRAL,
    Adjustment,
)
from frcnn_gui.language import tr
from frcnn_gui.plain_text import HtmlLabel, PlainLabel, as_tip

STEPS = 200
"""Of a slider to each side of its middle, where nothing is changed."""
GAP = 12
SLIDER_WIDTH = 150


class _Row(QObject):
    """A slider with its number; `changed` when the person moves either."""

    changed = Signal()

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
        self.slider.setRange(-STEPS, STEPS)
        self.slider.setPageStep(STEPS // 10)
        self.slider.setMinimumWidth(SLIDER_WIDTH)
        self.label = PlainLabel(name)
        self.label.setBuddy(self.slider)
        for widget in (self.slider, self.number, self.label):
            widget.setToolTip(as_tip(tip))
        self.slider.setAccessibleName(name.replace("&", ""))
        self.number.setAccessibleName(tr("{name} as a number").format(name=name.replace("&", "")))
        self.slider.valueChanged.connect(self._take_slider)
        self.number.valueChanged.connect(self._take_number)

    @property
    def value(self) -> float:
        return self.number.value()

    def show_value(self, value: float) -> None:
        """Without telling anybody."""
        with QSignalBlocker(self.number), QSignalBlocker(self.slider):
            self.number.setValue(value)
            self.slider.setValue(round(self._to_slider(value) * STEPS))

    @Slot(int)
    def _take_slider(self, step: int) -> None:
        with QSignalBlocker(self.number):
            self.number.setValue(self._from_slider(step / STEPS))
        self.changed.emit()

    @Slot(float)
    def _take_number(self, value: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(self._to_slider(value) * STEPS))
        self.changed.emit()


class AdjustPopup(QFrame):
    """Lies over `canvas`, at its upper right corner; keys of the window go on working while it is open."""

    changed = Signal(object)
    """The `Adjustment` that the person wants."""
    auto_asked = Signal()

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._shown = NEUTRAL
        self.setAccessibleName(tr("Adjust the picture"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.brightness = _Row(
            tr("&Brightness"),
            tr("Lighter or darker; 0 is as in the file"),
            _number(-MOST_BRIGHTNESS, MOST_BRIGHTNESS, 0.01),
            lambda value: value / MOST_BRIGHTNESS,
            lambda part: part * MOST_BRIGHTNESS,
        )
        self.contrast = _Row(
            tr("C&ontrast"),
            tr("How far light and dark are apart; 1 is as in the file"),
            _number(1 / MOST_CONTRAST, MOST_CONTRAST, 0.05),
            lambda value: math.log(value, MOST_CONTRAST),
            lambda part: float(MOST_CONTRAST**part),
        )
        self.gamma = _Row(
            tr("&Gamma"),
            tr("More makes dark parts lighter and changes light ones little; 1 is as in the file"),
            _number(LEAST_GAMMA, MOST_GAMMA, 0.05),
            lambda value: math.log(value, MOST_GAMMA),
            lambda part: float(MOST_GAMMA**part),
        )
        self.rows = (self.brightness, self.contrast, self.gamma)
        self.auto_button = QPushButton(tr("&Automatic"))
        self.auto_button.setToolTip(tr("Stretch the picture's darkest part to black and its lightest to white"))
        self.reset_button = QPushButton(tr("&Reset"))
        self.reset_button.setToolTip(tr("Show the picture as its file has it"))
        self.close_button = QToolButton()
        self._build()
        for row in self.rows:
            row.changed.connect(self._tell)
        self.auto_button.clicked.connect(self.auto_asked)
        self.reset_button.clicked.connect(lambda: self.changed.emit(NEUTRAL))
        self.close_button.clicked.connect(self.close_popup)
        self._show(NEUTRAL)
        self.reset_button.setEnabled(False)
        self.hide()
        canvas.installEventFilter(self)

    def _build(self) -> None:
        title = HtmlLabel(tr("<b>Adjust the picture</b>"))
        title.setToolTip(tr("Only what is shown; the files stay as they are"))
        self.close_button.setText("✕")
        self.close_button.setAutoRaise(True)
        self.close_button.setToolTip(tr("Close; the adjustment stays until it is reset (Esc)"))
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
        return self._shown

    @Slot(object)
    def show_adjustment(self, adjustment: Adjustment) -> None:
        """Follow what the picture is shown with."""
        self.reset_button.setEnabled(adjustment != NEUTRAL)
        if adjustment != self._shown:  # else the person is moving a slider, whose number is rounded
            self._show(adjustment)

    def _show(self, adjustment: Adjustment) -> None:
        self._shown = adjustment
        self.brightness.show_value(adjustment.brightness)
        self.contrast.show_value(adjustment.contrast)
        self.gamma.show_value(adjustment.gamma)

    def allow_auto(self, allowed: bool) -> None:
        self.auto_button.setEnabled(allowed)

    @Slot()
    def toggle(self) -> None:
        """Open it, or close it."""
        if self.isVisibleTo(self._canvas):
            self.close_popup()
            return
        self._place()
        self.show()
        self.raise_()
        self.brightness.slider.setFocus()

    @Slot()
    def close_popup(self) -> None:
        self.hide()
        self._canvas.setFocus()

    @Slot()
    def _tell(self) -> None:
        self._shown = Adjustment(self.brightness.value, self.contrast.value, self.gamma.value)
        self.changed.emit(self._shown)

    def _place(self) -> None:
        self.adjustSize()
        self.move(self._canvas.width() - self.width() - GAP, GAP)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._canvas:
            self._place()
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


def _number(least: float, most: float, step: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(least, most)
    box.setSingleStep(step)
    box.setDecimals(2)
    box.setKeyboardTracking(False)
    return box
