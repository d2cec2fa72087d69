from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torchvision
from numpy.typing import NDArray

from detector.config import AnchorConfig, DetectorConfig
from detector.data.labeled_image import LabeledImage
from detector.evaluation.evaluate import build_image_result
from detector.evaluation.image_diagnostics import diagnose_image
from detector.matching.box_overlap import MIN_OBJECT_IOU
from detector.outcomes import MissCause, ProposalFate
from detector.predictor import Predictor
from detector.trace.miss_attribution import find_mask_miss, find_miss_cause
from tests.detector.small import SMALL, SMALL_PYRAMID, small_model

KEPT, BELOW_PRE, TOO_SMALL, SUPPRESSED, BELOW_POST, LOW_SCORE = ProposalFate
REACHING, SHORT_OF, ASIDE = 0.8, 0.45, 0.0
"""IoU of a candidate with the object."""


def lost(
    candidates: list[tuple[float, ProposalFate]], positives: int = 1, dropped: tuple[float, ...] = ()
) -> MissCause:
    """Where the object was lost."""
    reaching = {fate for iou, fate in candidates if iou >= MIN_OBJECT_IOU}
    return find_miss_cause(reaching, positives, any(iou >= MIN_OBJECT_IOU for iou in dropped))


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        ([(SHORT_OF, KEPT), (ASIDE, KEPT)], MissCause.PROPOSAL_BOX),
        ([(SHORT_OF, SUPPRESSED)], MissCause.PROPOSAL_BOX),
        ([(REACHING, TOO_SMALL), (ASIDE, KEPT)], MissCause.PROPOSAL_SIZE),
        ([(REACHING, BELOW_PRE), (ASIDE, KEPT)], MissCause.RPN_SCORE),
        ([(REACHING, BELOW_PRE), (REACHING, TOO_SMALL)], MissCause.RPN_SCORE),
        ([(REACHING, LOW_SCORE), (REACHING, TOO_SMALL)], MissCause.RPN_SCORE),
        ([(REACHING, BELOW_POST), (ASIDE, KEPT)], MissCause.RPN_SCORE),
        # What suppressed it may be the one that survived, and then scored too low to be kept.
        ([(REACHING, BELOW_POST), (REACHING, SUPPRESSED)], MissCause.RPN_SCORE),
        ([(REACHING, SUPPRESSED), (ASIDE, KEPT)], MissCause.RPN_NMS),
        ([(REACHING, SUPPRESSED), (REACHING, BELOW_PRE)], MissCause.RPN_NMS),
        ([(REACHING, SUPPRESSED), (REACHING, TOO_SMALL)], MissCause.RPN_NMS),
        ([(REACHING, KEPT)], MissCause.ROI_HEAD),
        ([(REACHING, KEPT), (REACHING, SUPPRESSED), (REACHING, BELOW_PRE)], MissCause.ROI_HEAD),
    ],
)
def test_that_each_stage_is_derived_from_the_fates_of_candidates_that_reach_the_object(
    candidates: list[tuple[float, ProposalFate]], expected: MissCause
) -> None:
    assert lost(candidates) == expected


@pytest.mark.parametrize("fate", [BELOW_PRE, SUPPRESSED, TOO_SMALL])
def test_that_an_object_without_positive_anchor_was_lost_there(fate: ProposalFate) -> None:
    assert lost([(REACHING, fate)], positives=0) is MissCause.NO_POSITIVE_ANCHOR


def test_that_what_reached_the_head_was_lost_there_whatever_its_anchors() -> None:
    assert lost([(REACHING, KEPT)], positives=0) is MissCause.ROI_HEAD


def test_that_what_the_head_had_found_was_lost_after_it_whatever_its_proposals() -> None:
    assert lost([(REACHING, KEPT)], dropped=(SHORT_OF, REACHING)) is MissCause.FINAL_NMS
    assert lost([(SHORT_OF, KEPT)], positives=0, dropped=(REACHING,)) is MissCause.FINAL_NMS
    assert lost([(REACHING, KEPT)], dropped=(SHORT_OF,)) is MissCause.ROI_HEAD


@pytest.mark.parametrize("seed", range(3))
def test_that_it_is_what_a_loop_over_the_definitions_finds(seed: int) -> None:
    random = np.random.default_rng(seed)
    causes = set()
    for _ in range(100):
        candidates = [
            ([REACHING, SHORT_OF, ASIDE][random.integers(3)], ProposalFate(int(random.integers(len(ProposalFate)))))
            for _ in range(random.integers(1, 5))
        ]
        positives, dropped = int(random.integers(3)), (ASIDE, SHORT_OF, REACHING)[: random.integers(1, 4)]
        fates = [fate for iou, fate in candidates if iou == REACHING]
        expected = MissCause.FINAL_NMS if REACHING in dropped else by_definition(fates, positives > 0)
        assert lost(candidates, positives, dropped) is expected
        causes.add(expected)
    assert causes == set(MissCause) - {MissCause.MASK_HEAD}


def test_that_the_mask_head_lost_what_a_box_found_and_its_mask_does_not_reach() -> None:
    assert find_mask_miss(0.49) is MissCause.MASK_HEAD
    assert find_mask_miss(MIN_OBJECT_IOU) is None


def by_definition(fates: list[ProposalFate], has_positive: bool) -> MissCause:
    """`fates`: of the candidates that reach the object."""
    if KEPT in fates:
        return MissCause.ROI_HEAD
    if not has_positive:
        return MissCause.NO_POSITIVE_ANCHOR
    if not fates:
        return MissCause.PROPOSAL_BOX
    if set(fates) == {TOO_SMALL}:
        return MissCause.PROPOSAL_SIZE
    entered = [fate for fate in fates if fate in (SUPPRESSED, BELOW_POST)]
    return MissCause.RPN_NMS if entered and set(entered) == {SUPPRESSED} else MissCause.RPN_SCORE


def predictor_of(config: DetectorConfig) -> Predictor:
    """A small untrained network with these settings, which has looked at an image of 128x96 pixels."""
    predictor = Predictor(small_model(config=config), precision="float32")
    predictor.set_image(np.random.default_rng(0).integers(0, 255, (96, 128, 3), dtype=np.uint8))
    return predictor


def where_lost(predictor: Predictor, box: NDArray[np.float32]) -> list[MissCause]:
    """The stage that lost an object at `box` (1, 4); empty where it was found."""
    found = predictor.detect()
    result = build_image_result(
        LabeledImage(Path("i.png"), 128, 96, box, np.array([2]), np.array([False])), found, predictor.model.classes
    )
    inspection = diagnose_image(predictor, found, result)
    assert inspection.survivors == len(predictor.stages.proposals.survivors)
    assert len(inspection.missed) == len(inspection.causes)
    return [MissCause(code) for code in inspection.causes]


EVERY = 9_999
TINY = np.array([[60.0, 40, 63, 43]], dtype=np.float32)


@pytest.mark.parametrize("base", [SMALL, SMALL_PYRAMID])
@pytest.mark.parametrize(
    ("proposals", "detection", "expected"),
    [
        ({}, {"score": 0.99}, MissCause.ROI_HEAD),
        ({}, {"score": 0.0, "max_detections": 1}, MissCause.FINAL_NMS),
        ({"post_nms_test": 1}, {}, MissCause.RPN_SCORE),
        ({"pre_nms_test": 1}, {"score": 0.99}, MissCause.RPN_SCORE),
        ({"min_size": 97.0}, {}, MissCause.PROPOSAL_SIZE),
    ],
)
def test_that_a_network_is_reported_which_of_its_settings_loses_an_object(
    base: DetectorConfig, proposals: dict[str, Any], detection: dict[str, Any], expected: MissCause
) -> None:
    # The last proposal that this network keeps; its candidates lie where its anchors do.
    kept = predictor_of(base).stages.proposals.boxes[-1:].numpy()
    settings = replace(
        base, proposals=replace(base.proposals, **proposals), detection=replace(base.detection, **detection)
    )
    assert where_lost(predictor_of(settings), kept) == [expected]


@pytest.mark.parametrize("base", [SMALL, SMALL_PYRAMID])
def test_that_a_network_whose_nms_is_too_strict_is_reported_so(base: DetectorConfig) -> None:
    strict = replace(base.proposals, nms_iou=0.0, pre_nms_test=EVERY, post_nms_test=EVERY)
    predictor = predictor_of(replace(base, proposals=strict))
    proposals = predictor.stages.proposals
    suppressed = proposals.decoded[proposals.fate == ProposalFate.SUPPRESSED]
    away_from_all_kept = torchvision.ops.box_iou(suppressed, proposals.boxes).amax(dim=1) < 0.4
    assert where_lost(predictor, suppressed[away_from_all_kept][:1].numpy()) == [MissCause.RPN_NMS]


@pytest.mark.parametrize("base", [SMALL, SMALL_PYRAMID])
def test_that_an_object_unlike_all_anchors_is_lost_by_them(base: DetectorConfig) -> None:
    assert where_lost(predictor_of(base), TINY) == [MissCause.PROPOSAL_BOX]
    all_across_the_border = replace(base, anchors=AnchorConfig(scales=(40.0,)))
    assert where_lost(predictor_of(all_across_the_border), TINY) == [MissCause.NO_POSITIVE_ANCHOR]


def test_that_sizes_of_a_reduced_copy_do_not_mislead() -> None:
    small, large = predictor_of(SMALL), predictor_of(SMALL)
    pixels = np.random.default_rng(0).integers(0, 255, (96, 128, 3), dtype=np.uint8)
    large.set_image(pixels, (512, 384))
    box = small.stages.proposals.boxes[-1:].numpy()
    found = large.detect()
    image = LabeledImage(Path("i.png"), 512, 384, box * 4, np.array([2]), np.array([False]))
    inspection = diagnose_image(large, found, build_image_result(image, found, large.model.classes))
    assert inspection.best_iou_by_count[0, -1] == pytest.approx(1.0, abs=1e-4)
