"""The NMS dock: survivors by score, one step each; what a step kills, at what IoU, and what it should not have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QSlider,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.icons import icon
from frcnn_gui.language import tr
from frcnn_gui.panels.stage_setting_row import StageSettingRow
from frcnn_gui.plain_text import PlainLabel, as_tip
from frcnn_gui.stages.settings import STAGE_SETTINGS

PLAY_MS = 500
"""A step while it plays."""
MOST_ROWS = 200
_THRESHOLD = next(setting for setting in STAGE_SETTINGS if setting.id == "proposals.nms_iou")


@dataclass(frozen=True)
class KilledRow:
    """One line of the table."""

    anchor: int
    score: float
    iou: float
    better: str
    """`car 1: 0.81 instead of 0.64` where it fits a box better than the survivor does"""


class NmsPanel(QWidget):
    """Shows a step; `step_asked` has the step that a person goes to, `chosen` the anchor of a clicked line."""

    step_asked = Signal(int)
    mistake_asked = Signal()
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("NMS step by step"))
        self.back = self._button("previous", tr("Step back"))
        self.play = self._button("play", tr("Play"))
        self.play.setCheckable(True)
        self.forward = self._button("next", tr("Step on"))
        self.mistake = QToolButton()
        self.mistake.setText(tr("Next mistake"))
        self.mistake.setToolTip(tr("To the next step that kills a candidate which fits a box better"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(tr("Step"))
        self.slider.setWhatsThis(tr("Each step takes the best candidate that is left; it survives."))
        self.place = PlainLabel()
        self.threshold = StageSettingRow(_THRESHOLD)
        self.text = PlainLabel()
        self.text.setWordWrap(True)
        self.table = self._build_table()
        self._anchors: list[int] = []
        self._timer = QTimer(self, interval=PLAY_MS)
        self._timer.timeout.connect(self._play_on)
        self._arrange()
        self._connect()

    @staticmethod
    def _button(name: str, text: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(name))
        button.setAccessibleName(text)
        button.setToolTip(as_tip(text))
        button.setAutoRaise(True)
        return button

    def _build_table(self) -> QTableWidget:
        table = QTableWidget(0, 3)
        table.setHorizontalHeaderLabels([tr("Objectness"), tr("IoU with it"), tr("Fits a box better")])
        table.setAccessibleName(tr("Candidates that this step kills"))
        table.setWhatsThis(
            tr("They overlap the survivor by more than the threshold. Green ones fit an object better than it does.")
        )
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        return table

    def _arrange(self) -> None:
        steps = QHBoxLayout()
        for widget in (self.back, self.play, self.forward):
            steps.addWidget(widget)
        steps.addWidget(self.slider, 1)
        steps.addWidget(self.place)
        steps.addWidget(self.mistake)
        sides = QHBoxLayout()
        left = QVBoxLayout()
        left.addWidget(self.text)
        left.addWidget(self.threshold)
        left.addStretch(1)
        sides.addLayout(left, 2)
        sides.addWidget(self.table, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(steps)
        layout.addLayout(sides, 1)

    def _connect(self) -> None:
        self.back.clicked.connect(lambda: self.step_asked.emit(self.slider.value() - 1))
        self.forward.clicked.connect(lambda: self.step_asked.emit(self.slider.value() + 1))
        self.slider.valueChanged.connect(self.step_asked)
        self.mistake.clicked.connect(self.mistake_asked)
        self.play.toggled.connect(self._set_playing)
        self.table.itemSelectionChanged.connect(self._choose)

    @Slot(bool)
    def _set_playing(self, on: bool) -> None:
        self.play.setIcon(icon("pause" if on else "play"))
        self.play.setToolTip(tr("Pause") if on else tr("Play"))
        self.play.setAccessibleName(self.play.toolTip())
        if on and self.slider.value() == self.slider.maximum():
            self.step_asked.emit(0)
        (self._timer.start if on else self._timer.stop)()

    @Slot()
    def _play_on(self) -> None:
        if self.slider.value() >= self.slider.maximum() or not self.isVisible():
            self.play.setChecked(False)
        else:
            self.step_asked.emit(self.slider.value() + 1)

    @Slot()
    def _choose(self) -> None:
        rows = {index.row() for index in self.table.selectedIndexes()}
        if len(rows) == 1:
            self.chosen.emit(self._anchors[rows.pop()])

    def show_nothing(self, hint: str) -> None:
        """There are no steps, and why."""
        self.play.setChecked(False)
        self.text.setText(hint)
        self.place.clear()
        self.show_rows(())
        for widget in (self.back, self.play, self.forward, self.slider, self.mistake):
            widget.setEnabled(False)

    def show_step(self, step: int, count: int, mistakes: int) -> None:
        """Where it stands; `mistakes`: how many candidates all steps together should not have killed."""
        self.slider.blockSignals(True)
        self.slider.setRange(0, count - 1)
        self.slider.setPageStep(max(count // 20, 1))
        self.slider.setValue(step)
        self.slider.blockSignals(False)
        self.place.setText(tr("Step {step} of {count}").format(step=f"{step + 1:,}", count=f"{count:,}"))
        self.back.setEnabled(step > 0)
        self.forward.setEnabled(step < count - 1)
        for widget in (self.slider, self.play):
            widget.setEnabled(count > 1)
        self.mistake.setEnabled(mistakes > 0)

    def show_rows(self, rows: Sequence[KilledRow]) -> None:
        """The candidates that the step kills, best first."""
        self._anchors = [row.anchor for row in rows[:MOST_ROWS]]
        self.table.blockSignals(True)
        self.table.clearSelection()
        self.table.setRowCount(len(self._anchors))
        warning = icon("warning")
        for place, row in enumerate(rows[:MOST_ROWS]):
            for column, text in enumerate((f"{row.score:.3f}", f"{row.iou:.2f}", row.better)):
                item = QTableWidgetItem(text)
                if column == 2 and row.better:
                    item.setIcon(warning)
                    item.setToolTip(as_tip(row.better))
                self.table.setItem(place, column, item)
        self.table.blockSignals(False)
        self.table.setForegroundRole(QPalette.ColorRole.Text)
