"""What is shown is what trains."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.config import get_preset
from detector.outcomes import AnchorLabel, AnchorReason, DetectionFate, ProposalFate
from detector.trace.funnel import compute_funnel
from detector.trace.live_assigner import LiveAssigner
from detector.trace.live_stages import LiveStages, trace_image
from detector.trace.nms_steps import NmsSteps
from detector.trace.provenance import build_box_provenances
from detector.trace.schema import LOSS_NAMES, StageTrace
from detector.trace.stage_query import StageQuery
from tests.detector.small import SMALL, small_image, small_model, small_target
from tests.detector.tutorial_reference import BOXES_XY


@pytest.fixture(scope="module")
def trace() -> StageTrace:
    return trace_image(small_model(), small_image(), small_target(), seed=7)


def test_that_a_trace_equals_a_training_step_item_by_item(trace: StageTrace) -> None:
    model = small_model().eval()  # the mode in which batch norm does not change; the limits are those of training
    with torch.no_grad():
        result = model([small_image()], [small_target()], [torch.Generator().manual_seed(7)], training_limits=True)
    stages = result.stages[0]
    assert stages.anchor_targets is not None
    assert stages.proposal_targets is not None
    np.testing.assert_array_equal(trace.assignment.label, stages.anchor_targets.assignment.label)
    np.testing.assert_array_equal(trace.assignment.reason, stages.anchor_targets.assignment.reason)
    np.testing.assert_array_equal(trace.assignment.sampled, stages.anchor_targets.sampled)
    np.testing.assert_array_equal(trace.assignment.matched_box, stages.anchor_targets.assignment.matched_box)
    np.testing.assert_array_equal(trace.proposals.targets, stages.anchor_targets.deltas)
    np.testing.assert_array_equal(trace.proposals.deltas, stages.deltas)
    np.testing.assert_array_equal(trace.proposals.fate, stages.proposals.fate)
    for name in ("labels", "matched_box", "iou", "proposal"):
        np.testing.assert_array_equal(getattr(trace.rois, name), getattr(stages.proposal_targets, name), err_msg=name)
    for key, name in LOSS_NAMES.items():
        assert trace.losses[name] == pytest.approx(result.losses[key].item(), rel=1e-5)


def test_that_counts_add_up(trace: StageTrace) -> None:
    summary = trace.summarize_counts()
    anchors, assignment, proposals = (summary[key] for key in ("anchors", "assignment", "proposals"))
    assert sum(assignment[key] for key in ("positive", "negative", "between", "outside")) == anchors["total"]
    assert anchors["inside"] == anchors["total"] - assignment["outside"]
    assert sum(proposals[fate.name.lower()] for fate in ProposalFate) == proposals["decoded"] == anchors["total"]
    assert sum(assignment["positives_per_box"]) == assignment["positive"]
    losses = summary["losses"]
    assert losses["total"] == pytest.approx(sum(losses[name] for name in LOSS_NAMES.values()))


@st.composite
def settings_and_boxes(draw: st.DrawFn) -> StageQuery:
    """Thresholds, limits and boxes of any kind: none, smaller than a stride, as large as the image, many."""
    low = draw(st.floats(0.05, 0.6))
    config = replace(
        SMALL,
        anchor_targets=replace(
            SMALL.anchor_targets,
            negative_iou=low,
            positive_iou=draw(st.floats(low, 0.95)),
            samples=draw(st.integers(2, 64)),
        ),
        proposals=replace(
            SMALL.proposals,
            nms_iou=draw(st.floats(0.05, 0.95)),
            min_size=draw(st.sampled_from([0.0, 2.0, 40.0, 1000.0])),
            pre_nms_train=draw(st.integers(1, 300)),
            post_nms_train=draw(st.integers(1, 60)),
        ),
        detection=replace(SMALL.detection, score=draw(st.floats(0.0, 0.6)), nms_iou=draw(st.floats(0.1, 0.9))),
    )
    side = st.one_of(st.floats(0.3, 12.0), st.floats(12.0, 90.0))
    boxes = draw(st.lists(st.tuples(st.floats(0, 127), st.floats(0, 95), side, side), max_size=12))
    corners = tuple((x, y, min(x + w, 128.0), min(y + h, 96.0)) for x, y, w, h in boxes)
    labels = tuple(draw(st.integers(1, 2)) for _ in corners)
    return StageQuery(config, corners, labels, draw(st.integers(0, 99)), draw(st.booleans()))


@pytest.fixture(scope="module")
def live() -> LiveStages:
    return LiveStages(small_model(), small_image())


@settings(max_examples=60, deadline=None)
@given(query=settings_and_boxes())
def test_that_every_anchor_has_one_reason_and_every_candidate_one_fate(live: LiveStages, query: StageQuery) -> None:
    trace = live.compute_trace(query)
    total, assignment, limits = len(trace.anchors), trace.assignment, query.config.proposals
    assert sum(assignment.count_reason(reason) for reason in AnchorReason) == total
    assert int(assignment.positives_per_box.sum()) == int((assignment.label == AnchorLabel.POSITIVE).sum())
    assert not (assignment.sampled & (assignment.label == AnchorLabel.IGNORED)).any()
    assert assignment.sampled.sum() <= query.config.anchor_targets.samples
    fates = {fate: int((trace.proposals.fate == fate).sum()) for fate in ProposalFate}
    assert sum(fates.values()) == total
    assert fates[ProposalFate.KEPT] == len(trace.proposals.kept)
    entered = total - fates[ProposalFate.BELOW_PRE_TOP_K] - fates[ProposalFate.TOO_SMALL]
    steps = NmsSteps(trace)
    assert entered == len(steps) + int(steps.suppressed_counts.sum())
    assert entered <= (limits.pre_nms_train if query.training else limits.pre_nms_test)
    assert sum((trace.detections.fate == fate).sum() for fate in DetectionFate) == trace.detections.fate.size
    assert len(build_box_provenances(trace)) == len(query.boxes)
    for row in compute_funnel(trace):
        assert row.best_iou.shape == (len(query.boxes),)


def test_that_the_trace_is_in_pixels_of_the_image() -> None:
    small = trace_image(small_model(), small_image(), small_target())
    image = torch.nn.functional.interpolate(small_image()[None], scale_factor=3)[0]
    target = small_target()
    target["boxes"] = target["boxes"] * 3
    large = trace_image(small_model(), image, target)
    np.testing.assert_allclose(large.anchors, small.anchors * 3, rtol=1e-5)
    assert large.proposals.decoded[:, 2].max() > 200


def test_that_tracing_leaves_the_mode_of_the_model() -> None:
    model = small_model().train()
    trace_image(model, small_image(), small_target())
    assert model.training


def test_that_live_assignment_gives_the_tutorials_counts() -> None:
    trace = LiveAssigner(get_preset("tutorial"), 800, 800).assign_anchors(BOXES_XY)
    assert trace.count_reason(AnchorReason.POSITIVE_BEST_FOR_BOX) == 18
    assert trace.count_reason(AnchorReason.NEGATIVE_LOW_IOU) == 7_690
    assert trace.count_reason(AnchorReason.IGNORED_BETWEEN) == 1_232


def test_that_live_assignment_equals_that_of_the_full_trace(trace: StageTrace) -> None:
    live = LiveAssigner(SMALL, 128, 96, seed=7).assign_anchors(small_target()["boxes"].numpy())
    np.testing.assert_array_equal(live.reason, trace.assignment.reason)
    np.testing.assert_array_equal(live.sampled, trace.assignment.sampled)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(-30, 30), st.integers(-30, 30)), max_size=8))
def test_that_a_drag_recomputes_what_it_changes_and_nothing_is_stale(moves: list[tuple[int, int, int]]) -> None:
    boxes = np.asarray([[10, 10, 42, 42], [60, 20, 100, 60], [30, 50, 70, 90]], dtype=np.float32)
    live = LiveAssigner(SMALL, 128, 96)
    live.assign_anchors(boxes)
    for box, dx, dy in moves:
        boxes = boxes.copy()
        boxes[box] += (dx, dy, dx, dy)
        moved = live.assign_anchors(boxes)
        fresh = LiveAssigner(SMALL, 128, 96).assign_anchors(boxes)
        np.testing.assert_array_equal(moved.reason, fresh.reason)
        for name in ("best_iou", "matched_box", "box_best_iou", "positives_per_box", "sampled"):
            np.testing.assert_array_equal(getattr(moved, name), getattr(fresh, name), err_msg=name)


def test_that_other_rules_need_no_other_assigner_and_other_anchors_do() -> None:
    live = LiveAssigner(SMALL, 128, 96)
    boxes = small_target()["boxes"].numpy()
    live.assign_anchors(boxes)
    rules = replace(SMALL, anchor_targets=replace(SMALL.anchor_targets, positive_iou=0.4, negative_iou=0.1))
    assert live.change_settings(rules, seed=5)
    np.testing.assert_array_equal(
        live.assign_anchors(boxes).sampled, LiveAssigner(rules, 128, 96, 5).assign_anchors(boxes).sampled
    )
    assert not live.change_settings(replace(SMALL, anchors=replace(SMALL.anchors, scales=(1.0, 3.0))), seed=5)
