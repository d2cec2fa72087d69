"""Training runs of the small network, for the tests of everything that happens in one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from detector.config import DetectorConfig, TrainingConfig
from detector.data.labeled_set import TrainingSet
from detector.faster_rcnn import FasterRCNN
from detector.training.runs.events import TrainingEvent
from detector.training.trainer import Trainer
from tests.detector.small import SMALL, small_model

CLASSES = ("disc", "square")
"""Those of `drawn_folder`."""
RECIPE = TrainingConfig(epochs=2, batch_size=2, learning_rate=0.01, warmup_steps=1, precision="float32")
"""In float32, whatever this processor gains by bfloat16: so results are those of the network as it is."""
Event = TypeVar("Event", bound=TrainingEvent)


def new_model(trained: bool = False, config: DetectorConfig = SMALL) -> FasterRCNN:
    return small_model(config=config, classes=CLASSES, pretrained=trained)


def new_trainer(images: TrainingSet, out: Path, recipe: TrainingConfig = RECIPE, **options: Any) -> Trainer:
    return Trainer(options.pop("model", None) or new_model(), images, recipe, out, "cpu", **options)


def of_kind(kind: type[Event], events: Sequence[TrainingEvent]) -> list[Event]:
    return [event for event in events if isinstance(event, kind)]
