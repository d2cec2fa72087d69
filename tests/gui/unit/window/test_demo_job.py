"""The demo is drawn once, and what was changed in it stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from frcnn_gui.common.job import Job
from frcnn_gui.window import demo_job


@pytest.fixture(autouse=True)
def small_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_job, "IMAGE_COUNT", 2)


def run(qtbot: QtBot, job: Job) -> object:
    with qtbot.waitSignal(job.result_ready, timeout=60_000) as result:
        job.start()
    return result.args[0]


def test_that_the_demo_is_drawn_and_its_progress_reported(qtbot: QtBot, tmp_path: Path) -> None:
    job = demo_job.create_demo_job(tmp_path / "demo")
    reports: list[tuple[int, int]] = []
    job.progress_changed.connect(lambda done, total, text: reports.append((done, total)))
    assert run(qtbot, job) == tmp_path / "demo"
    assert len(list((tmp_path / "demo").glob("*.jpg"))) == 2
    assert reports[-1] == (2, 2)


def test_that_edits_of_an_earlier_demo_are_kept(qtbot: QtBot, tmp_path: Path) -> None:
    run(qtbot, demo_job.create_demo_job(tmp_path))
    labels = sorted(tmp_path.glob("*.xml"))[0]
    labels.write_text("<annotation>changed by a person</annotation>")
    run(qtbot, demo_job.create_demo_job(tmp_path))
    assert labels.read_text() == "<annotation>changed by a person</annotation>"


def test_that_a_place_that_cannot_be_written_is_reported(qtbot: QtBot, tmp_path: Path) -> None:
    blocking = tmp_path / "file"
    blocking.write_text("")
    job = demo_job.create_demo_job(blocking / "demo")
    with qtbot.waitSignal(job.failed, timeout=10_000) as failed:
        job.start()
    assert str(blocking) in failed.args[0]
    assert "Internal error" not in failed.args[0]
