"""Proposal targets: which proposals train the head, with which class and which deltas."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from detector.config import ProposalTargetConfig
from detector.stages.boxes import box_iou, encode_boxes
from detector.stages.sampling import sample_mask

INJECTED = -1
"""In `ProposalTargets.proposal`: this RoI is a ground-truth box, not a proposal."""


@dataclass(frozen=True)
class ProposalTargets:
    """The RoIs of one image that train the head: positives first."""

    boxes: Tensor
    """(R, 4)"""
    labels: Tensor
    """(R,) int64, 0 is background."""
    deltas: Tensor
    """(R, 4) from RoI to its box, divided by `delta_std`; 0 for background."""
    matched_box: Tensor
    """(R,) int64, the box each overlaps most; -1 where there is no box."""
    iou: Tensor
    """(R,) IoU with that box."""
    proposal: Tensor
    """(R,) int64, row of the proposal, or INJECTED."""

    @property
    def positives(self) -> int:
        return int((self.labels > 0).sum())

    def select(self, rows: slice) -> ProposalTargets:
        """Those of these RoIs alone."""
        return ProposalTargets(
            self.boxes[rows],
            self.labels[rows],
            self.deltas[rows],
            self.matched_box[rows],
            self.iou[rows],
            self.proposal[rows],
        )


def build_proposal_targets(
    proposals: Tensor,
    boxes: Tensor,
    labels: Tensor,
    config: ProposalTargetConfig,
    generator: torch.Generator | None = None,
) -> ProposalTargets:
    """Sample RoIs from `proposals` (P, 4) against ground truth `boxes` (G, 4) with `labels` (G,) in 1..C."""
    proposal = torch.arange(len(proposals), device=proposals.device)
    if config.append_ground_truth:
        proposals = torch.cat((proposals, boxes))
        proposal = torch.cat((proposal, torch.full((len(boxes),), INJECTED, device=proposal.device)))

    iou, matched_box = _match_best_box(proposals, boxes)
    max_positive = int(config.samples * config.positive_fraction)
    positive = sample_mask(iou >= config.positive_iou, max_positive, generator).nonzero().flatten()
    is_negative = (iou < config.negative_iou_high) & (iou >= config.negative_iou_low)
    negative = sample_mask(is_negative, config.samples - len(positive), generator).nonzero().flatten()

    rows = torch.cat((positive, negative))
    roi_labels = torch.zeros(len(rows), dtype=torch.int64, device=rows.device)
    deltas = proposals.new_zeros(len(rows), 4)
    if len(positive):
        target = matched_box[positive]
        roi_labels[: len(positive)] = labels[target]
        encoded = encode_boxes(boxes[target], proposals[positive])
        deltas[: len(positive)] = encoded / proposals.new_tensor(config.delta_std)
    return ProposalTargets(proposals[rows], roi_labels, deltas, matched_box[rows], iou[rows], proposal[rows])


def _match_best_box(proposals: Tensor, boxes: Tensor) -> tuple[Tensor, Tensor]:
    """The IoU (P,) with, and the row (P,) of, the box that each proposal overlaps most."""
    if len(boxes) == 0:
        nothing = torch.full((len(proposals),), -1, dtype=torch.int64, device=proposals.device)
        return proposals.new_zeros(len(proposals)), nothing
    iou, matched_box = box_iou(proposals, boxes).max(dim=1)
    return iou, matched_box
