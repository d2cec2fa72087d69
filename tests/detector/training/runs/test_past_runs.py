"""What is known of a run by its folder: whole, killed, measured or not."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from detector.training.runs.event_log import LOG_NAME, EventLog
from detector.training.runs.events import EpochCompleted, Finished, StepCompleted, TrainingEvent, TrainingStarted
from detector.training.runs.past_runs import list_runs, read_run, write_note
from detector.training.runs.run_state import BEST_NAME, LAST_NAME

STARTED = TrainingStarted(10, ("disc", "square"), 6, "cpu", "mobilenet_fpn", validation_images=2, data_version="0123")
DONE = Finished("completed", Path(LAST_NAME), 6)


def step(number: int) -> StepCompleted:
    return StepCompleted(number, 6, 1, {"total": 2.0 - number / 10}, 0.01, 3.0, 5.0)


def epoch(number: int, score: float | None) -> EpochCompleted:
    return EpochCompleted(number, {"total": 1.5}, score, step=3 * number)


def write_run(folder: Path, *events: TrainingEvent, checkpoints: tuple[str, ...] = (LAST_NAME,)) -> Path:
    log = EventLog(folder / LOG_NAME)
    for event in events:
        log.write(event)
    log.close()
    for name in checkpoints:
        (folder / name).write_bytes(b"weights")
    return folder


def test_that_a_whole_run_reports_its_ap(tmp_path: Path) -> None:
    folder = tmp_path / "2026-11-23_143842"
    events = (STARTED, *(step(n) for n in range(1, 7)), epoch(1, 0.3), epoch(2, 0.25), DONE)
    write_run(folder, *events, checkpoints=(LAST_NAME, BEST_NAME))
    run = read_run(folder)
    assert run is not None
    assert run.date == datetime(2026, 11, 23, 14, 38, 42)
    assert run.started == STARTED
    assert (run.steps, run.best_ap50) == (6, 0.3)
    assert run.losses[-1] == (6, pytest.approx(1.4))
    assert run.checkpoint == folder / BEST_NAME
    assert run.is_completed
    assert not run.can_resume


def test_that_a_run_that_was_killed_or_stopped_can_be_resumed(tmp_path: Path) -> None:
    killed = write_run(tmp_path / "killed", STARTED, step(1), step(2))
    with (killed / LOG_NAME).open("ab") as log:
        log.write(b'{"event": "StepCom')
    run = read_run(killed)
    assert run is not None
    assert (run.steps, run.finished, run.best_ap50) == (2, None, None)
    assert run.can_resume
    assert run.checkpoint == killed / LAST_NAME

    stopped = read_run(write_run(tmp_path / "stopped", STARTED, step(1), Finished("canceled", Path(LAST_NAME), 1)))
    assert stopped is not None
    assert stopped.can_resume

    resumed = (STARTED, step(1), Finished("canceled", Path(LAST_NAME), 1), STARTED, step(2))
    again = read_run(write_run(tmp_path / "again", *resumed))
    assert again is not None
    assert again.finished is None
    assert again.steps == 2

    never_saved = read_run(write_run(tmp_path / "never", STARTED, step(1), checkpoints=()))
    assert never_saved is not None
    assert (never_saved.checkpoint, never_saved.can_resume) == (None, False)


def test_that_runs_are_listed_newest_first_and_what_is_none_is_passed_over(tmp_path: Path) -> None:
    base, other = tmp_path / "runs", tmp_path / "others"
    write_run(base / "2026-11-23_100000", STARTED, DONE)
    write_run(other / "2026-11-24_100000", STARTED, DONE)
    by_command = write_run(base / "mine", STARTED, DONE)
    os.utime(by_command / LOG_NAME, (0, 0))
    (base / "notes").mkdir()
    (base / "empty").mkdir()
    (base / "empty" / LOG_NAME).write_text("no event\n")
    (base / "a file").write_text("")
    found = list_runs((base, other, tmp_path / "missing"))
    assert [run.folder.name for run in found.runs] == ["2026-11-24_100000", "2026-11-23_100000", "mine"]
    assert [(one.folder.name, str(base / "empty" / LOG_NAME) in one.reason) for one in found.broken] == [
        ("empty", True)
    ]


def test_that_a_note_is_kept_with_its_run(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run", STARTED, DONE)
    write_note(folder, "more coins — Ω")
    run = read_run(folder)
    assert run is not None
    assert run.note == "more coins — Ω"
