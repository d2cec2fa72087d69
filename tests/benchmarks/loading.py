"""The fraction of training that is spent waiting for images, and the speed of loading without training."""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from pathlib import Path

import torch

from detector.compute.device import choose_device
from detector.config import get_preset
from detector.data.labeled_set import TrainingSet, load_training_set
from detector.demo import write_demo_folder
from detector.training.batches import BatchStream
from detector.training.runs.events import StepCompleted
from detector.training.trainer import Trainer
from detector.zoo import build_detector
from tests.benchmarks.timing import print_table

STEPS = 20
BATCHES = 20


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_demo_folder(Path(folder))
        images = load_training_set(Path(folder))
        rows = [waiting_row(images, Path(folder) / "run"), alone_row(images)]
    print_table("Loading, 640x480 photographs, mobilenet_fpn, batches of 4", rows, ("what", "figure"))


def waiting_row(images: TrainingSet, out: Path) -> tuple[str, str]:
    torch.manual_seed(0)
    model = build_detector(get_preset("mobilenet_fpn"), images.classes, "none")
    trainer = Trainer(model, images, model.config.training, out, choose_device(), max_steps=STEPS)
    steps = [event for event in trainer.run() if isinstance(event, StepCompleted)]
    return f"share of {STEPS} training steps spent waiting for images", f"{steps[-1].waiting_share:.2%}"


def alone_row(images: TrainingSet) -> tuple[str, str]:
    config = get_preset("mobilenet_fpn")
    recipe = replace(config.training, scale_jitter=(0.8, 1.25), color_jitter=0.2)
    with BatchStream(images, recipe, config.input) as stream:
        stream.take_batch()
        start = time.perf_counter()
        for _ in range(BATCHES):
            stream.take_batch()
        spent = time.perf_counter() - start
    return "images a second that can be decoded and augmented meanwhile", f"{BATCHES * recipe.batch_size / spent:.0f}"
