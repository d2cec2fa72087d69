"""Which images to label next: those that the network is uncertain about and that differ from each other. No torch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

MIN_UNCERTAINTY = 0.1
MIN_DISTANCE = 1e-3
"""Keeps the order by uncertainty among images that all have the same features."""


def choose_images_to_label(uncertainties: Floats, features: Floats, known: Floats, count: int) -> list[int]:
    """Rows of the `count` images to label next, best first.

    Greedy: each choice has the highest product of its uncertainty (relative to the highest, plus MIN_UNCERTAINTY, so
        that
    images without detections are chosen too) and its distance to the nearest known or chosen image. Sener and Savarese
    2018 choose by that distance alone.

    Args:
        uncertainties: (N,) >= 0, how uncertain the network is about each image.
        features: (N, F) appearance of each image.
        known: (K, F) the same of the labeled images.
        count: Number of images to choose.
    """
    if not len(uncertainties):
        return []
    weight = uncertainties / max(float(uncertainties.max()), 1e-9) + MIN_UNCERTAINTY
    features, known = _normalize_features(features), _normalize_features(known.reshape(-1, features.shape[1]))
    distance = _nearest_distance(features, known) if len(known) else np.ones(len(features), dtype=np.float32)
    chosen: list[int] = []
    for _ in range(min(count, len(uncertainties))):
        worth = weight * np.maximum(distance, MIN_DISTANCE)
        worth[chosen] = -1.0
        best = int(worth.argmax())
        chosen.append(best)
        distance = np.minimum(distance, _nearest_distance(features, features[best : best + 1]))
    return chosen


def _normalize_features(features: Floats) -> Floats:
    length = np.linalg.norm(features, axis=1, keepdims=True)
    unit: Floats = features / np.maximum(length, 1e-9)
    return unit


def _nearest_distance(features: Floats, others: Floats) -> Floats:
    """(N,) distance to the nearest of `others`; both of unit length."""
    closest = (features @ others.T).max(axis=1)
    distance: Floats = np.sqrt(np.maximum(2 - 2 * closest, 0)).astype(np.float32)
    return distance


def spread_indices(count: int) -> list[int]:
    """0..count-1 so that every beginning of the list is spread over all: neighbors in a folder are often alike."""
    if count <= 0:
        return []
    bits = max(1, (count - 1).bit_length())
    order = (int(f"{number:0{bits}b}"[::-1], 2) for number in range(1 << bits))
    return [number for number in order if number < count]
