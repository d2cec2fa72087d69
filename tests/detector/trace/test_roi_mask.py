"""One RoI in the mask head: what is shown of it is what trains or detects, and nothing else is computed for it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.placed_outlines import PlacedOutlines
from detector.data.outlines.rings import Rings
from detector.faster_rcnn import FasterRCNN
from detector.outcomes import FunnelStage, MissCause
from detector.stages.mask_paste import paste_masks
from detector.stages.mask_targets import rasterize_in_box
from detector.trace.found_masks import compare_found_masks
from detector.trace.funnel import compute_funnel
from detector.trace.live_stages import UNSEEN_ROI, LiveStages
from detector.trace.mask_quality import compute_ceiling, measure_mask, paste_roi_mask
from detector.trace.provenance import match_detections
from detector.trace.roi_mask import MaskRoi, RoiMask, find_roi_of_anchor, find_roi_of_box
from detector.trace.schema import StageTrace
from detector.trace.stage_query import StageQuery
from detector.trace.summary import summarize_trace
from tests.detector.small import SMALL, small_image, small_model
from tests.detector.test_mask_networks import SMALL_MASKS
from tests.detector.trace.test_live_stages import with_config

WIDTH, HEIGHT = 192, 144
"""Of the image: one and a half times the network's input."""
DISC = [[120 + 30 * math.cos(t / 4), 60 + 30 * math.sin(t / 4)] for t in range(25)]
SQUARE = [[15.0, 15], [63, 15], [63, 63], [15, 63]]
OUTLINES = PlacedOutlines(tuple(Rings.from_polygons([points]) for points in (SQUARE, DISC)), WIDTH, HEIGHT)


def mask_model() -> FasterRCNN:
    return small_model(config=SMALL_MASKS).eval()


def new_stages() -> LiveStages:
    return LiveStages(mask_model(), small_image(HEIGHT, WIDTH))


def query(**changes: object) -> StageQuery:
    boxes = tuple(geometry.bounds.xyxy for geometry in OUTLINES.geometries)
    made = StageQuery(SMALL_MASKS, boxes, (1, 2), seed=3, outlines=OUTLINES)
    return with_config(replace(made, **changes), "detection", score=0.05)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def live() -> LiveStages:
    return new_stages()


@pytest.fixture(scope="module")
def trace(live: LiveStages) -> StageTrace:
    return live.compute_trace(query())


def test_that_a_training_roi_is_shown_as_it_trains(live: LiveStages, trace: StageTrace) -> None:
    assert trace.masks is not None
    assert len(trace.masks.roi) > 1
    for place, row in enumerate(trace.masks.roi.tolist()):
        shown = live.trace_roi_mask(query(), MaskRoi(True, row))
        assert (shown.label, shown.object) == (trace.rois.labels[row], trace.rois.matched_box[row])
        np.testing.assert_allclose(shown.box, trace.rois.boxes[row], atol=1e-4)
        np.testing.assert_allclose(shown.logits[shown.label], trace.masks.logits[place], atol=1e-5)
        assert shown.target is not None
        assert shown.cell_loss is not None
        np.testing.assert_array_equal(shown.target, trace.masks.targets[place])
        mean_over_rois = shown.cell_loss / len(trace.masks.roi)
        np.testing.assert_allclose(mean_over_rois, trace.masks.cell_loss[place], rtol=1e-4, atol=1e-8)


def test_that_a_detection_is_shown_as_it_is_detected(live: LiveStages) -> None:
    asked = query(training=False)
    trace = live.compute_trace(asked)
    model = small_model(config=asked.config).eval()
    with torch.inference_mode():
        [expected] = model([small_image(HEIGHT, WIDTH)], training_limits=False).detections
    assert expected.masks is not None
    assert len(expected.masks) == len(trace.detections) > 3
    pasted = paste_masks(expected.masks, expected.boxes, WIDTH, HEIGHT)
    objects = match_detections(trace).object.tolist()
    for row in range(len(trace.detections)):
        shown = live.trace_roi_mask(asked, MaskRoi(False, row))
        np.testing.assert_allclose(shown.mask, expected.masks[row], atol=1e-5)
        assert (shown.label, shown.object) == (trace.detections.labels[row], objects[row])
        assert paste_roi_mask(shown, WIDTH, HEIGHT) == pasted[row]


def test_that_a_detection_is_compared_with_the_object_that_it_found(live: LiveStages) -> None:
    trace = live.compute_trace(query(training=False))
    box = trace.detections.boxes[0].tolist()
    shape = Rings.from_polygons([[(box[0], box[1]), (box[2], box[1]), (box[0], box[3])]])
    outlines = PlacedOutlines((shape,), WIDTH, HEIGHT)
    asked = query(training=False, boxes=(tuple(box),), labels=(int(trace.detections.labels[0]),), outlines=outlines)
    shown = live.trace_roi_mask(asked, MaskRoi(False, 0))
    assert shown.object == 0
    assert shown.target is not None
    expected = rasterize_in_box(shape, np.array(box, np.float64), 28, (WIDTH, HEIGHT))
    assert (shown.target != expected).mean() < 0.01  # the border of a cell may fall on its other side
    alone = live.trace_roi_mask(replace(asked, outlines=None), MaskRoi(False, 0))
    assert (alone.object, alone.target, alone.cell_loss) == (0, None, None)
    of_none = live.trace_roi_mask(replace(asked, boxes=(), labels=(), outlines=None), MaskRoi(False, 0))
    assert (of_none.object, of_none.target) == (-1, None)


def read_bilinear(level: np.ndarray, x: float, y: float) -> float:
    """By the definition: the four cells around a point, whose values are at whole numbers."""
    height, width = level.shape
    if not (-1 <= y <= height and -1 <= x <= width):
        return 0.0
    y, x = min(max(y, 0.0), height - 1), min(max(x, 0.0), width - 1)
    total = 0.0
    for row in range(height):
        for column in range(width):
            total += level[row, column] * max(0.0, 1 - abs(y - row)) * max(0.0, 1 - abs(x - column))
    return total


def test_that_each_bin_is_the_mean_of_the_map_at_its_samples(live: LiveStages, trace: StageTrace) -> None:
    shown = live.trace_roi_mask(query(), MaskRoi(True, 0))
    stride = SMALL_MASKS.backbone.strides[shown.level]
    center = 0.5 if SMALL_MASKS.head.aligned else 0.0
    features = live.feature_maps[shown.level].numpy()
    assert features.shape == trace.feature_shapes[shown.level]
    assert shown.features.shape == (features.shape[0], 14, 14)
    assert len(shown.sample_columns) == len(shown.sample_rows) == 28
    for channel, y, x in ((0, 0, 0), (3, 5, 9), (7, 13, 13)):
        at = [
            read_bilinear(
                features[channel],
                float(shown.sample_columns[column]) * trace.frame.scale_x / stride - center,
                float(shown.sample_rows[row]) * trace.frame.scale_y / stride - center,
            )
            for row in (2 * y, 2 * y + 1)
            for column in (2 * x, 2 * x + 1)
        ]
        assert shown.features[channel, y, x] == pytest.approx(sum(at) / 4, abs=1e-4)


def test_that_the_level_is_that_of_the_papers_equation(live: LiveStages, trace: StageTrace) -> None:
    for row in np.flatnonzero(trace.rois.labels > 0).tolist():
        x1, y1, x2, y2 = (trace.rois.boxes[row] * trace.frame.scale_x).tolist()
        level = math.floor(4 + math.log2(math.sqrt((x2 - x1) * (y2 - y1)) / 224))
        shown = live.trace_roi_mask(query(), MaskRoi(True, row))
        assert SMALL_MASKS.backbone.strides[shown.level] == 2 ** min(max(level, 3), 5)


def test_that_the_mask_head_runs_on_nothing_but_what_is_shown() -> None:
    live, counts = new_stages(), []
    live.model.roi_heads.mask_head.register_forward_pre_hook(  # type: ignore[union-attr]
        lambda _, inputs: counts.append(len(inputs[0]))
    )
    trace = live.compute_trace(query())
    assert trace.masks is not None
    assert counts == [len(trace.masks.roi)]
    live.trace_roi_mask(query(), MaskRoi(False, 0))
    live.trace_roi_mask(query(), MaskRoi(True, 0))
    assert counts == [len(trace.masks.roi), 1, 1]


def test_that_found_masks_are_compared_as_each_is_shown_and_nothing_else_is_run() -> None:
    live, counts = new_stages(), []
    plain = live.compute_trace(query(training=False))
    rows = [int(np.flatnonzero(plain.detections.labels == label)[0]) for label in (1, 2, 1)]
    boxes = tuple(tuple(plain.detections.boxes[row].tolist()) for row in rows[:2])
    shapes = [Rings.from_polygons([[(x1, y1), (x2, y1), (x2, y2)]]) for x1, y1, x2, y2 in boxes]
    placed = PlacedOutlines((shapes[0], Box(*boxes[1])), WIDTH, HEIGHT)
    asked = query(training=False, boxes=boxes, outlines=placed)
    trace = live.compute_trace(asked)
    live.model.roi_heads.mask_head.register_forward_pre_hook(  # type: ignore[union-attr]
        lambda _, inputs: counts.append(len(inputs[0]))
    )
    iou = compare_found_masks(live, asked)
    assert counts == [1]  # the other object has no outline
    assert iou is not None
    shown = live.trace_roi_mask(asked, MaskRoi(False, rows[0]))
    assert shown.object == 0
    mask = paste_roi_mask(shown, WIDTH, HEIGHT, asked.config.mask.threshold)
    quality = measure_mask(mask, shapes[0], Box(*boxes[0]), 28, WIDTH, HEIGHT)
    np.testing.assert_allclose(iou, [quality.iou, np.nan], atol=1e-3)
    *_, detections, masks = compute_funnel(trace, mask_iou=iou)
    assert (masks.stage, masks.count) == (FunnelStage.MASKS, 1)
    np.testing.assert_array_equal(masks.best_iou, [iou[0], detections.best_iou[1]])
    poor = np.array([0.3, np.nan], np.float32)
    summary = summarize_trace(trace, poor)
    assert [one.miss_cause for one in summary.provenances] == [MissCause.MASK_HEAD, None]
    correct = summary.find_correct_masks()
    assert correct is not None
    assert correct.tolist() == [1]
    assert summarize_trace(trace).find_correct_masks() is None
    assert compare_found_masks(live, replace(asked, outlines=None)) is None


def test_that_an_roi_that_the_mask_head_never_sees_is_refused(live: LiveStages, trace: StageTrace) -> None:
    negative = int(np.flatnonzero(trace.rois.labels == 0)[0])
    for roi in (MaskRoi(True, negative), MaskRoi(True, 10_000), MaskRoi(False, len(trace.detections))):
        with pytest.raises(ValueError, match=UNSEEN_ROI):
            live.trace_roi_mask(query(), roi)
    boxes = LiveStages(small_model(), small_image(HEIGHT, WIDTH))
    with pytest.raises(ValueError, match=UNSEEN_ROI):
        boxes.trace_roi_mask(replace(query(outlines=None), config=SMALL), MaskRoi(False, 0))


def test_that_probabilities_are_those_of_a_sigmoid_however_sure() -> None:
    logits = np.array([[[-800.0, -2, 0, 2, 800]]], np.float32)
    empty = np.zeros(0, np.float32)
    shown = RoiMask(MaskRoi(False, 0), np.zeros(4, np.float32), 0, -1, 0, empty, empty, logits, logits, None, None)
    expected = [0, 1 / (1 + math.exp(2)), 0.5, 1 / (1 + math.exp(-2)), 1]
    np.testing.assert_allclose(shown.mask[0], expected, atol=1e-7)


def test_that_a_mask_is_measured_as_a_loop_over_its_pixels_does() -> None:
    rows, columns = np.indices((80, 90))
    object_, found = ((rows - 40) ** 2 + (columns - x) ** 2 < 30**2 for x in (40, 45))
    outline, box = Bitmap.from_mask(object_), Box(10, 8, 74, 70)
    quality = measure_mask(Bitmap.from_mask(found), outline, box, 28, 90, 80)
    assert quality.iou == pytest.approx((object_ & found).sum() / (object_ | found).sum())
    assert quality.boundary_iou < quality.iou
    assert quality.ceiling == compute_ceiling(outline, box, 28, 90, 80)
    perfect = measure_mask(outline, outline, box, 28, 90, 80)
    assert (perfect.iou, perfect.boundary_iou) == (1, 1)
    nothing = measure_mask(Bitmap(), outline, box, 28, 90, 80)
    assert (nothing.iou, nothing.boundary_iou) == (0, 0)


def test_that_a_box_is_shown_in_its_best_training_roi_and_in_what_found_it(live: LiveStages) -> None:
    trace = live.compute_trace(query())
    for box in (0, 1):
        found = find_roi_of_box(trace, box, is_training=True)
        rows = [row for row, own in enumerate(trace.rois.matched_box.tolist()) if own == box and trace.rois.labels[row]]
        assert found is not None
        assert found == MaskRoi(True, max(rows, key=lambda row: trace.rois.iou[row]))
    # Detections are those of an untrained network, so the objects are put where they are.
    rows = [int(np.flatnonzero(trace.detections.labels == label)[0]) for label in (1, 2)]
    boxes = tuple(tuple(trace.detections.boxes[row].tolist()) for row in rows)
    at_detections = live.compute_trace(query(boxes=boxes, outlines=None))
    assert [find_roi_of_box(at_detections, box, is_training=False) for box in (0, 1)] == [
        MaskRoi(False, row) for row in rows
    ]
    nothing_found = live.compute_trace(with_config(query(), "detection", score=1.0))
    assert find_roi_of_box(nothing_found, 0, is_training=False) is None


def test_that_an_anchor_leads_to_the_roi_that_it_became(live: LiveStages) -> None:
    trace = live.compute_trace(query())
    for row, place in enumerate(trace.rois.proposal.tolist()):
        if place >= 0:
            expected = MaskRoi(True, row) if trace.rois.labels[row] > 0 else None
            assert find_roi_of_anchor(trace, int(trace.proposals.kept[place]), is_training=True) == expected
    anchor = int(trace.proposals.kept[trace.detections.roi[0]])
    assert find_roi_of_anchor(trace, anchor, is_training=False) == MaskRoi(False, 0)
    not_kept = int(np.flatnonzero(~np.isin(np.arange(len(trace.anchors)), trace.proposals.kept))[0])
    assert find_roi_of_anchor(trace, not_kept, is_training=False) is None
