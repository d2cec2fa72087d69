"""Two networks side by side: linked views, the same layers and settings, and what differs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from detector.click_boxes import ClickBox
from detector.data.geometry import Box
from detector.outcomes import MissCause
from detector.trace.difference import compare_traces
from detector.trace.summary import summarize_trace
from detector.training.checkpoints.checkpoint import save_checkpoint
from frcnn_gui.canvas.tools.click_tool import ClickTool
from frcnn_gui.common.language import tr
from frcnn_gui.main_window import MainWindow
from frcnn_gui.stages.compare_controller import DIFFERENCES_TEXT, MASK_DIFFERENCES_TEXT, CompareController
from frcnn_gui.stages.stage_layers import StageLayers
from tests.detector.small import small_model
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.window.test_main_window import WAIT, open_path

RUN = 60_000


@pytest.fixture
def comparing(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> CompareController:
    """One network on the first side, and the same with other weights in its head on the second."""
    root = tmp_path / "photos"
    for name in ("a", "b"):
        image = write_image(root / f"{name}.png", 120, 90)
        write_labels(image, (11, 11, 60, 50, "square"), (71, 41, 110, 85, "disc"), width=120, height=90)
    window.resize(1200, 800)
    open_path(qtbot, window, root)
    window.context.engine.is_ready = True
    window.context.engine.ready_changed.emit()
    model = small_model()
    save_checkpoint(tmp_path / "first.safetensors", model, 1)
    with torch.no_grad():
        for name, values in model.named_parameters():
            if "head" in name:
                values += torch.randn(values.shape, generator=torch.Generator().manual_seed(1)) * 0.05
    save_checkpoint(tmp_path / "second.safetensors", model, 1)
    window.context.network.use_checkpoint(tmp_path / "first.safetensors", model.config)
    window.context.stages.settings.set_value("detection.score", 0.05)
    window.context.actions["compare"].trigger()
    window.compare_controller.use_checkpoint(tmp_path / "second.safetensors")
    side = window.compare_controller.second_side
    assert side is not None
    qtbot.waitUntil(lambda: side.network.is_trained, timeout=RUN)
    return window.compare_controller


def wait_traces(qtbot: QtBot, window: MainWindow, comparing: CompareController) -> None:
    side = comparing.second_side
    assert side is not None
    qtbot.waitUntil(lambda: window.context.stages.is_current and side.model.is_current, timeout=RUN)


def first_layers(window: MainWindow) -> StageLayers:
    return window.context.stage_layers


def test_that_views_show_the_same_part_whichever_is_moved(
    qtbot: QtBot, window: MainWindow, comparing: CompareController
) -> None:
    side = comparing.second_side
    assert side is not None
    first, second = window.context.canvas, side.pane.canvas
    qtbot.waitUntil(lambda: second.width() > 100 and first.width() > 100, timeout=WAIT)
    for leader, follower in ((first, second), (second, first)):
        leader.set_zoom(leader.zoom * 1.7)
        assert follower.zoom == pytest.approx(leader.zoom)
        middles = [view.viewport.to_image(view.width() / 2, view.height() / 2) for view in (leader, follower)]
        assert middles[0] == pytest.approx(middles[1], abs=1.0)


def test_that_the_view_that_was_clicked_shows_the_boxes_of_the_click(
    qtbot: QtBot, window: MainWindow, comparing: CompareController
) -> None:
    side = comparing.second_side
    assert side is not None
    first, second = window.context.canvas, side.pane.canvas
    qtbot.waitUntil(lambda: second.width() > 100 and first.width() > 100, timeout=WAIT)
    first.set_tool(ClickTool.name)
    at = second.viewport.to_widget(35, 30)
    with qtbot.waitSignal(first.boxes_requested):
        qtbot.mouseClick(second, Qt.MouseButton.LeftButton, pos=QPoint(*(round(value) for value in at)))
    first.show_click_boxes([ClickBox(Box(20, 20, 55, 45), "disc", 0.9)])
    tools = [view._runner.tool for view in (first, second)]
    assert [isinstance(tool, ClickTool) and len(tool.boxes) for tool in tools] == [0, 1]


def test_that_layers_filters_and_settings_hold_for_both(
    qtbot: QtBot, window: MainWindow, comparing: CompareController
) -> None:
    side, layers = comparing.second_side, first_layers(window)
    assert side is not None
    layers.layers["final"].set_visible(True)
    layers.layers["final"].set_opacity(0.5)
    assert side.layers.layers["final"].is_visible
    assert side.layers.layers["final"].opacity == 0.5
    window.context.stages.settings.set_value("proposals.nms_iou", 0.4)
    window.context.stages.settings.resample_minibatches()
    assert side.model.settings.get_value("proposals.nms_iou") == 0.4
    assert side.model.seed == window.context.stages.seed == 1
    window.context.stages.settings.reset_settings("proposals.nms_iou")
    assert side.model.settings.get_value("proposals.nms_iou") == side.model.settings.get_preset_value(
        "proposals.nms_iou"
    )
    window.context.actions["draw"].trigger()
    assert side.pane.canvas.tool_name == "draw"


def test_that_only_what_differs_is_shown_when_asked(
    qtbot: QtBot, window: MainWindow, comparing: CompareController, monkeypatch: pytest.MonkeyPatch
) -> None:
    side, layers = comparing.second_side, first_layers(window)
    assert side is not None
    layers.layers["final"].set_visible(True)
    wait_traces(qtbot, window, comparing)
    first, second = window.context.stages.trace, side.model.trace
    assert first is not None
    assert second is not None
    expected = compare_traces(first, second)
    assert len(expected.detections[0]) + len(expected.detections[1]) > 0
    assert len(expected.anchors) == 0, "the same boxes and anchors"
    side.pane.differences_box.setChecked(True)
    contents = [one.layers["final"].content for one in (layers, side.layers)]
    for content, trace, rows in zip(contents, (first, second), expected.detections, strict=True):
        np.testing.assert_array_equal(content.groups[0].boxes, trace.detections.boxes[rows])
    message = side.pane.state_label.text()
    here, there = len(expected.detections[1]), len(expected.detections[0])
    assert tr(DIFFERENCES_TEXT).format(here=here, there=there) in message
    for model, trace, iou in ((window.context.stages, first, [0.8, np.nan]), (side.model, second, [0.9, 0.7])):
        summary = summarize_trace(trace, np.array(iou, np.float32))
        found = [None if value > 0 else MissCause.ROI_HEAD for value in iou]
        provenances = [replace(one, miss_cause=cause) for one, cause in zip(summary.provenances, found, strict=True)]
        monkeypatch.setattr(model._results, "summary", replace(summary, provenances=tuple(provenances)))
    side.model.summary_changed.emit()
    assert tr(MASK_DIFFERENCES_TEXT).format(here=1, there=0) in side.pane.state_label.text()
    side.pane.differences_box.setChecked(False)
    assert len(layers.layers["final"].content.groups[0].boxes) == len(first.detections)


def test_that_closing_puts_the_second_side_to_rest(
    qtbot: QtBot, window: MainWindow, comparing: CompareController
) -> None:
    side = comparing.second_side
    assert side is not None
    first_layers(window).layers["final"].set_visible(True)
    wait_traces(qtbot, window, comparing)
    side.pane.close_button.click()
    assert comparing.second_side is None
    assert not window.context.actions["compare"].isChecked()
    before = side.model.trace_result
    window.context.stages.settings.resample_minibatches()
    qtbot.waitUntil(lambda: window.context.stages.is_current, timeout=RUN)
    qtbot.wait(100)
    assert side.model.trace_result is before
    window.context.actions["compare"].trigger()
    assert comparing.second_side is side


def test_that_the_list_has_what_is_in_use_and_a_preset_can_be_taken(
    qtbot: QtBot, window: MainWindow, comparing: CompareController
) -> None:
    side = comparing.second_side
    assert side is not None
    assert side.pane.network_choice.currentText().endswith("second.safetensors")
    at = side.pane.network_choice.findData("mobilenet_fpn")
    side.pane.network_choice.activated.emit(at)
    assert not side.network.is_trained
    assert side.pane.network_choice.currentData() == "mobilenet_fpn"


def test_that_a_file_that_is_no_checkpoint_is_reported(
    qtbot: QtBot, window: MainWindow, comparing: CompareController, tmp_path: Path
) -> None:
    (tmp_path / "no.safetensors").write_bytes(b"no")
    with qtbot.waitSignal(window.context.session.message_posted, timeout=RUN) as message:
        comparing.use_checkpoint(tmp_path / "no.safetensors")
    assert "no.safetensors" in message.args[0]


def test_that_the_image_fits_both_views_and_the_window_again_after_them(
    qtbot: QtBot, window: MainWindow, comparing: CompareController
) -> None:
    canvas = window.context.canvas
    window.context.actions["compare"].trigger()
    qtbot.waitUntil(lambda: canvas.width() == window.views.width())
    canvas.fit_image()
    alone = canvas.zoom
    window.context.actions["compare"].trigger()
    qtbot.waitUntil(lambda: canvas.zoom < alone)
    canvas.set_zoom(4 * alone)
    window.context.actions["compare"].trigger()
    qtbot.waitUntil(lambda: canvas.zoom == alone)
