"""Letters with Alt: no button, label, tab or menu title takes a key of an action away, in any preset and language."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QGroupBox, QLabel, QTabBar, QWidget
from pytestqt.qtbot import QtBot

import frcnn_gui
from frcnn_gui.common.actions.action_list import ACTIONS
from frcnn_gui.common.actions.action_spec import MENUS
from frcnn_gui.common.language import LANGUAGES, LanguageName, translate_to
from frcnn_gui.help.keymap import KEY_PRESETS, preset_keys
from frcnn_gui.main_window import MainWindow

PACKAGE = Path(frcnn_gui.__file__).parent
MENU_MODULES = {*(PACKAGE / "common" / "actions").glob("*.py"), PACKAGE / "window" / "view_actions.py"}
"""Their mnemonics belong to open menus, where no key of an action works."""
MNEMONIC = re.compile(r"(?<!&)&([^&\s])")


def find_letter(text: str) -> str:
    """The letter that is pressed with Alt; empty where there is none."""
    found = MNEMONIC.search(text)
    return found[1].upper() if found else ""


def action_letters(preset: str) -> set[str]:
    """The letters that do an action together with Alt alone."""
    keys = {key for given in preset_keys(ACTIONS, preset).values() for key in given}
    return {key.removeprefix("Alt+") for key in keys if re.fullmatch(r"Alt\+[A-Z0-9]", key)}


def widget_texts() -> Iterator[tuple[str, str]]:
    """All texts with a mnemonic that are not in menus, each with its module; those of every dialog too."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path in MENU_MODULES:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "N_"):
                first = node.args[0]
                if isinstance(first, ast.Constant) and find_letter(str(first.value)):
                    yield str(path.relative_to(PACKAGE)), str(first.value)


def mnemonic_texts(parent: QWidget) -> Iterator[str]:
    """What the widgets in `parent` show that has a mnemonic."""
    for widget in parent.findChildren(QWidget):
        texts: list[str] = []
        if isinstance(widget, QAbstractButton) or (isinstance(widget, QLabel) and widget.buddy()):
            texts = [widget.text()]
        elif isinstance(widget, QGroupBox):
            texts = [widget.title()]
        elif isinstance(widget, QTabBar):
            texts = [widget.tabText(place) for place in range(widget.count())]
        yield from filter(find_letter, texts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("preset", KEY_PRESETS)
def test_that_no_mnemonic_is_the_key_of_an_action(preset: str, language: LanguageName) -> None:
    taken = action_letters(preset)
    texts = [*widget_texts(), *(("menu bar", title) for title in MENUS)]
    clashes = [
        f"{module}: {shown}" for module, text in texts if find_letter(shown := translate_to(language, text)) in taken
    ]
    assert taken == {"A", "D"}
    assert len(texts) > 50
    assert clashes == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_a_translation_has_the_mnemonic_of_its_text(language: LanguageName) -> None:
    texts = list(widget_texts())
    assert {text: find_letter(translate_to(language, text)) for _, text in texts} == {
        text: find_letter(text) for _, text in texts
    }


def test_that_docks_seen_together_share_no_mnemonic_with_each_other_or_the_menu_bar(window: MainWindow) -> None:
    users: dict[str, set[str]] = defaultdict(set)
    for title in MENUS:
        users[find_letter(title)].add("menu bar")
    for key, dock in window.docks.items():
        area = window.dockWidgetArea(dock).name
        letters = [(find_letter(text), text) for text in set(mnemonic_texts(dock))]
        assert len({letter for letter, _ in letters}) == len(letters), f"twice in {key}: {sorted(letters)}"
        for letter, _ in letters:
            users[letter].add(area)  # of the docks in one area, one is in front
    assert {letter: areas for letter, areas in users.items() if len(areas) > 1} == {}
    assert len(users) > len(MENUS)


def test_that_alt_keys_work_with_the_detections_in_front(qtbot: QtBot, window: MainWindow) -> None:
    done: list[str] = []
    window.docks["detections"].show()
    window.docks["detections"].raise_()
    window.activateWindow()
    qtbot.waitUntil(lambda: window.isActiveWindow() and window.docks["detections"].widget().isVisible())
    for name in ("next_unverified", "previous_unverified"):
        action = window.context.actions[name]
        action.triggered.disconnect()
        action.triggered.connect(lambda _checked=False, name=name: done.append(name))
        action.setEnabled(True)  # after what shows the dock, which updates all actions
    for key in (Qt.Key.Key_D, Qt.Key.Key_A):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
    assert done == ["next_unverified", "previous_unverified"]
