"""The status bar shows the running job and can stop it."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from frcnn_gui.common.job import Job, JobContext, JobRunner
from frcnn_gui.window.job_indicator import JobIndicator


@pytest.fixture
def runner(qtbot: QtBot) -> JobRunner:
    return JobRunner()


@pytest.fixture
def indicator(qtbot: QtBot, runner: JobRunner) -> JobIndicator:
    indicator = JobIndicator(runner)
    qtbot.addWidget(indicator)
    return indicator


def test_that_it_is_there_only_while_a_job_runs(qtbot: QtBot, runner: JobRunner, indicator: JobIndicator) -> None:
    assert indicator.isHidden()
    release = threading.Event()
    job = Job("Detecting", lambda context: release.wait(10))
    runner.start(job)
    assert not indicator.isHidden()
    assert indicator.title.text() == "Detecting"
    with qtbot.waitSignal(job.finished):
        release.set()
    assert indicator.isHidden()


def test_that_it_shows_how_far_the_job_is(qtbot: QtBot, runner: JobRunner, indicator: JobIndicator) -> None:
    release = threading.Event()

    def function(context: JobContext) -> None:
        context.report_progress(3, 10, "Image 3")
        release.wait(10)

    job = Job("Detecting", function)
    runner.start(job)
    assert indicator.bar.maximum() == 0  # busy: how far is not known yet
    qtbot.waitUntil(lambda: (indicator.bar.value(), indicator.bar.maximum()) == (3, 10))
    assert indicator.title.text() == "Image 3"
    release.set()
    qtbot.waitUntil(lambda: runner.jobs == ())


def test_that_the_button_cancels_and_says_so(qtbot: QtBot, runner: JobRunner, indicator: JobIndicator) -> None:
    release = threading.Event()

    def function(context: JobContext) -> None:
        release.wait(10)
        context.raise_if_canceled()

    job = Job("Training", function)
    runner.start(job)
    with qtbot.waitSignal(job.canceled):
        indicator.button.click()
        assert indicator.title.text() == "Stopping: Training"
        assert not indicator.button.isEnabled()
        release.set()


def test_that_the_older_job_is_shown_again_when_the_newer_ends(
    qtbot: QtBot, runner: JobRunner, indicator: JobIndicator
) -> None:
    first, second = threading.Event(), threading.Event()
    old, new = (Job("Old", lambda context: first.wait(10)), Job("New", lambda context: second.wait(10)))
    runner.start(old)
    runner.start(new)
    assert indicator.title.text() == "New (+1)"
    with qtbot.waitSignal(new.finished):
        second.set()
    assert indicator.title.text() == "Old"
    with qtbot.waitSignal(old.finished):
        first.set()
