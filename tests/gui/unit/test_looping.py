"""The loop: which step comes next, what its button does, and which images are to be labelled next."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from detector.data.annotation import Box
from detector.training.past_runs import PastRun, read_run
from detector.training.run_state import LAST_NAME
from frcnn_gui.controllers.detecting import Detecting
from frcnn_gui.controllers.looping import FIRST_LABELS, Looping, LoopState
from frcnn_gui.controllers.training import RUNS_FOLDER, Training, latest_split
from frcnn_gui.main_window import MainWindow
from frcnn_gui.panels.loop_panel import LoopStep
from frcnn_gui.session import Detection
from frcnn_gui.workers.detect_job import ImageDetected
from frcnn_gui.workers.train_job import TrainRequest
from tests.detector.test_past_runs import DONE, STARTED, epoch, write_run
from tests.gui.unit.folders import write_folder


@pytest.fixture
def run(tmp_path: Path) -> PastRun:
    """Of 10 images to learn from and 2 to measure on."""
    found = read_run(write_run(tmp_path / "2026-11-23_100000", STARTED, epoch(1, 0.3), DONE))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("images", "labelled", "trained", "looked_at", "step"),
    [
        (100, 0, False, 0, LoopStep.LABEL),
        (100, FIRST_LABELS - 1, False, 0, LoopStep.LABEL),
        (100, FIRST_LABELS, False, 0, LoopStep.TRAIN),
        (7, 7, False, 0, LoopStep.TRAIN),
        (100, 12, True, 0, LoopStep.DETECT),
        (100, 12, True, 88, LoopStep.CORRECT),
        (100, 12 + FIRST_LABELS, True, 60, LoopStep.TRAIN_AGAIN),
        (20, 20, True, 8, LoopStep.TRAIN_AGAIN),
        (12, 12, True, 0, LoopStep.TRAIN_AGAIN),
    ],
)
def test_that_one_step_follows_the_other(
    run: PastRun, images: int, labelled: int, trained: bool, looked_at: int, step: LoopStep
) -> None:
    assert LoopState(images, labelled, run if trained else None, looked_at, trained).step == step


@pytest.fixture
def looping(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> Looping:
    root = write_folder(tmp_path / "photos", 8)
    for number in range(3, 8):
        (root / f"image_{number}.xml").unlink(missing_ok=True)
    with qtbot.waitSignal(window.opening.opened):
        window.opening.open(root)
    window.context.engine.ready = True
    window.context.engine.ready_changed.emit()
    window.context.show_dock("loop")
    controller = window.findChild(Looping)
    assert isinstance(controller, Looping)
    qtbot.waitUntil(controller.panel.isVisible)
    qtbot.waitUntil(lambda: controller.panel.next.count() == 5)
    return controller


def learned(qtbot: QtBot, looping: Looping, window: MainWindow) -> Path:
    """The folder has a run on 3 images now."""
    folder = window.context.session.folder
    assert folder is not None
    path = folder.root / RUNS_FOLDER / "2026-11-23_100000"
    started = STARTED.__class__(3, ("cat",), 6, "cpu", "mobilenet_fpn")
    write_run(path, started, epoch(1, 0.4), DONE)
    looping._read_runs()
    qtbot.waitUntil(lambda: looping.state.run is not None)
    qtbot.waitUntil(lambda: not looping._soon.isActive())
    return path


def test_that_labelling_begins_spread_over_the_folder(looping: Looping, window: MainWindow) -> None:
    assert "3 of 8" in looping.panel.told.text()
    first = looping.panel.next.item(0).text()
    assert first == "image_4.png"  # the middle of what has no labels, not the neighbour of what has
    looping.panel.button.click()
    assert window.context.session.index == 4
    looping.panel.button.click()
    assert window.context.session.index != 4


def test_that_each_step_is_a_click_on_the_same_button(
    qtbot: QtBot, looping: Looping, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = learned(qtbot, looping, window)
    window.context.network.use_checkpoint(path / LAST_NAME, window.context.network.config)
    looping.refresh()
    assert looping.state.step == LoopStep.DETECT
    detecting, training = window.findChild(Detecting), window.findChild(Training)
    asked: list[list[str]] = []
    monkeypatch.setattr(detecting, "start", lambda images: asked.append([image.name for image in images]))
    looping.panel.button.click()
    assert asked == [[f"image_{number}.png" for number in range(3, 8)]]

    look(looping, window)
    qtbot.waitUntil(lambda: looping.state.step == LoopStep.CORRECT and bool(looping._next))
    looping.refresh()
    assert looping.panel.next.item(0).text() == "image_5.png · doubt 1.00"
    looping._detecting.layer.set_visible(False)  # as a review does
    looping.panel.button.click()
    assert window.context.session.index == 5
    assert looping._detecting.layer.visible

    requests: list[TrainRequest] = []
    monkeypatch.setattr(training, "start", requests.append)
    for number in range(3, 8):
        looping._context.images.mark(number, type(looping._context.images.state(0)).LABELLED, True)
    qtbot.waitUntil(lambda: not looping._soon.isActive())
    assert looping.state.step == LoopStep.TRAIN_AGAIN
    looping.panel.button.click()
    assert requests[0].start == str(path / LAST_NAME)
    assert requests[0].out_dir.parent == path.parent


def look(looping: Looping, window: MainWindow) -> None:
    """The network is sure of all images without labels but for number 5."""
    folder, detecting = window.context.session.folder, window.findChild(Detecting)
    assert folder is not None
    assert isinstance(detecting, Detecting)
    rng = np.random.default_rng(0)
    for number in range(3, 8):
        found = Detection(Box(1, 1, 9, 9, "cat"), 0.5 if number == 5 else 0.999)
        features = rng.normal(size=8).astype(np.float32)
        detecting.looked_at.emit(ImageDetected(folder[number], (found,), features))
    detecting.ended.emit()


def test_that_another_network_has_other_doubts(qtbot: QtBot, looping: Looping, window: MainWindow) -> None:
    learned(qtbot, looping, window)
    look(looping, window)
    qtbot.waitUntil(lambda: bool(looping._next))
    window.context.network.use_preset("vgg16")
    assert looping._next == []
    assert looping.state.looked_at == 0


def test_that_ap_is_drawn_over_the_labels(qtbot: QtBot, looping: Looping, window: MainWindow) -> None:
    assert looping.panel.chart.empty
    learned(qtbot, looping, window)
    assert not looping.panel.chart.empty


def test_that_a_training_follows_the_split_of_the_last(tmp_path: Path) -> None:
    assert latest_split(tmp_path) is None
    for name in ("2026-11-23_100000", "2026-11-23_110000", "2026-11-23_120000"):
        run = tmp_path / RUNS_FOLDER / name
        run.mkdir(parents=True)
        if name != "2026-11-23_120000":
            (run / "split.json").write_text("{}")
    assert latest_split(tmp_path) == tmp_path / RUNS_FOLDER / "2026-11-23_110000"
