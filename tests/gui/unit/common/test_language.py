"""Which language the window has, how it is chosen, and that texts, numbers of things and Qt's own dialogs follow it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QAction, QFont, QTextLayout
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMenu
from pytestqt.qtbot import QtBot

from detector.config import PRESET_SUMMARIES
from detector.data.lint.problems import ProblemKind
from frcnn_gui.app import parse_arguments
from frcnn_gui.common import language
from frcnn_gui.common.actions.action_list import ACTIONS
from frcnn_gui.common.actions.action_spec import strip_mnemonic
from frcnn_gui.common.actions.action_table import ActionTable
from frcnn_gui.common.language import (
    LANGUAGE_CHOICES,
    LANGUAGE_NAMES,
    LANGUAGES,
    N_,
    LanguageName,
    install_language,
    resolve_language,
    tr,
    translate_to,
)
from frcnn_gui.common.preferences import LANGUAGE
from frcnn_gui.common.settings import Settings
from frcnn_gui.common.texts import engine_texts
from frcnn_gui.help.palette_search import PaletteEntry, rank_entries
from frcnn_gui.main_window import MainWindow
from frcnn_gui.window.view_actions import RESTART_MESSAGE
from tests.gui.conftest import Opener
from tests.gui.unit.catalogue import catalogue


@pytest.fixture
def english_again(qapp: QApplication) -> Iterator[None]:
    """Puts the language back that all other tests have."""
    yield
    install_language(qapp, "en")


@pytest.fixture
def chinese(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, english_again: None) -> None:
    """A Chinese of few words, installed: the real one may be reworded at any time."""
    words = {
        "&File": "文件(&F)",
        "&Draw box": "画一个框(&D)",
        "new box create rectangle rectbox annotate bounding add label tool": "矩形 标注",
        "The language changes to {language} after a restart.": "下次启动时语言将改为{language}。",
    }
    file = catalogue(tmp_path, "zh_CN", words)
    real = language.find_resource
    monkeypatch.setattr(language, "find_resource", lambda *parts: file if parts[-1] == file.name else real(*parts))
    install_language(qapp, "zh_CN")


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        ("zh_CN", "zh_CN"),
        ("zh_TW", "zh_CN"),  # of what there is, the nearest
        ("zh_Hant_HK", "zh_CN"),
        ("en_GB", "en"),
        ("en_US", "en"),
        ("de_DE", "en"),
        ("C", "en"),
    ],
)
def test_that_the_language_is_that_of_the_system_where_we_have_it(system: str, expected: str) -> None:
    assert resolve_language("system", QLocale(system)) == expected


def test_that_a_choice_goes_before_the_system() -> None:
    assert resolve_language("en", QLocale("zh_CN")) == "en"
    assert resolve_language("zh_CN", QLocale("en_GB")) == "zh_CN"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 boxes"), (1, "1 box"), (2, "2 boxes"), (1234, "1,234 boxes"), (10**6, "1,000,000 boxes")]
)
def test_that_numbers_of_things_are_reported_in_english_forms(count: int, text: str) -> None:
    assert tr("%Ln box(es)", "", count) == text


def test_that_installing_changes_texts_numbers_and_the_buttons_of_qt(qtbot: QtBot, chinese: None) -> None:
    assert strip_mnemonic(tr("&File")) == "文件"
    table = ActionTable()
    assert table["draw"].text() == "画一个框(&D)"
    assert QLocale().language() == QLocale.Language.Chinese
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(buttons)
    assert strip_mnemonic(buttons.button(QDialogButtonBox.StandardButton.Cancel).text()) == "取消"


def test_that_going_back_to_english_leaves_nothing_behind(qapp: QApplication, chinese: None) -> None:
    install_language(qapp, "en")
    assert tr("&File") == "&File"
    assert language.current_language() == "en"
    assert QLocale().language() == QLocale.Language.English


def test_that_chinese_has_fonts_of_its_own_after_that_of_the_system_and_the_regular_weight(
    qapp: QApplication, english_again: None
) -> None:
    install_language(qapp, "en")
    before = qapp.font()
    install_language(qapp, "zh_CN")
    families = qapp.font().families()
    assert families == [*before.families(), *language.CHINESE_FONTS]
    assert qapp.font().weight() == QFont.Weight.Normal
    layout = QTextLayout("标注 A", qapp.font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    assert {run.rawFont().weight() for run in layout.glyphRuns()} == {QFont.Weight.Normal}
    install_language(qapp, "en")
    assert qapp.font().families() == before.families()


def test_that_a_missing_file_leaves_english(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, english_again: None
) -> None:
    with monkeypatch.context() as patch:  # so that the language is put back with its file
        patch.setattr(language, "find_resource", lambda *_parts: None)
        install_language(qapp, "zh_CN")
        assert tr("&File") == "&File"
        assert translate_to("zh_CN", N_("&File")) == "&File"


def test_that_an_action_is_found_by_its_name_here_and_in_english(chinese: None) -> None:
    entries = [PaletteEntry(spec.id, spec.name, "", keywords=spec.search_words) for spec in ACTIONS]
    for query in ("画一个框", "标注", "draw a box", "rectangle"):
        assert rank_entries(query, entries)[0].id == "draw", query


@pytest.mark.parametrize("shown", LANGUAGES)
def test_that_the_letters_of_a_menu_open_one_entry_each(
    qapp: QApplication, open_window: Opener, shown: LanguageName, english_again: None
) -> None:
    install_language(qapp, shown)
    for title, texts in entries_by_menu("bar", open_window().menuBar().actions()):
        letters = Counter(letter.lower() for text in texts for letter in re.findall(r"&(\w)", text))
        assert [letter for letter, count in letters.items() if count > 1] == [], (title, texts)


def entries_by_menu(title: str, actions: Sequence[QAction]) -> Iterator[tuple[str, list[str]]]:
    """(its title, texts of its entries) of these and of every menu within them."""
    yield title, [action.text() for action in actions]
    for action in actions:
        menu = action.menu()
        if isinstance(menu, QMenu):
            yield from entries_by_menu(action.text(), menu.actions())


def test_that_every_language_is_offered_by_its_own_name(window: MainWindow) -> None:
    entries = {entry.id: entry for entry in window.shortcuts_controller.palette_controller.build_entries()}
    offered = {choice: entries[f"language_{choice}"] for choice in LANGUAGE_CHOICES}
    assert offered["system"].checked
    assert {offered[name].title for name in LANGUAGE_NAMES} == set(LANGUAGE_NAMES.values())
    assert {entry.path for entry in offered.values()} == {"View › Language"}


def test_that_a_chosen_language_is_remembered_and_reported_in_both(
    open_window: Opener, tmp_path: Path, qapp: QApplication, chinese: None
) -> None:
    install_language(qapp, "en")
    window = open_window()
    window.context.preferences.set_value(LANGUAGE, "zh_CN")
    english = RESTART_MESSAGE.format(language="简体中文")
    assert window.context.notices.texts == [f"{english} 下次启动时语言将改为简体中文。"]
    window.context.settings.write_to_disk()
    assert LANGUAGE.load_value(Settings(tmp_path / "settings.ini")) == "zh_CN"
    window.context.preferences.set_value(LANGUAGE, "en")
    assert window.context.notices.texts == []
    assert LANGUAGE.load_value(window.context.settings) == "en"


def test_that_the_command_line_takes_a_language_and_refuses_others() -> None:
    assert parse_arguments(["--language", "zh_CN"]).language == "zh_CN"
    with pytest.raises(SystemExit):
        parse_arguments(["--language", "tlh"])


def test_that_what_looks_like_no_language_in_the_settings_is_the_system(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.ini")
    settings.store_value("window/language", "tlh")
    assert LANGUAGE.load_value(settings) == "system"


def test_that_every_fixed_text_of_the_engine_is_marked_for_translation() -> None:
    assert set(engine_texts.PRESET_TEXTS) == set(PRESET_SUMMARIES.values())
    assert set(engine_texts.PROBLEM_TEXTS) == {kind.heading for kind in ProblemKind}
