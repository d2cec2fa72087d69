"""The anchors' overlaps with boxes of which one moves: its column is computed anew, and what that changes."""

from __future__ import annotations

import torch
from torch import Tensor

from detector.stages.anchor_targets import MOST_PAIRS, Overlaps, overlaps, overlaps_with, tie_from
from detector.stages.boxes import box_iou

MOST_COLUMNS = 4
"""With more boxes moved at once, all is computed anew."""


class LiveOverlaps:
    """`update` gives what `overlaps` would of the whole table (A, G), which it keeps unless it is huge."""

    def __init__(self, anchors: Tensor) -> None:
        """`anchors` (A, 4)"""
        self._anchors = anchors.t().contiguous().t()  # each coordinate side by side, as the IoU reads them
        self._usable: Tensor | None = None
        self._boxes = torch.zeros(0, 4)
        self._table = torch.zeros(0, len(anchors))
        """(G, A), so that one box's IoU lies side by side"""
        self._ties: list[Tensor] = []
        """Of each box the rows of its best anchors; empty while they are not needed"""
        self._found: Overlaps | None = None

    def update(self, boxes: Tensor, usable: Tensor) -> Overlaps:
        """For `boxes` (G, 4); `usable` (A,) bool says which anchors count as a box's best."""
        found = self._found
        if found is None or usable is not self._usable or not len(boxes) == len(self._boxes) == len(self._table):
            found = self._anew(boxes, usable)
        else:
            changed = (boxes != self._boxes).any(dim=1).nonzero().flatten().tolist()
            if len(changed) > MOST_COLUMNS:
                found = self._anew(boxes, usable)
            for box in changed if len(changed) <= MOST_COLUMNS else ():
                found = self._moved(found, box, box_iou(self._anchors, boxes[box : box + 1])[:, 0], usable)
        self._boxes, self._usable, self._found = boxes, usable, found
        return found

    def _anew(self, boxes: Tensor, usable: Tensor) -> Overlaps:
        if len(boxes) * len(self._anchors) > MOST_PAIRS:
            self._table, self._ties = self._table[:0], []
            return overlaps_with(self._anchors, boxes, usable)
        iou = box_iou(self._anchors, boxes)
        self._table, self._ties = iou.t().contiguous(), []
        return overlaps(iou, usable)

    def _moved(self, found: Overlaps, box: int, column: Tensor, usable: Tensor) -> Overlaps:
        """`box` has the IoU `column` (A,) now. Of equally good boxes the first is an anchor's, as everywhere."""
        if not self._ties:
            self._ties = [self._tied(row, usable)[1] for row in self._table]
        best, matched = found.best_iou, found.matched_box
        fell = ((matched == box) & (column < best)).nonzero().flatten()
        better = (column > best) | ((column == best) & (matched > box))
        self._table[box] = column
        best, matched = torch.where(better, column, best), torch.where(better, box, matched)
        if len(fell):
            best[fell], matched[fell] = self._table[:, fell].max(dim=0)
        box_best = found.box_best_iou.clone()
        box_best[box], self._ties[box] = self._tied(column, usable)
        is_best = torch.zeros_like(usable)
        is_best[torch.cat(self._ties)] = True
        return Overlaps(best, matched, box_best, is_best)

    @staticmethod
    def _tied(column: Tensor, usable: Tensor) -> tuple[Tensor, Tensor]:
        """The best IoU in a box's `column` (A,), and the rows that have it."""
        counting = column * usable
        best = counting.amax()
        return best, (counting >= tie_from(best)).nonzero().flatten()
