"""The training options as fields: one for each line of `detector.training.options`, with the preset's value in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QSpinBox,
    QToolButton,
    QWidget,
)

from detector.config import DetectorConfig
from detector.training.options import EPOCHS, TRAINING_OPTIONS, OptionValue, TrainingOption
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip

COLUMNS = 2
COLUMN_WIDTH = 4
"""Grid columns of a field: its title, its editor, its reset button, and a gap"""
GAP_PX = 16
TIME_DELAY_MS = 800
"""After the last change, before the time is measured again"""
MAX_SPIN_VALUE = 2**31 - 1


@dataclass(frozen=True)
class OptionField:
    """The widgets of one option, and how its value is read and shown."""

    option: TrainingOption
    title: PlainLabel
    editor: QWidget
    reset_button: QToolButton
    read_value: Callable[[], OptionValue]
    show_value: Callable[[OptionValue], None]


class OptionForm(QWidget):
    """Fields for all options but the epochs, in two columns.

    A field that differs from the preset has a bold title and a reset button.

    Signals:
        time_changed: What has changed makes a step longer or shorter; a moment after the last change.
    """

    time_changed = Signal()

    def __init__(self, config: DetectorConfig, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config = config
        self._time_timer = QTimer(self, singleShot=True, interval=TIME_DELAY_MS)
        self._time_timer.timeout.connect(self.time_changed)
        self.fields: dict[str, OptionField] = {}
        self._is_showing_preset = False
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(4)
        shown = [option for option in TRAINING_OPTIONS if option is not EPOCHS]
        rows = -(-len(shown) // COLUMNS)
        for place, option in enumerate(shown):
            field = self.fields[option.name] = self._create_field(option)
            row, column = place % rows, place // rows * COLUMN_WIDTH
            layout.addWidget(field.title, row, column)
            layout.addWidget(field.editor, row, column + 1)
            layout.addWidget(field.reset_button, row, column + 2)
        for column in range(COLUMNS):
            layout.setColumnStretch(column * COLUMN_WIDTH + 1, 1)
            layout.setColumnMinimumWidth(column * COLUMN_WIDTH + 3, GAP_PX if column < COLUMNS - 1 else 0)
        self.show_preset(config)

    def show_preset(self, config: DetectorConfig) -> None:
        """Show the values of `config`, and measure changes against it."""
        self._config = config
        self._is_showing_preset = True
        for field in self.fields.values():
            field.show_value(field.option.read(config))
        self._is_showing_preset = False
        self._update_marks()

    def read_changes(self) -> dict[str, OptionValue]:
        """The values that differ from the preset's, by the names of their options."""
        values = {name: field.read_value() for name, field in self.fields.items()}
        return {name: value for name, value in values.items() if value != self.fields[name].option.read(self._config)}

    def set_disabled_reason(self, name: str, reason: str) -> None:
        """Disable an option, with the reason as its tooltip; an empty one enables it."""
        field = self.fields[name]
        field.editor.setEnabled(not reason)
        for widget in (field.title, field.editor):
            widget.setToolTip(format_tooltip(reason or tr(field.option.help)))

    def _create_field(self, option: TrainingOption) -> OptionField:
        title = PlainLabel(tr(option.title))
        bold = QFont(title.font())
        bold.setBold(True)
        title.setMinimumWidth(QFontMetrics(bold).horizontalAdvance(title.text()))  # so that a change moves nothing
        reset = QToolButton()
        reset.setText("↺")
        reset.setAutoRaise(True)
        reset.setToolTip(format_tooltip(tr("Reset to the preset's value")))
        reset.setAccessibleName(tr("Reset {option}").format(option=tr(option.title)))

        def on_value_changed() -> None:
            self._on_value_changed(option)

        editor, read_value, show_value = _create_editor(option, on_value_changed)
        editor.setToolTip(format_tooltip(tr(option.help)))
        editor.setWhatsThis(tr(option.help))
        editor.setAccessibleName(tr(option.title))
        title.setToolTip(editor.toolTip())
        title.setBuddy(editor)
        reset.clicked.connect(lambda: show_value(option.read(self._config)))
        return OptionField(option, title, editor, reset, read_value, show_value)

    def _on_value_changed(self, option: TrainingOption) -> None:
        if self._is_showing_preset:
            return
        self._update_marks()
        if option.changes_time:
            self._time_timer.start()

    def _update_marks(self) -> None:
        changed = self.read_changes()
        for name, field in self.fields.items():
            font = field.title.font()
            font.setBold(name in changed)
            field.title.setFont(font)
            field.reset_button.setEnabled(name in changed)


Editor = tuple[QWidget, Callable[[], OptionValue], Callable[[OptionValue], None]]
"""The widget, how its value is read, and how a value is shown in it"""


def _create_editor(option: TrainingOption, on_changed: Callable[[], None]) -> Editor:
    if option.kind is bool:
        box = QCheckBox()
        box.toggled.connect(on_changed)
        return box, box.isChecked, lambda value: box.setChecked(bool(value))
    if option.choices:
        choice = QComboBox()
        choice.addItems(option.choices)
        choice.currentIndexChanged.connect(on_changed)
        return choice, choice.currentText, lambda value: choice.setCurrentText(str(value))
    if option.kind is tuple:
        return _create_range_editor(option, on_changed)
    return _create_number_editor(option, on_changed)


def _create_number_editor(option: TrainingOption, on_changed: Callable[[], None]) -> Editor:
    if option.kind is int:
        whole = QSpinBox()
        whole.setRange(int(option.minimum), int(min(option.maximum, MAX_SPIN_VALUE)))
        whole.setGroupSeparatorShown(True)
        whole.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        whole.valueChanged.connect(on_changed)
        return whole, whole.value, lambda value: whole.setValue(int(_as_number(value)))
    number = ShortNumberBox(option)
    number.valueChanged.connect(on_changed)
    return number, number.value, lambda value: number.setValue(_as_number(value))


def _create_range_editor(option: TrainingOption, on_changed: Callable[[], None]) -> Editor:
    """Two numbers, the first of which is never the larger."""
    low, high = ShortNumberBox(option), ShortNumberBox(option)
    low.valueChanged.connect(lambda value: high.setValue(max(high.value(), value)))
    high.valueChanged.connect(lambda value: low.setValue(min(low.value(), value)))
    editor = QWidget()
    layout = QHBoxLayout(editor)
    layout.setContentsMargins(0, 0, 0, 0)
    for box, title in ((low, tr("Smallest factor")), (high, tr("Largest factor"))):
        box.valueChanged.connect(on_changed)
        box.setAccessibleName(title)
        layout.addWidget(box, 1)
    layout.insertWidget(1, PlainLabel("–"))
    editor.setFocusProxy(low)

    def show_range(value: OptionValue) -> None:
        assert isinstance(value, tuple)
        low.setValue(value[0])
        high.setValue(value[1])
        low.setValue(value[0])  # which the limit of the other may have held

    return editor, lambda: (low.value(), high.value()), show_range


class ShortNumberBox(QDoubleSpinBox):
    """Shows only the decimals that its value has: 0.001, not 0.001000."""

    def __init__(self, option: TrainingOption) -> None:
        super().__init__()
        self.setDecimals(option.decimals)
        self.setRange(option.minimum, min(option.maximum, float(MAX_SPIN_VALUE)))
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft)

    def textFromValue(self, value: float) -> str:
        text = super().textFromValue(value)
        point = self.locale().decimalPoint()
        return text.rstrip("0").removesuffix(point) if point in text else text


def _as_number(value: OptionValue) -> float:
    assert isinstance(value, int | float)
    return value
