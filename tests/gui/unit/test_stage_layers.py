"""What the stage layers show of arrays: filters, counts and colours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detector.codes import AnchorLabel, AnchorReason, ProposalFate
from detector.config import preset
from detector.trace.live_assigner import LiveAssigner
from detector.trace.records import AssignmentTrace, ProposalTrace
from frcnn_gui.canvas.layer_anchors import ALL_SHAPES, AnchorFilter, anchors_content, middle_shape, shape_names
from frcnn_gui.canvas.layer_assignment import Category, assignment_content, category_counts
from frcnn_gui.canvas.layer_proposals import after_nms_content, before_nms_content
from frcnn_gui.canvas.palette import STAGE_COLORS

BOXES = np.asarray([[30, 20, 500, 400], [400, 300, 600, 500]], dtype=np.float32)


@pytest.fixture(scope="module")
def assigner() -> LiveAssigner:
    return LiveAssigner(preset("tutorial"), 800, 800)


@pytest.fixture(scope="module")
def assignment(assigner: LiveAssigner) -> AssignmentTrace:
    return assigner.assign(BOXES)


def test_that_shapes_are_named_by_their_size_at_the_networks_input() -> None:
    names = shape_names(preset("tutorial"))
    assert names[0] == "181 x 91 px"
    assert names[3:6] == ["128 x 128 px", "256 x 256 px", "512 x 512 px"]
    assert names[middle_shape(preset("tutorial"))] == "256 x 256 px"


def test_that_the_shapes_of_a_pyramid_tell_their_level() -> None:
    config = preset("mobilenet_fpn")
    names = shape_names(config)
    assert len(names) == 4 * 3 * 2
    assert names[2] == "32 x 32 px, every 8 px"
    assert names[middle_shape(config)] == "181 x 181 px, every 32 px"
    assigner = LiveAssigner(config, 640, 480)
    shown = assigner.anchors[assigner.shape == middle_shape(config)]
    sides = shown[:, 2:] - shown[:, :2]
    np.testing.assert_allclose(sides, 181 / assigner.frame.scale_x, rtol=0.01)


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (AnchorFilter(ALL_SHAPES, inside_only=False), "22,500 of 22,500"),
        (AnchorFilter(ALL_SHAPES, inside_only=True), "8,940 of 22,500"),
        (AnchorFilter(3, inside_only=False), "2,500 of 22,500"),
    ],
)
def test_that_the_anchors_layer_counts_what_passes_its_filter(
    assigner: LiveAssigner, wanted: AnchorFilter, count: str
) -> None:
    content = anchors_content(assigner.anchors, assigner.inside, assigner.shape, wanted)
    assert content.count == count
    assert f"{content.total:,}" == count.split()[0]


def test_that_one_shape_means_boxes_of_one_size(assigner: LiveAssigner) -> None:
    (group,) = anchors_content(assigner.anchors, assigner.inside, assigner.shape, AnchorFilter(4, True)).groups
    np.testing.assert_allclose(group.boxes[:, 2:] - group.boxes[:, :2], 256, atol=1e-3)


def test_that_every_anchor_has_one_category_and_samples_are_counted_apart(assignment: AssignmentTrace) -> None:
    counts = category_counts(assignment)
    sampled = {Category.SAMPLED_POSITIVE, Category.SAMPLED_NEGATIVE}
    assert sum(count for category, count in counts.items() if category not in sampled) == 22_500
    assert counts[Category.POSITIVE_BEST] == counts[Category.SAMPLED_POSITIVE] == 18
    assert counts[Category.SAMPLED_NEGATIVE] == 238
    assert (counts[Category.NEGATIVE], counts[Category.BETWEEN]) == (7_690, 1_232)


def test_that_the_assignment_layer_shows_the_chosen_categories_each_in_its_colour(
    assigner: LiveAssigner, assignment: AssignmentTrace
) -> None:
    shown = frozenset({Category.POSITIVE_BEST, Category.BETWEEN, Category.SAMPLED_POSITIVE})
    content = assignment_content(assigner.anchors, assignment, shown)
    assert [group.color for group in content.groups] == [
        STAGE_COLORS[key] for key in ("between", "sampled_positive", "positive_best")
    ]
    # Sampled ones are positive too: an anchor that is shown twice is counted once.
    assert content.count == "1,250 of 22,500"


def test_that_positives_are_painted_over_the_many_and_over_the_broad_line_of_the_sampled() -> None:
    order = list(Category)
    assert order.index(Category.NEGATIVE) < order.index(Category.SAMPLED_POSITIVE)
    assert order.index(Category.SAMPLED_POSITIVE) < min(
        order.index(Category.POSITIVE_BEST), order.index(Category.POSITIVE_IOU)
    )


def proposals() -> ProposalTrace:
    """Six candidates: two kept, one suppressed, one that survived too low, one below, one too small."""
    fates = ("KEPT", "SUPPRESSED", "KEPT", "BELOW_POST_TOP_K", "BELOW_PRE_TOP_K", "TOO_SMALL")
    return ProposalTrace(
        decoded=np.arange(24, dtype=np.float32).reshape(6, 4),
        objectness=np.asarray([0.9, 0.8, 0.7, 0.6, 0.1, 0.95], dtype=np.float32),
        fate=np.asarray([ProposalFate[name] for name in fates], dtype=np.int8),
        kept=np.asarray([0, 2]),
        suppressed_by=np.asarray([-1, 0, -1, -1, -1, -1]),
        suppressed_iou=np.zeros(6, dtype=np.float32),
        deltas=np.zeros((6, 4), dtype=np.float32),
        targets=np.zeros((6, 4), dtype=np.float32),
        objectness_loss=np.zeros(6, dtype=np.float32),
        box_loss=np.zeros(6, dtype=np.float32),
    )


def test_that_before_nms_shows_the_best_that_entered_split_by_what_nms_did() -> None:
    content = before_nms_content(proposals(), limit=3)
    suppressed, survives = content.groups
    assert content.count == "best 3 of 4"
    np.testing.assert_array_equal(suppressed.boxes, proposals().decoded[[1]])
    np.testing.assert_array_equal(survives.boxes, proposals().decoded[[0, 2]])


def test_that_after_nms_shows_the_kept_with_their_objectness() -> None:
    content = after_nms_content(proposals(), limit=10)
    assert content.count == "best 2 of 2"
    assert content.groups[0].captions == ("0.90", "0.70")


def test_that_many_proposals_are_shown_without_scores() -> None:
    few = proposals()
    many = replace(few, kept=np.zeros(40, dtype=np.int64))
    assert after_nms_content(many, limit=40).groups[0].captions == ()


def test_that_the_codes_cover_every_reason_and_label() -> None:
    assert len(AnchorReason) == 5
    assert [label.value for label in AnchorLabel] == [-1, 0, 1]
