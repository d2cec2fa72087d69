"""What is remembered comes back, and a damaged file is only forgotten."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from frcnn_gui.common.preferences import THEME, Preferences
from frcnn_gui.common.settings import MAX_RECENT_FOLDERS, Settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


def reopened(settings: Settings) -> Settings:
    settings.write_to_disk()
    return Settings(settings.path)


@pytest.mark.parametrize("value", [True, False, 3, 2.5, "text, with; signs=%", ["a", "b"], {"k": 1}, "ünïcode"])
def test_that_a_value_survives_a_restart_with_its_type(path: Path, value: object) -> None:
    settings = Settings(path)
    settings.store_value("some/key", value)
    back = reopened(settings).load_value("some/key", type(value)())
    assert back == value
    assert type(back) is type(value)


def test_that_a_value_of_another_type_reads_as_the_default(path: Path) -> None:
    settings = Settings(path)
    settings.store_value("key", "text")
    assert settings.load_value("key", 7) == 7
    settings.store_value("key", True)
    assert settings.load_value("key", 7) == 7


def test_that_a_whole_number_serves_as_a_decimal(path: Path) -> None:
    settings = Settings(path)
    settings.store_value("key", 2)
    assert settings.load_value("key", 0.5) == 2.0


def test_that_a_damaged_file_reads_as_defaults(path: Path) -> None:
    path.write_bytes(b"\x00\xff[window\ntheme={{{\n")
    settings = Settings(path)
    assert THEME.load_value(settings) == "system"
    assert settings.recent_folders == []


def test_that_the_layout_survives_a_restart(path: Path) -> None:
    settings = Settings(path)
    settings.store_bytes("window/state", QByteArray(b"\x00\x01layout"))
    assert reopened(settings).load_bytes("window/state") == QByteArray(b"\x00\x01layout")


def test_that_the_theme_survives_a_restart(path: Path) -> None:
    settings = Settings(path)
    Preferences(settings).set_value(THEME, "dark")
    assert THEME.load_value(reopened(settings)) == "dark"


def test_that_an_unknown_theme_follows_the_system(path: Path) -> None:
    settings = Settings(path)
    settings.store_value("window/theme", "pink")
    assert THEME.load_value(settings) == "system"


def test_that_recent_folders_are_newest_first_without_repeats_and_few(path: Path) -> None:
    settings = Settings(path)
    for number in range(MAX_RECENT_FOLDERS + 5):
        settings.add_recent_folder(Path(f"/photos/{number}"))
    settings.add_recent_folder(Path("/photos/12"))
    recent = reopened(settings).recent_folders
    assert recent[:2] == [Path("/photos/12"), Path(f"/photos/{MAX_RECENT_FOLDERS + 4}")]
    assert len(recent) == len(set(recent)) == MAX_RECENT_FOLDERS


def test_that_how_a_folder_counts_pixels_is_remembered(path: Path) -> None:
    settings = Settings(path)
    settings.remember_origin(Path("/photos"), "ZERO_BASED")
    settings.remember_origin(Path("/other"), "ONE_BASED")
    again = reopened(settings)
    assert again.origin_name(Path("/photos")) == "ZERO_BASED"
    assert again.origin_name(Path("/unknown")) == ""


@pytest.mark.parametrize("text", ["NaN", "1e400", "-Infinity", "[" * 100_000, "9" * 5000, "{", "null", "true", ""])
@pytest.mark.parametrize("default", [7, 0.5, "text", False])
def test_that_odd_values_read_as_the_default(path: Path, text: str, default: object) -> None:
    settings = Settings(path)
    settings._qt_settings.setValue("key", text)
    assert settings.load_value("key", default) == (True if text == "true" and default is False else default)


def test_that_numbers_that_qt_cannot_hold_read_as_the_default(path: Path) -> None:
    settings = Settings(path)
    settings.store_value("key", 2**40)
    assert settings.load_value("key", 7) == 7


@pytest.mark.skipif(os.name == "nt", reason="no pipes or devices in folders there")
@pytest.mark.parametrize("kind", ["pipe", "device", "huge"])
def test_that_settings_that_cannot_be_read_to_their_end_are_kept_elsewhere(path: Path, kind: str) -> None:
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        with path.open("wb") as file:
            file.truncate(10**12)
    settings = Settings(path)
    settings.store_value(THEME.key, "dark")
    settings.write_to_disk()
    assert settings.path != path
    assert THEME.load_value(Settings(path)) == "dark"
