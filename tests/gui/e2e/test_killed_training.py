"""The window is killed while it trains; opened again, it says so, and the run is resumed from its checkpoint."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from detector.demo import write_demo_folder
from detector.training.runs.past_runs import read_run
from frcnn_gui.common.language import tr
from frcnn_gui.main_window import MainWindow
from frcnn_gui.train import runs_controller as past_runs
from frcnn_gui.train.runs_controller import INTERRUPTED_RUN_TEXT, RunsController
from frcnn_gui.train.training_panel import RESUMED_TEXT
from tests.gui.e2e.driver import ON_A_SCREEN, TRAIN_WAIT, WAIT, Person
from tests.sentences import has_sentence


def kill_after_a_checkpoint(folder: Path, home: Path) -> None:
    command = [sys.executable, "-m", "tests.reliability.training_child", str(folder), str(home)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"saved\n"
        child.send_signal(signal.SIGKILL)


@ON_A_SCREEN
def test_that_a_run_continues_after_the_window_was_killed(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "photos"
    write_demo_folder(folder, count=6, seed=2)
    boxes = {path.name: path.read_bytes() for path in folder.glob("*.xml")}
    kill_after_a_checkpoint(folder, tmp_path)
    (run,) = (folder / "frcnn-runs").iterdir()
    killed = read_run(run)
    assert killed is not None
    assert killed.finished is None
    assert killed.can_resume
    assert {path.name: path.read_bytes() for path in folder.glob("*.xml")} == boxes

    monkeypatch.setattr(past_runs, "ACTIVE_LOG_S", 0.0)
    person = Person(qtbot, window)
    person.open(folder)
    notices = person.window.context.notices
    qtbot.waitUntil(lambda: any(has_sentence(text, tr(INTERRUPTED_RUN_TEXT)) for text in notices.texts), timeout=WAIT)
    person.wait_for_engine()
    controller = person.window.findChild(RunsController)
    assert isinstance(controller, RunsController)
    controller.resume_run(killed)
    qtbot.waitUntil(lambda: len(person.training.loss_chart.steps) >= 2, timeout=TRAIN_WAIT)
    messages = [person.training.messages_list.item(row).text() for row in range(person.training.messages_list.count())]
    assert any(has_sentence(text, tr(RESUMED_TEXT)) for text in messages), messages
    steps = list(person.training.loss_chart.steps)
    person.training.stop_button.click()
    qtbot.waitUntil(lambda: not person.window.context.jobs.jobs, timeout=TRAIN_WAIT)
    after = read_run(run)
    assert after is not None
    assert after.finished is not None
    assert after.finished.reason == "canceled"
    assert after.steps >= steps[-1] > 1
    assert steps == list(range(steps[0], steps[0] + len(steps)))
