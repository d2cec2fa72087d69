"""Brightness, contrast and gamma of what is shown. Pure arithmetic on a table of 256 values; no file is touched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAX_BRIGHTNESS = 1.0
MAX_CONTRAST = 16.0
MIN_GAMMA, MAX_GAMMA = 0.2, 5.0
CLIPPED_PERCENT = 0.5
"""So much of the pixels becomes black, and as much white, when a picture is stretched."""


@dataclass(frozen=True)
class Adjustment:
    """A value v from 0 to 1 is shown as ((v + brightness - 0.5) * contrast + 0.5) ** (1 / gamma)."""

    brightness: float = 0.0
    """-1 to 1."""
    contrast: float = 1.0
    """1/16 to 16."""
    gamma: float = 1.0
    """0.2 to 5; more makes dark parts lighter."""

    def build_lookup_table(self) -> NDArray[np.uint8]:
        """(256,): what each value is shown as."""
        values = np.arange(256, dtype=np.float64) / 255
        stretched = np.clip((values + self.brightness - 0.5) * self.contrast + 0.5, 0.0, 1.0)
        return np.rint(stretched ** (1 / self.gamma) * 255).astype(np.uint8)


NEUTRAL = Adjustment()


def compute_auto_adjustment(values: NDArray[np.uint8], gamma: float = 1.0) -> Adjustment:
    """Takes the darkest of `values` but for a few to black, and the lightest to white; neutral if all are alike."""
    if not values.size:
        return Adjustment(gamma=gamma)
    low, high = (float(value) / 255 for value in np.percentile(values, (CLIPPED_PERCENT, 100 - CLIPPED_PERCENT)))
    if high <= low:
        return Adjustment(gamma=gamma)
    return Adjustment(0.5 - (low + high) / 2, min(1 / (high - low), MAX_CONTRAST), gamma)
