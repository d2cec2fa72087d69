"""The list of images with a search line above and the count of labeled ones below."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.common.widgets.progress_bar import ProgressBar
from frcnn_gui.document.session import Session
from frcnn_gui.images.image_delegate import ImageDelegate
from frcnn_gui.images.image_list import ImageListModel
from frcnn_gui.images.image_search import SearchLine, SearchNote, create_terms_button, create_tool_button
from frcnn_gui.images.thumbnails import Thumbnails

FILTER_DELAY_MS = 120


def _build_view(model: ImageListModel) -> QTableView:
    """A table of one column: a QListView would lay out a hundred thousand rows in 270 ms, this one does in none."""
    view = QTableView()
    view.setModel(model)
    view.setAccessibleName(tr("Images of the folder"))
    view.setWhatsThis(
        tr(
            "Click an image to show it. Select several with Shift or Ctrl for Detect in selected images. Marks "
            "show which images are labeled, verified or unreadable."
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
    """Shows the model; a row that becomes current is gone to, and the image gone to becomes current.

    Signals:
        thumbnails_toggled: Whether thumbnails are shown.
    """

    thumbnails_toggled = Signal(bool)

    def __init__(self, session: Session, model: ImageListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._model = model
        self.search_line = SearchLine()
        self.terms_button = create_terms_button(self.search_line)
        self.search_note = SearchNote()
        self.view = _build_view(model)
        self.thumbnails = Thumbnails(self)
        self.delegate = ImageDelegate(model, self.thumbnails, self.view)
        self.view.setItemDelegate(self.delegate)
        tip = tr("Show a thumbnail of each image in the list")
        self.thumbnails_button = create_tool_button("thumbnails", tr("Thumbnails"), tip)
        self.thumbnails_button.setCheckable(True)
        self.progress_label = PlainLabel()
        self.progress_label.setWordWrap(True)
        self.progress_label.setContentsMargins(4, 0, 4, 0)
        self.progress_bar = ProgressBar()
        self.progress_bar.setTextVisible(False)
        self.progress_bar.setFixedHeight(4)
        self.progress_bar.setAccessibleName(tr("Labeled images"))
        self._root: Path | None = None
        self._numbers_shown: tuple[int, ...] = ()
        self._first_visible_image = -1
        self._is_row_change = False
        self._filter_timer = QTimer(self, singleShot=True, interval=FILTER_DELAY_MS)
        self._thumbnails_timer = QTimer(self, singleShot=True, interval=0)
        self._build_layout()
        self._connect_signals()
        self.show_thumbnails(False)
        self._update_progress()

    def focus_search(self) -> None:
        self.search_line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_line.selectAll()

    @Slot(bool)
    def show_thumbnails(self, on: bool) -> None:
        """Show a small picture of each image, or only its name."""
        self.thumbnails_button.setChecked(on)
        self.delegate.shows_thumbnails = on
        self.view.verticalHeader().setDefaultSectionSize(self.delegate.row_height)
        self.view.viewport().update()
        self._thumbnails_timer.start()
        self._scroll_to_current()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._thumbnails_timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._thumbnails_timer.start()

    def _build_layout(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.search_line, 1)
        row.addWidget(self.terms_button)
        row.addWidget(self.thumbnails_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self.search_note)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.progress_label)
        layout.addWidget(self.progress_bar)

    def _connect_signals(self) -> None:
        self.search_line.textChanged.connect(self._filter_timer.start)
        self.search_line.leave_requested.connect(self._on_search_left)
        self._filter_timer.timeout.connect(self._apply_filter)
        self.thumbnails_button.clicked.connect(self.show_thumbnails)
        self.thumbnails_button.clicked.connect(self.thumbnails_toggled)
        self.view.selectionModel().currentChanged.connect(self._on_current_row_changed)
        self.view.selectionModel().selectionChanged.connect(self._on_rows_selected)
        self._model.modelAboutToBeReset.connect(self._on_reset_begun)
        self._model.modelReset.connect(self._on_current_image_changed)
        self._model.modelReset.connect(self._update_progress)
        self._model.modelReset.connect(self._thumbnails_timer.start)
        self._model.dataChanged.connect(self._update_progress)
        self._session.current_image_changed.connect(self._on_current_image_changed)
        self._session.folder_changed.connect(self._on_folder_changed)
        self._session.folder_rescanned.connect(self.thumbnails.clear_thumbnails)
        self.view.verticalScrollBar().valueChanged.connect(self._thumbnails_timer.start)
        self.view.verticalScrollBar().rangeChanged.connect(self._thumbnails_timer.start)
        self._thumbnails_timer.timeout.connect(self._request_thumbnails)
        self.thumbnails.thumbnail_made.connect(self._on_thumbnail_made)

    @Slot()
    def _on_folder_changed(self) -> None:
        """A search for images of one folder would hide those of another; when a folder is reopened, it stays."""
        self.thumbnails.clear_thumbnails()
        folder = self._session.folder
        root = folder.root if folder is not None else None
        if root != self._root:
            self._root = root
            self.search_line.clear()
            self._apply_filter()

    @Slot()
    def _apply_filter(self) -> None:
        self._filter_timer.stop()
        self._model.set_filter(self.search_line.text())

    @Slot()
    def _on_search_left(self) -> None:
        self._apply_filter()
        number = self._model.query.number
        if number is not None:
            self._session.go_to_index(number - 1)
        elif not self.view.currentIndex().isValid() and self._model.rowCount():
            self.view.setCurrentIndex(self._model.index(0))
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(QModelIndex, QModelIndex)
    def _on_current_row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            index = self._model.image_index(current.row())
            if index != self._session.index:
                self._is_row_change = True  # the view itself selects what goes with the key that was held
                self._session.go_to_index(index)
                self._is_row_change = False

    @Slot()
    def _on_rows_selected(self) -> None:
        chosen = self.view.selectionModel().selection()
        parts = [chosen.at(place) for place in range(chosen.count())]
        self._model.set_selected_rows(range(part.top(), part.bottom() + 1) for part in parts)

    @Slot()
    def _on_reset_begun(self) -> None:
        """Where the list is scrolled to, so that it stays there when the same search finds more."""
        row = self.view.rowAt(0)
        self._first_visible_image = self._model.image_index(row) if 0 <= row < self._model.rowCount() else -1

    @Slot()
    def _on_current_image_changed(self) -> None:
        if self._is_row_change:
            return
        row = self._model.row_of(self._session.index)
        selection = self.view.selectionModel()
        if row is None:
            selection.clear()
        else:
            current = self._model.index(row)
            if selection.currentIndex() != current or not selection.isSelected(current):
                selection.setCurrentIndex(current, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._scroll_to_current()

    def _scroll_to_current(self) -> None:
        """Scroll to the current image, or to where the list was before the same search found others."""
        seen = self._model.row_of(self._first_visible_image) if self._model.is_refreshing else None
        current = self.view.currentIndex()
        if seen is not None:
            self.view.scrollTo(self._model.index(seen), QAbstractItemView.ScrollHint.PositionAtTop)
        elif current.isValid():
            self.view.scrollTo(current)

    @Slot()
    def _request_thumbnails(self) -> None:
        """Those of the visible rows, and of some below; none where no row is visible."""
        folder = self._model.statuses.folder
        if not self.delegate.shows_thumbnails or folder is None or not self.isVisible():
            self.thumbnails.request_thumbnails((), self.devicePixelRatioF())
            return
        first = max(self.view.rowAt(0), 0)
        count = self.view.viewport().height() // self.delegate.row_height + 4
        rows = range(first, min(first + count, self._model.rowCount()))
        self.thumbnails.request_thumbnails(
            [folder[self._model.image_index(row)] for row in rows], self.devicePixelRatioF()
        )

    @Slot(object)
    def _on_thumbnail_made(self, path: Path) -> None:
        folder = self._model.statuses.folder
        index = folder.index_of(path) if folder is not None else None
        row = self._model.row_of(index) if index is not None else None
        if row is not None:
            self.view.update(self._model.index(row))

    @Slot()
    def _update_progress(self) -> None:
        total, shown, marks = self._model.image_count, self._model.rowCount(), self._model.statuses
        numbers = total, shown, marks.labeled_count, marks.verified_count, marks.skipped_count
        if numbers == self._numbers_shown:
            return
        self._numbers_shown = numbers
        self.progress_bar.show_progress(marks.labeled_count, max(total, 1))
        if not total:
            self.progress_label.setText(tr("No folder open"))
            return
        parts = [tr("{count} of {total} labeled").format(count=f"{marks.labeled_count:,}", total=f"{total:,}")]
        if marks.verified_count:
            parts.append(tr("{count} verified").format(count=f"{marks.verified_count:,}"))
        if marks.skipped_count:
            parts.append(tr("{count} skipped").format(count=f"{marks.skipped_count:,}"))
        lines = [", ".join(parts)]
        if shown != total:
            lines.append(tr("{count} shown").format(count=f"{shown:,}"))
        self.progress_label.setText("\n".join(lines))
        self.progress_bar.setToolTip(format_tooltip(self.progress_label.text()))
