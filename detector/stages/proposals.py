"""Proposal layer: decode, clip, drop small, take the best, suppress, take the best again; each candidate has a fate."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torchvision.ops import nms

from detector.codes import ProposalFate
from detector.config import ProposalConfig
from detector.stages.boxes import box_iou, clip, decode


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


def propose(
    anchors: Tensor,
    objectness: Tensor,
    deltas: Tensor,
    width: float,
    height: float,
    config: ProposalConfig,
    training: bool,
) -> Proposals:
    """Proposals from `anchors` (A, 4), `objectness` (A,) and `deltas` (A, 4) in a `width` x `height` input."""
    with torch.no_grad():
        decoded = clip(decode(deltas.detach(), anchors), width, height)
        scores = objectness.detach()
        sides = decoded[:, 2:] - decoded[:, :2]
        large = (sides >= config.min_size).all(dim=1).nonzero().flatten()
        order = large[scores[large].argsort(descending=True, stable=True)]
        entering = order[: config.pre_nms(training)]
        survivors = entering[nms(decoded[entering], scores[entering], config.nms_iou)]
        kept = survivors[: config.post_nms(training)]

        fate = torch.full((len(anchors),), ProposalFate.TOO_SMALL, dtype=torch.int8, device=anchors.device)
        fate[order] = ProposalFate.BELOW_PRE_TOP_K
        fate[entering] = ProposalFate.SUPPRESSED
        fate[survivors] = ProposalFate.BELOW_POST_TOP_K
        fate[kept] = ProposalFate.KEPT
        return Proposals(decoded[kept], scores[kept], kept, decoded, fate, survivors)


def find_suppressors(proposals: Proposals, objectness: Tensor, nms_iou: float) -> tuple[Tensor, Tensor]:
    """By which candidate (A,) int64 each was suppressed, and at what IoU (A,); -1 and 0 for the others.

    The suppressor is the best survivor that overlaps the candidate by more than `nms_iou`: NMS goes through the
    survivors from the best down, so that one came first. `objectness` (A,) as given to `propose`.
    """
    by = torch.full_like(proposals.fate, -1, dtype=torch.int64)
    at = torch.zeros_like(objectness)
    suppressed = (proposals.fate == ProposalFate.SUPPRESSED).nonzero().flatten()
    if len(suppressed) == 0:
        return by, at
    survivors = proposals.survivors
    # Slices keep the IoU table of 12,000 by 2,000 out of memory.
    for rows in torch.split(suppressed, 2_048):
        iou = box_iou(proposals.decoded[rows], proposals.decoded[survivors])
        first = (iou > nms_iou).to(torch.uint8).argmax(dim=1)
        by[rows] = survivors[first]
        at[rows] = iou.gather(1, first[:, None]).squeeze(1)
    return by, at
