"""The IoU of the anchors with boxes of which one moves: its column is computed again, and what that changes."""

from __future__ import annotations

import torch
from torch import Tensor

from detector.stages.anchor_targets import MAX_PAIRS, AnchorIou, compute_anchor_iou, summarize_iou, tie_threshold
from detector.stages.boxes import box_iou

MAX_COLUMNS = 4
"""With more boxes moved at once, all is computed again."""


class LiveIou:
    """`update_boxes` gives what `summarize_iou` would of the whole table (A, G), which it keeps unless it is huge."""

    def __init__(self, anchors: Tensor) -> None:
        """Prepare for `anchors` (A, 4)."""
        self._anchors = anchors.t().contiguous().t()  # each coordinate side by side, as the IoU reads them
        self._valid: Tensor | None = None
        self._boxes = torch.zeros(0, 4)
        self._iou_table = torch.zeros(0, len(anchors))
        """(G, A), so that one box's IoU lies side by side"""
        self._tied_rows: list[Tensor] = []
        """Of each box the rows of its best anchors; empty while they are not needed"""
        self._anchor_iou: AnchorIou | None = None

    def update_boxes(self, boxes: Tensor, usable: Tensor) -> AnchorIou:
        """For `boxes` (G, 4); `usable` (A,) bool says which anchors count as a box's best."""
        found = self._anchor_iou
        if found is None or usable is not self._valid or not len(boxes) == len(self._boxes) == len(self._iou_table):
            found = self._recompute_all(boxes, usable)
        else:
            changed = (boxes != self._boxes).any(dim=1).nonzero().flatten().tolist()
            if len(changed) > MAX_COLUMNS:
                found = self._recompute_all(boxes, usable)
            for box in changed if len(changed) <= MAX_COLUMNS else ():
                found = self._recompute_box(found, box, box_iou(self._anchors, boxes[box : box + 1])[:, 0], usable)
        self._boxes, self._valid, self._anchor_iou = boxes, usable, found
        return found

    def _recompute_all(self, boxes: Tensor, usable: Tensor) -> AnchorIou:
        if len(boxes) * len(self._anchors) > MAX_PAIRS:
            self._iou_table, self._tied_rows = self._iou_table[:0], []
            return compute_anchor_iou(self._anchors, boxes, usable)
        iou = box_iou(self._anchors, boxes)
        self._iou_table, self._tied_rows = iou.t().contiguous(), []
        return summarize_iou(iou, usable)

    def _recompute_box(self, found: AnchorIou, box: int, column: Tensor, usable: Tensor) -> AnchorIou:
        """`box` has the IoU `column` (A,) now. Of equally good boxes the first is an anchor's, as everywhere."""
        if not self._tied_rows:
            self._tied_rows = [self._find_tied_rows(row, usable)[1] for row in self._iou_table]
        best, matched = found.best_iou, found.matched_box
        fell = ((matched == box) & (column < best)).nonzero().flatten()
        better = (column > best) | ((column == best) & (matched > box))
        self._iou_table[box] = column
        best, matched = torch.where(better, column, best), torch.where(better, box, matched)
        if len(fell):
            best[fell], matched[fell] = self._iou_table[:, fell].max(dim=0)
        box_best = found.box_best_iou.clone()
        box_best[box], self._tied_rows[box] = self._find_tied_rows(column, usable)
        is_best = torch.zeros_like(usable)
        is_best[torch.cat(self._tied_rows)] = True
        return AnchorIou(best, matched, box_best, is_best)

    @staticmethod
    def _find_tied_rows(column: Tensor, usable: Tensor) -> tuple[Tensor, Tensor]:
        """The best IoU in a box's `column` (A,), and the rows that have it."""
        counting = column * usable
        best = counting.amax()
        return best, (counting >= tie_threshold(best)).nonzero().flatten()
