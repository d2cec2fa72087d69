"""Checks that detection and training give the same results on a GPU as on the CPU, and of failures of the GPU."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from detector.config import Precision
from detector.data.image_io import decode_image
from detector.data.labeled_set import load_training_set
from detector.evaluation.evaluate import evaluate_network
from detector.faster_rcnn import FasterRCNN
from detector.predictor import PredictedBoxes, Predictor
from detector.training.batches import BatchStream
from detector.training.checkpoints.checkpoint import load_checkpoint
from detector.training.memory import free_cached_memory
from detector.training.runs.events import Finished, StepCompleted
from detector.training.step import OutOfMemoryError, Stepper
from detector.training.trainer import Trainer
from tests.benchmarks.gpu.plan import Plan, without_tf32

DEMO_NETWORK = Path(__file__).resolve().parents[3] / "resources" / "networks" / "demo.safetensors"
SURE = 0.3
"""Detections with at least this score must be found on both devices."""
SAME_PLACE = 0.1
"""In pixels, for float32 without TF32"""
SAME_SCORE = 1e-3
AP_DIFFERENCE = 0.05
"""By how much AP in half precision may be lower than in float32 after the same steps"""
MIN_AP = 0.3
MAX_WAITING = 0.05
LOST = "CUDA error: unspecified launch failure\nCUDA kernel errors might be asynchronously reported"


@dataclass(frozen=True)
class Check:
    """The result of a check."""

    what: str
    measured: str
    expected: str
    passed: bool | None
    """None if it cannot be decided on this device."""

    @property
    def verdict(self) -> str:
        return {True: "yes", False: "NO", None: "not decided"}[self.passed]


def check_all(plan: Plan) -> Iterator[Check]:
    """All checks, the fastest first."""
    yield check_same_detections(plan)
    yield check_lost_device(plan)
    yield check_out_of_memory(plan)
    yield check_nothing_fits(plan)
    yield from check_precisions(plan)
    yield check_loading(plan)


def check_same_detections(plan: Plan) -> Check:
    """Detect with the demo's network on the CPU and on the device."""
    model = load_checkpoint(DEMO_NETWORK).model
    apart = moved = 0.0
    unmatched = boxes = 0
    with without_tf32():
        ours, reference = Predictor(model, plan.device, "float32"), Predictor(model, "cpu", "float32")
        for image in sorted(plan.test_folder.glob("*.jpg")):
            pixels = decode_image(image).pixels
            ours.set_image(pixels)
            reference.set_image(pixels)
            found, expected = ours.detect(SURE / 2), reference.detect(SURE / 2)
            for one, other in ((found, expected), (expected, found)):
                for place, score in _partners(one, other):
                    moved, apart = max(moved, place), max(apart, score)
                    boxes += 1
                    unmatched += place > SAME_PLACE or score > SAME_SCORE
    measured = f"{boxes} boxes, largest difference {moved:.4f} px and {apart:.1e}"
    tolerance = f"{SAME_PLACE} px, {SAME_SCORE:.0e} (float32, TF32 off)"
    return Check("the same detections as on the CPU", measured, tolerance, boxes > 0 and unmatched == 0)


def _partners(found: PredictedBoxes, others: PredictedBoxes) -> Iterator[tuple[float, float]]:
    """For each sure box, its distance to the closest box of its class among `others`: in pixels, and in score."""
    labels = np.asarray(others.labels)
    for box, label, score in zip(found.boxes, found.labels, found.scores, strict=True):
        if score < SURE:
            continue
        same = np.flatnonzero(labels == label)
        if not len(same):
            yield np.inf, np.inf
            continue
        apart = np.abs(others.boxes[same] - box).max(axis=1)
        nearest = int(apart.argmin())
        yield float(apart[nearest]), float(abs(others.scores[same[nearest]] - score))


def check_precisions(plan: Plan) -> Iterator[Check]:
    """Train in each precision from the same weights, and measure on other images."""
    names: Sequence[Precision] = ("float32", "bfloat16", "float16")
    reached: dict[str, float] = {}
    for name in names:
        if name == "float16" and not plan.is_gpu:
            yield Check("AP after training in float16", "float16 is for GPUs", "", None)
            continue
        reached[name] = train_for_ap(plan, name)
        expected = MIN_AP if name == "float32" else max(MIN_AP, reached["float32"] - AP_DIFFERENCE)
        passed = None if plan.quick else reached[name] >= expected
        yield Check(
            f"AP after {plan.steps} steps in {name}", f"{reached[name]:.3f}", f"at least {expected:.3f}", passed
        )


def train_for_ap(plan: Plan, precision: Precision) -> float:
    """COCO's AP after a short training from the demo's network, whose last layers are initialized again."""
    torch.manual_seed(0)
    model = forget_classes(load_checkpoint(DEMO_NETWORK).model)
    training = load_training_set(plan.training_folder, model.classes)
    recipe = replace(model.config.training, precision=precision)
    with tempfile.TemporaryDirectory() as out:
        last = list(Trainer(model, training, recipe, Path(out), plan.device, max_steps=plan.steps).run())[-1]
    assert isinstance(last, Finished)
    assert last.reason == "completed", last
    measured = evaluate_network(
        Predictor(model, plan.device, precision), load_training_set(plan.test_folder, model.classes)
    )
    assert measured is not None
    return measured.coco.ap or 0.0


def forget_classes(model: FasterRCNN) -> FasterRCNN:
    """Initialize the weights of the last layers again."""
    head = model.roi_heads.box_predictor
    model.roi_heads.box_predictor = type(head)(head.cls_score.in_features, len(model.classes) + 1, model.config.head)
    return model


def check_out_of_memory(plan: Plan) -> Check:
    """Take a step for which there is too little memory, but enough for a part of its images."""
    warnings = _step_with_little_memory(plan, fits=2)
    messages = any("not enough memory for" in text for text in warnings)
    measured = (
        warnings[-1].partition(" and accumulates")[0] if warnings else "the step needed no more memory than there was"
    )
    how = "" if plan.is_gpu else " (simulated)"
    return Check(f"short memory{how}: fewer images at once", measured, "a warning, and the step is taken", messages)


def check_nothing_fits(plan: Plan) -> Check:
    """Take a step for which there is too little memory even for a single image."""
    try:
        _step_with_little_memory(plan, fits=0)
    except OutOfMemoryError as error:
        return Check(
            "no memory at all: a sentence", str(error), "what to do", "too small for a single image" in str(error)
        )
    return Check("no memory at all: a sentence", "the step was taken", "what to do", False)


def _step_with_little_memory(plan: Plan, fits: int) -> tuple[str, ...]:
    """Take a step with memory for about `fits` images of the batch; returns the warnings."""
    model = load_checkpoint(DEMO_NETWORK).model.to(plan.device)
    training = load_training_set(plan.training_folder, model.classes)
    recipe = replace(model.config.training, precision="float32", batch_size=4)
    stepper = Stepper(model, recipe, plan.device, torch.float32)
    with BatchStream(training, recipe, model.config.input, device_is_gpu=plan.is_gpu) as stream:
        batch = stream.take_batch()
        min_bytes = _memory_of(stepper, batch, recipe.batch_size) if plan.is_gpu else 0
        with _little_memory(plan, model, fits, min_bytes):
            return stepper.take_step(batch, 1e-4).warnings


def _memory_of(stepper: Stepper, batch: object, images: int) -> int:
    """The bytes that each image of a step needs in addition to the weights."""
    torch.cuda.synchronize()
    before = torch.cuda.memory_allocated()
    torch.cuda.reset_peak_memory_stats()
    stepper.take_step(batch, 0.0)  # type: ignore[arg-type]
    return (torch.cuda.max_memory_allocated() - before) // images


@contextmanager
def _little_memory(plan: Plan, model: nn.Module, fits: int, each: int) -> Iterator[None]:
    """Leave memory for `fits` images; without a GPU, the network raises the error itself."""
    if plan.is_gpu:
        free_cached_memory(plan.device)
        total = torch.cuda.get_device_properties(plan.device).total_memory
        allowed = torch.cuda.memory_allocated() + int(each * (fits + 0.5)) if fits else torch.cuda.memory_allocated()
        torch.cuda.set_per_process_memory_fraction(min(1.0, allowed / total), plan.device)
        try:
            yield
        finally:
            torch.cuda.set_per_process_memory_fraction(1.0, plan.device)
        return

    def refuse(_module: nn.Module, arguments: tuple[list[torch.Tensor], ...]) -> None:
        if len(arguments[0]) > fits:
            raise torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")

    hook = model.register_forward_pre_hook(refuse)
    try:
        yield
    finally:
        hook.remove()


def check_lost_device(plan: Plan) -> Check:
    """Let the device fail in the third step, with torch's own message; a real failure would end the process."""
    model = load_checkpoint(DEMO_NETWORK).model
    training = load_training_set(plan.training_folder, model.classes)
    calls = []

    def fail(_module: nn.Module, _arguments: object) -> None:
        calls.append(1)
        if len(calls) > 2:
            raise RuntimeError(LOST)

    hook = model.register_forward_pre_hook(fail)
    with tempfile.TemporaryDirectory() as out:
        recipe = replace(model.config.training, batch_size=1)
        trainer = Trainer(model, training, recipe, Path(out), plan.device, max_steps=9, checkpoint_every=1)
        last = list(trainer.run())[-1]
        kept = isinstance(last, Finished) and last.path is not None and last.path.exists()
    hook.remove()
    assert isinstance(last, Finished)
    passed = last.reason == "failed-device-lost" and kept and "The GPU failed" in last.message
    return Check(
        "a lost device (simulated)", f"{last.reason}, checkpoint kept: {kept}", "a sentence, checkpoint", passed
    )


def check_loading(plan: Plan) -> Check:
    """Train the fastest network on JPEGs, and measure how long it waits for images."""
    model = load_checkpoint(DEMO_NETWORK).model
    training = load_training_set(plan.training_folder, model.classes)
    with tempfile.TemporaryDirectory() as out:
        trainer = Trainer(model, training, model.config.training, Path(out), plan.device, max_steps=plan.steps)
        steps = [event for event in trainer.run() if isinstance(event, StepCompleted)]
    settled = steps[len(steps) // 2 :]
    share = float(np.mean([step.waiting_share for step in settled]))
    measured = f"{share:.1%} of the time, {settled[-1].images_per_second:.1f} images/s"
    passed = None if plan.quick else share < MAX_WAITING
    return Check("waiting for images of 640 x 480 while training", measured, f"under {MAX_WAITING:.0%}", passed)
