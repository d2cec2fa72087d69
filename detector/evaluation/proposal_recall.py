"""How many of the objects the RPN's best proposals reach, by their number and by the IoU that is asked for.

Shapes: G objects of one image, S proposals that survived NMS, K numbers of proposals, T IoUs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.evaluation.results import Floats

PROPOSAL_COUNTS = (10, 30, 100, 300, 1000, 2000)
IOUS = tuple(round(0.5 + 0.05 * step, 2) for step in range(10))


@dataclass(frozen=True)
class ProposalRecall:
    """Over all objects that count, of all images and classes.

    An object is covered when any of the proposals covers it: one proposal may cover two objects, as one RoI may become
    detections of two classes.
    """

    counts: tuple[int, ...]
    """How many proposals of each image count, the best first"""
    ious: tuple[float, ...]
    recall: NDArray[np.float64]
    """(K, T)"""
    objects: int
    max_survivors: int
    """How many proposals survive NMS in the image that has most"""
    max_kept: int
    """How many of them the head sees at most"""

    @property
    def average_recall(self) -> NDArray[np.float64]:
        """(K,) average recall: the mean over `ious`."""
        means: NDArray[np.float64] = self.recall.mean(axis=1)
        return means


def compute_proposal_recall(overlaps: Sequence[Floats], max_survivors: int, kept: int) -> ProposalRecall | None:
    """From what `detector.trace.funnel.best_iou_by_count` gave for each image; None when there are no objects."""
    every = np.concatenate([np.zeros((0, len(PROPOSAL_COUNTS)), np.float32), *overlaps])
    if not len(every):
        return None
    reached = every[:, :, None] >= np.array(IOUS, dtype=np.float32)
    return ProposalRecall(PROPOSAL_COUNTS, IOUS, reached.mean(axis=0), len(every), max_survivors, kept)
