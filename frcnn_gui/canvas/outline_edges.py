"""The lines along an outline, for layers that draw them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detector.data.outlines.conversions import convert_to_rings
from detector.data.outlines.outlined_box import Outline


def list_edges(outline: Outline) -> NDArray[np.float32]:
    """(N, 4) x1 y1 x2 y2 of the lines along an outline; there are none along nothing."""
    rings = convert_to_rings(outline).rings
    edges = [np.concatenate((ring.points, np.roll(ring.points, -1, axis=0)), axis=1) for ring in rings]
    return np.concatenate([np.zeros((0, 4)), *edges]).astype(np.float32)
