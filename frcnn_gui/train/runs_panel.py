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

from detector.training.runs.past_runs import BrokenRun, PastRun
from frcnn_gui.common.charts.curve_chart import CurveChart
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip, shorten_text
from frcnn_gui.common.texts.comparison_texts import score_text
from frcnn_gui.network.class_names import MAX_NAME_CHARS
from frcnn_gui.network.run_title import format_run_title
from frcnn_gui.train.run_comparison import RunComparison
from frcnn_gui.train.run_texts import (
    describe_state,
    format_run_length,
    format_run_names,
    format_run_tooltip,
)

COLUMNS = (N_("Run"), N_("Network"), N_("Images"), N_("Steps"), N_("AP50"), N_("State"), N_("Note"))
NOTE_COLUMN = len(COLUMNS) - 1
SCORE_COLUMN = COLUMNS.index("AP50")
NO_RUNS_TEXT = N_("No runs in this folder yet. Choose Train to start one.")
MAX_BROKEN = 3
"""Runs that cannot be read and are named one by one"""
AP50, LOSS = "ap50", "loss"


class RunsPanel(QWidget):
    """Shows what the controller gives it; its signals have the run concerned.

    Signals:
        use_requested: The run whose network is to be used.
        resume_requested: The run to resume.
        folder_requested: The run whose folder is to be opened.
        trash_requested: The run to move to the trash.
        note_edited: The run and its new note.
    """

    use_requested = Signal(object)
    resume_requested = Signal(object)
    folder_requested = Signal(object)
    trash_requested = Signal(object)
    note_edited = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Runs"))
        self._runs: tuple[PastRun, ...] = ()
        self._is_training = False
        self.comparison = RunComparison()
        self.hint = PlainLabel(tr(NO_RUNS_TEXT))
        self.hint.setWordWrap(True)
        self.hint.setEnabled(False)
        self.broken_label = PlainLabel()
        self.broken_label.setWordWrap(True)
        self.broken_label.hide()
        self.table = self._build_table()
        self.use_button = self._create_button(tr("&Use"), tr("Use the network of this run for detection and stages"))
        self.resume_button = self._create_button(tr("&Resume"), tr("Resume this run"))
        self.open_folder_button = self._create_button(
            tr("O&pen folder"), tr("Open the folder with the checkpoints and logs of this run")
        )
        self.trash_button = self._create_button(tr("Move to tra&sh"), tr("Move this run and its networks to the trash"))
        self.curve_choice = QComboBox()
        self.curve_choice.setAccessibleName(tr("Curve"))
        self.curve_choice.setWhatsThis(tr("Curve to show for the selected runs."))
        self.curve_choice.addItem(tr("AP50 by epoch"), AP50)
        self.curve_choice.addItem(tr("Loss by step"), LOSS)
        self.chart = CurveChart(tr("Curves of runs"), tr("Select runs to compare their curves."))
        self._build_layout()
        self._connect_signals()
        self.show_runs(())

    @staticmethod
    def _create_button(text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(format_tooltip(tip))
        return button

    def _build_table(self) -> QTableWidget:
        table = QTableWidget(0, len(COLUMNS))
        table.setAccessibleName(tr("Runs in this folder"))
        table.setWhatsThis(
            tr(
                "All trainings on this folder, newest first, with the 95 % confidence interval of AP50. Select "
                "runs to compare their curves, or two runs to see whether one is better than chance explains. "
                "Notes can be written in their column."
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
        table.horizontalHeader().setSectionResizeMode(NOTE_COLUMN, QHeaderView.ResizeMode.Stretch)
        # A narrow dock cuts the last columns, and the measures of a run must not be among them.
        table.horizontalHeader().moveSection(SCORE_COLUMN, 1)
        return table

    def _build_layout(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.use_button, self.resume_button, self.open_folder_button, self.trash_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        left, right = QWidget(), QWidget()
        for side, parts in (
            (left, (self.hint, self.broken_label, self.table)),
            (right, (self.curve_choice, self.chart)),
        ):
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            for part in parts:
                column.addWidget(part, 0 if part in (self.hint, self.broken_label, self.curve_choice) else 1)
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

    def _connect_signals(self) -> None:
        self.table.itemSelectionChanged.connect(self._on_selection_changed)
        self.table.itemChanged.connect(self._on_item_changed)
        self.curve_choice.activated.connect(self._draw_curves)
        for button, signal in (
            (self.use_button, self.use_requested),
            (self.resume_button, self.resume_requested),
            (self.open_folder_button, self.folder_requested),
            (self.trash_button, self.trash_requested),
        ):
            button.clicked.connect(lambda _checked=False, signal=signal: self._request_for_selected(signal))

    @property
    def selected_runs(self) -> tuple[PastRun, ...]:
        rows = sorted({index.row() for index in self.table.selectedIndexes()})
        return tuple(self._runs[row] for row in rows)

    def show_runs(
        self, runs: Sequence[PastRun], running: PastRun | None = None, broken: Sequence[BrokenRun] = ()
    ) -> None:
        """List them; those that were chosen stay so. `running` trains now, `broken_label` could not be read."""
        kept = {run.folder for run in self.selected_runs}
        self._runs = tuple(runs)
        with QSignalBlocker(self.table):
            self.table.clearSelection()
            self.table.setRowCount(len(runs))
            for row, run in enumerate(runs):
                self._fill_row(row, run, run is running, run.folder in kept)
        self.hint.setVisible(not runs)
        self._show_broken(broken)
        self._on_selection_changed()

    def _show_broken(self, broken: Sequence[BrokenRun]) -> None:
        lines = [one.reason for one in broken[:MAX_BROKEN]]
        if len(broken) > MAX_BROKEN:
            lines.append(tr("%Ln more run(s) cannot be read.", "", len(broken) - MAX_BROKEN))
        self.broken_label.setText("\n".join(lines))
        self.broken_label.setVisible(bool(broken))

    def set_training(self, busy: bool) -> None:
        """Whether a training is in progress, so that no other can be resumed."""
        self._is_training = busy
        self._on_selection_changed()

    def _fill_row(self, row: int, run: PastRun, running: bool, chosen: bool) -> None:
        started = run.started
        images = tr("{images} + {measured}") if started.validation_images else "{images}"
        texts = (
            format_run_title(run),
            shorten_text(started.preset, MAX_NAME_CHARS),
            images.format(images=f"{started.images:,}", measured=f"{started.validation_images:,}"),
            format_run_length(run),
            score_text(run.best_ap50, run.ap50_interval),
            tr("in progress") if running else describe_state(run),
            run.note,
        )
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            if column != NOTE_COLUMN:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                item.setToolTip(format_tooltip(format_run_tooltip(run)))
            else:
                item.setToolTip(tr("Double-click to write a note"))
            self.table.setItem(row, column, item)
            item.setSelected(chosen)

    @Slot()
    def _on_selection_changed(self) -> None:
        chosen = self.selected_runs
        one = chosen[0] if len(chosen) == 1 else None
        self.use_button.setEnabled(one is not None and one.checkpoint is not None)
        self.resume_button.setEnabled(one is not None and one.can_resume and not self._is_training)
        self.open_folder_button.setEnabled(one is not None)
        self.trash_button.setEnabled(one is not None and not self._is_training)
        self._draw_curves()
        self.comparison.compare_selected(chosen)

    @Slot()
    def _draw_curves(self) -> None:
        by_epoch = self.curve_choice.currentData() == AP50
        named = dict(zip(format_run_names(self.selected_runs), self.selected_runs, strict=True))
        curves = {name: _list_scores(run) if by_epoch else _list_losses(run) for name, run in named.items()}
        drawn = {name: curve for name, curve in curves.items() if len(curve[0])}
        if not drawn:
            self.chart.hint.setText(
                tr("These runs have no AP.") if curves else tr("Select runs to compare their curves.")
            )
            self.chart.show_hint()
        elif by_epoch:
            bands = {name: _list_intervals(run) for name, run in named.items()}
            self.chart.draw_separate_curves(drawn, tr("epoch"), tr("AP50"), top=1.0, bands=bands)
        else:
            self.chart.draw_separate_curves(drawn, tr("step"), tr("loss"))

    def _request_for_selected(self, signal: SignalInstance) -> None:
        if len(self.selected_runs) == 1:
            signal.emit(self.selected_runs[0])

    @Slot(QTableWidgetItem)
    def _on_item_changed(self, item: QTableWidgetItem) -> None:
        if item.column() == NOTE_COLUMN:
            self.note_edited.emit(self._runs[item.row()], item.text().strip())


def _list_scores(run: PastRun) -> tuple[list[float], list[float]]:
    measured = [(one.epoch, one.average_precision) for one in run.epochs if one.average_precision is not None]
    return [float(epoch) for epoch, _ in measured], [score for _, score in measured]


def _list_intervals(run: PastRun) -> list[tuple[float, float] | None]:
    """Of `_list_scores`."""
    measured = [one.average_precision_interval for one in run.epochs if one.average_precision is not None]
    return [(ends[0], ends[1]) if ends else None for ends in measured]


def _list_losses(run: PastRun) -> tuple[list[float], list[float]]:
    return [float(step) for step, _ in run.losses], [loss for _, loss in run.losses]
