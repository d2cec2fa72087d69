"""The Funnel dock: how many boxes each stage has, how many objects they reach, recall curves, and what was lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from frcnn_gui.common.charts.curve_chart import CurveChart
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.common.widgets.measure_button import MeasureButton
from frcnn_gui.common.widgets.measurement_layout import build_measurement_layout, create_choice, create_titled_list
from frcnn_gui.common.widgets.scroll_page import ScrollPage

IOU_CHOICES = (0.5, 0.6, 0.7, 0.8, 0.9)
MAX_LISTED_OBJECTS = 5_000


@dataclass(frozen=True)
class StageRow:
    """One stage: its name, how many boxes it has or how many objects it misses, how many of the objects it reaches."""

    name: str
    boxes: int
    reached: int
    objects: int
    is_missed_count: bool = False
    """Whether `boxes` is the number of objects that the stage misses"""


@dataclass(frozen=True)
class ObjectRow:
    """An object in the list: what is said of it, and where it is."""

    text: str
    tip: str
    image: Path
    corners: tuple[float, float, float, float]
    is_missed: bool = True


class NumberButton(QToolButton):
    """A number that opens what it counts, with a click, Space or Enter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(self.fontMetrics().height() + 2)

    def changeEvent(self, event: QEvent) -> None:
        """Look like a link while there is something to open."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._update_underline()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._update_underline()

    def _update_underline(self) -> None:
        font = self.font()
        font.setUnderline(self.isEnabled())
        self.setFont(font)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class _StageLine(QObject):
    """The widgets of one stage: its name, its boxes or the objects that it misses, the objects it reaches, a bar."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.name_label, self.boxes_label = PlainLabel(), PlainLabel()
        self.boxes_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.missed_button, self.reached_button = NumberButton(), NumberButton()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMinimumWidth(50)
        self.bar.setMaximumHeight(12)

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        return self.name_label, self.boxes_label, self.missed_button, self.reached_button, self.bar

    def show_row(self, row: StageRow) -> None:
        """Show this stage."""
        self.name_label.setText(row.name)
        self.boxes_label.setText("" if row.is_missed_count else f"{row.boxes:,}")
        self.missed_button.setText(f"−{row.boxes:,}")
        self.missed_button.setAccessibleName(tr("Missed by {stage}: {count}").format(stage=row.name, count=row.boxes))
        self.missed_button.setToolTip(tr("List the objects that are missed here"))
        self.missed_button.setVisible(row.is_missed_count)
        self.missed_button.setEnabled(row.boxes > 0)
        text = tr("{reached} of {objects}") if row.objects else tr("no objects")
        text = text.format(reached=f"{row.reached:,}", objects=f"{row.objects:,}")
        self.reached_button.setText(text)
        self.reached_button.setAccessibleName(tr("{what}: {count}").format(what=row.name, count=text))
        self.reached_button.setToolTip(tr("List and select the objects that are reached here"))
        self.reached_button.setEnabled(row.reached > 0)
        self.bar.setRange(0, max(row.objects, 1))
        self.bar.setValue(row.reached)
        self.bar.setAccessibleName(row.name)


class FunnelPanel(QWidget):
    """Shows what the controller gives it.

    Signals:
        options_changed: `is_of_folder`, `iou` or `is_by_count` has changed.
        object_chosen: The ObjectRow of the list that is to be shown.
        reached_requested: The number of a stage whose reached objects are to be listed; -1: the missed ones again.
        missed_requested: The number of a stage; the objects that it misses are to be listed.
    """

    options_changed = Signal()
    object_chosen = Signal(object)
    reached_requested = Signal(int)
    missed_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Funnel"))
        self.scope_choice = create_choice(
            tr("Images of the funnel"), [(tr("This image"), False), (tr("All labeled images"), True)]
        )
        self.iou_choice = create_choice(
            tr("Minimum IoU for covering an object"),
            [(tr("IoU ≥ {iou}").format(iou=f"{iou:.1f}"), iou) for iou in IOU_CHOICES],
        )
        self.curve_choice = create_choice(
            tr("Horizontal axis of recall"), [(tr("by number of proposals"), True), (tr("by IoU"), False)]
        )
        self.measure_button = MeasureButton(tr("Run the network in use on all labeled images of the folder"))
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        self.stages_page = ScrollPage(tr("Stages"))
        self._grid = QGridLayout()
        self._grid.setColumnStretch(3, 1)
        self._grid.setVerticalSpacing(0)
        self.stages_page.page_layout.addLayout(self._grid)
        self.stages_page.page_layout.addStretch(1)
        self.lines: list[_StageLine] = []
        self.chart = CurveChart(tr("Recall"), tr("Recall is shown here."))
        self.object_list = QListWidget()
        self.object_list.setAccessibleName(tr("Objects"))
        self.object_list.setWhatsThis(
            tr(
                "The missed objects, or those that a number of the funnel counts. Click an object to show it with the "
                "stage that missed it."
            )
        )
        self.object_list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.object_list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.object_list.itemActivated.connect(self._on_object_clicked)
        self.object_list.itemClicked.connect(self._on_object_clicked)
        self.object_title = PlainLabel()
        for choice in (self.scope_choice, self.iou_choice, self.curve_choice):
            choice.activated.connect(self.options_changed)
        self.splitter = build_measurement_layout(
            self,
            (self.scope_choice, self.measure_button, self.iou_choice, self.curve_choice),
            self.summary,
            (
                (self.stages_page, 300),
                (self.chart, 180),
                (create_titled_list(self.object_title, self.object_list), 180),
            ),
        )

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

    def show_stages(self, rows: Sequence[StageRow]) -> None:
        """A line for each stage, the share of the objects it reaches as a bar; the focus stays where it is."""
        while len(self.lines) < len(rows):
            self._add_line()
        for line, row in zip(self.lines, rows, strict=False):
            line.show_row(row)
        for number, line in enumerate(self.lines):
            for widget in line.widgets:
                if number >= len(rows):
                    widget.hide()
                elif widget is not line.missed_button:
                    widget.show()

    def _add_line(self) -> None:
        number, line = len(self.lines), _StageLine(self)
        self.lines.append(line)
        columns = (0, 1, 1, 2, 3)
        for column, widget in zip(columns, line.widgets, strict=True):
            self._grid.addWidget(widget, number, column)
        line.reached_button.clicked.connect(lambda on: self.reached_requested.emit(number if on else -1))
        line.missed_button.clicked.connect(
            lambda on: (self.missed_requested if on else self.reached_requested).emit(number if on else -1)
        )

    def show_objects(
        self, rows: Sequence[ObjectRow], title: str, reached_stage: int = -1, missed_stage: int = -1
    ) -> None:
        """List objects; a click goes there.

        Args:
            rows: of all of them.
            title: what they are.
            reached_stage: the stage whose number counts them, which is marked.
            missed_stage: the same for those that it misses.
        """
        for number, line in enumerate(self.lines):
            line.reached_button.setChecked(number == reached_stage)
            line.missed_button.setChecked(number == missed_stage)
        self.object_list.clear()
        for row in rows[:MAX_LISTED_OBJECTS]:
            item = QListWidgetItem(row.text)
            item.setToolTip(format_tooltip(row.tip))
            item.setData(Qt.ItemDataRole.UserRole, row)
            self.object_list.addItem(item)
        if len(rows) > MAX_LISTED_OBJECTS:
            title = tr("{title}, the first {count}").format(title=title, count=f"{MAX_LISTED_OBJECTS:,}")
        self.object_title.setText(title)

    @Slot(QListWidgetItem)
    def _on_object_clicked(self, item: QListWidgetItem) -> None:
        self.object_chosen.emit(item.data(Qt.ItemDataRole.UserRole))
