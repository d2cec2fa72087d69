"""The Runs dock, and what pause, stop, resume and closing the window do to a training."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from detector.data.splits import TOO_FEW_TO_SPLIT
from detector.training.runs.event_log import LOG_NAME
from detector.training.runs.events import Finished
from detector.training.runs.past_runs import PastRun, list_runs
from frcnn_gui.common.language import tr
from frcnn_gui.main_window import MainWindow
from frcnn_gui.network.run_folders import RUNS_FOLDER
from frcnn_gui.train import runs_controller
from frcnn_gui.train.runs_controller import NOT_TRASHED_TEXT, RunsController
from frcnn_gui.train.runs_panel import NO_RUNS_TEXT, NOTE_COLUMN, RunsPanel
from frcnn_gui.train.train_controller import TrainController
from frcnn_gui.train.train_job import AP_NOT_MEASURED_TEXT, TrainRequest
from frcnn_gui.train.training_panel import RESUME_TEXT, TrainingPanel
from tests.detector.training.runs.test_past_runs import STARTED, epoch, step, write_run
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.window.test_main_window import open_path
from tests.sentences import has_sentence

RUN = 60_000
STEPS = 3


class Desk:
    """A window on a folder with ten labeled images, and its Training and Runs docks."""

    def __init__(self, qtbot: QtBot, window: MainWindow, root: Path) -> None:
        self.qtbot, self.window, self.root = qtbot, window, root
        open_path(qtbot, window, root)
        window.context.engine.is_ready = True
        window.context.engine.ready_changed.emit()
        for dock in ("training", "runs"):
            window.context.show_dock(dock)

    @property
    def training(self) -> TrainController:
        found = self.window.findChild(TrainController)
        assert isinstance(found, TrainController)
        return found

    @property
    def panel(self) -> TrainingPanel:
        panel = self.window.docks["training"].widget()
        assert isinstance(panel, TrainingPanel)
        return panel

    @property
    def runs(self) -> RunsPanel:
        panel = self.window.docks["runs"].widget()
        assert isinstance(panel, RunsPanel)
        return panel

    def begin(self, name: str = "2026-11-23_100000", steps: int = STEPS) -> Path:
        out = self.root / RUNS_FOLDER / name
        self.training.start_run(TrainRequest(self.root, out, "mobilenet_fpn", 1, "none", max_steps=steps))
        self.qtbot.waitUntil(lambda: len(self.panel.loss_chart.steps) >= 1 or not self.training.is_running, timeout=RUN)
        assert self.panel.loss_chart.steps, self.panel.status_label.text()
        return out

    def wait_for_end(self) -> None:
        self.qtbot.waitUntil(lambda: not self.window.context.jobs.jobs, timeout=RUN)

    def cell(self, row: int, column: int) -> str:
        item = self.runs.table.item(row, column)
        assert item is not None
        return item.text()


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("made") / "photos"
    for number in range(10):
        image = write_image(root / f"image_{number}.png", 120 + number, 90)
        pixels = np.random.default_rng(number).integers(0, 256, (9, 12, 3), dtype=np.uint8)  # no copy of another
        Image.fromarray(pixels).resize((120 + number, 90)).save(image)
        write_labels(image, (10, 10, 60, 50, "square"), (70, 40, 110, 85, "disc"), width=120 + number, height=90)
    return root


@pytest.fixture
def root(images: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(images, tmp_path / "photos"))


@pytest.fixture
def desk(qtbot: QtBot, window: MainWindow, root: Path) -> Desk:
    return Desk(qtbot, window, root)


@pytest.mark.slow
def test_that_a_run_rests_continues_is_stopped_and_continues_to_its_end(desk: Desk, qtbot: QtBot) -> None:
    desk.begin()
    desk.panel.pause_button.click()
    assert desk.panel.pause_button.text() == tr(RESUME_TEXT)
    qtbot.waitUntil(lambda: "Paused after step" in desk.panel.status_label.text(), timeout=RUN)
    taken = len(desk.panel.loss_chart.steps)
    qtbot.wait(400)
    assert len(desk.panel.loss_chart.steps) == taken < STEPS
    desk.panel.pause_button.click()
    qtbot.waitUntil(lambda: len(desk.panel.loss_chart.steps) > taken, timeout=RUN)
    desk.panel.stop_button.click()
    desk.wait_for_end()
    assert desk.panel.pause_button.isHidden()
    assert desk.cell(0, 5) in {"stopped", "completed"}
    if desk.cell(0, 5) == "stopped":
        desk.runs.table.selectRow(0)
        desk.runs.resume_button.click()
        qtbot.waitUntil(lambda: desk.training.is_running, timeout=RUN)
        desk.wait_for_end()
    assert desk.cell(0, 3) == f"{STEPS} of {STEPS}"
    assert desk.cell(0, 5) == "completed"
    assert desk.cell(0, 2) == "8 + 2"


@pytest.mark.slow
def test_that_a_measured_run_has_ap_and_that_of_each_class(desk: Desk) -> None:
    out = desk.begin(steps=2)
    desk.wait_for_end()
    assert desk.panel.tabs.count() == 2
    assert desk.panel.ap_chart.classes_table.rowCount() == 2
    assert len(desk.panel.ap_chart.steps) == 1
    (run,) = list_runs((out.parent,)).runs
    assert run.best_ap50 is not None
    assert run.started.data_version
    desk.runs.table.selectRow(0)
    assert not desk.runs.chart.is_empty
    desk.runs.use_button.click()
    desk.wait_for_end()
    assert desk.window.context.network.source.checkpoint == run.checkpoint


def past(folder: Path, name: str, *, whole: bool = True) -> Path:
    events = (STARTED, step(1), step(2), epoch(1, 0.4))
    ending = (Finished("completed", None, 2),) if whole else ()
    return write_run(folder / RUNS_FOLDER / name, *events, *ending)


def test_that_a_run_that_was_cut_off_is_reported_when_the_folder_is_opened(
    qtbot: QtBot, window: MainWindow, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs_controller, "ACTIVE_LOG_S", 0.0)
    past(root, "2026-11-22_100000")
    past(root, "2026-11-23_100000", whole=False)
    asked: list[PastRun] = []
    monkeypatch.setattr(TrainController, "resume_run", lambda _self, _folder, run: asked.append(run))
    desk = Desk(qtbot, window, root)
    notices = window.context.notices
    qtbot.waitUntil(lambda: any("interrupted at step 2 of 6" in text for text in notices.texts), timeout=RUN)
    button = next(one for one in notices.findChildren(QPushButton) if one.text() == "Resume")
    button.click()
    assert [run.folder.name for run in asked] == ["2026-11-23_100000"]
    assert [desk.cell(row, 5) for row in range(2)] == ["interrupted", "completed"]


def test_that_a_log_that_is_still_written_to_is_no_interrupted_run(
    qtbot: QtBot, window: MainWindow, root: Path
) -> None:
    past(root, "2026-11-23_100000", whole=False)
    desk = Desk(qtbot, window, root)
    qtbot.waitUntil(lambda: desk.runs.table.rowCount() == 1, timeout=RUN)
    assert not any("interrupted" in text for text in window.context.notices.texts)


def test_that_notes_are_kept_curves_compared_and_runs_thrown_away(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("2026-11-22_100000", "2026-11-23_100000"):
        past(desk.root, name)
    controller = desk.window.findChild(RunsController)
    assert isinstance(controller, RunsController)
    controller.read_runs()
    qtbot.waitUntil(lambda: desk.runs.table.rowCount() == 2, timeout=RUN)
    item = desk.runs.table.item(1, NOTE_COLUMN)
    assert item is not None
    item.setText("fewer coins")
    qtbot.waitUntil(lambda: (desk.root / RUNS_FOLDER / "2026-11-22_100000" / "note.txt").is_file(), timeout=RUN)
    desk.wait_for_end()
    desk.runs.table.selectAll()
    assert "fewer&nbsp;coins" in desk.runs.chart.legend.text()
    assert not desk.runs.use_button.isEnabled()
    desk.runs.curve_choice.setCurrentIndex(1)
    desk.runs.curve_choice.activated.emit(1)
    assert not desk.runs.chart.is_empty
    monkeypatch.setattr(runs_controller.QFile, "moveToTrash", lambda path: (shutil.rmtree(path) or True, ""))
    desk.runs.table.selectRow(0)
    desk.runs.trash_button.click()
    qtbot.waitUntil(lambda: desk.runs.table.rowCount() == 1, timeout=RUN)
    monkeypatch.setattr(runs_controller.QFile, "moveToTrash", lambda _path: (False, ""))
    desk.runs.table.selectRow(0)
    desk.runs.trash_button.click()
    assert any(has_sentence(text, tr(NOT_TRASHED_TEXT)) for text in desk.window.context.notices.texts)
    assert (desk.root / RUNS_FOLDER / "2026-11-22_100000" / LOG_NAME).is_file()


@pytest.mark.slow
def test_that_closing_asks_while_a_training_is_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    out = desk.begin(steps=200)
    answers = [QMessageBox.ButtonRole.RejectRole, QMessageBox.ButtonRole.AcceptRole]
    asked: list[str] = []

    def answer(box: QMessageBox) -> int:
        asked.append(box.text())
        next(one for one in box.buttons() if box.buttonRole(one) is answers[len(asked) - 1]).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    assert not desk.window.close()
    assert desk.training.is_running
    assert desk.window.close()
    assert len(asked) == 2
    desk.wait_for_end()
    (run,) = list_runs((out.parent,)).runs
    assert run.can_resume
    assert run.finished is not None
    assert run.finished.reason == "canceled"


def test_that_a_folder_without_runs_says_what_to_do(desk: Desk) -> None:
    desk.wait_for_end()
    assert not desk.runs.hint.isHidden()
    assert desk.runs.hint.text() == tr(NO_RUNS_TEXT)
    for button in (desk.runs.use_button, desk.runs.resume_button, desk.runs.open_folder_button, desk.runs.trash_button):
        assert not button.isEnabled()


@pytest.mark.slow
def test_that_copies_of_one_picture_are_trained_on_without_being_measured(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    for number in range(10):
        image = write_image(tmp_path / "copies" / f"image_{number}.png", 120, 90)
        write_labels(image, (10, 10, 60, 50, "square"), width=120, height=90)
    desk = Desk(qtbot, window, tmp_path / "copies")
    desk.begin(steps=1)
    desk.wait_for_end()
    messages = [desk.panel.messages_list.item(row).text() for row in range(desk.panel.messages_list.count())]
    assert any(tr(AP_NOT_MEASURED_TEXT).format(reason=TOO_FEW_TO_SPLIT) in text for text in messages)
    assert desk.panel.tabs.count() == 1
