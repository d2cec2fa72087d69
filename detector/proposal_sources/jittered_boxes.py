"""Jittered ground truth: what a detector could do with proposals that are close to every object."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from detector.proposal_sources.proposed_boxes import ProposedBoxes, SourceImage, rank_boxes


@dataclass(frozen=True)
class JitteredBoxes:
    """Each object of the labels several times, moved and resized at random.

    Attributes:
        copies: How often each object is there.
        amount: The standard deviation of the shift of a center, as a part of the side, and of the logarithm of a side.
        seed: For the random numbers.
    """

    copies: int = 10
    amount: float = 0.1
    seed: int = 0

    needs_pixels_only = False

    @property
    def key(self) -> str:
        return f"jittered-{self.copies}-{self.amount}-{self.seed}"

    def find_proposals(self, image: SourceImage) -> ProposedBoxes:
        start = time.thread_time()
        random = np.random.default_rng([self.seed, *image.path.name.encode()])
        objects = np.repeat(image.objects.reshape(-1, 4), self.copies, axis=0)
        sides = objects[:, 2:] - objects[:, :2]
        centers = (objects[:, 2:] + objects[:, :2]) / 2 + sides * random.normal(0, self.amount, sides.shape)
        sides = sides * np.exp(random.normal(0, self.amount, sides.shape))
        boxes = np.concatenate([centers - sides / 2, centers + sides / 2], axis=1).astype(np.float32)
        scores = random.random(len(boxes)).astype(np.float32)
        return rank_boxes(boxes, scores, time.thread_time() - start, image, len(boxes))
