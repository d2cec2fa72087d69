"""Where the objects of a scene go: how many, how large, how close."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

MIN_SIZE_PX = 24.0
"""Length of the smallest objects, pixels."""
_MIN_SIZES_PX = {"key": 46.0, "leaf": 32.0}
"""Thin objects need to be longer to be recognized."""
_MAX_TRIES = 24


@dataclass(frozen=True)
class Placement:
    """One object: its center and length in pixels, its turn in radians, and the seed of its looks."""

    label: str
    x: float
    y: float
    size: float
    angle: float
    seed: int

    def distance_to(self, other: Placement) -> float:
        """Between the two centers; 1 where the circles around the two objects touch."""
        return math.hypot(self.x - other.x, self.y - other.y) / ((self.size + other.size) / 2)


def arrange_objects(rng: np.random.Generator, width: int, height: int, classes: tuple[str, ...]) -> list[Placement]:
    """The objects of one scene, the lowest first: usually 2 to 9, in one scene of six 10 to 15 close together."""
    crowded = rng.random() < 1 / 6
    count = int(rng.integers(10, 16)) if crowded else int(rng.integers(2, 10))
    largest = min(width, height) / 2 * (0.6 if crowded else 1.0)
    # Loose scenes keep clear of one another; in the others objects may lie over each other.
    closeness = 0.42 if crowded else float(rng.choice([0.42, 0.65, 1.0]))
    sizes = sorted(np.exp(rng.uniform(math.log(MIN_SIZE_PX), math.log(largest), count)), reverse=True)
    placements: list[Placement] = []
    for size in sizes:
        label = classes[rng.integers(len(classes))]
        size = max(float(size), _MIN_SIZES_PX.get(label, MIN_SIZE_PX))
        found = _find_place(rng, placements, label, size, (width, height), closeness)
        if found is not None:
            placements.append(found)
    return placements


def _find_place(
    rng: np.random.Generator,
    others: list[Placement],
    label: str,
    size: float,
    frame: tuple[int, int],
    closeness: float,
) -> Placement | None:
    """A free place, or None when none was found. The first two objects stay whole, a few others cross the border."""
    across_border = len(others) >= 2 and rng.random() < 0.25
    inset = size * (0.2 if across_border else 0.53)
    apart = 1.0 if len(others) < 2 else closeness
    for _ in range(_MAX_TRIES):
        x, y = rng.uniform(inset, frame[0] - inset), rng.uniform(inset, frame[1] - inset)
        place = Placement(label, x, y, size, rng.uniform(0, 2 * math.pi), int(rng.integers(2**31)))
        if all(place.distance_to(other) >= apart for other in others):
            return place
    return None
