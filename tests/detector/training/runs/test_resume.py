"""A run that is killed and resumed ends where an unbroken one does, to the bit."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from detector.config import TrainingConfig
from detector.data.labeled_set import TrainingSet, load_training_set
from detector.errors import CheckpointError
from detector.training.checkpoints.checkpoint import load_resume_state
from detector.training.runs.event_log import read_events
from detector.training.runs.events import (
    CheckpointSaved,
    EpochCompleted,
    Finished,
    Resumed,
    StepCompleted,
    TrainingEvent,
)
from detector.training.runs.resume import TRAINING_IMAGES_CHANGED, VALIDATION_IMAGES_CHANGED, check_resume_settings
from detector.training.trainer import Trainer
from detector.training.validation import Validator
from tests.detector.drawn import drawn_folder
from tests.detector.processes import run_alone
from tests.detector.runs import RECIPE, new_trainer, of_kind
from tests.detector.small import SMALL

KILLED = -signal.SIGKILL
LONGER = replace(RECIPE, epochs=3)
"""Three epochs of two steps."""


@pytest.fixture
def images(tmp_path: Path) -> TrainingSet:
    return load_training_set(drawn_folder(tmp_path / "images", 4))


def begun_or_resumed(folder: Path, out: Path, recipe: TrainingConfig = LONGER, **options: Any) -> Trainer:
    """As `frcnn train --resume` goes about it: on from the last checkpoint, if there is one."""
    images = load_training_set(folder)
    last = out / "last.safetensors"
    if not last.exists():
        return new_trainer(images, out, recipe, validation=images, **options)
    checkpoint, resume_state = load_resume_state(last)
    options |= {"model": checkpoint.model, "resume_state": resume_state}
    return new_trainer(images, out, recipe, validation=images, **options)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def train(folder: Path, out: Path, dies_at: str = "") -> None:
    """Run to the end, or to where it `dies_at`: a step, the moment before a file takes its place, or after the best."""
    if dies_at == "writing":
        os.replace = lambda *_paths: kill()  # type: ignore[assignment]
    for event in begun_or_resumed(folder, out).run():
        is_best = isinstance(event, CheckpointSaved) and event.path.name.startswith("best")
        if (dies_at == "best" and is_best) or (isinstance(event, StepCompleted) and dies_at == str(event.step)):
            kill()


@pytest.fixture
def unbroken(images: TrainingSet, tmp_path: Path) -> Path:
    assert run_alone(train, images.root, tmp_path / "unbroken") == 0
    return tmp_path / "unbroken"


@pytest.mark.slow
@pytest.mark.parametrize(
    "deaths",
    [("1", "3"), ("5", "6"), ("2", "writing", "4"), ("best", "3", "4")],
    ids=lambda deaths: " ".join(deaths),
)
def test_that_a_killed_run_ends_in_the_same_bytes(
    images: TrainingSet, tmp_path: Path, unbroken: Path, deaths: tuple[str, ...]
) -> None:
    out = tmp_path / "out"
    assert [run_alone(train, images.root, out, death) for death in deaths] == [KILLED] * len(deaths)
    assert run_alone(train, images.root, out) == 0
    for name in ("last.safetensors", "best.safetensors"):
        assert (out / name).read_bytes() == (unbroken / name).read_bytes()
    assert numbers(out) == numbers(unbroken)


def numbers(out: Path) -> list[Any]:
    """What the log contains about steps and epochs, without times and memory."""
    events = list(read_events(out / "events.jsonl"))
    steps = [(event.step, event.epoch, event.losses, event.learning_rate) for event in of_kind(StepCompleted, events)]
    epochs = [replace(event, seconds=0.0) for event in of_kind(EpochCompleted, events)]
    return [*steps, *epochs]


@pytest.mark.slow
def test_that_nothing_is_left_of_a_checkpoint_that_was_being_written(images: TrainingSet, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run_alone(train, images.root, out, "writing") == KILLED
    assert run_alone(train, images.root, out) == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "best.safetensors",
        "best_results.json",
        "events.jsonl",
        "last.safetensors",
        "split.json",
    ]


def until(trainer: Trainer, is_enough: Callable[[TrainingEvent], bool]) -> list[TrainingEvent]:
    """The events of a run that is canceled at one of them."""
    events = []
    for event in trainer.run():
        events.append(event)
        if is_enough(event):
            trainer.cancel()
    return events


def test_that_a_canceled_run_is_resumed_after_its_last_step(images: TrainingSet, tmp_path: Path) -> None:
    whole = [event.losses for event in of_kind(StepCompleted, list(new_trainer(images, tmp_path / "a", LONGER).run()))]
    out = tmp_path / "b"
    first = until(new_trainer(images, out, LONGER), lambda event: isinstance(event, StepCompleted) and event.step == 3)
    assert first[-1] == Finished("canceled", out / "last.safetensors", 3)
    checkpoint, resume_state = load_resume_state(out / "last.safetensors")
    second = list(new_trainer(images, out, LONGER, model=checkpoint.model, resume_state=resume_state).run())
    assert second[1] == Resumed(3, out / "last.safetensors")
    assert [event.losses for event in of_kind(StepCompleted, [*first, *second])] == whole


def test_that_a_run_canceled_while_it_was_measured_is_measured_when_it_is_resumed(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        measure = Validator.measure_network
        patch.setattr(
            Validator, "measure_network", lambda self, canceled: None if canceled() else measure(self, canceled)
        )
        trainer = begun_or_resumed(images.root, out)
        events = until(trainer, lambda event: isinstance(event, StepCompleted) and event.step == 6)
    assert events[-1] == Finished("canceled", out / "last.safetensors", 6)
    resumed = list(begun_or_resumed(images.root, out).run())
    (epoch,) = of_kind(EpochCompleted, resumed)
    assert epoch.epoch == 3
    assert epoch.average_precision is not None
    assert resumed[-1] == Finished("completed", out / "last.safetensors", 6)


def test_that_a_run_that_is_over_can_be_made_longer(images: TrainingSet, tmp_path: Path) -> None:
    list(begun_or_resumed(images.root, tmp_path / "out").run())
    resumed = begun_or_resumed(images.root, tmp_path / "out", replace(LONGER, epochs=4))
    assert [event.step for event in of_kind(StepCompleted, list(resumed.run()))] == [7, 8]


def test_that_a_run_that_is_over_has_nothing_left_to_do(images: TrainingSet, tmp_path: Path) -> None:
    list(begun_or_resumed(images.root, tmp_path / "out").run())
    before = (tmp_path / "out" / "last.safetensors").read_bytes()
    events = list(begun_or_resumed(images.root, tmp_path / "out").run())
    assert not of_kind(StepCompleted, events)
    assert events[-1] == Finished("completed", tmp_path / "out" / "last.safetensors", 6)
    assert (tmp_path / "out" / "last.safetensors").read_bytes() == before


def test_that_a_run_is_not_resumed_with_other_labels(images: TrainingSet, tmp_path: Path) -> None:
    list(begun_or_resumed(images.root, tmp_path / "out").run())
    label = images.root / "image_1.xml"
    label.write_text(label.read_text(encoding="utf-8").replace("<xmin>70", "<xmin>71"), encoding="utf-8")
    with pytest.raises(CheckpointError, match=TRAINING_IMAGES_CHANGED):
        begun_or_resumed(images.root, tmp_path / "out")


def test_that_a_run_is_resumed_where_its_folder_was_moved_to(images: TrainingSet, tmp_path: Path) -> None:
    list(begun_or_resumed(images.root, tmp_path / "out").run())
    moved = images.root.rename(tmp_path / "elsewhere")
    begun_or_resumed(moved, tmp_path / "out")


def test_that_a_run_is_not_resumed_measured_on_other_images(images: TrainingSet, tmp_path: Path) -> None:
    list(begun_or_resumed(images.root, tmp_path / "out").run())
    checkpoint, resume_state = load_resume_state(tmp_path / "out" / "last.safetensors")
    with pytest.raises(CheckpointError, match=VALIDATION_IMAGES_CHANGED):
        new_trainer(images, tmp_path / "out", LONGER, model=checkpoint.model, resume_state=resume_state)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"learning_rate": 0.02}, "--lr 0.01, not 0.02"),
        ({"seed": 1}, "--seed 0, not 1"),
        ({"schedule": "cosine"}, "--schedule step, not cosine"),
    ],
)
def test_that_a_setting_that_cannot_change_any_more_is_named(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(CheckpointError, match=message):
        check_resume_settings(SMALL, replace(SMALL, training=replace(SMALL.training, **changed)))


def test_that_length_and_workers_may_change() -> None:
    check_resume_settings(SMALL, replace(SMALL, training=replace(SMALL.training, epochs=99, workers=7)))


def test_that_the_log_of_steps_that_are_taken_again_is_cut_off(images: TrainingSet, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run_alone(train, images.root, out, "3") == KILLED
    assert [event.step for event in of_kind(StepCompleted, list(read_events(out / "events.jsonl")))] == [1, 2, 3]
    events = begun_or_resumed(images.root, out).run()
    assert isinstance(next(events), object)
    events.close()  # type: ignore[attr-defined]
    assert [event.step for event in of_kind(StepCompleted, list(read_events(out / "events.jsonl")))] == [1, 2]
