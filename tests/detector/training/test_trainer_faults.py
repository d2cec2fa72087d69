"""What a run does when a loss is no number, memory or the disk is full, or an image is gone."""

from __future__ import annotations

import errno
import math
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from detector.data.labeled_set import TrainingSet, load_training_set
from detector.faster_rcnn import FasterRCNN
from detector.image_stages import ForwardResult
from detector.training.checkpoints.checkpoint import load_checkpoint
from detector.training.runs.events import (
    CheckpointSaved,
    EpochCompleted,
    Finished,
    StepCompleted,
    TrainingEvent,
    Warned,
)
from detector.training.runs.run_folder import LOG_NOT_WRITTEN
from detector.training.step import LESS_AT_ONCE, NO_SINGLE_IMAGE
from tests.detector.drawn import drawn_folder
from tests.detector.runs import RECIPE, new_model, new_trainer, of_kind
from tests.detector.small import SMALL
from tests.sentences import has_sentence

CPU_IS_FULL = "[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to"


@pytest.fixture
def images(tmp_path: Path) -> TrainingSet:
    return load_training_set(drawn_folder(tmp_path / "images", 4))


def ending(events: list[TrainingEvent]) -> Finished:
    assert isinstance(events[-1], Finished)
    return events[-1]


def spoil_pixels(model: FasterRCNN, name: str) -> None:
    """Make what the frozen layers give of the image `name` not a number."""

    def spoil(_model: nn.Module, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        images, targets, *rest = arguments
        spoiled = [
            replace(image, maps=tuple(level * math.nan for level in image.maps)) if one["name"] == name else image
            for image, one in zip(images, targets, strict=True)
        ]
        return (spoiled, targets, *rest)

    model.register_forward_pre_hook(spoil)


def spoil_gradient(model: FasterRCNN, name: str) -> None:
    """Make the gradient of the image `name` not a number, but leave its loss."""

    def spoil(_model: nn.Module, arguments: tuple[Any, ...], result: ForwardResult) -> ForwardResult:
        if all(target["name"] != name for target in arguments[1]):
            return result
        bias = model.roi_heads.box_head.fc6.bias
        nothing = (bias - bias).sum().sqrt()  # 0, but infinitely steep
        return replace(result, losses=result.losses | {"loss_classifier": result.losses["loss_classifier"] + nothing})

    model.register_forward_hook(spoil)


def limit_memory(model: FasterRCNN, images: int, fault: Exception) -> None:
    """Raise `fault` if more than this number of images go through at once."""

    def refuse(_model: nn.Module, arguments: tuple[Any, ...]) -> None:
        if len(arguments[0]) > images:
            raise fault

    model.register_forward_pre_hook(refuse)


def names_in(text: str) -> list[int]:
    return [number for number in range(4) if f"image_{number}.png" in text]


def test_that_a_loss_that_is_no_number_ends_the_run_and_names_the_image(images: TrainingSet, tmp_path: Path) -> None:
    model = new_model(trained=True)
    spoil_pixels(model, "image_2.png")
    finished = ending(list(new_trainer(images, tmp_path, model=model).run()))
    assert finished.reason == "failed-non-finite-loss"
    assert names_in(finished.message) == [2]
    assert all(bool(torch.isfinite(parameter).all()) for parameter in model.parameters())


def test_that_a_gradient_that_is_no_number_names_the_image(images: TrainingSet, tmp_path: Path) -> None:
    model = new_model(trained=True)
    spoil_gradient(model, "image_1.png")
    finished = ending(list(new_trainer(images, tmp_path, model=model).run()))
    assert finished.reason == "failed-non-finite-gradient"
    assert names_in(finished.message) == [1]


def test_that_a_gradient_that_is_no_number_leaves_the_weights_alone(images: TrainingSet, tmp_path: Path) -> None:
    model = new_model()
    head = model.roi_heads.box_head
    head.fc6.weight.register_hook(lambda gradient: gradient * math.nan)
    before = head.fc7.weight.detach().clone()
    finished = ending(list(new_trainer(images, tmp_path, model=model).run()))
    assert finished.reason == "failed-non-finite-gradient"
    assert len(names_in(finished.message)) == 2
    assert torch.equal(head.fc7.weight, before)


def test_that_a_failed_run_keeps_the_last_good_checkpoint(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = new_trainer(images, tmp_path, replace(RECIPE, epochs=3))
    events = []
    for event in trainer.run():
        events.append(event)
        if isinstance(event, CheckpointSaved) and event.step == 2:
            good = event.path.read_bytes()
            monkeypatch.setattr(nn.utils, "clip_grad_norm_", lambda *_args: torch.tensor(math.inf))
    finished = ending(events)
    assert finished.reason == "failed-non-finite-gradient"
    assert finished.path == tmp_path / "last.safetensors"
    assert finished.path.read_bytes() == good


@pytest.mark.parametrize("fault", [torch.cuda.OutOfMemoryError("CUDA out of memory."), RuntimeError(CPU_IS_FULL)])
def test_that_short_memory_halves_the_images_at_once_and_the_run_continues(
    images: TrainingSet, tmp_path: Path, fault: Exception
) -> None:
    model = new_model()
    limit_memory(model, 1, fault)
    events = list(new_trainer(images, tmp_path, replace(RECIPE, batch_size=4), model=model).run())
    assert [event.message for event in of_kind(Warned, events)] == [
        LESS_AT_ONCE.format(images=4, fewer=2),
        LESS_AT_ONCE.format(images=2, fewer=1),
    ]
    assert events[-1] == Finished("completed", tmp_path / "last.safetensors", 2)


def test_that_fewer_images_at_once_learn_the_same(images: TrainingSet, tmp_path: Path) -> None:
    recipe = replace(RECIPE, batch_size=4, epochs=1)
    # As in every preset, each image has anchors enough for a whole sample.
    config = replace(SMALL, anchor_targets=replace(SMALL.anchor_targets, samples=32))
    whole, parts = (new_model(trained=True, config=config) for _ in range(2))
    limit_memory(parts, 1, torch.cuda.OutOfMemoryError("CUDA out of memory."))
    losses = [
        of_kind(StepCompleted, list(new_trainer(images, tmp_path / str(row), recipe, model=model).run()))[0].losses
        for row, model in enumerate((whole, parts))
    ]
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)
    for one, other in zip(whole.parameters(), parts.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-6)


def test_that_memory_too_short_for_one_image_is_reported(images: TrainingSet, tmp_path: Path) -> None:
    model = new_model()
    limit_memory(model, 0, torch.cuda.OutOfMemoryError("CUDA out of memory."))
    finished = ending(list(new_trainer(images, tmp_path, model=model).run()))
    assert finished.reason == "failed-out-of-memory"
    assert has_sentence(finished.message, NO_SINGLE_IMAGE)


def test_that_another_fault_of_the_engine_is_not_taken_for_short_memory(images: TrainingSet, tmp_path: Path) -> None:
    model = new_model()
    limit_memory(model, 0, RuntimeError("shapes do not fit"))
    with pytest.raises(RuntimeError, match="shapes do not fit"):
        list(new_trainer(images, tmp_path, model=model).run())


def test_that_an_image_that_becomes_unreadable_is_reported_and_the_run_continues(
    images: TrainingSet, tmp_path: Path
) -> None:
    (images.root / "image_1.png").write_bytes(b"gone")
    events = list(new_trainer(images, tmp_path).run())
    assert [("image_1.png" in event.message) for event in of_kind(Warned, events)] == [True]
    assert events[-1] == Finished("completed", tmp_path / "last.safetensors", 4)


def test_that_an_image_that_cannot_be_measured_on_is_reported(images: TrainingSet, tmp_path: Path) -> None:
    measured_on = load_training_set(drawn_folder(tmp_path / "more", 2, seed=1))
    (measured_on.root / "image_1.png").write_bytes(b"gone")
    events = list(new_trainer(images, tmp_path / "out", replace(RECIPE, epochs=1), validation=measured_on).run())
    assert [("image_1.png" in event.message) for event in of_kind(Warned, events)] == [True]
    assert of_kind(EpochCompleted, events)[0].average_precision is not None


def fill_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)


def test_that_a_full_disk_at_an_epoch_is_reported_and_training_continues(
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
    events = []
    for event in new_trainer(images, tmp_path).run():
        events.append(event)
        if isinstance(event, CheckpointSaved):
            fill_disk(monkeypatch)
    finished = ending(events)
    assert finished.reason == "failed-checkpoint-not-saved"
    assert "No space left" in finished.message
    assert load_checkpoint(tmp_path / "last.safetensors").step == 2


def test_that_a_log_that_cannot_be_written_any_more_does_not_end_the_run(
    images: TrainingSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("detector.training.runs.event_log.EventLog.write", full)
    events = list(new_trainer(images, tmp_path).run())
    assert [has_sentence(event.message, LOG_NOT_WRITTEN) for event in of_kind(Warned, events)] == [True]
    assert events[-1] == Finished("completed", tmp_path / "last.safetensors", 4)


def test_that_a_gpu_that_fails_ends_the_run_with_a_sentence_and_its_checkpoint(
    images: TrainingSet, tmp_path: Path
) -> None:
    model, events = new_model(), []
    trainer = new_trainer(images, tmp_path, model=model)
    for event in trainer.run():
        events.append(event)
        if isinstance(event, CheckpointSaved):
            limit_memory(model, 0, RuntimeError("CUDA error: device-side assert\nand more"))
    assert isinstance(events[-1], Finished)
    assert events[-1].reason == "failed-device-lost"
    assert "device-side assert" in events[-1].message
    assert "and more" not in events[-1].message
    assert events[-1].path == tmp_path / "last.safetensors"
