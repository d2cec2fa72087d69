"""F6 moves the keyboard focus round the image and the panels in front."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from frcnn_gui.main_window import MainWindow
from tests.gui.unit.folders import write_folder
from tests.gui.unit.window.test_main_window import open_path


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    open_path(qtbot, window, write_folder(tmp_path / "photos", 2))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def find_stop(window: MainWindow) -> str:
    """Where the keys are: the key of a dock, or "canvas"."""
    focus = QApplication.focusWidget()
    assert isinstance(focus, QWidget)
    if focus is window.context.canvas:
        return "canvas"
    return next(key for key, dock in window.docks.items() if dock.isAncestorOf(focus))


def test_that_f6_goes_round_the_image_and_the_panels_in_front_and_back(qtbot: QtBot, opened: MainWindow) -> None:
    front = ["canvas", *(key for key, dock in opened.docks.items() if dock.widget().isVisible())]
    assert len(front) > 2
    assert find_stop(opened) == "canvas"
    stops = ["canvas"]
    for _ in front:
        qtbot.keyClick(opened, Qt.Key.Key_F6)
        stops.append(find_stop(opened))
    assert stops[-1] == "canvas"
    assert sorted(stops[:-1]) == sorted(front)
    back = ["canvas"]
    for modifier in (Qt.KeyboardModifier.ShiftModifier, *[Qt.KeyboardModifier.ControlModifier] * (len(front) - 1)):
        qtbot.keyClick(opened, Qt.Key.Key_F6, modifier)
        back.append(find_stop(opened))
    assert back == stops[::-1]


def test_that_f6_comes_back_to_the_widget_that_had_the_focus(qtbot: QtBot, opened: MainWindow) -> None:
    opened.images_panel.view.setFocus()
    qtbot.keyClick(opened, Qt.Key.Key_F6)
    assert find_stop(opened) != "images"
    qtbot.keyClick(opened, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert opened.images_panel.view.hasFocus()


def test_that_f6_begins_at_the_start_page_while_no_folder_is_open(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.images_panel.focus_search()
    for _ in window.docks:
        qtbot.keyClick(window, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        if focus is not None and window.start_page.isAncestorOf(focus):
            break
    assert window.start_page.isAncestorOf(QApplication.focusWidget())
