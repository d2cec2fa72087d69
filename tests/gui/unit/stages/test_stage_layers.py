"""What the layers of the stages show, against the arrays of a trace."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detector.config import get_preset
from detector.outcomes import AnchorLabel, AnchorReason, ProposalFate
from detector.trace.live_assigner import LiveAssigner
from detector.trace.live_stages import LiveStages, StageQuery
from detector.trace.schema import AssignmentTrace
from frcnn_gui.common.canvas_colors import STAGE_COLORS
from frcnn_gui.common.value_range import Range
from frcnn_gui.stages.layer_anchors import middle_shape, shape_names
from frcnn_gui.stages.layer_assignment import AnchorCategory, count_categories
from frcnn_gui.stages.layer_inputs import LayerInputs
from frcnn_gui.stages.layer_table import LAYERS, LAYERS_BY_KEY
from frcnn_gui.stages.selection_content import build_selection_content
from tests.detector.small import SMALL_PYRAMID, small_image, small_model
from tests.detector.tutorial_reference import BOXES_XY
from tests.gui.unit.small_look import ALL, small_look


@pytest.fixture(scope="module")
def assigner() -> LiveAssigner:
    return LiveAssigner(get_preset("tutorial"), 800, 800)


@pytest.fixture(scope="module")
def assignment(assigner: LiveAssigner) -> AssignmentTrace:
    return assigner.assign_anchors(BOXES_XY)


@pytest.fixture(scope="module")
def tutorial(assigner: LiveAssigner, assignment: AssignmentTrace) -> LayerInputs:
    """Without a trace: no network is needed."""
    return LayerInputs(assigner.config, assigner.grid, assignment, BOXES_XY, ALL)


@pytest.fixture(scope="module")
def look() -> LayerInputs:
    """A small pyramid network's stages, all of them."""
    return small_look()


def show(look: LayerInputs, key: str, **filters: object):  # type: ignore[no-untyped-def]  # noqa: ANN201
    changed = replace(look, filters=replace(look.filters, **filters))  # type: ignore[arg-type]
    return LAYERS_BY_KEY[key].build_content(changed, "#123456")


def test_that_shapes_are_named_by_their_size_at_the_networks_input() -> None:
    names = shape_names(get_preset("tutorial"))
    assert names[:3] == ["181 x 91 px", "362 x 181 px", "724 x 362 px"]
    assert names[3] == "128 x 128 px"
    assert names[middle_shape(get_preset("tutorial"))] == "256 x 256 px"


def test_that_the_shapes_of_a_pyramid_tell_their_level() -> None:
    names = shape_names(get_preset("resnet50_fpn"))
    assert names[0] == "45 x 23 px, every 4 px"
    assert len(names) == 15


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, "22,500 of 22,500"),
        ({"inside_only": True}, "8,940 of 22,500"),
        ({"shape": 4}, "2,500 of 22,500"),
        ({"cell": (0, 25, 25)}, "9 of 22,500"),
        ({"sampled_only": True}, "256 of 22,500"),
        ({"iou": Range(0.7, 1.0)}, "0 of 22,500"),
    ],
)
def test_that_the_anchors_layer_counts_what_passes_its_filter(
    tutorial: LayerInputs, filters: dict[str, object], count: str
) -> None:
    assert show(tutorial, "anchors", **filters).count_text == count


def test_that_every_layer_counts_nothing_or_paints_something(look: LayerInputs) -> None:
    empty_without_trace = {spec.key for spec in LAYERS if not spec.needs_assignment_only}
    for spec in LAYERS:
        content = spec.build_content(look, spec.color)
        assert content.item_count > 0, spec.key
        bare = spec.build_content(replace(look, trace=None, feature_maps=()), spec.color)
        assert (bare.item_count == 0) == (spec.key in empty_without_trace), spec.key


def test_that_layers_of_an_image_without_boxes_are_empty_and_no_fault() -> None:
    live = LiveStages(small_model(config=SMALL_PYRAMID), small_image())
    trace = live.compute_trace(StageQuery(SMALL_PYRAMID))
    look = LayerInputs(SMALL_PYRAMID, trace.grid, trace.assignment, np.zeros((0, 4), np.float32), ALL, trace)
    for spec in LAYERS:
        spec.build_content(look, spec.color)
    assert show(look, "anchor_lines").item_count == 0


def test_that_every_anchor_has_one_category(assignment: AssignmentTrace) -> None:
    counts = count_categories(assignment)
    assert sum(counts.values()) == len(assignment.label)
    assert counts[AnchorCategory.POSITIVE_BEST] == 18
    assert set(AnchorReason) == {
        AnchorReason.POSITIVE_IOU, AnchorReason.POSITIVE_BEST_FOR_BOX, AnchorReason.NEGATIVE_LOW_IOU,
        AnchorReason.IGNORED_BETWEEN, AnchorReason.IGNORED_OUTSIDE,
    }  # fmt: skip


def test_that_the_assignment_layer_shows_the_chosen_categories_each_in_its_color(tutorial: LayerInputs) -> None:
    wanted = frozenset({AnchorCategory.POSITIVE_BEST, AnchorCategory.BETWEEN})
    content = show(tutorial, "assignment", categories=wanted)
    assert [group.color for group in content.groups] == [STAGE_COLORS[key] for key in ("between", "positive_best")]
    assert [len(group) for group in content.groups] == [1_232, 18]
    assert content.count_text == "1,250 of 22,500"


def test_that_the_minibatch_and_the_arrows_are_the_sample_and_the_positives(tutorial: LayerInputs) -> None:
    negative, positive = show(tutorial, "minibatch").groups
    assert (len(negative), len(positive)) == (238, 18)
    (lines,) = show(tutorial, "anchor_lines").lines
    assert len(lines) == 18
    centers = {tuple(line[2:]) for line in lines.lines.tolist()}
    assert centers == {tuple((box[:2] + box[2:]) / 2) for box in BOXES_XY}


def test_that_the_anchors_of_a_cell_are_all_shapes_at_one_place(tutorial: LayerInputs) -> None:
    (group,) = show(tutorial, "cell", cell=(0, 10, 20)).groups
    np.testing.assert_allclose((group.boxes[:, :2] + group.boxes[:, 2:]) / 2, [[20.5 * 16, 10.5 * 16]] * 9)
    assert show(tutorial, "centres").points[0].points.shape == (2_500, 2)


def test_that_before_nms_shows_the_best_that_entered_split_by_what_nms_did(look: LayerInputs) -> None:
    assert look.trace is not None
    fate = look.trace.proposals.fate
    gone, survived = show(look, "before_nms").groups
    assert len(gone) == (fate == ProposalFate.SUPPRESSED).sum()
    assert len(survived) == ((fate == ProposalFate.KEPT) | (fate == ProposalFate.BELOW_POST_TOP_K)).sum()
    few = show(look, "before_nms", before_nms=5)
    assert sum(map(len, few.groups)) == 5
    assert few.count_text.startswith("best 5 of ")


def test_that_after_nms_shows_the_kept_with_their_objectness_when_they_are_few(look: LayerInputs) -> None:
    assert look.trace is not None
    kept, scores = look.trace.proposals.kept, look.trace.proposals.objectness
    (group,) = show(look, "after_nms", after_nms=3).groups
    assert group.captions == tuple(f"{score:.2f}" for score in scores[kept[:3]])
    np.testing.assert_array_equal(group.boxes, look.trace.proposals.decoded[kept[:3]])
    assert show(look, "after_nms").groups[0].captions == ()


def test_that_each_suppressed_one_has_a_line_to_its_suppressor(look: LayerInputs) -> None:
    assert look.trace is not None
    content = show(look, "suppressed")
    (group,), (lines,) = content.groups, content.lines
    assert len(group) == len(lines) > 0
    np.testing.assert_array_equal(lines.lines[:, :2], group.boxes[:, :2])


def test_that_filters_by_score_and_box_hold_for_candidates_too(look: LayerInputs) -> None:
    assert look.trace is not None
    middle = float(np.median(look.trace.proposals.objectness))
    total = look.trace.proposals.fate == ProposalFate.SUPPRESSED
    high = show(look, "suppressed", score=Range(middle, 1.0)).groups[0]
    assert len(high) == (total & (look.trace.proposals.objectness >= middle)).sum()
    of_box = show(look, "suppressed", box=1).groups[0]
    assert len(of_box) == (total & (look.assignment.matched_box == 1)).sum() > 0
    touching = look.assignment.best_iou > 0
    assert (
        len(show(look, "suppressed", box=0).groups[0]) == (total & (look.assignment.matched_box == 0) & touching).sum()
    )


def test_that_rois_are_told_apart(look: LayerInputs) -> None:
    assert look.trace is not None
    rois = look.trace.rois
    negative, positive, injected = show(look, "rois").groups
    assert len(injected) == (rois.proposal < 0).sum() > 0
    assert len(negative) == (rois.labels == 0).sum()
    assert len(negative) + len(positive) + len(injected) == len(rois.labels)


@pytest.mark.parametrize("key", ["anchors", "assignment", "before_nms", "suppressed", "rois", "final", "errors"])
def test_that_the_classes_share_out_what_a_layer_shows(look: LayerInputs, key: str) -> None:
    assert look.trace is not None
    assert len(set(look.labels)) > 1
    touching = Range(1e-6, 1.0)
    everything = [len(group) for group in show(look, key, iou=touching).groups]
    by_class = [[len(group) for group in show(look, key, label=name).groups] for name in look.trace.classes]
    assert [sum(counts) for counts in zip(*by_class, strict=True)] == everything
    assert not any(len(group) for group in show(look, key, label="no such class").groups)


def test_that_rois_are_filtered_by_their_box_and_iou(look: LayerInputs) -> None:
    assert look.trace is not None
    rois = look.trace.rois
    of_box = show(look, "rois", box=1).groups
    assert sum(map(len, of_box)) == (rois.matched_box == 1).sum() > 0
    left_out = replace(look, boxes=look.boxes[[0, 0, 1]], labels=("unknown", *look.labels), traced_boxes=(1, 2))
    assert sum(map(len, show(left_out, "rois", box=2).groups)) == (rois.matched_box == 1).sum()
    close = show(look, "rois", iou=Range(0.5, 1.0)).groups
    assert sum(map(len, close)) == (rois.iou >= 0.5).sum() > 0


def test_that_bins_tile_the_chosen_proposal(look: LayerInputs) -> None:
    assert look.trace is not None
    row = int(look.trace.proposals.kept[2])
    (group,) = show(replace(look, anchor=row), "bins").groups
    assert len(group) == 49
    x1, y1, x2, y2 = look.trace.proposals.decoded[row]
    np.testing.assert_allclose([*group.boxes[:, :2].min(axis=0), *group.boxes[:, 2:].max(axis=0)], [x1, y1, x2, y2])
    areas = np.prod(group.boxes[:, 2:] - group.boxes[:, :2], axis=1)
    assert areas.sum() == pytest.approx((x2 - x1) * (y2 - y1), rel=1e-3)


def test_that_errors_add_up_to_detections_and_boxes(look: LayerInputs) -> None:
    assert look.trace is not None
    wrong, right, missed = show(look, "errors").groups
    assert len(wrong) + len(right) == len(look.trace.detections)
    assert len(right) + len(missed) == len(look.boxes)


def test_that_heat_covers_the_image_and_holds_the_values(look: LayerInputs) -> None:
    assert look.trace is not None
    for key in ("objectness", "feature_map"):
        heat = show(look, key).heat
        assert heat is not None
        assert heat.box == (0, 0, 128, 96)
        assert 0 <= heat.values.min() <= heat.values.max() <= 1
    heat = show(look, "objectness", level=0).heat
    height, width = look.grid.level_cells[0]
    first = look.trace.proposals.objectness[: look.grid.level_counts[0]].reshape(height, width, -1)
    assert heat is not None
    best = first.max(axis=2)
    assert heat.values[0, 0] == pytest.approx((best[0, 0] - best.min()) / (best.max() - best.min()), abs=1e-6)


def test_that_the_chosen_anchor_is_shown_with_where_it_leads(look: LayerInputs) -> None:
    assert look.trace is not None
    row = int(np.flatnonzero(look.trace.proposals.fate == ProposalFate.SUPPRESSED)[0])
    content = build_selection_content(replace(look, anchor=row))
    np.testing.assert_array_equal(content.groups[0].boxes[0], look.grid.boxes[row])
    np.testing.assert_array_equal(content.groups[1].boxes[0], look.trace.proposals.decoded[row])
    by = look.trace.proposals.suppressed_by[row]
    np.testing.assert_array_equal(content.groups[2].boxes[0], look.trace.proposals.decoded[by])
    of_box = build_selection_content(replace(look, box=0))
    positives = (look.assignment.label == AnchorLabel.POSITIVE) & (look.assignment.matched_box == 0)
    assert len(of_box.groups[0]) == positives.sum()
    assert build_selection_content(look).item_count == 0
