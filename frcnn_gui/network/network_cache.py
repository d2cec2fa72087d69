"""The network that stages and detection use, built on a worker thread and kept for the next job."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detector.config import get_preset
from frcnn_gui.common.language import tr
from frcnn_gui.common.resources import find_resource

if TYPE_CHECKING:
    from detector.faster_rcnn import FasterRCNN
    from detector.predictor import Predictor

UNTRAINED_CLASS_COUNT = 20


@dataclass(frozen=True)
class NetworkSource:
    """Which network: a checkpoint, COCO's, or an untrained preset."""

    preset: str
    checkpoint: Path | None = None
    seed: int = 0
    coco: bool = False
    """Whether it is torchvision's, trained on COCO"""

    @property
    def is_trained(self) -> bool:
        """Whether it has learned something, so that its detections mean something."""
        return self.coco or self.checkpoint is not None

    @property
    def title(self) -> str:
        """What the window calls it."""
        if self.coco:
            return tr("COCO, 80 classes ({preset})").format(preset=self.preset)
        if self.checkpoint == find_demo_network():
            return tr("the demo network")
        if self.checkpoint is not None:
            return f"{self.checkpoint.parent.name}/{self.checkpoint.name}"
        return tr("{preset}, untrained").format(preset=self.preset)


def find_demo_network() -> Path | None:
    """The light network that comes with the program and knows the demo's classes; None where it is missing."""
    return find_resource("networks", "demo.safetensors")


class NetworkCache:
    """Keeps the last network; only worker threads may ask for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: tuple[NetworkSource, float] | None = None
        self._model: FasterRCNN | None = None
        self._predictor: tuple[FasterRCNN, str, Predictor] | None = None
        """Of which network, on which device"""

    def get_network(self, source: NetworkSource) -> FasterRCNN:
        """The network in evaluation mode.

        Raises:
            CheckpointError: The checkpoint cannot be used.
            WeightsUnavailableError: The weights are not there and cannot be downloaded.
        """
        with self._lock:
            key = (source, _get_file_time(source.checkpoint))
            if self._model is None or key != self._key:
                self._model = _build_network(source)
                self._key = key
            return self._model

    @contextmanager
    def borrow_predictor(self, source: NetworkSource, device: str) -> Iterator[Predictor]:
        """One that nobody else uses meanwhile. The last is kept: its first image takes longer than those after it.

        Raises:
            CheckpointError: The checkpoint cannot be used.
            WeightsUnavailableError: The weights are not there and cannot be downloaded.
            UserFacingError: For a device that is not there.
        """
        from detector.compute.device import choose_device
        from detector.predictor import Predictor

        model, chosen = self.get_network(source), choose_device(device)
        with self._lock:
            ready, self._predictor = self._predictor, None
        if ready is None or ready[0] is not model or ready[1] != str(chosen):
            ready = model, str(chosen), Predictor(model, chosen)
        yield ready[2]
        with self._lock:
            self._predictor = ready

    def keep_network(self, source: NetworkSource, model: FasterRCNN) -> None:
        """`model` was read from the checkpoint of `source` just now: the next job need not read it again."""
        with self._lock:
            self._key, self._model = (source, _get_file_time(source.checkpoint)), model.eval()


def _get_file_time(checkpoint: Path | None) -> float:
    """When the file was written, because a training replaces it; 0 where there is none, which loading then reports."""
    try:
        return checkpoint.stat().st_mtime if checkpoint is not None else 0.0
    except OSError:
        return 0.0


def _build_network(source: NetworkSource) -> FasterRCNN:
    import torch

    if source.checkpoint is not None:
        from detector.training.checkpoints.torchvision_weights import load_any_checkpoint

        return load_any_checkpoint(source.checkpoint).model.eval()
    from detector.zoo import build_coco_detector, build_detector

    if source.coco:
        return build_coco_detector(get_preset(source.preset)).eval()
    torch.manual_seed(source.seed)
    classes = tuple(f"class {number}" for number in range(1, UNTRAINED_CLASS_COUNT + 1))
    return build_detector(get_preset(source.preset), classes, "none").eval()
