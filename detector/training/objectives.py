"""What a step learns: all losses of the network, or those of a part of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import torch
from torch import Tensor, nn

from detector.config import DetectorConfig
from detector.faster_rcnn import FasterRCNN
from detector.image_stages import ForwardResult, ImageStages, TrainingImage
from detector.stages.losses import RPN_LOSS_KEYS
from detector.targets import Target


class Objective(Protocol):
    """The losses that a step minimizes."""

    model: FasterRCNN

    @property
    def loss_keys(self) -> tuple[str, ...]:
        """In the order in which the stages come."""
        ...

    def prepare_modes(self) -> None:
        """Put what learns into training mode."""
        ...

    def run(
        self, images: Sequence[TrainingImage], targets: Sequence[Target], generators: Sequence[torch.Generator]
    ) -> ForwardResult:
        """The stages and losses of a batch; arguments as for `FasterRCNN.forward`. Raises: InvalidTargetError."""
        ...

    def compute_losses(self, stages: Sequence[ImageStages]) -> dict[str, Tensor]:
        """The losses over stages that `run` made."""
        ...


class JointObjective:
    """The sum of all losses: approximate joint training (Ren et al. 2015, section 3.2)."""

    def __init__(self, model: FasterRCNN) -> None:
        self.model = model

    @property
    def loss_keys(self) -> tuple[str, ...]:
        return self.model.loss_keys

    def prepare_modes(self) -> None:
        self.model.train()

    def run(
        self, images: Sequence[TrainingImage], targets: Sequence[Target], generators: Sequence[torch.Generator]
    ) -> ForwardResult:
        result: ForwardResult = self.model(images, targets, generators)
        return result

    def compute_losses(self, stages: Sequence[ImageStages]) -> dict[str, Tensor]:
        return self.model.compute_losses(stages)


class RpnObjective:
    """The losses of the RPN alone; no proposals are needed for them."""

    def __init__(self, model: FasterRCNN) -> None:
        self.model = model
        self._config = _without_nms(model.config)

    @property
    def loss_keys(self) -> tuple[str, ...]:
        return RPN_LOSS_KEYS

    def prepare_modes(self) -> None:
        _set_training_modes(self.model)

    def run(
        self, images: Sequence[TrainingImage], targets: Sequence[Target], generators: Sequence[torch.Generator]
    ) -> ForwardResult:
        self.model.check_targets(images, targets)
        stages = self.model.run_proposal_stages(images, True, self._config)
        stages = [self.model.add_rpn_targets(*one) for one in zip(stages, targets, generators, strict=True)]
        return ForwardResult(stages, self.compute_losses(stages))

    def compute_losses(self, stages: Sequence[ImageStages]) -> dict[str, Tensor]:
        return self.model.compute_rpn_losses(stages)


class HeadObjective:
    """The losses of the head alone, on the proposals of an RPN that does not learn."""

    def __init__(self, model: FasterRCNN, first: FasterRCNN | None = None) -> None:
        """`first`: the network whose proposals are used; by default `model`."""
        self.model, self._first = model, first

    @property
    def loss_keys(self) -> tuple[str, ...]:
        return tuple(key for key in self.model.loss_keys if key not in RPN_LOSS_KEYS)

    def prepare_modes(self) -> None:
        _set_training_modes(self.model)

    def run(
        self, images: Sequence[TrainingImage], targets: Sequence[Target], generators: Sequence[torch.Generator]
    ) -> ForwardResult:
        self.model.check_targets(images, targets)
        stages = self._propose(images)
        stages = [self.model.add_head_targets(*one) for one in zip(stages, targets, generators, strict=True)]
        return ForwardResult(stages, self.compute_losses(stages))

    def _propose(self, images: Sequence[TrainingImage]) -> list[ImageStages]:
        """The proposals, with the maps that the head pools from."""
        if self._first is None:
            return self.model.run_proposal_stages(images, training_limits=True)
        with torch.no_grad():
            proposed = self._first.run_proposal_stages(images, training_limits=True)
        maps = self.model.run_backbone(images)
        return [replace(one, feature_maps=own) for one, own in zip(proposed, maps, strict=True)]

    def compute_losses(self, stages: Sequence[ImageStages]) -> dict[str, Tensor]:
        return self.model.compute_head_losses(stages)


def _without_nms(config: DetectorConfig) -> DetectorConfig:
    """As `config`, with a single candidate for NMS."""
    return replace(config, proposals=replace(config.proposals, pre_nms_train=1, post_nms_train=1))


def _set_training_modes(model: FasterRCNN) -> None:
    """Training mode, but not for parts that are frozen: their batch norms would measure again."""
    model.train()
    parts: list[nn.Module | None] = [model.backbone, model.rpn, model.roi_heads]
    for part in parts:
        if part is not None and not any(one.requires_grad for one in part.parameters()):
            part.eval()
