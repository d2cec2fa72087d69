"""What is said of the mask of one RoI."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detector.outcomes import MissCause
from detector.trace.live_stages import LiveStages
from detector.trace.mask_quality import MaskQuality
from detector.trace.roi_mask import MaskRoi, RoiMask
from detector.trace.schema import StageTrace
from frcnn_gui.explain.mask_texts import (
    BOUNDARY_ALONE_POOR_TEXT,
    BOX_ALONE_CORRECT_TEXT,
    CEILING_TEXT,
    DETECTION_ALONE_TEXT,
    DETECTION_TEXT,
    LOSS_TEXT,
    NO_OUTLINE_TEXT,
    POOLED_FROM_LEVEL_TEXT,
    QUALITY_TEXT,
    TRAINING_ROI_TEXT,
    classify_found_mask,
    describe_roi_mask,
)
from tests.detector.trace.test_roi_mask import new_stages, query
from tests.sentences import has_sentence

GOOD, ROUGH, POOR = MaskQuality(0.9, 0.7, 0.95), MaskQuality(0.6, 0.09, 0.95), MaskQuality(0.4, 0.09, 0.95)


@pytest.fixture(scope="module")
def live() -> LiveStages:
    return new_stages()


@pytest.fixture(scope="module")
def trace(live: LiveStages) -> StageTrace:
    return live.compute_trace(query())


def say(trace: StageTrace, mask: RoiMask, quality: MaskQuality | None) -> str:
    return " ".join(describe_roi_mask(trace, mask, quality))


def test_that_a_training_roi_says_its_object_its_level_its_loss_and_its_quality(
    live: LiveStages, trace: StageTrace
) -> None:
    assert trace.masks is not None
    mask = live.trace_roi_mask(query(), MaskRoi(True, 0))
    assert mask.cell_loss is not None
    text = say(trace, mask, POOR)
    box = f"{trace.classes[mask.label - 1]} {mask.object + 1}"
    assert has_sentence(text, TRAINING_ROI_TEXT, box=box, iou=f"{trace.rois.iou[0]:.2f}")
    stride = trace.config.backbone.strides[mask.level]
    level = {8: "P3", 16: "P4", 32: "P5"}[stride]
    assert has_sentence(text, POOLED_FROM_LEVEL_TEXT, level=level, stride=stride, size=14)
    assert has_sentence(text, LOSS_TEXT, loss=f"{mask.cell_loss.sum():.3f}", count=len(trace.masks.roi))
    assert has_sentence(text, QUALITY_TEXT, iou="0.40", boundary="0.09")
    assert has_sentence(text, CEILING_TEXT, ceiling="0.950", size=28)
    assert not has_sentence(text, BOX_ALONE_CORRECT_TEXT)  # it is not a detection


def test_that_a_correct_box_with_a_poor_mask_is_reported_as_such(live: LiveStages, trace: StageTrace) -> None:
    mask = live.trace_roi_mask(query(), MaskRoi(False, 0))
    at_object = replace(mask, object=0, box=trace.true_boxes[0])
    beside = replace(mask, object=0, box=trace.true_boxes[0] + np.float32(40))
    text = say(trace, at_object, POOR)
    assert has_sentence(text, DETECTION_TEXT, number=1, iou="1.00")
    assert has_sentence(text, BOX_ALONE_CORRECT_TEXT, share="9 %")
    assert not has_sentence(text, LOSS_TEXT)  # it does not train
    assert has_sentence(say(trace, at_object, ROUGH), BOUNDARY_ALONE_POOR_TEXT, share="9 %")
    for quality in (GOOD, ROUGH):
        assert not has_sentence(say(trace, at_object, quality), BOX_ALONE_CORRECT_TEXT)
        assert classify_found_mask(trace, at_object, quality).miss_cause is None
    assert classify_found_mask(trace, at_object, POOR).miss_cause is MissCause.MASK_HEAD
    assert not has_sentence(say(trace, beside, POOR), BOX_ALONE_CORRECT_TEXT)


def test_that_nothing_to_compare_with_is_said(live: LiveStages, trace: StageTrace) -> None:
    mask = replace(live.trace_roi_mask(query(), MaskRoi(False, 0)), target=None, cell_loss=None)
    assert has_sentence(say(trace, replace(mask, object=1), None), NO_OUTLINE_TEXT)
    alone = say(trace, replace(mask, object=-1), None)
    assert has_sentence(alone, DETECTION_ALONE_TEXT, number=1)
    assert not has_sentence(alone, NO_OUTLINE_TEXT)
