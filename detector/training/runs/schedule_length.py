"""How long to train. Free of torch, so that a window can offer it before the engine is loaded."""

from __future__ import annotations

import math
from dataclasses import dataclass

from detector.config import TrainingConfig

MIN_STEPS = 300
"""Fewer steps leave the RPN, which starts from nothing, too weak to find anything, however few the images are."""


def steps_per_epoch(images: int, batch_size: int) -> int:
    """How many batches show every one of `images` about once."""
    return math.ceil(images / batch_size)


def suggest_epochs(images: int, config: TrainingConfig) -> int:
    """The configuration's epochs, or as many as make MIN_STEPS where the images are few."""
    return max(config.epochs, math.ceil(MIN_STEPS / steps_per_epoch(images, config.batch_size)))


@dataclass(frozen=True)
class StepPlan:
    """How many steps a run has, and which of them end an epoch; the last one always does. Both count from 1."""

    steps: int
    steps_per_epoch: int

    def epoch_of(self, step: int) -> int:
        """The one that `step` belongs to."""
        return (step - 1) // self.steps_per_epoch + 1

    def ends_epoch(self, step: int) -> bool:
        return step % self.steps_per_epoch == 0 or step == self.steps

    def count_epochs_left(self, step: int) -> int:
        """How many epochs end after `step`."""
        return math.ceil(self.steps / self.steps_per_epoch) - step // self.steps_per_epoch
