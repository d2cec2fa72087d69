"""Jobs: every ending reaches the window exactly once, and no thread is left behind."""

from __future__ import annotations

import logging
import threading
import time

import pytest
from PySide6.QtCore import QCoreApplication, QThread
from pytestqt.qtbot import QtBot

from detector.errors import DatasetError
from frcnn_gui.common.job import JOB_FAILED_TEXT, Job, JobCanceledError, JobContext, JobRunner
from frcnn_gui.common.language import tr


class Log:
    """What a job reported, in order."""

    def __init__(self, job: Job) -> None:
        self.entries: list[tuple[str, object]] = []
        job.progress_changed.connect(lambda done, total, text: self.entries.append(("progress", (done, total, text))))
        job.event_reported.connect(lambda event: self.entries.append(("event", event)))
        job.result_ready.connect(lambda value: self.entries.append(("result", value)))
        job.failed.connect(lambda text: self.entries.append(("failed", text)))
        job.canceled.connect(lambda: self.entries.append(("canceled", None)))
        job.finished.connect(lambda: self.entries.append(("finished", job.is_running)))

    @property
    def endings(self) -> list[tuple[str, object]]:
        return [item for item in self.entries if item[0] in ("result", "failed", "canceled")]


def run_to_end(qtbot: QtBot, job: Job) -> Log:
    log = Log(job)
    with qtbot.waitSignal(job.finished, timeout=10_000):
        job.start()
    return log


def until_canceled(context: JobContext) -> None:
    while True:
        context.raise_if_canceled()
        time.sleep(0.002)


def test_that_a_job_runs_off_the_window_s_thread_and_its_result_comes_back_on_it(qtbot: QtBot) -> None:
    threads: list[QThread] = []
    job = Job("Counting", lambda context: (threads.append(QThread.currentThread()), 42)[1])
    job.result_ready.connect(lambda value: threads.append(QThread.currentThread()))
    log = run_to_end(qtbot, job)
    assert log.entries == [("result", 42), ("finished", False)]
    application = QCoreApplication.instance()
    assert application is not None
    assert threads[0] is not application.thread()
    assert threads[1] is application.thread()


def test_that_events_arrive_whole_and_in_order(qtbot: QtBot) -> None:
    def function(context: JobContext) -> None:
        for number in range(500):
            context.report_event(number)

    log = run_to_end(qtbot, Job("Counting", function))
    assert [value for kind, value in log.entries if kind == "event"] == list(range(500))


def test_that_the_last_progress_is_never_left_out(qtbot: QtBot) -> None:
    def function(context: JobContext) -> None:
        for number in range(10_001):
            context.report_progress(number, 10_000)

    log = run_to_end(qtbot, Job("Counting", function))
    reports = [value for kind, value in log.entries if kind == "progress"]
    assert reports[-1] == (10_000, 10_000, "")
    assert len(reports) < 1000


def test_that_progress_beyond_a_qt_int_keeps_its_proportion(qtbot: QtBot) -> None:
    log = run_to_end(qtbot, Job("Fetching", lambda context: context.report_progress(2**32, 2**33)))
    kind, value = log.entries[0]
    assert kind == "progress"
    assert isinstance(value, tuple)
    assert value[1] == 2 * value[0]


def test_that_a_fault_a_person_can_repair_is_reported_in_its_own_words(qtbot: QtBot) -> None:
    def function(context: JobContext) -> None:
        raise DatasetError("There is no image in /photos.")

    log = run_to_end(qtbot, Job("Opening", function))
    assert log.entries == [("failed", "There is no image in /photos."), ("finished", False)]


def test_that_an_unforeseen_fault_is_a_sentence_here_and_a_traceback_in_the_log(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def function(context: JobContext) -> None:
        raise KeyError("color")

    with caplog.at_level(logging.ERROR):
        log = run_to_end(qtbot, Job("training", function))
    assert log.endings == [
        ("failed", tr(JOB_FAILED_TEXT).format(title="training", name="KeyError", text="'color'")),
    ]
    assert "Traceback" in caplog.text


def test_that_a_canceled_job_says_canceled_and_nothing_else(qtbot: QtBot) -> None:
    job = Job("Waiting", until_canceled)
    log = Log(job)
    job.start()
    with qtbot.waitSignal(job.finished, timeout=10_000):
        job.cancel()
    assert log.entries == [("canceled", None), ("finished", False)]


def test_that_work_completed_despite_a_late_cancel_is_not_thrown_away(qtbot: QtBot) -> None:
    started, may_continue = threading.Event(), threading.Event()

    def function(context: JobContext) -> str:
        started.set()
        assert may_continue.wait(10)
        return "done"

    job = Job("Working", function)
    log = Log(job)
    job.start()
    assert started.wait(10)
    job.cancel()
    with qtbot.waitSignal(job.finished, timeout=10_000):
        may_continue.set()
    assert log.endings == [("result", "done")]


def test_that_the_runner_forgets_a_job_when_it_has_finished(qtbot: QtBot) -> None:
    runner = JobRunner()
    job = Job("Counting", lambda context: 1)
    with qtbot.waitSignal(job.finished, timeout=10_000):
        assert runner.start(job)
        assert runner.jobs == (job,)
    assert runner.jobs == ()


def test_that_a_second_exclusive_job_is_refused_while_others_may_run(qtbot: QtBot) -> None:
    runner = JobRunner()
    training = Job("Training", until_canceled, exclusive=True)
    assert runner.start(training)
    assert not runner.start(Job("Training again", until_canceled, exclusive=True))
    assert runner.start(Job("Detecting", until_canceled))
    assert runner.exclusive_job is training
    assert runner.shut_down(10_000)


def test_that_shutdown_ends_every_thread(qtbot: QtBot) -> None:
    runner = JobRunner()
    jobs = [Job(f"Waiting {number}", until_canceled) for number in range(3)]
    for job in jobs:
        runner.start(job)
    assert runner.shut_down(10_000)
    assert not any(job.is_running for job in jobs)
    assert runner.jobs == ()


def test_that_nothing_is_started_after_the_end(qtbot: QtBot) -> None:
    runner = JobRunner()
    assert runner.shut_down()
    late = Job("Late", lambda _context: None)
    assert not runner.start(late)
    assert not late.is_running
    assert runner.jobs == ()


def test_that_shutdown_reports_a_job_that_will_not_stop_in_time(qtbot: QtBot) -> None:
    runner = JobRunner()
    started, release = threading.Event(), threading.Event()

    def function(context: JobContext) -> None:
        started.set()
        release.wait(10)

    stubborn = Job("Stubborn", function)
    runner.start(stubborn)
    assert started.wait(10)
    assert not runner.shut_down(20)
    release.set()
    assert stubborn.stop(10_000)


def test_that_a_job_may_cancel_itself(qtbot: QtBot) -> None:
    def function(context: JobContext) -> None:
        raise JobCanceledError

    assert run_to_end(qtbot, Job("Asking", function)).endings == [("canceled", None)]
