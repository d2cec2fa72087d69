"""What the window shows of a network that takes its proposals from outside."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detector.config import DetectorConfig
from frcnn_gui.common.language import tr
from frcnn_gui.explain.anchor_card import CANDIDATE_TITLE, OUTSIDE_LIMITS_TEXT, build_anchor_card
from frcnn_gui.explain.box_card import build_box_card
from frcnn_gui.explain.card import fill_html
from frcnn_gui.explain.tour_steps import TOUR_STEPS
from frcnn_gui.stages.layer_table import LAYERS
from frcnn_gui.stages.stage_numbers import ROI_LOSSES_TEXT, format_trace_lines
from frcnn_gui.stages.texts import NO_RPN_TEXT, explain_no_rpn
from tests.detector.small import SMALL_FAST, SMALL_PYRAMID, SMALL_RCNN, SMALL_SPP
from tests.gui.unit.small_inputs import small_inputs
from tests.sentences import has_sentence

SOURCE = SMALL_FAST.proposals.source
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
