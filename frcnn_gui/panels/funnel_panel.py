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

from frcnn_gui.language import tr
from frcnn_gui.panels.curve_chart import CurveChart
from frcnn_gui.panels.measure_button import MeasureButton
from frcnn_gui.panels.scroll_page import ScrollPage
from frcnn_gui.plain_text import PlainLabel, as_tip

IOUS = (0.5, 0.6, 0.7, 0.8, 0.9)
MOST_LOST = 500


@dataclass(frozen=True)
class StageLine:
    """One stage: its name, how many boxes it has ("" where that is not counted), how many of the objects it reaches."""

    name: str
    boxes: str
    reached: int
    objects: int


@dataclass(frozen=True)
class LostLine:
    """An object that is lost: what is said of it, and where it is."""

    text: str
    tip: str
    image: Path
    corners: tuple[float, float, float, float]


class FunnelPanel(QWidget):
    """Shows what it is told to."""

    changed = Signal()
    """Whose funnel, from which IoU on, or which curve: `of_folder`, `iou`, `by_count`."""
    lost_chosen = Signal(object)
    """A LostLine"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Funnel"))
        self.whose = self._choice(tr("Whose funnel"), [(tr("This image"), False), (tr("All labelled images"), True)])
        self.ious = self._choice(
            tr("IoU from which on an object is reached"),
            [(tr("IoU ≥ {iou}").format(iou=f"{iou:.1f}"), iou) for iou in IOUS],
        )
        self.curve = self._choice(tr("Recall over what"), [(tr("by number of proposals"), True), (tr("by IoU"), False)])
        self.measure = MeasureButton(tr("Pass every labelled image of the folder through the network in use"))
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        self.stages = ScrollPage(tr("Stages"))
        self._grid = QGridLayout()
        self._grid.setColumnStretch(2, 1)
        self.stages.page.addLayout(self._grid)
        self.stages.page.addStretch(1)
        self.bars: list[QProgressBar] = []
        self.chart = CurveChart(tr("Recall"), tr("Recall is drawn here."))
        self.lost = QListWidget()
        self.lost.setAccessibleName(tr("Objects that are lost"))
        self.lost.setWhatsThis(tr("A click goes to the object, and to the stage that lost it."))
        self.lost.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.lost.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lost.itemActivated.connect(self._choose)
        self.lost.itemClicked.connect(self._choose)
        self.lost_title = PlainLabel()
        self._arrange()

    def _choice(self, name: str, entries: Sequence[tuple[str, object]]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setToolTip(as_tip(name))
        for text, value in entries:
            box.addItem(text, value)
        box.activated.connect(self.changed)
        return box

    def _arrange(self) -> None:
        head = QHBoxLayout()
        for widget in (self.whose, self.measure, self.ious, self.curve):
            head.addWidget(widget)
        head.addStretch(1)
        losses = QWidget()
        column = QVBoxLayout(losses)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.lost_title)
        column.addWidget(self.lost, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for part in (self.stages, self.chart, losses):
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
    def of_folder(self) -> bool:
        return bool(self.whose.currentData())

    @property
    def iou(self) -> float:
        return float(self.ious.currentData())

    @property
    def by_count(self) -> bool:
        return bool(self.curve.currentData())

    def tell(self, text: str) -> None:
        self.summary.setText(text)
        self.summary.setVisible(bool(text))

    def show_stages(self, lines: Sequence[StageLine]) -> None:
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

    def show_lost(self, lines: Sequence[LostLine], title: str) -> None:
        """The objects that are lost; a click goes there."""
        self.lost.clear()
        for line in lines[:MOST_LOST]:
            item = QListWidgetItem(line.text)
            item.setToolTip(as_tip(line.tip))
            item.setData(Qt.ItemDataRole.UserRole, line)
            self.lost.addItem(item)
        self.lost_title.setText(title)

    @Slot(QListWidgetItem)
    def _choose(self, item: QListWidgetItem) -> None:
        self.lost_chosen.emit(item.data(Qt.ItemDataRole.UserRole))
