"""The ancestors of Faster R-CNN in the window: chosen in the Train dialog, trained, asked for a miss, and raced."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from detector.demo import write_demo_folder
from frcnn_gui.explain.race_panel import RacePanel
from frcnn_gui.main_window import MainWindow
from frcnn_gui.review.funnel_panel import FunnelPanel
from frcnn_gui.stages.texts import format_source
from tests.gui.e2e.driver import LEFT, ON_A_SCREEN, TRAIN_WAIT, Person


@ON_A_SCREEN
@pytest.mark.parametrize("preset", ["fast_rcnn_mobilenet", "spp_net_mobilenet", "r_cnn_mobilenet"])
def test_that_an_ancestor_is_trained_explained_and_raced(
    preset: str, qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    root = tmp_path / "photos"
    write_demo_folder(root, count=2, seed=1)
    person = Person(qtbot, window)
    person.open(root)
    person.wait_for_engine()
    person.train(epochs=1, preset=preset)
    network = window.context.network
    qtbot.waitUntil(lambda: network.is_trained, timeout=TRAIN_WAIT)
    assert network.config.preset == preset
    person.session.score_threshold = 0.05  # one step does not make a detector; all it says is taken
    person.trigger("detect")
    qtbot.waitUntil(lambda: bool(person.session.detections), timeout=TRAIN_WAIT)

    # Its stages: as many proposals in the funnel as the trace has, by the name of their source.
    window.context.show_dock("funnel")
    funnel = window.docks["funnel"].widget()
    assert isinstance(funnel, FunnelPanel)
    stages, source = window.context.stages, format_source(network.config.proposals.source)
    qtbot.waitUntil(lambda: stages.summary is not None and bool(funnel.lines), timeout=TRAIN_WAIT)
    assert stages.trace is not None
    assert source in funnel.lines[0].name_label.text()
    assert funnel.lines[1].boxes_label.text() == f"{len(stages.trace.proposals.kept):,}"

    # The race: it alone is measured, and its parts are those of the total.
    window.context.show_dock("race")
    race = window.docks["race"].widget()
    assert isinstance(race, RacePanel)
    for row in range(1, race.table.rowCount()):
        item = race.table.item(row, 0)
        assert item is not None
        item.setCheckState(item.checkState().Unchecked)
    QTest.mouseClick(race.measure_button, LEFT)
    qtbot.waitUntil(lambda: len(race.bars.list_values()) == 2, timeout=TRAIN_WAIT)
    title = race.table.item(0, 0)
    assert title is not None
    assert race.bars.list_values()[1][0] == title.text() == network.source.title
