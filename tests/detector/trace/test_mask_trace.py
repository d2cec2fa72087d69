"""The mask head in a trace: what is shown of it is what trains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from detector.data.geometry import Box
from detector.data.labeled_set import TrainingSet, load_training_set
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.placed_outlines import PlacedOutlines
from detector.faster_rcnn import FasterRCNN
from detector.stages.losses import MASK_LOSS_KEY, mask_loss_terms
from detector.trace.live_stages import LiveStages, trace_image
from detector.trace.pinned import PinnedTraces
from detector.trace.schema import LOSS_NAMES, MASK_LOSS_NAME, MaskTrace, StageTrace
from detector.trace.stage_query import StageQuery
from detector.trace.trace_file import load_trace, save_trace
from tests.detector.outlined import outlined_folder
from tests.detector.small import small_image, small_model, small_target
from tests.detector.test_mask_networks import DISC, SMALL_MASKS, SQUARE, outlined_target
from tests.detector.trace.test_live_stages import assert_equal

ROWS, COLUMNS = np.indices((96, 128))
SHAPES = (Bitmap.from_mask((ROWS >= 10) & (ROWS < 42) & (COLUMNS >= 10) & (COLUMNS < 30)), Box(60, 20, 100, 60))


def query(**changes: object) -> StageQuery:
    target = outlined_target(SQUARE, DISC)
    boxes, labels = target["boxes"].numpy(), target["labels"].numpy()
    made = StageQuery.from_arrays(SMALL_MASKS, boxes, labels, seed=3, outlines=target["outlines"])
    return replace(made, **changes)  # type: ignore[arg-type]


def mask_model() -> FasterRCNN:
    return small_model(config=SMALL_MASKS)


def require_masks(trace: StageTrace) -> MaskTrace:
    assert trace.masks is not None
    return trace.masks


@pytest.mark.parametrize("polygons", [(SQUARE, DISC), (None, DISC)], ids=["all outlined", "one is a box alone"])
def test_that_masks_in_a_trace_equal_those_of_a_training_step_item_by_item(
    polygons: tuple[list[list[float]] | None, ...],
) -> None:
    target = outlined_target(*polygons)
    trace, model = trace_image(mask_model(), small_image(), target, seed=7), mask_model().eval()
    with torch.no_grad():
        result = model([small_image()], [target], [torch.Generator().manual_seed(7)], training_limits=True)
        [stages] = result.stages
        assert stages.mask_targets is not None
        assert stages.proposal_targets is not None
        rows = stages.mask_targets.roi
        logits = model.run_mask_head(stages, stages.proposal_targets.boxes[rows])
        labels = stages.proposal_targets.labels[rows]
        terms = mask_loss_terms(logits, labels, stages.mask_targets.masks)
    masks = require_masks(trace)
    assert len(masks.roi) > 0
    np.testing.assert_array_equal(masks.roi, rows)
    np.testing.assert_array_equal(masks.targets, stages.mask_targets.masks)
    for row, (label, shown) in enumerate(zip(labels.tolist(), masks.logits, strict=True)):
        np.testing.assert_allclose(shown, logits[row, label], atol=1e-5)
    np.testing.assert_allclose(masks.cell_loss.sum(axis=(1, 2)), terms, rtol=1e-4)
    assert trace.losses[MASK_LOSS_NAME] == pytest.approx(result.losses[MASK_LOSS_KEY].item(), rel=1e-5)
    assert trace.losses["total"] == pytest.approx(result.total_loss.item(), rel=1e-5)


def test_that_the_cells_make_up_the_loss_and_only_positive_rois_with_an_outline_have_any() -> None:
    trace = LiveStages(mask_model(), small_image()).compute_trace(query())
    masks = require_masks(trace)
    assert masks.cell_loss.sum(dtype=np.float64) == pytest.approx(trace.losses[MASK_LOSS_NAME], rel=1e-4)
    np.testing.assert_array_equal(masks.roi, np.flatnonzero(trace.rois.labels > 0))
    assert [masks.find_place(int(roi)) for roi in masks.roi] == list(range(len(masks.roi)))
    assert masks.find_place(int(np.flatnonzero(trace.rois.labels == 0)[0])) == -1
    assert trace.summarize_counts()["rois"]["outlined"] == len(masks.roi)
    one_box = LiveStages(mask_model(), small_image()).compute_trace(
        query(outlines=outlined_target(None, DISC)["outlines"])
    )
    own = require_masks(one_box).roi
    np.testing.assert_array_equal(own, np.flatnonzero((one_box.rois.labels > 0) & (one_box.rois.matched_box == 1)))


def test_that_boxes_alone_have_a_mask_loss_of_zero_and_a_box_network_has_none() -> None:
    alone = LiveStages(mask_model(), small_image()).compute_trace(query(outlines=None))
    assert alone.losses[MASK_LOSS_NAME] == 0
    assert require_masks(alone).cell_loss.shape == (0, 28, 28)
    boxes = trace_image(small_model(), small_image(), small_target())
    assert boxes.masks is None
    assert set(boxes.losses) == {*LOSS_NAMES.values(), "total"}


@pytest.mark.parametrize(
    ("change", "is_run_again"),
    [
        (lambda q: replace(q, outlines=PlacedOutlines(SHAPES, 128, 96)), True),
        (lambda q: replace(q, outlines=outlined_target(SQUARE, DISC)["outlines"]), False),
        (lambda q: replace(q, seed=q.seed + 1), True),
        (lambda q: replace(q, config=replace(q.config, detection=replace(q.config.detection, score=0.3))), False),
    ],
    ids=["other outlines", "the same outlines", "the seed", "the score"],
)
def test_that_the_mask_head_is_run_again_only_where_its_rois_or_targets_change(
    change: Callable[[StageQuery], StageQuery], is_run_again: bool
) -> None:
    live, after = LiveStages(mask_model(), small_image()), change(query())
    live.compute_trace(query())
    trace = live.compute_trace(after)
    assert live.count_computations("training_masks") == 1 + is_run_again
    assert_equal(trace, LiveStages(mask_model(), small_image()).compute_trace(after))


def test_that_outlines_are_in_pixels_of_the_image_that_was_reduced() -> None:
    whole = LiveStages(mask_model(), small_image()).compute_trace(query())
    doubled = [[[2 * x, 2 * y] for x, y in points] for points in (SQUARE, DISC)]
    outlines = replace(outlined_target(*doubled)["outlines"], width=256, height=192)
    boxes = tuple(tuple(2 * v for v in box) for box in query().boxes)
    reduced = LiveStages(mask_model(), small_image(), (256, 192)).compute_trace(query(boxes=boxes, outlines=outlines))
    # A vertex on the border of a cell may fall on its other side.
    assert (require_masks(reduced).targets != require_masks(whole).targets).mean() < 0.002
    np.testing.assert_array_equal(require_masks(reduced).roi, require_masks(whole).roi)


def test_that_settings_of_another_mask_head_are_refused_and_another_threshold_is_not() -> None:
    live, config = LiveStages(mask_model(), small_image()), SMALL_MASKS
    with pytest.raises(ValueError, match="mask head"):
        live.compute_trace(query(config=replace(config, mask=replace(config.mask, channels=4))))
    lower = query(config=replace(config, mask=replace(config.mask, threshold=0.7)))
    assert_equal(require_masks(live.compute_trace(lower)), require_masks(live.compute_trace(query())))


@pytest.mark.parametrize("outlines", [query().outlines, None], ids=["outlines", "boxes alone"])
def test_that_masks_come_back_from_a_file(outlines: PlacedOutlines | None, tmp_path: Path) -> None:
    trace = LiveStages(mask_model(), small_image()).compute_trace(query(outlines=outlines))
    save_trace(trace, tmp_path / "a.npz")
    assert_equal(load_trace(tmp_path / "a.npz")[0], trace)


@pytest.fixture
def images(tmp_path: Path) -> TrainingSet:
    return load_training_set(outlined_folder(tmp_path / "images", 1, boxes_only=0))


def test_that_pinned_images_are_traced_with_their_outlines(images: TrainingSet, tmp_path: Path) -> None:
    [taken] = PinnedTraces(mask_model(), images.images, tmp_path).save_traces(1)
    masks = require_masks(load_trace(taken.path)[0])
    assert masks.targets.any(axis=(1, 2)).all()
    assert len(masks.roi) > 0
