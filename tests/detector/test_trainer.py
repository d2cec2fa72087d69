from __future__ import annotations

import errno
import math
import os
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
import torch
from torch import Tensor, nn

from detector.config import TrainingConfig
from detector.data.labelled_set import LabelledImage, TrainingSet, load_training_set
from detector.errors import DatasetError
from detector.faster_rcnn import FasterRCNN
from detector.training import batches
from detector.training.checkpoint import load_checkpoint
from detector.training.events import (
    CheckpointSaved,
    EpochCompleted,
    Finished,
    StepCompleted,
    TrainingEvent,
    TrainingStarted,
    Warned,
)
from detector.training.recipe import LEAST_STEPS, steps_per_epoch, suggested_epochs
from detector.training.schedule import optimizer, rate_factor
from detector.training.trainer import Trainer
from tests.detector.drawn import drawn_folder
from tests.detector.small import SMALL

CLASSES = ("disc", "square")
RECIPE = TrainingConfig(epochs=2, batch_size=2, learning_rate=0.01, warmup_steps=1)
Event = TypeVar("Event", bound=TrainingEvent)


@pytest.fixture
def images(tmp_path: Path) -> TrainingSet:
    return load_training_set(drawn_folder(tmp_path / "images", 4))


def new_model(trained: bool = False) -> FasterRCNN:
    torch.manual_seed(0)
    return FasterRCNN(SMALL, CLASSES, backbone_trained=trained)


def new_trainer(images: TrainingSet, out: Path, recipe: TrainingConfig = RECIPE, **options: Any) -> Trainer:
    return Trainer(options.pop("model", None) or new_model(), images, recipe, out, "cpu", **options)


def of_kind(kind: type[Event], events: Sequence[TrainingEvent]) -> list[Event]:
    return [event for event in events if isinstance(event, kind)]


def test_that_a_run_tells_its_start_every_step_every_epoch_and_its_end(images: TrainingSet, tmp_path: Path) -> None:
    events = list(new_trainer(images, tmp_path).run())
    assert events[0] == TrainingStarted(4, CLASSES, 4, "cpu", "mobilenet")
    assert [(event.step, event.epoch) for event in of_kind(StepCompleted, events)] == [(1, 1), (2, 1), (3, 2), (4, 2)]
    assert [event.epoch for event in of_kind(EpochCompleted, events)] == [1, 2]
    assert [event.step for event in of_kind(CheckpointSaved, events)] == [2, 4]
    assert events[-1] == Finished("completed", tmp_path / "last.safetensors", 4)
    assert load_checkpoint(tmp_path / "last.safetensors").step == 4


def test_that_losses_have_a_key_each_and_their_total(images: TrainingSet, tmp_path: Path) -> None:
    events = list(new_trainer(images, tmp_path).run())
    for step in of_kind(StepCompleted, events):
        parts = {key: value for key, value in step.losses.items() if key != "total"}
        assert set(parts) == {"loss_objectness", "loss_rpn_box_reg", "loss_classifier", "loss_box_reg"}
        assert step.losses["total"] == pytest.approx(sum(parts.values()))
    first, second = (step.losses["total"] for step in of_kind(StepCompleted, events)[:2])
    assert of_kind(EpochCompleted, events)[0].mean_losses["total"] == pytest.approx((first + second) / 2)


def test_that_training_brings_the_loss_down(images: TrainingSet, tmp_path: Path) -> None:
    recipe = replace(RECIPE, learning_rate=0.02)
    steps = of_kind(StepCompleted, list(new_trainer(images, tmp_path, recipe, max_steps=30).run()))
    totals = [step.losses["total"] for step in steps]
    assert sum(totals[-5:]) < 0.7 * sum(totals[:5])


def test_that_the_same_seed_gives_the_same_losses(images: TrainingSet, tmp_path: Path) -> None:
    def losses(seed: int) -> list[dict[str, float]]:
        events = list(new_trainer(images, tmp_path / "out", replace(RECIPE, seed=seed)).run())
        return [step.losses for step in of_kind(StepCompleted, events)]

    assert losses(3) == losses(3)
    assert losses(3) != losses(4)


def test_that_a_number_of_steps_goes_before_epochs(images: TrainingSet, tmp_path: Path) -> None:
    events = list(new_trainer(images, tmp_path, max_steps=3).run())
    assert events[-1] == Finished("completed", tmp_path / "last.safetensors", 3)
    assert [event.step for event in of_kind(CheckpointSaved, events)] == [2, 3]


def test_that_cancelling_ends_after_the_step_with_a_checkpoint(images: TrainingSet, tmp_path: Path) -> None:
    trainer = new_trainer(images, tmp_path, replace(RECIPE, epochs=100))
    events: list[TrainingEvent] = []
    for event in trainer.run():
        events.append(event)
        if isinstance(event, StepCompleted) and event.step == 3:
            canceller = threading.Thread(target=trainer.cancel)
            canceller.start()
            canceller.join()
    assert events[-1] == Finished("cancelled", tmp_path / "last.safetensors", 3)
    assert load_checkpoint(tmp_path / "last.safetensors").step == 3


def test_that_cancelling_before_the_first_step_saves_nothing(images: TrainingSet, tmp_path: Path) -> None:
    trainer = new_trainer(images, tmp_path / "out")
    trainer.cancel()
    assert list(trainer.run())[-1] == Finished("cancelled", None, 0)
    assert not (tmp_path / "out").exists()


def test_that_the_decoding_thread_ends_when_nobody_listens_any_more(images: TrainingSet, tmp_path: Path) -> None:
    events = new_trainer(images, tmp_path).run()
    assert any(isinstance(event, StepCompleted) for event in events)
    events.close()  # type: ignore[attr-defined]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("decode")]


def blank(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the pixels of the image `name` not a number."""
    load = batches.load_sample

    def load_blank(image: LabelledImage, max_pixels: int, flip: bool = False) -> tuple[Tensor, Any]:
        pixels, target = load(image, max_pixels, flip)
        return (torch.full_like(pixels, math.nan) if image.path.name == name else pixels), target

    monkeypatch.setattr(batches, "load_sample", load_blank)


def test_that_a_loss_that_is_no_number_ends_the_run_and_names_the_image(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blank("image_2.png", monkeypatch)
    model = new_model(trained=True)
    events = list(new_trainer(images, tmp_path, model=model).run())
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert finished.reason == "failed-non-finite-loss"
    assert "image_2.png" in finished.message
    assert not any(f"image_{other}.png" in finished.message for other in (0, 1, 3))
    assert all(bool(torch.isfinite(parameter).all()) for parameter in model.parameters())


def test_that_a_gradient_that_is_no_number_leaves_the_weights_alone(images: TrainingSet, tmp_path: Path) -> None:
    model = new_model()
    model.head.fc1.weight.register_hook(lambda gradient: gradient * math.nan)
    before = model.head.fc2.weight.detach().clone()
    finished = list(new_trainer(images, tmp_path, model=model).run())[-1]
    assert isinstance(finished, Finished)
    assert finished.reason == "failed-non-finite-gradient"
    assert torch.equal(model.head.fc2.weight, before)


def test_that_a_failed_run_keeps_the_last_good_checkpoint(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = new_trainer(images, tmp_path, replace(RECIPE, epochs=3))
    for event in trainer.run():
        if isinstance(event, CheckpointSaved) and event.step == 2:
            good = event.path.read_bytes()
            monkeypatch.setattr(nn.utils, "clip_grad_norm_", lambda *_args: torch.tensor(math.inf))
        finished = event
    assert isinstance(finished, Finished)
    assert finished.reason == "failed-non-finite-gradient"
    assert finished.path == tmp_path / "last.safetensors"
    assert finished.path.read_bytes() == good


def test_that_an_image_that_becomes_unreadable_is_told_and_the_run_goes_on(images: TrainingSet, tmp_path: Path) -> None:
    (images.root / "image_1.png").write_bytes(b"gone")
    events = list(new_trainer(images, tmp_path).run())
    assert [("image_1.png" in event.message) for event in of_kind(Warned, events)] == [True]
    assert events[-1] == Finished("completed", tmp_path / "last.safetensors", 4)


def fill_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)


def test_that_a_full_disk_at_an_epoch_is_told_and_training_goes_on(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = []
    with monkeypatch.context() as disk:
        fill_disk(disk)
        for event in new_trainer(images, tmp_path).run():
            events.append(event)
            if isinstance(event, Warned):
                disk.undo()
    assert ["No space left" in event.message for event in of_kind(Warned, events)] == [True]
    assert events[-1] == Finished("completed", tmp_path / "last.safetensors", 4)


def test_that_a_full_disk_at_the_end_keeps_the_checkpoint_before_it(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for event in new_trainer(images, tmp_path).run():
        if isinstance(event, CheckpointSaved):
            fill_disk(monkeypatch)
        finished = event
    assert isinstance(finished, Finished)
    assert finished.reason == "failed-checkpoint-not-saved"
    assert "No space left" in finished.message
    assert load_checkpoint(tmp_path / "last.safetensors").step == 2


def test_that_the_best_checkpoint_is_that_of_the_best_epoch(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = iter([0.4, 0.6, 0.5])
    monkeypatch.setattr("detector.training.trainer.evaluate", lambda *_args, **_options: measured(next(scores)))
    events = list(new_trainer(images, tmp_path, replace(RECIPE, epochs=3), validation=images).run())
    assert [event.average_precision for event in of_kind(EpochCompleted, events)] == [0.4, 0.6, 0.5]
    assert load_checkpoint(tmp_path / "best.safetensors").step == 4
    assert load_checkpoint(tmp_path / "last.safetensors").step == 6


def measured(score: float) -> Any:
    from detector.evaluation.average_precision import AveragePrecision
    from detector.evaluation.evaluate import Evaluation

    return Evaluation(AveragePrecision({}, score), 1, ())


def test_that_validation_is_measured_and_training_goes_on_in_training_mode(images: TrainingSet, tmp_path: Path) -> None:
    model = new_model()
    modes = [
        model.training
        for event in new_trainer(images, tmp_path, model=model, validation=images).run()
        if isinstance(event, StepCompleted)
    ]
    assert modes == [True] * 4


def test_that_sets_of_other_classes_are_refused_with_both_counts(images: TrainingSet, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"for 2 classes .* was read for 1"):
        new_trainer(replace(images, classes=("square",)), tmp_path)


def test_that_an_image_without_objects_can_be_learnt_from(images: TrainingSet, tmp_path: Path) -> None:
    empty = [replace(image, boxes=image.boxes[:0], labels=image.labels[:0]) for image in images.images]
    events = list(new_trainer(replace(images, images=tuple(empty)), tmp_path, max_steps=1).run())
    assert events[-1] == Finished("completed", tmp_path / "last.safetensors", 1)


def test_that_the_rate_warms_up_and_decays_at_fractions_of_the_run() -> None:
    recipe = TrainingConfig(warmup_steps=3, decay_at=(0.5, 0.8), decay_factor=0.1)
    factors = [rate_factor(step, 20, recipe) for step in range(1, 21)]
    assert factors[:4] == [0.25, 0.5, 0.75, 1.0]
    assert factors[9:11] == [1.0, pytest.approx(0.1)]
    assert factors[15:17] == [pytest.approx(0.1), pytest.approx(0.01)]


@pytest.mark.parametrize("images", [1, 3, 20, 99])
def test_that_few_images_are_shown_oftener(images: int) -> None:
    recipe = TrainingConfig(epochs=2, batch_size=4)
    assert suggested_epochs(images, recipe) * steps_per_epoch(images, 4) >= LEAST_STEPS


def test_that_many_images_are_shown_as_often_as_the_preset_says() -> None:
    assert suggested_epochs(10_000, TrainingConfig(epochs=12, batch_size=4)) == 12


def test_that_a_short_run_does_not_only_warm_up() -> None:
    assert rate_factor(2, 4, TrainingConfig(warmup_steps=500)) == 1.0


def test_that_biases_learn_at_their_own_rate_and_only_weights_decay() -> None:
    model = new_model()
    sgd = optimizer(model, TrainingConfig(bias_rate_factor=2.0, weight_decay=0.1))
    settings = {
        id(parameter): (group["factor"], group["weight_decay"])
        for group in sgd.param_groups
        for parameter in group["params"]
    }
    assert settings[id(model.head.fc1.weight)] == (1.0, 0.1)
    assert settings[id(model.head.fc1.bias)] == (2.0, 0.0)
    norm = next(module for module in model.modules() if isinstance(module, nn.BatchNorm2d))
    assert settings[id(norm.weight)] == (1.0, 0.0)


def test_that_frozen_weights_are_no_business_of_the_optimizer() -> None:
    model = new_model(trained=True)
    given = {id(parameter) for group in optimizer(model, RECIPE).param_groups for parameter in group["params"]}
    assert given == {id(parameter) for parameter in model.parameters() if parameter.requires_grad}
    assert len(given) < len(list(model.parameters()))
