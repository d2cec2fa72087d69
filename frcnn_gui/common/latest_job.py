"""The newest job wins: one job at a time for one purpose, and nothing is heard of those before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from frcnn_gui.common.job import Job, JobRunner


class LatestJob(QObject):
    """Runs the newest job. `start` cancels the one before, whose result, error and end are not passed on any more.

    Its own slots receive what the job emits, and ask by `sender()` whether that is the newest. So no listener holds on
    to a job, which would then never be freed.

    Signals:
        progress_changed, event_reported, result_ready, failed, canceled, finished, cancel_requested: As those of
            `Job`, of the newest one alone. `finished` comes when `is_running` is False already.
    """

    progress_changed = Signal(int, int, str)
    event_reported = Signal(object)
    result_ready = Signal(object)
    failed = Signal(str)
    canceled = Signal()
    finished = Signal()
    cancel_requested = Signal()

    def __init__(self, jobs: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: Job | None = None
        self._on_result: Callable[[Any], object] | None = None

    @property
    def is_running(self) -> bool:
        """Whether the newest job has not ended, and was not dropped."""
        return self._job is not None

    def start(self, job: Job, on_result: Callable[[Any], object] | None = None) -> bool:
        """Run `job` in place of the one before.

        Args:
            job: It has not been started.
            on_result: Called with the result of this job, before `result_ready`; for what the result does not say,
                such as the folder it is about.

        Returns:
            False, and nothing runs, where the `JobRunner` does not start it.
        """
        self.drop()
        job.progress_changed.connect(self._on_progress_changed)
        job.event_reported.connect(self._on_event_reported)
        job.result_ready.connect(self._on_result_ready)
        job.failed.connect(self._on_failed)
        job.canceled.connect(self._on_canceled)
        job.finished.connect(self._on_finished)
        job.cancel_requested.connect(self._on_cancel_requested)
        self._job, self._on_result = job, on_result
        if not self._jobs.start(job):
            self._job = self._on_result = None
        return self._job is job

    @Slot()
    def cancel(self) -> None:
        """Ask the job to stop; its end is passed on."""
        if self._job is not None:
            self._job.cancel()

    @Slot()
    def drop(self) -> None:
        """Cancel the job; nothing of it is passed on any more."""
        job, self._job, self._on_result = self._job, None, None
        if job is not None:
            job.cancel()

    def _is_newest(self) -> bool:
        return self._job is not None and self.sender() is self._job

    @Slot(int, int, str)
    def _on_progress_changed(self, done: int, total: int, text: str) -> None:
        if self._is_newest():
            self.progress_changed.emit(done, total, text)

    @Slot(object)
    def _on_event_reported(self, event: object) -> None:
        if self._is_newest():
            self.event_reported.emit(event)

    @Slot(object)
    def _on_result_ready(self, result: object) -> None:
        if not self._is_newest():
            return
        job = self._job
        if self._on_result is not None:
            self._on_result(result)
        if self._job is job:  # or the callback has started another
            self.result_ready.emit(result)

    @Slot(str)
    def _on_failed(self, text: str) -> None:
        if self._is_newest():
            self.failed.emit(text)

    @Slot()
    def _on_canceled(self) -> None:
        if self._is_newest():
            self.canceled.emit()

    @Slot()
    def _on_cancel_requested(self) -> None:
        if self._is_newest():
            self.cancel_requested.emit()

    @Slot()
    def _on_finished(self) -> None:
        if self._is_newest():
            self._job = self._on_result = None
            self.finished.emit()
