"""The boxes of the current image as a table; rows and boxes on the canvas are selected together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.boxes.attributes_panel import AttributesPanel
from frcnn_gui.boxes.box_table import (
    AREA,
    CLASS,
    FLAG_COLUMNS,
    HEADERS,
    HEIGHT,
    LOCKED,
    OPTIONAL_COLUMNS,
    SHAPE,
    SHOWN,
    BoxTableModel,
    X,
)
from frcnn_gui.common.language import tr
from frcnn_gui.common.painting import guarded_painter
from frcnn_gui.common.plain_text import PlainLabel
from frcnn_gui.common.widgets.toggle_delegate import ToggleDelegate
from frcnn_gui.document.attribute_edits import KnownValues
from frcnn_gui.document.session import Session
from frcnn_gui.document.shapes import SHAPE_NAMES

SWITCH_WIDTH = 22
MIN_WIDTH_PX = 340
FLAGS_WIDTH_PX = 376
"""Narrower, the flags have no columns: the class and the decimals need the room."""
HOVER_OPACITY = 0.2


class _LabelDelegate(QStyledItemDelegate):
    """Completes the classes there are while one is typed."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = QLineEdit(parent)
        completer = QCompleter(list(self._session.classes), editor)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        editor.setCompleter(completer)
        return editor


class BoxTableView(QTableView):
    """A table that tints the row of the box under the mouse, and reports the row under its own.

    Signals:
        row_hovered: The row that the mouse is over; -1 where it is over none.
    """

    row_hovered = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.tinted_row = -1
        self.setMouseTracking(True)
        self.entered.connect(lambda index: self.row_hovered.emit(index.row()))
        self.viewportEntered.connect(lambda: self.row_hovered.emit(-1))

    def tint_row(self, row: int) -> None:
        """Tint this row alone; -1 for none."""
        if row != self.tinted_row:
            changed = (self._find_place(self.tinted_row), self._find_place(row))
            self.tinted_row = row
            for place in changed:
                self.viewport().update(place)

    def _find_place(self, row: int) -> QRect:
        """The part of the viewport that the row covers; empty where there is no such row."""
        if not 0 <= row < self.model().rowCount():
            return QRect()
        return QRect(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.row_hovered.emit(-1)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        with guarded_painter(self.viewport()) as painter:
            tint = QColor(self.palette().color(QPalette.ColorRole.Highlight))
            tint.setAlphaF(HOVER_OPACITY)
            painter.fillRect(self._find_place(self.tinted_row), tint)


class BoxesPanel(QWidget):
    """The table, a line with the number of boxes or why they cannot be edited, and the attributes of the selected."""

    def __init__(
        self, session: Session, get_known: Callable[[], KnownValues] = dict, parent: QWidget | None = None
    ) -> None:
        """`get_known` gives the attributes of the folder."""
        super().__init__(parent)
        self._session = session
        self.model = BoxTableModel(session, self)
        self.view = self._build_view()
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        self.summary.setContentsMargins(4, 0, 4, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 8, 4, 8)
        layout.setSpacing(8)
        layout.addWidget(self.view)
        self.show_all_button = QPushButton(tr("Show all"))
        self.show_all_button.setToolTip(tr("Show all hidden boxes and classes"))
        self.show_all_button.setAccessibleName(tr("Show all boxes"))
        self.show_all_button.clicked.connect(session.show_all_annotations)
        row = QHBoxLayout()
        row.addWidget(self.summary, 1)
        row.addWidget(self.show_all_button)
        layout.addLayout(row)
        self.attributes = AttributesPanel(session, get_known)
        layout.addWidget(self.attributes)
        self._is_updating_selection = False  # true while the table follows the session, so that it does not answer back
        self.view.selectionModel().selectionChanged.connect(self._on_rows_selected)
        session.selection_changed.connect(self._on_selection_changed)
        session.hover_changed.connect(self._on_hover_changed)
        session.visibility_changed.connect(self._update_summary)
        self.view.row_hovered.connect(self._on_row_hovered)
        self.model.modelAboutToBeReset.connect(self._on_reset_begun)
        self.model.modelReset.connect(self._on_reset_ended)
        self._on_reset_ended()

    def minimumSizeHint(self) -> QSize:
        return QSize(MIN_WIDTH_PX + self._optional_width, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_flag_columns()

    def show_optional_column(self, column: int, show: bool) -> None:
        """Show or hide a column of `OPTIONAL_COLUMNS`, for which the panel becomes wider."""
        self.view.setColumnHidden(column, not show)
        if not show and self.view.horizontalHeader().sortIndicatorSection() == column:
            self.view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.updateGeometry()
        self._update_flag_columns()

    @property
    def _optional_width(self) -> int:
        return sum(self.view.columnWidth(column) for column in OPTIONAL_COLUMNS.values())  # 0 for a hidden one

    def _update_flag_columns(self) -> None:
        for column in FLAG_COLUMNS:
            self.view.setColumnHidden(column, self.width() < FLAGS_WIDTH_PX + self._optional_width)

    def _build_view(self) -> BoxTableView:
        view = BoxTableView()
        view.setModel(self.model)
        view.setAccessibleName(tr("Boxes of this image"))
        view.setWhatsThis(tr("Click a row to select its box. Edit numbers, flags and class in their columns."))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setAlternatingRowColors(True)
        view.setShowGrid(False)
        view.setIconSize(QSize(12, 12))
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setItemDelegateForColumn(CLASS, _LabelDelegate(self._session, view))
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(26)
        header = view.horizontalHeader()
        # One of its own, always empty: for each column it would ask every cell whether the whole column is selected.
        header.setSelectionModel(QItemSelectionModel(self.model, header))
        header.setMinimumSectionSize(SWITCH_WIDTH)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        view.setSortingEnabled(True)
        header.setSortIndicatorShown(False)  # the model writes it: an arrow would hide the letter of a narrow column
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(CLASS, QHeaderView.ResizeMode.Stretch)
        number_width = view.fontMetrics().horizontalAdvance("000.0") + 10
        for column in range(X, HEIGHT + 1):
            view.setColumnWidth(column, number_width)
        shape_width = max(view.fontMetrics().horizontalAdvance(tr(text)) for text in SHAPE_NAMES.values())
        view.setColumnWidth(SHAPE, max(shape_width, view.fontMetrics().horizontalAdvance(tr(HEADERS[SHAPE]))) + 14)
        view.setColumnWidth(AREA, view.fontMetrics().horizontalAdvance("0000000") + 10)
        for column in OPTIONAL_COLUMNS.values():
            view.setColumnHidden(column, True)
        for column in (*FLAG_COLUMNS, SHOWN, LOCKED):
            view.setColumnWidth(column, SWITCH_WIDTH)
        view.setItemDelegateForColumn(SHOWN, ToggleDelegate("eye", "eye-off", True, view))
        view.setItemDelegateForColumn(LOCKED, ToggleDelegate("lock", "unlock", False, view))
        for place, column in enumerate((SHOWN, LOCKED)):
            header.moveSection(header.visualIndex(column), place)
        return view

    @Slot()
    def _on_reset_begun(self) -> None:
        self._is_updating_selection = True

    @Slot()
    def _on_reset_ended(self) -> None:
        self._is_updating_selection = False
        self._on_selection_changed()
        self._on_hover_changed()
        # A reset may come in the middle of a change; the summary reads what holds after it.
        QTimer.singleShot(0, self, self._update_summary)

    @Slot(QItemSelection, QItemSelection)
    def _on_rows_selected(self, _selected: QItemSelection, _deselected: QItemSelection) -> None:
        if self._is_updating_selection:
            return
        rows = {index.row() for index in self.view.selectionModel().selectedRows()}
        self._session.select_annotations(frozenset(self.model.annotations[row].uid for row in rows))

    @Slot(int)
    def _on_row_hovered(self, row: int) -> None:
        annotations = self.model.annotations
        self._session.set_hovered(annotations[row].uid if 0 <= row < len(annotations) else None)

    @Slot()
    def _on_hover_changed(self) -> None:
        uid = self._session.hovered_uid
        row = self.model.row_of(uid) if uid is not None else None
        self.view.tint_row(-1 if row is None else row)

    @Slot()
    def _on_selection_changed(self) -> None:
        rows = sorted(row for uid in self._session.selection if (row := self.model.row_of(uid)) is not None)
        selection, last = QItemSelection(), self.model.columnCount() - 1
        for first, end in find_row_ranges(rows):
            selection.select(self.model.index(first, 0), self.model.index(end, last))
        self._is_updating_selection = True
        try:
            self.view.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        finally:
            self._is_updating_selection = False
        if len(rows) == 1:
            self.view.scrollTo(self.model.index(rows[0], 0))
        self._update_summary()

    @Slot()
    def _update_summary(self) -> None:
        if self._session.is_loading:
            return
        document, count = self._session.document, self.model.rowCount()
        hidden = len(self._session.hidden_uids)
        if document is None:
            text = tr("No image open")
        elif document.read_only_reason:
            text = tr("These boxes are read-only. {reason}").format(reason=document.read_only_reason)
        elif not count:
            text = tr("No boxes yet. Choose Draw and drag over an object.")
        else:
            chosen = len(self._session.selection)
            parts = [tr("%Ln box(es)", "", count)]
            parts += [tr("%Ln selected", "", chosen)] if chosen else []
            parts += [tr("%Ln hidden", "", hidden)] if hidden else []
            text = ", ".join(parts)
        self.show_all_button.setVisible(bool(hidden))
        self.summary.setText(text)


def find_row_ranges(rows: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each stretch of `rows`, which ascend, without a gap: Qt is slow with many single rows."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found
