"""What a training begins with: a new network, or the state of a run that is resumed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detector.faster_rcnn import FasterRCNN
    from detector.training.checkpoints.checkpoint import ResumeState


@dataclass(frozen=True)
class RunStart:
    """What follows from the arguments and the folder of the run."""

    model: FasterRCNN | None = None
    """None for a new one"""
    resume_state: ResumeState | None = None
    """The state to resume from; None for a new run"""
    sentence: str = ""
    """A message about it; empty if there is nothing to say"""
    network_to_set_aside: Path | None = None
    """A network in the run's folder that would be replaced: see `set_aside_network`"""
