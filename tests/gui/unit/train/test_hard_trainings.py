"""Trainings and detections on what is too little, broken, gone or foreign: each a sentence, and nothing lost."""

from __future__ import annotations

import os
import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from detector.compute.device import NO_DEVICE
from detector.data.labeled_set import NO_USABLE_IMAGE
from detector.training.checkpoints.checkpoint import save_checkpoint
from detector.training.checkpoints.transfer import BACKBONE_MISMATCH
from frcnn_gui.main_window import MainWindow
from frcnn_gui.network.network_controller import NetworkController
from frcnn_gui.network.run_folders import RUNS_FOLDER
from frcnn_gui.train.train_job import TrainRequest
from tests.detector.small import small_model
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.train.test_runs import RUN, Desk
from tests.sentences import has_sentence

WAIT = 20_000

pytestmark = pytest.mark.slow


def write_noise(path: Path, seed: int) -> Path:
    """Unlike every other."""
    write_image(path, 120, 90)
    pixels = np.random.default_rng(seed).integers(0, 256, (9, 12, 3), dtype=np.uint8)
    Image.fromarray(pixels).resize((120, 90)).save(path)
    return path


def folder(root: Path, labeled: int, images: int | None = None, classes: tuple[str, ...] = ("square",)) -> Path:
    """Of `images`, the first `labeled` have a box; the box of the first is of the last class."""
    for number in range(labeled if images is None else images):
        image = write_noise(root / f"image_{number}.png", number)
        if number < labeled:
            name = classes[-1] if number == 0 else classes[0]
            write_labels(image, (10, 10, 60, 50, name), width=120, height=90)
    return root


def trained(qtbot: QtBot, window: MainWindow, root: Path, steps: int = 1) -> tuple[Desk, list[str]]:
    """A desk after a training of a few steps, and the messages in the Training dock."""
    desk = Desk(qtbot, window, root)
    out = root / RUNS_FOLDER / "2026-11-23_100000"
    desk.training.start_run(TrainRequest(root, out, "mobilenet_fpn", 1, "none", max_steps=steps))
    desk.wait_for_end()
    panel = desk.panel
    return desk, [
        panel.status_label.text(),
        *(panel.messages_list.item(row).text() for row in range(panel.messages_list.count())),
    ]


def files(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in root.iterdir() if path.is_file()}


def test_that_one_labeled_image_is_enough_to_train_but_not_to_measure(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    desk, _ = trained(qtbot, window, folder(tmp_path / "photos", 1))
    assert desk.panel.loss_chart.steps == [1]
    assert window.context.network.is_trained
    assert window.context.notices.texts == []


def test_that_images_without_labels_are_no_ground_to_train_on(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    root = folder(tmp_path / "photos", 0, images=3)
    before = files(root)
    trained(qtbot, window, root)
    (notice,) = window.context.notices.texts
    assert has_sentence(notice, NO_USABLE_IMAGE, root=root)
    assert "Draw boxes" in notice
    assert files(root) == before
    assert not (root / RUNS_FOLDER).exists()


def test_that_labels_without_any_box_have_nothing_to_learn(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    root = folder(tmp_path / "photos", 0, images=3)
    for image in list(root.glob("*.png")):
        write_labels(image, width=120, height=90)
    trained(qtbot, window, root)
    (notice,) = window.context.notices.texts
    assert "no boxes" in notice


def test_that_a_class_with_one_box_is_trained_with_the_others(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    desk, _ = trained(qtbot, window, folder(tmp_path / "photos", 12, classes=("square", "rare")))
    assert desk.panel.loss_chart.steps == [1]
    folder_now = window.context.session.folder
    assert folder_now is not None
    assert {"square", "rare"} <= set(window.context.session.classes)


def test_that_a_corrupt_image_in_the_middle_of_a_run_is_named_and_the_run_continues(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    root = folder(tmp_path / "photos", 4)
    whole = (root / "image_2.png").read_bytes()
    (root / "image_2.png").write_bytes(whole[: len(whole) // 2])
    desk, messages = trained(qtbot, window, root)
    assert desk.panel.loss_chart.steps == [1]
    assert any("image_2.png" in text for text in messages)


def test_that_a_folder_that_vanishes_ends_the_run_with_a_sentence(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    root = folder(tmp_path / "photos", 4)
    desk = Desk(qtbot, window, root)
    out = root / RUNS_FOLDER / "2026-11-23_100000"  # gone with it
    desk.training.start_run(TrainRequest(root, out, "mobilenet_fpn", 500, "none"))
    qtbot.waitUntil(lambda: len(desk.panel.loss_chart.steps) >= 1, timeout=RUN)
    shutil.rmtree(root, ignore_errors=True)  # the run writes meanwhile
    desk.wait_for_end()
    messages = " ".join((desk.panel.status_label.text(), *window.context.notices.texts))
    assert "photos" in messages or "image_" in messages
    assert "Traceback" not in messages
    desk.training.ask_training()  # the window continues


def test_that_a_second_training_is_not_begun_while_one_runs(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    root = folder(tmp_path / "photos", 4)
    desk = Desk(qtbot, window, root)
    first = TrainRequest(root, root / RUNS_FOLDER / "2026-11-23_100000", "mobilenet_fpn", 100, "none")
    desk.training.start_run(first)
    qtbot.waitUntil(lambda: len(desk.panel.loss_chart.steps) >= 1, timeout=RUN)
    messages: list[str] = []
    window.context.session.message_posted.connect(messages.append)
    assert not window.context.actions["train"].isEnabled()
    desk.training.start_run(TrainRequest(root, root / RUNS_FOLDER / "2026-11-23_110000", "mobilenet_fpn", 1, "none"))
    assert any("in progress" in text for text in messages)
    assert len([job for job in window.context.jobs.jobs if job.exclusive]) == 1
    desk.training.stop_run()
    desk.wait_for_end()
    assert [path.name for path in (root / RUNS_FOLDER).iterdir()] == ["2026-11-23_100000"]


class _Hostile:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch hostile-was-run",)


@pytest.mark.parametrize("kind", ["truncated", "hostile", "text", "folder"])
def test_that_a_checkpoint_that_is_none_is_refused_by_name(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Desk(qtbot, window, folder(tmp_path / "photos", 2))
    path = tmp_path / ("wrong.pth" if kind == "hostile" else "wrong.safetensors")
    if kind == "truncated":
        save_checkpoint(path, small_model(), 1)
        path.write_bytes(path.read_bytes()[:-1000])
    elif kind == "hostile":
        path.write_bytes(pickle.dumps(_Hostile()))
    elif kind == "text":
        path.write_text("weights")
    else:
        path.mkdir()
    choosing = window.findChild(NetworkController)
    assert isinstance(choosing, NetworkController)
    choosing.open_network(path)
    qtbot.waitUntil(lambda: bool(window.context.notices.texts), timeout=WAIT)
    (notice,) = window.context.notices.texts
    assert path.name in notice
    assert not window.context.network.is_trained
    assert not (tmp_path / "hostile-was-run").exists()


def test_that_a_network_of_other_classes_finds_those_and_is_trained_on_for_these(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "shapes.safetensors"
    save_checkpoint(path, small_model(), 1)
    root = folder(tmp_path / "photos", 4, classes=("cat",))
    desk = Desk(qtbot, window, root)
    choosing = window.findChild(NetworkController)
    assert isinstance(choosing, NetworkController)
    with qtbot.waitSignal(window.context.network.changed, timeout=WAIT):
        choosing.open_network(path)
    window.context.session.score_threshold = 0.05
    window.context.actions["detect"].trigger()
    qtbot.waitUntil(lambda: not window.context.jobs.jobs, timeout=RUN)
    assert {one.annotation.label for one in window.context.session.detections} <= {"square", "disc"}
    out = root / RUNS_FOLDER / "2026-11-23_100000"
    desk.training.start_run(TrainRequest(root, out, "vgg16", 1, str(path), max_steps=1))
    desk.wait_for_end()
    (notice,) = window.context.notices.texts
    assert has_sentence(notice, BACKBONE_MISMATCH, preset="vgg16")


def test_that_a_device_that_is_gone_is_reported_with_what_to_do(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "shapes.safetensors"
    save_checkpoint(path, small_model(), 1)
    desk = Desk(qtbot, window, folder(tmp_path / "photos", 4))
    choosing = window.findChild(NetworkController)
    assert isinstance(choosing, NetworkController)
    with qtbot.waitSignal(window.context.network.changed, timeout=WAIT):
        choosing.open_network(path)
    window.context.network.device = "cuda:7"
    window.context.actions["detect"].trigger()
    qtbot.waitUntil(lambda: not window.context.jobs.jobs, timeout=WAIT)
    (messages,) = window.context.notices.texts
    assert has_sentence(messages, NO_DEVICE, name="cuda:7")
    window.context.notices.clear_topic("detecting")
    out = tmp_path / "run"
    desk.training.start_run(TrainRequest(desk.root, out, "mobilenet_fpn", 1, "none", max_steps=1))
    desk.wait_for_end()
    assert window.context.notices.texts == [messages]
    window.context.network.device = "cpu"
    desk.training.start_run(TrainRequest(desk.root, out, "mobilenet_fpn", 1, "none", max_steps=1))
    desk.wait_for_end()
    assert desk.panel.loss_chart.steps == [1]
