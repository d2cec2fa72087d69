"""Docks that are built after the first image know what was opened before."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from frcnn_gui.app import MAX_STARTUP_MS, finish_startup
from frcnn_gui.common.garbage_collector import GarbageCollector
from frcnn_gui.common.settings import Settings
from frcnn_gui.common.theme import Theme
from frcnn_gui.main_window import MainWindow
from frcnn_gui.window.folder_job import create_preparation_job
from tests.gui.conftest import Opener
from tests.gui.unit.folders import write_folder
from tests.gui.unit.window.test_main_window import WAIT, open_path, wait_shown


def enabled(window: MainWindow) -> set[str]:
    return {id for id in window.context.actions if window.context.actions[id].isEnabled()}


class OtherWindows(QObject):
    """Notes what else becomes a window."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def test_that_nothing_else_flashes_up_as_a_window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    others = OtherWindows()
    qapp.installEventFilter(others)
    window = MainWindow(Settings(tmp_path / "settings.ini"), Theme(qapp, "light"), whole=False)
    qtbot.addWidget(window)
    window.show()
    window.build_remaining_parts()
    qtbot.wait(50)
    qapp.removeEventFilter(others)
    assert others.shown == ["MainWindow"]
    assert window.stop_threads(WAIT)


def test_that_icons_of_menus_are_there_when_a_menu_opens(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    window = MainWindow(Settings(tmp_path / "settings.ini"), Theme(qapp, "light"), whole=False)
    qtbot.addWidget(window)
    actions = window.context.actions
    with_icon = {id for id, spec in actions.specs.items() if spec.icon}
    shown = {id for id in with_icon if actions.specs[id].toolbar}
    assert shown == {id for id in actions if not actions[id].icon().isNull()}
    actions.update_icons()  # as after a change of the theme
    assert shown == {id for id in actions if not actions[id].icon().isNull()}
    first = next(action.menu() for action in window.menuBar().actions() if isinstance(action.menu(), QMenu))
    first.aboutToShow.emit()
    assert with_icon == {id for id in actions if not actions[id].icon().isNull()}
    assert window.stop_threads(WAIT)


def test_that_late_docks_allow_what_early_ones_do(
    qtbot: QtBot, open_window: Opener, qapp: QApplication, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "photos", 3)
    early = open_window()
    open_path(qtbot, early, folder)
    expected = enabled(early)
    early.recovery_controller.stop_journal(WAIT)

    late = MainWindow(Settings(tmp_path / "other.ini"), Theme(qapp, "light"), whole=False)
    qtbot.addWidget(late)
    late.show()
    assert late.docks["stages"].widget() is None
    open_path(qtbot, late, folder)
    late.build_remaining_parts()
    late.build_remaining_parts()  # once is enough
    qtbot.waitUntil(lambda: enabled(late) == expected, timeout=WAIT)
    assert all(dock.widget() is not None for dock in late.docks.values())
    late.context.autosave.release_documents()
    assert late.stop_threads(WAIT)


def test_that_docks_wait_for_a_folder_that_takes_long_to_open(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "photos", 3)
    window = MainWindow(Settings(tmp_path / "settings.ini"), Theme(qapp, "light"), whole=False)
    qtbot.addWidget(window)
    collector = GarbageCollector(window)
    window.open_controller.open_path(folder)
    finish_startup(window, collector)
    assert window.docks["stages"].widget() is None
    window.open_controller.opened.connect(lambda: finish_startup(window, collector))
    with qtbot.waitSignal(window.open_controller.opened):
        assert window.open_controller.is_opening
    assert window.docks["stages"].widget() is None  # there is no image yet
    finish_startup(window, collector, MAX_STARTUP_MS)
    gc.unfreeze()
    assert window.docks["stages"].widget() is not None
    wait_shown(qtbot, window)
    window.context.autosave.release_documents()
    assert window.stop_threads(WAIT)


def test_that_what_the_first_folder_needs_is_brought_in_while_there_is_none(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.open_controller.prepare()
    assert [job.title for job in window.context.jobs.jobs] == [create_preparation_job().title]
    qtbot.waitUntil(lambda: not window.context.jobs.jobs, timeout=WAIT)
    assert {f"detector.data.formats.{name}.dataset" for name in ("voc", "labelme", "yolo")} <= sys.modules.keys()
    open_path(qtbot, window, write_folder(tmp_path / "photos", 3))
    qtbot.waitUntil(lambda: not window.context.jobs.jobs, timeout=WAIT)
    window.open_controller.prepare()
    assert not window.context.jobs.jobs
