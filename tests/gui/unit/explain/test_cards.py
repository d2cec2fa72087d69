"""The cards of anchors and boxes say what the arrays hold, in words."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from detector.config import get_preset
from detector.outcomes import AnchorReason, BoxMatch, DetectionFate, MissCause, ProposalFate
from detector.trace.live_assigner import LiveAssigner
from detector.trace.provenance import build_anchor_provenance, build_box_provenances
from detector.trace.schema import StageTrace
from detector.trace.shape_fit import compute_shape_fit
from frcnn_gui.canvas.layers import COMPUTING_TEXT
from frcnn_gui.common.language import tr
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.explain.anchor_card import (
    BEST_FOR_BOX_TEXT,
    BETWEEN_THRESHOLDS_TEXT,
    CROSSES_BORDER_TEXT,
    DETECTION_LIMITS_TEXT,
    HEAD_TITLE,
    LOW_IOU_TEXT,
    NO_BOXES_TEXT,
    OVERLAPS_NO_BOX_TEXT,
    TRAINING_LIMITS_TEXT,
    build_anchor_card,
    explain_assignment,
)
from frcnn_gui.explain.box_card import (
    BELOW_SCORE_REASON_TEXT,
    BETTER_ANCHOR_OUTSIDE_TEXT,
    DIFFICULT_TEXT,
    FOUND_BELOW_SCORE_TEXT,
    FOUND_TEXT,
    LEFT_OUT_TEXT,
    NO_SHAPE_FITS_TEXT,
    STAGE_NAMES,
    UNKNOWN_CLASS_TEXT,
    build_box_card,
)
from frcnn_gui.explain.card import Card, fill_html, format_link
from frcnn_gui.explain.miss_reasons import INACCURATE_TEXT, LOW_SCORE_TEXT, MATCHED_OTHER_TEXT, OTHER_CLASS_TEXT
from frcnn_gui.stages.anchor_contents import build_matches
from frcnn_gui.stages.filters import StageFilters
from frcnn_gui.stages.layer_inputs import LayerInputs
from frcnn_gui.stages.texts import MISS_VERDICT_TEXTS, UNTRAINED_TEXT
from tests.detector.tutorial_reference import BOXES_XY
from tests.gui.unit.small_inputs import small_inputs
from tests.sentences import has_sentence


@pytest.fixture(scope="module")
def tutorial() -> LayerInputs:
    assigner = LiveAssigner(get_preset("tutorial"), 800, 800)
    assignment = assigner.assign_anchors(BOXES_XY)
    labels = ("car",) * len(BOXES_XY)
    return LayerInputs(
        assigner.config, assigner.grid, assignment, BOXES_XY, StageFilters(), labels=labels, image_size=(800, 800)
    )


def plain(html: str) -> str:
    document = QTextDocument()
    document.setHtml(html)
    return document.toPlainText()


def rows_with(inputs: LayerInputs, reason: AnchorReason) -> np.ndarray:
    return np.flatnonzero(inputs.assignment.reason == reason)


@pytest.mark.parametrize(
    ("reason", "template", "limits"),
    [
        (AnchorReason.POSITIVE_BEST_FOR_BOX, BEST_FOR_BOX_TEXT, {"positive": 0.7}),
        (AnchorReason.IGNORED_BETWEEN, BETWEEN_THRESHOLDS_TEXT, {"negative": 0.3, "positive": 0.7}),
        (AnchorReason.IGNORED_OUTSIDE, CROSSES_BORDER_TEXT, {}),
    ],
)
def test_that_a_card_names_the_rule_that_decided(
    tutorial: LayerInputs, reason: AnchorReason, template: str, limits: dict[str, float]
) -> None:
    for row in rows_with(tutorial, reason)[:20].tolist():
        values: dict[str, object] = dict(limits)
        if reason is not AnchorReason.IGNORED_OUTSIDE:
            values["iou"] = f"{tutorial.assignment.best_iou[row]:.2f}"
            values["box"] = f"car {tutorial.assignment.matched_box[row] + 1}"
        text = plain(explain_assignment(tutorial, row))
        assert has_sentence(text, tr(template), **values), text


def test_that_a_negative_anchor_says_how_little_it_overlaps(tutorial: LayerInputs) -> None:
    rows = rows_with(tutorial, AnchorReason.NEGATIVE_LOW_IOU)
    touching = rows[tutorial.assignment.best_iou[rows] > 0][0]
    beside = rows[tutorial.assignment.best_iou[rows] == 0][0]
    assert has_sentence(plain(explain_assignment(tutorial, int(touching))), tr(LOW_IOU_TEXT), negative=0.3)
    assert plain(explain_assignment(tutorial, int(beside))) == tr(OVERLAPS_NO_BOX_TEXT)


def test_that_every_card_of_a_trace_shows_its_fate_and_leads_on() -> None:
    inputs = small_inputs()
    trace = inputs.trace
    assert trace is not None
    words = {
        ProposalFate.KEPT: r"Kept as proposal {rank} of",
        ProposalFate.SUPPRESSED: r"Suppressed by (proposal|a candidate with objectness)",
        ProposalFate.BELOW_PRE_TOP_K: r"not among the best [\d,]+\.",
        ProposalFate.TOO_SMALL: r"a side is below",
        ProposalFate.LOW_SCORE: r"objectness below",
        ProposalFate.BELOW_POST_TOP_K: r"Dropped after NMS",
    }
    seen = set()
    suppressed = np.flatnonzero(trace.proposals.fate == ProposalFate.SUPPRESSED)
    for row in (*range(0, len(trace.anchors), 7), *suppressed[:30].tolist()):
        provenance, html = build_anchor_provenance(trace, row), build_anchor_card(inputs, row)
        rank = f"{trace.proposals.find_place(row) + 1:,}"
        assert re.search(words[provenance.fate].replace("{rank}", rank), plain(html)), plain(html)
        if provenance.fate is ProposalFate.SUPPRESSED:
            assert f'"anchor:{provenance.suppressed_by}"' in html
        assert (tr(HEAD_TITLE) in html) == (provenance.fate is ProposalFate.KEPT)
        links = re.findall(r'href="(\w+):(\d+)"', html)
        assert all(
            int(number) < {"anchor": len(trace.anchors), "box": len(inputs.boxes)}[kind] for kind, number in links
        )
        seen.add(provenance.fate)
    assert ProposalFate.KEPT in seen
    assert ProposalFate.SUPPRESSED in seen


def test_that_a_card_before_the_trace_has_the_assignment(tutorial: LayerInputs) -> None:
    inputs = replace(tutorial, is_computing=True)
    text = plain(build_anchor_card(inputs, int(rows_with(inputs, AnchorReason.POSITIVE_BEST_FOR_BOX)[0])))
    assert "ampled into the RPN minibatch (256 anchors)" in text
    assert tr(COMPUTING_TEXT) in text
    text = plain(build_box_card(inputs, 0, -1))
    assert text.startswith(f"car 1: {tr(COMPUTING_TEXT)}")
    assert "Best anchor only:" in text or "Matched:" in text
    failed = replace(tutorial, failure="The network is broken.")
    assert plain(build_box_card(failed, 0, -1)).split("\n")[:2] == ["car 1", "The network is broken."]


def test_that_an_image_without_boxes_has_cards() -> None:
    inputs = small_inputs()
    empty = np.zeros((0, 4), np.float32)
    assignment = LiveAssigner(inputs.config, *inputs.image_size).assign_anchors(empty)
    bare = replace(inputs, boxes=empty, labels=(), assignment=assignment, trace=None)
    rows = np.flatnonzero(assignment.reason == AnchorReason.NEGATIVE_LOW_IOU)
    assert tr(NO_BOXES_TEXT) in plain(build_anchor_card(bare, int(rows[0])))


def test_that_a_box_shows_how_it_was_matched_and_how_far_it_came() -> None:
    inputs = small_inputs()
    assert inputs.trace is not None
    for provenance in build_box_provenances(inputs.trace):
        text = plain(build_box_card(inputs, provenance.box, provenance.box))
        word = {BoxMatch.MATCHED: "Matched", BoxMatch.RESCUED: "Best anchor only", BoxMatch.UNMATCHED: "Unmatched"}[
            provenance.match
        ]
        assert f"{word}:" in text
        assert f"{provenance.best_candidate.iou:.2f}" in text
        assert has_sentence(text.split("\n")[0], tr(FOUND_TEXT)) == (provenance.miss_cause is None)


def place_proposal(inputs: LayerInputs, label: int, score: float, other: int, box_iou: float) -> LayerInputs:
    """One object where the best proposal is, of which the head has these opinions and no detection."""
    trace = inputs.trace
    assert trace is not None
    box = trace.proposals.decoded[trace.proposals.kept[:1]]
    found = trace.detections
    probabilities = np.zeros_like(found.probabilities)
    probabilities[:, 0] = 1.0
    probabilities[0, 0], probabilities[0, label], probabilities[0, other] = 0.0, score, 0.9
    refined = np.zeros_like(found.refined)
    x1, y1, x2, y2 = box[0].tolist()
    refined[0, label - 1] = (x1, y1, x1 + (x2 - x1) * box_iou, y2)
    nothing = replace(
        found,
        probabilities=probabilities,
        refined=refined,
        fate=np.full_like(found.fate, DetectionFate.BELOW_SCORE),
        boxes=found.boxes[:0],
        labels=found.labels[:0],
        scores=found.scores[:0],
        roi=found.roi[:0],
    )
    assignment = LiveAssigner(inputs.config, *inputs.image_size).assign_anchors(box)
    labels = np.array([label])
    changed = replace(
        trace, true_boxes=box, true_labels=labels, difficult=np.zeros(1, np.bool_), detections=nothing,
        assignment=assignment,
    )  # fmt: skip
    return replace(inputs, trace=changed, boxes=box, labels=(trace.classes[label - 1],), assignment=assignment)


@pytest.mark.parametrize(
    ("score", "other", "box_iou", "template"),
    [(0.01, 2, 1.0, OTHER_CLASS_TEXT), (0.01, 0, 1.0, LOW_SCORE_TEXT), (0.6, 0, 0.3, INACCURATE_TEXT)],
)
def test_that_a_box_lost_in_the_head_says_so_first_and_then_why(
    score: float, other: int, box_iou: float, template: str
) -> None:
    inputs = place_proposal(small_inputs(), 1, score, other, box_iou)
    verdict, reason = plain(build_box_card(inputs, 0, 0)).split("\n")[:2]
    assert verdict == tr(MISS_VERDICT_TEXTS[MissCause.ROI_HEAD]).format(box=f"{inputs.labels[0]} 1")
    assert has_sentence(reason, tr(template)), reason


def test_that_the_card_of_a_found_box_raises_no_alarm() -> None:
    inputs = small_inputs()
    trace = inputs.trace
    assert trace is not None
    box = trace.detections.boxes[:1] + np.float32(0.3)
    labels = trace.detections.labels[:1]
    difficult = np.zeros(1, dtype=np.bool_)
    assigner = LiveAssigner(inputs.config, *inputs.image_size)
    assignment = assigner.assign_anchors(box)
    unmatched = replace(  # the hardest case: nothing in training leads to it
        assignment,
        label=np.minimum(assignment.label, 0),
        reason=np.full_like(assignment.reason, AnchorReason.NEGATIVE_LOW_IOU),
        positives_per_box=np.zeros_like(assignment.positives_per_box),
    )
    changed = replace(trace, true_boxes=box, true_labels=labels, difficult=difficult, assignment=unmatched)
    names = tuple(trace.classes[label - 1] for label in labels)
    inputs = replace(inputs, trace=changed, boxes=box, labels=names, assignment=unmatched)
    html = build_box_card(inputs, 0, 0)
    text = plain(html)
    score = f"{trace.detections.scores[0]:.2f}"
    assert has_sentence(text.split("\n")[0], tr(FOUND_TEXT), label=names[0], score=score)
    assert not re.search(r"miss|lost|does not learn|No shape|color", html, re.IGNORECASE)
    content = build_matches(inputs, "")
    assert Meaning.MISSED.color not in content.colors


def test_that_a_found_box_below_the_score_of_review_is_not_simply_found() -> None:
    inputs = small_inputs()
    trace = inputs.trace
    assert trace is not None
    trace = add_detected_box(trace)
    (found,) = build_box_provenances(trace)
    score = float(trace.detections.scores[found.found_by.row])
    names = (trace.classes[int(trace.true_labels[0]) - 1],)
    inputs = replace(inputs, trace=trace, assignment=trace.assignment, boxes=trace.true_boxes, labels=names)
    for shown, template in ((score, FOUND_TEXT), (score + 0.001, FOUND_BELOW_SCORE_TEXT)):
        text = plain(build_box_card(replace(inputs, shown_score=shown), found.box, found.box))
        assert has_sentence(text.split("\n")[0], tr(template)), text
    limit = f"{score + 0.001:g}"
    assert tr(BELOW_SCORE_REASON_TEXT).format(limit=limit) in text


def add_detected_box(trace: StageTrace) -> StageTrace:
    """One object where the best detection is."""
    return replace(
        trace,
        true_boxes=trace.detections.boxes[:1],
        true_labels=trace.detections.labels[:1],
        difficult=np.zeros(1, dtype=np.bool_),
        assignment=LiveAssigner(trace.config, trace.frame.image_width, trace.frame.image_height).assign_anchors(
            trace.detections.boxes[:1]
        ),
    )


def test_that_the_card_of_an_unknown_class_says_that_it_was_left_out() -> None:
    inputs = small_inputs()
    text = plain(build_box_card(replace(inputs, labels=("zebra",) * len(inputs.boxes)), 0, -1))
    assert text.split("\n")[:2] == [tr(LEFT_OUT_TEXT).format(box="zebra 1"), tr(UNKNOWN_CLASS_TEXT)]


def test_that_the_card_of_an_untrained_network_says_that_results_are_random() -> None:
    inputs = small_inputs()
    assert tr(UNTRAINED_TEXT) in plain(build_box_card(replace(inputs, is_trained=False), 0, 0))
    assert tr(UNTRAINED_TEXT) not in plain(build_box_card(inputs, 0, 0))


def test_that_a_pending_card_has_the_lines_of_the_finished_one() -> None:
    inputs = small_inputs()
    pending = plain(build_box_card(replace(inputs, trace=None, is_computing=True), 0, 0))
    finished = plain(build_box_card(inputs, 0, 0))
    for name in STAGE_NAMES:
        assert tr(name) in pending
        assert tr(name) in finished


def test_that_no_card_rounds_a_value_to_the_other_side_of_its_threshold() -> None:
    inputs = small_inputs()
    assert inputs.trace is not None
    limit = inputs.config.anchor_targets.positive_iou
    near = replace(inputs.assignment, best_iou=np.full_like(inputs.assignment.best_iou, limit - 0.0008))
    inputs = replace(inputs, assignment=near)
    row = int(rows_with(inputs, AnchorReason.IGNORED_BETWEEN)[0])
    text = plain(explain_assignment(inputs, row))
    assert f"IoU {limit - 0.0008:.3f} " in text
    assert f"IoU {limit:.2f} " not in text


@pytest.mark.parametrize("training", [True, False])
def test_that_cards_name_the_limits_they_are_made_with(training: bool) -> None:
    inputs = small_inputs()
    assert inputs.trace is not None
    inputs = replace(inputs, trace=replace(inputs.trace, training=training))
    limits = inputs.config.proposals
    before, after = limits.pre_nms_limit(training), limits.post_nms_limit(training)
    template = tr(TRAINING_LIMITS_TEXT if training else DETECTION_LIMITS_TEXT)
    words = template.format(before=f"{before:,}", after=f"{after:,}")
    assert words in plain(build_box_card(inputs, 0, 0))
    assert words in plain(build_anchor_card(inputs, 0))


def test_that_a_missed_box_names_the_box_that_its_detection_was_matched_with() -> None:
    inputs = small_inputs()
    trace = inputs.trace
    assert trace is not None
    detection = 0  # two boxes lie where it does: it is matched with the better one
    found = trace.detections.boxes[detection]
    boxes = np.stack((found, found + np.float32(0.5)))
    labels = trace.detections.labels[[detection, detection]]
    only = replace(
        trace.detections,
        boxes=trace.detections.boxes[:1],
        labels=trace.detections.labels[:1],
        scores=trace.detections.scores[:1],
        roi=trace.detections.roi[:1],
    )
    difficult = np.zeros(2, dtype=np.bool_)
    assignment = LiveAssigner(inputs.config, *inputs.image_size).assign_anchors(boxes)
    changed = replace(
        trace, true_boxes=boxes, true_labels=labels, difficult=difficult, detections=only, assignment=assignment
    )
    names = tuple(trace.classes[label - 1] for label in labels)
    inputs = replace(inputs, trace=changed, boxes=boxes, labels=names, assignment=assignment)
    assert has_sentence(plain(build_box_card(inputs, 0, 0)), tr(FOUND_TEXT))
    text = plain(build_box_card(inputs, 1, 1))
    assert tr(MATCHED_OTHER_TEXT).format(other=f"{names[0]} 1") in text
    assert text.startswith("Missed")  # the words matter
    difficult_one = replace(inputs, trace=replace(changed, difficult=np.array([False, True])))
    text = plain(build_box_card(difficult_one, 1, 1))
    assert tr(DIFFICULT_TEXT) in text
    assert has_sentence(text, tr(FOUND_TEXT))


def test_that_a_small_object_learns_that_no_shape_fits() -> None:
    boxes = np.asarray([[200, 200, 214, 216]], dtype=np.float32)
    assigner = LiveAssigner(get_preset("tutorial"), 800, 800)
    assignment = assigner.assign_anchors(boxes)
    inputs = LayerInputs(
        assigner.config, assigner.grid, assignment, boxes, StageFilters(), labels=("bird",), image_size=(800, 800)
    )
    fit = compute_shape_fit(assigner.grid, assignment, boxes, 0)
    text = plain(build_box_card(inputs, 0, -1))
    assert fit.match is BoxMatch.RESCUED
    assert tr(NO_SHAPE_FITS_TEXT).format(iou=f"{fit.centered_iou:.2f}") in text


def test_that_a_box_at_the_border_learns_that_the_better_anchor_was_left_out() -> None:
    boxes = np.asarray([[700, 300, 800, 428]], dtype=np.float32)
    assigner = LiveAssigner(get_preset("tutorial"), 800, 800)
    inputs = LayerInputs(
        assigner.config, assigner.grid, assigner.assign_anchors(boxes), boxes, StageFilters(), labels=("car",),
        image_size=(800, 800),
    )  # fmt: skip
    assert has_sentence(plain(build_box_card(inputs, 0, -1)), tr(BETTER_ANCHOR_OUTSIDE_TEXT))


def test_that_names_cannot_become_markup(qtbot: QtBot) -> None:
    card = Card("<b>")
    card.add_line(fill_html("{box} & more", box=format_link("box", 0, "<i>cat</i>")))
    assert plain(card.html).split("\n") == ["<b>", "<i>cat</i> & more"]
