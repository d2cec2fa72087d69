"""After any setting that is tried out, card, lists and canvas are of the same trace, or say that it is computed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from detector.config import DetectorConfig
from detector.matching.box_overlap import pairwise_iou
from detector.outcomes import ProposalFate
from detector.trace.nms_steps import NmsSteps
from detector.training.checkpoints.checkpoint import save_checkpoint
from frcnn_gui.canvas.layers import COMPUTING_TEXT
from frcnn_gui.common.language import tr
from frcnn_gui.explain.box_card import FOUND_TEXT, build_box_card
from frcnn_gui.explain.card import ANCHOR
from frcnn_gui.explain.explain_panel import ExplainPanel
from frcnn_gui.explain.nms_panel import NmsPanel
from frcnn_gui.main_window import MainWindow
from frcnn_gui.stages.layer_table import LAYERS, LAYERS_BY_KEY
from frcnn_gui.stages.settings import STAGE_SETTINGS, SettingValue, StageSetting, get_setting
from frcnn_gui.stages.stage_layers import StageLayers
from frcnn_gui.stages.stage_model import StageModel
from frcnn_gui.stages.stages_panel import StagesPanel
from frcnn_gui.stages.texts import FATE_TEXTS
from tests.detector.small import SMALL, SMALL_PYRAMID, small_model
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.window.test_main_window import open_path
from tests.sentences import has_sentence

RUN = 60_000
PLACE = 35.0, 30.0
TRACED = tuple(spec.key for spec in LAYERS if not spec.needs_assignment_only)


class Views:
    """A window in which a box is explained, NMS is stepped through, and every layer is drawn."""

    def __init__(self, qtbot: QtBot, window: MainWindow, root: Path) -> None:
        self.qtbot, self.window = qtbot, window
        context = window.context
        context.engine.is_ready = True
        context.engine.ready_changed.emit()
        open_path(qtbot, window, root)
        window.workspace_controller.show_workspace("stages")
        for dock in ("nms", "explain"):
            context.show_dock(dock)
        for layer in self.layers.layers.values():
            layer.set_visible(True)
        self.wait_until_settled()
        context.canvas.explain_requested.emit(_Pointer())
        self.wait_until_settled()
        assert self.model.selection.box >= 0

    @property
    def model(self) -> StageModel:
        return self.window.context.stages

    @property
    def layers(self) -> StageLayers:
        return self.window.context.stage_layers

    @property
    def explain(self) -> ExplainPanel:
        panel = self.window.docks["explain"].widget()
        assert isinstance(panel, ExplainPanel)
        return panel

    @property
    def nms(self) -> NmsPanel:
        panel = self.window.docks["nms"].widget()
        assert isinstance(panel, NmsPanel)
        return panel

    def wait_until_settled(self) -> None:
        """Compare the views at every step on the way."""

        def is_settled() -> bool:
            self.compare()
            model = self.model
            done = model.assignment is not None and (model.is_current or bool(model.failure))
            return done and not any(layer.is_computing for layer in self.layers.layers.values())

        self.qtbot.waitUntil(is_settled, timeout=RUN)
        QApplication.processEvents()
        self.compare()

    def compare(self) -> None:
        """Each view is of the trace that there is, or says what there is instead."""
        self._compare_card()
        self._compare_list()
        self._compare_layers()
        self._compare_nms()

    def _compare_card(self) -> None:
        inputs, shown = self.layers.build_layer_inputs(), self.explain.card_view.toPlainText()
        if self.model.selection.box < 0:
            return
        if inputs is None or inputs.is_assigning:
            assert shown in (tr(COMPUTING_TEXT), self.model.failure)
            return
        document = QTextDocument()
        document.setHtml(build_box_card(inputs, inputs.box, inputs.traced_box))
        assert shown == document.toPlainText()
        assert (tr(COMPUTING_TEXT) in shown) == self.model.is_computing
        if self.model.failure:
            assert self.model.failure in shown

    def _compare_list(self) -> None:
        inputs = self.layers.build_layer_inputs()
        for item in self.explain.items:
            if item.kind != ANCHOR or inputs is None:
                continue
            if inputs.trace is None:
                assert item.text.endswith(tr(COMPUTING_TEXT)) == self.model.is_computing
            else:
                assert item.text.endswith(tr(FATE_TEXTS[ProposalFate(int(inputs.trace.proposals.fate[item.row]))]))
            x1, y1, x2, y2 = inputs.grid.boxes[item.row]
            assert x1 <= PLACE[0] < x2
            assert y1 <= PLACE[1] < y2

    def _compare_layers(self) -> None:
        inputs = self.layers.build_layer_inputs()
        stages = self.window.docks["stages"].widget()
        assert isinstance(stages, StagesPanel)
        for key, layer in self.layers.layers.items():
            count_text = stages.layer_rows[key].count_label.text()
            if layer.is_computing:
                assert count_text == tr(COMPUTING_TEXT)
                continue
            if inputs is None:
                assert layer.content.item_count == 0
                continue
            assert not (key in TRACED and self.model.is_computing), key
            expected = LAYERS_BY_KEY[key].build_content(inputs, layer.color or LAYERS_BY_KEY[key].color)
            assert count_text == expected.count_text
            for group, other in zip(layer.content.groups, expected.groups, strict=True):
                np.testing.assert_array_equal(group.boxes, other.boxes)
        self._compare_selection()

    def _compare_selection(self) -> None:
        """The box of the detection on the canvas has the IoU that the card names."""
        inputs, title = self.layers.build_layer_inputs(), self.explain.card_view.toPlainText().split("\n")[0]
        chosen = self.window.context.canvas.layers.find_layer("chosen")
        assert chosen is not None
        if inputs is None or chosen.is_computing or inputs.box < 0 or not has_sentence(title, tr(FOUND_TEXT)):
            return
        detection = chosen.content.groups[-1].boxes
        iou = float(pairwise_iou(detection, inputs.boxes[inputs.box : inputs.box + 1])[0, 0])
        assert has_sentence(title, tr(FOUND_TEXT), iou=f"{iou:.2f}")

    def _compare_nms(self) -> None:
        trace, panel = self.model.trace, self.nms
        if trace is None:
            expected = self.model.failure or tr(COMPUTING_TEXT)
            assert panel.text_label.text() == expected
            assert panel.table.rowCount() == 0
            return
        steps = NmsSteps(trace)
        if not len(steps):
            return
        shown = steps[panel.steps.slider.value()]
        assert panel.steps.slider.maximum() == len(steps) - 1
        assert panel.table.rowCount() == min(len(shown.suppressed), 200)
        scores = sorted(f"{trace.proposals.objectness[row]:.3f}" for row in shown.suppressed)
        items = (panel.table.item(row, 0) for row in range(panel.table.rowCount()))
        assert sorted(item.text() for item in items if item is not None) == scores[-200:]

    def try_value(self, id: str, value: SettingValue) -> None:
        self.model.settings.set_value(id, value)
        self.compare()
        self.wait_until_settled()


class _Pointer:
    x, y = PLACE
    alt = False


@pytest.fixture
def views(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> Views:
    root = tmp_path / "photos"
    image = write_image(root / "a.png", 120, 90)
    write_labels(image, (10, 10, 60, 50, "square"), (70, 40, 110, 85, "disc"), width=120, height=90)
    save_checkpoint(tmp_path / "model.safetensors", small_model(), 1)
    window.context.network.use_checkpoint(tmp_path / "model.safetensors", SMALL)
    return Views(qtbot, window, root)


def other_values(setting: StageSetting, config: DetectorConfig) -> list[SettingValue]:
    """Others than the one in use; of a list one with another count too."""
    value = get_setting(config, setting.id)
    if isinstance(value, tuple):
        return [tuple(number * 1.25 for number in value), (*value, value[-1] * 2), value[:1]]
    if setting.is_switch:
        return [not value]
    middle = (setting.low + min(setting.high, 200)) / 2
    return [number for number in (middle, setting.low + setting.step) if number != value][:1]


def test_that_card_lists_and_canvas_are_of_the_same_trace_after_every_setting(views: Views) -> None:
    failed = set()
    for setting in STAGE_SETTINGS:
        for value in other_values(setting, views.model.config):
            views.try_value(setting.id, value)
            if views.model.failure:
                failed.add(setting.id)
        views.model.settings.reset_settings()
        views.compare()
        views.wait_until_settled()
        assert not views.model.failure, setting.id
    assert failed == {"anchors.scales", "anchors.ratios"}  # of another count, which needs another network


def test_that_they_are_of_the_same_trace_with_other_limits_and_minibatches(views: Views) -> None:
    views.model.settings.set_training(False)
    views.compare()
    views.wait_until_settled()
    views.model.settings.resample_minibatches()
    views.compare()
    views.wait_until_settled()
    assert views.model.is_current


def test_that_they_are_of_the_same_trace_with_another_network(views: Views, tmp_path: Path) -> None:
    other = small_model(config=SMALL_PYRAMID)
    save_checkpoint(tmp_path / "other.safetensors", other, 1)
    views.window.context.network.use_checkpoint(tmp_path / "other.safetensors", SMALL_PYRAMID)
    views.compare()
    views.wait_until_settled()
    assert views.model.trace is not None
    assert len(views.model.trace.grid.level_counts) > 1


def test_that_a_selected_anchor_stays_the_same_or_is_left(views: Views) -> None:
    model = views.model
    assert model.grid is not None
    anchor = len(model.grid) - 1
    model.select_item(anchor=anchor)
    box = model.grid.boxes[anchor].copy()
    views.try_value("anchors.ratios", (*model.config.anchors.ratios, 3.0))
    assert model.grid is not None
    np.testing.assert_array_equal(model.grid.boxes[model.selection.anchor], box)
    model.settings.reset_settings()
    views.wait_until_settled()
    assert model.selection.anchor == anchor
    views.try_value("anchors.scales", tuple(scale * 1.37 for scale in model.config.anchors.scales))
    assert model.selection.anchor == -1
    assert not views.explain.card_view.toPlainText()


def test_that_a_drag_leaves_no_verdict_of_the_boxes_before(views: Views) -> None:
    document = views.window.context.session.document
    assert document is not None
    first, second = document.annotations
    document.set_preview((first.move_by(9, 4), second))
    assert views.model.trace is None
    assert all(views.layers.layers[key].is_computing for key in TRACED)
    views.qtbot.waitUntil(lambda: tr(COMPUTING_TEXT) in views.explain.card_view.toPlainText(), timeout=RUN)
    views.qtbot.waitUntil(lambda: views.model.is_current, timeout=RUN)
    views.wait_until_settled()
