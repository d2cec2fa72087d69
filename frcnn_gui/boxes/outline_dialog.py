"""Asks for the limit of an edit of outlines, and says what it would do while it is being chosen."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QDoubleSpinBox, QVBoxLayout, QWidget

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip

MIN_WIDTH_PX = 380


@dataclass(frozen=True)
class LimitSpec:
    """What is asked for; texts are English and marked for translation.

    Attributes:
        title: Of the dialog.
        label: Of the field, with its mnemonic.
        unit: After the number.
        button: Of the button that does it, with its mnemonic.
        tooltip: What the number means.
        default: The number at first.
        limits: The smallest and the largest number.
        step: What an arrow adds.
        decimals: Digits after the point.
    """

    title: str
    label: str
    unit: str
    button: str
    tooltip: str
    default: float
    limits: tuple[float, float]
    step: float
    decimals: int = 0


class OutlineDialog(QDialog):
    """Asks for a number; `effect_label` is for what it would do.

    Signals:
        limit_changed: The number, whenever it is another.
        limit_chosen: The number.
    """

    limit_changed = Signal(float)
    limit_chosen = Signal(float)

    def __init__(self, spec: LimitSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr(spec.title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.limit_edit = QDoubleSpinBox()
        self.limit_edit.setDecimals(spec.decimals)
        self.limit_edit.setRange(*spec.limits)
        self.limit_edit.setSingleStep(spec.step)
        self.limit_edit.setSuffix(tr(spec.unit))
        self.limit_edit.setValue(spec.default)
        self.limit_edit.setAccessibleName(tr(spec.label).replace("&", ""))
        self.limit_edit.setToolTip(format_tooltip(tr(spec.tooltip)))
        label = PlainLabel(tr(spec.label))
        label.setBuddy(self.limit_edit)
        self.effect_label = PlainLabel()
        self.effect_label.setWordWrap(True)
        self.effect_label.setMinimumHeight(3 * self.effect_label.fontMetrics().lineSpacing())
        self.effect_label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.buttons = QDialogButtonBox()
        self.apply_button = self.buttons.addButton(tr(spec.button), QDialogButtonBox.ButtonRole.AcceptRole)
        self.apply_button.setToolTip(tr("Change the outlines. Can be undone."))
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel).setToolTip(tr("Leave the outlines as they are"))
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        for widget in (label, self.limit_edit, self.effect_label):
            layout.addWidget(widget)
        layout.addSpacing(6)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(MIN_WIDTH_PX)
        self.limit_edit.valueChanged.connect(self.limit_changed)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.limit_edit.selectAll()

    @Slot()
    def accept(self) -> None:
        self.limit_chosen.emit(self.limit_edit.value())
        super().accept()
