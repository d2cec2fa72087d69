"""Which images to label next: those that the network is unsure of, and that are unlike each other. Free of torch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

MIN_UNCERTAINTY = 0.1
MIN_DISTANCE = 1e-3
"""So that of images that all look alike, the most doubtful still come first."""


def choose_images_to_label(doubts: Floats, features: Floats, known: Floats, count: int) -> list[int]:
    """Rows of the `count` images to label next, best first.

    `doubts` (N,) >= 0: how unsure the network is of each; `features` (N, F) what each looks like; `known` (K, F) what
    is labeled already. Greedy: each is the one with the highest product of its doubt (in parts of the highest, plus
    LEAST_DOUBT, so that images in which nothing was found come too) and its distance to the nearest that is known or
    was chosen. Sener and Savarese 2018 choose by that distance alone, weighted here by doubt.
    """
    if not len(doubts):
        return []
    weight = doubts / max(float(doubts.max()), 1e-9) + MIN_UNCERTAINTY
    features, known = _normalize_features(features), _normalize_features(known.reshape(-1, features.shape[1]))
    distance = _nearest_distance(features, known) if len(known) else np.ones(len(features), dtype=np.float32)
    chosen: list[int] = []
    for _ in range(min(count, len(doubts))):
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
