"""Training and measuring a run: ours with its trainer, the peer with torchvision's reference recipe."""

from __future__ import annotations

import math
import tempfile
import time
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from detector.config import get_preset
from detector.data.image_io import decode_image
from detector.data.labeled_set import TrainingSet
from detector.data.outlines.bitmap import Bitmap
from detector.evaluation.evaluate import build_image_result, evaluate_network
from detector.evaluation.masks import compare_masks, compute_mask_metrics
from detector.evaluation.measurement import Evaluation, score_results
from detector.image_tensors import to_tensor
from detector.predictor import PredictedBoxes, Predictor
from detector.training.batches import BatchStream
from detector.training.runs.events import StepCompleted
from detector.training.runs.schedule_length import steps_per_epoch
from detector.training.trainer import Trainer
from detector.zoo import build_detector
from tests.benchmarks.accuracy.peer_targets import build_peer_target
from tests.benchmarks.accuracy.sets import Parts
from tests.benchmarks.accuracy.settings import PeerRecipe, RunSettings
from tests.benchmarks.accuracy.trials import Trial, WeightAverage, box_loss_by_giou, held_rate
from tests.benchmarks.peers import peer_of, take_backbone

_WITH_LAST_CONVOLUTION = ("mobilenet_fpn", "mask_mobilenet_fpn")


@dataclass(frozen=True)
class Measured:
    """The result of a run."""

    evaluation: Evaluation
    cpu_seconds: float
    """Training only, all threads of the process; without the drawing of the peer's mask targets"""


def train_and_measure(settings: RunSettings, parts: Parts, weights_dir: Path | None, device: torch.device) -> Measured:
    """Make the run that `settings` describe."""
    torch.manual_seed(settings.seed)
    run = _run_ours if settings.who == "ours" else _run_peer
    return run(settings, parts, weights_dir, device)


def _run_ours(settings: RunSettings, parts: Parts, weights_dir: Path | None, device: torch.device) -> Measured:
    config = settings.config
    model = build_detector(config, parts.training.classes, "imagenet", weights_dir)
    start = time.process_time()
    with tempfile.TemporaryDirectory() as out:
        trainer = Trainer(model, parts.training, config.training, Path(out), device, max_steps=settings.steps)
        _train(trainer, settings.trial)
    seconds = time.process_time() - start
    evaluation = evaluate_network(Predictor(model, device, config.training.precision), parts.test, with_masks=True)
    assert evaluation is not None
    return Measured(evaluation, seconds)


def _train(trainer: Trainer, trial: Trial) -> None:
    average = WeightAverage(trainer.model) if trial == "ema" else None
    changed = {"giou": box_loss_by_giou, "hold": held_rate}.get(trial, nullcontext)
    with changed():
        for event in trainer.run():
            if average is not None and isinstance(event, StepCompleted):
                average.add_step()
    if average is not None:
        average.apply()


def _run_peer(settings: RunSettings, parts: Parts, weights_dir: Path | None, device: torch.device) -> Measured:
    config, recipe = settings.config, settings.peer
    assert recipe is not None
    peer = peer_of(config.preset, len(parts.training.classes))
    # Only the weights of the backbone are used; their names do not depend on the rest of the network.
    whole = replace(get_preset(config.preset).backbone, last_convolution=config.preset in _WITH_LAST_CONVOLUTION)
    source = build_detector(
        replace(get_preset(config.preset), backbone=whole), parts.training.classes, "imagenet", weights_dir
    )
    take_backbone(peer, source)
    start = time.process_time()
    # Depthwise convolutions take a fifth of the time in this layout: the peer should be measured at its best.
    peer = peer.to(device).to(memory_format=torch.channels_last)
    drawing = _train_peer(peer, settings, recipe, parts.training, device)
    seconds = time.process_time() - start - drawing
    return Measured(_measure_peer(peer, parts.test, device), seconds)


def peer_rate(step: int, total: int, per_epoch: int, recipe: PeerRecipe) -> float:
    """The learning rate of `step` (from 1): linear within the first epoch, then reduced by a factor at `decay_at`."""
    warmup = min(1000, max(1, per_epoch - 1))
    warmed = recipe.warmup_start + (1 - recipe.warmup_start) * min(1.0, (step - 1) / warmup)
    passed = sum(step > math.ceil(fraction * total) for fraction in recipe.decay_at)
    return recipe.learning_rate * warmed * recipe.decay_factor**passed


def _train_peer(
    peer: nn.Module, settings: RunSettings, recipe: PeerRecipe, training: TrainingSet, device: torch.device
) -> float:
    """Returns the processor seconds that drawing the targets took: torchvision's script does it in other processes."""
    trainable = [parameter for parameter in peer.parameters() if parameter.requires_grad]
    sgd = torch.optim.SGD(trainable, recipe.learning_rate, recipe.momentum, weight_decay=recipe.weight_decay)
    per_epoch = steps_per_epoch(len(training.images), settings.config.training.batch_size)
    peer.train()
    drawing, with_masks = 0.0, get_preset(settings.config.preset).has_masks
    with BatchStream(training, settings.config.training, settings.config.input) as stream:
        for step in range(1, settings.steps + 1):
            batch = stream.take_batch()
            for group in sgd.param_groups:
                group["lr"] = peer_rate(step, settings.steps, per_epoch, recipe)
            start = time.thread_time()
            targets = [
                build_peer_target(target, image.shape[-1], image.shape[-2], device, with_masks)
                for target, image in zip(batch.targets, batch.pixels, strict=True)
            ]
            drawing += time.thread_time() - start
            losses = peer([image.to(device) for image in batch.pixels], targets)
            sgd.zero_grad(set_to_none=True)
            torch.stack(list(losses.values())).sum().backward()
            if recipe.clip_norm:
                nn.utils.clip_grad_norm_(trainable, recipe.clip_norm)
            sgd.step()
    return drawing


def _measure_peer(peer: nn.Module, test: TrainingSet, device: torch.device) -> Evaluation:
    results, masks = [], []
    peer.eval()
    for image in test.images:
        pixels = decode_image(image.path).pixels
        with torch.inference_mode():
            found = peer([to_tensor(pixels).to(device)])[0]
        boxes = PredictedBoxes(
            found["boxes"].cpu().numpy(),
            tuple(test.classes[label - 1] for label in found["labels"].tolist()),
            found["scores"].cpu().numpy().astype(np.float32),
            image.width,
            image.height,
        )
        results.append(build_image_result(image, boxes, test.classes))
        if "masks" in found:
            bitmaps = [Bitmap.from_mask(mask.numpy() >= 0.5) for mask in found["masks"][:, 0].cpu()]
            masks.append(compare_masks(image, results[-1].labels, bitmaps))
    measured = score_results(results, test.classes)
    if not masks:
        return measured
    return replace(measured, masks=compute_mask_metrics(results, masks, test.classes), mask_results=tuple(masks))
