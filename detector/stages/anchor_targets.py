"""Anchor targets: which anchors are positive, negative or ignored, why, which are sampled, and what they regress to.

Three separate arrays, never one code for several things: the label, the reason for it, and whether it was sampled.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from detector.config import AnchorTargetConfig
from detector.outcomes import AnchorLabel, AnchorReason
from detector.stages.boxes import box_iou, encode_boxes, is_inside
from detector.stages.sampling import sample_mask

MAX_PAIRS = 1 << 24
"""Anchors with boxes in one table: it takes 64 MB, and a few are needed at once."""
PAIRS_PER_PART = 1 << 21
"""The parts of a larger one, which are quicker when they fit into the processor's cache."""
TIE_TOLERANCE = 1e-6
"""Anchors that fit a box equally well differ by rounding alone, in float32 as in float64; this much is a tie."""


@dataclass(frozen=True)
class AnchorAssignment:
    """The rules' verdict on every anchor."""

    label: Tensor
    """(A,) int8, an AnchorLabel each."""
    reason: Tensor
    """(A,) int8, an AnchorReason each."""
    matched_box: Tensor
    """(A,) int64, the box each anchor overlaps most; -1 where there is no box."""
    best_iou: Tensor
    """(A,) IoU with that box."""
    box_best_iou: Tensor
    """(G,) the best IoU that any inside anchor has with each box."""

    def positives_per_box(self) -> Tensor:
        """(G,) how many positive anchors each box has."""
        positive = self.matched_box[self.label == AnchorLabel.POSITIVE]
        return torch.bincount(positive, minlength=len(self.box_best_iou))


@dataclass(frozen=True)
class AnchorTargets:
    """What the RPN learns from one image."""

    assignment: AnchorAssignment
    sampled: Tensor
    """(A,) bool, the minibatch."""
    deltas: Tensor
    """(A, 4) from each anchor to its box; 0 where there is none."""

    @property
    def sampled_positive(self) -> Tensor:
        """(A,) bool."""
        return self.sampled & (self.assignment.label == AnchorLabel.POSITIVE)


@dataclass(frozen=True)
class AnchorIou:
    """All that the rules need to know of the anchors' IoU with the boxes."""

    best_iou: Tensor
    """(A,) the best IoU of each anchor."""
    matched_box: Tensor
    """(A,) int64, the box it has that with, the first of several; -1 where there is no box."""
    box_best_iou: Tensor
    """(G,) the best IoU that any inside anchor has with each box."""
    is_best_for_box: Tensor
    """(A,) bool: no inside anchor overlaps some box more."""


def summarize_iou(iou: Tensor, inside: Tensor) -> AnchorIou:
    """From `iou` (A, G) of the anchors with the boxes; `inside` (A,) bool says which anchors are in the image."""
    anchors, boxes = iou.shape
    if boxes == 0:
        nothing = torch.full((anchors,), -1, dtype=torch.int64, device=iou.device)
        return AnchorIou(iou.new_zeros(anchors), nothing, iou.new_zeros(0), torch.zeros_like(inside))
    best_iou, matched_box = iou.max(dim=1)
    inside_iou = iou * inside[:, None]
    box_best_iou = inside_iou.amax(dim=0)
    return AnchorIou(best_iou, matched_box, box_best_iou, (inside_iou >= tie_threshold(box_best_iou)).any(dim=1))


def compute_anchor_iou(anchors: Tensor, boxes: Tensor, inside: Tensor) -> AnchorIou:
    """Find what `summarize_iou` finds, without a table of all anchors and boxes: 5,000 boxes would take gigabytes.

    Args:
        anchors: (A, 4)
        boxes: (G, 4)
        inside: (A,) bool, which anchors are in the image.

    Returns:
        The same to the last bit, of a table that is gone through a few boxes at a time.
    """
    if len(anchors) * len(boxes) <= MAX_PAIRS:
        return summarize_iou(box_iou(anchors, boxes), inside)
    step = max(1, PAIRS_PER_PART // len(anchors))
    found = summarize_iou(box_iou(anchors, boxes[:step]), inside)
    for start in range(step, len(boxes), step):
        part = summarize_iou(box_iou(anchors, boxes[start : start + step]), inside)
        better = part.best_iou > found.best_iou  # of equally good boxes the first is an anchor's
        found = AnchorIou(
            torch.where(better, part.best_iou, found.best_iou),
            torch.where(better, part.matched_box + start, found.matched_box),
            torch.cat((found.box_best_iou, part.box_best_iou)),
            found.is_best_for_box | part.is_best_for_box,
        )
    return found


def tie_threshold(best_iou: Tensor) -> Tensor:
    """The IoU from which on an anchor is as good for a box as the one with `best_iou` (G,)."""
    # At or under 0 every anchor that does not touch the box at all would tie.
    return (best_iou - TIE_TOLERANCE).clamp(min=torch.finfo(best_iou.dtype).tiny)


def assign_anchors(iou: Tensor, inside: Tensor, config: AnchorTargetConfig) -> AnchorAssignment:
    """Assign every anchor by its `iou` (A, G) with the boxes; `inside` (A,) bool says which are in the image."""
    return assign_labels(summarize_iou(iou, inside), inside, config)


def assign_labels(found: AnchorIou, inside: Tensor, config: AnchorTargetConfig) -> AnchorAssignment:
    """The rules.

    Positive: IoU >= positive_iou with some box, or no inside anchor overlaps some box more (ties included, and a tie
    needs IoU > 0). Negative: IoU < negative_iou with all boxes. Anchors that cross the border are ignored.
    """
    best_iou = found.best_iou
    reason = torch.full((len(inside),), AnchorReason.IGNORED_BETWEEN, dtype=torch.int8, device=inside.device)
    reason.masked_fill_(best_iou < config.negative_iou, AnchorReason.NEGATIVE_LOW_IOU)
    reason.masked_fill_(found.is_best_for_box, AnchorReason.POSITIVE_BEST_FOR_BOX)
    reason.masked_fill_(best_iou >= config.positive_iou, AnchorReason.POSITIVE_IOU)
    reason.masked_fill_(~inside, AnchorReason.IGNORED_OUTSIDE)
    return AnchorAssignment(_labels_from_reasons(reason), reason, found.matched_box, best_iou, found.box_best_iou)


def _labels_from_reasons(reason: Tensor) -> Tensor:
    label_by_reason = {
        AnchorReason.POSITIVE_IOU: AnchorLabel.POSITIVE,
        AnchorReason.POSITIVE_BEST_FOR_BOX: AnchorLabel.POSITIVE,
        AnchorReason.NEGATIVE_LOW_IOU: AnchorLabel.NEGATIVE,
        AnchorReason.IGNORED_BETWEEN: AnchorLabel.IGNORED,
        AnchorReason.IGNORED_OUTSIDE: AnchorLabel.IGNORED,
    }
    table = torch.tensor([label_by_reason[code] for code in AnchorReason], dtype=torch.int8, device=reason.device)
    return table[reason.long()]


def sample_anchors(label: Tensor, config: AnchorTargetConfig, generator: torch.Generator | None) -> Tensor:
    """The minibatch: a mask (A,) bool over `label` (A,).

    At most `positive_fraction` of `samples` are positive; negatives fill the rest.
    """
    positive = label == AnchorLabel.POSITIVE
    negative = label == AnchorLabel.NEGATIVE
    sampled = sample_mask(positive, int(config.samples * config.positive_fraction), generator)
    return sampled | sample_mask(negative, config.samples - int(sampled.sum()), generator)


def build_anchor_targets(
    anchors: Tensor,
    boxes: Tensor,
    width: float,
    height: float,
    config: AnchorTargetConfig,
    generator: torch.Generator | None = None,
) -> AnchorTargets:
    """Targets of `anchors` (A, 4) for ground truth `boxes` (G, 4) in a `width` x `height` input."""
    usable = valid_anchors(anchors, width, height, config)
    assignment = assign_labels(compute_anchor_iou(anchors, boxes, usable), usable, config)
    sampled = sample_anchors(assignment.label, config, generator)
    return AnchorTargets(assignment, sampled, _encode_matched_boxes(anchors, boxes, assignment.matched_box))


def valid_anchors(anchors: Tensor, width: float, height: float, config: AnchorTargetConfig) -> Tensor:
    """(A,) bool: which of `anchors` (A, 4) can teach anything in a `width` x `height` input."""
    if config.ignore_outside:
        return is_inside(anchors, width, height)
    return torch.ones(len(anchors), dtype=torch.bool, device=anchors.device)


def _encode_matched_boxes(anchors: Tensor, boxes: Tensor, matched_box: Tensor) -> Tensor:
    if len(boxes) == 0:
        return torch.zeros_like(anchors)
    return encode_boxes(boxes[matched_box], anchors)


def ignore_candidates(boxes: Tensor, objects: Tensor) -> AnchorTargets:
    """The targets of a network without an RPN, which learns nothing from its candidates `boxes` (A, 4).

    They still say which of `objects` (G, 4) each box overlaps most.
    """
    unused = torch.zeros(len(boxes), dtype=torch.bool, device=boxes.device)
    iou = compute_anchor_iou(boxes, objects, ~unused) if len(boxes) else None
    assignment = AnchorAssignment(
        label=torch.full_like(unused, AnchorLabel.IGNORED, dtype=torch.int8),
        reason=torch.full_like(unused, AnchorReason.IGNORED_BETWEEN, dtype=torch.int8),
        matched_box=torch.zeros_like(unused, dtype=torch.int64) if iou is None else iou.matched_box,
        best_iou=boxes.new_zeros(len(boxes)) if iou is None else iou.best_iou,
        box_best_iou=boxes.new_zeros(len(objects)) if iou is None else iou.box_best_iou,
    )
    return AnchorTargets(assignment, unused, torch.zeros_like(boxes))
