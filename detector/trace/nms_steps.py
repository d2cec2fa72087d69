"""NMS of the proposal layer, one survivor at a time: what each of them kills, and what it should not have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detector.box_overlap import MIN_OBJECT_IOU
from detector.box_overlap import pairwise_iou as iou_of
from detector.outcomes import ProposalFate
from detector.trace.schema import Floats, Rows, StageTrace


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
    """(K,) the ground-truth box that each fits better than its suppressor does, -1 where there is none"""

    @property
    def mistake_count(self) -> int:
        """How many it suppressed that fit a box better."""
        return int((self.better >= 0).sum())


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
        self._better_boxes = self._find_better_boxes()

    def __len__(self) -> int:
        return len(self.survivors)

    def __getitem__(self, step: int) -> NmsStep:
        survivor = int(self.survivors[step])
        proposals = self._trace.proposals
        first, last = np.searchsorted(self._by, (survivor, survivor + 1))
        killed = self._suppressed[first:last]
        iou = proposals.suppressed_iou[killed]
        return NmsStep(survivor, float(proposals.objectness[survivor]), killed, iou, self._better_boxes[first:last])

    def _find_better_boxes(self) -> Rows:
        """Of each suppressed one, the ground-truth box that it fits better than its suppressor does, or -1."""
        boxes, decoded = self._trace.true_boxes, self._trace.proposals.decoded
        better = np.full(len(self._suppressed), -1, dtype=np.int64)
        if len(boxes) and len(better):
            fits, of_suppressor = iou_of(decoded[self._suppressed], boxes), iou_of(decoded[self._by], boxes)
            box, rows = fits.argmax(axis=1), np.arange(len(better))
            # One that fits nothing has lost nothing; only from half on a candidate means an object.
            wins = (fits[rows, box] >= MIN_OBJECT_IOU) & (fits[rows, box] > of_suppressor[rows, box])
            better[wins] = box[wins]
        return better

    @property
    def suppressed_counts(self) -> Rows:
        """(len,) how many each step kills."""
        return self._count_per_step(self._by)

    @property
    def mistake_counts(self) -> Rows:
        """(len,) how many of them fit a box better than the survivor does."""
        return self._count_per_step(self._by[self._better_boxes >= 0])

    def _count_per_step(self, by: Rows) -> Rows:
        counts = np.bincount(by, minlength=len(self._trace.anchors))
        return counts[self.survivors].astype(np.int64)

    def find_step(self, row: int) -> int:
        """The step in which candidate `row` survives or is killed, -1 where it never entered NMS."""
        by = int(self._trace.proposals.suppressed_by[row])
        found = np.flatnonzero(self.survivors == (row if by < 0 else by))
        return int(found[0]) if len(found) else -1

    def find_remaining(self, step: int) -> Rows:
        """Rows that entered NMS and are not killed after the steps 0..`step`, the survivors so far included."""
        proposals = self._trace.proposals
        done = self.survivors[: step + 1]
        dead = np.isin(self._by, done)
        entered = np.concatenate((self.survivors, self._suppressed[~dead]))
        return entered[np.argsort(-proposals.objectness[entered], kind="stable")]
