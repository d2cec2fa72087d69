"""Anchor targets: the tutorial's numbers by value, and one test for each known slip."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.config import AnchorConfig, AnchorTargetConfig, get_preset
from detector.outcomes import AnchorLabel, AnchorReason
from detector.stages import anchor_targets as anchor_targets_module
from detector.stages.anchor_targets import (
    AnchorTargets,
    assign_anchors,
    build_anchor_targets,
    compute_anchor_iou,
    sample_anchors,
    summarize_iou,
)
from detector.stages.anchors import base_anchors, shift_base_anchors
from detector.stages.boxes import box_iou, decode_deltas, is_inside
from detector.trace import live_overlaps
from detector.trace.live_assigner import LiveAssigner
from tests.detector.tutorial_reference import BOXES_XY, BOXES_YX, IMAGE_SIZE, anchors_yx, iou_loop

CONFIG = AnchorTargetConfig()


def grid(dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return shift_base_anchors(base_anchors(AnchorConfig(), 16).to(dtype), 50, 50, 16)


def targets_of(boxes: torch.Tensor, size: int = IMAGE_SIZE, seed: int = 0) -> AnchorTargets:
    return build_anchor_targets(grid(boxes.dtype), boxes, size, size, CONFIG, torch.Generator().manual_seed(seed))


@pytest.fixture(scope="module")
def tutorial() -> AnchorTargets:
    return targets_of(torch.from_numpy(BOXES_XY))


def reasons(targets: AnchorTargets) -> dict[AnchorReason, int]:
    counts = torch.bincount(targets.assignment.reason.long(), minlength=len(AnchorReason)).tolist()
    return dict(zip(AnchorReason, counts, strict=True))


def test_that_the_tutorials_best_ious_come_out(tutorial: AnchorTargets) -> None:
    np.testing.assert_allclose(tutorial.assignment.box_best_iou, [0.68130493, 0.61035156], rtol=0, atol=1e-7)


def test_that_the_tutorials_counts_come_out(tutorial: AnchorTargets) -> None:
    assert reasons(tutorial) == {
        AnchorReason.POSITIVE_IOU: 0,
        AnchorReason.POSITIVE_BEST_FOR_BOX: 18,
        AnchorReason.NEGATIVE_LOW_IOU: 7_690,
        AnchorReason.IGNORED_BETWEEN: 1_232,
        AnchorReason.IGNORED_OUTSIDE: 13_560,
    }
    assert tutorial.assignment.positives_per_box().tolist() == [2, 16]


def test_that_the_positives_are_the_anchors_the_tutorial_printed(tutorial: AnchorTargets) -> None:
    printed = [2262, 2508, 5620, 5628, 5636, 5644, 5866, 5874, 5882, 5890, 6112, 6120, 6128, 6136, 6358, 6366, 6374]
    printed.append(6382)
    theirs = anchors_yx()
    inside = (theirs[:, :2] >= 0).all(axis=1) & (theirs[:, 2:] <= IMAGE_SIZE).all(axis=1)
    column_order = np.nonzero(inside)[0][printed]
    ours = grid()[tutorial.assignment.label == AnchorLabel.POSITIVE].numpy()
    expected = theirs[column_order][:, [1, 0, 3, 2]]
    assert sorted(map(tuple, ours.round(3))) == sorted(map(tuple, expected.round(3)))


def test_that_the_deltas_of_the_first_inside_anchors_are_the_printed_ones(tutorial: AnchorTargets) -> None:
    printed_yx = [
        [0.5855727, 2.3091455, 0.7415673, 1.647276],
        [0.49718437, 2.3091455, 0.7415673, 1.647276],
        [0.40879607, 2.3091455, 0.7415673, 1.647276],
    ]
    by_column = tutorial.deltas.reshape(50, 50, 9, 4).transpose(0, 1).reshape(-1, 4)
    inside = is_inside(grid(), IMAGE_SIZE, IMAGE_SIZE).reshape(50, 50, 9).transpose(0, 1).reshape(-1)
    np.testing.assert_allclose(by_column[inside][:3][:, [1, 0, 3, 2]], printed_yx, rtol=1e-5)


def test_that_the_sample_is_18_positives_and_238_negatives(tutorial: AnchorTargets) -> None:
    labels = tutorial.assignment.label[tutorial.sampled]
    assert int((labels == AnchorLabel.POSITIVE).sum()) == 18
    assert int((labels == AnchorLabel.NEGATIVE).sum()) == 238


def test_that_negatives_fill_what_positives_leave() -> None:
    """The tutorial multiplies where it means to subtract: n_sample * n_pos would sample 24 negatives here."""
    label = torch.zeros(100, dtype=torch.int8)
    label[:3] = AnchorLabel.POSITIVE
    sampled = sample_anchors(label, AnchorTargetConfig(samples=8, positive_fraction=0.5), None)
    assert (int(sampled[:3].sum()), int(sampled[3:].sum())) == (3, 5)


def test_that_positives_are_limited_to_their_fraction() -> None:
    targets = targets_of(torch.tensor([[x, y, x + 128.0, y + 128.0] for x in range(8, 600, 16) for y in (8, 200, 408)]))
    assert int((targets.assignment.label == AnchorLabel.POSITIVE).sum()) > 128
    assert int(targets.sampled_positive.sum()) == 128
    assert int(targets.sampled.sum()) == 256


def test_that_a_box_no_anchor_overlaps_makes_no_ties() -> None:
    """With IoU 0 as the best, every anchor elsewhere would be 'as good' and positive."""
    targets = targets_of(torch.tensor([[0.0, 0.0, 3.0, 3.0]]))
    assert targets.assignment.box_best_iou.tolist() == [0.0]
    assert int((targets.assignment.label == AnchorLabel.POSITIVE).sum()) == 0


def test_that_an_image_without_boxes_has_only_negatives_inside() -> None:
    targets = targets_of(torch.zeros(0, 4))
    assert reasons(targets)[AnchorReason.NEGATIVE_LOW_IOU] == 8_940
    assert int(targets.sampled.sum()) == 256
    assert not targets.deltas.any()
    assert (targets.assignment.matched_box == -1).all()


def test_that_an_image_smaller_than_every_anchor_has_nothing_to_sample() -> None:
    anchors = shift_base_anchors(base_anchors(AnchorConfig(), 16), 2, 2, 16)
    targets = build_anchor_targets(anchors, torch.tensor([[2.0, 2, 20, 20]]), 32, 32, CONFIG, None)
    assert int(targets.sampled.sum()) == 0


def test_that_a_zero_width_box_gets_no_positive_anchor() -> None:
    targets = targets_of(torch.tensor([[100.0, 100, 100, 300]]))
    assert int((targets.assignment.label == AnchorLabel.POSITIVE).sum()) == 0


@pytest.mark.parametrize("shift", [0.0, 0.1, 3.7, 11.3])
def test_that_float32_and_float64_find_the_same_ties(shift: float) -> None:
    """Equally good anchors differ in the last bits, differently in each precision; ties must not hang on them."""
    box = torch.tensor([[400.0, 300, 600, 500]], dtype=torch.float64) + shift
    labels = [targets_of(box.to(dtype)).assignment.label for dtype in (torch.float32, torch.float64)]
    assert torch.equal(*labels)


def test_that_irrational_anchor_sides_still_tie() -> None:
    """All 128-pixel anchors that hold this box have one area, so one IoU: ties, whatever rounding says."""
    box = torch.tensor([[300.0, 300, 330, 330]])
    assignment = targets_of(box).assignment
    exact = iou_loop(grid(torch.float64).numpy(), box.double().numpy())[:, 0]
    inside = is_inside(grid(), IMAGE_SIZE, IMAGE_SIZE).numpy()
    expected = inside & (exact >= exact[inside].max() - 1e-7)
    assert expected.sum() > 100
    np.testing.assert_array_equal(assignment.reason.numpy() == AnchorReason.POSITIVE_BEST_FOR_BOX, expected)


def test_that_the_thresholds_include_07_and_exclude_03() -> None:
    iou = torch.tensor([[0.7], [0.6999], [0.3], [0.2999], [0.9]])
    assignment = assign_anchors(iou, torch.ones(5, dtype=torch.bool), CONFIG)
    assert assignment.label.tolist() == [1, -1, -1, 0, 1]


def test_that_outside_anchors_are_ignored_however_well_they_fit() -> None:
    iou = torch.tensor([[0.9], [0.4], [0.1]])
    assignment = assign_anchors(iou, torch.tensor([False, True, True]), CONFIG)
    assert assignment.reason.tolist() == [
        AnchorReason.IGNORED_OUTSIDE,
        AnchorReason.POSITIVE_BEST_FOR_BOX,
        AnchorReason.NEGATIVE_LOW_IOU,
    ]
    assert assignment.box_best_iou.tolist() == pytest.approx([0.4])


def brute_force_reason(overlaps: list[float], inside: bool, best: list[float]) -> AnchorReason:
    if not inside:
        return AnchorReason.IGNORED_OUTSIDE
    if max(overlaps) >= CONFIG.positive_iou:
        return AnchorReason.POSITIVE_IOU
    if any(one > 0 and one >= top - 1e-6 for one, top in zip(overlaps, best, strict=True)):
        return AnchorReason.POSITIVE_BEST_FOR_BOX
    return AnchorReason.NEGATIVE_LOW_IOU if max(overlaps) < CONFIG.negative_iou else AnchorReason.IGNORED_BETWEEN


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 100_000), st.integers(1, 4))
def test_that_every_verdict_is_what_the_rules_say_one_anchor_at_a_time(seed: int, boxes: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    iou = (torch.rand(40, boxes, generator=generator) * 16).round() / 16  # exact in float32, and full of ties
    inside = torch.rand(40, generator=generator) > 0.3
    assignment = assign_anchors(iou, inside, CONFIG)
    best = [max((iou[a, g].item() for a in range(40) if inside[a]), default=0.0) for g in range(boxes)]
    expected = [brute_force_reason(iou[a].tolist(), bool(inside[a]), best) for a in range(40)]
    assert assignment.reason.tolist() == expected


def test_that_one_seed_gives_one_sample_and_another_seed_another() -> None:
    boxes = torch.from_numpy(BOXES_XY)
    assert torch.equal(targets_of(boxes, seed=3).sampled, targets_of(boxes, seed=3).sampled)
    assert not torch.equal(targets_of(boxes, seed=3).sampled, targets_of(boxes, seed=4).sampled)


def test_that_the_deltas_lead_from_each_positive_anchor_to_its_box(tutorial: AnchorTargets) -> None:
    positive = tutorial.assignment.label == AnchorLabel.POSITIVE
    reached = decode_deltas(tutorial.deltas[positive], grid()[positive])
    boxes = torch.from_numpy(BOXES_XY)[tutorial.assignment.matched_box[positive]]
    torch.testing.assert_close(reached, boxes, atol=1e-3, rtol=0)


def test_that_iou_is_the_tutorials_whatever_the_coordinate_order() -> None:
    np.testing.assert_allclose(iou_loop(BOXES_YX, BOXES_YX), iou_loop(BOXES_XY, BOXES_XY))


def test_that_overlaps_with_many_boxes_are_those_of_the_whole_table(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = torch.Generator().manual_seed(3)
    corner = torch.rand(400, 2, generator=generator) * 90
    anchors = torch.cat((corner, corner + 4 + torch.rand(400, 2, generator=generator) * 20), dim=1)
    boxes = torch.cat((anchors[:30], anchors[:5]))  # with ties
    inside = is_inside(anchors, 100, 100)
    whole = summarize_iou(box_iou(anchors, boxes), inside)
    monkeypatch.setattr(anchor_targets_module, "MAX_PAIRS", 1000)
    for pairs in (1, 400, 3000):
        monkeypatch.setattr(anchor_targets_module, "PAIRS_PER_PART", pairs)
        parts = compute_anchor_iou(anchors, boxes, inside)
        for name in ("best_iou", "matched_box", "box_best_iou", "is_best_for_box"):
            assert torch.equal(getattr(parts, name), getattr(whole, name)), name


def test_that_a_live_assignment_of_huge_tables_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    boxes = np.array([[10, 10, 60, 50], [30, 20, 90, 90], [5, 60, 40, 99]], dtype=np.float32)
    config = get_preset("tutorial")
    changes = [boxes, boxes + 3, boxes[:0], boxes[:2], boxes]
    expected = [LiveAssigner(config, 100, 100).assign_anchors(one) for one in changes]
    monkeypatch.setattr(live_overlaps, "MAX_PAIRS", 1)
    live = LiveAssigner(config, 100, 100)
    for one, reference in zip(changes, expected, strict=True):
        found = live.assign_anchors(one)
        np.testing.assert_array_equal(found.reason, reference.reason)
        np.testing.assert_array_equal(found.matched_box, reference.matched_box)
