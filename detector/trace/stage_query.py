"""What is traced of an image: settings, objects and seed."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from detector.config import DetectorConfig
from detector.data.outlines.placed_outlines import PlacedOutlines
from detector.targets import Target
from detector.trace.schema import Flags, Floats, Rows


@dataclass(frozen=True)
class StageQuery:
    """What to trace. Equal queries have equal traces."""

    config: DetectorConfig
    boxes: tuple[tuple[float, float, float, float], ...] = ()
    """x1 y1 x2 y2, pixels of the image"""
    labels: tuple[int, ...] = ()
    """In 1..C"""
    seed: int = 0
    """Draws the minibatches."""
    training: bool = True
    """Whether the proposal layer has the limits of training, not those of detection."""
    difficult: tuple[bool, ...] = ()
    """Which boxes count neither as found nor as missed; empty: none of them"""
    outlines: PlacedOutlines | None = None
    """Of the objects, beside the image; None where all of them are boxes alone"""

    @classmethod
    def from_arrays(
        cls,
        config: DetectorConfig,
        boxes: Floats,
        labels: Rows,
        seed: int = 0,
        training: bool = True,
        difficult: Flags | None = None,
        outlines: PlacedOutlines | None = None,
    ) -> StageQuery:
        """From `boxes` (G, 4), `labels` (G,) and `difficult` (G,)."""
        rows = tuple((float(x1), float(y1), float(x2), float(y2)) for x1, y1, x2, y2 in boxes)
        flags = () if difficult is None else tuple(bool(flag) for flag in difficult)
        return cls(config, rows, tuple(int(label) for label in labels), seed, training, flags, outlines)

    def build_target(self) -> Target:
        """The boxes and labels as training has them."""
        return Target(
            boxes=torch.tensor(self.boxes, dtype=torch.float32).reshape(-1, 4),
            labels=torch.tensor(self.labels, dtype=torch.int64),
        )
