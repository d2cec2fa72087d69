"""Buttons and a slider that go through numbered steps, one by one, at once, or by themselves."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSlider, QToolButton, QWidget

from frcnn_gui.common.icons import set_theme_icon
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip

PLAY_INTERVAL_MS = 500
"""A step while it plays."""


class StepBar(QWidget):
    """Shows which step is shown; its owner calls `show_step` for the one that is requested.

    Signals:
        step_requested: The number of the step to show.
    """

    step_requested = Signal(int)

    def __init__(self, tip: str, parent: QWidget | None = None) -> None:
        """`tip`: what a step is, for What's This."""
        super().__init__(parent)
        self.back_button = self._create_button("previous", tr("Previous step"))
        self.play_button = self._create_button("play", tr("Play"))
        self.play_button.setCheckable(True)
        self.forward_button = self._create_button("next", tr("Next step"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(tr("Step"))
        self.slider.setWhatsThis(tip)
        self.step_label = PlainLabel()
        self._timer = QTimer(self, interval=PLAY_INTERVAL_MS)
        self._timer.timeout.connect(self._on_play_timeout)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.back_button, self.play_button, self.forward_button):
            layout.addWidget(widget)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.step_label)
        self.back_button.clicked.connect(lambda: self.step_requested.emit(self.slider.value() - 1))
        self.forward_button.clicked.connect(lambda: self.step_requested.emit(self.slider.value() + 1))
        self.slider.valueChanged.connect(self.step_requested)
        self.play_button.toggled.connect(self._on_play_toggled)

    @staticmethod
    def _create_button(name: str, text: str) -> QToolButton:
        button = QToolButton()
        set_theme_icon(button, name)
        button.setAccessibleName(text)
        button.setToolTip(format_tooltip(text))
        button.setAutoRaise(True)
        return button

    def show_step(self, step: int, count: int) -> None:
        """Where it stands, of `count` steps."""
        self.slider.blockSignals(True)
        self.slider.setRange(0, count - 1)
        self.slider.setPageStep(max(count // 20, 1))
        self.slider.setValue(step)
        self.slider.blockSignals(False)
        self.step_label.setText(tr("Step {step} of {count}").format(step=f"{step + 1:,}", count=f"{count:,}"))
        self.back_button.setEnabled(step > 0)
        self.forward_button.setEnabled(step < count - 1)
        for widget in (self.slider, self.play_button):
            widget.setEnabled(count > 1)

    def show_nothing(self, is_passing: bool = False) -> None:
        """There are no steps; where they are about to come (`is_passing`), the buttons stay as they are."""
        self.step_label.clear()
        if not is_passing:
            self.play_button.setChecked(False)
            for widget in (self.back_button, self.play_button, self.forward_button, self.slider):
                widget.setEnabled(False)

    @Slot(bool)
    def _on_play_toggled(self, on: bool) -> None:
        set_theme_icon(self.play_button, "pause" if on else "play")
        self.play_button.setToolTip(tr("Pause") if on else tr("Play"))
        self.play_button.setAccessibleName(self.play_button.toolTip())
        if on and self.slider.value() == self.slider.maximum():
            self.step_requested.emit(0)
        (self._timer.start if on else self._timer.stop)()

    @Slot()
    def _on_play_timeout(self) -> None:
        if self.slider.value() >= self.slider.maximum() or not self.isVisible():
            self.play_button.setChecked(False)
        else:
            self.step_requested.emit(self.slider.value() + 1)
