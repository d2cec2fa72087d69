"""The window detects in many images with onnxruntime where that is faster, and gets the same events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from detector.engines import choice, trial
from detector.engines.session import OnnxEngine
from detector.predictor import Predictor
from frcnn_gui.detect.detect_job import ImageDetected, create_detect_job
from frcnn_gui.network.network_cache import NetworkCache, NetworkSource
from tests.detector.drawn import draw
from tests.detector.lively import lively
from tests.detector.small import SMALL_PYRAMID

IMAGES = trial.COMPARED_IMAGES + 3


class OneNetwork(NetworkCache):
    """Always lends the same predictor, as the real one does while the network stays."""

    def __init__(self) -> None:
        super().__init__()
        self.predictor = Predictor(lively(SMALL_PYRAMID), "cpu", "float32")

    @contextmanager
    def borrow_predictor(self, source: NetworkSource, device: str) -> Iterator[Predictor]:
        yield self.predictor


def detect_in(qtbot: QtBot, network: NetworkCache, images: list[Path]) -> list[ImageDetected]:
    job = create_detect_job(network, NetworkSource("mobilenet_fpn"), images, "cpu")
    found: list[ImageDetected] = []
    job.event_reported.connect(found.extend)
    with qtbot.waitSignal(job.finished, timeout=60_000):
        job.start()
    return found


def test_that_a_job_of_many_images_turns_to_onnxruntime_and_reports_the_same(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(trial, "CLEAR_GAIN", float("inf"))
    monkeypatch.setattr(trial, "HOPELESS", float("inf"))
    choice.machine_choices.cache_clear()
    images = [draw(tmp_path / f"{number}.png", [("square", (20, 20, 60, 60))], 128, 96) for number in range(IMAGES)]
    network = OneNetwork()
    expected = detect_in(qtbot, network, images)
    assert network.predictor.engine is None  # too few
    monkeypatch.setattr(choice, "MIN_IMAGES_FOR_TRIAL", IMAGES)
    monkeypatch.setattr(choice, "MIN_IMAGES_FOR_KEPT", IMAGES)
    found = detect_in(qtbot, network, images)
    choice.machine_choices.cache_clear()
    assert isinstance(network.predictor.engine, OnnxEngine)
    assert [one.image for one in found] == images
    for before, after in zip(expected, found, strict=True):
        assert len(before.detections)
        assert [one.annotation.label for one in after.detections] == [one.annotation.label for one in before.detections]
        scores = [[one.score for one in event.detections] for event in (before, after)]
        assert scores[1] == pytest.approx(scores[0], abs=1e-3)
        np.testing.assert_allclose(after.features, before.features, rtol=1e-3, atol=1e-4)
