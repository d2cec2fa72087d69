"""The boxes of the current image as a table; rows and boxes on the canvas are selected together."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QHeaderView,
    QLabel,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.models.box_table import CLASS, DIFFICULT, HEIGHT, TRUNCATED, BoxTableModel, X, is_loading
from frcnn_gui.session import Session


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


class BoxesPanel(QWidget):
    """The table and a line that tells how many boxes there are, or why they cannot be edited."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.model = BoxTableModel(session, self)
        self.view = self._build_view()
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.summary.setContentsMargins(4, 0, 4, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.view)
        layout.addWidget(self.summary)
        self._taking = False  # true while the table follows the session, so that it does not answer back
        self.view.selectionModel().selectionChanged.connect(self._give_selection)
        session.selection_changed.connect(self._take_selection)
        self.model.modelAboutToBeReset.connect(self._begin_reset)
        self.model.modelReset.connect(self._end_reset)
        self._end_reset()

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 120)

    def _build_view(self) -> QTableView:
        view = QTableView()
        view.setModel(self.model)
        view.setAccessibleName("Boxes of this image")
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
        header.setMinimumSectionSize(24)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(CLASS, QHeaderView.ResizeMode.Stretch)
        number_width = view.fontMetrics().horizontalAdvance("0000") + 14
        for column in range(X, HEIGHT + 1):
            view.setColumnWidth(column, number_width)
        for column in (DIFFICULT, TRUNCATED):
            view.setColumnWidth(column, 24)
        return view

    @Slot()
    def _begin_reset(self) -> None:
        self._taking = True

    @Slot()
    def _end_reset(self) -> None:
        self._taking = False
        self._take_selection()
        # A reset may come in the middle of a change; the summary reads what holds after it.
        QTimer.singleShot(0, self, self._tell_summary)

    @Slot(QItemSelection, QItemSelection)
    def _give_selection(self, _selected: QItemSelection, _deselected: QItemSelection) -> None:
        if self._taking:
            return
        rows = {index.row() for index in self.view.selectionModel().selectedRows()}
        self._session.select(frozenset(self.model.boxes[row].uid for row in rows))

    @Slot()
    def _take_selection(self) -> None:
        rows = [row for uid in self._session.selection if (row := self.model.row_of(uid)) is not None]
        selection = QItemSelection()
        for row in rows:
            selection.select(self.model.index(row, 0), self.model.index(row, self.model.columnCount() - 1))
        self._taking = True
        try:
            self.view.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        finally:
            self._taking = False
        if len(rows) == 1:
            self.view.scrollTo(self.model.index(rows[0], 0))
        self._tell_summary()

    @Slot()
    def _tell_summary(self) -> None:
        if is_loading(self._session):
            return
        document, count = self._session.document, self.model.rowCount()
        if document is None:
            text = "No image is shown"
        elif document.locked_reason:
            text = f"These boxes cannot be edited. {document.locked_reason}"
        elif not count:
            text = "No boxes yet. Press W and drag over an object."
        else:
            chosen = len(self._session.selection)
            text = f"{count} box{'es' if count != 1 else ''}" + (f", {chosen} selected" if chosen else "")
        self.summary.setText(text)
