"""Two detectors that are simulated on images that come from one population, so that their true difference is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from detector.evaluation.results import Floats, ImageResult

CLASSES = ("a", "b")
PLACES = 6
"""In an image; objects and detections stand in places of their own."""
SIZE, APART = 20.0, 50.0
SKILLS = (1.2, 0.9)
"""Of the two detectors: log-odds that they find an object of an image that is neither easy nor hard."""


def simulate_pairs(seed: int, images: int) -> tuple[list[ImageResult], list[ImageResult]]:
    """What both detectors find in the same images, of which some are hard for both."""
    random = np.random.default_rng(seed)
    pairs = [_simulate_image(random, row) for row in range(images)]
    return [first for first, _ in pairs], [second for _, second in pairs]


def _simulate_image(random: np.random.Generator, row: int) -> tuple[ImageResult, ImageResult]:
    hardness = random.normal(0, 1)
    count = int(random.integers(1, 4))
    labels = random.integers(1, len(CLASSES) + 1, PLACES)
    shared = random.normal(0, 0.5, PLACES)
    first, second = (
        _simulate_detector(random, row, count, labels, skill - hardness + shared + random.normal(0, 0.5, PLACES))
        for skill in SKILLS
    )
    return first, second


def _simulate_detector(
    random: np.random.Generator, row: int, count: int, labels: np.ndarray, log_odds: np.ndarray
) -> ImageResult:
    """The first `count` places show objects, the others may be taken for one."""
    is_object = np.arange(PLACES) < count
    chance = 1 / (1 + np.exp(-np.where(is_object, log_odds, -2.0)))
    found = np.flatnonzero(random.random(PLACES) < chance)
    scores = 1 / (1 + np.exp(-(np.where(is_object, 1 + 0.5 * log_odds, 0.0) + random.normal(0, 1, PLACES))))
    places = np.stack([np.arange(PLACES) * APART, np.zeros(PLACES)], axis=1)
    # An object that is easy to find is also placed well.
    shifts = np.abs(random.normal(0, 2.5, PLACES)) / (0.5 + chance)
    boxes = np.concatenate([places, places + SIZE], axis=1)
    moved = boxes + np.stack([shifts, np.zeros(PLACES)] * 2, axis=1)
    return ImageResult(
        Path(f"{row}.png"),
        round(PLACES * APART),
        50,
        _floats(moved[found]),
        labels[found],
        _floats(scores[found]),
        _floats(boxes[:count]),
        labels[:count],
        np.zeros(count, dtype=np.bool_),
    )


def _floats(values: np.ndarray) -> Floats:
    return values.astype(np.float32)
