"""The table of actions holds together, and keys do what the table says."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit, QMainWindow, QMenu, QMenuBar, QToolBar, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from frcnn_gui.common.actions.action_list import ACTIONS
from frcnn_gui.common.actions.action_spec import MENUS, ActionSpec
from frcnn_gui.common.actions.action_table import ActionTable
from frcnn_gui.help import shortcuts_sheet

KNOWN_HANDS = {
    "open_folder": {"Ctrl+U", "Ctrl+O"},
    "previous": {"A", "PgUp"},
    "next": {"D", "PgDown"},
    "draw": {"W", "R"},
    "select": {"V"},
    "polygon": {"P"},
    "dismiss": {"Esc"},
    "delete": {"Del"},
    "undo": {"Ctrl+Z"},
    "redo": {"Ctrl+Shift+Z", "Ctrl+Y"},
    "copy": {"Ctrl+C"},
    "paste": {"Ctrl+V"},
    "duplicate": {"Ctrl+D"},
    "edit_label": {"Ctrl+E"},
    "zoom_original": {"Ctrl+0"},
    "fit": {"Ctrl+F"},
    "fit_width": {"Ctrl+Shift+F"},
    "hide_boxes": {"Ctrl+H"},
    "save": {"Ctrl+S"},
    "shortcuts": {"F1"},
    "full_screen": {"F11"},
    "quit": {"Ctrl+Q"},
}


@pytest.fixture
def table(qtbot: QtBot) -> ActionTable:
    return ActionTable()


def test_that_no_key_does_two_things() -> None:
    keys = Counter(QKeySequence(key).toString() for spec in ACTIONS for key in spec.shortcuts)
    assert [key for key, count in keys.items() if count > 1] == []


def test_that_every_key_is_one_that_qt_knows() -> None:
    for spec in ACTIONS:
        for key in spec.shortcuts:
            assert QKeySequence(key).toString(), (spec.id, key)


def test_that_every_id_is_unique_and_every_menu_exists() -> None:
    assert len({spec.id for spec in ACTIONS}) == len(ACTIONS)
    assert {spec.menu for spec in ACTIONS} <= set(MENUS)


@pytest.mark.parametrize("id", KNOWN_HANDS)
def test_that_hands_find_the_keys_they_know(id: str) -> None:
    spec = next(spec for spec in ACTIONS if spec.id == id)
    assert KNOWN_HANDS[id] <= set(spec.shortcuts)


def test_that_letters_within_a_menu_open_one_entry_each() -> None:
    entries: dict[tuple[str, str], list[str]] = {}
    for spec in ACTIONS:
        entries.setdefault((spec.menu, spec.submenu), []).append(spec.text)
        if spec.submenu and spec.submenu not in entries.setdefault((spec.menu, ""), []):
            entries[spec.menu, ""].append(spec.submenu)
    for menu, texts in entries.items():
        letters = Counter(text.split("&")[1][0].lower() for text in texts)
        twice = [letter for letter, count in letters.items() if count > 1]
        assert twice == [], (menu, [text for text in texts if text.split("&")[1][0].lower() in twice])


def test_that_an_action_is_gray_until_bound_and_while_something_is_missing(table: ActionTable) -> None:
    calls: list[str] = []
    assert not table["train"].isEnabled()
    table.update_state(has_torch=True, has_folder=True)
    assert not table["train"].isEnabled()
    table.bind("train", lambda: calls.append("train"))
    assert table["train"].isEnabled()
    table["train"].trigger()
    table.update_state(has_folder=False)
    table["train"].trigger()
    assert calls == ["train"]


def test_that_a_later_binding_replaces_the_earlier(table: ActionTable) -> None:
    calls: list[int] = []
    table.update_state(has_torch=True, has_image=True)
    table.bind("detect", lambda: calls.append(1))
    table.bind("detect", lambda: calls.append(2))
    table["detect"].trigger()
    assert calls == [2]


def test_that_tooltips_show_the_keys(table: ActionTable) -> None:
    (tooltip,) = (spec.tooltip for spec in ACTIONS if spec.id == "fit")
    assert table["fit"].toolTip() == f"{tooltip} ({QKeySequence('Ctrl+F').toString()})"


def names_within(menu: QMenu) -> list[str]:
    """Of all actions in the menu and in those within it."""
    names: list[str] = []
    for action in menu.actions():
        within = action.menu()
        if isinstance(within, QMenu):
            names += names_within(within)
        elif not action.isSeparator():
            names.append(action.objectName())
    return names


def test_that_every_action_stands_in_its_menu_and_the_chosen_ones_in_the_toolbar(table: ActionTable) -> None:
    bar, toolbar = QMenuBar(), QToolBar()
    menus = table.fill_menu_bar(bar)
    table.fill_toolbar(toolbar)
    listed = [name for menu in menus.values() for name in names_within(menu)]
    assert sorted(listed) == sorted(spec.id for spec in ACTIONS)
    tools = [action.objectName() for action in toolbar.actions() if not action.isSeparator()]
    assert tools == [
        "workspace_label",
        "workspace_stages",
        "workspace_train",
        "workspace_review",
        "open_folder",
        "previous",
        "next",
        "select",
        "draw",
        "click_box",
        "polygon",
        "brush",
        "draw_mode",
        "explain",
        "undo",
        "redo",
        "fit",
        "labels_only",
        "detect",
        "train",
    ]


def test_that_macos_moves_only_what_belongs_to_its_menu_of_the_program(table: ActionTable) -> None:
    """Where Qt guesses by the texts, it also moves what begins with "Options" or "Setup", and nothing in Chinese."""
    roles = {spec.id: table[spec.id].menuRole() for spec in ACTIONS}
    assert {id: role for id, role in roles.items() if role != QAction.MenuRole.NoRole} == {
        "about": QAction.MenuRole.AboutRole,
        "preferences": QAction.MenuRole.PreferencesRole,
        "quit": QAction.MenuRole.QuitRole,
    }


def test_that_letters_typed_into_a_line_are_text_and_not_commands(qtbot: QtBot) -> None:
    window, line, other = QMainWindow(), QLineEdit(), QWidget()
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    center = QWidget()
    layout = QVBoxLayout(center)
    layout.addWidget(line)
    layout.addWidget(other)
    window.setCentralWidget(center)
    table = ActionTable(parent=window)
    table.update_state(has_folder=True, is_editable=True, has_boxes=True, has_selection=True, can_undo=True)
    calls: list[str] = []
    for id in ("next", "previous", "draw", "delete", "select_all", "undo"):
        table.bind(id, lambda id=id: calls.append(id))
        window.addAction(table[id])
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    line.setFocus()
    qtbot.keyClicks(line, "wad")
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert calls == []
    other.setFocus()
    qtbot.keyClick(other, Qt.Key.Key_D)
    qtbot.keyClick(other, Qt.Key.Key_A)
    assert calls == ["next", "previous"]


def test_that_the_sheet_lists_every_action_that_has_a_key() -> None:
    listed = {text for _, rows in shortcuts_sheet.list_sections() for _, text in rows}
    for spec in ACTIONS:
        if spec.shortcuts:
            assert spec.name in listed


def test_that_the_sheet_follows_the_table() -> None:
    specs = (ActionSpec("bark", "&Bark", MENUS[0], shortcuts=("Ctrl+B",)),)
    title, rows = shortcuts_sheet.list_sections(specs)[0]
    assert (title, rows[0][1]) == ("File", "Bark")
