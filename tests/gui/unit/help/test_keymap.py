"""Keys: defaults, changes, presets, clashes, and what is remembered of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from frcnn_gui.common.actions.action_list import ACTIONS
from frcnn_gui.common.actions.action_spec import EDIT, ActionSpec
from frcnn_gui.common.actions.action_table import ActionTable
from frcnn_gui.common.settings import Settings
from frcnn_gui.help import keymap
from frcnn_gui.help.keymap import (
    KEY_PRESETS,
    apply_changes,
    default_keys,
    find_changes,
    find_clashes,
    find_preset,
    preset_keys,
)

SPECS = (
    ActionSpec("draw", "&Draw box", EDIT, shortcuts=("W", "R")),
    ActionSpec("next", "&Next image", EDIT, shortcuts=("D",)),
    ActionSpec("quit", "&Quit", EDIT, shortcuts=("Ctrl+Q",)),
)


@pytest.mark.parametrize("name", KEY_PRESETS)
def test_that_no_key_of_a_preset_does_two_things(name: str) -> None:
    assert find_clashes(preset_keys(ACTIONS, name)) == []


@pytest.mark.parametrize("name", KEY_PRESETS)
def test_that_a_preset_is_recognized_by_its_keys(name: str) -> None:
    assert find_preset(ACTIONS, preset_keys(ACTIONS, name)) == name


@pytest.mark.parametrize("name", KEY_PRESETS)
def test_that_presets_name_keys_that_qt_knows(name: str) -> None:
    for keys in KEY_PRESETS[name].values():
        for key in keys:
            assert QKeySequence(key).toString() == keymap.normalize_key(key) != "", key


def test_that_hands_from_other_programs_find_their_keys() -> None:
    labelimg, labelme, cvat = (preset_keys(ACTIONS, name) for name in ("labelImg", "labelme", "CVAT"))
    assert (labelimg["draw"], labelimg["previous"], labelimg["next"]) == (("W",), ("A",), ("D",))
    assert labelimg["duplicate"] == ("Ctrl+D",)
    assert labelme["draw_mode"] == ("Ctrl+R",)  # labelme draws until another mode is chosen
    assert (cvat["draw"][0], cvat["previous"], cvat["next"]) == ("N", ("D",), ("F",))


def test_that_every_preset_leaves_a_way_to_the_keys_and_to_undo() -> None:
    for name in KEY_PRESETS:
        keys = preset_keys(ACTIONS, name)
        for id in ("shortcuts", "command_palette", "undo", "redo", "save", "draw", "select", "next", "previous"):
            assert keys[id], (name, id)


def test_that_a_key_given_away_is_taken_from_where_it_was() -> None:
    keys = apply_changes(SPECS, {"next": ["W"]})
    assert keys == {"draw": ("R",), "next": ("W",), "quit": ("Ctrl+Q",)}


def test_that_changes_are_what_makes_the_keys_again() -> None:
    keys = apply_changes(SPECS, {"next": ["W"], "quit": []})
    assert find_changes(SPECS, keys) == {"draw": ["R"], "next": ["W"], "quit": []}
    assert apply_changes(SPECS, find_changes(SPECS, keys)) == keys
    assert find_changes(SPECS, default_keys(SPECS)) == {}


def test_that_a_clash_names_the_key_and_its_actions() -> None:
    found = find_clashes({"draw": ("W",), "next": ("D", "W"), "quit": ()})
    assert [(clash.key, clash.ids) for clash in found] == [("W", ("draw", "next"))]


def test_that_keys_survive_a_restart(qtbot: QtBot, tmp_path: Path) -> None:
    keys = apply_changes(SPECS, {"next": ["F", "Ctrl+N"]})
    settings = Settings(tmp_path / "settings.ini")
    keymap.store_keys(settings, SPECS, keys)
    settings.write_to_disk()
    assert keymap.load_keys(Settings(tmp_path / "settings.ini"), SPECS) == keys


def test_that_keys_of_actions_that_are_not_there_are_kept_and_passed_over(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.ini")
    settings.store_value(
        keymap.KEYS_SETTING, {"of another version": ["F9"], "draw": "no list", "next": ["F", 3, "no key at all"]}
    )
    keys = keymap.load_keys(settings, SPECS)
    assert keys["draw"] == ("W", "R")
    assert keys["next"][0] == "F"
    keymap.store_keys(settings, SPECS, keys)
    assert settings.load_value(keymap.KEYS_SETTING, dict[str, object]())["of another version"] == ["F9"]


def test_that_the_table_takes_other_keys_and_shows_them(qtbot: QtBot) -> None:
    table = ActionTable(SPECS)
    messages: list[bool] = []
    table.keys_changed.connect(lambda: messages.append(True))
    table.update_keys({"next": ("F", "Ctrl+N"), "quit": ()})
    assert table.keys_of("next") == ("F", "Ctrl+N")
    assert table["next"].toolTip().endswith("(F, Ctrl+N)")
    assert table.keys_of("quit") == ()
    assert "(" not in table["quit"].toolTip()
    assert messages == [True]
