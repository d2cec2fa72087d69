"""The list of images with a search line above and the count of labelled ones below."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QLineEdit, QTableView, QVBoxLayout, QWidget

from frcnn_gui.models.image_list import ImageListModel
from frcnn_gui.session import Session

ROW_HEIGHT = 26

FILTER_DELAY_MS = 120


class _SearchLine(QLineEdit):
    """Down goes on into the list, Escape empties the line."""

    leave = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.leave.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.leave.emit()
        else:
            super().keyPressEvent(event)


def _build_view(model: ImageListModel) -> QTableView:
    """A table of one column: a QListView would lay out a hundred thousand rows in 270 ms, this one does in none."""
    view = QTableView()
    view.setModel(model)
    view.setAccessibleName("Images of the folder")
    view.horizontalHeader().hide()
    view.horizontalHeader().setStretchLastSection(True)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setAlternatingRowColors(True)
    view.setIconSize(QSize(16, 16))
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return view


class ImagesPanel(QWidget):
    """Shows the model; a row that becomes current is gone to, and the image gone to becomes current."""

    def __init__(self, session: Session, model: ImageListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._model = model
        self.search = _SearchLine()
        self.search.setPlaceholderText("Search images")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search images by name")
        self.view = _build_view(model)
        self.progress = QLabel()
        self.progress.setContentsMargins(4, 0, 4, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        for widget in (self.search, self.view, self.progress):
            layout.addWidget(widget)
        self._filter_timer = QTimer(self)
        self._filter_timer.setSingleShot(True)
        self._filter_timer.setInterval(FILTER_DELAY_MS)
        self._filter_timer.timeout.connect(self._apply_filter)
        self._connect()
        self._tell_progress()

    def focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _connect(self) -> None:
        self.search.textChanged.connect(self._filter_timer.start)
        self.search.leave.connect(self._leave_search)
        self.view.selectionModel().currentChanged.connect(self._go_to_row)
        self._model.modelReset.connect(self._follow_session)
        self._model.modelReset.connect(self._tell_progress)
        self._model.dataChanged.connect(self._tell_progress)
        self._session.current_changed.connect(self._follow_session)

    @Slot()
    def _apply_filter(self) -> None:
        self._filter_timer.stop()
        self._model.set_filter(self.search.text())

    @Slot()
    def _leave_search(self) -> None:
        self._apply_filter()
        if not self.view.currentIndex().isValid() and self._model.rowCount():
            self.view.setCurrentIndex(self._model.index(0))
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(QModelIndex, QModelIndex)
    def _go_to_row(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            index = self._model.image_index(current.row())
            if index != self._session.index:
                self._session.go_to(index)

    @Slot()
    def _follow_session(self) -> None:
        row = self._model.row_of(self._session.index)
        selection = self.view.selectionModel()
        if row is None:
            selection.clear()
            return
        wanted = self._model.index(row)
        if selection.currentIndex() != wanted or not selection.isSelected(wanted):
            selection.setCurrentIndex(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.view.scrollTo(wanted)

    @Slot()
    def _tell_progress(self) -> None:
        total, shown = self._model.total, self._model.rowCount()
        if not total:
            self.progress.setText("No folder is open")
            return
        text = f"{self._model.labelled_count:,} of {total:,} labelled"
        self.progress.setText(text if shown == total else f"{text}, {shown:,} shown")
