"""The Statistics dock: what the labels of the folder hold, in numbers and four charts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.common.charts.bar_chart import BarChart, HorizontalBars, VerticalBars
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel
from frcnn_gui.statistics.label_statistics import LabelStatistics, format_csv

CHART_WIDTH = 220
MAX_CLASSES = 200
"""Bars; a taller chart than that nobody reads, and the table that is copied has all."""
NO_FOLDER_TEXT = N_("Open a folder to see its boxes by class, size and image.")
NO_BOXES_TEXT = N_("No boxes yet. Press {key} and drag over an object.")


class StatisticsPanel(QWidget):
    """`search_requested` has what a bar stands for, as the search line of the images takes it.

    Signals:
        search_requested: The search text of a bar.
    """

    search_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Statistics"))
        self.statistics = LabelStatistics()
        self._image_count = self._labeled_count = 0
        self.numbers_label = PlainLabel()
        self.numbers_label.setWordWrap(True)
        self.numbers_label.setAccessibleName(tr("Numbers"))
        self.copy_button = QPushButton(tr("Co&py as CSV"))
        self.copy_button.setToolTip(tr("Copy all numbers as a table for a spreadsheet"))
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.classes_chart: BarChart = HorizontalBars(tr("Boxes of each class"))
        self.sizes_chart: BarChart = VerticalBars(tr("Box sizes"))
        self.aspects_chart: BarChart = VerticalBars(tr("Box shapes"))
        self.per_image_chart: BarChart = VerticalBars(tr("Boxes per image"))
        self.hint = PlainLabel(tr(NO_FOLDER_TEXT))
        self.hint.setWordWrap(True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setForegroundRole(self.hint.palette().ColorRole.PlaceholderText)
        self._columns = 0
        self._build_layout()

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 160)

    def _build_layout(self) -> None:
        page = QWidget()
        self._grid = QGridLayout(page)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(12)
        self._boxes = [
            _add_title(tr("Boxes of each class"), "", self.classes_chart),
            _add_title(tr("Box sizes"), tr("Square root of the area, in pixels of the image"), self.sizes_chart),
            _add_title(tr("Box shapes"), tr("Width divided by height"), self.aspects_chart),
            _add_title(tr("Boxes per image"), tr("Number of images"), self.per_image_chart),
        ]
        for chart in (self.classes_chart, self.per_image_chart):
            chart.bar_chosen.connect(self.search_requested)
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(tr("Charts"))
        self._area = area
        self.pages = QStackedWidget()
        self.pages.addWidget(self.hint)
        self.pages.addWidget(area)
        row = QHBoxLayout()
        row.addWidget(self.numbers_label, 1)
        row.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addLayout(row)
        layout.addWidget(self.pages, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = min(max(self.width() // CHART_WIDTH, 1), len(self._boxes))
        if columns != self._columns:
            self._columns = columns
            for place, box in enumerate(self._boxes):
                self._grid.addWidget(box, place // columns, place % columns, Qt.AlignmentFlag.AlignTop)
            for column in range(len(self._boxes)):
                self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def show_statistics(
        self, statistics: LabelStatistics, images: int, labeled: int, complete: bool, color: Callable[[str], str]
    ) -> None:
        """Draw it; `complete`: every label file has been read. `color` of a class, #rrggbb."""
        self.statistics, self._image_count, self._labeled_count = statistics, images, labeled
        parts = [
            tr("%Ln image(s)", "", images),
            tr("%Ln labeled", "", labeled),
            tr("%Ln verified", "", statistics.verified),
            tr("%Ln box(es)", "", statistics.boxes),
            tr("%Ln class(es)", "", len(statistics.classes)),
        ]
        if statistics.broken:
            parts.append(tr("%Ln with unreadable labels", "", statistics.broken))
        text = ", ".join(parts)
        reading = tr("{numbers}. Reading labels: %Ln file(s) so far.", "", statistics.read)
        self.numbers_label.setText(text if complete else reading.format(numbers=text))
        self.classes_chart.set_bars(statistics.classes[:MAX_CLASSES], lambda bar: color(bar.label))
        self.sizes_chart.set_bars(statistics.sizes)
        self.aspects_chart.set_bars(statistics.aspects)
        self.per_image_chart.set_bars(statistics.per_image)
        self.copy_button.setEnabled(True)
        self.pages.setCurrentWidget(self._area if statistics.boxes else self.hint)

    def show_hint(self, text: str) -> None:
        """What stands there while there is nothing to count."""
        self.hint.setText(text)

    def show_no_folder(self) -> None:
        self.statistics, self._image_count, self._labeled_count = LabelStatistics(), 0, 0
        self.numbers_label.setText("")
        self.copy_button.setEnabled(False)
        self.hint.setText(tr(NO_FOLDER_TEXT))
        self.pages.setCurrentWidget(self.hint)

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(format_csv(self.statistics, self._image_count, self._labeled_count))


def _add_title(title: str, unit: str, chart: BarChart) -> QWidget:
    box = QWidget()
    head = PlainLabel(title)
    font = head.font()
    font.setBold(True)
    head.setFont(font)
    below = PlainLabel(unit)
    below.setForegroundRole(below.palette().ColorRole.PlaceholderText)
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    for label in (head, below):
        label.setWordWrap(True)  # else the words would say how wide a column is at least
        layout.addWidget(label)
    below.setVisible(bool(unit))  # only now: without a parent it would be a window of its own
    layout.addWidget(chart)
    layout.addStretch(1)
    return box
