"""What a training run tells of itself. Free of torch, so that a window can name the events."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class TrainingStarted:
    """The first event of every run."""

    images: int
    classes: tuple[str, ...]
    total_steps: int
    device: str
    preset: str


@dataclass(frozen=True)
class StepCompleted:
    """One step of the optimizer."""

    step: int
    """Counted from 1."""
    total_steps: int
    epoch: int
    """Counted from 1."""
    losses: dict[str, float]
    """By the keys in `detector.stages.losses.LOSS_KEYS`, and `total`."""
    learning_rate: float
    images_per_second: float
    seconds_left: float


@dataclass(frozen=True)
class EpochCompleted:
    """As many steps as show every image about once."""

    epoch: int
    mean_losses: dict[str, float]
    average_precision: float | None
    """AP50 on the validation set; None where there is none."""


@dataclass(frozen=True)
class CheckpointSaved:
    path: Path
    step: int


@dataclass(frozen=True)
class Warned:
    """Something was left out or went wrong, and the run goes on."""

    message: str


@dataclass(frozen=True)
class Finished:
    """The last event of every run that was not ended by an exception."""

    reason: str
    """`completed`, `cancelled`, or `failed-` and what failed; `message` then says it to a person."""
    path: Path | None
    """The last checkpoint; None where none was saved."""
    steps: int
    message: str = field(default="")

    @property
    def failed(self) -> bool:
        return self.reason.startswith("failed-")


TrainingEvent = TrainingStarted | StepCompleted | EpochCompleted | CheckpointSaved | Warned | Finished
