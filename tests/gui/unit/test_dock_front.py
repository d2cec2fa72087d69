"""Docks that lie behind each other: what is seen, and what their switches do."""

from __future__ import annotations

from PySide6.QtWidgets import QDockWidget
from pytestqt.qtbot import QtBot

from frcnn_gui.main_window import MainWindow


def is_in_front(dock: QDockWidget) -> bool:
    return not dock.isHidden() and not dock.visibleRegion().isEmpty()


def test_that_a_panel_behind_another_is_not_visible(qtbot: QtBot, window: MainWindow) -> None:
    runs, nms = window.docks["runs"], window.docks["nms"]
    window.context.show_dock("runs")
    window.context.show_dock("nms")
    qtbot.waitUntil(lambda: nms.widget().isVisible() and not runs.widget().isVisible())
    layer = window.context.canvas.layers.get("nms_step")
    assert layer is not None
    assert layer.visible
    runs.raise_()
    qtbot.waitUntil(lambda: runs.widget().isVisible() and not nms.widget().isVisible())
    assert not layer.visible
    nms.raise_()
    qtbot.waitUntil(lambda: layer.visible)


def test_that_a_switch_brings_to_the_front_and_closes_only_from_there(qtbot: QtBot, window: MainWindow) -> None:
    runs, nms = window.docks["runs"], window.docks["nms"]
    window.context.show_dock("runs")
    qtbot.waitUntil(lambda: is_in_front(runs))
    nms.toggleViewAction().trigger()
    qtbot.waitUntil(lambda: is_in_front(nms) and not is_in_front(runs))
    runs.toggleViewAction().trigger()
    qtbot.waitUntil(lambda: is_in_front(runs) and not runs.isHidden())
    runs.toggleViewAction().trigger()
    qtbot.waitUntil(lambda: runs.isHidden() and is_in_front(nms))
