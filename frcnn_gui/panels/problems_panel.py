"""The Problems dock: what the check of the labels found, where it is, and how to mend it."""

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

from detector.data.lint import LabelProblem, ProblemKind, Severity
from frcnn_gui.engine_words import heading
from frcnn_gui.language import N_, tr
from frcnn_gui.models.problem_table import BOX, IMAGE, KIND, WHAT, ProblemTableModel
from frcnn_gui.plain_text import PlainLabel, as_tip
from frcnn_gui.repairs import Fault, fault

TO_MEND = tuple(kind for kind in ProblemKind if kind.severity is not Severity.INFO)
_KINDS = {kind.value: kind for kind in ProblemKind}
IDLE = N_(
    "Check the labels to find boxes outside their image, drawn twice or without area, and files that cannot be read."
)


class _Table(QTableView):
    """Enter goes to the problem, Ctrl+C copies its sentence."""

    opened = Signal(QModelIndex)
    copy_asked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.currentIndex())
        elif event.key() == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.copy_asked.emit()
        else:
            super().keyPressEvent(event)


class ProblemsPanel(QWidget):
    """`check_asked`, `stop_asked`, `go_asked(problem)`, `repair_asked(problems)`, `undo_asked`: what a person wants."""

    check_asked = Signal()
    stop_asked = Signal()
    go_asked = Signal(object)
    repair_asked = Signal(object)
    undo_asked = Signal()

    def __init__(self, model: ProblemTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Problems"))
        self.model = model
        self._running = False
        self._current: Fault | None = None
        self._text = tr(IDLE)
        self._choosing = False
        self.check = self._button(tr("&Check the labels"), tr("Look through all labels of this folder"), self._check)
        self.pixels = QCheckBox(tr("Read whole &images"))
        self.pixels.setToolTip(tr("Slower, but damaged images and copies of one picture are found, too"))
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(tr("Kind of problem"))
        self.kinds.setToolTip(tr("Show only one kind of problem"))
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kinds.setMinimumContentsLength(12)
        self.kinds.currentIndexChanged.connect(self._show_kind)
        self.repair = self._button(tr("&Repair"), "", lambda: self.repair_asked.emit(self.chosen))
        self.repair_all = self._button(tr("Repair all &shown"), "", self._repair_all)
        self.undo = self._button(tr("&Undo repair"), tr("Put back what the last repair changed"), self.undo_asked.emit)
        self.undo.setEnabled(False)
        self.view = self._build_view()
        self.summary = PlainLabel(tr(IDLE))
        self.summary.setWordWrap(True)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignTop)
        # Two lines at least, so that the table does not jump when another line of it is chosen.
        self.summary.setMinimumHeight(2 * self.summary.fontMetrics().lineSpacing())
        self.summary.setAccessibleName(tr("What the check found"))
        self._arrange()
        model.modelReset.connect(self._follow_model)
        self._follow_model()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 140)

    def _button(self, text: str, tip: str, clicked: object) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(as_tip(tip))
        button.clicked.connect(lambda _checked=False: clicked())  # type: ignore[operator]
        return button

    def _build_view(self) -> _Table:
        view = _Table()
        view.setModel(self.model)
        view.setAccessibleName(tr("Problems found"))
        view.setToolTip(tr("Double click or Enter goes to the box"))
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
        view.doubleClicked.connect(self._open)
        view.opened.connect(self._open)
        view.copy_asked.connect(self._copy)
        view.selectionModel().selectionChanged.connect(self._take_selection)
        return view

    def _arrange(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(8)
        for widget in (self.check, self.pixels, self.kinds):
            above.addWidget(widget)
        above.setStretchFactor(self.kinds, 1)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.summary, 1)
        for button in (self.repair, self.repair_all, self.undo):
            below.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addLayout(above)
        layout.addWidget(self.view, 1)
        layout.addLayout(below)

    @property
    def chosen(self) -> list[LabelProblem]:
        """The problems of the selected rows."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [problem for row in rows if (problem := self.model.problem(row)) is not None]

    def tell(self, text: str) -> None:
        """Say how it stands, below the table, while no line is selected."""
        self._text = text
        self._tell_selected()

    def set_running(self, running: bool) -> None:
        """Whether a check or a repair is on: its button stops it then, and nothing else can be begun."""
        self._running = running
        self.check.setText(tr("&Stop") if running else tr("&Check the labels"))
        self._refresh_buttons()

    def set_possible(self, possible: bool) -> None:
        """Whether there is a folder to check."""
        self.check.setEnabled(possible)

    def step(self, step: int) -> None:
        """Go to the problem after (1) or before (-1) the current one, round at the ends."""
        count = self.model.rowCount()
        if not count:
            return
        row = self.view.currentIndex().row()
        row = (row + step) % count if row >= 0 else (0 if step > 0 else count - 1)
        self.view.selectRow(row)
        self._open(self.model.index(row, 0))

    def _check(self) -> None:
        (self.stop_asked if self._running else self.check_asked).emit()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        problem = self.model.problem(index.row())
        if problem is not None:
            self.go_asked.emit(problem)

    def _repair_all(self) -> None:
        self.repair_asked.emit(list(self.model.repairable))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(problem.message for problem in self.chosen))

    def _tell_selected(self) -> None:
        """The sentence of the line selected, which has no room in the table."""
        chosen = self.chosen
        self.summary.setText(chosen[0].message if len(chosen) == 1 else self._text)

    @Slot()
    def _take_selection(self) -> None:
        self._tell_selected()
        if not self._choosing:
            chosen = self.chosen
            self._current = fault(chosen[0]) if len(chosen) == 1 else None
        self._refresh_buttons()

    @Slot()
    def _follow_model(self) -> None:
        """Rows are others: list the kinds there are, and keep the row that was chosen."""
        self._list_kinds()
        self._choosing = True
        row = self.model.row_of(self._current) if self._current is not None else None
        if row is not None:
            self.view.selectRow(row)
        self._choosing = False
        self._tell_selected()
        self._refresh_buttons()

    def _list_kinds(self) -> None:
        counts = self.model.counts
        mending = sum(counts[kind] for kind in TO_MEND)
        groups: list[tuple[str, tuple[ProblemKind, ...]]] = [
            (tr("All that should be mended ({count})").format(count=f"{mending:,}"), TO_MEND),
            (tr("All, notes too ({count})").format(count=f"{counts.total():,}"), tuple(ProblemKind)),
            *((f"{heading(kind)} ({counts[kind]:,})", (kind,)) for kind in ProblemKind if counts[kind]),
        ]
        before = self.kinds.currentData()
        self.kinds.blockSignals(True)
        self.kinds.clear()
        for text, kinds in groups:
            self.kinds.addItem(text, [kind.value for kind in kinds])
        place = next((at for at in range(self.kinds.count()) if self.kinds.itemData(at) == before), -1)
        self.kinds.setCurrentIndex(max(place, 0))
        self.kinds.blockSignals(False)
        if before is None or place < 0:
            self._show_kind()

    @Slot()
    def _show_kind(self) -> None:
        self.model.show_kinds(_KINDS[value] for value in self.kinds.currentData() or ())

    def _refresh_buttons(self) -> None:
        chosen = self.chosen
        for button, count, possible in (
            (self.repair, len(chosen), sum(bool(problem.repairs) for problem in chosen)),
            (self.repair_all, self.model.rowCount(), len(self.model.repairable)),
        ):
            button.setEnabled(not self._running and possible > 0)
            button.setToolTip(as_tip(_repair_tip(count, possible)))


def _repair_tip(count: int, possible: int) -> str:
    """What a button would do that repairs so many problems, of which some can be repaired."""
    if not count:
        return tr("There is no problem to repair.")
    if not possible:
        return tr("None of these problems has a remedy that needs no person: its sentence says what to do.")
    told = [tr("Cut off, put right or delete the boxes of %Ln problem(s). It can be undone.", "", possible)]
    if count > possible:
        told.append(tr("%Ln need a person, as their sentence says.", "", count - possible))
    return " ".join(told)
