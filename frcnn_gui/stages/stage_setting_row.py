"""One setting of the stages: a slider and a number, a switch, or a list of numbers; and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QGridLayout,
    QLineEdit,
    QSlider,
    QToolButton,
    QWidget,
)

from frcnn_gui.common.icons import set_theme_icon
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.stages.settings import SettingValue, StageSetting

SLIDER_STEPS = 400


class StageSettingRow(QWidget):
    """One setting with its slider or field.

    Signals:
        value_changed: The id of the setting and its new value.
        reset_requested: The id of the setting, to get the network's own value.
    """

    value_changed = Signal(str, object)
    reset_requested = Signal(str)

    def __init__(self, setting: StageSetting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setting = setting
        name, help = tr(setting.title), tr(setting.help)
        self.title_label = PlainLabel(name)
        self.reset_button = QToolButton()
        self.reset_button.setAutoRaise(True)
        set_theme_icon(self.reset_button, "reset")
        self.reset_button.setAccessibleName(tr("Reset {setting}").format(setting=name))
        self.reset_button.clicked.connect(lambda: self.reset_requested.emit(setting.id))
        self.switch, self.slider, self.number, self.line = QCheckBox(name), QSlider(), QDoubleSpinBox(), QLineEdit()
        for widget in (self.title_label, self.switch, self.slider, self.number, self.line):
            widget.setToolTip(format_tooltip(help))
            widget.setAccessibleName(name)
        self._build_layout()
        self._connect_signals()

    def _build_layout(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        if self.setting.is_switch:
            grid.addWidget(self.switch, 0, 0)
        else:
            grid.addWidget(self.title_label, 0, 0)
            grid.addWidget(self.line if self.setting.is_list else self.number, 0, 1)
        grid.addWidget(self.reset_button, 0, 2)
        if self.setting.is_switch or self.setting.is_list:
            return
        self.slider.setOrientation(Qt.Orientation.Horizontal)
        self.slider.setRange(0, SLIDER_STEPS)
        self.number.setRange(self.setting.low, self.setting.high)
        self.number.setSingleStep(self.setting.step)
        self.number.setDecimals(self.setting.decimals)
        self.number.setKeyboardTracking(False)
        if self.setting.unit:
            self.number.setSuffix(" " + tr(self.setting.unit))
        grid.addWidget(self.slider, 1, 0, 1, 3)

    def _connect_signals(self) -> None:
        self.switch.clicked.connect(lambda on: self.value_changed.emit(self.setting.id, on))
        self.number.valueChanged.connect(lambda value: self.value_changed.emit(self.setting.id, value))
        self.slider.valueChanged.connect(self._on_slider_moved)
        self.line.editingFinished.connect(self._on_list_edited)

    def show_value(self, value: SettingValue, own: SettingValue) -> None:
        """Show `value`, and that the network's own is `own`; without a signal."""
        for widget in (self.switch, self.slider, self.number):
            widget.blockSignals(True)
        if isinstance(value, bool):
            self.switch.setChecked(value)
        elif isinstance(value, tuple):
            self.line.setText(_format_list(value))
        else:
            self.number.setValue(value)
            self.slider.setValue(round((value - self.setting.low) / self._value_span * SLIDER_STEPS))
        for widget in (self.switch, self.slider, self.number):
            widget.blockSignals(False)
        self.reset_button.setEnabled(value != own)
        self.reset_button.setToolTip(
            format_tooltip(tr("Reset to {value}, the value of the network").format(value=_format_value(own)))
        )
        font = self.title_label.font()
        font.setBold(value != own)
        self.title_label.setFont(font)
        self.switch.setFont(font)

    @property
    def _value_span(self) -> float:
        return self.setting.high - self.setting.low

    @Slot(int)
    def _on_slider_moved(self, at: int) -> None:
        value = self.setting.low + at / SLIDER_STEPS * self._value_span
        step = self.setting.step
        self.number.setValue(round(value / step) * step)

    @Slot()
    def _on_list_edited(self) -> None:
        """Numbers with spaces or commas between them; what is none is marked, and nothing changes."""
        parts = self.line.text().replace(",", " ").split()
        try:
            values = tuple(float(part) for part in parts)
        except ValueError:
            values = ()
        fine = bool(values) and all(0 < value < 1_000 for value in values)
        self.line.setStyleSheet("" if fine else "border: 1px solid #D55E00")
        self.line.setToolTip(
            format_tooltip(tr(self.setting.help) if fine else tr("Enter numbers above 0, separated by spaces."))
        )
        if fine:
            self.value_changed.emit(self.setting.id, values)


def _format_list(values: tuple[float, ...]) -> str:
    return " ".join(f"{value:.4g}" for value in values)


def _format_value(value: SettingValue) -> str:
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    return _format_list(value) if isinstance(value, tuple) else f"{value:g}"
