"""Ctrl+K: type a part of what you want to do, press Enter, and it is done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel
from frcnn_gui.help.palette_delegate import ROW_HEIGHT, PaletteDelegate
from frcnn_gui.help.palette_list import PaletteModel
from frcnn_gui.help.palette_search import PaletteEntry, rank_entries

WIDTH_PX = 640
MAX_ROWS = 12
_MOVES = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -MAX_ROWS,
    Qt.Key.Key_PageDown: MAX_ROWS,
}


class CommandPalette(QDialog):
    """Lists `entries`, and the images that `set_found_images` adds.

    Signals:
        entry_chosen: The id of an entry that is enabled.
        text_typed: The text of the line.
    """

    entry_chosen = Signal(str)
    text_typed = Signal(str)

    def __init__(
        self, entries: Sequence[PaletteEntry], recent: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setWindowTitle(tr("Find an action"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._entries = tuple(entries)
        self._recent = tuple(recent)
        self._found_images: tuple[PaletteEntry, ...] = ()
        self.model = PaletteModel(self)
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("An action, #12 for an image, or part of an image name"))
        self.line.setAccessibleName(tr("Find an action or an image"))
        self.line.setToolTip(tr("Words in any order. Up and Down select, Enter runs, Esc closes."))
        self.line.installEventFilter(self)
        self.view = self._build_view()
        self.nothing = PlainLabel(tr("No matches. Try fewer letters or another word."))
        self.nothing.setContentsMargins(12, 6, 12, 6)
        frame = QFrame()
        frame.setFrameShape(QFrame.Shape.StyledPanel)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(8, 8, 8, 8)
        inner.setSpacing(6)
        for widget in (self.line, self.view, self.nothing):
            inner.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)  # as high as what it lists
        self._frame = frame
        self.line.textChanged.connect(self._on_text_changed)
        self.line.returnPressed.connect(self.run_current)
        self._update_list()

    def _build_view(self) -> QListView:
        view = QListView()
        view.setModel(self.model)
        view.setItemDelegate(PaletteDelegate(view))
        view.setAccessibleName(tr("Matching actions and images"))
        view.setWhatsThis(
            tr(
                "Actions with their shortcuts, and images by name or number. Unavailable actions show what they "
                "require."
            )
        )
        view.setUniformItemSizes(True)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the line keeps it: typing continues to filter
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setMouseTracking(True)
        view.entered.connect(view.setCurrentIndex)
        view.clicked.connect(self._on_entry_clicked)
        view.selectionModel().currentChanged.connect(self._on_current_changed)
        return view

    def show_over(self, window: QWidget) -> None:
        """Open it at the upper middle of `window`."""
        width = min(WIDTH_PX, max(window.width() - 40, 240))
        self._frame.setFixedWidth(width)
        place = QPoint((window.width() - width) // 2, max(window.height() // 8, 40))
        self.move(window.mapToGlobal(place))
        self.show()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def set_found_images(self, entries: Sequence[PaletteEntry]) -> None:
        """Lines beside the actions, in the order in which they come: images."""
        if tuple(entries) != self._found_images:
            self._found_images = tuple(entries)
            self._update_list()

    def run_current(self) -> None:
        """Do what is chosen; nothing where it is grayed."""
        row = self.view.currentIndex().row()
        if 0 <= row < len(self.model.entries):
            entry = self.model.entries[row]
            if entry.enabled:
                self.accept()
                self.entry_chosen.emit(entry.id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = _MOVES.get(Qt.Key(event.key()))
            if step is not None:
                self._move_current(step)
                return True
        return super().eventFilter(watched, event)

    def _move_current(self, step: int) -> None:
        count = self.model.rowCount()
        if count:
            row = self.view.currentIndex().row() + step
            # By one it goes round; by a page it stops at the ends.
            row = row % count if abs(step) == 1 else min(max(row, 0), count - 1)
            self.view.setCurrentIndex(self.model.index(row))

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        self._found_images = ()
        self._update_list()
        self.text_typed.emit(text)

    def _update_list(self) -> None:
        text = self.line.text()
        actions = [] if text.strip().startswith("#") else rank_entries(text, self._entries, self._recent)
        self.model.set_entries([*actions, *self._found_images])
        count = self.model.rowCount()
        self.view.setVisible(count > 0)
        self.nothing.setVisible(count == 0)
        self.view.setFixedHeight(min(count, MAX_ROWS) * ROW_HEIGHT + 2)
        if count:
            self.view.setCurrentIndex(self.model.index(0))
        else:
            self.line.setAccessibleDescription(self.nothing.text())

    @Slot(QModelIndex)
    def _on_entry_clicked(self, index: QModelIndex) -> None:
        self.view.setCurrentIndex(index)
        self.run_current()

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        """The focus never leaves the line, so the line reports the selected row to a screen reader."""
        spoken = current.data(Qt.ItemDataRole.AccessibleTextRole)
        self.line.setAccessibleDescription(str(spoken or ""))
