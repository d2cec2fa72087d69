"""The Problems dock: what Check labels found, where it is, and how to repair it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from detector.data.lint.problems import LabelProblem, ProblemKind, Severity
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.common.texts.engine_texts import problem_heading
from frcnn_gui.problems.problem_table import BOX, IMAGE, KIND, WHAT, ProblemTableModel
from frcnn_gui.problems.repairs import ProblemKey, problem_key

NOT_REPAIRABLE_TEXT = N_("None can be repaired automatically: see their descriptions.")

KINDS_TO_REPAIR = tuple(kind for kind in ProblemKind if kind.severity is not Severity.INFO)
_KINDS = {kind.value: kind for kind in ProblemKind}
IDLE_TEXT = N_("Check labels finds wrong boxes, duplicates, unreadable files.")


class _ProblemsTable(QTableView):
    """Enter goes to the problem, Ctrl+C copies its sentence.

    Signals:
        row_opened: The row to go to.
        copy_requested: The sentence of the row is to be copied.
    """

    row_opened = Signal(QModelIndex)
    copy_requested = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.row_opened.emit(self.currentIndex())
        elif event.key() == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.copy_requested.emit()
        else:
            super().keyPressEvent(event)


class ProblemsPanel(QWidget):
    """Shows the problems and the buttons to check and repair.

    Signals:
        check_requested: The labels are to be checked.
        stop_requested: The check is to be stopped.
        visit_requested: The LabelProblem to go to.
        repair_requested: The problems to repair.
        undo_requested: The last repair is to be undone.
    """

    check_requested = Signal()
    stop_requested = Signal()
    visit_requested = Signal(object)
    repair_requested = Signal(object)
    undo_requested = Signal()

    def __init__(self, model: ProblemTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Problems"))
        self.model = model
        self._is_running = False
        self._current: ProblemKey | None = None
        self._idle_text = tr(IDLE_TEXT)
        self._is_restoring_selection = False
        self.check_button = self._create_button(
            tr("Chec&k labels"), tr("Check all labels of this folder"), self._on_check_clicked
        )
        self.pixels_box = QCheckBox(tr("Read &whole images"))
        self.pixels_box.setToolTip(tr("Slower, but also finds damaged and duplicate images"))
        self.kind_choice = QComboBox()
        self.kind_choice.setAccessibleName(tr("Type of problem"))
        self.kind_choice.setToolTip(tr("Show only one type of problem"))
        self.kind_choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kind_choice.setMinimumContentsLength(12)
        self.kind_choice.currentIndexChanged.connect(self._on_kind_changed)
        self.repair_button = self._create_button(
            tr("&Repair"), "", lambda: self.repair_requested.emit(self.selected_problems)
        )
        self.repair_all_button = self._create_button(tr("Re&pair all shown"), "", self._repair_all)
        self.undo_button = self._create_button(
            tr("&Undo repair"), tr("Undo the changes of the last repair"), self.undo_requested.emit
        )
        self.undo_button.setEnabled(False)
        self.view = self._build_view()
        self.summary = PlainLabel(tr(IDLE_TEXT))
        self.summary.setWordWrap(True)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignTop)
        # Two lines at least, so that the table does not jump when another line of it is chosen.
        self.summary.setMinimumHeight(2 * self.summary.fontMetrics().lineSpacing())
        self.summary.setAccessibleName(tr("Results of the check"))
        self._build_layout()
        model.modelReset.connect(self._on_model_reset)
        self._on_model_reset()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 140)

    def _create_button(self, text: str, tip: str, clicked: object) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(format_tooltip(tip))
        button.clicked.connect(lambda _checked=False: clicked())  # type: ignore[operator]
        return button

    def _build_view(self) -> _ProblemsTable:
        view = _ProblemsTable()
        view.setModel(self.model)
        view.setAccessibleName(tr("Problems found"))
        view.setToolTip(tr("Double-click a problem, or press Enter, to go to its box"))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setAlternatingRowColors(True)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setIconSize(QSize(14, 14))
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(26)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        for column, width in ((KIND, 180), (IMAGE, 140), (BOX, 40)):
            view.setColumnWidth(column, width)
        view.doubleClicked.connect(self._on_row_opened)
        view.row_opened.connect(self._on_row_opened)
        view.copy_requested.connect(self._on_copy_requested)
        view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        return view

    def _build_layout(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(8)
        for widget in (self.check_button, self.pixels_box, self.kind_choice):
            above.addWidget(widget)
        above.setStretchFactor(self.kind_choice, 1)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.summary, 1)
        for button in (self.repair_button, self.repair_all_button, self.undo_button):
            below.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addLayout(above)
        layout.addWidget(self.view, 1)
        layout.addLayout(below)

    @property
    def selected_problems(self) -> list[LabelProblem]:
        """The problems of the selected rows."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [problem for row in rows if (problem := self.model.problem_at(row)) is not None]

    def show_message(self, text: str) -> None:
        """Say how it stands, below the table, while no line is selected."""
        self._idle_text = text
        self._update_summary()

    def set_running(self, running: bool) -> None:
        """Whether a check or a repair is on: its button stops it then, and nothing else can be begun."""
        self._is_running = running
        self.check_button.setText(tr("&Stop") if running else tr("Chec&k labels"))
        self._update_buttons()

    def set_possible(self, possible: bool) -> None:
        """Whether there is a folder to check."""
        self.check_button.setEnabled(possible)

    def go_to_next(self, step: int) -> None:
        """Go to the problem after (1) or before (-1) the current one, round at the ends."""
        count = self.model.rowCount()
        if not count:
            return
        row = self.view.currentIndex().row()
        row = (row + step) % count if row >= 0 else (0 if step > 0 else count - 1)
        self.view.selectRow(row)
        self._on_row_opened(self.model.index(row, 0))

    def _on_check_clicked(self) -> None:
        (self.stop_requested if self._is_running else self.check_requested).emit()

    @Slot(QModelIndex)
    def _on_row_opened(self, index: QModelIndex) -> None:
        problem = self.model.problem_at(index.row())
        if problem is not None:
            self.visit_requested.emit(problem)

    def _repair_all(self) -> None:
        self.repair_requested.emit(list(self.model.repairable))

    @Slot()
    def _on_copy_requested(self) -> None:
        QGuiApplication.clipboard().setText(
            "\n".join(translate_message(problem.message) for problem in self.selected_problems)
        )

    def _update_summary(self) -> None:
        """The sentence of the line selected, which has no room in the table."""
        chosen = self.selected_problems
        self.summary.setText(translate_message(chosen[0].message) if len(chosen) == 1 else self._idle_text)

    @Slot()
    def _on_selection_changed(self) -> None:
        self._update_summary()
        if not self._is_restoring_selection:
            chosen = self.selected_problems
            self._current = problem_key(chosen[0]) if len(chosen) == 1 else None
        self._update_buttons()

    @Slot()
    def _on_model_reset(self) -> None:
        """Rows are others: list the kinds there are, and keep the row that was chosen."""
        self._list_kinds()
        self._is_restoring_selection = True
        row = self.model.row_of(self._current) if self._current is not None else None
        if row is not None:
            self.view.selectRow(row)
        self._is_restoring_selection = False
        self._update_summary()
        self._update_buttons()

    def _list_kinds(self) -> None:
        counts = self.model.counts
        repairs_needed = sum(counts[kind] for kind in KINDS_TO_REPAIR)
        groups: list[tuple[str, tuple[ProblemKind, ...]]] = [
            (tr("All that need repair ({count})").format(count=f"{repairs_needed:,}"), KINDS_TO_REPAIR),
            (tr("All, including notes ({count})").format(count=f"{counts.total():,}"), tuple(ProblemKind)),
            *((f"{problem_heading(kind)} ({counts[kind]:,})", (kind,)) for kind in ProblemKind if counts[kind]),
        ]
        before = self.kind_choice.currentData()
        self.kind_choice.blockSignals(True)
        self.kind_choice.clear()
        for text, kinds in groups:
            self.kind_choice.addItem(text, [kind.value for kind in kinds])
        place = next((at for at in range(self.kind_choice.count()) if self.kind_choice.itemData(at) == before), -1)
        self.kind_choice.setCurrentIndex(max(place, 0))
        self.kind_choice.blockSignals(False)
        if before is None or place < 0:
            self._on_kind_changed()

    @Slot()
    def _on_kind_changed(self) -> None:
        self.model.show_kinds(_KINDS[value] for value in self.kind_choice.currentData() or ())

    def _update_buttons(self) -> None:
        chosen = self.selected_problems
        for button, count, possible in (
            (self.repair_button, len(chosen), sum(bool(problem.repairs) for problem in chosen)),
            (self.repair_all_button, self.model.rowCount(), len(self.model.repairable)),
        ):
            button.setEnabled(not self._is_running and possible > 0)
            button.setToolTip(format_tooltip(_format_repair_tooltip(count, possible)))


def _format_repair_tooltip(count: int, possible: int) -> str:
    """What the button does for this number of problems, some of which can be repaired."""
    if not count:
        return tr("No problems to repair.")
    if not possible:
        return tr(NOT_REPAIRABLE_TEXT)
    sentences = [tr("Repair the boxes of %Ln problem(s). Can be undone.", "", possible)]
    if count > possible:
        sentences.append(tr("%Ln must be repaired by hand, as described.", "", count - possible))
    return " ".join(sentences)
