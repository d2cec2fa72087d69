"""What a network computes up to the head's output, by onnxruntime."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as onnxruntime_errors

from detector.export.model import IMAGE_INPUT
from detector.export.runtime import open_session
from detector.frame import ModelFrame
from detector.predictor import EngineError, NetworkOutput

_OUTPUTS = ("rois", "class_logits", "class_deltas", "features")
_ERRORS = (
    onnxruntime_errors.EPFail,
    onnxruntime_errors.Fail,
    onnxruntime_errors.InvalidArgument,
    onnxruntime_errors.InvalidGraph,
    onnxruntime_errors.InvalidProtobuf,
    onnxruntime_errors.NoModel,
    onnxruntime_errors.NoSuchFile,
    onnxruntime_errors.NotImplemented,
    onnxruntime_errors.RuntimeException,
    MemoryError,
)
"""What onnxruntime raises; its errors have no class in common."""


class OnnxEngine:
    """Runs a model of `build_onnx_without_selection` on the CPU, with as many threads as torch."""

    def __init__(self, model: Path | bytes) -> None:
        """`model` is its file, or what is in it. Raises: EngineError, where it is none."""
        try:
            self._session = open_session(model, torch.get_num_threads())
            outputs = tuple(one.name for one in self._session.get_outputs())
        except _ERRORS as error:
            raise EngineError(str(error)) from error
        if outputs != _OUTPUTS:
            raise EngineError(f"The model gives {outputs} instead of {_OUTPUTS}.")

    def run_image(self, pixels: NDArray[np.uint8], _frame: ModelFrame) -> NetworkOutput:
        """Compute the output for `pixels` (h, w, 3) uint8 RGB.

        Raises:
            EngineError: onnxruntime cannot, as when memory runs out.
        """
        try:
            found = self._session.run(list(_OUTPUTS), {IMAGE_INPUT: np.ascontiguousarray(pixels)})
        except _ERRORS as error:
            raise EngineError(str(error)) from error
        rois, logits, deltas = (torch.from_numpy(array) for array in found[:3])
        return NetworkOutput(rois, logits, deltas, found[3][0])
