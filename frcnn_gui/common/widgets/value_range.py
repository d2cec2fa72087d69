"""A range of numbers that a person sets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Range:
    """From `low` to `high`, both included."""

    low: float = 0.0
    high: float = 1.0

    @property
    def is_all(self) -> bool:
        return self.low <= 0.0 and self.high >= 1.0

    def contains_values(self, values: NDArray[np.float32]) -> NDArray[np.bool_]:
        inside: NDArray[np.bool_] = (values >= self.low) & (values <= self.high)
        return inside
