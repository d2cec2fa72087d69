"""How long to train. Free of torch, so that a window can offer it before the engine is loaded."""

from __future__ import annotations

import math

from detector.config import TrainingConfig

LEAST_STEPS = 300
"""Fewer steps leave the RPN, which starts from nothing, too weak to find anything, however few the images are."""


def steps_per_epoch(images: int, batch_size: int) -> int:
    """How many batches show every one of `images` about once."""
    return math.ceil(images / batch_size)


def suggested_epochs(images: int, config: TrainingConfig) -> int:
    """The configuration's epochs, or as many as make LEAST_STEPS where the images are few."""
    return max(config.epochs, math.ceil(LEAST_STEPS / steps_per_epoch(images, config.batch_size)))
