"""The Funnel dock: how many boxes each stage has, how many objects they reach, recall curves, and what was lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.common.curve_chart import CurveChart
from frcnn_gui.common.language import tr
from frcnn_gui.common.measure_button import MeasureButton
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.common.scroll_page import ScrollPage

IOU_CHOICES = (0.5, 0.6, 0.7, 0.8, 0.9)
MAX_MISSED_LISTED = 500


@dataclass(frozen=True)
class StageRow:
    """One stage: its name, how many boxes it has ("" where that is not counted), how many of the objects it reaches."""

    name: str
    boxes: str
    reached: int
    objects: int


@dataclass(frozen=True)
class MissedObjectRow:
    """An object that is lost: what is said of it, and where it is."""

    text: str
    tip: str
    image: Path
    corners: tuple[float, float, float, float]


class FunnelPanel(QWidget):
    """Shows what the controller gives it.

    Signals:
        options_changed: `is_of_folder`, `iou` or `is_by_count` has changed.
        missed_object_chosen: A LostLine.
    """

    options_changed = Signal()
    missed_object_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Funnel"))
        self.scope_choice = self._create_choice(
            tr("Images of the funnel"), [(tr("This image"), False), (tr("All labeled images"), True)]
        )
        self.iou_choice = self._create_choice(
            tr("Minimum IoU for covering an object"),
            [(tr("IoU ≥ {iou}").format(iou=f"{iou:.1f}"), iou) for iou in IOU_CHOICES],
        )
        self.curve_choice = self._create_choice(
            tr("Horizontal axis of recall"), [(tr("by number of proposals"), True), (tr("by IoU"), False)]
        )
        self.measure_button = MeasureButton(tr("Run the network in use on all labeled images of the folder"))
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        self.stages_page = ScrollPage(tr("Stages"))
        self._grid = QGridLayout()
        self._grid.setColumnStretch(2, 1)
        self.stages_page.page_layout.addLayout(self._grid)
        self.stages_page.page_layout.addStretch(1)
        self.bars: list[QProgressBar] = []
        self.chart = CurveChart(tr("Recall"), tr("Recall is shown here."))
        self.missed_list = QListWidget()
        self.missed_list.setAccessibleName(tr("Missed objects by stage"))
        self.missed_list.setWhatsThis(tr("Click an object to show it with the stage that missed it."))
        self.missed_list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.missed_list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.missed_list.itemActivated.connect(self._on_missed_object_clicked)
        self.missed_list.itemClicked.connect(self._on_missed_object_clicked)
        self.missed_title = PlainLabel()
        self._build_layout()

    def _create_choice(self, name: str, entries: Sequence[tuple[str, object]]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setToolTip(format_tooltip(name))
        for text, value in entries:
            box.addItem(text, value)
        box.activated.connect(self.options_changed)
        return box

    def _build_layout(self) -> None:
        head = QHBoxLayout()
        for widget in (self.scope_choice, self.measure_button, self.iou_choice, self.curve_choice):
            head.addWidget(widget)
        head.addStretch(1)
        losses = QWidget()
        column = QVBoxLayout(losses)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.missed_title)
        column.addWidget(self.missed_list, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for part in (self.stages_page, self.chart, losses):
            self.splitter.addWidget(part)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setSizes([260, 220, 180])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.summary)
        layout.addWidget(self.splitter, 1)

    @property
    def is_of_folder(self) -> bool:
        return bool(self.scope_choice.currentData())

    @property
    def iou(self) -> float:
        return float(self.iou_choice.currentData())

    @property
    def is_by_count(self) -> bool:
        return bool(self.curve_choice.currentData())

    def show_message(self, text: str) -> None:
        self.summary.setText(text)
        self.summary.setVisible(bool(text))

    def show_stages(self, lines: Sequence[StageRow]) -> None:
        """A line for each stage, the share of the objects it reaches as a bar."""
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.bars = []
        for row, line in enumerate(lines):
            bar = QProgressBar()
            bar.setRange(0, max(line.objects, 1))
            bar.setValue(line.reached)
            text = tr("{reached} of {objects}") if line.objects else tr("no objects")
            bar.setFormat(text.format(reached=f"{line.reached:,}", objects=f"{line.objects:,}"))
            bar.setAccessibleName(line.name)
            bar.setMinimumWidth(90)
            count = PlainLabel(line.boxes)
            count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column, widget in enumerate((PlainLabel(line.name), count, bar)):
                self._grid.addWidget(widget, row, column)
            self.bars.append(bar)

    def show_missed_objects(self, lines: Sequence[MissedObjectRow], title: str) -> None:
        """The objects that are lost; a click goes there."""
        self.missed_list.clear()
        for line in lines[:MAX_MISSED_LISTED]:
            item = QListWidgetItem(line.text)
            item.setToolTip(format_tooltip(line.tip))
            item.setData(Qt.ItemDataRole.UserRole, line)
            self.missed_list.addItem(item)
        self.missed_title.setText(title)

    @Slot(QListWidgetItem)
    def _on_missed_object_clicked(self, item: QListWidgetItem) -> None:
        self.missed_object_chosen.emit(item.data(Qt.ItemDataRole.UserRole))
