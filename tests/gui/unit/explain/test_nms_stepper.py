"""NMS step by step: what a step shows, how one goes through, and what is marked as a mistake."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from detector.matching.box_overlap import pairwise_iou
from detector.outcomes import ProposalFate
from detector.trace.nms_steps import NmsSteps
from detector.trace.schema import StageTrace
from frcnn_gui.canvas.layers import COMPUTING_TEXT, LayerStack
from frcnn_gui.common.language import tr
from frcnn_gui.context import WindowContext
from frcnn_gui.explain.nms_controller import (
    INSTEAD_TEXT,
    MISTAKE_TEXT,
    NO_IMAGE_TEXT,
    OBJECT_LOST_TEXT,
    NmsController,
)
from tests.gui.unit.small_inputs import small_inputs
from tests.sentences import has_sentence


class FakeSettings:
    def __init__(self) -> None:
        self.values: dict[str, Any] = {"proposals.nms_iou": 0.7}

    def get_value(self, id: str) -> float:
        return float(self.values[id])

    get_preset_value = get_value

    def set_value(self, id: str, value: object) -> None:
        self.values[id] = value

    def reset_settings(self, id: str) -> None:
        self.values[id] = 0.7


class FakeModel(QObject):
    trace_changed = Signal()
    settings_changed = Signal()

    def __init__(self, trace: StageTrace | None) -> None:
        super().__init__()
        self.trace = trace
        self.failure, self.is_computing, self.assignment = "", False, None
        self.settings = FakeSettings()
        self.requested: dict[str, bool] = {}
        self.anchors: list[int] = []
        self.revealed: list[tuple[float, ...]] = []
        self.window: QMainWindow | None = None

    def subscribe(self, key: str, on: bool) -> None:
        self.requested[key] = on

    def select_item(self, anchor: int = -1) -> None:
        self.anchors.append(anchor)


@pytest.fixture
def trace() -> StageTrace:
    """With a box that some suppressed candidate fits, and no survivor does."""
    trace = small_inputs().trace
    assert trace is not None
    steps = NmsSteps(trace)
    suppressed = np.flatnonzero(trace.proposals.fate == ProposalFate.SUPPRESSED)
    decoded = trace.proposals.decoded
    alone = pairwise_iou(decoded[suppressed], decoded[steps.survivors]).max(axis=1).argmin()
    box = decoded[suppressed[[alone]]]
    return replace(
        trace, true_boxes=np.concatenate((trace.true_boxes, box)), true_labels=np.append(trace.true_labels, 1)
    )


def stepping(qtbot: QtBot, trace: StageTrace | None) -> tuple[NmsController, FakeModel]:
    window, model = QMainWindow(), FakeModel(trace)
    qtbot.addWidget(window)
    canvas = SimpleNamespace(layers=LayerStack(window), reveal_area=lambda *corners: model.revealed.append(corners))
    controller = NmsController(cast(WindowContext, SimpleNamespace(window=window, stages=model, canvas=canvas)))
    window.setCentralWidget(controller.panel)
    window.show()
    model.window = window  # kept, or it would be gone
    return controller, model


def test_that_steps_continue_and_back_and_play_to_the_end(qtbot: QtBot, trace: StageTrace) -> None:
    controller, model = stepping(qtbot, trace)
    panel, steps = controller.panel, NmsSteps(trace)
    assert model.requested["nms steps"]
    assert panel.steps.step_label.text() == f"Step 1 of {len(steps):,}"
    assert not panel.steps.back_button.isEnabled()
    qtbot.mouseClick(panel.steps.forward_button, Qt.MouseButton.LeftButton)
    assert (controller.step, panel.steps.slider.value()) == (1, 1)
    panel.steps.slider.setValue(len(steps) - 2)
    panel.steps.play_button.click()
    qtbot.waitUntil(
        lambda: controller.step == len(steps) - 1 and not panel.steps.play_button.isChecked(), timeout=5_000
    )
    assert not panel.steps.forward_button.isEnabled()


def test_that_a_step_lists_what_it_suppresses_and_marks_what_fits_better(qtbot: QtBot, trace: StageTrace) -> None:
    controller, model = stepping(qtbot, trace)
    steps, panel = NmsSteps(trace), controller.panel
    mistakes = steps.mistakes.tolist()
    controller.go_to_step(next(at for at in range(len(steps)) if at not in mistakes))
    visited = []
    for _ in range(len(mistakes) + 1):
        qtbot.mouseClick(panel.mistake_button, Qt.MouseButton.LeftButton)
        visited.append(controller.step)
    assert visited == [*mistakes, mistakes[0]]
    assert model.revealed[-1] == tuple(trace.proposals.decoded[steps.survivors[mistakes[0]]].tolist())
    assert has_sentence(panel.text_label.text(), tr(MISTAKE_TEXT), rank=1, count=len(mistakes)) or has_sentence(
        panel.text_label.text(), tr(OBJECT_LOST_TEXT), rank=1, count=len(mistakes)
    )
    shown = steps[controller.step]
    assert panel.table.rowCount() == len(shown.suppressed)
    first = panel.table.item(0, 2)
    assert first is not None
    assert has_sentence(first.text(), tr(INSTEAD_TEXT))
    panel.table.selectRow(0)
    anchor = model.anchors[-1]
    assert anchor in shown.suppressed
    fits = pairwise_iou(trace.proposals.decoded[[anchor, *steps.survivors]], trace.true_boxes)
    assert (fits[0] > fits[1:].max(axis=0)).any()
    layer = controller.panel.parentWidget()
    assert layer is not None
    assert f"suppresses {len(shown.suppressed)}" in panel.text_label.text()


def test_that_the_layer_paints_the_step(qtbot: QtBot, trace: StageTrace) -> None:
    controller, _model = stepping(qtbot, trace)
    steps = NmsSteps(trace)
    controller.go_to_step(int(np.argmax(steps.suppressed_counts)))
    shown = steps[controller.step]
    waiting, killed, wrong, lost, survivor = controller._layer.content.groups
    assert len(killed) + len(wrong) + len(lost) == len(shown.suppressed)
    assert len(wrong) + len(lost) == (shown.losses > 0).sum()
    np.testing.assert_array_equal(survivor.boxes, trace.proposals.decoded[[shown.survivor]])
    assert len(waiting) <= 50
    assert len(controller._layer.content.lines[0]) == len(shown.suppressed)


def test_that_the_threshold_is_the_settings_own(qtbot: QtBot, trace: StageTrace) -> None:
    controller, model = stepping(qtbot, trace)
    controller.panel.threshold_row.number.setValue(0.5)
    assert model.settings.values["proposals.nms_iou"] == 0.5
    model.settings_changed.emit()
    assert controller.panel.threshold_row.number.value() == 0.5


def test_that_nothing_to_step_through_is_said(qtbot: QtBot) -> None:
    controller, model = stepping(qtbot, None)
    assert controller.panel.text_label.text() == tr(NO_IMAGE_TEXT)
    assert not controller.panel.steps.forward_button.isEnabled()
    model.failure = "The network cannot be read."
    model.trace_changed.emit()
    assert controller.panel.text_label.text() == "The network cannot be read."


def test_that_a_trace_that_is_still_computed_says_so_and_keeps_the_buttons(qtbot: QtBot, trace: StageTrace) -> None:
    controller, model = stepping(qtbot, trace)
    controller.go_to_step(2)
    model.trace, model.is_computing = None, True
    model.trace_changed.emit()
    assert controller.panel.text_label.text() == tr(COMPUTING_TEXT)
    assert controller.panel.steps.forward_button.isEnabled()
    assert controller.panel.table.rowCount() == 0
    assert controller._layer.is_computing
    assert controller._layer.content.item_count == 0
    model.trace, model.is_computing = trace, False
    model.trace_changed.emit()
    assert controller.step == 2
    assert not controller._layer.is_computing
