"""Train, detect and the network in use, as far as they go without running one."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from detector.config import get_preset
from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.errors import CheckpointError
from detector.training.runs.event_log import LOG_NAME
from frcnn_gui.common.action_conditions import DRAWN_DETECTIONS
from frcnn_gui.common.language import tr
from frcnn_gui.detect.detect_controller import UNTRAINED_MESSAGE, DetectController
from frcnn_gui.detect.detect_job import DetectionSummary, ImageDetected, ImageSkipped, to_detections
from frcnn_gui.detect.detections_panel import BEST_SCORE_TEXT, MENU_ACTIONS, NONE_OF_CLASS_TEXT, DetectionsPanel
from frcnn_gui.document.detections import Detection
from frcnn_gui.main_window import MainWindow
from frcnn_gui.network import run_folders
from frcnn_gui.network.network import Network
from frcnn_gui.network.network_cache import NetworkCache, NetworkSource
from frcnn_gui.network.run_folders import find_latest_checkpoint, propose_run_folder
from tests.gui.unit.folders import write_folder

NOW = datetime(2026, 1, 2, 3, 4, 5)


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    with qtbot.waitSignal(window.open_controller.opened):
        window.open_controller.open_path(write_folder(tmp_path / "photos", 3))
    qtbot.waitUntil(lambda: window.context.session.image is not None)
    return window


def detecting(window: MainWindow) -> DetectController:
    controller = window.findChild(DetectController)
    assert isinstance(controller, DetectController)
    return controller


def found(uid: int, score: float) -> Detection:
    return Detection(Annotation(Box(5, 5, 20, 20), "cat", uid), score)


def test_that_a_run_is_kept_beside_the_images_under_its_time(tmp_path: Path) -> None:
    assert propose_run_folder(tmp_path, NOW) == tmp_path / "frcnn-runs" / "2026-01-02_030405"


def test_that_a_run_on_a_read_only_folder_is_kept_with_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    monkeypatch.setattr(run_folders, "data_folder", lambda: tmp_path / "data")
    folder = tmp_path / "photos"
    assert propose_run_folder(folder, NOW) == tmp_path / "data" / "frcnn-runs" / "photos" / "2026-01-02_030405"


def test_that_the_last_run_with_a_checkpoint_is_found(tmp_path: Path) -> None:
    assert find_latest_checkpoint(tmp_path) is None
    for day, has_checkpoint in (("01", True), ("03", True), ("04", False)):
        run = tmp_path / "frcnn-runs" / f"2026-01-{day}_000000"
        run.mkdir(parents=True)
        if has_checkpoint:
            (run / "last.safetensors").touch()
    last = tmp_path / "frcnn-runs" / "2026-01-03_000000" / "last.safetensors"
    assert find_latest_checkpoint(tmp_path) == last
    last.with_name("best.safetensors").touch()
    assert find_latest_checkpoint(tmp_path) == last.with_name("best.safetensors")
    copied = tmp_path / "frcnn-runs" / "zebra" / "last.safetensors"  # a person's name, and older than the other
    copied.parent.mkdir()
    copied.touch()
    (copied.parent / LOG_NAME).touch()
    os.utime(copied.parent / LOG_NAME, (0, 0))
    assert find_latest_checkpoint(tmp_path) == last.with_name("best.safetensors")


def test_that_the_network_in_use_changes_once_for_each_choice(qtbot: QtBot) -> None:
    network = Network()
    with qtbot.assertNotEmitted(network.changed):
        network.use_preset("mobilenet_fpn")
    with qtbot.waitSignal(network.changed):
        network.use_preset("tutorial")
    assert (network.is_trained, network.config) == (False, get_preset("tutorial"))
    checkpoint = Path("runs/7/last.safetensors")
    network.use_checkpoint(checkpoint, get_preset("vgg16"))
    assert network.is_trained
    assert network.source == NetworkSource("vgg16", checkpoint)
    with qtbot.waitSignal(network.changed):  # trained on: the same name, other weights
        network.use_checkpoint(checkpoint, get_preset("vgg16"))


def test_that_detecting_with_nothing_trained_says_what_to_do_and_runs_nothing(opened: MainWindow) -> None:
    detecting(opened).detect_current()
    assert opened.context.notices.texts == []  # whether there is a network is known once the engine is loaded
    assert not opened.context.actions["detect"].isEnabled()
    opened.context.engine.is_ready = True
    opened.context.engine.ready_changed.emit()
    assert opened.context.notices.texts == [UNTRAINED_MESSAGE]
    assert not any("Detecting" in job.title for job in opened.context.jobs.jobs)


def test_that_what_is_found_goes_to_its_image_also_while_another_is_shown(opened: MainWindow) -> None:
    session = opened.context.session
    assert session.folder is not None
    detecting(opened)._on_image_reported([ImageDetected(session.folder[1], (found(0, 0.9),))])
    assert session.detections == ()
    assert session.detections_by_image[session.folder[1]] == (found(0, 0.9),)


def test_that_results_for_a_folder_that_was_left_are_dropped(opened: MainWindow, tmp_path: Path) -> None:
    detecting(opened)._on_image_reported([ImageDetected(tmp_path / "elsewhere.png", (found(0, 0.9),))])
    assert opened.context.session.detections_by_image == {}


def test_that_images_that_are_left_out_are_named_with_their_reasons(opened: MainWindow) -> None:
    folder = opened.context.session.folder
    assert folder is not None
    controller = detecting(opened)
    reasons = [f"{image.name} is not an image." for image in (folder[0], folder[1]) * 2]
    controller._on_image_reported([ImageSkipped(folder[0], reason) for reason in reasons])
    controller._on_detection_done(DetectionSummary(images=4, skipped=4, seconds=0.1))
    (notice,) = opened.context.notices.texts
    named, more = notice[: len(" ".join(reasons[:3]))], notice[len(" ".join(reasons[:3])) :]
    assert named == " ".join(reasons[:3])
    assert more.startswith(" 1 more")


def test_that_the_panel_shows_scores_and_accepts_or_rejects_what_is_chosen(opened: MainWindow) -> None:
    session = opened.context.session
    panel = opened.docks["detections"].widget()
    assert isinstance(panel, DetectionsPanel)
    assert session.document is not None
    image = session.document.image
    boxes = len(session.document.annotations)
    session.set_detections(image, (found(0, 0.9), found(1, 0.8), found(2, 0.2)))
    assert panel.table.rowCount() == 2
    assert panel.accept_button.text() == "A&ccept all"
    panel.table.selectRow(1)
    assert panel.accept_button.text() == "A&ccept selected"
    panel.accept_button.click()
    assert len(session.document.annotations) == boxes + 1
    assert [one.annotation.uid for one in session.detections_by_image[image]] == [0, 2]
    panel.reject_button.click()
    assert [one.annotation.uid for one in session.detections_by_image[image]] == [2]
    assert panel.hint.text() == tr(BEST_SCORE_TEXT).format(score="0.20")
    panel.score_slider.setValue(10)
    assert panel.table.rowCount() == 1


def test_that_detections_are_gone_through_with_keys_and_by_class(opened: MainWindow, qtbot: QtBot) -> None:
    session = opened.context.session
    opened.context.show_dock("detections")
    panel = opened.docks["detections"].widget()
    assert isinstance(panel, DetectionsPanel)
    assert session.document is not None
    image, boxes = session.document.image, len(session.document.annotations)
    dogs = [replace(found(uid, 0.6), annotation=replace(found(uid, 0.6).annotation, label="dog")) for uid in (3, 4)]
    session.set_detections(image, (found(0, 0.9), found(1, 0.8), found(2, 0.7), *dogs))
    assert panel.table.rowCount() == 5

    panel.table.setFocus()
    panel.table.selectRow(0)
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert len(session.document.annotations) == boxes + 1
    assert panel.selected_uids() == [1]
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert len(session.document.annotations) == boxes + 1
    assert panel.selected_uids() == [2]
    panel.table.clearSelection()
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert panel.table.rowCount() == 3

    panel.class_choice.setCurrentIndex(panel.class_choice.findData("dog"))
    panel.class_choice.activated.emit(panel.class_choice.currentIndex())
    assert [one.annotation.uid for one in session.detections] == [3, 4]
    panel.accept_button.click()
    assert [annotation.label for annotation in session.document.annotations].count("dog") == 2
    assert panel.table.rowCount() == 0
    assert panel.hint.text() == tr(NONE_OF_CLASS_TEXT)
    assert [one.annotation.uid for one in session.detections_by_image[image]] == [2]
    panel.class_choice.setCurrentIndex(0)
    panel.class_choice.activated.emit(0)
    assert panel.table.rowCount() == 1


def run_detection(window: MainWindow, image: Path, detections: tuple[Detection, ...]) -> None:
    """What the controller does when a job on one image ends."""
    controller = detecting(window)
    controller._single_image = image
    controller._on_image_reported([ImageDetected(image, detections)])
    controller._on_detection_done(DetectionSummary(images=1, skipped=0, seconds=0.1))


def test_that_enter_accepts_the_first_detection_right_after_detect(opened: MainWindow, qtbot: QtBot) -> None:
    session = opened.context.session
    opened.context.show_dock("detections")
    panel = opened.docks["detections"].widget()
    assert isinstance(panel, DetectionsPanel)
    assert session.document is not None
    assert session.folder is not None
    boxes = len(session.document.annotations)
    opened.activateWindow()
    opened.context.canvas.setFocus()
    run_detection(opened, session.document.image, (found(0, 0.9), found(1, 0.8), found(2, 0.2)))
    assert panel.selected_uids() == [0]
    assert opened.focusWidget() is panel.table
    for accepted in (1, 2):
        qtbot.keyClick(panel.table, Qt.Key.Key_Return)
        assert len(session.document.annotations) == boxes + accepted
    assert opened.focusWidget() is opened.context.canvas  # where the next image is one key away

    run_detection(opened, session.folder[1], (found(0, 0.9),))
    assert panel.selected_uids() == []


def test_that_a_person_who_types_while_detect_runs_is_not_interrupted(opened: MainWindow) -> None:
    session = opened.context.session
    opened.context.show_dock("detections")
    panel = opened.docks["detections"].widget()
    assert isinstance(panel, DetectionsPanel)
    assert session.document is not None
    opened.activateWindow()
    opened.images_panel.focus_search()
    run_detection(opened, session.document.image, (found(0, 0.9),))
    assert panel.selected_uids() == [0]
    assert opened.focusWidget() is opened.images_panel.search_line


def test_that_enter_with_none_selected_accepts_all_above_the_score_in_one_step(
    opened: MainWindow, qtbot: QtBot
) -> None:
    session = opened.context.session
    opened.context.show_dock("detections")
    panel = opened.docks["detections"].widget()
    assert isinstance(panel, DetectionsPanel)
    assert session.document is not None
    before = session.document.annotations
    session.set_detections(session.document.image, (found(0, 0.9), found(1, 0.8), found(2, 0.2)))
    panel.table.clearSelection()
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert len(session.document.annotations) == len(before) + 2
    opened.context.actions["undo"].trigger()
    assert session.document.annotations == before


def test_that_predictions_become_detections_in_their_order() -> None:
    import numpy as np

    from detector.predictor import PredictedBoxes

    boxes = np.asarray([[1, 2, 3, 4], [5, 6, 7, 8]], dtype=np.float32)
    predicted = PredictedBoxes(boxes, ("cat", "dog"), np.asarray([0.5, 0.25], dtype=np.float32), 64, 48)
    assert to_detections(predicted) == (
        Detection(Annotation(Box(1, 2, 3, 4), "cat", 0), 0.5),
        Detection(Annotation(Box(5, 6, 7, 8), "dog", 1), 0.25),
    )


def test_that_a_network_whose_file_is_gone_is_reported_by_name(tmp_path: Path) -> None:
    gone = tmp_path / "last.safetensors"
    with pytest.raises(CheckpointError, match=str(gone)):
        NetworkCache().get_network(NetworkSource("mobilenet_fpn", gone))


def test_that_only_detections_that_are_drawn_can_be_accepted_by_the_action(opened: MainWindow) -> None:
    session, actions = opened.context.session, opened.context.actions
    accept = actions["accept_detections"]
    assert session.document is not None
    boxes = session.document.annotations
    opened.context.show_dock("detections")  # a guest in the Label workspace
    session.set_detections(session.document.image, (found(0, 0.9),))
    assert accept.isEnabled()
    opened.docks["detections"].hide()
    assert not accept.isEnabled()
    assert tr(DRAWN_DETECTIONS.text) in actions.disabled_reason("accept_detections")
    accept.trigger()
    assert session.document.annotations == boxes
    opened.context.show_dock("detections")
    detecting(opened).layer.set_visible(False)
    assert not accept.isEnabled()
    detecting(opened).layer.set_visible(True)
    accept.trigger()
    assert len(session.document.annotations) == len(boxes) + 1


def test_that_the_menu_of_a_detection_acts_on_the_selection_and_its_class(opened: MainWindow) -> None:
    session = opened.context.session
    opened.context.show_dock("detections")
    panel = opened.docks["detections"].widget()
    assert isinstance(panel, DetectionsPanel)
    assert session.document is not None
    other = Detection(Annotation(Box(1, 1, 9, 9), "dog", 1), 0.9)
    session.set_detections(session.document.image, (found(0, 0.9), other))
    panel.table.selectRow(1)
    menu = panel.build_menu(1)
    ids = [action.objectName() for action in menu.actions() if action.objectName()]
    assert ids == list(MENU_ACTIONS)
    only = next(action for action in menu.actions() if "dog" in action.text())
    only.trigger()
    assert session.detection_class == "dog"
    everything = panel.build_menu(0).actions()[3]
    everything.trigger()
    assert session.detection_class == ""
    panel.table.selectRow(1)
    panel.build_menu(1).actions()[0].trigger()
    assert [one.annotation.label for one in session.detections] == ["cat"]
    assert session.document.annotations[-1].label == "dog"
