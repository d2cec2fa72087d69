"""Which RoIs train the head."""

from __future__ import annotations

import torch

from detector.config import ProposalTargetConfig
from detector.stages.boxes import box_iou, decode_deltas
from detector.stages.proposal_targets import INJECTED, ProposalTargets, build_proposal_targets
from tests.detector.stages.test_boxes import random_boxes

BOXES = torch.tensor([[30.0, 20, 500, 400], [400.0, 300, 600, 500]])
LABELS = torch.tensor([6, 8])


def near(box: torch.Tensor, count: int, seed: int) -> torch.Tensor:
    noise = torch.rand(count, 4, generator=torch.Generator().manual_seed(seed)) * 20 - 10
    return box + noise


def targets_of(proposals: torch.Tensor, config: ProposalTargetConfig | None = None) -> ProposalTargets:
    generator = torch.Generator().manual_seed(0)
    return build_proposal_targets(proposals, BOXES, LABELS, config or ProposalTargetConfig(), generator)


def test_that_at_most_a_quarter_is_positive_and_negatives_fill_128() -> None:
    proposals = torch.cat((near(BOXES[0], 100, 0), random_boxes(500, 1, size=300)))
    targets = targets_of(proposals)
    assert len(targets.boxes) == 128
    assert targets.positives == 32
    assert (targets.labels[:32] > 0).all()
    assert not targets.labels[32:].any()


def test_that_fewer_positives_are_left_as_they_are() -> None:
    far = torch.tensor([[600.0, 0, 700, 100]]).repeat(300, 1)
    targets = targets_of(torch.cat((near(BOXES[1], 5, 0), far)))
    assert targets.positives == 5
    assert len(targets.boxes) == 128


def test_that_labels_and_deltas_are_those_of_the_best_overlapping_box() -> None:
    targets = targets_of(torch.cat((near(BOXES[0], 9, 2), near(BOXES[1], 9, 3), random_boxes(300, 4))))
    overlap = box_iou(targets.boxes, BOXES)
    positive = slice(targets.positives)
    assert torch.equal(targets.labels[positive], LABELS[overlap.argmax(dim=1)][positive])
    reached = decode_deltas(targets.deltas[positive], targets.boxes[positive])
    torch.testing.assert_close(reached, BOXES[targets.matched_box[positive]], atol=1e-3, rtol=0)
    assert not targets.deltas[targets.positives :].any()


def test_that_an_iou_of_exactly_one_half_is_positive() -> None:
    half = torch.tensor([[400.0, 300, 500, 500]])
    assert box_iou(half, BOXES)[0, 1].item() == 0.5
    assert targets_of(half).labels.tolist() == [8]


def test_that_the_low_threshold_keeps_out_what_overlaps_too_little() -> None:
    proposals = torch.tensor([[700.0, 0, 790, 90], [400.0, 300, 460, 500]])
    targets = targets_of(proposals, ProposalTargetConfig(negative_iou_low=0.1))
    assert targets.proposal.tolist() == [1]


def test_that_deltas_are_divided_by_their_deviations() -> None:
    proposals = near(BOXES[0], 3, 5)
    plain = targets_of(proposals)
    scaled = targets_of(proposals, ProposalTargetConfig(delta_std=(0.1, 0.1, 0.2, 0.2)))
    torch.testing.assert_close(scaled.deltas * torch.tensor([0.1, 0.1, 0.2, 0.2]), plain.deltas)


def test_that_injected_ground_truth_is_reported_from_proposals() -> None:
    far = torch.tensor([[700.0, 0, 790, 90]])
    targets = targets_of(far, ProposalTargetConfig(append_ground_truth=True))
    assert targets.proposal.tolist() == [INJECTED, INJECTED, 0]
    assert targets.labels.tolist() == [6, 8, 0]


def test_that_an_image_without_boxes_gives_background_only() -> None:
    nothing = torch.zeros(0, 4), torch.zeros(0, dtype=torch.int64)
    targets = build_proposal_targets(random_boxes(300, 6), *nothing, ProposalTargetConfig())
    assert len(targets.boxes) == 128
    assert targets.positives == 0
