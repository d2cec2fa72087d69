"""Detections of another program in the Review dock."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from detector.data.formats.base import AUTOMATIC_OPTIONS
from detector.evaluation.external.found import UNKNOWN_CLASSES
from detector.evaluation.external.label_files import NO_DETECTIONS
from frcnn_gui.common.job import JobContext
from frcnn_gui.common.language import tr
from frcnn_gui.main_window import MainWindow
from frcnn_gui.review.external_job import create_external_job
from frcnn_gui.review.review_controller import ReviewController
from frcnn_gui.review.review_job import create_review_job
from frcnn_gui.review.review_texts import NOT_DETECTED_TEXT, SCORE_TOO_LOW_TEXT
from tests.gui.unit.folders import write_image, write_labels
from tests.sentences import has_sentence

BOX = (10.0, 10.0, 60.0, 50.0)


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """Three pictures with a cat each."""
    (tmp_path / "photos").mkdir()
    for number in range(3):
        image = tmp_path / "photos" / f"{number}.png"
        write_image(image, 120, 90)
        write_labels(image, (0, 0, 9, 9, "dog"), (*BOX, "cat"), width=120, height=90)
    with qtbot.waitSignal(window.open_controller.opened):
        window.open_controller.open_path(tmp_path / "photos")
    qtbot.waitUntil(lambda: window.context.session.image is not None)
    return window


def reviewing(window: MainWindow) -> ReviewController:
    controller = window.findChild(ReviewController)
    assert isinstance(controller, ReviewController)
    return controller


def found(path: Path) -> Path:
    """All dogs, one cat at once, one late, one never; and a fish."""
    dogs = [{"label": "dog", "score": 0.9, "box": [0, 0, 9, 9]}]
    more: list[list[dict[str, object]]] = [
        [{"label": "cat", "score": 0.8, "box": list(BOX)}, {"label": "fish", "score": 0.8, "box": list(BOX)}],
        [{"label": "cat", "score": 0.1, "box": list(BOX)}],
        [],
    ]
    summary = [
        {"image": f"/home/bob/photos/{number}.png", "width": 120, "height": 90, "boxes": [*dogs, *boxes]}
        for number, boxes in enumerate(more)
    ]
    path.write_text(json.dumps(summary), encoding="utf-8")
    return path


def open_and_wait(qtbot: QtBot, window: MainWindow, path: Path) -> ReviewController:
    controller = reviewing(window)
    controller.open_detections(path)
    qtbot.waitUntil(lambda: not controller._measurement.is_running, timeout=15_000)
    qtbot.waitUntil(lambda: not controller._update_timer.isActive() and not controller._review_job.is_running)
    return controller


def test_that_detections_of_another_program_are_shown_with_their_source(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    opened.context.session.score_threshold = 0.5
    controller = open_and_wait(qtbot, opened, found(tmp_path / "found.json"))
    reports = controller.panel.summary.text()
    assert reports.startswith("Detections from found.json.")
    assert "AP50 " in reports
    assert UNKNOWN_CLASSES.format(detections="1 detection", names="fish (1)") in reports
    assert [line.image.name for line in controller.panel.images_model.shown_rows][-1] == "0.png"
    assert {one.annotation.label for one in opened.context.session.detections} == {"dog", "cat"}


def test_that_nothing_of_the_stages_is_said_of_what_was_missed(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    opened.context.session.score_threshold = 0.5
    controller = open_and_wait(qtbot, opened, found(tmp_path / "found.json"))
    missed = [controller.panel.missed_list.item(row).text() for row in range(controller.panel.missed_list.count())]
    assert missed == [f"cat: {tr(SCORE_TOO_LOW_TEXT)} · 1.png", f"cat: {tr(NOT_DETECTED_TEXT)} · 2.png"]
    opened.docks["explain"].hide()
    controller.panel.missed_list.itemClicked.emit(controller.panel.missed_list.item(1))
    assert opened.context.session.index == 2
    assert opened.docks["explain"].isHidden()


def test_that_another_network_leaves_them_alone_and_another_folder_does_not(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    controller = open_and_wait(qtbot, opened, found(tmp_path / "found.json"))
    opened.context.network.changed.emit()
    assert controller.measured is not None
    opened.context.session.folder_changed.emit()
    assert controller.measured is None


def test_that_a_file_without_detections_is_said_in_the_dock(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    path.write_text('{"hello": "world"}', encoding="utf-8")
    controller = open_and_wait(qtbot, opened, path)
    assert has_sentence(controller.panel.summary.text(), NO_DETECTIONS, path=path)
    assert controller.measured is None


def test_that_the_actions_ask_for_a_file_or_a_folder(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = found(tmp_path / "detections.json")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    controller = reviewing(opened)
    actions = controller.panel.open_menu.actions()
    assert [action.text() for action in actions] == ["A &file…", "A f&older…"]
    for action, name in zip(actions, ("detections.json", tmp_path.name), strict=True):
        assert action.isEnabled()
        action.trigger()
        qtbot.waitUntil(lambda: not controller._measurement.is_running, timeout=15_000)
        assert controller.measured is not None
        assert controller.measured.source == name


def test_that_going_through_detections_shows_how_far_it_is_and_can_be_stopped(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    controller = open_and_wait(qtbot, opened, found(tmp_path / "found.json"))
    assert controller.measured is not None
    job, reports = create_review_job(controller.measured, 0.5), []
    job.progress_changed.connect(lambda done, total, _text: reports.append((done, total)))
    with qtbot.waitSignal(job.result_ready) as went:
        job.start()
    assert reports[0] == (0, 12)  # four times through three images
    assert (went.args[0].missed_count, len(went.args[0].images)) == (2, 3)
    stopped = create_review_job(controller.measured, 0.5)
    stopped.cancel()
    with qtbot.waitSignal(stopped.canceled):
        stopped.start()


def test_that_only_the_first_missed_objects_are_listed_and_all_are_counted(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frcnn_gui.review.review_job.MAX_LISTED", 1)
    opened.context.session.score_threshold = 0.5
    controller = open_and_wait(qtbot, opened, found(tmp_path / "found.json"))
    assert controller.panel.missed_list.count() == 1
    tabs = controller.panel.tabs
    assert tabs.tabText(tabs.indexOf(controller.panel.missed_list)) == "Missed objects (2)"


STAGES = ["Reading detections", "Reading labels", "Comparing with the labels"]


def test_that_each_stage_of_the_comparison_is_shown(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    job = create_external_job(tmp_path / "photos", AUTOMATIC_OPTIONS, found(tmp_path / "found.json"))
    told: list[str] = []
    job.progress_changed.connect(lambda _done, _total, text: told.append(text))
    with qtbot.waitSignals([job.result_ready, job.finished]):
        job.start()
    assert list(dict.fromkeys(told)) == STAGES


@pytest.mark.parametrize("stage", STAGES)
def test_that_the_comparison_can_be_canceled_in_each_stage(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    report = JobContext.report_progress

    def cancel_in_stage(context: JobContext, done: int, total: int, text: str = "") -> None:
        report(context, done, total, text)
        if text == stage:
            context.request_stop()

    monkeypatch.setattr(JobContext, "report_progress", cancel_in_stage)
    job = create_external_job(tmp_path / "photos", AUTOMATIC_OPTIONS, found(tmp_path / "found.json"))
    results: list[object] = []
    job.result_ready.connect(results.append)
    with qtbot.waitSignals([job.canceled, job.finished]):
        job.start()
    assert not results
