"""All actions by menu, with fields for their keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from frcnn_gui.common.actions.action_spec import MENUS, ActionSpec, strip_mnemonic
from frcnn_gui.common.actions.action_table import key_text
from frcnn_gui.common.icons import set_theme_icon
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import format_tooltip

NAME, FIRST, SECOND, RESET = range(4)
KEY_COLUMNS = (FIRST, SECOND)
ROW_HEIGHT = 28
_ID = 256  # Qt.UserRole


class _KeyField(QKeySequenceEdit):
    """Reports a key once. A key press first empties the field, which does not mean that there should be none.

    Signals:
        key_entered: The new key; empty where it was cleared.
    """

    key_entered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._pressing = False
        self.keySequenceChanged.connect(self._on_sequence_changed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._pressing = True
        super().keyPressEvent(event)
        self._pressing = False

    @Slot(QKeySequence)
    def _on_sequence_changed(self, sequence: QKeySequence) -> None:
        if not (self._pressing and sequence.isEmpty()):
            self.key_entered.emit(sequence.toString(QKeySequence.SequenceFormat.PortableText))


class KeysTree(QTreeWidget):
    """Fields for two keys of each action.

    Signals:
        key_changed: The id of an action, which of its keys (0 or 1), and the new one; empty where it was cleared.
        reset_requested: The id of an action.
    """

    key_changed = Signal(str, int, str)
    reset_requested = Signal(str)

    def __init__(
        self, specs: Sequence[ActionSpec], defaults: Mapping[str, Sequence[str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._defaults = defaults
        self._items: dict[str, QTreeWidgetItem] = {}
        self._editors: dict[str, tuple[QKeySequenceEdit, ...]] = {}
        self._reset_buttons: dict[str, QToolButton] = {}
        self._groups: list[tuple[QTreeWidgetItem, list[str]]] = []
        self.setAccessibleName(tr("Actions and their shortcuts"))
        self.setToolTip(tr("Click a field and press a key"))
        self.setHeaderLabels([tr("Action"), tr("Key"), tr("Second shortcut"), ""])
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in KEY_COLUMNS:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, 150)
        header.setSectionResizeMode(RESET, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(RESET, 36)
        for title in MENUS:
            self._add_group(strip_mnemonic(tr(title)), [spec for spec in specs if spec.menu == title])
        self.expandAll()

    def key_editor(self, id: str, place: int = 0) -> QKeySequenceEdit:
        """The field for one key of the action `id`."""
        return self._editors[id][place]

    def reset_button(self, id: str) -> QToolButton:
        return self._reset_buttons[id]

    @property
    def listed_ids(self) -> list[str]:
        """The ids of the actions that `show_only` leaves."""
        return [id for id, item in self._items.items() if not item.isHidden()]

    def show_keys(self, keys: Mapping[str, Sequence[str]]) -> None:
        """Put these keys into the fields."""
        for id, editors in self._editors.items():
            given = tuple(keys[id])
            for place, editor in enumerate(editors):
                sequence = QKeySequence(given[place] if place < len(given) else "")
                if editor.keySequence() != sequence:
                    blocker = QSignalBlocker(editor)
                    editor.setKeySequence(sequence)
                    blocker.unblock()
            # A second key without a first one would look like a mistake.
            editors[1].setEnabled(bool(given))
            self._reset_buttons[id].setEnabled(given != tuple(self._defaults[id]))
            self._items[id].setData(FIRST, _ID, " ".join(map(key_text, given)).casefold())

    @Slot(str)
    def show_only(self, text: str) -> None:
        """Hide the actions whose name and keys have not every word of `text`."""
        words = text.casefold().split()
        for id, item in self._items.items():
            where = f"{item.text(NAME)} {item.data(FIRST, _ID)} {id}".casefold()
            item.setHidden(not all(word in where for word in words))
        for group, ids in self._groups:
            group.setHidden(all(self._items[id].isHidden() for id in ids))

    def _add_group(self, title: str, specs: Sequence[ActionSpec]) -> None:
        group = QTreeWidgetItem([title])
        font = group.font(NAME)
        font.setBold(True)
        group.setFont(NAME, font)
        group.setSizeHint(NAME, QSize(0, ROW_HEIGHT))
        self.addTopLevelItem(group)
        group.setFirstColumnSpanned(True)
        self._groups.append((group, [spec.id for spec in specs]))
        for spec in specs:
            self._add_action(group, spec)

    def _add_action(self, group: QTreeWidgetItem, spec: ActionSpec) -> None:
        item = QTreeWidgetItem([spec.name])
        item.setToolTip(NAME, format_tooltip(tr(spec.tooltip) if spec.tooltip else spec.name))
        item.setSizeHint(NAME, QSize(0, ROW_HEIGHT))
        group.addChild(item)
        self._items[spec.id] = item
        self._editors[spec.id] = tuple(self._create_key_field(item, spec, column) for column in KEY_COLUMNS)
        button = QToolButton()
        button.setAutoRaise(True)
        set_theme_icon(button, "reset")
        usual = ", ".join(map(key_text, self._defaults[spec.id]))
        button.setToolTip(
            format_tooltip(tr("Reset to {keys}").format(keys=usual) if usual else tr("Reset to no shortcut"))
        )
        button.setAccessibleName(tr("Reset the shortcuts of {action}").format(action=spec.name))
        button.clicked.connect(lambda _checked=False: self.reset_requested.emit(spec.id))
        self._reset_buttons[spec.id] = button
        self.setItemWidget(item, RESET, button)

    def _create_key_field(self, item: QTreeWidgetItem, spec: ActionSpec, column: int) -> QKeySequenceEdit:
        place = column - FIRST
        field = _KeyField()
        field.setMaximumSequenceLength(1)
        field.setClearButtonEnabled(True)
        name = tr("Second shortcut of {action}") if place else tr("Shortcut of {action}")
        field.setAccessibleName(name.format(action=spec.name))
        _remove_prompt(field)
        field.setToolTip(tr("Press a key, alone or with Ctrl, Shift or Alt"))
        field.key_entered.connect(lambda key: self.key_changed.emit(spec.id, place, key))
        self.setItemWidget(item, column, field)
        return field


def _remove_prompt(field: QKeySequenceEdit) -> None:
    """Empty fields stay empty: a hundred times "Press shortcut" hides the keys there are."""
    line = field.findChild(QLineEdit)
    if isinstance(line, QLineEdit):
        line.setPlaceholderText("")
