"""The Anchor fit dock: how well anchors fit the boxes of the folder, which do not, and anchors that would do better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.language import tr
from frcnn_gui.panels.anchor_fit_map import AnchorFitMap
from frcnn_gui.panels.measure_button import MeasureButton
from frcnn_gui.panels.scroll_page import ScrollPage
from frcnn_gui.plain_text import PlainLabel, as_tip

MOST_LISTED = 500


@dataclass(frozen=True)
class FitLine:
    """One box: its image and class, its size in the network's input, how well anchors fit it, and where it is."""

    image: Path
    label: str
    size: str
    iou: float
    match: str
    corners: tuple[float, float, float, float]


class AnchorFitPanel(QWidget):
    """Shows what it is told to."""

    use_asked = Signal()
    box_chosen = Signal(object)
    """A FitLine"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Anchor fit"))
        self._lines: list[FitLine] = []
        self.measure = MeasureButton(tr("Hold every box of the folder against the anchors"))
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        self.map = AnchorFitMap()
        self.legend = PlainLabel(tr("Size in px of the network's input; number of boxes · median of their best IoU"))
        self.legend.setWordWrap(True)
        self.legend.setEnabled(False)
        self.boxes = QTableWidget(0, 4)
        self.boxes.setAccessibleName(tr("Boxes of the chosen size and shape, those that fit worst first"))
        self.boxes.setWhatsThis(tr("A click shows the box on its image."))
        self.boxes.setHorizontalHeaderLabels([tr("Image"), tr("Class"), tr("W x H px"), tr("IoU")])
        self.boxes.verticalHeader().hide()
        self.boxes.verticalHeader().setDefaultSectionSize(22)
        self.boxes.setShowGrid(False)
        self.boxes.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.boxes.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.boxes.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.boxes.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.boxes.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.boxes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.boxes.itemActivated.connect(self._visit)
        self.boxes.itemDoubleClicked.connect(self._visit)
        self.suggestion = PlainLabel()
        self.suggestion.setWordWrap(True)
        self.suggestion.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.use = QPushButton(tr("&Try these anchors"))
        self.use.setToolTip(tr("Use them for the stages that are shown; training keeps those of its preset"))
        self.use.clicked.connect(self.use_asked)
        self._arrange()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.summary, 1)
        head.addWidget(self.measure, 0, Qt.AlignmentFlag.AlignTop)
        advice = ScrollPage(tr("Suggested anchors"))
        advice.page.addWidget(self.suggestion)
        advice.page.addWidget(self.use, 0, Qt.AlignmentFlag.AlignLeft)
        advice.page.addStretch(1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.map, 1)
        column.addWidget(self.legend)
        for part in (left, self.boxes, advice):
            self.splitter.addWidget(part)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setSizes([290, 250, 160])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.splitter, 1)

    def tell(self, text: str) -> None:
        self.summary.setText(text)

    def show_boxes(self, lines: Sequence[FitLine]) -> None:
        """List them in this order."""
        self._lines = list(lines[:MOST_LISTED])
        self.boxes.setRowCount(len(self._lines))
        for row, line in enumerate(self._lines):
            for column, text in enumerate((line.image.name, line.label, line.size, f"{line.iou:.2f}")):
                item = QTableWidgetItem(text)
                item.setToolTip(as_tip(f"{line.image.name}, {line.label}: {line.match}"))
                self.boxes.setItem(row, column, item)

    def suggest(self, text: str, possible: bool) -> None:
        """What anchors would do better, and whether they can be tried out."""
        self.suggestion.setText(text)
        self.use.setVisible(bool(text))
        self.use.setEnabled(possible)

    @Slot(QTableWidgetItem)
    def _visit(self, item: QTableWidgetItem) -> None:
        self.box_chosen.emit(self._lines[item.row()])
