"""Timed detection: the same detections as without a clock, and seconds for each part that a network has."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from detector.config import DetectorConfig
from detector.evaluation.timed_detection import time_detection
from detector.faster_rcnn import FasterRCNN
from detector.predictor import Predictor
from tests.detector.small import CLASSES, SMALL, SMALL_FAST, SMALL_RCNN, SMALL_SPP

PIXELS = np.random.default_rng(0).integers(0, 256, (96, 128, 3), dtype=np.uint8)


def build_predictor(config: DetectorConfig) -> Predictor:
    torch.manual_seed(0)
    return Predictor(FasterRCNN(config, CLASSES).eval())


@pytest.mark.parametrize("config", [SMALL, SMALL_FAST, SMALL_SPP, SMALL_RCNN], ids=lambda config: config.preset)
def test_that_the_parts_give_the_detections_of_the_predictor(config: DetectorConfig) -> None:
    predictor = build_predictor(config)
    timed = time_detection(predictor, PIXELS, (256, 192))
    predictor.set_image(PIXELS, (256, 192))
    expected = predictor.detect()
    assert len(expected) > 0
    np.testing.assert_array_equal(timed.detections.boxes, expected.boxes)
    np.testing.assert_array_equal(timed.detections.scores, expected.scores)
    assert timed.detections.labels == expected.labels
    assert timed.proposal_count == len(predictor.stages.proposals.boxes)
    parts = timed.parts
    seconds = (parts.proposals, parts.features, parts.regions, parts.head, parts.selection)
    assert min(seconds) > 0
    assert parts.total == pytest.approx(sum(seconds))


def test_that_it_ends_before_the_next_run_of_the_backbone_once_canceled() -> None:
    predictor = build_predictor(SMALL_RCNN)

    def check_canceled() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        time_detection(predictor, PIXELS, check_canceled=check_canceled)
    assert not predictor.model.backbone._forward_hooks
    assert not predictor.model.backbone._forward_pre_hooks
