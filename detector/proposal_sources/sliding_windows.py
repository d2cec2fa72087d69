"""Sliding windows: boxes of fixed sizes everywhere, as detectors had them before region proposals."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detector.matching.box_overlap import Floats
from detector.proposal_sources.proposed_boxes import MAX_PROPOSALS, ProposedBoxes, SourceImage, rank_boxes


@dataclass(frozen=True)
class SlidingWindows:
    """Windows of several sizes and shapes, the largest first.

    Attributes:
        ratios: Heights divided by widths.
        overlap: The part of its side that a window shares with the next one.
        limit: How many boxes there are at most; smaller ones are added until there would be more.
    """

    ratios: tuple[float, ...] = (0.5, 1.0, 2.0)
    overlap: float = 0.5
    limit: int = MAX_PROPOSALS

    needs_pixels_only = True

    @property
    def key(self) -> str:
        return f"sliding-windows-{self.ratios}-{self.overlap}-{self.limit}"

    def find_proposals(self, image: SourceImage) -> ProposedBoxes:
        start = time.thread_time()
        boxes = np.concatenate([np.zeros((0, 4), np.float32), *self._fill_up(image.width, image.height)])
        scores = np.linspace(1, 0, len(boxes), endpoint=False, dtype=np.float32)
        return rank_boxes(boxes, scores, time.thread_time() - start, image, self.limit)

    def _fill_up(self, width: int, height: int) -> Iterator[Floats]:
        """Sizes of windows from that of the image on, each half as large as the one before."""
        room, side = self.limit, float(min(width, height))
        while side >= 1:
            level = [self._place_windows(side, ratio, width, height) for ratio in self.ratios]
            room -= sum(map(len, level))
            if room < 0:
                return
            yield from level
            side /= 2

    def _place_windows(self, side: float, ratio: float, width: int, height: int) -> Floats:
        """(N, 4) windows with the area of a square of `side`, evenly spaced over the image; none if it is larger."""
        w, h = side / ratio**0.5, side * ratio**0.5
        if w > width or h > height:
            return np.zeros((0, 4), np.float32)
        lefts, tops = (
            np.linspace(0, room, max(1, 1 + int(np.ceil(room / (size * (1 - self.overlap))))))
            for room, size in ((width - w, w), (height - h, h))
        )
        left, top = (grid.ravel() for grid in np.meshgrid(lefts, tops))
        return np.stack([left, top, left + w, top + h], axis=1).astype(np.float32)
