"""Draw mode in the window: its switch, its key, and the chip that says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from frcnn_gui.boxes.draw_mode import ASKS_TEXT, DRAW_MODE_TEXT, HINT_TEXT
from frcnn_gui.canvas.layer_chip import SEPARATOR, LayerChip
from frcnn_gui.common.language import tr
from frcnn_gui.main_window import MainWindow
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.window.test_main_window import open_path


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    for name in ("a.png", "b.png"):
        write_labels(write_image(tmp_path / "photos" / name, 60, 40), (2, 3, 20, 30, "cat"), width=60, height=40)
    open_path(qtbot, window, tmp_path / "photos")
    return window


def chip(window: MainWindow) -> LayerChip:
    return window.layer_chips.mode_chip


def test_that_the_chip_names_draw_mode_and_the_class_of_the_next_box(opened: MainWindow) -> None:
    actions, session = opened.context.actions, opened.context.session
    actions["draw_mode"].trigger()
    assert chip(opened).text.startswith(tr(DRAW_MODE_TEXT))
    assert tr(ASKS_TEXT) in chip(opened).text
    session.current_label = "cat"
    assert "cat" in chip(opened).text
    assert tr(ASKS_TEXT) not in chip(opened).text
    assert chip(opened) in opened.layer_chips.shown_chips
    assert actions["draw"].isChecked()
    assert actions["draw_mode"].isChecked()


def test_that_the_hints_of_the_chip_are_told_apart(opened: MainWindow) -> None:
    opened.context.actions["draw_mode"].trigger()
    title, *hints = [entry.text for entry in chip(opened).entries]
    assert title == tr(DRAW_MODE_TEXT)
    assert hints == [SEPARATOR + tr(ASKS_TEXT), SEPARATOR + tr(HINT_TEXT)]


def test_that_every_way_out_switches_the_action_and_the_chip_off(qtbot: QtBot, opened: MainWindow) -> None:
    action, canvas = opened.context.actions["draw_mode"], opened.context.canvas
    ways = (
        action.trigger,
        opened.context.actions["select"].trigger,
        opened.context.actions["dismiss"].trigger,
        lambda: QTest.keyClick(canvas, Qt.Key.Key_Escape),
        chip(opened).close_button.click,
    )
    for leave in ways:
        action.trigger()
        assert action.isChecked()
        assert chip(opened).isVisible()
        leave()
        assert not action.isChecked()
        assert not canvas.is_in_draw_mode
        assert not chip(opened).isVisible()


def test_that_draw_mode_stays_in_the_next_image(qtbot: QtBot, opened: MainWindow) -> None:
    session = opened.context.session
    opened.context.actions["draw_mode"].trigger()
    opened.context.actions["next"].trigger()
    qtbot.waitUntil(lambda: session.index == 1 and session.document is not None)
    assert opened.context.canvas.is_in_draw_mode
    assert chip(opened).isVisible()
