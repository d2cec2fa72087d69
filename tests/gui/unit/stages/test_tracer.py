"""The thread of the stages: with the limits of detection it shows what detection finds, to the last digit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from detector.data.image_io import decode_image
from detector.data.outlines.rings import Rings
from detector.outcomes import FunnelStage
from detector.predictor import Predictor, max_decode_pixels
from detector.trace.live_stages import UNSEEN_ROI
from detector.trace.roi_mask import MaskRoi
from detector.trace.summary import TraceSummary
from detector.training.checkpoints.checkpoint import save_checkpoint
from frcnn_gui.network.network_cache import NetworkCache, NetworkSource
from frcnn_gui.stages.tracer import RoiMaskRequest, Tracer, TraceRequest, TraceResult
from tests.detector.small import SMALL, small_model
from tests.detector.test_mask_networks import SMALL_MASKS
from tests.gui.unit.small_session import annotation

RUN = 60_000
KEPT = 7
"""Proposals, when detecting."""
CONFIG = replace(
    SMALL, proposals=replace(SMALL.proposals, post_nms_test=KEPT), detection=replace(SMALL.detection, score=0.05)
)


@pytest.fixture
def request_of(tmp_path: Path) -> TraceRequest:
    """For an image of more pixels than the network takes, with the limits of detection."""
    pixels = np.random.default_rng(0).integers(0, 255, (600, 800, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    assert pixels[..., 0].size > max_decode_pixels(CONFIG.input)
    model = small_model(config=CONFIG)
    save_checkpoint(tmp_path / "model.safetensors", model, 1)
    source = NetworkSource("tutorial", tmp_path / "model.safetensors")
    label = model.classes[0]
    annotations = (
        annotation(100, 100, 300, 250, label, 1),
        replace(annotation(400, 300, 700, 500, label, 2), difficult=True),
    )
    image = decode_image(tmp_path / "a.png")
    return TraceRequest(source, CONFIG, image, 1, annotations, training=False, device="cpu", path=tmp_path / "a.png")


def trace(qtbot: QtBot, request: TraceRequest) -> TraceResult:
    tracer = Tracer(NetworkCache())
    with qtbot.waitSignal(tracer.trace_ready, timeout=RUN) as caught:
        tracer.request_trace(request)
    assert tracer.stop()
    (answer,) = caught.args
    assert isinstance(answer, TraceResult)
    return answer


def test_that_the_limits_of_detection_show_what_detection_finds(qtbot: QtBot, request_of: TraceRequest) -> None:
    assert request_of.path is not None
    found = trace(qtbot, request_of).trace
    predictor = Predictor(small_model(config=CONFIG), "cpu")
    decoded = decode_image(request_of.path, max_decode_pixels(CONFIG.input))
    predictor.set_image(decoded.pixels, (decoded.width, decoded.height))
    expected = predictor.detect()
    assert len(expected) > 0
    np.testing.assert_array_equal(found.detections.scores, expected.scores)
    np.testing.assert_allclose(found.detections.boxes, expected.boxes, rtol=1e-6)
    assert found.difficult.tolist() == [False, True]


def test_that_an_image_whose_file_is_gone_is_traced_as_it_is_shown(qtbot: QtBot, request_of: TraceRequest) -> None:
    assert request_of.path is not None
    request_of.path.unlink()
    assert len(trace(qtbot, request_of).trace.proposals.kept) == KEPT


def test_that_a_summary_has_the_limits_of_detection_whatever_is_shown(qtbot: QtBot, request_of: TraceRequest) -> None:
    tracer, answers = Tracer(NetworkCache()), list[TraceResult]()
    tracer.trace_ready.connect(answers.append)
    with qtbot.waitSignal(tracer.summary_ready, timeout=RUN) as caught:
        tracer.request_trace(replace(request_of, training=True, summary=True))
    assert tracer.stop()
    _, summary = caught.args
    assert isinstance(summary, TraceSummary)
    assert len(answers[0].trace.proposals.kept) > KEPT
    assert summary.funnel[FunnelStage.PROPOSALS].count == KEPT


@pytest.fixture
def mask_request(request_of: TraceRequest) -> TraceRequest:
    """The first object has an outline."""
    config = replace(SMALL_MASKS, detection=CONFIG.detection)
    assert request_of.source.checkpoint is not None
    save_checkpoint(request_of.source.checkpoint, small_model(config=config), 1)
    square, box = request_of.annotations
    outlined = replace(square, geometry=Rings.from_box(square.bounds))
    return replace(request_of, config=config, annotations=(outlined, box))


def test_that_a_network_with_a_mask_head_is_shown_the_outlines(
    qtbot: QtBot, request_of: TraceRequest, mask_request: TraceRequest
) -> None:
    masks = trace(qtbot, mask_request).trace.masks
    alone = trace(qtbot, replace(mask_request, annotations=request_of.annotations)).trace.masks
    assert masks is not None
    assert alone is not None
    assert len(masks.roi) > 0
    assert masks.targets.any(axis=(1, 2)).all()
    assert len(alone.roi) == 0


def test_that_the_mask_of_an_roi_is_that_of_its_trace(qtbot: QtBot, mask_request: TraceRequest) -> None:
    tracer, shown = Tracer(NetworkCache()), []
    tracer.roi_mask_ready.connect(lambda question, mask: shown.append((question, mask)))
    with qtbot.waitSignal(tracer.roi_mask_ready, timeout=RUN), qtbot.waitSignal(tracer.trace_ready, timeout=RUN) as got:
        for row in (0, 1):
            tracer.request_roi_mask(RoiMaskRequest("dock", mask_request, MaskRoi(False, row)))
        tracer.request_trace(mask_request)
    (found,) = got.args
    with qtbot.waitSignal(tracer.roi_mask_ready, timeout=RUN):
        tracer.request_roi_mask(RoiMaskRequest("dock", mask_request, MaskRoi(False, 2)))
    assert tracer.stop()
    question, mask = shown[-1]
    assert question.roi == mask.roi == MaskRoi(False, 2)
    np.testing.assert_allclose(mask.box, found.trace.detections.boxes[2], atol=1e-3)
    assert mask.label == found.trace.detections.labels[2]


def test_that_an_roi_without_a_mask_is_logged_and_the_next_one_is_answered(
    qtbot: QtBot, mask_request: TraceRequest, caplog: pytest.LogCaptureFixture
) -> None:
    tracer = Tracer(NetworkCache())
    tracer.request_roi_mask(RoiMaskRequest("dock", mask_request, MaskRoi(False, 10_000)))
    qtbot.waitUntil(lambda: UNSEEN_ROI in caplog.text, timeout=RUN)
    with qtbot.waitSignal(tracer.roi_mask_ready, timeout=RUN):
        tracer.request_roi_mask(RoiMaskRequest("dock", mask_request, MaskRoi(False, 0)))
    assert tracer.stop()
