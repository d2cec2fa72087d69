"""The Detector race dock: networks with their figures in a table, and the seconds of their parts as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.common.charts.stacked_bars import StackedBar, StackedBars
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.common.widgets.comparison_table import create_comparison_table
from frcnn_gui.common.widgets.measure_button import MeasureButton

HEADERS = (N_("Detector"), N_("Seconds"), N_("Processor"), N_("Published"), N_("Proposals"), N_("Found"), N_("AP50"))
HEADER_TIPS = (
    N_("Checked networks are measured"),
    N_("Wall time of this image on this machine, with its proposals"),
    N_("Processor time of all threads, in seconds"),
    N_("Seconds an image with VGG16 on a graphics card, from the papers, with selective search (about 2 s)"),
    N_("Proposals that the head scores"),
    N_("Detections with a score of 0.5 or more; select the row to see them"),
    N_("On the validation images, as kept with the run; – where it was not measured"),
)
PARTS = (N_("Proposals"), N_("Features"), N_("Regions"), N_("Head"), N_("NMS"))
"""In the order of `PartSeconds`"""
MIN_ROWS = 5


@dataclass(frozen=True)
class RaceLine:
    """One network; `figures` and `bar` are empty until it is measured, and `fault` says why it cannot be."""

    title: str
    tip: str
    is_checked: bool
    color: str = ""
    figures: tuple[str, ...] = ()
    bar: StackedBar | None = None
    fault: str = ""


class RacePanel(QWidget):
    """Shows what the controller gives it.

    Signals:
        network_toggled: The number of a row, and whether it is checked.
        network_selected: The number of the row whose detections are to be drawn.
        network_requested: Another network is to be added.
    """

    network_toggled = Signal(int, bool)
    network_selected = Signal(int)
    network_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Detector race"))
        self.measure_button = MeasureButton(tr("Run the checked networks on this image, one after another"))
        self.add_button = QPushButton(tr("Add net&work…"))
        self.add_button.setToolTip(format_tooltip(tr("Add a run of this folder, a file or an untrained network")))
        self.add_button.clicked.connect(self.network_requested)
        self.message_label = PlainLabel()
        self.message_label.setWordWrap(True)
        self.table = self._build_table()
        self.bars = StackedBars(tr("Seconds of the parts"), [tr(part) for part in PARTS])
        self.bars.row_chosen.connect(self._on_bar_chosen)
        self._measured_rows: list[int] = []
        self._build_layout()

    def _build_table(self) -> QTableWidget:
        table = create_comparison_table(tr("Networks"), HEADERS, HEADER_TIPS, MIN_ROWS + 1)
        table.itemChanged.connect(self._on_item_changed)
        table.itemSelectionChanged.connect(self._on_row_selected)
        return table

    def _build_layout(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.measure_button)
        head.addWidget(self.add_button)
        head.addWidget(self.message_label, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.table)
        splitter.addWidget(self.bars)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([610, 330])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(splitter, 1)

    def show_message(self, text: str) -> None:
        """Say what was measured, or why nothing was."""
        self.message_label.setText(text)

    def show_networks(self, lines: Sequence[RaceLine], selected: int) -> None:
        """Fill the table and the bars; `selected`: the number of a row, or -1."""
        self.table.blockSignals(True)
        self.table.setRowCount(len(lines))
        for row, line in enumerate(lines):
            self._fill_row(row, line)
        if selected >= 0:
            self.table.selectRow(selected)
        else:
            self.table.clearSelection()
        self.table.blockSignals(False)
        self._measured_rows = [row for row, line in enumerate(lines) if line.bar is not None]
        bars = [line.bar for line in lines if line.bar is not None]
        self.bars.set_bars(bars, self._measured_rows.index(selected) if selected in self._measured_rows else -1)

    def _fill_row(self, row: int, line: RaceLine) -> None:
        item = QTableWidgetItem(line.title)
        item.setToolTip(format_tooltip(line.fault or line.tip))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if line.is_checked else Qt.CheckState.Unchecked)
        if line.color:
            swatch = QPixmap(10, 10)
            swatch.fill(QColor(line.color))
            item.setIcon(swatch)
        self.table.setItem(row, 0, item)
        for column in range(1, len(HEADERS)):
            figure = QTableWidgetItem(line.figures[column - 1] if line.figures else "")
            figure.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, column, figure)

    @Slot(QTableWidgetItem)
    def _on_item_changed(self, item: QTableWidgetItem) -> None:
        if item.column() == 0:
            self.network_toggled.emit(item.row(), item.checkState() == Qt.CheckState.Checked)

    @Slot()
    def _on_row_selected(self) -> None:
        rows = {index.row() for index in self.table.selectedIndexes()}
        if len(rows) == 1:
            self.network_selected.emit(rows.pop())

    @Slot(int)
    def _on_bar_chosen(self, number: int) -> None:
        self.table.selectRow(self._measured_rows[number])
