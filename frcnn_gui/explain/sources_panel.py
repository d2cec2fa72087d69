"""The Proposal sources dock: what each source covers, in a table and curves, and the objects that only one covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from frcnn_gui.common.charts.curve_chart import CurveChart
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.common.widgets.comparison_table import create_comparison_table
from frcnn_gui.common.widgets.measure_button import MeasureButton
from frcnn_gui.common.widgets.measurement_layout import build_measurement_layout, create_choice, create_titled_list

SHOWN_COUNTS = (10, 30, 100, 300, 1000, 2000)
SHOWN_IOUS = (0.5, 0.6, 0.7, 0.8, 0.9)
MAX_LISTED_OBJECTS = 2_000
HEADERS = (N_("Source"), N_("Boxes"), N_("Seconds"), N_("Recall"), N_("AR"), N_("Only here"))
HEADER_TIPS = (
    N_("Checked sources are measured and drawn"),
    N_("Mean number of boxes of an image"),
    N_("Mean processor time of an image"),
    N_("Objects covered with this number of boxes at this IoU"),
    N_("Average recall: the mean over IoUs from 0.5 to 0.95"),
    N_("Objects that no other source covers; select the row to list them"),
)
MIN_ROWS = 6
"""That are seen without scrolling, with the header"""


@dataclass(frozen=True)
class SourceLine:
    """One line of the table; `figures` are empty until it is measured."""

    name: str
    title: str
    tip: str
    is_checked: bool
    color: str = ""
    figures: tuple[str, ...] = ()


@dataclass(frozen=True)
class ObjectLine:
    """An object that only one source covers."""

    text: str
    image: Path
    corners: tuple[float, float, float, float]


class SourcesPanel(QWidget):
    """Shows what the controller gives it.

    Signals:
        source_toggled: The name of a source, and whether it is checked.
        source_selected: The name of the source whose own objects are to be listed.
        options_changed: Count, IoU or the axis of the curves have changed.
        file_requested: A file of proposals is to be added.
        object_chosen: The `ObjectLine` that is to be shown.
    """

    source_toggled = Signal(str, bool)
    source_selected = Signal(str)
    options_changed = Signal()
    file_requested = Signal()
    object_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Proposal sources"))
        self.scope_choice = create_choice(
            tr("Images that are measured"), [(tr("This image"), False), (tr("All labeled images"), True)]
        )
        self.measure_button = MeasureButton(tr("Find the proposals of the checked sources and compare them"))
        self.file_button = QPushButton(tr("Add file…"))
        self.file_button.setToolTip(format_tooltip(tr("Compare the proposals of a file: .npz, .json or .mat")))
        self.count_choice = create_choice(
            tr("Number of boxes of an image that count and are drawn"),
            [(tr("best {count}").format(count=f"{count:,}"), count) for count in SHOWN_COUNTS],
        )
        self.count_choice.setCurrentIndex(SHOWN_COUNTS.index(30))
        self.iou_choice = create_choice(
            tr("Minimum IoU for covering an object"),
            [(tr("IoU ≥ {iou}").format(iou=f"{iou:.1f}"), iou) for iou in SHOWN_IOUS],
        )
        self.curve_choice = create_choice(
            tr("Horizontal axis of recall"), [(tr("by number of proposals"), True), (tr("by IoU"), False)]
        )
        self.message_label = PlainLabel()
        self.message_label.setWordWrap(True)
        self.table = self._build_table()
        self.chart = CurveChart(tr("Recall"), tr("Recall is shown here."))
        self.object_title = PlainLabel()
        self.object_list = QListWidget()
        self.object_list.setAccessibleName(tr("Objects that only one source covers"))
        self.object_list.itemClicked.connect(self._on_object_clicked)
        self.object_list.itemActivated.connect(self._on_object_clicked)
        self._names: list[str] = []
        self._objects: list[ObjectLine] = []
        self.file_button.clicked.connect(self.file_requested)
        for choice in (self.scope_choice, self.count_choice, self.iou_choice, self.curve_choice):
            choice.activated.connect(self.options_changed)
        self.splitter = build_measurement_layout(
            self,
            (
                self.scope_choice,
                self.measure_button,
                self.file_button,
                self.count_choice,
                self.iou_choice,
                self.curve_choice,
            ),
            self.message_label,
            ((self.table, 430), (self.chart, 260), (create_titled_list(self.object_title, self.object_list), 150)),
        )

    @property
    def is_of_folder(self) -> bool:
        """Whether all labeled images are measured."""
        return bool(self.scope_choice.currentData())

    @property
    def count(self) -> int:
        return int(self.count_choice.currentData())

    @property
    def iou(self) -> float:
        return float(self.iou_choice.currentData())

    @property
    def is_by_count(self) -> bool:
        """Whether the curves are over the number of proposals; otherwise over the IoU."""
        return bool(self.curve_choice.currentData())

    def _build_table(self) -> QTableWidget:
        table = create_comparison_table(tr("Sources"), HEADERS, HEADER_TIPS, MIN_ROWS)
        table.itemChanged.connect(self._on_item_changed)
        table.itemSelectionChanged.connect(self._on_row_selected)
        return table

    def show_message(self, text: str) -> None:
        """Say what was measured, or why nothing was."""
        self.message_label.setText(text)
        self.message_label.setVisible(bool(text))

    def show_sources(self, lines: Sequence[SourceLine], selected: str) -> None:
        """Fill the table; `selected`: the name of the source whose row is selected."""
        self.table.blockSignals(True)
        self._names = [line.name for line in lines]
        self.table.setRowCount(len(lines))
        for row, line in enumerate(lines):
            item = QTableWidgetItem(line.title)
            item.setToolTip(format_tooltip(line.tip))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if line.is_checked else Qt.CheckState.Unchecked)
            if line.color:
                item.setIcon(_draw_swatch(line.color))
            self.table.setItem(row, 0, item)
            for column in range(1, len(HEADERS)):
                text = line.figures[column - 1] if line.figures else ""
                figure = QTableWidgetItem(text)
                figure.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, figure)
        if selected in self._names:
            self.table.selectRow(self._names.index(selected))
        self.table.blockSignals(False)

    def show_objects(self, lines: Sequence[ObjectLine], title: str) -> None:
        """The objects that only the selected source covers."""
        self._objects = list(lines[:MAX_LISTED_OBJECTS])
        self.object_title.setText(title)
        self.object_list.clear()
        for line in self._objects:
            item = QListWidgetItem(line.text)
            item.setToolTip(format_tooltip(line.text))
            self.object_list.addItem(item)

    @Slot(QTableWidgetItem)
    def _on_item_changed(self, item: QTableWidgetItem) -> None:
        if item.column() == 0:
            self.source_toggled.emit(self._names[item.row()], item.checkState() == Qt.CheckState.Checked)

    @Slot()
    def _on_row_selected(self) -> None:
        rows = {index.row() for index in self.table.selectedIndexes()}
        if len(rows) == 1:
            self.source_selected.emit(self._names[rows.pop()])

    @Slot(QListWidgetItem)
    def _on_object_clicked(self, item: QListWidgetItem) -> None:
        self.object_chosen.emit(self._objects[self.object_list.row(item)])


def _draw_swatch(color: str) -> QPixmap:
    swatch = QPixmap(10, 10)
    swatch.fill(QColor(color))
    return swatch
