"""The first images of a folder, computed by the network and by onnxruntime: is that the same, and which is faster?"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detector.convolutions.plan import CLEAR_GAIN, working_clock
from detector.engines.session import OnnxEngine
from detector.errors import UserFacingError
from detector.export.difference import measure_difference
from detector.export.model import build_onnx_without_selection
from detector.frame import ModelFrame
from detector.predictor import EngineError, NetworkOutput, Predictor

Choice = Literal["torch", "onnxruntime"]

COMPARED_IMAGES = 5
"""Number of images on which both must find the same; the first of them is not timed."""
MAX_COMPARED_SCORE = 0.05
"""Detections are compared from this score on, or the configuration's where that is lower."""
HOPELESS = 1.2
"""If onnxruntime takes this many times as long, the trial ends: each image of a large network takes seconds."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TrialResult:
    """What came of a trial."""

    engine: OnnxEngine | None
    """None where the network stays: it is as fast, or finds something else"""
    content: bytes
    """The model of `engine`"""
    choice: Choice | None
    """Which is faster; None where that was not measured"""


@dataclass
class _Seconds:
    """Of the images that were timed."""

    network: list[float] = field(default_factory=list)
    engine: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Of onnxruntime's time to the network's: the median is spared a busy moment of the machine."""
        return float(np.median(np.array(self.engine) / np.array(self.network)))


class EngineTrial:
    """Takes the place of a predictor's engine until it is decided. What it returns is always the network's."""

    def __init__(
        self, predictor: Predictor, finish: Callable[[TrialResult], None], known_to_be_faster: bool = False
    ) -> None:
        """`finish` receives the result, once. `known_to_be_faster`: only what is found counts."""
        self._predictor = predictor
        self._finish = finish
        self._known_to_be_faster = known_to_be_faster
        self._clock = working_clock()
        self._seconds = _Seconds()
        self._content = b""
        self._engine: OnnxEngine | None = None
        self._images = self._compared = 0

    def run_image(self, pixels: NDArray[np.uint8], frame: ModelFrame) -> NetworkOutput:
        """Compute `pixels` by the network, and by onnxruntime, too, from the second image on."""
        start = self._clock()
        _, output = self._predictor.run_network(pixels)
        network_s = self._clock() - start
        self._images += 1
        if self._images > 1:  # nothing is made before something was found
            try:
                self._try_engine(pixels, frame, output, network_s)
            except (EngineError, UserFacingError) as error:
                self._end(None, f"onnxruntime cannot be used: {error}")
        return output

    def _try_engine(
        self, pixels: NDArray[np.uint8], frame: ModelFrame, expected: NetworkOutput, network_s: float
    ) -> None:
        """Raises: EngineError; UserFacingError, where the network cannot be exported."""
        if self._engine is None:
            self._content = build_onnx_without_selection(self._predictor.model).SerializeToString()
            self._engine = OnnxEngine(self._content)
        start = self._clock()
        found = self._engine.run_image(pixels, frame)
        engine_s = self._clock() - start
        self._compared += 1
        if self._compared > 1:  # the first image takes longer, as memory is laid out for it
            self._seconds.network.append(network_s)
            self._seconds.engine.append(engine_s)
        if not self._is_same(expected, found, frame):
            self._end(None, "onnxruntime finds something else than the network")
        elif self._known_to_be_faster:
            if self._compared == COMPARED_IMAGES:
                self._end("onnxruntime", "onnxruntime finds the same")
        elif self._compared == COMPARED_IMAGES or (self._compared > 1 and self._seconds.ratio > HOPELESS):
            ratio = self._seconds.ratio
            faster: Choice = "onnxruntime" if ratio < CLEAR_GAIN else "torch"
            self._end(faster, f"onnxruntime takes {ratio:.2f} of the network's time")

    def _is_same(self, expected: NetworkOutput, found: NetworkOutput, frame: ModelFrame) -> bool:
        own = self._predictor.model.config.detection
        detection = replace(own, score=min(own.score, MAX_COMPARED_SCORE))
        by_network, by_engine = (self._predictor.select_detections(one, frame, detection) for one in (expected, found))
        are_features_close = np.allclose(expected.features, found.features, rtol=1e-3, atol=1e-4)
        return are_features_close and measure_difference(by_network, by_engine, detection).is_small

    def _end(self, choice: Choice | None, reason: str) -> None:
        _log.info("%s", reason)
        is_chosen = choice == "onnxruntime"
        result = TrialResult(self._engine if is_chosen else None, self._content if is_chosen else b"", choice)
        self._predictor.engine = result.engine
        self._finish(result)
