"""The NMS dock: survivors by score, one step each; what a step kills, at what IoU, and what it should not have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.common.icons import load_icon
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.common.widgets.step_bar import StepBar
from frcnn_gui.stages.settings import STAGE_SETTINGS
from frcnn_gui.stages.stage_setting_row import NumberSettingRow

MAX_ROWS = 200
ROW_PADDING_PX = 6
_THRESHOLD_SETTING = next(setting for setting in STAGE_SETTINGS if setting.id == "proposals.nms_iou")


@dataclass(frozen=True)
class SuppressedRow:
    """One line of the table."""

    anchor: int
    score: str
    iou: str
    better: str
    """`car 1: 0.81 instead of 0.64` where it fits a box better than all that survive"""
    is_object_lost: bool = False
    """Whether nothing that survives reaches that box"""


class NmsPanel(QWidget):
    """Shows one step of NMS.

    Signals:
        step_requested: The number of the step to show.
        mistake_requested: The next step that suppresses a better candidate is to be shown.
        anchor_selected: The anchor of a clicked line.
    """

    step_requested = Signal(int)
    mistake_requested = Signal()
    anchor_selected = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("NMS step by step"))
        self.steps = StepBar(tr("Each step keeps the best remaining candidate."))
        self.mistake_button = QToolButton()
        self.mistake_button.setText(tr("Next mistake"))
        self.mistake_button.setToolTip(tr("To the suppressed candidate that costs an object most, then to the next"))
        self.threshold_row = NumberSettingRow(_THRESHOLD_SETTING)
        self.text_label = PlainLabel()
        self.text_label.setWordWrap(True)
        self.table = self._build_table()
        self._anchors: list[int] = []
        self._build_layout()
        self._connect_signals()

    def _build_table(self) -> QTableWidget:
        table = QTableWidget(0, 3)
        table.setHorizontalHeaderLabels([tr("Objectness"), tr("IoU with it"), tr("Fits a box better")])
        table.setAccessibleName(tr("Candidates suppressed in this step"))
        table.setWhatsThis(
            tr(
                "They overlap the kept candidate by more than the threshold. The last column names the object that one "
                "fits better than all that survive."
            )
        )
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + ROW_PADDING_PX)
        table.setShowGrid(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        return table

    def _build_layout(self) -> None:
        steps = QHBoxLayout()
        steps.addWidget(self.steps, 1)
        steps.addWidget(self.mistake_button)
        sides = QHBoxLayout()
        left = QVBoxLayout()
        left.addWidget(self.text_label)
        left.addWidget(self.threshold_row)
        left.addStretch(1)
        sides.addLayout(left, 2)
        sides.addWidget(self.table, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(steps)
        layout.addLayout(sides, 1)

    def _connect_signals(self) -> None:
        self.steps.step_requested.connect(self.step_requested)
        self.mistake_button.clicked.connect(self.mistake_requested)
        self.table.itemSelectionChanged.connect(self._on_row_selected)

    @Slot()
    def _on_row_selected(self) -> None:
        rows = {index.row() for index in self.table.selectedIndexes()}
        if len(rows) == 1:
            self.anchor_selected.emit(self._anchors[rows.pop()])

    def show_nothing(self, hint: str, is_passing: bool = False) -> None:
        """There are no steps, and why; where they are about to come, the buttons stay as they are."""
        self.text_label.setText(hint)
        self.steps.show_nothing(is_passing)
        self.show_rows(())
        if not is_passing:
            self.mistake_button.setEnabled(False)

    def show_step(self, step: int, count: int, mistakes: int) -> None:
        """Where it stands; `mistakes`: how many steps cost an object something."""
        self.steps.show_step(step, count)
        self.mistake_button.setEnabled(mistakes > 0)

    def show_rows(self, rows: Sequence[SuppressedRow]) -> None:
        """The candidates that the step kills, best first."""
        self._anchors = [row.anchor for row in rows[:MAX_ROWS]]
        self.table.blockSignals(True)
        self.table.clearSelection()
        self.table.setRowCount(len(self._anchors))
        warning = load_icon("warning")
        for place, row in enumerate(rows[:MAX_ROWS]):
            for column, text in enumerate((row.score, row.iou, row.better)):
                item = QTableWidgetItem(text)
                if column == 2 and row.better:
                    item.setIcon(warning if row.is_object_lost else QIcon())
                    item.setToolTip(format_tooltip(row.better))
                self.table.setItem(place, column, item)
        self.table.blockSignals(False)
        self.table.setForegroundRole(QPalette.ColorRole.Text)
