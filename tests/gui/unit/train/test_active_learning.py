"""The loop: which step comes next, what its button does, and which images are to be labeled next."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.training.runs.past_runs import PastRun, read_run
from detector.training.runs.run_state import LAST_NAME
from frcnn_gui.detect.detect_controller import DetectController
from frcnn_gui.detect.detect_job import ImageDetected
from frcnn_gui.document.detections import Detection
from frcnn_gui.main_window import MainWindow
from frcnn_gui.network.run_folders import RUNS_FOLDER, find_latest_split
from frcnn_gui.train.active_learning_controller import (
    LABELS_BEFORE_TRAINING,
    ActiveLearningController,
    ActiveLearningState,
)
from frcnn_gui.train.active_learning_panel import ActiveLearningStep
from frcnn_gui.train.train_controller import TrainController
from frcnn_gui.train.train_job import TrainRequest
from tests.detector.training.runs.test_past_runs import DONE, STARTED, epoch, write_run
from tests.gui.unit.folders import write_folder, write_labels


@pytest.fixture
def run(tmp_path: Path) -> PastRun:
    """Of 10 images to learn from and 2 to measure on."""
    found = read_run(write_run(tmp_path / "2026-11-23_100000", STARTED, epoch(1, 0.3), DONE))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("images", "labeled", "trained", "looked_at", "step"),
    [
        (100, 0, False, 0, ActiveLearningStep.LABEL),
        (100, LABELS_BEFORE_TRAINING - 1, False, 0, ActiveLearningStep.LABEL),
        (100, LABELS_BEFORE_TRAINING, False, 0, ActiveLearningStep.TRAIN),
        (7, 7, False, 0, ActiveLearningStep.TRAIN),
        (100, 12, True, 0, ActiveLearningStep.DETECT),
        (100, 12, True, 88, ActiveLearningStep.CORRECT),
        (100, 12 + LABELS_BEFORE_TRAINING, True, 60, ActiveLearningStep.TRAIN_AGAIN),
        (20, 20, True, 8, ActiveLearningStep.TRAIN_AGAIN),
        (12, 12, True, 0, ActiveLearningStep.TRAIN_AGAIN),
    ],
)
def test_that_one_step_follows_the_other(
    run: PastRun, images: int, labeled: int, trained: bool, looked_at: int, step: ActiveLearningStep
) -> None:
    assert ActiveLearningState(images, labeled, run if trained else None, looked_at, trained).next_step == step


@pytest.fixture
def looping(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> ActiveLearningController:
    root = write_folder(tmp_path / "photos", 8)
    for number in range(3, 8):
        (root / f"image_{number}.xml").unlink(missing_ok=True)
    with qtbot.waitSignal(window.open_controller.opened):
        window.open_controller.open_path(root)
    window.context.engine.is_ready = True
    window.context.engine.ready_changed.emit()
    window.context.show_dock("loop")
    controller = window.findChild(ActiveLearningController)
    assert isinstance(controller, ActiveLearningController)
    qtbot.waitUntil(controller.panel.isVisible)
    qtbot.waitUntil(lambda: controller.panel.next_images_list.count() == 5)
    return controller


def learned(qtbot: QtBot, looping: ActiveLearningController, window: MainWindow) -> Path:
    """The folder has a run on 3 images now."""
    folder = window.context.session.folder
    assert folder is not None
    path = folder.root / RUNS_FOLDER / "2026-11-23_100000"
    started = STARTED.__class__(3, ("cat",), 6, "cpu", "mobilenet_fpn")
    write_run(path, started, epoch(1, 0.4), DONE)
    looping._read_runs()
    qtbot.waitUntil(lambda: looping.state.run is not None)
    qtbot.waitUntil(lambda: not looping._update_timer.isActive())
    return path


def test_that_labeling_begins_spread_over_the_folder(looping: ActiveLearningController, window: MainWindow) -> None:
    assert "3 of 8" in looping.panel.message_label.text()
    first = looping.panel.next_images_list.item(0).text()
    assert first == "image_4.png"  # the middle of what has no labels, not the neighbor of what has
    looping.panel.step_button.click()
    assert window.context.session.index == 4
    looping.panel.step_button.click()
    assert window.context.session.index != 4


def test_that_each_step_is_a_click_on_the_same_button(
    qtbot: QtBot, looping: ActiveLearningController, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = learned(qtbot, looping, window)
    window.context.network.use_checkpoint(path / LAST_NAME, window.context.network.config)
    looping.update_panel()
    assert looping.state.next_step == ActiveLearningStep.DETECT
    detecting, training = window.findChild(DetectController), window.findChild(TrainController)
    asked: list[list[str]] = []
    monkeypatch.setattr(detecting, "detect_images", lambda images: asked.append([image.name for image in images]))
    looping.panel.step_button.click()
    assert asked == [[f"image_{number}.png" for number in range(3, 8)]]

    detect_doubtful(looping, window)
    qtbot.waitUntil(lambda: looping.state.next_step == ActiveLearningStep.CORRECT and bool(looping._proposed_images))
    looping.update_panel()
    assert looping.panel.next_images_list.item(0).text() == "image_5.png · uncertainty 1.00"
    looping._detect_controller.layer.set_visible(False)  # as a review does
    looping.panel.step_button.click()
    assert window.context.session.index == 5
    assert looping._detect_controller.layer.is_visible

    requests: list[TrainRequest] = []
    monkeypatch.setattr(training, "start_run", requests.append)
    for number in range(3, 8):
        looping._context.images.set_state(number, type(looping._context.images.get_state(0)).LABELED, True)
    qtbot.waitUntil(lambda: not looping._update_timer.isActive())
    assert looping.state.next_step == ActiveLearningStep.TRAIN_AGAIN
    looping.panel.step_button.click()
    assert requests[0].start == str(path / LAST_NAME)
    assert requests[0].out_dir.parent == path.parent


def detect_doubtful(looping: ActiveLearningController, window: MainWindow) -> None:
    """The network is sure of all images without labels but for number 5."""
    folder, detecting = window.context.session.folder, window.findChild(DetectController)
    assert folder is not None
    assert isinstance(detecting, DetectController)
    rng = np.random.default_rng(0)
    for number in range(3, 8):
        found = Detection(Annotation(Box(1, 1, 9, 9), "cat"), 0.5 if number == 5 else 0.999)
        features = rng.normal(size=8).astype(np.float32)
        detecting.image_detected.emit(ImageDetected(folder[number], (found,), features))
    detecting.run_ended.emit()


def test_that_another_network_has_other_uncertainties(
    qtbot: QtBot, looping: ActiveLearningController, window: MainWindow
) -> None:
    learned(qtbot, looping, window)
    detect_doubtful(looping, window)
    qtbot.waitUntil(lambda: bool(looping._proposed_images))
    window.context.network.use_preset("vgg16")
    assert looping._proposed_images == []
    assert looping.state.detected_unlabeled == 0


def test_that_ap_is_drawn_over_the_labels(qtbot: QtBot, looping: ActiveLearningController, window: MainWindow) -> None:
    assert looping.panel.chart.is_empty
    learned(qtbot, looping, window)
    assert not looping.panel.chart.is_empty


def test_that_a_training_follows_the_split_of_the_last(tmp_path: Path) -> None:
    assert find_latest_split(tmp_path) is None
    for name in ("2026-11-23_100000", "2026-11-23_110000", "2026-11-23_120000"):
        run = tmp_path / RUNS_FOLDER / name
        run.mkdir(parents=True)
        if name != "2026-11-23_120000":
            (run / "split.json").write_text("{}")
    assert find_latest_split(tmp_path) == tmp_path / RUNS_FOLDER / "2026-11-23_110000"


def test_that_images_of_the_test_split_are_neither_counted_nor_proposed(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    for part, count, labeled in (("train", 6, 2), ("test", 5, 5)):
        root = write_folder(tmp_path / "photos" / part, count)
        for number in range(labeled, count):
            (root / f"image_{number}.xml").unlink(missing_ok=True)
        for number in range(labeled):
            write_labels(root / f"image_{number}.png", (3, 3, 9, 9, "cat"))
    with qtbot.waitSignal(window.open_controller.opened):
        window.open_controller.open_path(tmp_path / "photos")
    window.context.engine.is_ready = True
    window.context.show_dock("loop")
    controller = window.findChild(ActiveLearningController)
    assert isinstance(controller, ActiveLearningController)
    qtbot.waitUntil(lambda: (controller.state.labeled, controller.state.images) == (2, 6))
    assert [one.image.parent.name for one in controller.list_next_images()] == ["train"] * 4
