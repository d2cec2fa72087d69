"""Failures are reported by name in the real window, the rest continues, and nothing on disk is lost."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from detector.data import atomic
from detector.demo import write_demo_folder
from frcnn_gui.boxes.label_dialog import LabelDialog
from frcnn_gui.common.language import tr
from frcnn_gui.images.pixel_cache import compute_affordable_pixels
from frcnn_gui.main_window import MainWindow
from frcnn_gui.network.network_cache import find_demo_network
from frcnn_gui.saving.autosave import SaveState
from frcnn_gui.train.start_texts import FALLBACK_TEXT, RANDOM_WEIGHTS_TEXT
from frcnn_gui.train.train_controller import TrainController
from frcnn_gui.train.train_job import TrainRequest
from tests.gui.e2e.driver import ENGINE_WAIT, ON_A_SCREEN, TRAIN_WAIT, WAIT, Person
from tests.sentences import has_sentence


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "photos"
    write_demo_folder(root, count=2, seed=3)
    return root


@pytest.fixture
def person(qtbot: QtBot, window: MainWindow) -> Person:
    return Person(qtbot, window)


def train(person: Person, request: TrainRequest) -> None:
    controller = person.window.findChild(TrainController)
    assert isinstance(controller, TrainController)
    controller.start_run(request)
    person.qtbot.waitUntil(lambda: not person.window.context.jobs.jobs, timeout=TRAIN_WAIT)


def request(folder: Path, start: str, weights_dir: Path | None = None) -> TrainRequest:
    return TrainRequest(folder, folder / "run", "mobilenet_fpn", 1, start, weights_dir, max_steps=1)


def test_that_broken_labels_lock_the_image_and_keep_their_bytes(person: Person, folder: Path) -> None:
    labels = folder / "demo_0001.xml"
    broken = labels.read_bytes()[:-30]
    labels.write_bytes(broken)
    person.open(folder)
    (notice,) = person.window.context.notices.texts
    assert "demo_0001.xml" in notice
    assert not person.window.context.actions["draw"].isEnabled()
    person.canvas.set_tool("draw")
    person.drag((50, 50), (150, 150))
    assert person.document.annotations == ()
    person.press(Qt.Key.Key_D)
    person.wait_for_image()
    assert person.document.read_only_reason == ""
    assert labels.read_bytes() == broken


def test_that_unreadable_images_are_named_and_stepping_continues(person: Person, folder: Path) -> None:
    (folder / "demo_0000.jpg").write_bytes(b"")
    (folder / "demo_0001a.jpg").write_bytes((folder / "demo_0001.jpg").read_bytes()[:200])
    person.open(folder)
    assert "demo_0000.jpg" in person.canvas.message
    names = []
    for _ in range(3):
        person.press(Qt.Key.Key_D)
        person.wait_for_image()
        names.append(person.session.failure)
    assert names[0] == names[2] == ""
    assert "demo_0001a.jpg" in names[1]


def test_that_a_folder_without_images_says_so(person: Person, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with person.qtbot.waitSignal(person.window.open_controller.failed, timeout=WAIT) as failed:
        person.window.open_controller.open_path(empty)
    assert str(empty) in failed.args[0] or empty.name in failed.args[0]
    assert person.window.context.notices.texts == [failed.args[0]]


def test_that_a_full_disk_keeps_the_boxes_and_the_file_until_there_is_room(
    person: Person, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.open(folder)
    labels = person.document.file.path
    before = labels.read_bytes()

    def no_space(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    autosave = person.window.context.autosave
    with monkeypatch.context() as full:
        full.setattr(atomic.os, "fsync", no_space)
        person.session.current_label = "coin"
        person.press(Qt.Key.Key_W)
        person.drag((200, 60), (300, 160))
        person.qtbot.waitUntil(lambda: autosave.state is SaveState.FAILED, timeout=WAIT)
    assert labels.read_bytes() == before
    assert list(folder.glob("*.tmp*")) == []
    assert labels.name in autosave.failure
    drawn = person.document.annotations
    autosave.retry()
    person.wait_until_saved()
    assert person.document.annotations == drawn
    assert labels.read_bytes() != before


def test_that_a_large_image_is_shown_smaller_and_edited_in_its_own_pixels(person: Person, tmp_path: Path) -> None:
    root = tmp_path / "large"
    root.mkdir()
    Image.new("RGB", (16_000, 12_500), (90, 120, 80)).save(root / "wide.jpg")
    person.open(root)
    assert person.session.image is not None
    assert person.session.image.reduction > 1
    if person.session.image.width * person.session.image.height > compute_affordable_pixels():
        assert "wide.jpg" in person.window.context.notices.texts[0]
    person.session.current_label = "field"
    person.press(Qt.Key.Key_W)
    person.drag((4_000, 3_000), (12_000, 9_000))
    (annotation,) = person.document.annotations
    assert annotation.bounds.xyxy == pytest.approx(
        (4_000, 3_000, 12_000, 9_000), abs=60
    )  # a pixel of the screen is 20 of these


@ON_A_SCREEN
def test_that_missing_weights_are_reported_with_what_to_do(
    person: Person, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.open(folder)
    person.qtbot.waitUntil(lambda: person.window.context.engine.is_ready, timeout=ENGINE_WAIT)
    from detector.weights.pretrained import PROPOSED, WEIGHTS_DIR_VARIABLE

    def offline(*_arguments: object, **_options: object) -> object:
        raise OSError("no network")

    monkeypatch.setattr("detector.weights.download.urlopen", offline)
    monkeypatch.setattr("detector.zoo.cached_path", lambda name: tmp_path / name)
    monkeypatch.delenv(WEIGHTS_DIR_VARIABLE, raising=False)
    train(person, request(folder, "imagenet"))
    (notice,) = person.window.context.notices.texts
    assert "FRCNN_WEIGHTS_DIR" in notice
    assert "mobilenet_v2-b0353104.pth" in notice
    assert person.training.train_button.isEnabled()
    # By default, the program then starts from random weights and reports it.
    train(person, request(folder, PROPOSED))
    messages = [person.training.messages_list.item(row).text() for row in range(person.training.messages_list.count())]
    assert any(tr(RANDOM_WEIGHTS_TEXT) in text for text in messages), messages
    assert person.window.context.network.is_trained
    # Where a network is in use, it starts from that.
    train(person, replace(request(folder, PROPOSED), fallback_checkpoint=find_demo_network()))
    messages = [person.training.messages_list.item(row).text() for row in range(person.training.messages_list.count())]
    assert any(has_sentence(text, tr(FALLBACK_TEXT), network="demo.safetensors") for text in messages), messages


def test_that_a_file_that_is_no_checkpoint_is_refused(person: Person, folder: Path) -> None:
    from frcnn_gui.network.network_controller import NetworkController

    person.open(folder)
    person.wait_for_engine()
    wrong = folder / "wrong.safetensors"
    wrong.write_bytes(b"not a checkpoint at all")
    controller = person.window.findChild(NetworkController)
    assert isinstance(controller, NetworkController)
    controller.open_network(wrong)
    person.qtbot.waitUntil(lambda: bool(person.window.context.notices.texts), timeout=WAIT)
    assert "wrong.safetensors" in person.window.context.notices.texts[0]
    assert not person.window.context.network.is_trained


def test_that_a_new_box_that_gets_no_class_is_not_kept(person: Person, folder: Path) -> None:
    person.open(folder)
    before = person.document.annotations
    person.press(Qt.Key.Key_W)
    person.drag((200, 60), (300, 160))
    dialog = person.window.findChild(LabelDialog)
    assert isinstance(dialog, LabelDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    person.qtbot.waitUntil(lambda: person.document.annotations == before)


def test_that_escape_keeps_a_box_whose_class_was_only_looked_at(person: Person, folder: Path) -> None:
    person.open(folder)
    before = person.document.annotations
    person.session.select_annotations([before[0].uid])
    person.trigger("edit_label")
    dialog = person.window.findChild(LabelDialog)
    assert isinstance(dialog, LabelDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    person.qtbot.wait(50)
    assert person.document.annotations == before
