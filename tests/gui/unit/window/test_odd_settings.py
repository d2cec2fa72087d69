"""The window starts with whatever its settings say, and with whatever they are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from pytestqt.qtbot import QtBot

from frcnn_gui.common.settings import Settings
from frcnn_gui.main_window import MainWindow
from tests.detector.drawn import drawn_folder
from tests.gui.conftest import Opener

ODD: dict[str, str] = {
    "null": "null",
    "a negative number": "-7",
    "a number that Qt cannot hold": "99999999999999999999",
    "an infinite number": "1e400",
    "no number": "NaN",
    "a text": '"../../etc/passwd"',
    "a text with a NUL": '"\\u0000"',
    "half a surrogate pair": '"\\ud800"',
    "markup": '"<img src=/dev/zero>"',
    "a long text": '"' + "x" * 100_000 + '"',
    "lists of odd things": '[null, -1, "a\\u0000b", [], {}, 1e400, "\\ud800", "/dev/zero"]',
    "tables of odd things": '{"": null, "a": [1, "Ctrl+"], "b": {"c": 1e400}, "\\ud800": "\\u0000", "d": "red"}',
    "deep nesting": "[" * 50_000,
    "no JSON": "@Variant(\\x1\\x2",
    "true": "true",
}
AT_THE_START = ("window/theme", "window/language", "labels/format")
"""Settings that are read before there is a window, or later"""


def worked_with(window: MainWindow, qtbot: QtBot, root: Path) -> None:
    window.open_controller.open_path(root)
    qtbot.waitUntil(lambda: window.context.session.image is not None, timeout=20_000)
    window.context.session.go_to_index(1)
    qtbot.wait(50)


def known_keys(open_window: Opener, qtbot: QtBot, root: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """The settings that a window asks for, and the defaults it names."""
    asked: dict[str, object] = {}
    load = Settings.load_value

    def record(self: Settings, key: str, default: object) -> object:
        asked.setdefault(key, default)
        return load(self, key, default)

    with monkeypatch.context() as patch:
        patch.setattr(Settings, "load_value", record)
        worked_with(open_window(), qtbot, root)
    return asked


def stored(path: Path, values: dict[str, str]) -> None:
    settings = Settings(path)
    for key, value in values.items():
        settings._qt_settings.setValue(key, value)
    settings.write_to_disk()


def some(all_of_them: Sequence[str], *few: int) -> list[object]:
    """All as parameters; but the few take too long together for every day."""
    return [pytest.param(one, marks=() if row in few else pytest.mark.slow) for row, one in enumerate(all_of_them)]


@pytest.mark.parametrize("odd", some(list(ODD), 10, 11))
def test_that_the_window_starts_with_any_settings(
    open_window: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: str
) -> None:
    root = drawn_folder(tmp_path / "images", 2)
    keys = known_keys(open_window, qtbot, root, monkeypatch)
    assert {"classes/single", "folders/recent", "folders/places"} <= keys.keys()
    stored(tmp_path / "settings.ini", dict.fromkeys({*keys, *AT_THE_START}, ODD[odd]))
    worked_with(open_window(), qtbot, root)


@pytest.mark.parametrize("number", some("01234", 1))
def test_that_the_window_starts_with_any_values_of_the_right_type(
    open_window: Opener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    root = drawn_folder(tmp_path / "images", 2)
    keys = {**known_keys(open_window, qtbot, root, monkeypatch), **dict.fromkeys(AT_THE_START, "")}
    of_type: dict[type, list[object]] = {
        str: ["\0", "\ud800", "x" * 10_000, "", "../.."],
        list: [[None, -1, "\0", "\ud800", {}], ["/dev/zero"] * 500],
        dict: [{str(root): None, "\0": "\0"}, {str(root): {"a": [1]}, "open": ["\ud800", 3]}, {str(root): "\ud800"}],
        bool: [True],
        int: [1 - 2**31, 2**31 - 1],
        float: [-1e308, 1e308],
    }
    values = {key: of_type[type(default)] for key, default in keys.items()}
    chosen = {key: json.dumps(of_kind[int(number) % len(of_kind)]) for key, of_kind in values.items()}
    stored(tmp_path / "settings.ini", chosen)
    worked_with(open_window(), qtbot, root)


@pytest.mark.parametrize("cut", [7, 200])
def test_that_a_damaged_layout_is_forgotten(open_window: Opener, tmp_path: Path, cut: int) -> None:
    window = open_window()
    state, geometry = bytes(window.saveState(1).data()), bytes(window.saveGeometry().data())
    settings = Settings(tmp_path / "settings.ini")
    for key, value in (("window/state", state), ("window/geometry", geometry)):
        damaged = value[:cut] + bytes(255 - byte for byte in value[cut : cut + 8]) + value[cut + 8 :]
        settings.store_bytes(key, QByteArray(damaged))
    settings.write_to_disk()
    assert open_window().isVisible()
