"""What the layers of the stages show, against the arrays of a trace."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detector.config import get_preset
from detector.outcomes import AnchorLabel, AnchorReason, ProposalFate
from detector.trace.live_assigner import LiveAssigner
from detector.trace.live_stages import LiveStages
from detector.trace.schema import AssignmentTrace
from detector.trace.stage_query import StageQuery
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.common.widgets.value_range import Range
from frcnn_gui.stages.layer_anchors import middle_shape, shape_names
from frcnn_gui.stages.layer_assignment import AnchorCategory, count_categories
from frcnn_gui.stages.layer_inputs import LayerInputs
from frcnn_gui.stages.layer_table import LAYERS, LAYERS_BY_KEY
from frcnn_gui.stages.selection_content import build_selection_content
from frcnn_gui.stages.tie_content import MAX_OPEN_TIES
from tests.detector.small import SMALL_PYRAMID, small_image, small_model
from tests.detector.tutorial_reference import BOXES_XY
from tests.gui.unit.small_inputs import ALL, small_inputs


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
def inputs() -> LayerInputs:
    """A small pyramid network's stages, all of them."""
    return small_inputs()


def show(inputs: LayerInputs, key: str, **filters: object):  # type: ignore[no-untyped-def]  # noqa: ANN201
    changed = replace(inputs, filters=replace(inputs.filters, **filters))  # type: ignore[arg-type]
    return LAYERS_BY_KEY[key].build_content(changed, "#123456")


def test_that_shapes_are_named_by_their_size_at_the_networks_input() -> None:
    names = shape_names(get_preset("tutorial"))
    assert names[:3] == ["181 x 91 px", "362 x 181 px", "724 x 362 px"]
    assert names[3] == "128 x 128 px"
    assert names[middle_shape(get_preset("tutorial"))] == "256 x 256 px"


def test_that_the_shapes_of_a_pyramid_show_their_level() -> None:
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


def test_that_every_layer_counts_nothing_or_paints_something(inputs: LayerInputs) -> None:
    empty_without_trace = {spec.key for spec in LAYERS if not spec.needs_assignment_only}
    for spec in LAYERS:
        content = spec.build_content(inputs, spec.color)
        assert content.item_count > 0, spec.key
        bare = spec.build_content(replace(inputs, trace=None, feature_maps=()), spec.color)
        assert (bare.item_count == 0) == (spec.key in empty_without_trace), spec.key


def test_that_layers_of_an_image_without_boxes_are_empty_and_no_fault() -> None:
    live = LiveStages(small_model(config=SMALL_PYRAMID), small_image())
    trace = live.compute_trace(StageQuery(SMALL_PYRAMID))
    inputs = LayerInputs(SMALL_PYRAMID, trace.grid, trace.assignment, np.zeros((0, 4), np.float32), ALL, trace)
    for spec in LAYERS:
        spec.build_content(inputs, spec.color)
    assert show(inputs, "anchor_lines").item_count == 0


def test_that_every_anchor_has_one_category(assignment: AssignmentTrace) -> None:
    counts = count_categories(assignment)
    assert sum(counts.values()) == len(assignment.label)
    assert counts[AnchorCategory.POSITIVE_BEST] == 18
    assert set(AnchorReason) == {
        AnchorReason.POSITIVE_IOU, AnchorReason.POSITIVE_BEST_FOR_BOX, AnchorReason.NEGATIVE_LOW_IOU,
        AnchorReason.IGNORED_BETWEEN, AnchorReason.IGNORED_OUTSIDE,
    }  # fmt: skip


def test_that_the_assignment_layer_shows_the_chosen_categories_each_in_its_color(tutorial: LayerInputs) -> None:
    categories = frozenset({AnchorCategory.POSITIVE_BEST, AnchorCategory.BETWEEN})
    content = show(tutorial, "assignment", categories=categories, all_ties=True)
    assert [group.color for group in content.groups] == [Meaning.BETWEEN.color, Meaning.POSITIVE_BEST.color]
    assert [len(group) for group in content.groups] == [1_232, 18]
    assert content.count_text == "1,250 of 22,500"


def test_that_many_ties_are_one_shape_with_their_number_and_their_spread() -> None:
    assigner = LiveAssigner(get_preset("tutorial"), 800, 800)
    small = np.array([[380, 380, 420, 410]], dtype=np.float32)
    assignment = assigner.assign_anchors(small)
    inputs = LayerInputs(assigner.config, assigner.grid, assignment, small, ALL)
    count = count_categories(assignment)[AnchorCategory.POSITIVE_BEST]
    assert count > MAX_OPEN_TIES
    best = frozenset({AnchorCategory.POSITIVE_BEST})
    content = show(inputs, "assignment", categories=best)
    loose, spread, nearest = content.groups
    assert (len(loose), len(spread), len(nearest)) == (0, 1, 1)
    assert spread.captions == (f"{count} equal anchors",)
    tied = assigner.grid.boxes[assignment.reason == AnchorReason.POSITIVE_BEST_FOR_BOX]
    assert spread.boxes[0].tolist() == [*tied[:, :2].min(axis=0).tolist(), *tied[:, 2:].max(axis=0).tolist()]
    assert nearest.boxes[0].tolist() in tied.tolist()
    assert content.count_text == f"{count:,} of 22,500"
    assert len(show(inputs, "assignment", categories=best, all_ties=True).groups[0]) == count


def test_that_the_minibatch_and_the_arrows_are_the_sample_and_the_positives(tutorial: LayerInputs) -> None:
    negative, best, positive = show(tutorial, "minibatch", all_ties=True).groups
    assert (len(negative), len(best), len(positive)) == (238, 18, 0)
    (lines,) = show(tutorial, "anchor_lines").lines
    assert len(lines) == 18
    centers = {tuple(line[2:]) for line in lines.lines.tolist()}
    assert centers == {tuple((box[:2] + box[2:]) / 2) for box in BOXES_XY}


def test_that_the_anchors_of_a_cell_are_all_shapes_at_one_place(tutorial: LayerInputs) -> None:
    (group,) = show(tutorial, "cell", cell=(0, 10, 20)).groups
    np.testing.assert_allclose((group.boxes[:, :2] + group.boxes[:, 2:]) / 2, [[20.5 * 16, 10.5 * 16]] * 9)
    assert show(tutorial, "centers").points[0].points.shape == (2_500, 2)


def test_that_before_nms_shows_the_best_that_entered_split_by_what_nms_did(inputs: LayerInputs) -> None:
    assert inputs.trace is not None
    fate = inputs.trace.proposals.fate
    gone, survived = show(inputs, "before_nms").groups
    assert len(gone) == (fate == ProposalFate.SUPPRESSED).sum()
    assert len(survived) == ((fate == ProposalFate.KEPT) | (fate == ProposalFate.BELOW_POST_TOP_K)).sum()
    few = show(inputs, "before_nms", before_nms=5)
    assert sum(map(len, few.groups)) == 5
    assert few.count_text.startswith("best 5 of ")


def test_that_after_nms_shows_the_kept_with_their_objectness_when_they_are_few(inputs: LayerInputs) -> None:
    assert inputs.trace is not None
    kept, scores = inputs.trace.proposals.kept, inputs.trace.proposals.objectness
    (group,) = show(inputs, "after_nms", after_nms=3).groups
    assert group.captions == tuple(f"{score:.2f}" for score in scores[kept[:3]])
    np.testing.assert_array_equal(group.boxes, inputs.trace.proposals.decoded[kept[:3]])
    assert show(inputs, "after_nms").groups[0].captions == ()


def test_that_each_suppressed_one_has_a_line_to_its_suppressor(inputs: LayerInputs) -> None:
    assert inputs.trace is not None
    content = show(inputs, "suppressed")
    (group,), (lines,) = content.groups, content.lines
    assert len(group) == len(lines) > 0
    np.testing.assert_array_equal(lines.lines[:, :2], group.boxes[:, :2])


def test_that_filters_by_score_and_box_hold_for_candidates_too(inputs: LayerInputs) -> None:
    assert inputs.trace is not None
    middle = float(np.median(inputs.trace.proposals.objectness))
    total = inputs.trace.proposals.fate == ProposalFate.SUPPRESSED
    high = show(inputs, "suppressed", score=Range(middle, 1.0)).groups[0]
    assert len(high) == (total & (inputs.trace.proposals.objectness >= middle)).sum()
    of_box = show(inputs, "suppressed", box=1).groups[0]
    assert len(of_box) == (total & (inputs.assignment.matched_box == 1)).sum() > 0
    touching = inputs.assignment.best_iou > 0
    assert (
        len(show(inputs, "suppressed", box=0).groups[0])
        == (total & (inputs.assignment.matched_box == 0) & touching).sum()
    )


def test_that_rois_are_distinguished(inputs: LayerInputs) -> None:
    assert inputs.trace is not None
    rois = inputs.trace.rois
    negative, positive, injected = show(inputs, "rois").groups
    assert len(injected) == (rois.proposal < 0).sum() > 0
    assert len(negative) == (rois.labels == 0).sum()
    assert len(negative) + len(positive) + len(injected) == len(rois.labels)


@pytest.mark.parametrize("key", ["anchors", "assignment", "before_nms", "suppressed", "rois", "final", "errors"])
def test_that_the_classes_share_out_what_a_layer_shows(inputs: LayerInputs, key: str) -> None:
    assert inputs.trace is not None
    assert len(set(inputs.labels)) > 1
    touching = Range(1e-6, 1.0)
    everything = [len(group) for group in show(inputs, key, iou=touching).groups]
    by_class = [[len(group) for group in show(inputs, key, label=name).groups] for name in inputs.trace.classes]
    assert [sum(counts) for counts in zip(*by_class, strict=True)] == everything
    assert not any(len(group) for group in show(inputs, key, label="no such class").groups)


def test_that_rois_are_filtered_by_their_box_and_iou(inputs: LayerInputs) -> None:
    assert inputs.trace is not None
    rois = inputs.trace.rois
    of_box = show(inputs, "rois", box=1).groups
    assert sum(map(len, of_box)) == (rois.matched_box == 1).sum() > 0
    left_out = replace(inputs, boxes=inputs.boxes[[0, 0, 1]], labels=("unknown", *inputs.labels), traced_boxes=(1, 2))
    assert sum(map(len, show(left_out, "rois", box=2).groups)) == (rois.matched_box == 1).sum()
    close = show(inputs, "rois", iou=Range(0.5, 1.0)).groups
    assert sum(map(len, close)) == (rois.iou >= 0.5).sum() > 0


def test_that_bins_tile_the_chosen_proposal(inputs: LayerInputs) -> None:
    assert inputs.trace is not None
    row = int(inputs.trace.proposals.kept[2])
    (group,) = show(replace(inputs, anchor=row), "bins").groups
    assert len(group) == 49
    x1, y1, x2, y2 = inputs.trace.proposals.decoded[row]
    np.testing.assert_allclose([*group.boxes[:, :2].min(axis=0), *group.boxes[:, 2:].max(axis=0)], [x1, y1, x2, y2])
    areas = np.prod(group.boxes[:, 2:] - group.boxes[:, :2], axis=1)
    assert areas.sum() == pytest.approx((x2 - x1) * (y2 - y1), rel=1e-3)


def test_that_errors_add_up_to_detections_and_boxes(inputs: LayerInputs) -> None:
    assert inputs.trace is not None
    wrong, right, missed = show(inputs, "errors").groups
    assert len(wrong) + len(right) == len(inputs.trace.detections)
    assert len(right) + len(missed) == len(inputs.boxes)


def test_that_heat_covers_the_image_and_holds_the_values(inputs: LayerInputs) -> None:
    assert inputs.trace is not None
    for key in ("objectness", "feature_map"):
        heat = show(inputs, key).heat
        assert heat is not None
        assert heat.box == (0, 0, 128, 96)
        assert 0 <= heat.values.min() <= heat.values.max() <= 1
    heat = show(inputs, "objectness", level=0).heat
    height, width = inputs.grid.level_cells[0]
    first = inputs.trace.proposals.objectness[: inputs.grid.level_counts[0]].reshape(height, width, -1)
    assert heat is not None
    best = first.max(axis=2)
    assert heat.values[0, 0] == pytest.approx((best[0, 0] - best.min()) / (best.max() - best.min()), abs=1e-6)


def test_that_the_chosen_anchor_is_shown_with_where_it_leads(inputs: LayerInputs) -> None:
    assert inputs.trace is not None
    row = int(np.flatnonzero(inputs.trace.proposals.fate == ProposalFate.SUPPRESSED)[0])
    content = build_selection_content(replace(inputs, anchor=row))
    np.testing.assert_array_equal(content.groups[0].boxes[0], inputs.grid.boxes[row])
    np.testing.assert_array_equal(content.groups[1].boxes[0], inputs.trace.proposals.decoded[row])
    by = inputs.trace.proposals.suppressed_by[row]
    np.testing.assert_array_equal(content.groups[2].boxes[0], inputs.trace.proposals.decoded[by])
    of_box = build_selection_content(replace(inputs, box=0))
    positives = (inputs.assignment.label == AnchorLabel.POSITIVE) & (inputs.assignment.matched_box == 0)
    assert sum(len(group) for group in of_box.groups[:2]) == positives.sum() > 0
    assert of_box.spotlight is not None
    assert of_box.spotlight.lit == tuple(inputs.trace.true_boxes[0].tolist())
    assert build_selection_content(inputs).item_count == 0
