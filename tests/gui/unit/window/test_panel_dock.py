"""Docks that lie behind each other: what is seen, and what their switches do."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDockWidget
from pytestqt.qtbot import QtBot

from frcnn_gui.common.settings import Settings
from frcnn_gui.common.theme import Theme
from frcnn_gui.main_window import MainWindow
from frcnn_gui.stages.anchor_assignment import AnchorAssignment
from tests.gui.conftest import Opener
from tests.gui.unit.folders import write_folder
from tests.gui.unit.window.test_main_window import open_path


def is_in_front(dock: QDockWidget) -> bool:
    return not dock.isHidden() and not dock.visibleRegion().isEmpty()


def test_that_a_panel_behind_another_is_not_visible(qtbot: QtBot, window: MainWindow) -> None:
    runs, nms = window.docks["runs"], window.docks["nms"]
    window.context.show_dock("runs")
    window.context.show_dock("nms")
    qtbot.waitUntil(lambda: nms.widget().isVisible() and not runs.widget().isVisible())
    layer = window.context.canvas.layers.find_layer("nms_step")
    assert layer is not None
    assert layer.is_visible
    runs.raise_()
    qtbot.waitUntil(lambda: runs.widget().isVisible() and not nms.widget().isVisible())
    assert not layer.is_visible
    nms.raise_()
    qtbot.waitUntil(lambda: layer.is_visible)


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


def test_that_panels_built_late_are_visible_only_in_front(qtbot: QtBot, tmp_path: Path) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    window = MainWindow(Settings(tmp_path / "settings.ini"), Theme(application, "light"), whole=False)
    qtbot.addWidget(window)
    try:
        with qtbot.waitExposed(window):
            window.show()
        window.build_remaining_parts()
        QApplication.processEvents()
        seen = {key for key, dock in window.docks.items() if dock.widget().isVisible()}
        assert seen == {"images", "boxes", "classes"}
        window.context.show_dock("stages")
        qtbot.waitUntil(lambda: window.docks["stages"].widget().isVisible())
        assert not window.docks["boxes"].widget().isVisible()
        window.showMinimized()
        qtbot.waitUntil(lambda: not any(dock.widget().isVisible() for dock in window.docks.values()))
        window.showNormal()
        qtbot.waitUntil(window.docks["stages"].widget().isVisible)
    finally:
        assert window.stop_threads(60_000)


def test_that_no_anchor_is_assigned_for_stages_behind_another_dock(
    qtbot: QtBot, open_window: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    assigned: list[object] = []
    monkeypatch.setattr(
        AnchorAssignment, "_get_live_assigner", lambda _self, request: assigned.append(request) or Assigner()
    )
    window.context.engine.is_ready = True
    open_path(qtbot, window, write_folder(tmp_path / "photos", 2))
    document = window.context.session.document
    assert document is not None
    document.move_annotations({annotation.uid for annotation in document.annotations}, 1, 0)
    qtbot.wait(50)
    assert assigned == []
    window.context.show_dock("stages")
    qtbot.waitUntil(lambda: len(assigned) == 1)
    window.context.show_dock("boxes")
    qtbot.waitUntil(lambda: not window.docks["stages"].widget().isVisible())
    document.move_annotations({annotation.uid for annotation in document.annotations}, 1, 0)
    qtbot.wait(50)
    assert len(assigned) == 1


class Assigner:
    """Assigns nothing."""

    grid = None

    def assign_anchors(self, _boxes: object) -> None:
        """The model gets nothing."""
