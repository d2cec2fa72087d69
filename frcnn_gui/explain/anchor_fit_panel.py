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

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.common.widgets.measure_button import MeasureButton
from frcnn_gui.common.widgets.scroll_page import ScrollPage
from frcnn_gui.explain.anchor_fit_map import AnchorFitMap

MAX_LISTED_BOXES = 500


@dataclass(frozen=True)
class FitRow:
    """One box: its image and class, its size in the network's input, how well anchors fit it, and where it is."""

    image: Path
    label: str
    size: str
    iou: str
    match: str
    corners: tuple[float, float, float, float]


class AnchorFitPanel(QWidget):
    """Shows what the controller gives it.

    Signals:
        use_requested: The suggested anchors are to be tried.
        box_activated: The FitLine of a box to show.
    """

    use_requested = Signal()
    box_activated = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Anchor fit"))
        self._rows: list[FitRow] = []
        self.measure_button = MeasureButton(tr("Match every labeled box with its best anchor"))
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        self.map = AnchorFitMap()
        self.legend = PlainLabel(tr("Size in input pixels; boxes · median best IoU"))
        self.legend.setWordWrap(True)
        self.legend.setEnabled(False)
        self.boxes_table = QTableWidget(0, 4)
        self.boxes_table.setAccessibleName(tr("Boxes of the selected size and shape, worst fit first"))
        self.boxes_table.setWhatsThis(tr("Click to show the box on its image."))
        self.boxes_table.setHorizontalHeaderLabels([tr("Image"), tr("Class"), tr("W x H px"), tr("IoU")])
        self.boxes_table.verticalHeader().hide()
        self.boxes_table.verticalHeader().setDefaultSectionSize(22)
        self.boxes_table.setShowGrid(False)
        self.boxes_table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.boxes_table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.boxes_table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.boxes_table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.boxes_table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.boxes_table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.boxes_table.itemActivated.connect(self._on_box_activated)
        self.boxes_table.itemDoubleClicked.connect(self._on_box_activated)
        self.suggestion = PlainLabel()
        self.suggestion.setWordWrap(True)
        self.suggestion.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.use_button = QPushButton(tr("T&ry these anchors"))
        self.use_button.setToolTip(tr("Use them for the stages shown. Training keeps those of its preset."))
        self.use_button.clicked.connect(self.use_requested)
        self._build_layout()

    def _build_layout(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.summary, 1)
        head.addWidget(self.measure_button, 0, Qt.AlignmentFlag.AlignTop)
        advice = ScrollPage(tr("Suggested anchors"))
        advice.page_layout.addWidget(self.suggestion)
        advice.page_layout.addWidget(self.use_button, 0, Qt.AlignmentFlag.AlignLeft)
        advice.page_layout.addStretch(1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.map, 1)
        column.addWidget(self.legend)
        for part in (left, self.boxes_table, advice):
            self.splitter.addWidget(part)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setSizes([290, 250, 160])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.splitter, 1)

    def show_message(self, text: str) -> None:
        self.summary.setText(text)

    def show_boxes(self, lines: Sequence[FitRow]) -> None:
        """List them in this order."""
        self._rows = list(lines[:MAX_LISTED_BOXES])
        self.boxes_table.setRowCount(len(self._rows))
        for row, line in enumerate(self._rows):
            for column, text in enumerate((line.image.name, line.label, line.size, line.iou)):
                item = QTableWidgetItem(text)
                item.setToolTip(format_tooltip(f"{line.image.name}, {line.label}: {line.match}"))
                self.boxes_table.setItem(row, column, item)

    def show_suggestion(self, text: str, possible: bool) -> None:
        """What anchors would do better, and whether they can be tried out."""
        self.suggestion.setText(text)
        self.use_button.setVisible(bool(text))
        self.use_button.setEnabled(possible)

    @Slot(QTableWidgetItem)
    def _on_box_activated(self, item: QTableWidgetItem) -> None:
        self.box_activated.emit(self._rows[item.row()])
