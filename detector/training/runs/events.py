"""The events of a training run. Free of torch, so that a window can name the events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from detector.translatable import translatable


@dataclass(frozen=True)
class TrainingStarted:
    """The first event of every run."""

    images: int
    classes: tuple[str, ...]
    total_steps: int
    device: str
    preset: str
    precision: str = "float32"
    """In which convolutions and matrix products are computed."""
    processes: int = 1
    validation_images: int = 0
    data_version: str = ""
    """The same for the same images and labels."""
    minutes: float = 0.0
    """The time that the run was fitted into; 0: its length was chosen otherwise."""
    epochs: int = 0
    """How often every image is learned from, rounded up; for this and the next two 0 where an earlier version ran."""
    batch_size: int = 0
    """Images in a step, of all processes together."""
    short_side: int = 0
    """Pixels of an image's short side as the network sees it."""


@dataclass(frozen=True)
class Resumed:
    """The run is resumed after `step`, from the checkpoint `path`; it comes second, if at all."""

    step: int
    path: Path


PHASE_SENTENCES = (
    translatable("Phase 1 of 4: the RPN learns, with the backbone."),
    translatable("Phase 2 of 4: the head learns on the proposals of this RPN, with a second backbone."),
    translatable("Phase 3 of 4: the RPN learns on the backbone of the head, which is frozen."),
    translatable("Phase 4 of 4: the head learns; backbone and RPN are frozen. AP is measured from now on."),
)
"""Of alternating training"""


@dataclass(frozen=True)
class PhaseStarted:
    """A phase of alternating training begins, or is resumed, after `step`."""

    phase: int
    """Counted from 1."""
    phases: int
    step: int
    learning: tuple[str, ...]
    """Of `backbone`, `rpn` and `roi_heads`"""

    @property
    def sentence(self) -> str:
        """What it learns, for a person."""
        return PHASE_SENTENCES[self.phase - 1]


@dataclass(frozen=True)
class StepCompleted:
    """One step of the optimizer. Losses, speed and share are those of all processes together."""

    step: int
    """Counted from 1."""
    total_steps: int
    epoch: int
    """Counted from 1."""
    losses: dict[str, float]
    """By the names in `FasterRCNN.loss_keys`, and `total`."""
    learning_rate: float
    images_per_second: float
    seconds_left: float
    memory_bytes: int = 0
    """The most that the GPU held so far; on a CPU what the process holds now. 0 if unknown."""
    waiting_share: float = 0.0
    """The part of the last steps' time, in 0..1, that was spent waiting for images."""
    gradient_norm: float | None = None
    """Before clipping. None where half precision overflowed, and the step changed nothing."""


@dataclass(frozen=True)
class EpochCompleted:
    """As many steps as show every image about once."""

    epoch: int
    mean_losses: dict[str, float]
    average_precision: float | None
    """COCO's AP50 on the validation set; None where there is none. Older logs have Pascal VOC's of 2010."""
    step: int = 0
    seconds: float = 0.0
    """How long measuring took."""
    coco_average_precision: float | None = None
    """The mean of AP over IoU 0.5, 0.55 ... 0.95."""
    per_class: Mapping[str, float | None] = field(default_factory=dict)
    """AP50; None for a class without objects in the validation set."""
    validation_losses: Mapping[str, float] = field(default_factory=dict)
    """By the keys of `mean_losses`; empty where there is no validation set."""
    is_best: bool = False
    """Whether no epoch before had a higher AP; of the last epoch, whether none was significantly better."""
    average_precision_interval: tuple[float, ...] = ()
    """(low, high) the 95 % interval of `average_precision`; empty where it is unknown."""
    coco_average_precision_interval: tuple[float, ...] = ()
    mask_average_precision: float | None = None
    """COCO's AP of masks; None where the network or the validation set has none."""


@dataclass(frozen=True)
class CheckpointSaved:
    """The checkpoint of `step` was written to `path`."""

    path: Path
    step: int


@dataclass(frozen=True)
class Warned:
    """Something was left out or failed, and the run continues."""

    message: str


COMPLETED = "completed"
CANCELED = "canceled"


@dataclass(frozen=True)
class Finished:
    """The last event of every run that was not ended by an exception."""

    reason: str
    """`COMPLETED`, `CANCELED`, or `failed-` and what failed; `message` then explains it to the user."""
    path: Path | None
    """The last checkpoint; None where none was saved."""
    steps: int
    message: str = field(default="")

    @property
    def has_failed(self) -> bool:
        return self.reason.startswith("failed-")


TrainingEvent = (
    TrainingStarted | Resumed | PhaseStarted | StepCompleted | EpochCompleted | CheckpointSaved | Warned | Finished
)
