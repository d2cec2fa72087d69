"""The numbers of the Stages dock, in words."""

from __future__ import annotations

import pytest

from detector.config import get_preset
from detector.trace.live_assigner import LiveAssigner
from detector.trace.live_stages import trace_image
from detector.trace.schema import LOSS_NAMES, MASK_LOSS_NAME, StageTrace
from frcnn_gui.stages.stage_numbers import (
    LOSSES_TEXT,
    LOSSES_WITH_MASK_TEXT,
    PROPOSALS_SOME_SMALL_TEXT,
    PROPOSALS_TEXT,
    format_assignment_lines,
    format_proposal_line,
    format_trace_lines,
)
from tests.detector.small import small_image, small_model, small_target
from tests.detector.test_mask_networks import DISC, SMALL_MASKS, SQUARE, outlined_target
from tests.detector.tutorial_reference import BOXES_XY
from tests.sentences import has_sentence


@pytest.fixture(scope="module")
def trace() -> StageTrace:
    return trace_image(small_model(), small_image(), small_target())


def test_that_the_tutorials_numbers_are_reported() -> None:
    lines = format_assignment_lines(LiveAssigner(get_preset("tutorial"), 800, 800).assign_anchors(BOXES_XY), 0.7)
    assert lines == {
        "Anchors": "22,500, 8,940 inside",
        "Positive": "18: 0 by IoU, 18 as best",  # the words matter
        "Sampled": "18 positive, 238 negative",
        "Best IoU": "0.681 (2), 0.610 (16)  (positives)",
    }


def test_that_an_image_without_boxes_has_no_best_iou() -> None:
    lines = format_assignment_lines(LiveAssigner(get_preset("tutorial"), 800, 800).assign_anchors(BOXES_XY[:0]), 0.7)
    assert lines["Best IoU"] == "no boxes"


def test_that_each_step_of_the_proposal_layer_says_how_many_are_left(trace: StageTrace) -> None:
    proposals = trace.summarize_counts()["proposals"]
    entered = proposals["kept"] + proposals["suppressed"] + proposals["below_post_top_k"]
    line = format_proposal_line(trace)
    template = PROPOSALS_SOME_SMALL_TEXT if proposals["too_small"] else PROPOSALS_TEXT
    counts = {"total": proposals["decoded"], "entered": entered, "kept": proposals["kept"]}
    assert has_sentence(line, template, **{name: f"{count:,}" for name, count in counts.items()})


def test_that_the_four_losses_and_their_total_are_reported(trace: StageTrace) -> None:
    line = format_trace_lines(trace)["Losses"]
    for name in (*LOSS_NAMES.values(), "total"):
        assert f" {trace.losses[name]:.3f}" in line


def test_that_the_loss_of_masks_is_reported_where_there_is_one(trace: StageTrace) -> None:
    with_masks = trace_image(small_model(config=SMALL_MASKS), small_image(), outlined_target(SQUARE, DISC))
    line = format_trace_lines(with_masks)["Losses"]
    for name in (*LOSS_NAMES.values(), MASK_LOSS_NAME, "total"):
        assert f" {with_masks.losses[name]:.3f}" in line
    assert has_sentence(line, LOSSES_WITH_MASK_TEXT)
    assert has_sentence(format_trace_lines(trace)["Losses"], LOSSES_TEXT)
