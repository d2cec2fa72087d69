"""Work that takes longer than a blink: a function on its own thread, with progress, cancel and one sure ending."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal, Slot

from detector.errors import UserFacingError
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.texts.engine_sentences import translate_message

JOB_FAILED_TEXT = N_("{title} failed: {name}: {text}. See the log for details.")

PROGRESS_INTERVAL_S = 0.04
"""Seconds between two reports of progress: more often is only work for the window."""
_INT_MAX = 2**31 - 1

_log = logging.getLogger(__name__)


class JobCanceledError(Exception):
    """Raised by `JobContext.raise_if_canceled`; a job may also raise it itself."""


class JobContext:
    """What a job's function may do to the outside. Safe from the job's thread."""

    def __init__(self, worker: _Worker) -> None:
        self._worker = worker
        self._stop_requested = threading.Event()
        self._resumed = threading.Event()
        self._resumed.set()
        self._last_report_s = 0.0
        self._last_text = ""

    @property
    def is_canceled(self) -> bool:
        return self._stop_requested.is_set()

    def raise_if_canceled(self) -> None:
        if self.is_canceled:
            raise JobCanceledError

    def report_progress(self, done: int, total: int, text: str = "") -> None:
        """Report that `done` of `total` are done (`total` 0: not known). Reports too close together are left out."""
        now = time.monotonic()
        if now - self._last_report_s < PROGRESS_INTERVAL_S and text == self._last_text and done != total:
            return
        self._last_report_s, self._last_text = now, text
        while max(done, total) > _INT_MAX:  # a Qt int; bytes of a large file do not fit
            done, total = done // 1024, total // 1024
        self._worker.progress_changed.emit(done, total, text)

    def create_progress_callback(self, text: str) -> Callable[[int, int], None]:
        """To be called with done and total: reports the progress, and raises JobCanceledError where it is to stop."""

        def report_step(done: int, total: int) -> None:
            self.raise_if_canceled()
            self.report_progress(done, total, text)

        return report_step

    def report_event(self, event: object) -> None:
        """Send a typed event to the window; none is left out and their order is kept."""
        self._worker.event_reported.emit(event)

    @property
    def is_paused(self) -> bool:
        return not self._resumed.is_set()

    def wait_while_paused(self) -> None:
        """Come back when the job is resumed, or is to stop."""
        self._resumed.wait()

    def request_pause(self, paused: bool) -> None:
        (self._resumed.clear if paused else self._resumed.set)()

    def request_stop(self) -> None:
        self._stop_requested.set()
        self._resumed.set()


JobFunction = Callable[[JobContext], Any]


class _Worker(QObject):
    """Lives in the job's thread.

    Signals:
        progress_changed: Done, total (0 when unknown) and a text.
        event_reported: What the function reported.
        ended: How it ended, and the value that goes with it.
    """

    progress_changed = Signal(int, int, str)
    event_reported = Signal(object)
    ended = Signal(str, object)

    def __init__(self, title: str, function: JobFunction) -> None:
        super().__init__()
        self._title = title
        self._function = function
        self.context = JobContext(self)

    @Slot()
    def run(self) -> None:
        kind, value = self._call_function()
        self.ended.emit(kind, value)

    def _call_function(self) -> tuple[str, object]:
        try:
            self.context.raise_if_canceled()
            return "result", self._function(self.context)
        except JobCanceledError:
            return "canceled", None
        except UserFacingError as error:
            return "failed", translate_message(str(error))
        except Exception as error:  # noqa: BLE001 - the border of the thread: logged, and reported to the user
            _log.exception("The job %r failed.", self._title)
            return "failed", describe_unexpected_error(self._title, error)


def describe_unexpected_error(title: str, error: BaseException) -> str:
    """What a person reads about a fault that nobody foresaw."""
    text = str(error) or tr("no details")
    return tr(JOB_FAILED_TEXT).format(title=title, name=type(error).__name__, text=text)


class Job(QObject):
    """Runs `function(context)` on a thread.

    Exactly one of `result_ready`, `failed` and `canceled` comes, then `finished`. With `exclusive`, no second such job
    runs beside it (see `JobRunner`). No signal may be called `event`: that is a virtual method of QObject.

    Signals:
        progress_changed: Done, total (0 when unknown) and a text.
        event_reported: An event of `context.report_event`.
        result_ready: The return value of the function.
        failed: A sentence about the error.
        canceled: The function was canceled.
        finished: Always last; the thread has ended.
        cancel_requested: Cancel was requested; the function may take a while to notice.
    """

    progress_changed = Signal(int, int, str)
    event_reported = Signal(object)
    result_ready = Signal(object)
    failed = Signal(str)
    canceled = Signal()
    finished = Signal()
    cancel_requested = Signal()

    def __init__(
        self, title: str, function: JobFunction, *, exclusive: bool = False, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.exclusive = exclusive
        self._thread = QThread()
        self._thread.setObjectName(title)
        self._worker = _Worker(title, function)
        self._worker.moveToThread(self._thread)
        self._thread.started.connect(self._worker.run)
        self._worker.progress_changed.connect(self.progress_changed)
        self._worker.event_reported.connect(self.event_reported)
        self._worker.ended.connect(self._on_worker_ended)

    def start(self) -> None:
        self._thread.start()

    @property
    def is_running(self) -> bool:
        return self._thread.isRunning()

    @property
    def is_cancel_requested(self) -> bool:
        return self._worker.context.is_canceled

    def cancel(self) -> None:
        """Ask it to stop; it stops when it next looks."""
        if not self.is_cancel_requested:
            self._worker.context.request_stop()
            self.cancel_requested.emit()

    def pause(self, paused: bool) -> None:
        """Ask it to pause where it next can, or to resume."""
        if not self.is_cancel_requested:
            self._worker.context.request_pause(paused)

    def stop(self, timeout_ms: int) -> bool:
        """Cancel and wait; False when it still runs after `timeout_ms`. No signal comes after True."""
        self.cancel()
        self._thread.quit()
        return self._thread.wait(timeout_ms)

    @Slot(str, object)
    def _on_worker_ended(self, kind: str, value: object) -> None:
        self._thread.quit()
        self._thread.wait()
        if kind == "result":
            self.result_ready.emit(value)
        elif kind == "failed":
            self.failed.emit(value)
        else:
            self.canceled.emit()
        self.finished.emit()


class JobRunner(QObject):
    """The jobs that run now; keeps them alive until they finish.

    Signals:
        jobs_changed: A job started or finished.
        job_started: The Job.
    """

    jobs_changed = Signal()
    job_started = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: list[Job] = []
        self._is_closed = False

    @property
    def jobs(self) -> tuple[Job, ...]:
        return tuple(self._jobs)

    @property
    def exclusive_job(self) -> Job | None:
        return next((job for job in self._jobs if job.exclusive), None)

    def start(self, job: Job) -> bool:
        """Start it; False, and nothing happens, when it is exclusive and another exclusive job runs, or at the end."""
        if self._is_closed or (job.exclusive and self.exclusive_job is not None):
            return False
        self._jobs.append(job)
        job.finished.connect(self._on_job_finished)
        job.start()
        self.job_started.emit(job)
        self.jobs_changed.emit()
        return True

    def cancel_all(self) -> None:
        for job in self._jobs:
            job.cancel()

    def shut_down(self, timeout_ms: int = 5000) -> bool:
        """Cancel all and wait for them, `timeout_ms` in all; False when some still run. None is started any more."""
        self._is_closed = True
        self.cancel_all()
        deadline = time.monotonic() + timeout_ms / 1000
        ended = [job for job in self._jobs if job.stop(max(1, round((deadline - time.monotonic()) * 1000)))]
        self._jobs = [job for job in self._jobs if job not in ended]
        for job in self._jobs:
            _log.warning("The job %r did not stop in time.", job.title)
        self.jobs_changed.emit()
        return not self._jobs

    @Slot()
    def _on_job_finished(self) -> None:
        job = self.sender()
        self._jobs = [other for other in self._jobs if other is not job]
        self.jobs_changed.emit()
