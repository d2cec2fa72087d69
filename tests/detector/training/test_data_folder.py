"""A data folder that goes away is waited for; an image that cannot be read is left out."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from detector.compute.distributed import join_process_group
from detector.data.image_io import DecodedImage, decode_image
from detector.data.labeled_set import TrainingSet, load_training_set
from detector.errors import ImageUnreadableError
from detector.training import batches, data_folder
from detector.training.batches import NONE_DECODABLE
from detector.training.checkpoints.checkpoint import load_checkpoint
from detector.training.data_folder import DataFolder, NoImagesError
from detector.training.runs.events import (
    CheckpointSaved,
    EpochCompleted,
    Finished,
    StepCompleted,
    TrainingEvent,
    Warned,
)
from detector.training.trainer import Trainer
from tests.detector.drawn import drawn_folder
from tests.detector.processes import run_together
from tests.detector.runs import RECIPE, new_trainer, of_kind
from tests.sentences import has_sentence, sentence_pattern

LONG = replace(RECIPE, epochs=4)
LONG_STEPS = 8


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_folder, "RETRY_S", 0.02)
    monkeypatch.setattr("detector.training.waiting.RETRY_S", 0.02)


@pytest.fixture
def images(tmp_path: Path) -> TrainingSet:
    return load_training_set(drawn_folder(tmp_path / "images", 4))


def gone(images: TrainingSet) -> Path:
    """Take the folder away, as an unmounted drive is."""
    return images.root.rename(images.root.with_name("elsewhere"))


def warnings_of(events: list[TrainingEvent]) -> list[str]:
    return [event.message for event in of_kind(Warned, events)]


def run_with_an_absence(trainer: Trainer, images: TrainingSet, empty_folder: bool = False) -> list[TrainingEvent]:
    """The folder goes after the second step, and comes back when that is reported."""
    events = []
    for event in trainer.run():
        events.append(event)
        if isinstance(event, StepCompleted) and event.step == 2:
            gone(images)
            if empty_folder:
                images.root.mkdir()
        if isinstance(event, Warned) and "does not respond" in event.message:
            if empty_folder:
                images.root.rmdir()
            images.root.with_name("elsewhere").rename(images.root)
    return events


@pytest.mark.parametrize("empty_folder", [False, True], ids=["gone", "an empty mount point"])
def test_that_a_folder_that_goes_away_for_a_moment_is_waited_for(
    images: TrainingSet, tmp_path: Path, empty_folder: bool
) -> None:
    whole = [event.losses for event in of_kind(StepCompleted, list(new_trainer(images, tmp_path / "a", LONG).run()))]
    events = run_with_an_absence(new_trainer(images, tmp_path / "b", LONG), images, empty_folder)
    sentences = warnings_of(events)
    assert has_sentence(sentences[0], data_folder.WAITS_FOR_FOLDER, path=images.root, time="10 minutes")
    assert has_sentence(sentences[1], data_folder.AVAILABLE_AGAIN)
    assert not [text for text in sentences if "left out" in text]
    assert events[-1] == Finished("completed", tmp_path / "b" / "last.safetensors", LONG_STEPS)
    assert [event.losses for event in of_kind(StepCompleted, events)] == whole


def test_that_a_folder_that_stays_away_ends_the_run_with_a_last_checkpoint(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_folder, "MAX_WAIT_S", 0.3)
    events = []
    for event in new_trainer(images, tmp_path / "out", LONG).run():
        events.append(event)
        if isinstance(event, StepCompleted) and event.step == 3:
            gone(images)
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert (finished.reason, finished.path) == ("failed-no-images", tmp_path / "out" / "last.safetensors")
    assert has_sentence(finished.message, data_folder.DID_NOT_RESPOND)
    steps = of_kind(StepCompleted, events)[-1].step
    assert 3 <= steps < LONG_STEPS
    assert load_checkpoint(tmp_path / "out" / "last.safetensors").step == steps
    assert isinstance(events[-2], CheckpointSaved)


def test_that_a_canceled_run_waits_no_longer(images: TrainingSet, tmp_path: Path) -> None:
    trainer = new_trainer(images, tmp_path / "out", LONG)
    events = []
    for event in trainer.run():
        events.append(event)
        if isinstance(event, StepCompleted) and event.step == 3:
            gone(images)
        if isinstance(event, Warned):
            threading.Timer(0.1, trainer.cancel).start()
    assert getattr(events[-1], "reason", "") == "canceled"
    assert load_checkpoint(tmp_path / "out" / "last.safetensors").step >= 3


def test_that_a_run_whose_images_all_become_unreadable_keeps_a_last_checkpoint(
    images: TrainingSet, tmp_path: Path
) -> None:
    events = []
    for event in new_trainer(images, tmp_path / "out", LONG).run():
        events.append(event)
        if isinstance(event, StepCompleted) and event.step == 3:
            for image in images.images:
                image.path.write_bytes(b"gone")
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert finished.reason == "failed-no-images"
    assert has_sentence(finished.message, NONE_DECODABLE)
    assert load_checkpoint(tmp_path / "out" / "last.safetensors").step == finished.steps >= 3


@pytest.mark.parametrize("how", ["deleted", "closed"])
def test_that_one_image_that_is_gone_or_closed_is_left_out_at_once(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    path = images.images[1].path
    if how == "deleted":
        path.unlink()
    else:
        fail(monkeypatch, {path.name}, errno.EACCES)
    events = list(new_trainer(images, tmp_path / "out").run())
    assert [path.name in text for text in warnings_of(events)] == [True]
    assert getattr(events[-1], "reason", "") == "completed"


def fail(monkeypatch: pytest.MonkeyPatch, names: set[str], number: int) -> None:
    """Have the system answer so when one of these is decoded."""

    def failing(path: Path, *more: int) -> DecodedImage:
        if path.name in names:
            raise ImageUnreadableError(f"{path.name} could not be read.") from OSError(number, os.strerror(number))
        return decode_image(path, *more)

    monkeypatch.setattr(batches, "decode_image", failing)


def test_that_a_bad_sector_under_one_image_is_that_image_s_fault(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(monkeypatch, {"image_1.png"}, errno.EIO)
    events = list(new_trainer(images, tmp_path / "out").run())
    assert [("image_1.png" in text, "left out" in text) for text in warnings_of(events)] == [(True, True)]


def measured_run(images: TrainingSet, tmp_path: Path) -> tuple[TrainingSet, Iterator[TrainingEvent]]:
    measured_on = load_training_set(drawn_folder(tmp_path / "measured" / "set", 3, seed=1))
    return measured_on, new_trainer(images, tmp_path / "out", validation=measured_on).run()


def test_that_a_folder_to_measure_on_is_waited_for(images: TrainingSet, tmp_path: Path) -> None:
    measured_on, run = measured_run(images, tmp_path)
    whole = [event.validation_losses for event in of_kind(EpochCompleted, list(run))]
    events, run = [], new_trainer(images, tmp_path / "again", validation=measured_on).run()
    for event in run:
        events.append(event)
        if isinstance(event, StepCompleted) and event.step == 2:
            gone(measured_on)
        if isinstance(event, Warned) and "does not respond" in event.message:
            measured_on.root.with_name("elsewhere").rename(measured_on.root)
    waiting, back = warnings_of(events)[:2]
    assert has_sentence(waiting, data_folder.WAITS_FOR_FOLDER)
    assert has_sentence(back, data_folder.AVAILABLE_AGAIN)
    assert [event.validation_losses for event in of_kind(EpochCompleted, events)] == whole
    assert getattr(events[-1], "reason", "") == "completed"


def test_that_a_folder_to_measure_on_that_stays_away_ends_the_run_with_a_checkpoint(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_folder, "MAX_WAIT_S", 0.2)
    measured_on, run = measured_run(images, tmp_path)
    events = []
    for event in run:
        events.append(event)
        if isinstance(event, StepCompleted) and event.step == 2:
            gone(measured_on)
    assert getattr(events[-1], "reason", "") == "failed-no-images"
    assert load_checkpoint(tmp_path / "out" / "last.safetensors").step == 2


def test_that_one_image_to_measure_on_that_is_gone_is_left_out(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(monkeypatch, {"image_1.png"}, errno.EIO)
    _, run = measured_run(images, tmp_path)
    events = list(run)
    assert {text for text in warnings_of(events) if "left out" in text}
    assert getattr(events[-1], "reason", "") == "completed"


def test_that_waiting_ends_when_it_is_stopped(images: TrainingSet) -> None:
    folder = DataFolder(images)
    gone(images)

    def load() -> None:
        raise ImageUnreadableError("x") from FileNotFoundError(errno.ENOENT, "No such file or directory")

    threading.Timer(0.1, folder.stop_waiting).start()
    with pytest.raises(NoImagesError, match=sentence_pattern(data_folder.DOES_NOT_RESPOND)):
        folder.read_image(images.images[0], load)
    assert folder.is_away


def train_together(root: Path, out: Path) -> tuple[str, list[str]]:
    images = load_training_set(root)
    events = []
    data_folder.RETRY_S = 0.02
    with join_process_group(torch.device("cpu")) as process:
        for event in new_trainer(images, out, LONG).run():
            events.append(event)
            if process.rank == 0 and isinstance(event, StepCompleted) and event.step == 1:
                gone(images)
                threading.Timer(0.5, lambda: images.root.with_name("elsewhere").rename(images.root)).start()
    return getattr(events[-1], "reason", ""), warnings_of(events)


@pytest.mark.slow
def test_that_processes_that_train_together_wait_together(images: TrainingSet, tmp_path: Path) -> None:
    outcomes = run_together(2, train_together, images.root, tmp_path / "out")
    assert [reason for reason, _ in outcomes] == ["completed", "completed"]
