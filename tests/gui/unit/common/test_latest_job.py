"""The newest job wins: what became of those before it is never heard."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from detector.errors import DatasetError
from frcnn_gui.common.job import Job, JobContext, JobRunner
from frcnn_gui.common.latest_job import LatestJob


class Desk:
    """A LatestJob, and what was heard of it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.owner = QObject()
        self.jobs = JobRunner(self.owner)
        self.latest = LatestJob(self.jobs, self.owner)
        self.heard: list[object] = []
        self.latest.result_ready.connect(lambda value: self.heard.append(("result", value)))
        self.latest.failed.connect(lambda text: self.heard.append(("failed", text)))
        self.latest.event_reported.connect(lambda event: self.heard.append(("event", event)))
        self.latest.progress_changed.connect(lambda *values: self.heard.append(("progress", values)))
        self.latest.canceled.connect(lambda: self.heard.append("canceled"))
        self.latest.cancel_requested.connect(lambda: self.heard.append("cancel requested"))
        self.latest.finished.connect(lambda: self.heard.append(("finished", self.latest.is_running)))

    def wait_idle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.jobs.jobs, timeout=10_000)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(qtbot)
    yield made
    assert made.jobs.shut_down()


def wait_until_canceled(context: JobContext) -> None:
    while not context.is_canceled:
        time.sleep(0.001)


def create_deaf_job(ending: Callable[[JobContext], object]) -> tuple[Job, threading.Event]:
    """A job that notices no cancellation, and ends as `ending` says once the event is set."""
    released = threading.Event()

    def run(context: JobContext) -> object:
        released.wait(10)
        return ending(context)

    return Job("Deaf", run), released


def fail(_context: JobContext) -> None:
    raise DatasetError("The old folder is damaged.")


def report_all(context: JobContext) -> str:
    context.report_event("old event")
    context.report_progress(1, 2, "old progress")
    return "old"


def test_that_all_that_the_newest_job_reports_is_passed_on_in_order(desk: Desk) -> None:
    assert desk.latest.start(Job("Reading", report_all))
    assert desk.latest.is_running
    desk.wait_idle()
    assert desk.heard == [
        ("event", "old event"),
        ("progress", (1, 2, "old progress")),
        ("result", "old"),
        ("finished", False),
    ]


@pytest.mark.parametrize("ending", [report_all, fail])
def test_that_nothing_is_heard_of_a_job_that_ends_after_a_newer_one_began(
    desk: Desk, ending: Callable[[JobContext], object]
) -> None:
    old, released = create_deaf_job(ending)
    desk.latest.start(old)
    desk.latest.start(Job("New", lambda _context: "new"))
    assert old.is_cancel_requested
    desk.qtbot.waitUntil(lambda: not desk.latest.is_running)
    released.set()
    desk.wait_idle()
    assert desk.heard == [("result", "new"), ("finished", False)]


def test_that_the_newest_wins_also_where_the_older_job_ends_first(desk: Desk) -> None:
    old, released = create_deaf_job(lambda _context: "old")
    new, go = create_deaf_job(lambda _context: "new")
    desk.latest.start(old)
    desk.latest.start(new)
    released.set()
    desk.qtbot.waitUntil(lambda: len(desk.jobs.jobs) == 1)
    assert desk.latest.is_running
    go.set()
    desk.wait_idle()
    assert desk.heard == [("result", "new"), ("finished", False)]


def test_that_the_end_of_a_job_that_was_canceled_is_heard(desk: Desk) -> None:
    def wait_and_stop(context: JobContext) -> None:
        wait_until_canceled(context)
        context.raise_if_canceled()

    desk.latest.start(Job("Waiting", wait_and_stop))
    desk.latest.cancel()
    desk.wait_idle()
    assert desk.heard == ["cancel requested", "canceled", ("finished", False)]


def test_that_nothing_is_heard_of_a_job_that_was_dropped(desk: Desk) -> None:
    job = Job("Waiting", wait_until_canceled)
    desk.latest.start(job)
    desk.latest.drop()
    assert not desk.latest.is_running
    assert job.is_cancel_requested
    desk.wait_idle()
    assert desk.heard == []


def test_that_a_callback_gets_the_result_of_its_own_job_alone(desk: Desk) -> None:
    given: list[tuple[str, object]] = []
    old, released = create_deaf_job(lambda _context: 1)
    desk.latest.start(old, lambda value: given.append(("old", value)))
    desk.latest.start(Job("New", lambda _context: 2), lambda value: given.append(("new", value)))
    released.set()
    desk.wait_idle()
    assert given == [("new", 2)]


def test_that_a_result_may_start_the_next_job(desk: Desk) -> None:
    desk.latest.start(Job("First", lambda _context: 1), lambda _value: desk.latest.start(Job("Next", lambda _: 2)))
    desk.wait_idle()
    assert desk.heard == [("result", 2), ("finished", False)]


def test_that_no_job_runs_and_none_is_heard_once_the_window_closes(desk: Desk) -> None:
    desk.latest.start(Job("Waiting", wait_until_canceled))
    assert desk.jobs.shut_down()
    assert not desk.latest.start(Job("Too late", lambda _context: 1))
    assert not desk.latest.is_running
    desk.qtbot.wait(20)
    assert [item for item in desk.heard if item != "cancel requested"] == []


def test_that_a_second_exclusive_job_does_not_start(desk: Desk) -> None:
    training, released = create_deaf_job(lambda _context: 1)
    training_again = Job("Training", lambda _context: 2, exclusive=True)
    training.exclusive = True
    assert desk.jobs.start(training)
    assert not desk.latest.start(training_again)
    assert not desk.latest.is_running
    released.set()
    desk.wait_idle()


def test_that_a_job_is_freed_when_it_ended(desk: Desk) -> None:
    job = Job("Counting", lambda _context: 1)
    seen = weakref.ref(job)
    desk.latest.start(job, lambda _value: None)
    del job
    desk.wait_idle()
    gc.collect()
    assert seen() is None
