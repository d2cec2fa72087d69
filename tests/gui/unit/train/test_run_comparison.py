"""How sure the AP of a run is, and whether one run is better than another: in Runs, Active learning and Compare."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel
from pytestqt.qtbot import QtBot

from detector.evaluation.kept_results import results_to_json
from detector.evaluation.pairing import MeasuredSet
from detector.evaluation.results import ImageResult
from detector.training.checkpoints.checkpoint import save_checkpoint
from detector.training.runs.events import EpochCompleted
from detector.training.runs.past_runs import read_run
from detector.training.runs.run_state import BEST_NAME, BEST_RESULTS_NAME
from frcnn_gui.common.language import tr
from frcnn_gui.common.texts.comparison_texts import EVEN_TEXT, interval_text
from frcnn_gui.main_window import MainWindow
from frcnn_gui.network.run_folders import RUNS_FOLDER
from frcnn_gui.train.active_learning_panel import ActiveLearningPanel
from frcnn_gui.train.run_comparison import NO_RESULTS_TEXT
from frcnn_gui.train.run_texts import format_run_names
from frcnn_gui.train.runs_panel import RunsPanel
from tests.detector.simulated_runs import CLASSES, simulate_pairs
from tests.detector.small import small_model
from tests.detector.training.runs.test_past_runs import DONE, STARTED, write_run
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.window.test_main_window import open_path

RUN = 60_000
NEW, OLDER, OLDEST = "2026-11-25_100000", "2026-11-24_100000", "2026-11-23_100000"


def make_run(base: Path, name: str, score: float, results: list[ImageResult]) -> Path:
    """One that was measured on images of the simulation."""
    epochs = [
        EpochCompleted(1, {"total": 1.5}, score - 0.1, step=3, average_precision_interval=(score - 0.2, score)),
        EpochCompleted(
            2, {"total": 1.4}, score, step=6, is_best=True, average_precision_interval=(score - 0.1, score + 0.1)
        ),
    ]
    folder = write_run(base / name, STARTED, *epochs, DONE, checkpoints=())
    save_checkpoint(folder / BEST_NAME, small_model(), 6)
    (folder / BEST_RESULTS_NAME).write_bytes(results_to_json(MeasuredSet(CLASSES, tuple(results)), Path()))
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with two runs, and one of an older version."""
    folder = tmp_path / "photos"
    image = write_image(folder / "a.png", 120, 90)
    write_labels(image, (11, 11, 60, 50, "square"), width=120, height=90)
    better, worse = simulate_pairs(4, 60)
    make_run(folder / RUNS_FOLDER, NEW, 0.7, better)
    make_run(folder / RUNS_FOLDER, OLDER, 0.6, worse)
    write_run(folder / RUNS_FOLDER / OLDEST, STARTED, EpochCompleted(1, {"total": 1.5}, 0.5, step=3), DONE)
    return folder


def test_that_runs_are_called_by_note_or_folder_so_that_no_two_are_called_the_same(tmp_path: Path) -> None:
    found = [read_run(write_run(tmp_path / name, STARTED, DONE)) for name in (NEW, OLDER, "large <b>net")]
    noted = [replace(run, note="coins") for run in found[:2] if run is not None]
    (named,) = filter(None, found[2:])
    assert format_run_names(noted) == ("coins (2026-11-25 10:00:00)", "coins (2026-11-24 10:00:00)")
    assert format_run_names([*noted[:1], named]) == ("coins", "large <b>net")


@pytest.fixture
def runs(qtbot: QtBot, window: MainWindow, root: Path) -> RunsPanel:
    open_path(qtbot, window, root)
    window.context.show_dock("runs")
    panel = window.docks["runs"].widget()
    assert isinstance(panel, RunsPanel)
    qtbot.waitUntil(lambda: panel.table.rowCount() == 3, timeout=RUN)
    qtbot.waitUntil(lambda: not window.context.jobs.jobs, timeout=RUN)
    return panel


def select(panel: RunsPanel, *rows: int) -> None:
    panel.table.clearSelection()
    for row in rows:
        panel.table.selectionModel().select(
            panel.table.model().index(row, 0),
            QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
        )


def wait_for_text(qtbot: QtBot, panel: RunsPanel) -> str:
    qtbot.waitUntil(lambda: panel.comparison.text() not in ("", "Comparing…"), timeout=RUN)
    return panel.comparison.text()


def test_that_ap_bears_its_interval_where_it_is_known(runs: RunsPanel) -> None:
    cells = [runs.table.item(row, 4) for row in range(3)]
    assert [cell.text() for cell in cells if cell is not None] == ["0.700 (0.60–0.80)", "0.600 (0.50–0.70)", "0.500"]
    assert runs.table.horizontalHeader().visualIndex(4) == 1, "it is seen in a narrow dock, too"
    tip = cells[0].toolTip() if cells[0] is not None else ""
    assert interval_text("AP50", 0.7, (0.6, 0.8), images=2) in tip


def test_that_each_point_of_a_curve_has_its_band(runs: RunsPanel) -> None:
    import pyqtgraph

    select(runs, 0, 2)
    assert runs.chart._plot is not None
    bars = [item for item in runs.chart._plot.getPlotItem().items if isinstance(item, pyqtgraph.ErrorBarItem)]
    assert len(bars) == 1, "the run of an older version has none"
    assert bars[0].opts["x"].tolist() == [1.0, 2.0]
    assert (bars[0].opts["y"] + bars[0].opts["top"]).tolist() == pytest.approx([0.7, 0.8])
    assert (bars[0].opts["y"] - bars[0].opts["bottom"]).tolist() == pytest.approx([0.5, 0.6])


def test_that_two_runs_are_compared_and_one_alone_is_not(qtbot: QtBot, runs: RunsPanel) -> None:
    select(runs, 0, 1)
    text = wait_for_text(qtbot, runs)
    head, ap50, ap = text.splitlines()
    assert re.search("2026-11-25 10:00:00.*2026-11-24 10:00:00.*60 image", head)
    assert ap50.startswith("AP50 +0.")
    assert ap.startswith("AP +0.")
    assert "of 100 resamplings" in ap50
    assert runs.comparison.isVisibleTo(runs)
    select(runs, 0)
    assert not runs.comparison.isVisibleTo(runs)


def test_that_a_run_of_an_older_version_says_why_it_cannot_be_compared(qtbot: QtBot, runs: RunsPanel) -> None:
    select(runs, 0, 2)
    text = wait_for_text(qtbot, runs)
    assert text == tr(NO_RESULTS_TEXT).format(runs="2026-11-23 10:00:00")
    assert "2026-11-25" not in text


def test_that_damaged_results_say_the_same(qtbot: QtBot, runs: RunsPanel, root: Path) -> None:
    (root / RUNS_FOLDER / OLDER / BEST_RESULTS_NAME).write_text("[1")
    select(runs, 0, 1)
    assert wait_for_text(qtbot, runs) == tr(NO_RESULTS_TEXT).format(runs="2026-11-24 10:00:00")


def test_that_a_run_against_a_copy_of_itself_is_even(
    qtbot: QtBot, window: MainWindow, runs: RunsPanel, root: Path
) -> None:
    shutil.copy(root / RUNS_FOLDER / NEW / BEST_RESULTS_NAME, root / RUNS_FOLDER / OLDER / BEST_RESULTS_NAME)
    select(runs, 0, 1)
    even = tr(EVEN_TEXT).format(difference="0.000", low="0.000", high="0.000")
    assert f"AP50 {even}" in wait_for_text(qtbot, runs)


def test_that_the_curve_of_the_loop_bears_bands(qtbot: QtBot, window: MainWindow, runs: RunsPanel) -> None:
    import pyqtgraph

    window.context.show_dock("loop")
    panel = window.docks["loop"].widget()
    assert isinstance(panel, ActiveLearningPanel)
    qtbot.waitUntil(lambda: not panel.chart.is_empty, timeout=RUN)
    assert panel.chart._plot is not None
    assert "interval" in panel.chart.legend.text()
    bars = [item for item in panel.chart._plot.getPlotItem().items if isinstance(item, pyqtgraph.ErrorBarItem)]
    assert len(bars) == 1
    assert sorted(bars[0].opts["y"].tolist()) == [0.6, 0.7]


def test_that_two_networks_side_by_side_say_which_is_better(
    qtbot: QtBot, window: MainWindow, runs: RunsPanel, root: Path
) -> None:
    base, config = root / RUNS_FOLDER, small_model().config
    window.context.network.use_checkpoint(base / NEW / BEST_NAME, config)
    window.context.actions["compare"].trigger()
    side = window.compare_controller.second_side
    assert side is not None
    side.network.use_checkpoint(base / OLDER / BEST_NAME, config)
    qtbot.waitUntil(lambda: bool(side.pane.verdict_label.text()), timeout=RUN)
    head, ap50, *_ = side.pane.verdict_label.text().splitlines()
    assert "60 image" in head
    assert ap50.startswith("AP50 -0.")
    assert "worse in" in ap50
    shutil.copy(base / OLDER / BEST_NAME, base / OLDER / "copy.safetensors")
    side.network.use_checkpoint(base / OLDER / "copy.safetensors", config)
    assert side.pane.verdict_label.text() == ""
    assert not side.pane.verdict_label.isVisibleTo(side.pane)
