"""The Mask head dock: the RoI of what is selected, its maps, its sentences, and its layers over the image."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot
from torch import nn

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.rings import Rings
from detector.stages.mask_head import MaskRcnnHead
from detector.trace.live_stages import LiveStages
from detector.trace.mask_quality import measure_mask, paste_roi_mask
from detector.trace.roi_mask import MaskRoi, find_roi_of_anchor, find_roi_of_box
from detector.trace.schema import StageTrace
from frcnn_gui.canvas.layers import COMPUTING_TEXT, LayerStack
from frcnn_gui.canvas.outline_edges import list_edges
from frcnn_gui.common.language import tr
from frcnn_gui.context import WindowContext
from frcnn_gui.explain.mask_head_controller import (
    NO_DETECTION_TEXT,
    NO_TRAINING_ROI_TEXT,
    NOTHING_SELECTED_TEXT,
    SAVED_TRACE_TEXT,
    MaskHeadController,
)
from frcnn_gui.explain.mask_texts import CEILING_TEXT, NO_MASK_HEAD_TEXT, QUALITY_TEXT, TRAINING_ROI_TEXT
from frcnn_gui.stages.stage_selection import NOTHING_SELECTED, StageSelection
from tests.detector.trace.test_roi_mask import HEIGHT, OUTLINES, WIDTH, new_stages, query
from tests.sentences import has_sentence

UIDS = (11, 12)


class FakeModel(QObject):
    """Shows a trace of `query`, and answers at once."""

    trace_changed = Signal()
    selection_changed = Signal()
    box_selection_changed = Signal()
    roi_mask_ready = Signal(str, object)

    def __init__(self, live: LiveStages) -> None:
        super().__init__()
        self._live = live
        self.trace: StageTrace | None = live.compute_trace(query())
        self.trace_result = SimpleNamespace(uids=UIDS)
        self.config = query().config
        self.selection, self.selected_row = NOTHING_SELECTED, -1
        self.annotations = tuple(
            Annotation(geometry, label, uid)
            for label, geometry, uid in zip(("square", "disc"), OUTLINES.geometries, UIDS, strict=True)
        )
        self.image_size = (WIDTH, HEIGHT)
        self.failure, self.is_computing, self.loaded_trace = "", False, None
        self.is_subscribed = False
        self.requested: list[MaskRoi] = []
        self.window = QMainWindow()

    def subscribe(self, _key: str, on: bool) -> None:
        self.is_subscribed = on

    def row_of(self, uid: int) -> int:
        return UIDS.index(uid) if uid in UIDS else -1

    find_box_row = row_of

    def select(self, anchor: int = -1, box: int = -1) -> None:
        self.selection = StageSelection(anchor, box)
        self.selection_changed.emit()

    def request_roi_mask(self, asker: str, roi: MaskRoi) -> None:
        self.requested.append(roi)
        self.roi_mask_ready.emit("another", None)
        self.roi_mask_ready.emit(asker, self._live.trace_roi_mask(query(), roi))


@pytest.fixture(scope="module")
def live() -> LiveStages:
    """With cells that belong to an object at the lowest threshold of the slider, and do not at the highest."""
    stages = new_stages()
    assert isinstance(stages.model.roi_heads, MaskRcnnHead)
    nn.init.constant_(stages.model.roi_heads.mask_predictor.mask_fcn_logits.bias, 0.5)  # type: ignore[arg-type]
    return stages


@pytest.fixture
def model(qtbot: QtBot, live: LiveStages) -> FakeModel:
    made = FakeModel(live)
    qtbot.addWidget(made.window)
    return made


@pytest.fixture
def controller(model: FakeModel) -> MaskHeadController:
    canvas = SimpleNamespace(layers=LayerStack(model.window))
    context = SimpleNamespace(window=model.window, stages=model, canvas=canvas)
    made = MaskHeadController(cast(WindowContext, context))
    model.window.setCentralWidget(made.panel)
    model.window.show()
    return made


def choose_training(controller: MaskHeadController, is_training: bool) -> None:
    box = controller.panel.kind_box
    box.setCurrentIndex(box.findData(is_training))


def test_that_a_selected_box_is_shown_in_its_roi(controller: MaskHeadController, model: FakeModel) -> None:
    assert model.trace is not None
    panel = controller.panel
    choose_training(controller, True)
    model.select(box=UIDS[1])
    assert model.requested[-1] == find_roi_of_box(model.trace, 1, is_training=True)
    mask = controller._mask
    assert mask is not None
    np.testing.assert_array_equal(panel.probability_map.values, mask.mask)
    np.testing.assert_array_equal(panel.target_map.values, mask.target)
    np.testing.assert_array_equal(panel.loss_map.values, mask.cell_loss)
    assert panel.class_box.currentText() == model.trace.classes[mask.label - 1]
    assert has_sentence(panel.text_label.text(), TRAINING_ROI_TEXT, box="disc 2")


def test_that_a_box_selected_on_the_canvas_or_an_anchor_is_shown_too(
    controller: MaskHeadController, model: FakeModel
) -> None:
    assert model.trace is not None
    choose_training(controller, True)
    model.selected_row = 0
    model.box_selection_changed.emit()
    assert model.requested[-1] == find_roi_of_box(model.trace, 0, is_training=True)
    choose_training(controller, False)
    anchor = int(model.trace.proposals.kept[model.trace.detections.roi[0]])
    model.select(anchor=anchor)
    assert model.requested[-1] == find_roi_of_anchor(model.trace, anchor, is_training=False) == MaskRoi(False, 0)


def test_that_the_maps_of_other_classes_can_be_seen(controller: MaskHeadController, model: FakeModel) -> None:
    choose_training(controller, True)
    model.select(box=UIDS[1])
    mask, panel = controller._mask, controller.panel
    assert mask is not None
    for row in range(panel.class_box.count()):
        panel.class_box.setCurrentIndex(row)
        np.testing.assert_array_equal(panel.probability_map.values, mask.probabilities[row + 1])


def test_that_the_threshold_decides_the_mask_that_is_measured(controller: MaskHeadController, model: FakeModel) -> None:
    choose_training(controller, True)
    model.select(box=UIDS[1])
    mask, panel = controller._mask, controller.panel
    assert mask is not None
    assert panel.threshold == model.config.mask.threshold
    texts, ceilings = [], []
    for threshold in (0.5, 0.95):
        panel.set_threshold(threshold)
        pasted = paste_roi_mask(mask, WIDTH, HEIGHT, panel.threshold)
        outline, box = OUTLINES.geometries[1], Box.from_corners(*mask.box.tolist())
        assert isinstance(outline, Rings)
        quality = measure_mask(pasted, outline, box, 28, WIDTH, HEIGHT, threshold)
        assert panel.probability_map.limit == panel.threshold
        assert panel.threshold_label.text() == f"{panel.threshold:.2f}"
        assert has_sentence(panel.text_label.text(), QUALITY_TEXT, iou=f"{quality.iou:.2f}")
        assert has_sentence(panel.text_label.text(), CEILING_TEXT, ceiling=f"{quality.ceiling:.3f}")
        ceilings.append(quality.ceiling)
        texts.append(panel.text_label.text())
    assert texts[0] != texts[1]
    assert ceilings[0] > ceilings[1]


def test_that_the_features_are_shown_with_the_samples_of_their_bins(
    controller: MaskHeadController, model: FakeModel
) -> None:
    choose_training(controller, True)
    model.select(box=UIDS[1])
    mask, panel = controller._mask, controller.panel
    assert mask is not None
    assert mask.features.shape[1:] == (14, 14)
    np.testing.assert_array_equal(panel.feature_map.values, mask.features.mean(axis=0))
    for channel in (0, len(mask.features) - 1):
        panel.channel_box.setValue(channel)
        np.testing.assert_array_equal(panel.feature_map.values, mask.features[channel])
        assert (panel.feature_map.low, panel.feature_map.high) == (
            mask.features[channel].min(),
            mask.features[channel].max(),
        )
    assert panel.channel_box.maximum() == channel
    assert panel.feature_map.points is None
    panel.samples_box.click()
    points = panel.feature_map.points
    assert points is not None
    # In bins, the samples are where they are in the RoI.
    x1, y1, x2, y2 = mask.box.tolist()
    columns, rows = (mask.sample_columns - x1) / (x2 - x1) * 14, (mask.sample_rows - y1) / (y2 - y1) * 14
    np.testing.assert_allclose(np.unique(points[:, 0]), columns, atol=0.01)
    np.testing.assert_allclose(np.unique(points[:, 1]), rows, atol=0.01)
    model.select(anchor=0)
    assert panel.feature_map.values is None


def test_that_the_cells_of_the_mask_are_laid_over_the_image_where_they_are_asked_for(
    controller: MaskHeadController, model: FakeModel
) -> None:
    choose_training(controller, True)
    model.select(box=UIDS[0])
    mask, layer = controller._mask, controller._cell_layer
    assert mask is not None
    assert not layer.is_switched_on
    controller.panel.cells_box.click()
    assert layer.is_switched_on
    [group] = layer.content.lines
    x1, y1, x2, y2 = mask.box.tolist()
    expected = [(x1 + at * (x2 - x1) / 28, y1, x1 + at * (x2 - x1) / 28, y2) for at in range(1, 28)]
    expected += [(x1, y1 + at * (y2 - y1) / 28, x2, y1 + at * (y2 - y1) / 28) for at in range(1, 28)]
    np.testing.assert_allclose(group.lines, expected, atol=1e-3)
    controller.panel.hide()
    assert not layer.is_switched_on


def test_that_the_layers_show_the_samples_and_the_cells_over_the_image(
    controller: MaskHeadController, model: FakeModel
) -> None:
    choose_training(controller, True)
    model.select(box=UIDS[0])
    mask, content = controller._mask, controller._mask_layer.content
    assert mask is not None
    assert content.heat is not None
    assert content.heat.box == tuple(mask.box.tolist())
    np.testing.assert_array_equal(content.heat.values, mask.mask)
    of_mask, of_object = content.lines
    pasted = paste_roi_mask(mask, WIDTH, HEIGHT, controller.panel.threshold)
    np.testing.assert_array_equal(of_mask.lines, list_edges(pasted))
    np.testing.assert_array_equal(of_object.lines, list_edges(OUTLINES.geometries[0]))  # type: ignore[arg-type]
    controller.panel.set_threshold(0.95)
    assert not len(controller._mask_layer.content.lines[0])  # nothing is so sure
    [points] = controller._sample_layer.content.points
    assert len(points) == 28 * 28
    assert points.points[:, 0].min() >= mask.box[0]
    layers = controller._mask_layer, controller._sample_layer
    assert [layer.is_switched_on for layer in layers] == [True, False]
    controller.panel.samples_box.click()
    assert [layer.is_switched_on for layer in layers] == [True, True]
    controller.panel.hide()
    assert [layer.is_switched_on for layer in layers] == [False, False]
    controller.panel.show()
    assert [layer.is_switched_on for layer in layers] == [True, True]
    controller.panel.hide()
    assert not model.is_subscribed


def test_that_edges_go_around_every_ring_once() -> None:
    mask = np.random.default_rng(0).random((9, 11)) > 0.4
    padded = np.pad(mask, 1)
    across = [(row, column) for row in range(10) for column in range(13)]
    down = [(row, column) for row in range(11) for column in range(12)]
    expected = {((x - 1, y), (x, y)) for y, x in across if padded[y, x] != padded[y + 1, x]}
    expected |= {((x, y - 1), (x, y)) for y, x in down if padded[y, x] != padded[y, x + 1]}
    found = []
    for x1, y1, x2, y2 in list_edges(Bitmap.from_mask(mask)).astype(int).tolist():
        (x1, y1), (x2, y2) = sorted(((x1, y1), (x2, y2)))
        steps = max(x2 - x1, y2 - y1)
        dx, dy = (x2 - x1) // steps, (y2 - y1) // steps
        found += [((x1 + at * dx, y1 + at * dy), (x1 + (at + 1) * dx, y1 + (at + 1) * dy)) for at in range(steps)]
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert list_edges(Bitmap()).shape == (0, 4)


def test_that_while_the_dock_is_closed_nothing_is_computed(controller: MaskHeadController, model: FakeModel) -> None:
    controller.panel.hide()
    model.select(box=UIDS[0])
    assert not model.requested
    choose_training(controller, True)
    controller.panel.show()
    assert len(model.requested) == 1


def test_that_why_there_is_no_mask_is_said(controller: MaskHeadController, model: FakeModel) -> None:
    label, trace = controller.panel.text_label, model.trace
    assert trace is not None
    model.trace_changed.emit()
    assert label.text() == tr(NOTHING_SELECTED_TEXT)
    not_kept = int(np.flatnonzero(~np.isin(np.arange(len(trace.anchors)), trace.proposals.kept))[0])
    for is_training, text in ((True, NO_TRAINING_ROI_TEXT), (False, NO_DETECTION_TEXT)):
        choose_training(controller, is_training)
        model.select(anchor=not_kept)
        assert label.text() == tr(text)
    model.loaded_trace = SimpleNamespace()  # type: ignore[assignment]
    model.trace_changed.emit()
    assert label.text() == tr(SAVED_TRACE_TEXT)
    model.trace = replace(trace, masks=None)
    model.trace_changed.emit()
    assert label.text() == tr(NO_MASK_HEAD_TEXT)
    model.trace, model.is_computing = None, True
    model.trace_changed.emit()
    assert label.text() == tr(COMPUTING_TEXT)
    model.failure = "It failed."
    model.trace_changed.emit()
    assert label.text() == "It failed."
    assert controller.panel.probability_map.values is None
    assert not model.requested
