"""Every control of the window can be read by a screen reader, and says what it does."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDockWidget,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollBar,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from frcnn_gui.common.actions.action_list import ACTIONS
from frcnn_gui.help import keymap
from frcnn_gui.help.command_palette import CommandPalette
from frcnn_gui.help.keys_dialog import KeysDialog
from frcnn_gui.help.shortcuts_sheet import ShortcutsSheet
from frcnn_gui.main_window import MainWindow

INPUTS = (QLineEdit, QAbstractSlider, QAbstractSpinBox, QComboBox, QAbstractItemView)
_OF_QT = (QHeaderView, QScrollBar, QMenu)


def controls(window: QWidget) -> Iterator[QWidget]:
    """Everything that takes clicks or keys, but for the parts that Qt makes of its own accord."""
    for widget in window.findChildren(QWidget):
        parent = widget.parent()
        within = isinstance(parent, (QAbstractSpinBox, QComboBox, QDockWidget, *_OF_QT))
        inside_view = isinstance(parent, QAbstractItemView) and not widget.accessibleName()
        if isinstance(widget, _OF_QT) or within or in_combo_box(widget) or widget.objectName().startswith("qt_"):
            continue
        if isinstance(widget, QAbstractButton) and (inside_view or isinstance(parent, (QLineEdit, QTabBar))):
            continue  # a table's corner, a line's clear button, the arrows of tabs
        if isinstance(widget, (QAbstractButton, *INPUTS)):
            yield widget


def in_combo_box(widget: QWidget) -> bool:
    """Whether it is the list that a combo box opens."""
    parent = widget.parentWidget()
    return parent is not None and (isinstance(parent, QComboBox) or in_combo_box(parent))


def describe(widget: QWidget) -> str:
    parents = []
    parent: QWidget | None = widget
    while parent is not None:
        parents.append(f"{type(parent).__name__} {parent.objectName()}".strip())
        parent = parent.parentWidget()
    return " < ".join(parents)


def has_buddy(window: QWidget, widget: QWidget) -> bool:
    """Whether a label with a text names it."""
    return any(label.buddy() is widget and label.text() for label in window.findChildren(QLabel))


def nameless(window: QWidget) -> list[str]:
    faults = []
    for widget in controls(window):
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        readable = any(letter.isalnum() for letter in text)
        if not (readable or widget.accessibleName() or has_buddy(window, widget)):
            faults.append(f"no name: {describe(widget)}")
        if isinstance(widget, QAbstractButton) and not readable and not widget.toolTip():
            faults.append(f"no tooltip: {describe(widget)}")
    return faults


def test_that_every_control_of_the_window_has_a_name(qtbot: QtBot, window: MainWindow) -> None:
    assert nameless(window) == []


def test_that_every_control_of_the_dialogs_has_a_name(qtbot: QtBot) -> None:
    for dialog in (
        KeysDialog(ACTIONS, keymap.default_keys(ACTIONS)),
        ShortcutsSheet(),
        CommandPalette([]),
    ):
        qtbot.addWidget(dialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        assert nameless(dialog) == []


def test_that_every_action_shows_what_it_does(window: MainWindow) -> None:
    for id in window.context.actions:
        assert window.context.actions[id].toolTip(), id


def test_that_every_dock_s_content_can_be_reached_by_keys(window: MainWindow) -> None:
    for key, dock in window.docks.items():
        reachable = [
            widget
            for widget in (dock.widget(), *dock.widget().findChildren(QWidget))
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        assert reachable, key
