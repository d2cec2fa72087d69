"""Which class? Typing narrows the list, Enter takes the marked row, a name that is not listed makes a new class."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QFont, QGuiApplication, QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.common.canvas_colors import class_color
from frcnn_gui.common.icons import build_color_swatch
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip

NAME, NOTE = range(2)
NEW_CLASS_TEXT = N_("new class")
KEYS_TEXT = N_("Number keys ({keys}) choose at once.")
MAX_LISTED_CLASSES = 200
"""Classes in the list; nobody looks through more, and each row takes time to make."""
_PAGE_ROWS = 8
_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -_PAGE_ROWS,
    Qt.Key.Key_PageDown: _PAGE_ROWS,
}
_WORDS = re.compile(r"[\s_\-./]+")
_IS_NEW = Qt.ItemDataRole.UserRole


class _Labeline(QLineEdit):
    """Up and Down move through the list below it; a digit may be the key of a class.

    Signals:
        row_step_requested: Rows to move down in the list; negative moves up.
        typed_requested: Ctrl+Enter: the typed text is to become a class.
        digit_pressed: A digit, which may be the number key of a class.
    """

    row_step_requested = Signal(int)
    typed_requested = Signal()
    digit_pressed = Signal(int)

    def __init__(self, text: str, is_key: Callable[[int], bool]) -> None:
        super().__init__(text)
        self._is_key = is_key

    @property
    def is_untouched(self) -> bool:
        """Whether the next letter begins a text: nothing was typed, or all of it is selected."""
        return not self.text() or self.selectedText() == self.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        digit = key - Qt.Key.Key_0
        if key in _STEPS:
            self.row_step_requested.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain == Qt.KeyboardModifier.ControlModifier:
            self.typed_requested.emit()
        elif 1 <= digit <= 9 and not plain.value and self.is_untouched and self._is_key(digit):
            self.digit_pressed.emit(digit)
        else:
            super().keyPressEvent(event)


def rank_label(label: str, text: str) -> int:
    """How well a class fits what was typed: 0 it is the class, 1 the class begins so, 2 a word of it, 3 it is within.

    4: not at all.
    """
    typed, name = text.strip().casefold(), label.casefold()
    if name == typed:
        return 0
    if name.startswith(typed):
        return 1
    if any(word.startswith(typed) for word in _WORDS.split(name)):
        return 2
    return 3 if typed in name else 4


def find_matching(classes: Sequence[str], text: str) -> list[str]:
    """The classes that have `text` in them, the best first; classes that fit alike stay in their order."""
    return sorted(
        (label for label in classes if rank_label(label, text) < 4), key=lambda label: rank_label(label, text)
    )


class LabelDialog(QDialog):
    """Asks for a class: chosen in the list, or typed.

    Signals:
        label_chosen: The chosen class.
    """

    label_chosen = Signal(str)

    def __init__(
        self,
        classes: Sequence[str],
        current: str,
        parent: QWidget | None = None,
        keys: Mapping[int, str] | None = None,
        color_of: Callable[[str], str] | None = None,
    ) -> None:
        """`classes` in the order in which they are listed; `current` is marked at first; `keys` are number keys."""
        super().__init__(parent)
        self._classes = tuple(classes)
        self._keys = dict(keys or {})
        self._unlisted_count = 0
        """How many more classes fit than are listed"""
        self._color_of = color_of or (lambda label: class_color(label, self._classes))
        self.setWindowTitle(tr("Class"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.line = _Labeline(current, self._is_key)
        self.line.setPlaceholderText(tr("Class name"))
        self.line.setAccessibleName(tr("Class name"))
        self.line.setToolTip(tr("Type part of a class name or a new name. Digits choose by number key."))
        self.line.selectAll()
        self.class_list = self._build_list()
        self.hint = PlainLabel()
        self.hint.setWordWrap(True)
        self.buttons = self._build_buttons()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        for widget in (self.line, self.class_list, self.hint, self.buttons):
            layout.addWidget(widget)
        self.resize(300, 380)
        self.line.textEdited.connect(self._on_text_edited)
        self.line.row_step_requested.connect(self._move_mark)
        self.line.returnPressed.connect(self._on_return_pressed)
        self.line.typed_requested.connect(self._on_typed_requested)
        self.line.digit_pressed.connect(lambda digit: self._choose_label(self._keys[digit]))
        self.class_list.itemClicked.connect(self._on_item_clicked)
        self._fill_list("", current)
        self.line.setFocus()

    def _build_list(self) -> QTreeWidget:
        view = QTreeWidget()
        view.setAccessibleName(tr("Classes"))
        view.setWhatsThis(tr("Classes that match the text, most recently used first."))
        view.setColumnCount(2)
        view.setHeaderHidden(True)
        view.setRootIsDecorated(False)
        view.setUniformRowHeights(True)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.header().setStretchLastSection(False)
        view.header().setMinimumSectionSize(16)
        view.header().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        view.header().setSectionResizeMode(NOTE, QHeaderView.ResizeMode.ResizeToContents)
        return view

    def _build_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel  # Qt translates these
        )
        self.ok_button = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok_button.setToolTip(tr("Use the marked class"))
        cancel_button = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel_button.setToolTip(tr("Choose no class: a new box is discarded, others keep theirs"))
        cancel_button.setAutoDefault(False)
        buttons.accepted.connect(self._on_return_pressed)
        buttons.rejected.connect(self.reject)
        return buttons

    def show_near(self, point: QPoint) -> None:
        """Open with its corner near `point` (of the screen), wholly on the screen."""
        screen = QGuiApplication.screenAt(point) or QGuiApplication.primaryScreen()
        area = screen.availableGeometry()
        x = max(area.left(), min(point.x() + 16, area.right() - self.width()))
        y = max(area.top(), min(point.y() + 16, area.bottom() - self.height() - 40))
        self.move(x, y)
        self.open()

    @property
    def listed_labels(self) -> list[str]:
        """The names that are shown, the new one too."""
        return [
            item.text(NAME)
            for at in range(self.class_list.topLevelItemCount())
            if (item := self.class_list.topLevelItem(at))
        ]

    @property
    def marked_label(self) -> str:
        """What Enter takes; empty: nothing."""
        item = self.class_list.currentItem()
        return item.text(NAME) if item is not None else ""

    def _is_key(self, digit: int) -> bool:
        """Classes that begin with a digit can be typed: then no digit is a key."""
        return digit in self._keys and not any(label.startswith(str(digit)) for label in self._classes)

    def _fill_list(self, text: str, marked: str = "") -> None:
        """List the classes that have `text` in them, and the name itself where it is a new one."""
        self.class_list.clear()
        found, typed = find_matching(self._classes, text), text.strip()
        key_of = {label: str(key) for key, label in self._keys.items()}
        listed = found[:MAX_LISTED_CLASSES]
        if marked in found and marked not in listed:
            listed = [marked, *listed[1:]]
        self._unlisted_count, found = len(found) - len(listed), listed
        for label in found:
            self._append_row(label, key_of.get(label, ""), build_color_swatch(self._color_of(label)))
        if typed and typed not in self._classes:
            self._append_row(typed, tr(NEW_CLASS_TEXT), QIcon(), is_new=True)
        if marked in found:
            row = found.index(marked)
        else:
            # A class that only has the text somewhere inside is not what was meant, more often than not.
            row = 0 if found and (not typed or rank_label(found[0], typed) < 3) else len(found)
        if typed or marked in found:
            self._mark_row(row)
        self._update_hint()

    def _mark_row(self, row: int) -> None:
        self.class_list.setCurrentIndex(self.class_list.model().index(row, NAME))

    def _append_row(self, label: str, note: str, icon: QIcon, is_new: bool = False) -> None:
        item = QTreeWidgetItem([label, note])
        item.setIcon(NAME, icon)
        item.setToolTip(NAME, format_tooltip(label))
        item.setTextAlignment(NOTE, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setData(NAME, _IS_NEW, is_new)
        if is_new:
            font = QFont(self.class_list.font())
            font.setItalic(True)
            item.setFont(NOTE, font)
        self.class_list.addTopLevelItem(item)

    @Slot(str)
    def _on_text_edited(self, text: str) -> None:
        self._fill_list(text)

    def _update_hint(self) -> None:
        item, typed = self.class_list.currentItem(), self.line.text().strip()
        if item is None:
            self.hint.setText(tr("Type a name, or choose one with the arrow keys."))
        elif item.data(NAME, _IS_NEW):
            self.hint.setText(tr("Press Enter to create the class {label}.").format(label=item.text(NAME)))
        elif typed and typed not in self._classes:
            text = tr("Press Enter for {label}, Ctrl+Enter to create {typed}.")
            self.hint.setText(text.format(label=item.text(NAME), typed=typed))
        else:
            self.hint.setText(tr("Press Enter for {label}.").format(label=item.text(NAME)))
        keys = [digit for digit in sorted(self._keys) if self._is_key(digit)]
        if keys and self.line.is_untouched:
            span = tr("{first} to {last}").format(first=keys[0], last=keys[-1]) if len(keys) > 1 else str(keys[0])
            self.hint.setText(f"{tr(KEYS_TEXT).format(keys=span)} {self.hint.text()}")
        self.ok_button.setEnabled(item is not None)
        if self._unlisted_count:
            more = tr("%Ln more class(es) match. Type more letters to find them.", "", self._unlisted_count)
            self.hint.setText(f"{self.hint.text()} {more}")

    @Slot(int)
    def _move_mark(self, step: int) -> None:
        """Another row; single steps go round."""
        count = self.class_list.topLevelItemCount()
        if not count:
            return
        item = self.class_list.currentItem()
        row = self.class_list.indexOfTopLevelItem(item) if item is not None else (-1 if step > 0 else count)
        row = (row + step) % count if abs(step) == 1 else min(max(row + step, 0), count - 1)
        self._mark_row(row)
        if self.line.selectedText() == self.line.text():  # nothing was typed yet
            self.line.setText(self.marked_label)
            self.line.selectAll()
        self._update_hint()

    @Slot()
    def _on_return_pressed(self) -> None:
        self._choose_label(self.marked_label)

    @Slot()
    def _on_typed_requested(self) -> None:
        self._choose_label(self.line.text().strip())

    @Slot(QTreeWidgetItem, int)
    def _on_item_clicked(self, item: QTreeWidgetItem, _column: int = NAME) -> None:
        self._choose_label(item.text(NAME))

    def _choose_label(self, label: str) -> None:
        if label and self.isEnabled():
            self.setEnabled(False)  # one class is taken, whatever else is pressed on the way out
            self.label_chosen.emit(label)
            self.accept()
