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
    """One setting with its title or switch, to which a subclass adds what changes its value.

    Signals:
        value_changed: The id of the setting and its new value.
        reset_requested: The id of the setting, to get the network's own value.
    """

    value_changed = Signal(str, object)
    reset_requested = Signal(str)

    def __init__(self, setting: StageSetting, title: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setting, self.title = setting, title
        self.reset_button = QToolButton()
        self.reset_button.setAutoRaise(True)
        set_theme_icon(self.reset_button, "reset")
        self.reset_button.setAccessibleName(tr("Reset {setting}").format(setting=tr(setting.title)))
        self.reset_button.clicked.connect(lambda: self.reset_requested.emit(setting.id))
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setVerticalSpacing(0)
        self.grid.setColumnStretch(0, 1)
        self.grid.addWidget(title, 0, 0)
        self.grid.addWidget(self.reset_button, 0, 2)
        self.describe_widgets(title)

    def describe_widgets(self, *widgets: QWidget) -> None:
        """Give each of `widgets` the name and the help of the setting."""
        for widget in widgets:
            widget.setToolTip(format_tooltip(tr(self.setting.help)))
            widget.setAccessibleName(tr(self.setting.title))

    def show_value(self, value: SettingValue, own: SettingValue) -> None:
        """Show `value`, and that the network's own is `own`; without a signal."""
        self.update_editors(value)
        self.reset_button.setEnabled(value != own)
        self.reset_button.setToolTip(
            format_tooltip(tr("Reset to {value}, the value of the network").format(value=_format_value(own)))
        )
        font = self.title.font()
        font.setBold(value != own)
        self.title.setFont(font)

    def update_editors(self, value: SettingValue) -> None:
        """Show `value` in the editors of this kind of row, without a signal."""
        raise NotImplementedError


class SwitchSettingRow(StageSettingRow):
    """A setting that is on or off."""

    def __init__(self, setting: StageSetting, parent: QWidget | None = None) -> None:
        self.switch = QCheckBox(tr(setting.title))
        super().__init__(setting, self.switch, parent)
        self.switch.clicked.connect(lambda on: self.value_changed.emit(setting.id, on))

    def update_editors(self, value: SettingValue) -> None:
        self.switch.setChecked(bool(value))


class NumberSettingRow(StageSettingRow):
    """A number with a slider below it."""

    def __init__(self, setting: StageSetting, parent: QWidget | None = None) -> None:
        super().__init__(setting, PlainLabel(tr(setting.title)), parent)
        self.number, self.slider = QDoubleSpinBox(), QSlider(Qt.Orientation.Horizontal)
        self.describe_widgets(self.number, self.slider)
        self.slider.setRange(0, SLIDER_STEPS)
        self.number.setRange(setting.low, setting.high)
        self.number.setSingleStep(setting.step)
        self.number.setDecimals(setting.decimals)
        self.number.setKeyboardTracking(False)
        if setting.unit:
            self.number.setSuffix(" " + tr(setting.unit))
        self.grid.addWidget(self.number, 0, 1)
        self.grid.addWidget(self.slider, 1, 0, 1, 3)
        self.number.valueChanged.connect(lambda value: self.value_changed.emit(setting.id, value))
        self.slider.valueChanged.connect(self._on_slider_moved)

    def update_editors(self, value: SettingValue) -> None:
        assert not isinstance(value, tuple)
        for widget in (self.number, self.slider):
            widget.blockSignals(True)
        self.number.setValue(value)
        self.slider.setValue(round((value - self.setting.low) / self._value_span * SLIDER_STEPS))
        for widget in (self.number, self.slider):
            widget.blockSignals(False)

    @property
    def _value_span(self) -> float:
        return self.setting.high - self.setting.low

    @Slot(int)
    def _on_slider_moved(self, at: int) -> None:
        value = self.setting.low + at / SLIDER_STEPS * self._value_span
        step = self.setting.step
        self.number.setValue(round(value / step) * step)


class ListSettingRow(StageSettingRow):
    """Several numbers in one line."""

    def __init__(self, setting: StageSetting, parent: QWidget | None = None) -> None:
        super().__init__(setting, PlainLabel(tr(setting.title)), parent)
        self.line = QLineEdit()
        self.describe_widgets(self.line)
        self.grid.addWidget(self.line, 0, 1)
        self.line.editingFinished.connect(self._on_list_edited)

    def update_editors(self, value: SettingValue) -> None:
        assert isinstance(value, tuple)
        self.line.setText(_format_list(value))

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


def create_setting_row(setting: StageSetting) -> StageSettingRow:
    """The row for this kind of setting."""
    if setting.is_switch:
        return SwitchSettingRow(setting)
    return ListSettingRow(setting) if setting.is_list else NumberSettingRow(setting)


def _format_list(values: tuple[float, ...]) -> str:
    return " ".join(f"{value:.4g}" for value in values)


def _format_value(value: SettingValue) -> str:
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    return _format_list(value) if isinstance(value, tuple) else f"{value:g}"
