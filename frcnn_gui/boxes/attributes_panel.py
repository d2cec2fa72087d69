"""The attributes of the selected boxes, below the table of boxes: a header that opens a table and a line to add one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from detector.data.attributes import MAX_KEY_CHARACTERS, MAX_VALUE_CHARACTERS, format_attribute_value
from frcnn_gui.boxes.attribute_table import KEY, NOT_HELD_TEXT, VALUE, AttributeTableModel
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.document.attribute_edits import KnownValues
from frcnn_gui.document.session import Session
from frcnn_gui.images.image_query import format_attribute_term

SELECT_FIRST_TEXT = N_("Select boxes to see and edit their attributes.")
NONE_YET_TEXT = N_("No attributes yet. Enter a name and a value below.")
ROW_HEIGHT, MAX_ROWS_SHOWN = 26, 4


class _ValueDelegate(QStyledItemDelegate):
    """Completes the keys or values there are while one is typed."""

    def __init__(self, model: AttributeTableModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = QLineEdit(parent)
        known = self._model.list_known_values()
        key = self._model.summaries[index.row()].key
        texts = list(known) if index.column() == KEY else list(map(format_attribute_value, known.get(key, ())))
        editor.setCompleter(_build_completer(QStringListModel(texts, editor), editor))
        editor.setMaxLength(MAX_KEY_CHARACTERS if index.column() == KEY else MAX_VALUE_CHARACTERS)
        editor.returnPressed.connect(partial(self._on_return_pressed, editor))
        return editor

    def _on_return_pressed(self, editor: QLineEdit) -> None:
        """End editing also from the list of completions, whose keys reach the line without the view."""
        popup = editor.completer().popup()
        if popup is not None and popup.isVisible():
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)


def _build_completer(texts: QStringListModel, parent: QObject) -> QCompleter:
    completer = QCompleter(texts, parent)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    return completer


def _list_completions(line: QLineEdit) -> None:
    """Show all that the line can be completed to."""
    completer = line.completer()
    completer.setCompletionPrefix("")
    completer.complete()


class AttributesPanel(QWidget):
    """Shown closed until it is opened, or a folder with attributes is.

    Signals:
        search_requested: A term for the images with an attribute.
    """

    search_requested = Signal(str)

    def __init__(self, session: Session, get_known: Callable[[], KnownValues], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = AttributeTableModel(session, get_known, self)
        self.open_button = self._build_open_button()
        self.view = self._build_view()
        self.hint = PlainLabel()
        self.hint.setWordWrap(True)
        self.key_line, self._known_keys = self._build_line(tr("Name"), MAX_KEY_CHARACTERS)
        self.value_line, self._known_texts = self._build_line(tr("Value"), MAX_VALUE_CHARACTERS)
        self.add_button = QPushButton(tr("Add"))
        self.add_button.setToolTip(format_tooltip(tr("Set this attribute for all selected boxes")))
        self.add_button.setAccessibleName(tr("Add attribute"))
        self.content = self._build_content()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.open_button)
        layout.addWidget(self.content)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._connect_signals()
        self._on_rows_changed()
        self.set_open(is_open=False)

    def _build_open_button(self) -> QToolButton:
        button = QToolButton()
        button.setText(tr("Attributes"))
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setToolTip(format_tooltip(tr("Show the attributes of the selected boxes")))
        return button

    def _build_view(self) -> QTableView:
        view = QTableView()
        view.setModel(self.model)
        view.setAccessibleName(tr("Attributes of the selected boxes"))
        view.setWhatsThis(tr("Double-click to edit, Del to remove. An edit changes all selected boxes."))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setItemDelegate(_ValueDelegate(self.model, view))
        view.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        view.setTabKeyNavigation(False)
        view.setShowGrid(False)
        view.setAlternatingRowColors(True)
        view.setWordWrap(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(KEY, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        header.setMaximumSectionSize(180)
        view.setFixedHeight(header.sizeHint().height() + MAX_ROWS_SHOWN * ROW_HEIGHT + 2 * view.frameWidth())
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for text, handler in (
            (tr("Edit value"), self._edit_current),
            (tr("Remove attribute"), self.remove_selected),
            (tr("Find images with this value"), self._search_current),
        ):
            action = QAction(text, view)
            action.triggered.connect(handler)
            view.addAction(action)
        return view

    def _build_line(self, name: str, limit: int) -> tuple[QLineEdit, QStringListModel]:
        line, texts = QLineEdit(), QStringListModel(self)
        line.setPlaceholderText(name)
        line.setAccessibleName(name)
        line.setMaxLength(limit)
        line.setCompleter(_build_completer(texts, line))
        return line, texts

    def _build_content(self) -> QWidget:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.view)
        layout.addWidget(self.hint)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.key_line, 2)
        row.addWidget(self.value_line, 3)
        row.addWidget(self.add_button)
        layout.addLayout(row)
        return content

    def _connect_signals(self) -> None:
        for widget in (self.view, self.key_line, self.value_line):
            widget.installEventFilter(self)
        self.open_button.toggled.connect(self.set_open)
        self.key_line.returnPressed.connect(self.value_line.setFocus)
        self.value_line.returnPressed.connect(self.add_attribute)
        self.add_button.clicked.connect(self.add_attribute)
        self.model.rows_changed.connect(self._on_rows_changed)
        self.model.refused.connect(self.hint.setText)

    @Slot(bool)
    def set_open(self, is_open: bool) -> None:
        """Show or hide the table."""
        self.open_button.setChecked(is_open)
        self.open_button.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self.content.setVisible(is_open)

    def start_adding(self) -> None:
        """Open the table, with the focus where an attribute is added."""
        self.set_open(is_open=True)
        self.key_line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def add_attribute(self) -> None:
        """Set what was typed for all selected boxes; the name is next to be typed again."""
        empty = next((line for line in (self.key_line, self.value_line) if not line.text().strip()), None)
        if empty is not None:
            empty.setFocus()
        elif self.model.set_value(self.key_line.text(), self.value_line.text()):
            self.key_line.clear()
            self.value_line.clear()
            self.key_line.setFocus()

    @Slot()
    def remove_selected(self) -> None:
        """Remove the attributes of the selected rows from all selected boxes."""
        rows = sorted({index.row() for index in self.view.selectionModel().selectedRows()})
        if rows and self.model.is_editable:
            self.model.remove_keys([self.model.summaries[row].key for row in rows])
            self.view.selectRow(min(rows[0], len(self.model.summaries) - 1))

    @Slot()
    def _edit_current(self) -> None:
        index = self.model.index(self.view.currentIndex().row(), VALUE)
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.view.edit(index)

    @Slot()
    def _search_current(self) -> None:
        row = self.view.currentIndex().row()
        if 0 <= row < len(self.model.summaries):
            summary = self.model.summaries[row]
            self.search_requested.emit(format_attribute_term(summary.key, summary.values[0]))

    @Slot()
    def _on_rows_changed(self) -> None:
        count = len(self.model.annotations)
        keys = len(self.model.summaries)
        self.open_button.setText(tr("Attributes ({count})").format(count=keys) if keys else tr("Attributes"))
        self.hint.setText(self._choose_hint(count))
        self.hint.setVisible(bool(self.hint.text()))
        for widget in (self.key_line, self.value_line, self.add_button):
            widget.setEnabled(self.model.is_editable)

    def _choose_hint(self, count: int) -> str:
        if not self.model.is_held:
            return tr(NOT_HELD_TEXT)
        if not count:
            return tr(SELECT_FIRST_TEXT)
        return "" if self.model.summaries else tr(NONE_YET_TEXT)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that the window would take for itself: Del in the table, Esc in a line; Down lists what is known."""
        if event.type() == QEvent.Type.FocusIn and watched in (self.key_line, self.value_line):
            self._update_completions()
        handler = self._find_key_handler(watched, event) if isinstance(event, QKeyEvent) else None
        if handler is not None and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if handler is not None and event.type() == QEvent.Type.KeyPress:
            handler()
            return True
        return super().eventFilter(watched, event)

    def _find_key_handler(self, watched: QObject, event: QKeyEvent) -> Callable[[], None] | None:
        key = event.key()
        if watched is self.view:
            return self.remove_selected if key == Qt.Key.Key_Delete else None
        if key == Qt.Key.Key_Escape:
            return self._give_up_adding
        if key == Qt.Key.Key_Down and isinstance(watched, QLineEdit) and not watched.text():
            return partial(_list_completions, watched)
        return None

    def _give_up_adding(self) -> None:
        self.key_line.clear()
        self.value_line.clear()
        self.view.setFocus()

    def _update_completions(self) -> None:
        known = self.model.list_known_values()
        self._known_keys.setStringList(list(known))
        values = known.get(self.key_line.text().strip(), ())
        self._known_texts.setStringList(list(map(format_attribute_value, values)))
