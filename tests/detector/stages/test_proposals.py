"""The proposal layer: NMS against a loop, fates that add up, and who suppressed whom."""

from __future__ import annotations

from dataclasses import replace

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.config import ProposalConfig
from detector.outcomes import ProposalFate
from detector.stages.boxes import box_iou
from detector.stages.proposals import Proposals, find_suppressors, generate_proposals
from tests.detector.stages.test_boxes import random_boxes
from tests.detector.tutorial_reference import nms_loop

CONFIG = ProposalConfig(nms_iou=0.5, min_size=16, pre_nms_train=60, post_nms_train=12, pre_nms_test=30, post_nms_test=5)


def proposed(anchors: torch.Tensor, scores: torch.Tensor, config: ProposalConfig = CONFIG) -> Proposals:
    return generate_proposals(
        anchors, scores, torch.zeros_like(anchors), [len(anchors)], 400, 400, config, training=True
    )


def random_case(seed: int, count: int = 100) -> tuple[torch.Tensor, torch.Tensor]:
    return random_boxes(count, seed), torch.randn(count, generator=torch.Generator().manual_seed(seed))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 100_000))
def test_that_kept_proposals_are_those_of_the_tutorials_steps_one_by_one(seed: int) -> None:
    anchors, scores = random_case(seed)
    clipped = anchors.clamp(0, 400)
    large = [i for i in range(100) if min(clipped[i, 2] - clipped[i, 0], clipped[i, 3] - clipped[i, 1]) >= 16]
    best = sorted(large, key=lambda i: -scores[i].item())[:60]
    kept = [best[i] for i in nms_loop(clipped[best].numpy(), scores[best].numpy(), 0.5)][:12]
    result = proposed(anchors, scores)
    assert result.anchor.tolist() == kept
    torch.testing.assert_close(result.boxes, clipped[kept])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 100_000))
def test_that_every_candidate_has_one_fate_and_the_fates_add_up(seed: int) -> None:
    anchors, scores = random_case(seed)
    result = proposed(anchors, scores)
    counts = torch.bincount(result.fate.long(), minlength=len(ProposalFate))
    assert int(counts.sum()) == 100
    assert int(counts[ProposalFate.KEPT]) == len(result.boxes)
    entered = counts[ProposalFate.KEPT] + counts[ProposalFate.SUPPRESSED] + counts[ProposalFate.BELOW_POST_TOP_K]
    assert int(entered) == min(60, 100 - int(counts[ProposalFate.TOO_SMALL]))


def test_that_an_overlap_of_exactly_the_threshold_survives() -> None:
    """IoU 0.5 at a threshold of 0.5: suppression needs more, and no +1 may push it over."""
    anchors = torch.tensor([[0.0, 0, 32, 32], [0.0, 0, 32, 64]])
    result = proposed(anchors, torch.tensor([1.0, 0.5]))
    assert box_iou(anchors, anchors)[0, 1].item() == 0.5
    assert result.anchor.tolist() == [0, 1]
    assert proposed(anchors, torch.tensor([1.0, 0.5]), ProposalConfig(nms_iou=0.499)).anchor.tolist() == [0]


def test_that_a_side_of_exactly_min_size_is_large_enough() -> None:
    anchors = torch.tensor([[0.0, 0, 16, 16], [100.0, 100, 115.9, 200]])
    assert proposed(anchors, torch.zeros(2)).fate.tolist() == [ProposalFate.KEPT, ProposalFate.TOO_SMALL]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 100_000))
def test_that_a_suppressor_survived_scored_more_and_overlaps_more_than_the_threshold(seed: int) -> None:
    anchors, scores = random_case(seed)
    result = proposed(anchors, scores)
    by, at = find_suppressors(result, scores, [len(scores)], 0.5)
    overlap = box_iou(result.decoded, result.decoded)
    for row in range(100):
        if result.fate[row] != ProposalFate.SUPPRESSED:
            assert (by[row], at[row]) == (-1, 0)
            continue
        suppressor = int(by[row])
        assert suppressor in result.survivors.tolist()
        assert scores[suppressor] >= scores[row]
        assert at[row] > 0.5
        torch.testing.assert_close(at[row], overlap[row, suppressor])


def test_that_testing_and_training_have_their_own_limits() -> None:
    anchors, scores = random_case(5)
    result = generate_proposals(
        anchors, scores, torch.zeros_like(anchors), [len(anchors)], 400, 400, CONFIG, training=False
    )
    assert len(result.boxes) == 5


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 100_000))
def test_that_each_level_of_a_pyramid_takes_its_best_and_suppresses_its_own(seed: int) -> None:
    anchors, scores = random_case(seed)
    counts, config = [70, 30], replace(CONFIG, pre_nms_train=40, post_nms_train=1_000)
    together = generate_proposals(anchors, scores, torch.zeros_like(anchors), counts, 400, 400, config, training=True)
    parts = (slice(0, 70), slice(70, 100))
    alone = [proposed(anchors[rows], scores[rows], config).anchor + rows.start for rows in parts]
    assert sorted(together.anchor.tolist()) == sorted(torch.cat(alone).tolist())
    by, at = find_suppressors(together, scores, counts, 0.5)
    suppressed = (by >= 0).nonzero().flatten()
    assert ((suppressed < 70) == (by[suppressed] < 70)).all()
    assert (at[suppressed] > 0.5).all()


def test_that_small_candidates_may_take_up_places_among_the_best() -> None:
    """torchvision's order: first the best, of whatever size, then the small ones leave."""
    anchors = torch.tensor([[0.0, 0, 5, 5], [100.0, 100, 200, 200], [300.0, 300, 390, 390]])
    scores = torch.tensor([3.0, 2.0, 1.0])
    config = replace(CONFIG, pre_nms_train=2)
    assert proposed(anchors, scores, config).anchor.tolist() == [1, 2]
    late = proposed(anchors, scores, replace(config, filter_small_before_topk=False))
    assert late.anchor.tolist() == [1]
    assert late.fate.tolist() == [ProposalFate.TOO_SMALL, ProposalFate.KEPT, ProposalFate.BELOW_PRE_TOP_K]
