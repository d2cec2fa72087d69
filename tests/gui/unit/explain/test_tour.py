"""The guided tour: its stages in the tutorial's order, their numbers, and what it puts back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from detector.trace.live_stages import trace_image
from detector.trace.schema import MASK_LOSS_NAME
from frcnn_gui.common.language import tr
from frcnn_gui.explain.mask_texts import NO_MASK_HEAD_TEXT
from frcnn_gui.explain.tour_controller import DRAW_BOX_TEXT, OPEN_DEMO_TEXT
from frcnn_gui.explain.tour_dock import TourDock
from frcnn_gui.explain.tour_steps import (
    MASKS_TEXT,
    NMS_TEXT,
    R_CNN_TEXT,
    RPN_TEXT,
    TOUR_STEPS,
    describe_masks,
    describe_repeated_work,
)
from frcnn_gui.main_window import MainWindow
from frcnn_gui.stages.layer_table import LAYERS_BY_KEY
from frcnn_gui.stages.stage_layers import StageLayers
from tests.detector.small import small_image, small_model, small_target
from tests.detector.test_mask_networks import DISC, SMALL_MASKS, SQUARE, outlined_target
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.window.test_main_window import open_path
from tests.sentences import has_sentence

RUN = 60_000


@pytest.fixture
def tour(qtbot: QtBot, window: MainWindow) -> TourDock:
    """No image is open yet."""
    window.context.actions["tour"].trigger()
    panel = window.docks["tour"].widget()
    assert isinstance(panel, TourDock)
    return panel


def open_image(qtbot: QtBot, window: MainWindow, root: Path, boxes: bool = True) -> StageLayers:
    image = write_image(root / "a.png", 120, 90)
    if boxes:
        write_labels(image, (11, 11, 60, 50, "square"), (71, 41, 110, 85, "disc"), width=120, height=90)
    open_path(qtbot, window, root)
    window.context.engine.is_ready = True
    window.context.engine.ready_changed.emit()
    return window.context.stage_layers


def shown(layers: StageLayers) -> set[str]:
    return {key for key, layer in layers.layers.items() if layer.is_switched_on}


def test_that_stages_come_in_the_tutorials_order_and_every_layer_is_seen_somewhere() -> None:
    keys = [step.key for step in TOUR_STEPS]
    assert keys == [
        "r_cnn", "spp_net", "fast_r_cnn", "own_proposals",
        "image", "features", "cells", "shapes", "anchors", "assignment", "minibatch", "objectness", "candidates",
        "proposals", "rois", "pooling", "head", "detections", "masks", "losses",
    ]  # fmt: skip
    used = {layer for step in TOUR_STEPS for layer in step.layers}
    assert used <= set(LAYERS_BY_KEY)
    assert set(LAYERS_BY_KEY) - used == {"suppressed"}, "the suppressed ones are among the candidates"
    assert all(2 <= step.text.count(". ") + 1 <= 4 for step in TOUR_STEPS)


def test_that_without_an_image_the_demo_is_offered(tour: TourDock) -> None:
    assert not tour.demo_button.isHidden()
    assert tour.numbers_label.text() == tr(OPEN_DEMO_TEXT)
    assert not tour.back_button.isEnabled()


def test_that_each_stage_shows_its_layers_and_numbers_that_the_trace_bears_out(
    qtbot: QtBot, window: MainWindow, tour: TourDock, tmp_path: Path
) -> None:
    layers, model = open_image(qtbot, window, tmp_path / "photos"), window.context.stages
    qtbot.waitUntil(lambda: model.trace is not None, timeout=RUN)
    assert model.trace is not None
    summary = model.trace.summarize_counts()
    texts = {}
    for number, step in enumerate(TOUR_STEPS):
        assert tour.step_choice.currentIndex() == number
        qtbot.waitUntil(
            lambda: bool(tour.numbers_label.text()) and "running" not in tour.numbers_label.text(), timeout=RUN
        )
        assert shown(layers) == set(step.layers)
        texts[step.key] = tour.numbers_label.text()
        tour.next_button.click()
    assert tour.demo_button.isHidden()
    assert texts["image"].startswith("2 box")
    assert texts["anchors"].startswith(f"{summary['anchors']['total']:,} anchors, {summary['anchors']['inside']:,}")
    assert f"{summary['assignment']['positive_as_best']:,} as best" in texts["assignment"]
    assert texts["minibatch"].startswith(f"{summary['sample']['positive']} positive")
    kept = f"{summary['proposals']['kept']:,}"
    assert has_sentence(texts["own_proposals"], tr(RPN_TEXT), anchors=f"{summary['anchors']['total']:,}", count=kept)
    assert has_sentence(texts["proposals"], tr(NMS_TEXT), kept=f"{summary['proposals']['kept']:,}")
    assert texts["rois"].startswith(f"{summary['rois']['positive']} positive")
    assert f"Total {summary['losses']['total']:.3f}" in texts["losses"]
    for step in TOUR_STEPS:
        assert ("untrained" in texts[step.key]) == step.learned


def test_that_the_area_of_regions_is_counted_as_often_as_an_r_cnn_would_compute_it() -> None:
    trace = trace_image(small_model(), small_image(), small_target())
    height, width = small_image().shape[1:]
    boxes = [trace.proposals.decoded[row].tolist() for row in trace.proposals.kept]
    area = sum((x2 - x1) * (y2 - y1) for x1, y1, x2, y2 in boxes)
    times = f"{area / (width * height):.1f}"
    assert has_sentence(describe_repeated_work(trace), tr(R_CNN_TEXT), count=len(boxes), times=times)


def test_that_a_mask_head_is_described_where_there_is_one() -> None:
    trace = trace_image(small_model(config=SMALL_MASKS), small_image(), outlined_target(SQUARE, DISC))
    assert trace.masks is not None
    text = describe_masks(trace)
    loss = f"{trace.losses[MASK_LOSS_NAME]:.3f}"
    assert has_sentence(text, MASKS_TEXT, rois=len(trace.masks.roi), size="28 x 28", loss=loss)
    assert describe_masks(replace(trace, masks=None)) == tr(NO_MASK_HEAD_TEXT)


def test_that_leaving_puts_back_what_was_shown(
    qtbot: QtBot, window: MainWindow, tour: TourDock, tmp_path: Path
) -> None:
    window.docks["tour"].hide()
    layers = open_image(qtbot, window, tmp_path / "photos")
    layers.layers["final"].set_visible(True)
    before = layers.filters
    window.context.actions["tour"].trigger()
    for _ in range([step.key for step in TOUR_STEPS].index("cells")):
        qtbot.keyClick(tour, Qt.Key.Key_Right)
    assert shown(layers) == {"centers"}
    qtbot.keyClick(tour, Qt.Key.Key_Left)
    assert shown(layers) == {"feature_map"}
    window.docks["tour"].hide()
    assert shown(layers) == {"final"}
    assert layers.filters == before


def test_that_an_image_without_boxes_is_reported_what_it_lacks(
    qtbot: QtBot, window: MainWindow, tour: TourDock, tmp_path: Path
) -> None:
    open_image(qtbot, window, tmp_path / "photos", boxes=False)
    tour.step_requested.emit([step.key for step in TOUR_STEPS].index("assignment"))
    qtbot.waitUntil(lambda: tr(DRAW_BOX_TEXT) in tour.numbers_label.text(), timeout=RUN)
