"""What frozen layers make of images, kept from one epoch to the next so that it is not computed, nor read, again.

An image that is shown as it is or flipped, no other way, has two views, and frozen layers see each image alone: so a
view's features are the same numbers every time, and a run learns the same with a store and without.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace

import torch

from detector.compute.heap import LongLivedMemory
from detector.config import TrainingConfig
from detector.faster_rcnn import FasterRCNN
from detector.stages.frozen_part import FrozenFeatures
from detector.targets import Target
from detector.training.memory import free_memory
from detector.training.transforms import only_flips

NO_MEMORY_FOR_MORE = (
    "Features of %d views of images are cached (%d MiB); there is no memory for more, so the others are computed "
    "in every epoch."
)
LITTLE_MEMORY = "little memory is free on this machine"

SHARE_OF_MEMORY = 0.25
"""Of the memory that is free when a run begins, for features; all processes of the run share it."""
MIN_FREE_BYTES = 1 << 29
"""Bytes; with less free memory on the machine, what is kept is given back."""
MIN_STEP_SHARE = 0.05
"""Of a step's time, that the frozen layers must take for their features to be kept."""
STEPS_MEASURED = 3
"""After a first one, which prepares much that the others find ready."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class View:
    """An image as it is shown to the network."""

    row: int
    """In the training set"""
    is_flipped: bool


@dataclass(frozen=True)
class KeptView:
    """A view's features, and its boxes."""

    features: FrozenFeatures
    target: Target


def prefers_single_images(model: FasterRCNN, device: torch.device) -> bool:
    """Whether frozen layers see one image at a time: on a CPU that is as fast as a batch, on a GPU it is not."""
    return device.type == "cpu" and model.has_frozen_part


def create_store(
    model: FasterRCNN, recipe: TrainingConfig, device: torch.device, processes: int = 1
) -> FeatureStore | None:
    """A store for a run; None where a view's features are not the same every time."""
    if not (prefers_single_images(model, device) and only_flips(recipe)):
        return None
    return FeatureStore(int(free_memory() * SHARE_OF_MEMORY / processes))


@dataclass
class FeatureStore:
    """Keeps views until `room` is full; those that come later are computed every time.

    Threads that decode may call `find_view` at any time; all else belongs to the thread that trains.
    """

    room: int
    """Bytes"""
    used: int = 0
    _views: dict[View, KeptView] = field(default_factory=dict)
    _memory: LongLivedMemory = field(default_factory=LongLivedMemory)
    _is_full: bool = False
    _is_closed: bool = False
    _shares: list[tuple[float, float]] = field(default_factory=list)
    """Seconds of the frozen layers and of the whole, of each step measured so far."""

    def __len__(self) -> int:
        return len(self._views)

    def find_view(self, view: View) -> KeptView | None:
        return self._views.get(view)

    def keep_view(self, view: View, features: FrozenFeatures, target: Target) -> None:
        """Keep them if there is room."""
        if self._is_full or self._is_closed or view in self._views:
            return
        if free_memory() < MIN_FREE_BYTES:
            self.give_up(LITTLE_MEMORY)
        elif self.used + features.bytes > self.room:
            self._is_full = True
            _log.info(
                NO_MEMORY_FOR_MORE,
                len(self),
                self.used >> 20,
            )
        else:
            self._views[view] = self._copy_view(features, target)
            self.used += features.bytes

    def _copy_view(self, features: FrozenFeatures, target: Target) -> KeptView:
        copy = self._memory.copy_tensor
        kept = replace(features, maps=tuple(copy(one) for one in features.maps))
        copied = Target({**target, "boxes": copy(target["boxes"]), "labels": copy(target["labels"])})
        if "proposals" in target:
            copied["proposals"] = copy(target["proposals"])
        return KeptView(kept, copied)

    def note_step(self, frozen_s: float, step_s: float) -> None:
        """A step all of whose images went through the frozen layers; after a few, keep on or give up."""
        if self._is_closed or len(self._shares) > STEPS_MEASURED:
            return
        self._shares.append((frozen_s, step_s))
        if len(self._shares) == STEPS_MEASURED + 1 and (share := self.share) < MIN_STEP_SHARE:
            self.give_up(f"the frozen layers take only {share:.0%} of a step")

    @property
    def share(self) -> float:
        """Of a step's time, that is spared where its features are kept; 0 where that is too little, or not known."""
        steps = self._shares[1:]
        if self._is_closed or not steps:
            return 0.0
        return sum(frozen for frozen, _ in steps) / sum(step for _, step in steps)

    def give_up(self, reason: str) -> bool:
        """Give the memory back and keep nothing more; whether there was any to give back."""
        held = self.used > 0
        if not self._is_closed:
            _log.info("Features of images are not cached between epochs: %s.", reason)
        self._views, self.used, self._is_closed, self._memory = {}, 0, True, LongLivedMemory()
        return held
