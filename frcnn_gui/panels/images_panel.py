"""The list of images with a search line above and the count of labelled ones below."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.icons import icon
from frcnn_gui.language import tr
from frcnn_gui.models.image_list import ImageListModel
from frcnn_gui.panels.image_delegate import ImageDelegate
from frcnn_gui.panels.image_search import SearchLine, SearchNote, terms_button, tool_button
from frcnn_gui.plain_text import PlainLabel, as_tip
from frcnn_gui.session import Session
from frcnn_gui.workers.thumbnails import Thumbnails

FILTER_DELAY_MS = 120


def _build_view(model: ImageListModel) -> QTableView:
    """A table of one column: a QListView would lay out a hundred thousand rows in 270 ms, this one does in none."""
    view = QTableView()
    view.setModel(model)
    view.setAccessibleName(tr("Images of the folder"))
    view.setWhatsThis(
        tr(
            "A click shows an image; Shift and Ctrl select several, for Detect in the selected images. The marks "
            "tell which have labels, which are verified, and which cannot be read."
        )
    )
    view.horizontalHeader().hide()
    view.horizontalHeader().setStretchLastSection(True)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setAlternatingRowColors(True)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return view


class ImagesPanel(QWidget):
    """Shows the model; a row that becomes current is gone to, and the image gone to becomes current."""

    thumbnails_switched = Signal(bool)

    def __init__(self, session: Session, model: ImageListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._model = model
        self.search = SearchLine()
        self.terms = terms_button(self.search)
        self.note = SearchNote()
        self.view = _build_view(model)
        self.thumbnails = Thumbnails(self)
        self.delegate = ImageDelegate(model, self.thumbnails, self.view)
        self.view.setItemDelegate(self.delegate)
        tip = tr("Show a small picture of each image in the list")
        self.pictures = tool_button("thumbnails", tr("Thumbnails"), tip)
        self.pictures.setCheckable(True)
        self.progress = PlainLabel()
        self.progress.setWordWrap(True)
        self.progress.setContentsMargins(4, 0, 4, 0)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.bar.setAccessibleName(tr("Labelled images"))
        self._numbers_told: tuple[int, ...] = ()
        self._first_seen = -1
        self._clicked = False
        self._filter_timer = QTimer(self, singleShot=True, interval=FILTER_DELAY_MS)
        self._want_timer = QTimer(self, singleShot=True, interval=0)
        self._arrange()
        self._connect()
        self.show_thumbnails(False)
        self._tell_progress()

    def focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    @Slot(bool)
    def show_thumbnails(self, on: bool) -> None:
        """Show a small picture of each image, or only its name."""
        self.pictures.setChecked(on)
        self.delegate.with_pictures = on
        self.view.verticalHeader().setDefaultSectionSize(self.delegate.row_height)
        self.view.viewport().update()
        self._want_timer.start()
        self._show_current()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._want_timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._want_timer.start()

    @Slot()
    def refresh_icons(self) -> None:
        """The theme changed."""
        for button in (self.terms, self.pictures):
            button.setIcon(icon(button.objectName()))

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.search, 1)
        row.addWidget(self.terms)
        row.addWidget(self.pictures)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self.note)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.progress)
        layout.addWidget(self.bar)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._filter_timer.start)
        self.search.leave.connect(self._leave_search)
        self._filter_timer.timeout.connect(self._apply_filter)
        self.pictures.clicked.connect(self.show_thumbnails)
        self.pictures.clicked.connect(self.thumbnails_switched)
        self.view.selectionModel().currentChanged.connect(self._go_to_row)
        self.view.selectionModel().selectionChanged.connect(self._pick)
        self._model.modelAboutToBeReset.connect(self._note_place)
        self._model.modelReset.connect(self._follow_session)
        self._model.modelReset.connect(self._tell_progress)
        self._model.modelReset.connect(self._want_timer.start)
        self._model.dataChanged.connect(self._tell_progress)
        self._session.current_changed.connect(self._follow_session)
        self._session.folder_changed.connect(self.thumbnails.forget)
        self._session.folder_renewed.connect(self.thumbnails.forget)
        self.view.verticalScrollBar().valueChanged.connect(self._want_timer.start)
        self.view.verticalScrollBar().rangeChanged.connect(self._want_timer.start)
        self._want_timer.timeout.connect(self._want_thumbnails)
        self.thumbnails.made.connect(self._show_thumbnail)

    @Slot()
    def _apply_filter(self) -> None:
        self._filter_timer.stop()
        self._model.set_filter(self.search.text())

    @Slot()
    def _leave_search(self) -> None:
        self._apply_filter()
        number = self._model.query.number
        if number is not None:
            self._session.go_to(number - 1)
        elif not self.view.currentIndex().isValid() and self._model.rowCount():
            self.view.setCurrentIndex(self._model.index(0))
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(QModelIndex, QModelIndex)
    def _go_to_row(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            index = self._model.image_index(current.row())
            if index != self._session.index:
                self._clicked = True  # the view itself selects what goes with the key that was held
                self._session.go_to(index)
                self._clicked = False

    @Slot()
    def _pick(self) -> None:
        chosen = self.view.selectionModel().selection()
        parts = [chosen.at(place) for place in range(chosen.count())]
        self._model.pick(range(part.top(), part.bottom() + 1) for part in parts)

    @Slot()
    def _note_place(self) -> None:
        """Where the list is scrolled to, so that it stays there when the same search finds more."""
        row = self.view.rowAt(0)
        self._first_seen = self._model.image_index(row) if 0 <= row < self._model.rowCount() else -1

    @Slot()
    def _follow_session(self) -> None:
        if self._clicked:
            return
        row = self._model.row_of(self._session.index)
        selection = self.view.selectionModel()
        if row is None:
            selection.clear()
        else:
            wanted = self._model.index(row)
            if selection.currentIndex() != wanted or not selection.isSelected(wanted):
                selection.setCurrentIndex(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._show_current()

    def _show_current(self) -> None:
        """Scroll to the current image, or to where the list was before the same search found others."""
        seen = self._model.row_of(self._first_seen) if self._model.refreshing else None
        current = self.view.currentIndex()
        if seen is not None:
            self.view.scrollTo(self._model.index(seen), QAbstractItemView.ScrollHint.PositionAtTop)
        elif current.isValid():
            self.view.scrollTo(current)

    @Slot()
    def _want_thumbnails(self) -> None:
        """Those of the rows in sight, and of some below; none where no row is in sight."""
        folder = self._model.marks.folder
        if not self.delegate.with_pictures or folder is None or not self.isVisible():
            self.thumbnails.want((), self.devicePixelRatioF())
            return
        first = max(self.view.rowAt(0), 0)
        count = self.view.viewport().height() // self.delegate.row_height + 4
        rows = range(first, min(first + count, self._model.rowCount()))
        self.thumbnails.want([folder[self._model.image_index(row)] for row in rows], self.devicePixelRatioF())

    @Slot(object)
    def _show_thumbnail(self, path: Path) -> None:
        folder = self._model.marks.folder
        index = folder.index_of(path) if folder is not None else None
        row = self._model.row_of(index) if index is not None else None
        if row is not None:
            self.view.update(self._model.index(row))

    @Slot()
    def _tell_progress(self) -> None:
        total, shown, marks = self._model.total, self._model.rowCount(), self._model.marks
        numbers = total, shown, marks.labelled_count, marks.verified_count
        if numbers == self._numbers_told:  # a bar paints at once whatever it is set to
            return
        self._numbers_told = numbers
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(marks.labelled_count)
        if not total:
            self.progress.setText(tr("No folder is open"))
            return
        parts = [tr("{count} of {total} labelled").format(count=f"{marks.labelled_count:,}", total=f"{total:,}")]
        if marks.verified_count:
            parts.append(tr("{count} verified").format(count=f"{marks.verified_count:,}"))
        lines = [", ".join(parts)]
        if shown != total:
            lines.append(tr("{count} shown").format(count=f"{shown:,}"))
        self.progress.setText("\n".join(lines))
        self.bar.setToolTip(as_tip(self.progress.text()))
