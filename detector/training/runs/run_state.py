"""The progress of a run, and what must be unchanged for it to be resumed. Free of torch.

Whatever is random in a step is a function of the seed and the step's number, so no generator's state is kept.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detector.data.labeled_set import TrainingSet

LAST_NAME = "last.safetensors"
"""The checkpoint in the folder of a run that it can be resumed from."""
BEST_NAME = "best.safetensors"
"""The one that had the highest AP, or the last one where that is not significantly worse."""
BEST_RESULTS_NAME = "best_results.json"
"""What that one found in each image of the validation set."""
INVALID_VALUE = "{name} in the state of the run has the invalid value {value!r}."
NO_SCORE = -1.0
MAX_COUNT = 2**53
"""Up to here every whole number is exact in JSON; no count of a run comes near it."""


@dataclass
class RunState:
    """With the weights and the optimizer's moments, all that the next step depends on."""

    step: int = 0
    """How many were taken."""
    loss_sums: dict[str, float] = field(default_factory=dict)
    """Over the steps of the epoch; empty once it was ended, that is, measured."""
    summed_steps: int = 0
    best_score: float = NO_SCORE
    """The highest AP on the validation set so far."""
    stale_epochs: int = 0
    """How many epochs went by since."""
    images_at_once: int = 0
    """How many go through the network at a time; fewer than a batch where memory was not enough. 0: a whole batch."""
    loss_scale: float = 0.0
    """By which losses are multiplied so that float16 can hold their gradients; 0: not in use."""
    steps_at_scale: int = 0
    updates: int = 0
    """How often AdamW changed the weights: not in steps where float16 overflowed. 0 with SGD."""
    max_steps: int = 0
    """How many steps were asked for; 0: as many as the recipe's epochs have."""
    minutes: float = 0.0
    """The time that `max_steps` were chosen for; 0: none."""
    phase: int = 0
    """Of alternating training, from 1; 0 in joint training."""
    phased_steps: int = 0
    """How many steps the phases of alternating training divide; 0 in joint training."""
    processes: int = 1
    training_data: str = ""
    """What `compute_fingerprint` makes of the images it learns from; the next of those it is measured on."""
    validation_data: str = ""
    proposal_data: str = ""
    """The same of the file with proposals that it learns from; empty: there is none."""
    arguments: dict[str, str] = field(default_factory=dict)
    """What the command that began the run wants to find again: how it came by the images."""

    def add_losses(self, losses: Mapping[str, float]) -> None:
        """Those of one more step."""
        self.loss_sums = {key: self.loss_sums.get(key, 0.0) + value for key, value in losses.items()}
        self.summed_steps += 1

    @property
    def mean_losses(self) -> dict[str, float]:
        """Over the steps of the epoch so far."""
        return {key: value / self.summed_steps for key, value in self.loss_sums.items()}

    def begin_phase(self, number: int) -> None:
        """Losses of another part are summed from now on."""
        self.phase, self.updates = number, 0
        self.loss_sums, self.summed_steps = {}, 0

    def end_epoch(self, score: float | None) -> bool:
        """It was measured, with AP `score`. Whether that is the best so far, which None never is."""
        self.loss_sums, self.summed_steps = {}, 0
        if score is None:
            return False
        is_best = score > self.best_score
        self.best_score = max(self.best_score, score)
        self.stale_epochs = 0 if is_best else self.stale_epochs + 1
        return is_best

    @classmethod
    def from_object(cls, values: Any) -> RunState:
        """What `dataclasses.asdict` made of one, and JSON of that.

        Raises:
            ValueError: Something is missing or of the wrong type; the message names it.
        """
        state = cls()
        for name, default in dataclasses.asdict(state).items():
            if name not in _ADDED_FIELDS or (isinstance(values, dict) and name in values):
                setattr(state, name, _check_entry(name, values, default))
        return state


_ADDED_FIELDS = frozenset({"minutes", "updates", "phase", "phased_steps", "proposal_data"})
"""What states of earlier versions lack."""


def _check_entry(name: str, values: Any, default: Any) -> Any:
    """The entry `name` of `values`, which must be of the type of `default`."""
    if not isinstance(values, dict) or name not in values:
        raise ValueError(f"the state of the run has no {name}.")
    value = values[name]
    good = type(value) is type(default)
    if isinstance(default, dict):
        kind = float if name == "loss_sums" else str
        good = good and all(
            type(item) is kind and (not isinstance(item, float) or math.isfinite(item)) for item in value.values()
        )
    if isinstance(default, int):
        good = good and 0 <= value <= MAX_COUNT
    if isinstance(default, float):
        good = good and math.isfinite(value)
    if not good:
        raise ValueError(INVALID_VALUE.format(name=name, value=str(value)[:50]))
    return value


def compute_fingerprint(labeled: TrainingSet | None, with_outlines: bool = False) -> str:
    """What identifies a data set: classes, names, sizes, boxes and their labels, but not the location of the folder.

    Outlines count only `with_outlines`, for a network that learns from them: not all need to be parsed for the others.
    """
    from detector.data.outlines.packing import pack_outline  # needs numpy, which `frcnn train --help` does not

    if labeled is None:
        return ""
    digest = hashlib.sha256(json.dumps(labeled.classes).encode())
    for image in labeled.images:
        path = image.path
        name = path.relative_to(labeled.root) if path.is_relative_to(labeled.root) else path.name
        digest.update(json.dumps([str(name), image.width, image.height, len(image.boxes)]).encode())
        for values in (image.boxes, image.labels, image.difficult):
            digest.update(values.tobytes())
        if with_outlines and image.geometries:
            digest.update(json.dumps([pack_outline(geometry) for geometry in image.geometries]).encode())
    return digest.hexdigest()
