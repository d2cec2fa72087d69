"""Changes of the training recipe that were tried and have no setting in the program."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Literal
from unittest.mock import patch

import torch
from torch import Tensor, nn
from torchvision.ops import generalized_box_iou_loss

from detector.config import DetectorConfig
from detector.faster_rcnn import FasterRCNN
from detector.image_stages import ImageStages
from detector.stages.boxes import decode_deltas
from detector.stages.losses import LOSS_KEYS, rpn_losses
from detector.training import schedule
from detector.training.schedule import _half_cosine as half_cosine

Trial = Literal["", "ema", "giou", "hold"]
TRIALS: tuple[Trial, ...] = ("ema", "giou", "hold")

GIOU_WEIGHT = 10.0
"""As in MMDetection's configurations of Faster R-CNN with this loss"""
EMA_DECAY = 0.99
"""The average is over some 100 steps, a third of a short run"""
HELD = 0.5
"""The fraction of the run, after the warm-up, in which the learning rate does not fall"""


class WeightAverage:
    """An exponential moving average of the trained weights."""

    def __init__(self, model: nn.Module, decay: float = EMA_DECAY) -> None:
        self._model, self._decay, self._steps = model, decay, 0
        self._average = {name: one.detach().clone() for name, one in self._trained()}

    def _trained(self) -> Iterator[tuple[str, nn.Parameter]]:
        return ((name, one) for name, one in self._model.named_parameters() if one.requires_grad)

    @torch.no_grad()
    def add_step(self) -> None:
        """Take the weights after a step into the average, of which the first steps are a larger part."""
        self._steps += 1
        decay = min(self._decay, self._steps / (10 + self._steps))
        for name, parameter in self._trained():
            self._average[name].lerp_(parameter, 1 - decay)

    @torch.no_grad()
    def apply(self) -> None:
        """Replace the weights of the model by their average."""
        for name, parameter in self._trained():
            parameter.copy_(self._average[name])


@contextlib.contextmanager
def held_rate() -> Iterator[None]:
    """Keep the learning rate for the first half of a cosine, and let it fall in the second (Hu et al. 2024, WSD)."""
    with patch.object(schedule, "_half_cosine", lambda passed: half_cosine(max(0.0, passed - HELD) / (1 - HELD))):
        yield


@contextlib.contextmanager
def box_loss_by_giou() -> Iterator[None]:
    """Train the head's boxes by their generalized IoU with the objects (Rezatofighi et al. 2019)."""
    with patch.object(FasterRCNN, "compute_losses", _losses_with_giou):
        yield


def _losses_with_giou(model: FasterRCNN, stages: Sequence[ImageStages]) -> dict[str, Tensor]:
    for_rpn = [one.anchor_targets for one in stages if one.anchor_targets is not None]
    for_head = [one.proposal_targets for one in stages if one.proposal_targets is not None]
    rpn = rpn_losses([one.objectness for one in stages], [one.deltas for one in stages], for_rpn, model.config.losses)
    outputs = [model.run_head(one, target.boxes) for one, target in zip(stages, for_head, strict=True)]
    logits, class_deltas = (torch.cat(parts) for parts in zip(*outputs, strict=True))
    labels, boxes, deltas = (
        torch.cat([getattr(target, name) for target in for_head]) for name in ("labels", "boxes", "deltas")
    )
    box_loss = giou_loss(class_deltas, boxes, labels, deltas, model.config)
    return dict(zip(LOSS_KEYS, (*rpn, nn.functional.cross_entropy(logits, labels), box_loss), strict=True))


def giou_loss(class_deltas: Tensor, rois: Tensor, labels: Tensor, deltas: Tensor, config: DetectorConfig) -> Tensor:
    """The sum of 1 - GIoU over the positive RoIs, divided by the number of RoIs.

    Args:
        class_deltas: (R, C + 1, 4) the head's output.
        rois: (R, 4) in pixels.
        labels: (R,) 0 is background.
        deltas: (R, 4) targets.
        config: the scale of the deltas.
    """
    positive = (labels > 0).nonzero().flatten()
    std = deltas.new_tensor(config.proposal_targets.delta_std)
    predicted = decode_deltas(class_deltas[positive, labels[positive]] * std, rois[positive])
    target = decode_deltas(deltas[positive] * std, rois[positive])
    total: Tensor = generalized_box_iou_loss(predicted, target, reduction="sum")
    return GIOU_WEIGHT * total / max(len(labels), 1)
