"""A trace made again equals one made from nothing, and no more is made than what changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from detector.config import DetectorConfig
from detector.image_tensors import to_tensor
from detector.outcomes import AnchorLabel, DetectionFate
from detector.predictor import Predictor
from detector.trace.live_stages import OTHER_ANCHOR_COUNT, LiveStages
from detector.trace.schema import StageTrace
from detector.trace.stage_query import StageQuery
from tests.detector.small import SMALL, small_image, small_model, small_target
from tests.sentences import sentence_pattern


def query(config: DetectorConfig = SMALL, **changes: object) -> StageQuery:
    target = small_target()
    made = StageQuery.from_arrays(config, target["boxes"].numpy(), target["labels"].numpy(), seed=3)
    return replace(made, **changes)  # type: ignore[arg-type]


def assert_equal(a: object, b: object, where: str = "trace") -> None:
    if dataclasses.is_dataclass(a) and not isinstance(a, type):
        for field in dataclasses.fields(a):
            assert_equal(getattr(a, field.name), getattr(b, field.name), f"{where}.{field.name}")
    elif isinstance(a, np.ndarray):
        np.testing.assert_array_equal(a, b, err_msg=where)
    else:
        assert a == b, where


def moved(q: StageQuery) -> StageQuery:
    (x1, y1, x2, y2), *rest = q.boxes
    return replace(q, boxes=((x1 + 3, y1 + 2, x2 + 5, y2 + 1), *rest))


def with_config(q: StageQuery, part: str, **changes: object) -> StageQuery:
    return replace(q, config=replace(q.config, **{part: replace(getattr(q.config, part), **changes)}))


CHANGES: dict[str, Callable[[StageQuery], StageQuery]] = {
    "a box": moved,
    "no box": lambda q: replace(q, boxes=(), labels=()),
    "the seed": lambda q: replace(q, seed=q.seed + 1),
    "the limits": lambda q: replace(q, training=False),
    "the positive threshold": lambda q: with_config(q, "anchor_targets", positive_iou=0.5),
    "the size of the minibatch": lambda q: with_config(q, "anchor_targets", samples=32),
    "the threshold of NMS": lambda q: with_config(q, "proposals", nms_iou=0.4),
    "the least size": lambda q: with_config(q, "proposals", min_size=30.0),
    "the RoI sample": lambda q: with_config(q, "proposal_targets", samples=16, positive_iou=0.6),
    "the score": lambda q: with_config(q, "detection", score=0.3),
    "the final NMS": lambda q: with_config(q, "detection", nms_iou=0.1),
    "the scales": lambda q: with_config(q, "anchors", scales=tuple(1.5 * s for s in q.config.anchors.scales)),
    "the short side": lambda q: with_config(q, "input", short_side=q.config.input.short_side // 2),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_that_a_trace_made_again_equals_one_made_from_nothing(change: Callable[[StageQuery], StageQuery]) -> None:
    live = LiveStages(small_model(), small_image())
    live.compute_trace(query())
    after = change(query())
    assert_equal(live.compute_trace(after), LiveStages(small_model(), small_image()).compute_trace(after))
    assert_equal(live.compute_trace(query()), LiveStages(small_model(), small_image()).compute_trace(query()))


@pytest.mark.parametrize(
    ("change", "computed_again"),
    [
        ("a box", {"anchor_targets", "rois", "training_head"}),
        ("the seed", {"anchor_targets", "rois", "training_head"}),
        ("the positive threshold", {"anchor_targets", "rois", "training_head"}),
        ("the threshold of NMS", {"proposals", "rois", "training_head", "head", "detections"}),
        ("the RoI sample", {"rois", "training_head"}),
        ("the score", {"detections"}),
    ],
)
def test_that_no_more_is_made_than_what_changed(change: str, computed_again: set[str]) -> None:
    live = LiveStages(small_model(), small_image())
    live.compute_trace(query())
    names = ("features", "anchors", "proposals", "anchor_targets", "rois", "training_head", "head", "detections")
    before = {name: live.count_computations(name) for name in names}
    live.compute_trace(CHANGES[change](query()))
    assert {name for name in names if live.count_computations(name) > before[name]} == computed_again


def test_that_settings_of_another_network_are_refused() -> None:
    live = LiveStages(small_model(), small_image())
    with pytest.raises(ValueError, match=sentence_pattern(OTHER_ANCHOR_COUNT)):
        live.compute_trace(with_config(query(), "anchors", scales=(1.0,)))
    with pytest.raises(ValueError, match="another network"):
        live.compute_trace(with_config(query(), "rpn", channels=7))


def test_that_what_is_shown_as_detected_is_what_the_predictor_detects() -> None:
    pixels = (small_image().permute(1, 2, 0) * 255).round().to(torch.uint8).numpy()
    model = small_model()
    predictor = Predictor(model, precision="float32")
    predictor.set_image(pixels)
    found = predictor.detect(score=0.2)
    low = with_config(query(training=False), "detection", score=0.2)
    trace = LiveStages(model, to_tensor(pixels)).compute_trace(low)
    assert len(found) == len(trace.detections) > 0
    np.testing.assert_allclose(trace.detections.boxes, found.boxes, atol=1e-3)
    np.testing.assert_allclose(trace.detections.scores, found.scores, atol=1e-5)
    assert [model.classes[label - 1] for label in trace.detections.labels] == list(found.labels)


def test_that_boxes_are_in_pixels_of_the_image_that_was_reduced() -> None:
    whole = LiveStages(small_model(), small_image()).compute_trace(query())
    doubled = replace(query(), boxes=tuple(tuple(2 * v for v in box) for box in query().boxes))
    height, width = small_image().shape[-2:]
    reduced = LiveStages(small_model(), small_image(), (2 * width, 2 * height)).compute_trace(doubled)
    np.testing.assert_allclose(reduced.anchors, whole.anchors * 2, rtol=1e-5)
    np.testing.assert_allclose(reduced.detections.boxes, whole.detections.boxes * 2, rtol=1e-4, atol=1e-3)
    np.testing.assert_array_equal(reduced.assignment.reason, whole.assignment.reason)


@pytest.fixture(scope="module")
def trace() -> StageTrace:
    low = with_config(with_config(query(), "detection", score=0.05), "detection", max_detections=5)
    return LiveStages(small_model(), small_image()).compute_trace(low)


def test_that_what_each_anchor_and_roi_adds_makes_up_the_losses(trace: StageTrace) -> None:
    parts = {
        "rpn_objectness": trace.proposals.objectness_loss,
        "rpn_box": trace.proposals.box_loss,
        "roi_class": trace.rois.class_loss,
        "roi_box": trace.rois.box_loss,
    }
    for name, part in parts.items():
        assert part.sum(dtype=np.float64) == pytest.approx(trace.losses[name], rel=1e-4)
    positive = trace.assignment.sampled & (trace.assignment.label == AnchorLabel.POSITIVE)
    np.testing.assert_array_equal(trace.proposals.objectness_loss > 0, trace.assignment.sampled)
    np.testing.assert_array_equal(trace.proposals.box_loss > 0, positive)
    np.testing.assert_array_equal(trace.rois.box_loss > 0, trace.rois.labels > 0)


def test_that_every_box_of_the_head_has_one_fate(trace: StageTrace) -> None:
    found = trace.detections
    counts = {fate: int((found.fate == fate).sum()) for fate in DetectionFate}
    assert sum(counts.values()) == found.fate.size
    assert counts[DetectionFate.KEPT] == len(found) == 5
    suppressed = found.fate == DetectionFate.SUPPRESSED
    assert suppressed.any()
    assert (found.suppressed_by[suppressed] >= 0).all()
    assert (found.suppressed_iou[suppressed] > trace.config.detection.nms_iou).all()
    assert (found.suppressed_by[~suppressed] == -1).all()
    for roi, column in np.argwhere(suppressed)[:50]:
        by = found.suppressed_by[roi, column]
        assert found.fate[by, column] in (DetectionFate.KEPT, DetectionFate.BELOW_LIMIT)
        assert found.probabilities[by, column + 1] >= found.probabilities[roi, column + 1]


def test_that_a_row_leads_back_to_its_cell(trace: StageTrace) -> None:
    grid = trace.grid
    rng = np.random.default_rng(0)
    for row in rng.integers(0, len(grid), 50).tolist():
        level, y, x, shape = grid.locate_anchor(row)
        assert grid.cell_rows(level, y, x)[shape] == row
        assert grid.level[row] == level
        assert grid.shape[row] == level * grid.per_cell + shape
