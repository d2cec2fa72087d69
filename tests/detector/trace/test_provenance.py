"""The provenance of one anchor, one box, one step of NMS and one stage, against loops over the trace's arrays."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from detector.errors import UserFacingError
from detector.outcomes import AnchorLabel, AnchorReason, BoxMatch, FunnelStage, MissCause, ProposalFate
from detector.trace.difference import compare_traces
from detector.trace.feature_maps import compute_channel_statistics, render_channel
from detector.trace.funnel import compute_best_iou_by_count, compute_funnel
from detector.trace.live_stages import LiveStages
from detector.trace.nms_steps import TIE_IOU, NmsSteps
from detector.trace.provenance import build_anchor_provenance, build_box_provenances, find_anchors_at
from detector.trace.schema import StageTrace
from detector.trace.shape_fit import find_best_boxes
from detector.trace.stage_query import StageQuery
from detector.trace.trace_file import load_trace, save_trace
from tests.detector.small import SMALL, small_image, small_model, small_target
from tests.detector.trace.test_live_stages import assert_equal

CONFIG = replace(SMALL, detection=replace(SMALL.detection, score=0.05))


def traced(boxes: list[list[float]] | None = None, labels: list[int] | None = None, seed: int = 3) -> StageTrace:
    target = small_target()
    own = target["boxes"].numpy() if boxes is None else np.asarray(boxes, dtype=np.float32).reshape(-1, 4)
    classes = target["labels"].numpy() if labels is None else np.asarray(labels, dtype=np.int64)
    return LiveStages(small_model(), small_image()).compute_trace(StageQuery.from_arrays(CONFIG, own, classes, seed))


@pytest.fixture(scope="module")
def trace() -> StageTrace:
    return traced()


def iou(a: np.ndarray, b: np.ndarray) -> float:
    width = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    height = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - width * height
    return float(width * height / union) if union > 0 else 0.0


def test_that_the_provenance_of_an_anchor_is_that_of_the_arrays(trace: StageTrace) -> None:
    for row in range(0, len(trace.anchors), 7):
        provenance = build_anchor_provenance(trace, row)
        assert provenance.iou == pytest.approx([iou(provenance.box, box) for box in trace.true_boxes], abs=1e-5)
        assert provenance.reason == trace.assignment.reason[row]
        assert provenance.fate == trace.proposals.fate[row]
        assert (provenance.roi is not None) == (provenance.fate == ProposalFate.KEPT)
        if provenance.reason is AnchorReason.POSITIVE_BEST_FOR_BOX:
            assert find_best_boxes(provenance.iou, trace.assignment)
        if provenance.fate is ProposalFate.SUPPRESSED:
            by = build_anchor_provenance(trace, provenance.suppressed_by)
            assert iou(provenance.decoded, by.decoded) == pytest.approx(provenance.suppressed_iou, abs=1e-4)
            assert by.objectness >= provenance.objectness


def test_that_links_lead_from_anchor_to_proposal_to_roi_to_detection_and_back(trace: StageTrace) -> None:
    assert len(trace.detections)
    for detection, place in enumerate(trace.detections.roi.tolist()):
        anchor = int(trace.proposals.kept[place])
        provenance = build_anchor_provenance(trace, anchor)
        assert provenance.roi is not None
        assert provenance.roi.row == place
        assert detection in np.flatnonzero(trace.detections.roi == provenance.roi.row)
    for row, place in enumerate(trace.rois.proposal.tolist()):
        if place >= 0:
            provenance = build_anchor_provenance(trace, int(trace.proposals.kept[place]))
            assert provenance.roi is not None
            assert provenance.roi.sampled_row == row


def test_that_there_is_no_provenance_of_an_anchor_that_is_not_there(trace: StageTrace) -> None:
    for row in (-1, len(trace.anchors)):
        with pytest.raises(IndexError, match="no anchor"):
            build_anchor_provenance(trace, row)


def test_that_the_provenance_of_a_box_names_the_best_of_each_stage(trace: StageTrace) -> None:
    for provenance in build_box_provenances(trace):
        true = trace.true_boxes[provenance.box]
        inside = [iou(anchor, true) if ok else 0.0 for anchor, ok in zip(trace.anchors, trace.inside, strict=True)]
        kept = trace.proposals.decoded[trace.proposals.kept]
        assert provenance.best_proposal.iou == pytest.approx(max(iou(box, true) for box in kept), abs=1e-5)
        assert provenance.best_roi.iou == pytest.approx(1.0, abs=1e-5)  # the box itself is among the RoIs
        assert len(provenance.positives) == trace.assignment.positives_per_box[provenance.box] > 0
        by_iou = max(inside) >= CONFIG.anchor_targets.positive_iou
        assert provenance.match is (BoxMatch.MATCHED if by_iou else BoxMatch.RESCUED)
        assert (provenance.miss_cause is None) == (provenance.detection.iou >= 0.5)


def test_that_a_box_smaller_than_a_stride_is_rescued_and_lost_by_the_candidates() -> None:
    (provenance,) = build_box_provenances(traced([[0.0, 0.0, 0.4, 0.4]], [1]))
    assert provenance.match is BoxMatch.RESCUED
    assert provenance.miss_cause is MissCause.PROPOSAL_BOX
    assert provenance.best_candidate.iou < 0.5


def test_that_a_box_that_no_inside_anchor_touches_is_unmatched() -> None:
    trace = traced([[10.0, 10, 42, 42]], [1])
    reason = np.where(trace.assignment.label == AnchorLabel.POSITIVE, AnchorReason.IGNORED_OUTSIDE, 2).astype(np.int8)
    label = np.where(trace.assignment.label == AnchorLabel.POSITIVE, AnchorLabel.IGNORED, 0).astype(np.int8)
    (provenance,) = build_box_provenances(
        replace(trace, assignment=replace(trace.assignment, reason=reason, label=label))
    )
    assert provenance.match is BoxMatch.UNMATCHED
    assert len(provenance.positives) == 0


def test_that_an_image_without_boxes_has_a_trace_and_no_stories() -> None:
    trace = traced([], [])
    assert build_box_provenances(trace) == []
    assert build_anchor_provenance(trace, 0).iou.shape == (0,)
    assert [row.recall for row in compute_funnel(trace)] == [None] * (len(FunnelStage) - 1)
    assert len(NmsSteps(trace)) > 0


def test_that_a_click_lists_what_lies_under_it_the_most_informative_first(trace: StageTrace) -> None:
    rows = find_anchors_at(trace.anchors, trace.assignment, 26, 26)
    under = [row for row, (x1, y1, x2, y2) in enumerate(trace.anchors) if x1 <= 26 < x2 and y1 <= 26 < y2]
    assert sorted(rows.tolist()) == under
    labels = trace.assignment.label[rows] == AnchorLabel.POSITIVE
    assert labels.any()
    assert not labels[np.argmin(labels) :].any()
    some = np.asarray(under[:5])
    assert set(find_anchors_at(trace.anchors, trace.assignment, 26, 26, some).tolist()) == set(some.tolist())


def test_that_the_steps_of_nms_kill_everything_that_it_killed_once(trace: StageTrace) -> None:
    steps = NmsSteps(trace)
    fates = trace.proposals.fate
    survived = (fates == ProposalFate.KEPT) | (fates == ProposalFate.BELOW_POST_TOP_K)
    assert len(steps) == survived.sum()
    killed = np.concatenate([steps[at].suppressed for at in range(len(steps))])
    assert sorted(killed.tolist()) == np.flatnonzero(fates == ProposalFate.SUPPRESSED).tolist()
    scores = [steps[at].score for at in range(len(steps))]
    assert scores == sorted(scores, reverse=True)
    assert sorted(steps.find_remaining(len(steps) - 1).tolist()) == sorted(steps.survivors.tolist())
    assert steps.suppressed_counts.tolist() == [len(steps[at].suppressed) for at in range(len(steps))]
    for at in range(len(steps)):
        step = steps[at]
        for row, box in zip(step.suppressed, step.better, strict=True):
            fits = [iou(trace.proposals.decoded[row], true) for true in trace.true_boxes]
            kept = [
                max(iou(trace.proposals.decoded[one], true) for one in steps.survivors) for true in trace.true_boxes
            ]
            best = int(np.argmax(fits))
            assert box == (best if fits[best] >= 0.5 and fits[best] > kept[best] + TIE_IOU else -1)


def suppress_beside(trace: StageTrace, survivors: list[float], suppressed: list[tuple[float, int]]) -> NmsSteps:
    """One object and candidates that cover these shares of it; each suppressed one names its suppressor."""
    count = len(survivors) + len(suppressed)
    shares = [*survivors, *(share for share, _ in suppressed)]
    decoded = trace.proposals.decoded.copy()
    decoded[:count] = [(10, 10, 10 + 40 * share, 40) for share in shares]
    fate = np.full(len(decoded), ProposalFate.BELOW_PRE_TOP_K)
    fate[: len(survivors)], fate[len(survivors) : count] = ProposalFate.KEPT, ProposalFate.SUPPRESSED
    by = np.full(len(decoded), -1)
    by[len(survivors) : count] = [row for _, row in suppressed]
    objectness = np.linspace(0.9, 0.1, len(decoded), dtype=np.float32)
    proposals = replace(trace.proposals, decoded=decoded, fate=fate, suppressed_by=by, objectness=objectness)
    one = np.array([[10, 10, 50, 40]], dtype=np.float32)
    return NmsSteps(replace(trace, proposals=proposals, true_boxes=one, true_labels=np.array([1])))


def test_that_mistakes_of_nms_are_ranked_by_what_they_cost(trace: StageTrace) -> None:
    steps = suppress_beside(trace, [0.3, 0.55, 0.6], [(0.7, 1), (0.95, 2), (0.62, 0), (0.4, 0)])
    assert steps.mistakes.tolist() == [2, 1, 0]
    assert [steps[at].losses.max().round(2) for at in (0, 1, 2)] == pytest.approx([0.02, 0.1, 0.35])


def test_that_nms_makes_no_mistake_where_a_survivor_fits_as_well(trace: StageTrace) -> None:
    steps = suppress_beside(trace, [0.55, 0.9], [(0.9, 0), (0.905, 0), (0.8, 1)])
    assert len(steps.mistakes) == 0
    assert (steps[0].better == -1).all()
    assert steps[0].losses.max() == 0


def test_that_a_mistake_that_loses_an_object_comes_first(trace: StageTrace) -> None:
    only = suppress_beside(trace, [0.2, 0.45], [(0.52, 1), (0.55, 0)])
    assert only.mistakes.tolist() == [0, 1]


def test_that_a_stage_recalls_no_more_than_the_one_before_among_candidates(trace: StageTrace) -> None:
    rows = compute_funnel(trace)
    assert [row.stage for row in rows] == [stage for stage in FunnelStage if stage is not FunnelStage.MASKS]
    counts = {row.stage: row.count for row in rows}
    assert counts[FunnelStage.ANCHORS] == counts[FunnelStage.DECODED] == len(trace.anchors)
    assert counts[FunnelStage.PROPOSALS] == len(trace.proposals.kept)
    for wide, narrow in itertools.pairwise(rows[1:5]):
        assert wide.count >= narrow.count
        assert (wide.best_iou >= narrow.best_iou).all()
    kept = trace.proposals.decoded[trace.proposals.kept]
    best = [max(iou(box, true) for box in kept) for true in trace.true_boxes]
    assert rows[4].best_iou == pytest.approx(best, abs=1e-5)
    curve = compute_best_iou_by_count(trace, (1, 5, 10_000))
    assert (np.diff(curve, axis=1) >= 0).all()
    np.testing.assert_array_equal(curve[:, -1], rows[3].best_iou)
    survivors = NmsSteps(trace).survivors[:5]
    for row, true in enumerate(trace.true_boxes):
        assert curve[row, 1] == pytest.approx(max(iou(trace.proposals.decoded[at], true) for at in survivors), abs=1e-5)


def test_that_a_trace_comes_back_from_its_file(trace: StageTrace, tmp_path: Path) -> None:
    save_trace(trace, tmp_path / "a.npz", "cat.jpg")
    back, name = load_trace(tmp_path / "a.npz")
    assert name == "cat.jpg"
    assert_equal(back, trace)


@pytest.mark.parametrize("keep", [0, 10, 2_000])
def test_that_a_broken_trace_file_is_named(trace: StageTrace, tmp_path: Path, keep: int) -> None:
    path = tmp_path / "broken.npz"
    save_trace(trace, path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(UserFacingError, match=r"broken\.npz"):
        load_trace(path)
    with pytest.raises(UserFacingError, match=r"none\.npz"):
        load_trace(tmp_path / "none.npz")
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    with pytest.raises(UserFacingError, match=r"other\.npz"):
        load_trace(tmp_path / "other.npz")


def test_that_channels_that_say_nothing_are_marked() -> None:
    level = torch.rand(4, 10, 12)
    level[1] = 0.0
    level[2] = 6.0
    level[2, 0, 0] = 0.0
    marks = compute_channel_statistics(level)
    assert marks.dead.tolist() == [False, True, False, False]
    assert marks.saturated.tolist() == [False, False, True, False]
    assert marks.mean == pytest.approx(level.mean(dim=(1, 2)).numpy(), abs=1e-6)
    image = render_channel(level, 0)
    assert image.shape == (10, 12)
    assert (image.min(), image.max()) == (0, 255)
    assert not render_channel(level, 1).any()


def test_that_two_traces_differ_where_something_changed(trace: StageTrace) -> None:
    same = compare_traces(trace, trace)
    assert same.same_anchors
    assert not len(same.anchors)
    assert not any(map(len, (*same.proposals, *same.detections)))
    other = traced([[10.0, 10, 42, 42]], [1])
    changed = compare_traces(trace, other).anchors
    np.testing.assert_array_equal(changed, np.flatnonzero(trace.assignment.reason != other.assignment.reason))
    assert len(changed)
