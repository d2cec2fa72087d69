"""Proposal layer: decode, clip, drop small, take the best, suppress, take the best again; each candidate has a fate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from detector.anchor_levels import find_levels
from detector.config import ProposalConfig
from detector.outcomes import ProposalFate
from detector.stages.boxes import clip_boxes, decode_deltas
from detector.stages.suppression import find_first_suppressors
from detector.torchvision_parts import ops


@dataclass(frozen=True)
class Proposals:
    """What the proposal layer made of the RPN's output. A row of `anchor` leads back to the anchor."""

    boxes: Tensor
    """(P, 4) the kept ones, best first."""
    objectness: Tensor
    """(P,) log-odds."""
    anchor: Tensor
    """(P,) int64, row of the anchor that each came from."""
    decoded: Tensor
    """(A, 4) every candidate, clipped to the image."""
    fate: Tensor
    """(A,) int8, a ProposalFate each."""
    survivors: Tensor
    """(S,) int64, rows of the candidates that survived NMS, best first; the first P are kept."""


def generate_proposals(
    anchors: Tensor,
    objectness: Tensor,
    deltas: Tensor,
    counts: Sequence[int],
    width: float,
    height: float,
    config: ProposalConfig,
    training: bool,
) -> Proposals:
    """Proposals from `anchors` (A, 4), `objectness` (A,) and `deltas` (A, 4) in a `width` x `height` input.

    `counts` says how many of the anchors each level has: the best are taken from each, and suppress only each other.
    """
    with torch.no_grad():
        decoded = clip_boxes(decode_deltas(deltas.detach(), anchors), width, height)
        scores = objectness.detach()
        large = ((decoded[:, 2:] - decoded[:, :2]) >= config.min_size).all(dim=1)
        entering = _select_pre_nms(scores, large, counts, config, training)
        fate = torch.full((len(anchors),), ProposalFate.TOO_SMALL, dtype=torch.int8, device=anchors.device)
        fate[large] = ProposalFate.BELOW_PRE_TOP_K
        fate[entering] = ProposalFate.LOW_SCORE
        if config.min_score:
            entering = entering[scores[entering].sigmoid() >= config.min_score]
        fate[entering] = ProposalFate.SUPPRESSED
        survivors = entering[_run_nms(decoded[entering], scores[entering], entering, counts, config.nms_iou)]
        kept = survivors[: config.post_nms_limit(training)]
        fate[survivors] = ProposalFate.BELOW_POST_TOP_K
        fate[kept] = ProposalFate.KEPT
        return Proposals(decoded[kept], scores[kept], kept, decoded, fate, survivors)


def _select_pre_nms(
    scores: Tensor, large: Tensor, counts: Sequence[int], config: ProposalConfig, training: bool
) -> Tensor:
    """The rows that enter NMS, level by level, best first."""
    entering = []
    for rows in torch.split(torch.arange(len(scores), device=scores.device), list(counts)):
        order = rows[scores[rows].argsort(descending=True, stable=True)]
        if config.filter_small_before_topk:
            entering.append(order[large[order]][: config.pre_nms_limit(training)])
        else:
            best = order[: config.pre_nms_limit(training)]
            entering.append(best[large[best]])
    return torch.cat(entering)


def _run_nms(boxes: Tensor, scores: Tensor, rows: Tensor, counts: Sequence[int], nms_iou: float) -> Tensor:
    if len(counts) == 1:
        kept: Tensor = ops.nms(boxes, scores, nms_iou)
    else:
        kept = ops.batched_nms(boxes, scores, find_levels(rows, counts), nms_iou)
    return kept


def find_suppressors(
    proposals: Proposals, objectness: Tensor, counts: Sequence[int], nms_iou: float
) -> tuple[Tensor, Tensor]:
    """By which candidate (A,) int64 each was suppressed, and at what IoU (A,); -1 and 0 for the others.

    Candidates suppress only others of their level. `objectness` (A,), `counts` as for `generate_proposals`.
    """
    by = torch.full_like(proposals.fate, -1, dtype=torch.int64)
    at = torch.zeros_like(objectness)
    survivors = proposals.survivors
    suppressed = (proposals.fate == ProposalFate.SUPPRESSED).nonzero().flatten()
    level_of_survivor, level_of_suppressed = find_levels(survivors, counts), find_levels(suppressed, counts)
    for level in range(len(counts)):
        of_level = survivors[level_of_survivor == level]
        rows = suppressed[level_of_suppressed == level]
        first, iou = find_first_suppressors(proposals.decoded[rows], proposals.decoded[of_level], nms_iou)
        by[rows], at[rows] = of_level[first], iou
    return by, at
