"""The four losses: objectness and box of the RPN, class and box of the head."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from detector.config import LossConfig, Normalizer
from detector.distributed import mean_count
from detector.outcomes import AnchorLabel
from detector.stages.anchor_targets import AnchorTargets

LOSS_KEYS = ("loss_objectness", "loss_rpn_box_reg", "loss_classifier", "loss_box_reg")
"""In torchvision's names, in the order in which the stages come."""


def smooth_l1(prediction: Tensor, target: Tensor, beta: float) -> Tensor:
    """The sum of 0.5 x^2 / beta where |x| < beta, else |x| - beta / 2, over x = prediction - target."""
    return functional.smooth_l1_loss(prediction, target, beta=beta, reduction="sum")


def _average_loss(total: Tensor, count: int) -> Tensor:
    """`total` over how many it sums up: the mean over the images of all processes, once gradients are averaged."""
    return total / max(mean_count(count, total.device), 1.0)


def _normalize_box_loss(total: Tensor, positives: int, sampled: int, normalizer: Normalizer) -> Tensor:
    return _average_loss(total, positives if normalizer == "positives" else sampled)


def rpn_losses(
    objectness: Sequence[Tensor], deltas: Sequence[Tensor], targets: Sequence[AnchorTargets], config: LossConfig
) -> tuple[Tensor, Tensor]:
    """Objectness and box loss over a batch: per image `objectness` (A,) and `deltas` (A, 4).

    Objectness is log-odds: binary cross-entropy on it is the tutorial's cross-entropy on two scores.
    """
    rows = [target.sampled for target in targets]
    logits = torch.cat([one[row] for one, row in zip(objectness, rows, strict=True)])
    labels = torch.cat([t.assignment.label[t.sampled] == AnchorLabel.POSITIVE for t in targets]).to(logits.dtype)
    class_sum = functional.binary_cross_entropy_with_logits(logits, labels, reduction="sum")

    positive = [target.sampled_positive for target in targets]
    predicted = torch.cat([one[row] for one, row in zip(deltas, positive, strict=True)])
    target_deltas = torch.cat([target.deltas[row] for target, row in zip(targets, positive, strict=True)])
    box = _normalize_box_loss(
        smooth_l1(predicted, target_deltas, config.rpn_beta), len(predicted), len(logits), config.normalizer
    )
    return _average_loss(class_sum, len(logits)), config.rpn_box_weight * box


def roi_losses(
    class_logits: Tensor, class_deltas: Tensor, labels: Tensor, deltas: Tensor, config: LossConfig
) -> tuple[Tensor, Tensor]:
    """Class and box loss: `class_logits` (R, C + 1), `class_deltas` (R, C + 1, 4), `labels` (R,), `deltas` (R, 4).

    Only the deltas of an RoI's own class are trained, and only those of positive RoIs.
    """
    class_sum = functional.cross_entropy(class_logits, labels, reduction="sum")
    positive = (labels > 0).nonzero().flatten()
    predicted = class_deltas[positive, labels[positive]]
    box_sum = smooth_l1(predicted, deltas[positive], config.roi_beta)
    box = _normalize_box_loss(box_sum, len(positive), len(labels), config.normalizer)
    return _average_loss(class_sum, len(labels)), config.roi_box_weight * box
