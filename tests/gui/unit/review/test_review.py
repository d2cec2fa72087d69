"""The Review dock: what was measured, what a cell, a point and a missed object open, and the layer over the image."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.evaluation.diagnostics import DiagnosedMiss, Diagnostics
from detector.evaluation.error_costs import summarize_errors
from detector.evaluation.error_types import classify_detections
from detector.evaluation.measurement import Evaluation, score_results
from detector.evaluation.results import ImageResult
from detector.outcomes import MissCause, Verdict
from frcnn_gui.common.language import tr
from frcnn_gui.document.detection_edits import accept_detections
from frcnn_gui.document.detections import Detection, DetectionStore
from frcnn_gui.main_window import MainWindow
from frcnn_gui.review.evaluate_job import FolderEvaluation
from frcnn_gui.review.review_content import build_review_content
from frcnn_gui.review.review_controller import (
    NETWORK_CHANGED_TEXT,
    WAITING_TEXT,
    ReviewController,
)
from frcnn_gui.review.review_table import IMAGE, UNCERTAINTY, ReviewRow
from frcnn_gui.review.review_texts import SCORE_TOO_LOW_TEXT
from frcnn_gui.stages.texts import MISS_CAUSE_SHORT_TEXTS
from tests.gui.unit.folders import write_folder

CLASSES = ("cat", "dog")


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    with qtbot.waitSignal(window.open_controller.opened):
        window.open_controller.open_path(write_folder(tmp_path / "photos", 3))
    qtbot.waitUntil(lambda: window.context.session.image is not None)
    return window


def result(path: Path, found: list[tuple[float, int, float]], true: list[tuple[float, int]]) -> ImageResult:
    """Boxes of 10 pixels at x: (x, label, score) of detections, (x, label) of objects."""

    def boxes(places: list[float]) -> np.ndarray:
        return np.array([(x, 5, x + 10, 15) for x in places], dtype=np.float32).reshape(-1, 4)

    return ImageResult(
        path, 100, 80,
        boxes([x for x, _, _ in found]),
        np.array([label for _, label, _ in found], dtype=np.int64),
        np.array([score for _, _, score in found], dtype=np.float32),
        boxes([x for x, _ in true]),
        np.array([label for _, label in true], dtype=np.int64),
        np.zeros(len(true), dtype=np.bool_),
    )  # fmt: skip


def measured(window: MainWindow) -> FolderEvaluation:
    """The first image is right, the second shows a dog for a cat, of the third one cat is found late, and one never."""
    folder = window.context.session.folder
    assert folder is not None
    results = (
        result(folder[0], [(5, 1, 0.9)], [(5, 1)]),
        result(folder[1], [(5, 2, 0.8)], [(5, 1)]),
        result(folder[2], [(5, 1, 0.3)], [(5, 1), (40, 1)]),
    )
    lost = (
        DiagnosedMiss(folder[1], (5.0, 5.0, 15.0, 15.0), "cat", MissCause.ROI_HEAD, Verdict.CLASS),
        DiagnosedMiss(folder[2], (40.0, 5.0, 50.0, 15.0), "cat", MissCause.RPN_NMS, Verdict.MISSED),
    )
    details = Diagnostics(None, summarize_errors(results, [classify_detections(one) for one in results], 2), lost)
    evaluation: Evaluation = score_results(results, CLASSES)
    store = DetectionStore()
    for one in evaluation.results:
        store.add_image(one.path, one.boxes, one.scores, [CLASSES[label - 1] for label in one.labels.tolist()])
    return FolderEvaluation(CLASSES, evaluation, details, (), detections=store)


@pytest.fixture
def reviewing(qtbot: QtBot, opened: MainWindow) -> ReviewController:
    opened.context.show_dock("review")
    controller = opened.findChild(ReviewController)
    assert isinstance(controller, ReviewController)
    qtbot.waitUntil(controller.panel.isVisible)
    controller._measurement.result = measured(opened)
    controller._measurement.changed.emit()
    settle(qtbot, controller)
    return controller


def settle(qtbot: QtBot, controller: ReviewController) -> None:
    qtbot.waitUntil(lambda: not controller._update_timer.isActive() and not controller._review_job.is_running)


def listed(controller: ReviewController) -> list[str]:
    return [line.image.name for line in controller.panel.images_model.shown_rows]


def test_that_the_images_that_disagree_most_come_first(opened: MainWindow, reviewing: ReviewController) -> None:
    folder = opened.context.session.folder
    assert folder is not None
    assert listed(reviewing) == [folder[2].name, folder[1].name, folder[0].name]
    reviewing.panel.images_model.sort(UNCERTAINTY, Qt.SortOrder.DescendingOrder)
    assert listed(reviewing)[0] == folder[2].name
    reviewing.panel.images_model.sort(IMAGE, Qt.SortOrder.AscendingOrder)
    assert listed(reviewing) == [folder[at].name for at in range(3)]
    line = reviewing.panel.images_model.shown_rows[2]
    assert isinstance(line, ReviewRow)
    assert (line.review.correct, line.review.false_positives, line.review.missed) == (0, 0, 2)


def test_that_a_cell_lists_its_images_and_opens_the_first(
    qtbot: QtBot, opened: MainWindow, reviewing: ReviewController
) -> None:
    matrix = reviewing.panel.confusion_model
    assert matrix.data(matrix.index(0, 1)) == "1"
    assert "cat detected as dog" in matrix.data(matrix.index(0, 1), Qt.ItemDataRole.ToolTipRole)
    reviewing.panel._on_cell_clicked(matrix.index(0, 1))
    assert opened.context.session.index == 1
    assert listed(reviewing) == [opened.context.session.folder[1].name]  # type: ignore[index]
    reviewing.panel.all_button.click()
    assert len(listed(reviewing)) == 3
    with qtbot.assertNotEmitted(reviewing.panel.cell_chosen):
        reviewing.panel._on_cell_clicked(matrix.index(1, 1))


def test_that_a_point_of_a_curve_opens_its_image(opened: MainWindow, reviewing: ReviewController) -> None:
    drawn = reviewing.panel._curves["cat"]
    assert list(drawn.scores) == pytest.approx([0.9, 0.3])
    reviewing.panel.chart.point_clicked.emit("cat", 1)
    assert opened.context.session.index == 2
    assert opened.context.session.score_threshold == pytest.approx(0.3)


def test_that_a_missed_object_shows_its_stage_and_that_a_lower_score_would_find_it(
    qtbot: QtBot, opened: MainWindow, reviewing: ReviewController
) -> None:
    texts = [reviewing.panel.missed_list.item(row).text() for row in range(reviewing.panel.missed_list.count())]
    assert sum(tr(MISS_CAUSE_SHORT_TEXTS[MissCause.RPN_NMS]) in text for text in texts) == 1
    assert sum(tr(SCORE_TOO_LOW_TEXT) in text for text in texts) == 1
    reviewing.panel.score_slider.setValue(20)
    settle(qtbot, reviewing)
    assert reviewing.panel.missed_list.count() == 2  # the cat that is a dog, and the one that was lost
    line = reviewing.panel.missed_list.item(0).data(Qt.ItemDataRole.UserRole)
    reviewing.panel.missed_object_chosen.emit(line)
    assert opened.context.session.folder[opened.context.session.index] == line.image  # type: ignore[index]
    assert opened.docks["explain"].isVisible()


def test_that_a_row_opens_its_image(opened: MainWindow, reviewing: ReviewController) -> None:
    reviewing.panel._on_image_row_selected(reviewing.panel.images_model.index(1, 0))
    assert opened.context.session.index == 1
    reviewing.panel._on_image_row_selected(QModelIndex())
    assert opened.context.session.index == 1


def test_that_what_was_detected_can_be_accepted_and_the_layer_shows_what_is_right(
    qtbot: QtBot, opened: MainWindow, reviewing: ReviewController
) -> None:
    session = opened.context.session
    assert reviewing.layer.is_visible
    assert [len(found) for found in session.detections_by_image.values()] == [1, 1, 1]
    document = session.document
    assert document is not None
    document.replace_annotations("all", ())
    assert reviewing.layer.content.summary == "0 correct, 1 false positive, 0 missed"
    accept_detections(session)
    # What was accepted is no detection any more.
    assert reviewing.layer.content.summary == "0 correct, 0 false positives, 1 missed"
    document.undo_stack.undo()


def test_that_the_layer_shows_right_wrong_and_missed(opened: MainWindow) -> None:
    document = opened.context.session.document
    assert document is not None
    document.replace_annotations(
        "all", (Annotation(Box(5, 5, 25, 25), "cat", 100), Annotation(Box(40, 5, 60, 25), "cat", 101))
    )
    found = (
        Detection(Annotation(Box(6, 5, 25, 25), "cat", 0), 0.9),
        Detection(Annotation(Box(5, 40, 25, 60), "dog", 1), 0.8),
    )
    content = build_review_content(document, found)
    wrong, right, missing = content.groups
    assert (len(right), len(wrong), len(missing)) == (1, 1, 1)
    assert wrong.captions == ("dog 0.80",)
    assert missing.boxes.tolist() == [[40, 5, 60, 25]]


def test_that_measuring_waits_for_the_network_that_is_being_read(
    opened: MainWindow, reviewing: ReviewController, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    monkeypatch.setattr(reviewing._measurement, "start_job", lambda job, _message: started.append(job))
    network = opened.context.network
    network.begin_reading()
    reviewing.panel.measure_button.click()
    assert not started
    assert reviewing.panel.start_page.text_label.text() == tr(WAITING_TEXT)
    network.use_checkpoint(Path("trained.safetensors"), network.config)
    network.end_reading()
    assert len(started) == 1


def test_that_a_measurement_of_another_network_leaves_no_layer_and_says_so(
    opened: MainWindow, reviewing: ReviewController
) -> None:
    assert reviewing.layer.content.item_count
    opened.context.network.use_preset("vgg16")
    assert not reviewing.layer.content.item_count
    assert reviewing._measurement.message == tr(NETWORK_CHANGED_TEXT)


def test_that_the_layer_is_drawn_when_the_image_comes_after_the_measurement(
    qtbot: QtBot, opened: MainWindow, reviewing: ReviewController
) -> None:
    session = opened.context.session
    result = reviewing._measurement.result
    reviewing._measurement.set_message("")
    session.go_to_index(1)
    assert session.document is None
    reviewing._measurement.result = result
    reviewing._measurement.changed.emit()
    qtbot.waitUntil(lambda: session.document is not None)
    assert reviewing.layer.content.item_count
    assert reviewing.layer in opened.context.canvas.layers.shown_layers


def test_that_nothing_is_kept_of_another_network(opened: MainWindow, reviewing: ReviewController) -> None:
    opened.context.network.use_preset("vgg16")
    assert reviewing.measured is None
    assert listed(reviewing) == []
    reviewing.panel.measure_button.click()
    assert "untrained" in reviewing.panel.summary.text()
