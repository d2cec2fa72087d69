"""The Funnel dock: the image's numbers, the folder's, and the way to what was lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from detector.config import DetectorConfig
from detector.faster_rcnn import FasterRCNN
from detector.outcomes import RPN_MISS_CAUSES, MissCause
from detector.training.checkpoints.checkpoint import save_checkpoint
from frcnn_gui.common.language import tr
from frcnn_gui.document.session import Session
from frcnn_gui.main_window import MainWindow
from frcnn_gui.review.funnel_controller import MEASURE_TEXT, MEASURE_UNTRAINED_MESSAGE
from frcnn_gui.review.funnel_panel import FunnelPanel, ObjectRow
from frcnn_gui.stages.stage_model import StageModel
from frcnn_gui.stages.texts import name_miss_cause
from tests.detector.small import SMALL, SMALL_FAST, small_model
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.window.test_main_window import WAIT, open_path

pytestmark = pytest.mark.usefixtures("small_default_network")
RUN = 60_000


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "photos"
    for number in range(3):
        image = write_image(root / f"image_{number}.png", 120, 90)
        write_labels(image, (10, 10, 60, 50, "square"), (70, 40, 110, 85, "disc"), width=120, height=90)
    return root


@pytest.fixture
def panel(qtbot: QtBot, window: MainWindow, root: Path) -> FunnelPanel:
    open_path(qtbot, window, root)
    window.context.engine.is_ready = True
    window.context.engine.ready_changed.emit()
    window.context.show_dock("funnel")
    panel = window.docks["funnel"].widget()
    assert isinstance(panel, FunnelPanel)
    return panel


def press_enter(button: QToolButton) -> None:
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)


def listed(panel: FunnelPanel) -> list[ObjectRow]:
    items = [panel.object_list.item(row) for row in range(panel.object_list.count())]
    return [item.data(Qt.ItemDataRole.UserRole) for item in items if item is not None]


def check_numbers_of_folder(panel: FunnelPanel, session: Session) -> None:
    """Each number opens exactly as many objects as it counts, and those it misses are never among those it reaches."""
    everything = listed(panel)
    for line in panel.lines:
        if line.reached_button.isEnabled():
            press_enter(line.reached_button)
            reached = {(row.image, row.corners) for row in listed(panel)}
            assert len(reached) == len(listed(panel)) == line.bar.value()
            press_enter(line.reached_button)
        if line.missed_button.isEnabled():
            press_enter(line.missed_button)
            missed = {(row.image, row.corners) for row in listed(panel)}
            assert f"\N{MINUS SIGN}{len(missed)}" == line.missed_button.text()
            if line.reached_button.isEnabled():
                press_enter(line.reached_button)
                assert not missed & {(row.image, row.corners) for row in listed(panel)}
                press_enter(line.reached_button)
            else:
                press_enter(line.missed_button)
    assert listed(panel) == everything


def test_that_a_number_lists_and_selects_the_objects_that_it_counts(
    qtbot: QtBot, window: MainWindow, panel: FunnelPanel
) -> None:
    model, session = window.context.stages, window.context.session
    wait_summary(qtbot, model)
    summary, trace, result = model.summary, model.trace, model.trace_result
    assert summary is not None
    assert trace is not None
    assert result is not None
    missed = listed(panel)
    for number, line in enumerate(panel.lines):
        reached = np.flatnonzero(summary.funnel[number].best_iou >= panel.iou).tolist()
        assert line.reached_button.text() == f"{len(reached)} of 2"
        assert line.reached_button.isEnabled() == bool(reached)
        if reached:
            press_enter(line.reached_button)
            assert line.reached_button.isChecked()
            assert [row.corners for row in listed(panel)] == [tuple(trace.true_boxes[row].tolist()) for row in reached]
            assert session.selection == {result.uids[row] for row in reached}
            assert [other.reached_button.isChecked() for other in panel.lines].count(True) == 1
    first = panel.lines[0].reached_button
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert first.isChecked()
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert listed(panel) == missed
    assert not first.isChecked()


def test_that_numbers_are_reached_by_tab_and_keep_the_focus(
    qtbot: QtBot, window: MainWindow, panel: FunnelPanel
) -> None:
    wait_summary(qtbot, window.context.stages)
    buttons = [line.reached_button for line in panel.lines]
    assert all(button.focusPolicy() & Qt.FocusPolicy.TabFocus for button in buttons)
    buttons[0].setFocus()
    window.context.stages.settings.resample_minibatches()
    wait_summary(qtbot, window.context.stages)
    qtbot.wait(1)
    assert [line.reached_button for line in panel.lines] == buttons
    assert buttons[0].hasFocus()


def whose(panel: FunnelPanel, folder: bool) -> None:
    panel.scope_choice.setCurrentIndex(int(folder))
    panel.options_changed.emit()


def wait_summary(qtbot: QtBot, model: StageModel) -> None:
    qtbot.waitUntil(lambda: model.summary is not None, timeout=RUN)


def test_that_the_image_has_a_line_for_each_stage_that_its_trace_bears_out(
    qtbot: QtBot, window: MainWindow, panel: FunnelPanel
) -> None:
    model = window.context.stages
    wait_summary(qtbot, model)
    assert model.summary is not None
    assert [line.bar.maximum() for line in panel.lines] == [2] * 7
    reached = [int((row.best_iou >= 0.5).sum()) for row in model.summary.funnel]
    assert [line.bar.value() for line in panel.lines] == reached
    panel.iou_choice.setCurrentIndex(4)
    panel.options_changed.emit()
    assert [line.bar.value() for line in panel.lines] == [
        int((row.best_iou >= 0.9).sum()) for row in model.summary.funnel
    ]
    assert not panel.chart.is_empty
    lost = [provenance for provenance in model.summary.provenances if provenance.miss_cause is not None]
    assert panel.object_list.count() == len(lost) > 0


def test_that_a_click_on_a_lost_object_selects_its_box(qtbot: QtBot, window: MainWindow, panel: FunnelPanel) -> None:
    wait_summary(qtbot, window.context.stages)
    item = panel.object_list.item(0)
    assert item is not None
    text = item.text()
    panel.object_list.itemClicked.emit(item)
    qtbot.waitUntil(lambda: len(window.context.session.selection) == 1, timeout=WAIT)
    document = window.context.session.document
    assert document is not None
    (uid,) = window.context.session.selection
    annotation = document.find_annotation(uid)
    assert annotation is not None
    assert text.startswith(annotation.label)


def test_that_a_summary_is_made_for_those_alone_who_look_at_it(
    qtbot: QtBot, window: MainWindow, panel: FunnelPanel
) -> None:
    model = window.context.stages
    wait_summary(qtbot, model)
    window.docks["funnel"].hide()
    model.subscribe("something else", True)
    model.settings.resample_minibatches()
    qtbot.waitUntil(lambda: model.is_current, timeout=RUN)
    assert model.summary is None
    window.context.show_dock("funnel")
    wait_summary(qtbot, model)


def test_that_a_folder_needs_a_trained_network(window: MainWindow, panel: FunnelPanel) -> None:
    whose(panel, folder=True)
    assert panel.summary.text() == tr(MEASURE_TEXT)
    panel.measure_button.click()
    assert panel.summary.text() == tr(MEASURE_UNTRAINED_MESSAGE)
    assert not window.context.jobs.jobs


@pytest.mark.parametrize("config", [SMALL, SMALL_FAST], ids=lambda one: one.proposals.source)
def test_that_the_folder_loses_what_its_evaluation_loses(
    qtbot: QtBot, window: MainWindow, panel: FunnelPanel, tmp_path: Path, config: DetectorConfig
) -> None:
    checkpoint = tmp_path / "model.safetensors"
    model = small_model(config=config)
    save_checkpoint(checkpoint, model, 1)
    window.context.network.use_checkpoint(checkpoint, model.config)
    whose(panel, folder=True)
    panel.measure_button.click()
    assert panel.measure_button.text() == "&Stop"
    qtbot.waitUntil(lambda: not window.context.jobs.jobs, timeout=RUN)
    assert panel.measure_button.text() == "Meas&ure"
    assert "3 images" in panel.summary.text() or "3 image" in panel.summary.text()
    left = [line.bar.value() for line in panel.lines]
    assert left == sorted(left, reverse=True)
    assert panel.lines[0].bar.maximum() == 6
    assert panel.object_list.count() == 6 - left[-1]
    for index in range(panel.curve_choice.count()):
        panel.curve_choice.setCurrentIndex(index)
        panel.options_changed.emit()
        assert not panel.chart.is_empty
    check_numbers_of_folder(panel, window.context.session)
    shown = [line.name_label.text() for line in panel.lines if line.name_label.isVisible()]
    is_outside = config.proposals.source != "rpn"
    assert shown == [
        name_miss_cause(one, config.proposals.source)
        for one in MissCause
        if one is not MissCause.MASK_HEAD and not (is_outside and one in RPN_MISS_CAUSES)
    ]
    last = panel.object_list.item(panel.object_list.count() - 1)
    assert last is not None
    panel.object_list.itemClicked.emit(last)
    qtbot.waitUntil(lambda: len(window.context.session.selection) == 1, timeout=WAIT)


def test_that_classes_that_the_network_does_not_know_are_reported(
    qtbot: QtBot, window: MainWindow, panel: FunnelPanel, tmp_path: Path
) -> None:
    checkpoint = tmp_path / "model.safetensors"
    model = FasterRCNN(small_model().config, ("zebra",))
    save_checkpoint(checkpoint, model, 1)
    window.context.network.use_checkpoint(checkpoint, model.config)
    whose(panel, folder=True)
    panel.measure_button.click()
    qtbot.waitUntil(lambda: not window.context.jobs.jobs, timeout=RUN)
    assert "none of the network's classes (zebra)" in panel.summary.text()


def test_that_an_image_without_boxes_has_a_funnel_and_no_recall(
    qtbot: QtBot, window: MainWindow, panel: FunnelPanel
) -> None:
    document = window.context.session.document
    assert document is not None
    window.context.session.select_annotations([annotation.uid for annotation in document.annotations])
    window.context.actions["delete"].trigger()
    model = window.context.stages
    qtbot.waitUntil(lambda: model.is_current and model.summary is not None, timeout=RUN)
    assert "no boxes" in panel.summary.text()
    assert panel.chart.is_empty
    assert np.all([line.bar.value() == 0 for line in panel.lines])
