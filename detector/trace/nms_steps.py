"""NMS of the proposal layer, one survivor at a time: what each suppresses, and what that costs the objects.

A suppression is a mistake where the candidate fits an object better than all that survive NMS do. Its loss is that
difference of IoU: with a candidate of 0.81 suppressed and a best survivor of 0.64 the object loses 0.17. What another
survivor fits as well has cost nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detector.matching.box_overlap import MIN_OBJECT_IOU
from detector.matching.box_overlap import pairwise_iou as iou_of
from detector.outcomes import ProposalFate
from detector.trace.schema import Floats, Rows, StageTrace

TIE_IOU = 0.01
"""Candidates whose IoU with an object differs by at most this fit it equally well."""


@dataclass(frozen=True)
class NmsStep:
    """One survivor, and those that it suppresses."""

    survivor: int
    """Row of the anchor"""
    score: float
    suppressed: Rows
    """(K,) rows, best first"""
    iou: Floats
    """(K,) of each with the survivor"""
    better: Rows
    """(K,) the ground-truth box that each fits better than all survivors do, -1 where there is none"""
    losses: Floats
    """(K,) IoU that this box loses, 0 where there is none"""


class NmsSteps:
    """The steps of one trace, best survivor first. Each is computed when it is asked for."""

    def __init__(self, trace: StageTrace) -> None:
        self._trace = trace
        proposals = trace.proposals
        survived = np.flatnonzero(np.isin(proposals.fate, (ProposalFate.KEPT, ProposalFate.BELOW_POST_TOP_K)))
        self.survivors: Rows = survived[np.argsort(-proposals.objectness[survived], kind="stable")]
        suppressed = np.flatnonzero(proposals.fate == ProposalFate.SUPPRESSED)
        by = proposals.suppressed_by[suppressed]
        order = np.lexsort((-proposals.objectness[suppressed], by))
        self._suppressed, self._by = suppressed[order], by[order]
        self.best_survivor_iou: Floats = iou_of(proposals.decoded[self.survivors], trace.true_boxes).max(0, initial=0)
        """(G,) of each ground-truth box"""
        self._better_boxes, self._losses = self._find_losses()

    def __len__(self) -> int:
        return len(self.survivors)

    def __getitem__(self, step: int) -> NmsStep:
        survivor = int(self.survivors[step])
        proposals = self._trace.proposals
        first, last = np.searchsorted(self._by, (survivor, survivor + 1))
        suppressed = self._suppressed[first:last]
        iou = proposals.suppressed_iou[suppressed]
        better, losses = self._better_boxes[first:last], self._losses[first:last]
        return NmsStep(survivor, float(proposals.objectness[survivor]), suppressed, iou, better, losses)

    def _find_losses(self) -> tuple[Rows, Floats]:
        """Of each suppressed one, the ground-truth box that loses by it, or -1, and how much."""
        boxes, decoded = self._trace.true_boxes, self._trace.proposals.decoded
        better = np.full(len(self._suppressed), -1, dtype=np.int64)
        losses: Floats = np.zeros(len(self._suppressed), dtype=np.float32)
        if len(boxes) and len(better):
            fits = iou_of(decoded[self._suppressed], boxes)
            box, rows = fits.argmax(axis=1), np.arange(len(better))
            loss = fits[rows, box] - self.best_survivor_iou[box]
            # One that fits nothing has lost nothing; only from half on a candidate means an object.
            wins = (fits[rows, box] >= MIN_OBJECT_IOU) & (loss > TIE_IOU)
            better[wins], losses[wins] = box[wins], loss[wins]
        return better, losses

    @cached_property
    def mistakes(self) -> Rows:
        """The steps that cost an object something, the worst first.

        That is one after which nothing reaches the object any more, then the one with the largest loss.
        """
        wrong = self._better_boxes >= 0
        is_object_lost = self.best_survivor_iou[self._better_boxes[wrong]] < MIN_OBJECT_IOU
        severity = np.zeros(len(self._trace.anchors), dtype=np.float32)
        np.maximum.at(severity, self._by[wrong], self._losses[wrong] + is_object_lost)
        of_steps = severity[self.survivors]
        worst_first: Rows = np.argsort(-of_steps, kind="stable")[: int((of_steps > 0).sum())]
        return worst_first

    @property
    def suppressed_counts(self) -> Rows:
        """(len,) how many each step suppresses."""
        counts = np.bincount(self._by, minlength=len(self._trace.anchors))
        return counts[self.survivors].astype(np.int64)

    def find_remaining(self, step: int) -> Rows:
        """Rows that entered NMS and are not suppressed after the steps 0..`step`, the survivors so far included."""
        proposals = self._trace.proposals
        done = self.survivors[: step + 1]
        dead = np.isin(self._by, done)
        entered = np.concatenate((self.survivors, self._suppressed[~dead]))
        return entered[np.argsort(-proposals.objectness[entered], kind="stable")]
