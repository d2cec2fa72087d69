"""What was found in one image, beside what is there: all that a measure needs. Free of torch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]
Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class ImageResult:
    """Boxes are x1 y1 x2 y2 in pixels of the image; labels are numbers 1..C in the list of classes."""

    path: Path
    width: int
    height: int
    boxes: Floats
    """(D, 4) detections"""
    labels: Rows
    """(D,)"""
    scores: Floats
    """(D,) in 0..1"""
    true_boxes: Floats
    """(G, 4) objects"""
    true_labels: Rows
    """(G,)"""
    difficult: Flags
    """(G,) these count neither as found nor as missed"""
    overlaps: Doubles | None = None
    """(D, G) what decides in place of the IoU of boxes which detection finds which object: as that of masks, 0 where
    the classes differ; None: the boxes decide"""

    def select_detections(self, rows: Flags | Rows) -> ImageResult:
        """With these detections alone."""
        return replace(
            self,
            boxes=self.boxes[rows],
            labels=self.labels[rows],
            scores=self.scores[rows],
            overlaps=None if self.overlaps is None else self.overlaps[rows],
        )
