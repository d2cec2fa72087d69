"""How long a run would take, measured from a few of its steps with a network that is thrown away."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from dataclasses import replace

import torch

from detector.compute.distributed import gather_objects, is_distributed, this_process
from detector.compute.precision import choose_precision
from detector.config import DetectorConfig
from detector.data.labeled_set import TrainingSet
from detector.faster_rcnn import FasterRCNN
from detector.training.batches import BatchStream
from detector.training.data_folder import DataFolder
from detector.training.feature_store import create_store
from detector.training.step import Stepper
from detector.training.time_budget import TimeEstimate, TimePlan, TrainingImages, choose_shape, plan_run
from detector.training.validation import Validator

MEASURED_STEPS = 3
"""After a first one, which prepares much that the others find ready"""
MEASURING_SHARE = 0.03
"""Of a time budget, for each measurement: images differ, so more steps give a better estimate."""
MAX_BUDGET_SHARE = 0.1
"""After which a measurement ends however few steps it took."""


def measure_speed(
    model: FasterRCNN,
    training_set: TrainingSet,
    device: torch.device,
    is_canceled: Callable[[], bool] = lambda: False,
    budget_s: float = 0.0,
) -> TimeEstimate | None:
    """Take a few steps with `model`, which is spoiled by it; None when canceled between two of them.

    Args:
        model: The network that would be trained, or one like it.
        training_set: The images that it would learn from.
        device: Where it would compute.
        is_canceled: Asked before each step.
        budget_s: How long the run may take. The longer, the more steps are taken; 0: STEPS, whatever they take.

    Raises:
        OutOfMemoryError: There is no memory for one image.
        NonFiniteError: A loss or a gradient is no number.
        NoImagesError: No image can be decoded.
    """
    config = model.config
    model = model.to(device).to(memory_format=torch.channels_last).train()
    precision = choose_precision(config.training.precision, device)
    store = create_store(model, config.training, device)  # estimates what caching features would save; none are cached
    stepper = Stepper(model, config.training, device, precision, store)
    spent: list[float] = []
    folder = DataFolder(training_set, wait_s=0.0)
    on_gpu = device.type == "cuda"
    stream = BatchStream(
        training_set,
        config.training,
        config.input,
        device_is_gpu=on_gpu,
        folder=folder,
        proposals=config.proposals,
    )
    with stream:
        while not _has_enough_steps(spent, budget_s):
            if any(gather_objects(is_canceled())):
                return None
            since = time.monotonic()
            stepper.take_step(stream.take_batch(), config.training.learning_rate * 1e-3)
            spent.append(time.monotonic() - since)
    steps = spent[1:]
    seconds = sum(steps) / len(steps)
    return TimeEstimate(
        seconds,
        _time_validation(model, training_set, device, precision),
        seconds_spared=seconds * store.share if store is not None else 0.0,
        views=2 if config.training.flip else 1,
    )


def _has_enough_steps(spent: list[float], budget_s: float) -> bool:
    """Whether these seconds of steps, the first of which is a warm-up, suffice for an estimate; all processes agree."""
    taken = sum(spent[1:])
    by_count = len(spent) > MEASURED_STEPS and taken >= MEASURING_SHARE * budget_s
    by_time = len(spent) > 1 and 0 < MAX_BUDGET_SHARE * budget_s <= sum(spent)
    return gather_objects(by_count or by_time)[0]


def _time_validation(
    model: FasterRCNN, training_set: TrainingSet, device: torch.device, precision: torch.dtype
) -> float:
    """For one image, as AP is measured while a network trains."""
    validator = Validator(model, replace(training_set, images=training_set.images[:1]), device, precision, seed=0)
    seconds = 0.0
    for _ in range(2):  # the first one prepares
        since = time.monotonic()
        validator.measure_network()
        seconds = time.monotonic() - since
    return seconds


def fit_to_time(
    model: FasterRCNN,
    sets: tuple[TrainingSet, TrainingSet | None],
    device: torch.device,
    minutes: float,
    began: float,
    keep_batch: bool = False,
    is_canceled: Callable[[], bool] = lambda: False,
) -> TimePlan | None:
    """A plan for `model` that ends when `minutes` have passed since `began`; None when canceled.

    Where batch or images become smaller than those of `model.config`, they are measured too. The plan is fixed then,
    so that a resumed run has the same steps. All processes of a run must call this.

    Args:
        model: The network to train; it is left alone.
        sets: The images to learn from, and those that AP is measured on after each epoch.
        device: Where it trains.
        minutes: The whole time that the run may take, this measurement included.
        began: When the run began, by `time.monotonic`.
        keep_batch: Whether a person said how many images a step has.
        is_canceled: Asked before each step.

    Raises:
        OutOfMemoryError, NonFiniteError, NoImagesError: As `measure_speed`.
    """
    training_set, validation = sets
    count = this_process().count if is_distributed() else 1
    images = TrainingImages(len(training_set.images), len(validation.images) if validation else 0, count)

    def seconds_left() -> float:
        return gather_objects(minutes * 60 - (time.monotonic() - began))[0]

    def measure_config(config: DetectorConfig) -> TimeEstimate | None:
        throwaway = copy.deepcopy(model)
        throwaway.config = config
        return gather_objects(measure_speed(throwaway, training_set, device, is_canceled, minutes * 60))[0]

    speed = measure_config(model.config)
    if speed is None:
        return None
    shape = choose_shape(seconds_left(), speed, model.config, images, keep_batch)
    if shape != model.config:
        speed = measure_config(shape)
        if speed is None:
            return None
    return plan_run(minutes, seconds_left(), speed, shape, images)
