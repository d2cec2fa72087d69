"""The Runs dock: the folder's trainings, what came of each, and their curves beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, SignalInstance, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from detector.training.past_runs import BrokenRun, PastRun
from frcnn_gui.comparison_words import score_text
from frcnn_gui.language import N_, tr
from frcnn_gui.panels.curve_chart import CurveChart
from frcnn_gui.panels.run_comparison import RunComparison
from frcnn_gui.panels.run_words import MAX_NAME, run_length, run_name, run_tip, state_of, when
from frcnn_gui.plain_text import PlainLabel, as_tip, cut

COLUMNS = (N_("Date"), N_("Network"), N_("Images"), N_("Steps"), N_("AP50"), N_("State"), N_("Note"))
NOTE = len(COLUMNS) - 1
SCORE = COLUMNS.index("AP50")
NO_RUNS = N_("No training yet on this folder. Train begins one; its network and curves are kept here.")
MAX_BROKEN = 3
"""Runs that cannot be read and are named one by one"""
AP50, LOSS = "ap50", "loss"


class RunsPanel(QWidget):
    """Shows what it is told to; its signals have the run that is meant."""

    use_asked = Signal(object)
    go_on_asked = Signal(object)
    folder_asked = Signal(object)
    trash_asked = Signal(object)
    noted = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Runs"))
        self._runs: tuple[PastRun, ...] = ()
        self._busy = False
        self.comparison = RunComparison()
        self.hint = PlainLabel(tr(NO_RUNS))
        self.hint.setWordWrap(True)
        self.hint.setEnabled(False)
        self.broken = PlainLabel()
        self.broken.setWordWrap(True)
        self.broken.hide()
        self.table = self._build_table()
        self.use = self._button(tr("&Use"), tr("Detect, and show the stages, with the network of this run"))
        self.go_on = self._button(tr("&Go on"), tr("Train on from where this run ended"))
        self.open_folder = self._button(tr("Open &folder"), tr("Show the checkpoints and logs of this run"))
        self.trash = self._button(tr("To the t&rash"), tr("Move this run with its networks to the trash"))
        self.curve = QComboBox()
        self.curve.setAccessibleName(tr("Which curve"))
        self.curve.setWhatsThis(tr("What is drawn of every run that is selected."))
        self.curve.addItem(tr("AP50 by epoch"), AP50)
        self.curve.addItem(tr("Loss by step"), LOSS)
        self.chart = CurveChart(tr("Curves of the runs"), tr("Select runs to compare their curves."))
        self._arrange()
        self._connect()
        self.show_runs(())

    @staticmethod
    def _button(text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(as_tip(tip))
        return button

    def _build_table(self) -> QTableWidget:
        table = QTableWidget(0, len(COLUMNS))
        table.setAccessibleName(tr("Runs on this folder"))
        table.setWhatsThis(
            tr(
                "Every training on this folder, the newest first. AP50 has its 95 % interval: how far it would move "
                "with other images of the same kind. Select several runs to compare their curves; select two to see "
                "whether one is better or just lucky. A note can be written into its column."
            )
        )
        table.setHorizontalHeaderLabels([tr(title) for title in COLUMNS])
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(24)
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setSectionResizeMode(NOTE, QHeaderView.ResizeMode.Stretch)
        # A narrow dock cuts the last columns, and what a run is judged by must not be among them.
        table.horizontalHeader().moveSection(SCORE, 1)
        return table

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.use, self.go_on, self.open_folder, self.trash):
            buttons.addWidget(button)
        buttons.addStretch(1)
        left, right = QWidget(), QWidget()
        for side, parts in ((left, (self.hint, self.broken, self.table)), (right, (self.curve, self.chart))):
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            for part in parts:
                column.addWidget(part, 0 if part in (self.hint, self.broken, self.curve) else 1)
            if side is left:
                column.addWidget(self.comparison)
                column.addLayout(buttons)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(right)
        split.setChildrenCollapsible(False)
        split.setSizes([500, 220])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(split)

    def _connect(self) -> None:
        self.table.itemSelectionChanged.connect(self._follow_selection)
        self.table.itemChanged.connect(self._take_note)
        self.curve.activated.connect(self._draw)
        for button, signal in (
            (self.use, self.use_asked),
            (self.go_on, self.go_on_asked),
            (self.open_folder, self.folder_asked),
            (self.trash, self.trash_asked),
        ):
            button.clicked.connect(lambda _checked=False, signal=signal: self._ask(signal))

    @property
    def chosen(self) -> tuple[PastRun, ...]:
        rows = sorted({index.row() for index in self.table.selectedIndexes()})
        return tuple(self._runs[row] for row in rows)

    def show_runs(
        self, runs: Sequence[PastRun], running: PastRun | None = None, broken: Sequence[BrokenRun] = ()
    ) -> None:
        """List them; those that were chosen stay so. `running` trains now, `broken` could not be read."""
        kept = {run.folder for run in self.chosen}
        self._runs = tuple(runs)
        with QSignalBlocker(self.table):
            self.table.clearSelection()
            self.table.setRowCount(len(runs))
            for row, run in enumerate(runs):
                self._fill_row(row, run, run is running, run.folder in kept)
        self.hint.setVisible(not runs)
        self._show_broken(broken)
        self._follow_selection()

    def _show_broken(self, broken: Sequence[BrokenRun]) -> None:
        lines = [one.reason for one in broken[:MAX_BROKEN]]
        if len(broken) > MAX_BROKEN:
            lines.append(tr("%Ln more run(s) cannot be read.", "", len(broken) - MAX_BROKEN))
        self.broken.setText("\n".join(lines))
        self.broken.setVisible(bool(broken))

    def set_busy(self, busy: bool) -> None:
        """A training is on, so that no other can go on."""
        self._busy = busy
        self._follow_selection()

    def _fill_row(self, row: int, run: PastRun, running: bool, chosen: bool) -> None:
        started = run.started
        images = tr("{images} + {measured}") if started.validation_images else "{images}"
        texts = (
            when(run),
            cut(started.preset, MAX_NAME),
            images.format(images=f"{started.images:,}", measured=f"{started.validation_images:,}"),
            run_length(run),
            score_text(run.best_ap50, run.ap50_interval),
            tr("training now") if running else state_of(run),
            run.note,
        )
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            if column != NOTE:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                item.setToolTip(as_tip(run_tip(run)))
            else:
                item.setToolTip(tr("Double click to write a note"))
            self.table.setItem(row, column, item)
            item.setSelected(chosen)

    @Slot()
    def _follow_selection(self) -> None:
        chosen = self.chosen
        one = chosen[0] if len(chosen) == 1 else None
        self.use.setEnabled(one is not None and one.checkpoint is not None)
        self.go_on.setEnabled(one is not None and one.can_go_on and not self._busy)
        self.open_folder.setEnabled(one is not None)
        self.trash.setEnabled(one is not None and not self._busy)
        self._draw()
        self.comparison.follow(chosen)

    @Slot()
    def _draw(self) -> None:
        by_epoch = self.curve.currentData() == AP50
        curves = {run_name(run): _scores(run) if by_epoch else _losses(run) for run in self.chosen}
        drawn = {name: curve for name, curve in curves.items() if len(curve[0])}
        if not drawn:
            self.chart.hint.setText(
                tr("These runs were not measured.") if curves else tr("Select runs to compare their curves.")
            )
            self.chart.clear()
        elif by_epoch:
            bands = {run_name(run): _intervals(run) for run in self.chosen}
            self.chart.draw_each(drawn, tr("epoch"), tr("AP50"), top=1.0, bands=bands)
        else:
            self.chart.draw_each(drawn, tr("step"), tr("loss"))

    def _ask(self, signal: SignalInstance) -> None:
        if len(self.chosen) == 1:
            signal.emit(self.chosen[0])

    @Slot(QTableWidgetItem)
    def _take_note(self, item: QTableWidgetItem) -> None:
        if item.column() == NOTE:
            self.noted.emit(self._runs[item.row()], item.text().strip())


def _scores(run: PastRun) -> tuple[list[float], list[float]]:
    measured = [(one.epoch, one.average_precision) for one in run.epochs if one.average_precision is not None]
    return [float(epoch) for epoch, _ in measured], [score for _, score in measured]


def _intervals(run: PastRun) -> list[tuple[float, float] | None]:
    """Of `_scores`."""
    measured = [one.average_precision_interval for one in run.epochs if one.average_precision is not None]
    return [(ends[0], ends[1]) if ends else None for ends in measured]


def _losses(run: PastRun) -> tuple[list[float], list[float]]:
    return [float(step) for step, _ in run.losses], [loss for _, loss in run.losses]
