"""How much training fits into a given time: steps, batch and image size. Free of torch, as a window shows it too."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from detector.config import DetectorConfig, InputConfig
from detector.training.runs.schedule_length import MIN_STEPS, steps_per_epoch

BUDGETS_MINUTES = (5, 15, 60)
"""What a window offers."""
SIDE_FACTORS = (1.0, 0.8, 0.64)
"""By which an image's sides are shortened where time is short; each takes about 0.64 of the time of the one before."""
SIDE_MULTIPLE_PX = 32
"""Short sides are whole multiples of the coarsest stride that pools RoIs."""
PREPARING_SHARE = 0.08
"""About the part of the time that reading labels and weights and measuring the speed take."""
ENDING_S = 1.0
"""For the last checkpoint, and for ending the process."""


@dataclass(frozen=True)
class TimeEstimate:
    """Seconds, measured on this machine."""

    seconds_per_step: float
    seconds_per_measured_image: float
    """While AP is measured"""

    seconds_spared: float = 0.0
    """Of a step, where what frozen layers make of its images was kept from an earlier epoch."""
    views: int = 1
    """In how many ways an image is shown: 2 where it is flipped at random."""

    def estimate_run(self, learned: int, measured: int, epochs: int, batch_size: int) -> float:
        """Seconds for `epochs` times through `learned` images, with AP on `measured` ones after each."""
        per_epoch = steps_per_epoch(learned, batch_size)
        return self.of_steps(epochs * per_epoch, per_epoch) + epochs * measured * self.seconds_per_measured_image

    def of_steps(self, steps: int, per_epoch: int) -> float:
        """Seconds for `steps` steps, `per_epoch` of which show every image once, in one of its views."""
        epochs = steps / per_epoch
        new: float = min(epochs, self.views * (1 - (1 - 1 / self.views) ** epochs))
        return steps * self.seconds_per_step - (epochs - new) * per_epoch * self.seconds_spared

    def scale_to(self, measured: DetectorConfig, other: DetectorConfig) -> TimeEstimate:
        """What `other` would take, by its pixels, where `measured` took this."""
        area = (other.input.short_side / measured.input.short_side) ** 2
        images = other.training.batch_size / measured.training.batch_size
        return replace(
            self,
            seconds_per_step=self.seconds_per_step * images * area,
            seconds_per_measured_image=self.seconds_per_measured_image * area,
            seconds_spared=self.seconds_spared * images * area,
        )


@dataclass(frozen=True)
class TrainingImages:
    """How many images a run has, and among how many processes it shares a step."""

    learned: int
    measured: int = 0
    """After each epoch"""
    processes: int = 1

    def steps_per_epoch(self, config: DetectorConfig) -> int:
        return steps_per_epoch(self.learned, config.training.batch_size * self.processes)


@dataclass(frozen=True)
class TimePlan:
    """A run that fits into `minutes`."""

    minutes: float
    config: DetectorConfig
    """With the batch, the rate for it, the image size and the epochs of the plan"""
    steps: int
    seconds_per_step: float

    @property
    def is_too_short(self) -> bool:
        """Whether the run is too short for a useful network."""
        return self.steps < MIN_STEPS

    @property
    def min_minutes(self) -> int:
        """In which enough steps would fit."""
        return math.ceil(self.minutes * MIN_STEPS / self.steps)


def count_steps_within(seconds: float, speed: TimeEstimate, config: DetectorConfig, images: TrainingImages) -> int:
    """The most steps that take no longer, with AP after each epoch and after the last step; at least one.

    Example: 10 s, a step 1 s, an epoch of 4 steps, AP 2 s. One epoch takes 6 s; of the 4 s that remain AP takes 2, so
    that 4 + 2 steps fit.
    """
    per_epoch, measuring = images.steps_per_epoch(config), images.measured * speed.seconds_per_measured_image

    def taken(steps: int) -> float:
        return speed.of_steps(steps, per_epoch) + math.ceil(steps / per_epoch) * measuring

    upper = max(0, math.floor(seconds / (speed.seconds_per_step - speed.seconds_spared)))
    return max(1, bisect_right(range(1, upper + 1), seconds, key=taken))


def choose_shape(
    seconds: float, speed: TimeEstimate, config: DetectorConfig, images: TrainingImages, keep_batch: bool = False
) -> DetectorConfig:
    """The largest batch and images with which MIN_STEPS fit into `seconds`, or else the smallest.

    Args:
        seconds: For steps and for AP.
        speed: Of `config`.
        config: The preset with its own batch and image size; neither is ever enlarged.
        images: What there is to learn from.
        keep_batch: Whether a person said how many images a step has.
    """
    shapes = list(_list_shapes(config, keep_batch))
    for shape in shapes:
        if count_steps_within(seconds, speed.scale_to(config, shape), shape, images) >= MIN_STEPS:
            return shape
    return shapes[-1]


def plan_run(
    minutes: float, seconds_left: float, speed: TimeEstimate, config: DetectorConfig, images: TrainingImages
) -> TimePlan:
    """The run with the batch and image size of `config`, whose `speed` it is, in what is left of the time."""
    steps = count_steps_within(seconds_left - ENDING_S, speed, config, images)
    epochs = math.ceil(steps / images.steps_per_epoch(config))
    training = replace(config.training, epochs=epochs)
    return TimePlan(minutes, replace(config, training=training), steps, speed.seconds_per_step)


def preview_run(minutes: float, speed: TimeEstimate, config: DetectorConfig, images: TrainingImages) -> TimePlan:
    """About what the plan will be that is made when the run begins, which measures first."""
    seconds = minutes * 60 * (1 - PREPARING_SHARE)
    shape = choose_shape(seconds, speed, config, images)
    return plan_run(minutes, seconds, speed.scale_to(config, shape), shape, images)


def _list_shapes(config: DetectorConfig, keep_batch: bool) -> Iterator[DetectorConfig]:
    """`config`, then ever less work for a step: half of the batch first, then smaller images."""
    batches = [config.training.batch_size]
    if not keep_batch and batches[0] > 1:
        batches.append(batches[0] // 2)
    for number, factor in enumerate(SIDE_FACTORS):
        for batch in batches if number == 0 else batches[-1:]:
            yield _reshape_config(config, batch, factor)


def _reshape_config(config: DetectorConfig, batch: int, factor: float) -> DetectorConfig:
    return replace(
        config,
        input=config.input if factor == 1 else _shrink_input(config.input, factor),
        training=config.training.with_batch_size(batch),
    )


def _shrink_input(size: InputConfig, factor: float) -> InputConfig:
    short = max(SIDE_MULTIPLE_PX, round(size.short_side * factor / SIDE_MULTIPLE_PX) * SIDE_MULTIPLE_PX)
    return replace(size, short_side=short, long_side=max(short, round(size.long_side * short / size.short_side)))
