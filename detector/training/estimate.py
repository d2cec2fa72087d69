"""How long a run would take, measured from a few of its steps with a network that is thrown away."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

from detector.data.image_io import decode
from detector.data.labelled_set import TrainingSet
from detector.faster_rcnn import FasterRCNN
from detector.precision import choose_precision
from detector.predictor import Predictor, decode_limit
from detector.training.batches import BatchStream
from detector.training.data_folder import DataFolder
from detector.training.recipe import steps_per_epoch
from detector.training.step import Stepper

STEPS = 3
"""After a first one, which prepares much that the others find ready"""


@dataclass(frozen=True)
class Estimate:
    """Seconds, measured on this machine."""

    seconds_per_step: float
    seconds_per_measured_image: float
    """While AP is measured"""

    def of_run(self, learned: int, measured: int, epochs: int, batch_size: int) -> float:
        """Seconds for `epochs` times through `learned` images, with AP on `measured` ones after each."""
        steps = epochs * steps_per_epoch(learned, batch_size)
        return steps * self.seconds_per_step + epochs * measured * self.seconds_per_measured_image


def measure_pace(
    model: FasterRCNN,
    training_set: TrainingSet,
    device: torch.device,
    cancelled: Callable[[], bool] = lambda: False,
    steps: int = STEPS,
) -> Estimate | None:
    """Take a few steps with `model`, which is spoilt by it; None when cancelled between two of them.

    Errors: OutOfMemoryError, NotFiniteError; DatasetError when no image can be decoded.
    """
    config = model.config
    model = model.to(device).to(memory_format=torch.channels_last).train()
    stepper = Stepper(model, config.training, device, choose_precision(config.training.precision, device))
    spent: list[float] = []
    folder = DataFolder(training_set, wait_s=0.0)
    on_gpu = device.type == "cuda"
    with BatchStream(training_set, config.training, config.input, device_is_gpu=on_gpu, folder=folder) as stream:
        for _ in range(steps + 1):
            if cancelled():
                return None
            since = time.monotonic()
            stepper.step(stream.next(), config.training.learning_rate * 1e-3)
            spent.append(time.monotonic() - since)
    return Estimate(sum(spent[1:]) / steps, _seconds_to_detect(model, training_set, device))


def _seconds_to_detect(model: FasterRCNN, training_set: TrainingSet, device: torch.device) -> float:
    predictor = Predictor(model.eval(), device)
    limit = decode_limit(model.config.input)
    seconds = 0.0
    for _ in range(2):  # the first one prepares
        since = time.monotonic()
        predictor.set_image(decode(training_set.images[0].path, limit).pixels)
        predictor.detect()
        seconds = time.monotonic() - since
    return seconds
