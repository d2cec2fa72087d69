"""Features of frozen layers that are kept change how long a run takes, and nothing of what it learns."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from detector.compute.distributed import join_process_group
from detector.config import TrainingConfig
from detector.data import image_io
from detector.data.labeled_set import TrainingSet, load_training_set
from detector.stages.frozen_part import FrozenFeatures
from detector.training import batches, feature_store, trainer
from detector.training.checkpoints.checkpoint import load_resume_state
from detector.training.feature_store import (
    LITTLE_MEMORY,
    MIN_FREE_BYTES,
    NO_MEMORY_FOR_MORE,
    STEPS_MEASURED,
    FeatureStore,
    View,
    create_store,
)
from detector.training.memory import free_memory
from detector.training.runs.events import StepCompleted
from detector.training.step import FEATURES_NOT_CACHED, Stepper
from detector.training.trainer import Trainer
from tests.detector.drawn import drawn_folder, labeled
from tests.detector.processes import run_together
from tests.detector.runs import RECIPE, new_model, new_trainer, of_kind
from tests.detector.small import SMALL_PYRAMID, small_image, small_target

CPU = torch.device("cpu")
STEPS = 6
LONGER = replace(RECIPE, epochs=3)
"""Three epochs of two steps."""
Losses = list[dict[str, float]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four pictures of three sizes."""
    root = drawn_folder(tmp_path / "images", 2)
    labeled(root / "large.png", [("disc", (20, 20, 60, 60))], 200, 120)
    labeled(root / "tall.png", [("square", (10, 30, 50, 70))], 96, 128)
    return root


@pytest.fixture
def images(folder: Path) -> TrainingSet:
    return load_training_set(folder)


@pytest.fixture(autouse=True)
def _always_worthwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feature_store, "MIN_STEP_SHARE", 0.0)


def pretrained_trainer(
    images: TrainingSet, out: Path, recipe: TrainingConfig = LONGER, room: int | None = None, max_steps: int = STEPS
) -> Trainer:
    """With `room` for features; by default what the machine has."""
    model = new_model(trained=True, config=SMALL_PYRAMID)
    last = out / "last.safetensors"
    resume_state = None
    if last.exists():
        checkpoint, resume_state = load_resume_state(last)
        model = checkpoint.model
    run = new_trainer(images, out, recipe, model=model, max_steps=max_steps, resume_state=resume_state)
    if room is not None:
        run._store = run._stepper._store = FeatureStore(room) if room else None
    return run


def losses_of(run: Trainer, until: int = STEPS) -> Losses:
    losses = []
    for event in run.run():
        if isinstance(event, StepCompleted):
            losses.append(event.losses)
            if event.step == until:
                run.cancel()
    return losses


def kept_views(run: Trainer) -> int:
    return len(run._store) if run._store is not None else 0


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_that_a_run_learns_the_same_to_the_bit(images: TrainingSet, tmp_path: Path, precision: str) -> None:
    recipe = replace(LONGER, precision=precision)  # type: ignore[arg-type]
    keeping = pretrained_trainer(images, tmp_path / "keeping", recipe)
    found = losses_of(keeping)
    assert kept_views(keeping) > 4  # some of both views
    assert found == losses_of(pretrained_trainer(images, tmp_path / "not", recipe, room=0))


def test_that_kept_images_are_not_decoded_again(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[Path] = []
    monkeypatch.setattr(
        batches, "decode_image", lambda path, *rest: decoded.append(path) or image_io.decode_image(path, *rest)
    )  # type: ignore[func-returns-value]
    run = pretrained_trainer(images, tmp_path / "out", replace(LONGER, flip=False, workers=1))
    losses_of(run)
    assert kept_views(run) == 4
    assert len(decoded) < STEPS * LONGER.batch_size
    assert set(decoded) == {image.path for image in images.images}


def test_that_no_more_is_kept_than_there_is_room_for(
    images: TrainingSet, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    one = new_model(True, SMALL_PYRAMID).train().begin(small_image(128, 200)).bytes
    with caplog.at_level(logging.INFO, logger=feature_store.__name__):
        run = pretrained_trainer(images, tmp_path / "little", room=2 * one)
        found = losses_of(run)
    assert run._store is not None
    assert 0 < run._store.used <= 2 * one
    assert run._store.used == sum(kept.features.bytes for kept in run._store._views.values())
    assert NO_MEMORY_FOR_MORE in [record.msg for record in caplog.records]
    assert found == losses_of(pretrained_trainer(images, tmp_path / "not", room=0))


def test_that_a_resumed_run_learns_as_an_unbroken_one(images: TrainingSet, tmp_path: Path) -> None:
    unbroken = losses_of(pretrained_trainer(images, tmp_path / "unbroken"))
    begun = losses_of(pretrained_trainer(images, tmp_path / "broken"), until=3)
    assert begun + losses_of(pretrained_trainer(images, tmp_path / "broken")) == unbroken


def test_that_only_views_that_come_again_are_kept() -> None:
    model, gpu = new_model(True, SMALL_PYRAMID), torch.device("cuda")
    assert create_store(model, RECIPE, CPU) is not None
    assert create_store(model, replace(RECIPE, flip=False), CPU) is not None
    assert create_store(model, replace(RECIPE, scale_jitter=(0.5, 2.0)), CPU) is None
    assert create_store(model, replace(RECIPE, color_jitter=0.2), CPU) is None
    assert create_store(model, RECIPE, gpu) is None
    assert create_store(new_model(False, SMALL_PYRAMID), RECIPE, CPU) is None


def test_that_processes_share_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feature_store, "free_memory", lambda: 8000)
    rooms = [create_store(new_model(True, SMALL_PYRAMID), RECIPE, CPU, processes) for processes in (1, 4)]
    assert [store.room for store in rooms if store is not None] == [2000, 500]


def features(values: int = 100) -> FrozenFeatures:
    return FrozenFeatures((torch.zeros(1, 1, 1, values),), 10, 10)


def test_that_what_is_kept_is_given_back_when_memory_gets_short(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store = FeatureStore(room=1 << 20)
    store.keep_view(View(0, False), features(), small_target())
    assert (len(store), store.used) == (1, 400)
    monkeypatch.setattr(feature_store, "free_memory", lambda: MIN_FREE_BYTES - 1)
    with caplog.at_level(logging.INFO, logger=feature_store.__name__):
        store.keep_view(View(0, True), features(), small_target())
    assert (len(store), store.used) == (0, 0)
    assert LITTLE_MEMORY in caplog.text
    monkeypatch.undo()
    store.keep_view(View(0, True), features(), small_target())
    assert len(store) == 0


@pytest.mark.parametrize(("frozen_s", "kept"), [(0.02, 0), (0.2, 1)])
def test_that_features_that_cost_little_are_not_kept(
    frozen_s: float, kept: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(feature_store, "MIN_STEP_SHARE", 0.05)
    store = FeatureStore(room=1 << 20)
    store.keep_view(View(0, False), features(), small_target())
    store.note_step(5.0, 5.0)  # the first one prepares
    for _ in range(STEPS_MEASURED):
        assert len(store) == 1
        with caplog.at_level(logging.INFO, logger=feature_store.__name__):
            store.note_step(frozen_s, 1.0)
    assert len(store) == kept
    assert ("only 2% of a step" in caplog.text) == (kept == 0)


def test_that_a_step_that_runs_out_of_memory_first_gives_features_back(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = pretrained_trainer(images, tmp_path / "short")
    expected = losses_of(pretrained_trainer(images, tmp_path / "not", room=0))
    accumulate, left = Stepper._accumulate_gradients, [1]

    def refuse_once(stepper: Stepper, batch: batches.Batch) -> dict[str, float]:
        if kept_views(run) >= 2 and left:
            left.clear()
            raise torch.cuda.OutOfMemoryError("out of memory")
        return accumulate(stepper, batch)

    monkeypatch.setattr(Stepper, "_accumulate_gradients", refuse_once)
    events = list(run.run())
    warnings = [event.message for event in events if isinstance(event, trainer.Warned)]
    assert warnings == [FEATURES_NOT_CACHED]
    assert [step.losses for step in of_kind(StepCompleted, events)] == expected
    assert kept_views(run) == 0


def train_in_part(folder: Path, out: Path, room: int | None) -> tuple[Losses, int]:
    with join_process_group(CPU):
        run = pretrained_trainer(load_training_set(folder), out, replace(LONGER, batch_size=1), room, max_steps=4)
        return losses_of(run), kept_views(run)


@pytest.mark.slow
def test_that_two_processes_learn_the_same_too(folder: Path, tmp_path: Path) -> None:
    (keeping, kept), (other, other_kept) = run_together(2, train_in_part, folder, tmp_path / "keeping", None)
    (without, _), _ = run_together(2, train_in_part, folder, tmp_path / "not", 0)
    assert keeping == other == without
    assert kept
    assert other_kept


def test_that_free_memory_is_some_of_the_machines() -> None:
    assert 0 < free_memory() < 1 << 44
