"""What the window shows of a network that takes its proposals from outside."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from detector.config import DetectorConfig, ProposalSourceName
from detector.matching.box_overlap import MIN_OBJECT_IOU, pairwise_iou
from detector.outcomes import RPN_MISS_CAUSES, MissCause
from frcnn_gui.common.language import tr
from frcnn_gui.explain.anchor_card import CANDIDATE_TITLE, OUTSIDE_LIMITS_TEXT, build_anchor_card
from frcnn_gui.explain.box_card import build_box_card
from frcnn_gui.explain.card import fill_html
from frcnn_gui.explain.tour_steps import TOUR_STEPS
from frcnn_gui.review.review_job import MissedObject
from frcnn_gui.review.review_texts import build_missed_row
from frcnn_gui.stages.layer_table import LAYERS
from frcnn_gui.stages.stage_numbers import ROI_LOSSES_TEXT, format_trace_lines
from frcnn_gui.stages.texts import (
    NO_RPN_TEXT,
    explain_miss_cause,
    explain_no_rpn,
    format_miss_verdict,
    format_source,
    name_miss_cause,
)
from tests.detector.small import SMALL_FAST, SMALL_PYRAMID, SMALL_RCNN, SMALL_SPP
from tests.gui.unit.explain.test_cards import plain
from tests.gui.unit.small_inputs import small_inputs
from tests.sentences import has_sentence

SOURCE = format_source(SMALL_FAST.proposals.source)
ANCESTORS = pytest.mark.parametrize("config", [SMALL_FAST, SMALL_SPP, SMALL_RCNN], ids=lambda one: one.preset)


@ANCESTORS
def test_that_layers_cards_and_numbers_show_a_network_without_an_rpn(config: DetectorConfig) -> None:
    inputs = small_inputs(config)
    assert inputs.trace is not None
    for spec in LAYERS:
        if not spec.needs_rpn:
            spec.build_content(inputs, "#ffffff")
    lines = format_trace_lines(inputs.trace)
    assert has_sentence(lines["Losses"], tr(ROI_LOSSES_TEXT))
    for step in TOUR_STEPS:
        if not step.needs_rpn:
            assert "NMS goes through" not in step.choose_text(has_rpn=False)
            assert step.live is None or step.live(inputs)
            assert step.traced is None or step.traced(inputs.trace)
    card = build_box_card(inputs, 0, 0)
    assert fill_html(explain_no_rpn(config)) in card
    kept = int(inputs.trace.proposals.kept[0])
    card = build_anchor_card(inputs, kept)
    assert has_sentence(card, tr(CANDIDATE_TITLE), source=SOURCE)


def test_that_a_candidate_before_its_trace_has_a_card() -> None:
    card = build_anchor_card(replace(small_inputs(SMALL_FAST), trace=None, is_computing=True), 0)
    assert has_sentence(card, tr(CANDIDATE_TITLE), source=SOURCE)


def test_that_the_limits_are_those_of_the_source() -> None:
    card = build_box_card(small_inputs(SMALL_FAST), 0, 0)
    assert has_sentence(card, tr(OUTSIDE_LIMITS_TEXT), source=SOURCE)


def test_that_only_a_network_without_an_rpn_is_explained() -> None:
    assert explain_no_rpn(SMALL_PYRAMID) == ""
    assert explain_no_rpn(SMALL_FAST) == tr(NO_RPN_TEXT).format(source=SOURCE)


THIN = (2.0, 3.0, 6.0, 90.0)
"""No sliding window reaches it."""
RPN_WORDS = ("RPN", "objectness", "candidate", "anchor")


@ANCESTORS
def test_that_an_object_that_no_proposal_reaches_is_missed_by_the_source(config: DetectorConfig) -> None:
    inputs = small_inputs(config, (THIN,))
    assert inputs.trace is not None
    assert pairwise_iou(np.array([THIN], np.float32), inputs.trace.proposals.decoded).max() < MIN_OBJECT_IOU
    verdict, reason, *_ = plain(build_box_card(inputs, 0, 0)).split("\n")
    assert verdict == "Missed by sliding windows: square 1"  # the words matter
    assert reason == "No proposal of sliding windows overlaps it enough."  # the words matter
    lost = MissedObject(Path("a.jpg"), "square", THIN, MissCause.PROPOSAL_BOX, False)
    row = build_missed_row(lost, config.proposals.source)
    assert row.tip == f"a.jpg\n{reason}"
    assert row.text == "square: no proposal near it · a.jpg"  # the words matter


def test_that_causes_without_an_rpn_speak_of_none() -> None:
    for cause in set(MissCause) - RPN_MISS_CAUSES:
        for source in get_args(ProposalSourceName)[1:]:
            texts = [explain_miss_cause(cause, source), name_miss_cause(cause, source)]
            texts.append(format_miss_verdict(cause, source, "die 1"))
            assert not [word for word in RPN_WORDS for text in texts if word in text]
            assert not [text for text in texts if "{" in text]
