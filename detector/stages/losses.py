"""The losses: objectness and box of the RPN, class and box of the head, and of Mask R-CNN the mask."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from detector.compute.distributed import mean_count
from detector.config import LossConfig, Normalizer
from detector.outcomes import AnchorLabel
from detector.stages.anchor_targets import AnchorTargets
from detector.stages.mask_head import select_class_masks

RPN_LOSS_KEYS = ("loss_objectness", "loss_rpn_box_reg")
ROI_LOSS_KEYS = ("loss_classifier", "loss_box_reg")
LOSS_KEYS = (*RPN_LOSS_KEYS, *ROI_LOSS_KEYS)
"""In torchvision's names, in the order in which the stages come; a network without an RPN has the latter two."""
MASK_LOSS_KEY = "loss_mask"
"""In torchvision's name; comes after LOSS_KEYS in a network with a mask head."""


def smooth_l1(prediction: Tensor, target: Tensor, beta: float) -> Tensor:
    """(N,) the sum over the deltas of 0.5 x^2 / beta where |x| < beta, else |x| - beta / 2; x is the difference."""
    return functional.smooth_l1_loss(prediction, target, beta=beta, reduction="none").sum(dim=1)


def _divide_terms(terms: Tensor, count: int) -> Tensor:
    """`terms` over a count: their sum is the mean over the images of all processes, once gradients are averaged."""
    return terms / max(mean_count(count, terms.device), 1.0)


def _divide_box_terms(terms: Tensor, sampled: int, normalizer: Normalizer) -> Tensor:
    return _divide_terms(terms, len(terms) if normalizer == "positives" else sampled)


def rpn_loss_terms(
    objectness: Sequence[Tensor], deltas: Sequence[Tensor], targets: Sequence[AnchorTargets], config: LossConfig
) -> tuple[Tensor, Tensor]:
    """Compute what each anchor adds to the RPN's two losses over a batch (paper, equation 1).

    Objectness is log-odds: binary cross-entropy on it is the tutorial's cross-entropy on two scores.

    Args:
        objectness: (A,) of each image.
        deltas: (A, 4) of each image.
        targets: of each image.
        config: weights and normalizer.

    Returns:
        (S,) of the sampled anchors to the objectness loss, and (P,) of the positive ones among them to the box loss,
        image by image.
    """
    rows = [target.sampled for target in targets]
    logits = torch.cat([one[row] for one, row in zip(objectness, rows, strict=True)])
    labels = torch.cat([t.assignment.label[t.sampled] == AnchorLabel.POSITIVE for t in targets]).to(logits.dtype)
    class_terms = functional.binary_cross_entropy_with_logits(logits, labels, reduction="none")

    positive = [target.sampled_positive for target in targets]
    predicted = torch.cat([one[row] for one, row in zip(deltas, positive, strict=True)])
    target_deltas = torch.cat([target.deltas[row] for target, row in zip(targets, positive, strict=True)])
    box_terms = smooth_l1(predicted, target_deltas, config.rpn_beta)
    box_terms = config.rpn_box_weight * _divide_box_terms(box_terms, len(logits), config.normalizer)
    return _divide_terms(class_terms, len(logits)), box_terms


def rpn_losses(
    objectness: Sequence[Tensor], deltas: Sequence[Tensor], targets: Sequence[AnchorTargets], config: LossConfig
) -> tuple[Tensor, Tensor]:
    """Objectness and box loss over a batch: the sums of `rpn_loss_terms`."""
    class_terms, box_terms = rpn_loss_terms(objectness, deltas, targets, config)
    return class_terms.sum(), box_terms.sum()


def roi_loss_terms(
    class_logits: Tensor, class_deltas: Tensor, labels: Tensor, deltas: Tensor, config: LossConfig
) -> tuple[Tensor, Tensor]:
    """Compute what each RoI adds to the head's two losses.

    Only the deltas of an RoI's own class are trained, and only those of positive RoIs.

    Args:
        class_logits: (R, C + 1)
        class_deltas: (R, C + 1, 4)
        labels: (R,) 0 is background.
        deltas: (R, 4) targets.
        config: weights and normalizer.

    Returns:
        (R,) of all RoIs to the class loss, and (P,) of the positive ones to the box loss.
    """
    class_terms = functional.cross_entropy(class_logits, labels, reduction="none")
    positive = (labels > 0).nonzero().flatten()
    box_terms = smooth_l1(class_deltas[positive, labels[positive]], deltas[positive], config.roi_beta)
    box_terms = config.roi_box_weight * _divide_box_terms(box_terms, len(labels), config.normalizer)
    return _divide_terms(class_terms, len(labels)), box_terms


def roi_losses(
    class_logits: Tensor, class_deltas: Tensor, labels: Tensor, deltas: Tensor, config: LossConfig
) -> tuple[Tensor, Tensor]:
    """Class and box loss: the sums of `roi_loss_terms`."""
    class_terms, box_terms = roi_loss_terms(class_logits, class_deltas, labels, deltas, config)
    return class_terms.sum(), box_terms.sum()


def mask_loss_terms(mask_logits: Tensor, labels: Tensor, masks: Tensor) -> Tensor:
    """Compute what each RoI adds to the mask loss (He et al. 2017, section 3).

    It is the mean of the binary cross-entropy over the cells of one map, that of the RoI's own class: the maps of the
    other classes add nothing.

    Args:
        mask_logits: (M, C + 1, size, size) of positive RoIs whose object has an outline.
        labels: (M,) in 1..C
        masks: (M, size, size) targets, each 0 or 1.

    Returns:
        (M,)
    """
    terms = _compare_cells(mask_logits, labels, masks).mean(dim=(1, 2))
    return _divide_terms(terms, len(labels))


def mask_cell_loss_terms(mask_logits: Tensor, labels: Tensor, masks: Tensor) -> Tensor:
    """Compute what each cell adds to the mask loss: (M, size, size); arguments as for `mask_loss_terms`."""
    terms = _compare_cells(mask_logits, labels, masks)
    return _divide_terms(terms / (terms.shape[1] * terms.shape[2]), len(labels))


def _compare_cells(mask_logits: Tensor, labels: Tensor, masks: Tensor) -> Tensor:
    """(M, size, size): the binary cross-entropy of each cell in the map of the RoI's own class."""
    own = select_class_masks(mask_logits, labels)
    return functional.binary_cross_entropy_with_logits(own, masks, reduction="none")


def mask_loss(mask_logits: Tensor, labels: Tensor, masks: Tensor) -> Tensor:
    """The mask loss: the sum of `mask_loss_terms`."""
    return mask_loss_terms(mask_logits, labels, masks).sum()
