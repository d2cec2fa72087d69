"""What the network takes of an image, and what its stages make of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor

from detector.frame import ModelFrame
from detector.stages.anchor_targets import AnchorTargets
from detector.stages.detections import Detections
from detector.stages.frozen_part import FrozenFeatures
from detector.stages.mask_targets import MaskTargets
from detector.stages.proposal_targets import ProposalTargets
from detector.stages.proposals import Proposals

TrainingImage = Tensor | FrozenFeatures
"""(3, h, w) RGB, float32 in 0..1 or uint8 in 0..255, or the output of the layers that do not learn."""


def get_image_size(image: TrainingImage) -> tuple[int, int]:
    """(width, height) of the image itself, in pixels."""
    if isinstance(image, FrozenFeatures):
        return image.width, image.height
    return image.shape[-1], image.shape[-2]


@dataclass(frozen=True)
class ImageStages:
    """Everything that the stages made of one image, in the network's frame; `frame` leads back to the image."""

    frame: ModelFrame
    feature_maps: tuple[Tensor, ...]
    """(channels, h, w) each: the levels that RoIs are pooled from, finest first; of an R-CNN the normalized input"""
    level_counts: tuple[int, ...]
    """How many anchors each level has"""
    anchors: Tensor
    """(A, 4), level by level; without an RPN the boxes of the proposal source"""
    objectness: Tensor
    """(A,) log-odds"""
    deltas: Tensor
    """(A, 4)"""
    proposals: Proposals
    anchor_targets: AnchorTargets | None = None
    proposal_targets: ProposalTargets | None = None
    mask_targets: MaskTargets | None = None


@dataclass(frozen=True)
class ForwardResult:
    """Losses when there were targets, detections (in pixels of the image) when the model does not train."""

    stages: list[ImageStages]
    losses: dict[str, Tensor] = field(default_factory=dict)
    detections: list[Detections] = field(default_factory=list)

    @property
    def total_loss(self) -> Tensor:
        return torch.stack(list(self.losses.values())).sum()
