"""The Detector race dock: each checked network detects in the image, and what it found is drawn in its color."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from detector.config import get_preset
from detector.data.image_io import decode_image
from detector.predictor import Predictor
from detector.training.checkpoints.checkpoint import save_checkpoint
from detector.training.runs.events import EpochCompleted
from detector.training.runs.run_state import BEST_NAME
from frcnn_gui.common.language import tr
from frcnn_gui.explain.race_controller import (
    ANCESTORS,
    HINT_TEXT,
    MIN_SCORE,
    NOTHING_CHECKED_TEXT,
    PUBLISHED_SECONDS,
    RaceController,
    name_family,
)
from frcnn_gui.explain.race_panel import RacePanel
from frcnn_gui.main_window import MainWindow
from frcnn_gui.network.network_cache import NetworkSource
from frcnn_gui.network.run_folders import RUNS_FOLDER
from tests.detector.small import SMALL, SMALL_RCNN, small_model
from tests.detector.training.runs.test_past_runs import DONE, STARTED, write_run
from tests.gui.unit.folders import write_labels
from tests.gui.unit.window.test_main_window import open_path

RUN = 60_000
NAMES = ("faster", "rcnn")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """One image, beside which lie a Faster R-CNN and an R-CNN."""
    root = tmp_path / "photos"
    root.mkdir()
    pixels = np.random.default_rng(0).integers(0, 256, (96, 128, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(root / "image.png")
    write_labels(root / "image.png", (10, 10, 40, 50, "square"), width=128, height=96)
    for name, config in zip(NAMES, (SMALL, SMALL_RCNN), strict=True):
        save_checkpoint(tmp_path / f"{name}.safetensors", small_model(config=config), 1)
    return root


@pytest.fixture
def panel(qtbot: QtBot, window: MainWindow, root: Path) -> RacePanel:
    """With nothing checked but the two networks of `root`."""
    open_path(qtbot, window, root)
    window.workspace_controller.show_workspace("stages")
    window.context.show_dock("race")
    panel = window.docks["race"].widget()
    assert isinstance(panel, RacePanel)
    assert panel.message_label.text() == tr(HINT_TEXT)
    for row in range(panel.table.rowCount()):
        set_checked(panel, row, False)
    for name in NAMES:
        find_controller(window).add_network(NetworkSource("", root.parent / f"{name}.safetensors"))
    return panel


def find_controller(window: MainWindow) -> RaceController:
    return next(one for one in window.children() if isinstance(one, RaceController))


def set_checked(panel: RacePanel, row: int, is_checked: bool) -> None:
    item = panel.table.item(row, 0)
    assert item is not None
    item.setCheckState(Qt.CheckState.Checked if is_checked else Qt.CheckState.Unchecked)


def measure_networks(qtbot: QtBot, panel: RacePanel) -> None:
    panel.measure_button.click()
    qtbot.waitUntil(lambda: panel.measure_button.text() == "Meas&ure", timeout=RUN)


def read_row(panel: RacePanel, row: int) -> list[str]:
    items = [panel.table.item(row, column) for column in range(panel.table.columnCount())]
    return [item.text() if item is not None else "" for item in items]


def test_that_detections_of_the_selected_network_are_drawn_and_are_those_of_the_engine(
    qtbot: QtBot, window: MainWindow, panel: RacePanel, root: Path
) -> None:
    measure_networks(qtbot, panel)
    layer = next(one for one in window.context.canvas.layers if one.key == "race")
    colors = set()
    for row, config in ((1, SMALL), (2, SMALL_RCNN)):
        panel.table.selectRow(row)
        predictor = Predictor(small_model(config=config))
        predictor.set_image(decode_image(root / "image.png").pixels)
        found = predictor.detect(score=MIN_SCORE)
        figures = read_row(panel, row)
        assert figures[3] == f"{PUBLISHED_SECONDS[name_family(config)]:g}"
        assert figures[4:] == [f"{len(predictor.stages.proposals.boxes):,}", f"{len(found):,}", "–"]
        (group,) = layer.content.groups
        np.testing.assert_array_equal(group.boxes, found.boxes)
        colors.add(group.color)
    assert len(colors) == 2
    assert [row[0] for row in panel.bars.list_values()[1:]] == [read_row(panel, row)[0] for row in (1, 2)]
    panel.bars.row_chosen.emit(0)
    assert {index.row() for index in panel.table.selectedIndexes()} == {1}
    window.docks["race"].hide()
    assert not layer.is_visible


def test_that_a_network_that_cannot_be_read_is_reported_and_the_others_are_measured(
    qtbot: QtBot, window: MainWindow, panel: RacePanel, root: Path
) -> None:
    (root.parent / "faster.safetensors").write_bytes(b"nothing")
    measure_networks(qtbot, panel)
    assert read_row(panel, 1)[1:] == [""] * 6
    assert read_row(panel, 2)[1] != ""
    panel.table.selectRow(1)
    assert "faster.safetensors" in panel.message_label.text()


def test_that_nothing_checked_is_reported(window: MainWindow, panel: RacePanel) -> None:
    for row in range(panel.table.rowCount()):
        set_checked(panel, row, False)
    panel.measure_button.click()
    assert panel.message_label.text() == tr(NOTHING_CHECKED_TEXT)


def test_that_each_ancestor_has_a_published_time() -> None:
    families = [name_family(get_preset(preset)) for preset in (*ANCESTORS, "vgg16")]
    assert sorted(families) == sorted(PUBLISHED_SECONDS)


def test_that_ap50_is_that_of_the_best_checkpoint_of_a_run(
    qtbot: QtBot, window: MainWindow, panel: RacePanel, root: Path
) -> None:
    run = write_run(root / RUNS_FOLDER / "2026-11-25_100000", STARTED, EpochCompleted(1, {"total": 1.5}, 0.7), DONE)
    save_checkpoint(run / BEST_NAME, small_model(), 6)
    set_checked(panel, 1, False)
    set_checked(panel, 2, False)
    find_controller(window).add_network(NetworkSource("", run / BEST_NAME))
    measure_networks(qtbot, panel)
    assert read_row(panel, 3)[6] == "0.700"
