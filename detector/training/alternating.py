"""4-step alternating training of Faster R-CNN (Ren et al. 2015, section 3.2), beside joint training.

RPN and Fast R-CNN, trained apart, would change the convolutions in different ways. The paper makes them share:

    phase   learns                 frozen            proposals of
    1       backbone, RPN          head              -
    2       backbone, head         RPN               phase 1's RPN, with the backbone of phase 1
    3       RPN                    backbone, head    -
    4       head                   backbone, RPN     phase 3's RPN

Phases 1 and 2 both begin with the backbone that the run starts from (ImageNet's weights in the paper), so until phase 3
there are two backbones. Phase 3 keeps that of phase 2, and from then on RPN and head share it. The RPN is fine-tuned in
phase 3 and the head in phase 4. The paper calls the phases steps, which here are updates of the weights.

Each phase has a learning rate schedule and an optimizer of its own. As in the published code, the RPN learns for twice
as many steps as the head: of 150 steps, the phases end after 50, 75, 125 and 150.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from torch import Tensor, nn

from detector.config import TrainingConfig
from detector.errors import CheckpointError, UserFacingError
from detector.faster_rcnn import FasterRCNN
from detector.training.checkpoints.header import OTHER_BACKBONE_PREFIX
from detector.training.objectives import HeadObjective, JointObjective, Objective, RpnObjective
from detector.training.schedule import rate_factor
from detector.translatable import translatable

PHASE_COUNT = 4
NO_RPN = translatable(
    "{preset} has no RPN, so its training cannot alternate between RPN and head. Choose joint training, or a Faster "
    "R-CNN."
)
TOO_SHORT = translatable("Alternating training has four phases, so {steps} steps are too few. Choose four or more.")
NO_SUCH_PHASE = "The state of the run has phase {phase}, which its training scheme does not have."
BACKBONE_MISSING = (
    "The checkpoint does not hold the second backbone that phase {phase} of alternating training needs. Begin a new "
    "run that starts from these weights."
)

Part = Literal["backbone", "rpn", "roi_heads"]
_LEARNING: tuple[tuple[Part, ...], ...] = (("backbone", "rpn"), ("backbone", "roi_heads"), ("rpn",), ("roi_heads",))
"""By phase"""


@dataclass(frozen=True)
class Phase:
    """A part of a run with a schedule of its own; joint training has one.

    Attributes:
        number: Counted from 1; 0 in joint training.
        start: Steps before it.
        end: Steps before it and in it.
    """

    number: int
    start: int
    end: int

    @property
    def learning(self) -> tuple[Part, ...]:
        """What learns, in alternating training."""
        return _LEARNING[self.number - 1]

    @property
    def has_whole_network(self) -> bool:
        """Whether RPN and head belong to the same backbone, so that AP can be measured."""
        return self.number in (0, PHASE_COUNT)

    def compute_rate_factor(self, step: int, config: TrainingConfig) -> float:
        """As `rate_factor`, for a step of the run, in this phase."""
        return rate_factor(step - self.start, self.end - self.start, config)


def plan_phases(steps: int) -> tuple[Phase, ...]:
    """The four phases of a run of alternating training.

    Raises:
        UserFacingError: There are fewer steps than phases.
    """
    if steps < PHASE_COUNT:
        raise UserFacingError(TOO_SHORT.format(steps=steps))
    ends = (steps // 3, steps // 2, steps * 5 // 6, steps)
    return tuple(Phase(row + 1, start, end) for row, (start, end) in enumerate(zip((0, *ends), ends, strict=False)))


class TrainingPhases:
    """The phases of a run, and what each of them needs: which layers learn, which losses, and a second backbone."""

    def __init__(self, model: FasterRCNN, config: TrainingConfig, steps: int) -> None:
        """Begin with the first phase.

        Raises:
            UserFacingError: The network has no RPN, or there are fewer steps than phases.
        """
        self._model = model
        self._trained = [one for one in model.parameters() if one.requires_grad]
        self._other_backbone: dict[str, Tensor] = {}
        """Of phase 1 that which phase 2 begins with; of phase 2 that of phase 1"""
        self._first: FasterRCNN | None = None
        if config.scheme == "joint":
            self._phases: tuple[Phase, ...] = (Phase(0, 0, steps),)
        elif model.rpn is None:
            raise UserFacingError(NO_RPN.format(preset=model.config.preset))
        else:
            self._phases = plan_phases(steps)
            self._other_backbone = _copy_state(model.backbone)
        self._enter(self._phases[0])

    def _enter(self, phase: Phase) -> None:
        self.current = phase
        for part in ("backbone", "rpn", "roi_heads") if phase.number else ():
            learns = part in phase.learning
            own = {id(one) for one in self._model.get_submodule(part).parameters()}
            for parameter in self._trained:
                if id(parameter) in own:
                    parameter.requires_grad_(learns)

    @property
    def objective(self) -> Objective:
        """What the steps of the current phase learn."""
        if self.current.number == 0:
            return JointObjective(self._model)
        if "rpn" in self.current.learning:
            return RpnObjective(self._model)
        return HeadObjective(self._model, self._first)

    @property
    def other_backbone(self) -> Mapping[str, Tensor]:
        """The tensors that a checkpoint needs beside those of the network, by their names in it."""
        return {f"{OTHER_BACKBONE_PREFIX}backbone.{name}": tensor for name, tensor in self._other_backbone.items()}

    def begin_next(self) -> None:
        """Begin the next phase."""
        number = self.current.number
        if number == 1:
            of_phase_1 = _copy_state(self._model.backbone)
            self._first = self._rebuild_first(of_phase_1)
            self._model.backbone.load_state_dict(self._other_backbone)
            self._other_backbone = of_phase_1
        elif number == 2:
            self._first, self._other_backbone = None, {}
        self._enter(self._phases[number])

    def restore(self, number: int, tensors: Mapping[str, Tensor]) -> None:
        """Return to a phase, with the network as it was in it.

        Args:
            number: Of the phase.
            tensors: Those of a checkpoint, of which `other_backbone` is taken.

        Raises:
            CheckpointError: They lack a backbone, or there is no such phase.
        """
        if number not in {phase.number for phase in self._phases}:
            raise CheckpointError(NO_SUCH_PHASE.format(phase=number))
        if number == 0:
            return
        prefix = f"{OTHER_BACKBONE_PREFIX}backbone."
        other = {name.removeprefix(prefix): one for name, one in tensors.items() if name.startswith(prefix)}
        if number <= 2 and other.keys() != self._other_backbone.keys():
            raise CheckpointError(BACKBONE_MISSING.format(phase=number))
        self._other_backbone = other
        if number == 2:
            self._enter(self._phases[0])  # so that as many layers of both backbones count as frozen
            self._first = self._rebuild_first(other)
        self._enter(self._phases[number - 1])

    def _rebuild_first(self, backbone: Mapping[str, Tensor]) -> FasterRCNN:
        """The network of phase 1, without its head."""
        head, self._model.roi_heads = self._model.roi_heads, nn.Identity()  # type: ignore[assignment]
        try:
            first = copy.deepcopy(self._model)
        finally:
            self._model.roi_heads = head
        first.backbone.load_state_dict(dict(backbone))
        return first.eval()

    def end(self) -> None:
        """Let everything learn again that did before the run."""
        for parameter in self._trained:
            parameter.requires_grad_(True)


def _copy_state(module: nn.Module) -> dict[str, Tensor]:
    return {name: tensor.detach().clone() for name, tensor in module.state_dict().items()}
