"""Detection with an exported file, by onnxruntime."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from detector.predictor import PredictedBoxes

MASKS_OUTPUT = "masks"
_ERRORS_ONLY = 3


def open_session(model: Path | bytes, threads: int = 0) -> Any:
    """Prepare a model for the CPU.

    Args:
        model: Its file, or what is in it.
        threads: 0: as many as onnxruntime finds good.

    Returns:
        An onnxruntime.InferenceSession.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = _ERRORS_ONLY
    # A pattern would be kept for each size of an image that comes.
    options.enable_mem_pattern = False
    source: Any = str(model) if isinstance(model, Path) else model
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])


@dataclass(frozen=True)
class FileOutput:
    """What a file says of one image."""

    found: PredictedBoxes
    """Without masks"""
    grids: NDArray[np.float32] | None
    """(D, size, size) probabilities of the cells of each box; None where the file gives none"""


class OnnxDetector:
    """Runs one exported model on the CPU; `model` is its file, or what is in it."""

    def __init__(self, model: Path | bytes, threads: int = 0) -> None:
        """`threads`: see `open_session`."""
        self._session = open_session(model, threads)
        metadata = self._session.get_modelmeta().custom_metadata_map
        self.classes: tuple[str, ...] = tuple(json.loads(metadata["classes"]))
        self._outputs = [output.name for output in self._session.get_outputs()]

    @property
    def has_masks(self) -> bool:
        return MASKS_OUTPUT in self._outputs

    def detect(self, pixels: NDArray[np.uint8]) -> PredictedBoxes:
        """What is in `pixels` (h, w, 3) uint8 RGB, with the thresholds of the file."""
        return self.run_image(pixels).found

    def run_image(self, pixels: NDArray[np.uint8]) -> FileOutput:
        """As `detect`, with the masks that the file gives."""
        output = dict(zip(self._outputs, self._session.run(self._outputs, {"image": pixels}), strict=True))
        names = tuple(self.classes[label - 1] for label in output["labels"])
        found = PredictedBoxes(output["boxes"], names, output["scores"], pixels.shape[1], pixels.shape[0])
        return FileOutput(found, output[MASKS_OUTPUT][:, 0] if self.has_masks else None)
