"""Two processes that train together, as `torchrun` starts them, against one that does it all."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from detector.compute.distributed import (
    PeerFailedError,
    abort_peers,
    gather_objects,
    join_process_group,
    mean_count,
    single_process,
    wait_at_barrier,
)
from detector.config import DetectorConfig, MaskConfig, TrainingConfig
from detector.data.labeled_set import load_training_set
from detector.data.outlines.placed_outlines import PlacedOutlines
from detector.data.outlines.rings import Rings
from detector.faster_rcnn import FasterRCNN
from detector.targets import Target
from detector.training.batches import Batch
from detector.training.checkpoints.checkpoint import load_checkpoint
from detector.training.non_finite import NonFiniteError
from detector.training.runs.events import CheckpointSaved, EpochCompleted, Finished, StepCompleted, TrainingEvent
from detector.training.step import LESS_AT_ONCE, OutOfMemoryError, Stepper, StepResult
from tests.detector.drawn import drawn_folder
from tests.detector.processes import free_port, run_together
from tests.detector.runs import RECIPE, new_trainer, of_kind
from tests.detector.small import CLASSES, SMALL, small_image
from tests.sentences import has_sentence

CPU = torch.device("cpu")
Gradients = dict[str, NDArray[np.float64]]


def batch(rows: range) -> Batch:
    """Images of which number r shows r objects, so that no process has as many as another; the first shows none."""
    images = [small_image(seed=row) for row in rows]
    boxes = [torch.tensor([[10.0 + 8 * n, 10, 42 + 8 * n, 42] for n in range(row)]).reshape(-1, 4) for row in rows]
    labels = [torch.ones(row, dtype=torch.int64) for row in rows]
    targets = [
        Target(boxes=b, labels=x, name=f"{row}.png", outlines=outline_boxes(b))
        for row, b, x in zip(rows, boxes, labels, strict=True)
    ]
    return Batch(images, targets, skipped=(), seeds=tuple(rows))


def outline_boxes(boxes: torch.Tensor) -> PlacedOutlines:
    """All of its objects but the first have an outline, a triangle."""
    corners = [[(x1, y1), (x2, y1), (x1, y2)] for x1, y1, x2, y2 in boxes.tolist()]
    geometries = [Rings.from_polygons([points]) for points in corners]
    return PlacedOutlines((*(rings.bounds for rings in geometries[:1]), *geometries[1:]), 128, 96)


def new_stepper(config: DetectorConfig, batch_size: int) -> tuple[FasterRCNN, Stepper]:
    """In float64, so that the order of sums makes no difference worth mentioning."""
    torch.manual_seed(0)
    model = FasterRCNN(config, CLASSES, pretrained=True).double()
    return model, Stepper(model, TrainingConfig(batch_size=batch_size, clip_norm=1e9), CPU, torch.float32)


def gradients(config: DetectorConfig, rows: range) -> tuple[Gradients, StepResult]:
    model, stepper = new_stepper(config, len(rows))
    result = stepper.take_step(batch(rows), rate=0.0)
    return {name: one.grad.numpy() for name, one in model.named_parameters() if one.grad is not None}, result


def averaged_gradients(config: DetectorConfig) -> tuple[Gradients, StepResult]:
    with join_process_group(CPU) as process:
        return gradients(config, range(2 * process.rank, 2 * process.rank + 2))


@pytest.mark.parametrize(
    "config",
    [
        replace(SMALL, losses=replace(SMALL.losses, normalizer="sampled")),
        replace(SMALL, losses=replace(SMALL.losses, normalizer="positives"), mask=MaskConfig(channels=8)),
    ],
    ids=["sampled", "positives and masks"],
)
def test_that_two_processes_have_the_gradient_of_one_with_all_images(config: DetectorConfig) -> None:
    whole, result = gradients(config, range(4))
    for parts, message in run_together(2, averaged_gradients, config):
        assert parts.keys() == whole.keys()
        for name, expected in whole.items():
            assert np.linalg.norm(parts[name] - expected) <= 1e-6 * np.linalg.norm(expected), name
        assert message.losses == pytest.approx(result.losses, rel=1e-6)


def spoil(model: FasterRCNN, where: str) -> None:
    """Let memory be too short for two images, in the middle of a step; or for any."""
    fault = torch.cuda.OutOfMemoryError("CUDA out of memory.")

    def refuse_rois(_head: nn.Module, arguments: tuple[Tensor]) -> None:
        if len(arguments[0]) > SMALL.proposal_targets.samples or where == "always":
            raise fault

    def refuse_gradient(gradient: Tensor) -> None:
        if len(gradient) > SMALL.proposal_targets.samples:
            raise fault

    def watch_gradient(_layer: nn.Module, _arguments: tuple[Tensor], output: Tensor) -> None:
        output.register_hook(refuse_gradient)

    if where == "backward":
        model.roi_heads.box_head.fc6.register_forward_hook(watch_gradient)
    else:
        model.roi_heads.register_forward_pre_hook(refuse_rois)


def step_with_short_memory(where: str) -> tuple[tuple[str, ...], str]:
    """The warnings of a step where the second process has too little memory, or what it ended with."""
    with join_process_group(CPU) as process:
        model, stepper = new_stepper(SMALL, 2)
        if process.rank == 1:
            spoil(model, where)
        try:
            return stepper.take_step(batch(range(2)), rate=0.0).warnings, ""
        except OutOfMemoryError as error:
            return (), type(error).__name__


@pytest.mark.parametrize("where", ["forward", "backward"])
def test_that_memory_that_is_short_in_one_process_halves_the_images_in_all(where: str) -> None:
    messages = run_together(2, step_with_short_memory, where)
    assert messages[0] == messages[1]
    (message,) = messages[0][0]
    assert has_sentence(message, LESS_AT_ONCE, images=2)


def test_that_memory_too_short_in_one_process_ends_all() -> None:
    assert run_together(2, step_with_short_memory, "always") == [((), "OutOfMemoryError")] * 2


def step_with_odd_pixels() -> tuple[str, tuple[str, ...]]:
    """What a step ends with where one image of the second process is no number."""
    with join_process_group(CPU) as process:
        _, stepper = new_stepper(SMALL, 2)
        images = batch(range(2 * process.rank, 2 * process.rank + 2))
        if process.rank == 1:
            images.images[1] *= math.nan
        try:
            stepper.take_step(images, rate=0.0)
        except NonFiniteError as error:
            return error.what, error.names
        return "nothing", ()


def test_that_an_image_that_is_no_number_is_named_in_all_processes() -> None:
    assert run_together(2, step_with_odd_pixels) == [("loss", ("3.png",))] * 2


def train(folder: Path, out: Path, canceled_at: int) -> tuple[list[TrainingEvent], float]:
    """The events of a run, and the sum of its weights; only the second process is asked to end after a step."""
    images = load_training_set(folder)
    with join_process_group(CPU) as process:
        trainer = new_trainer(images, out, replace(RECIPE, batch_size=1), validation=images)
        events = []
        for event in trainer.run():
            events.append(event)
            if process.rank == 1 and isinstance(event, StepCompleted) and event.step == canceled_at:
                trainer.cancel()
        weights = sum(float(one.detach().double().sum()) for one in trainer._model.parameters())
        return events, weights


def test_that_a_run_of_two_processes_is_one_run(tmp_path: Path) -> None:
    folder = drawn_folder(tmp_path / "images", 5)
    (first, weights), (second, other_weights) = run_together(2, train, folder, tmp_path / "out", 0)
    assert weights == other_weights
    for kind in (StepCompleted, EpochCompleted, CheckpointSaved, Finished):
        assert len(of_kind(kind, first)) == len(of_kind(kind, second))
    assert [one.losses for one in of_kind(StepCompleted, first)] == [
        one.losses for one in of_kind(StepCompleted, second)
    ]
    assert [one.step for one in of_kind(StepCompleted, first)] == [1, 2, 3, 4, 5, 6]  # twice three batches of two
    assert of_kind(EpochCompleted, first)[0].per_class == of_kind(EpochCompleted, second)[0].per_class
    saved = load_checkpoint(tmp_path / "out" / "last.safetensors").model
    assert sum(float(one.detach().double().sum()) for one in saved.parameters()) == weights


def test_that_canceling_one_process_ends_all_at_the_same_step(tmp_path: Path) -> None:
    folder = drawn_folder(tmp_path / "images", 5)
    (first, _), (second, _) = run_together(2, train, folder, tmp_path / "out", 4)
    assert first[-1] == second[-1] == Finished("canceled", tmp_path / "out" / "last.safetensors", 4)


def count_together() -> tuple[float, float, list[int], bool]:
    with join_process_group(CPU) as process:
        mean = mean_count(10 * (process.rank + 1), CPU)
        with single_process():
            own = mean_count(10 * (process.rank + 1), CPU)
        everyone = gather_objects(process.rank)
        try:
            abort_peers(CPU) if process.rank else wait_at_barrier(CPU)
        except PeerFailedError:
            return mean, own, everyone, True
        return mean, own, everyone, False


def test_that_processes_count_and_fail_together() -> None:
    assert run_together(2, count_together) == [(15.0, 10.0, [0, 1], True), (15.0, 20.0, [0, 1], False)]


@pytest.mark.slow
def test_that_torchrun_trains_one_network(tmp_path: Path) -> None:
    folder = drawn_folder(tmp_path / "images", 4)
    run = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--master-port", str(free_port())]
    what = ["-m", "detector", "train", str(folder), "--out", str(tmp_path / "out"), "--weights", "none", "--json"]
    length = ["--steps", "2", "--batch-size", "1", "--device", "cpu"]
    done = subprocess.run(
        [*run, *what, *length], capture_output=True, text=True, check=False, env={**os.environ, "OMP_NUM_THREADS": "1"}
    )
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [event["event"] for event in events] == [
        *("TrainingStarted", "StepCompleted", "StepCompleted"),
        *("EpochCompleted", "CheckpointSaved", "Finished"),
    ]
    assert events[0]["processes"] == 2
    assert load_checkpoint(tmp_path / "out" / "last.safetensors").step == 2
