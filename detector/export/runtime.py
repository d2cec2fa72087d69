"""Detection with an exported file, by onnxruntime."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from detector.predictor import PredictedBoxes

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


class OnnxDetector:
    """Runs one exported model on the CPU; `model` is its file, or what is in it."""

    def __init__(self, model: Path | bytes, threads: int = 0) -> None:
        """`threads`: see `open_session`."""
        self._session = open_session(model, threads)
        metadata = self._session.get_modelmeta().custom_metadata_map
        self.classes: tuple[str, ...] = tuple(json.loads(metadata["classes"]))

    def detect(self, pixels: NDArray[np.uint8]) -> PredictedBoxes:
        """What is in `pixels` (h, w, 3) uint8 RGB, with the thresholds of the file."""
        boxes, labels, scores = self._session.run(["boxes", "labels", "scores"], {"image": pixels})
        names = tuple(self.classes[label - 1] for label in labels)
        return PredictedBoxes(boxes, names, scores, pixels.shape[1], pixels.shape[0])
