"""A measurement of the whole folder: one job at a time, its result, and what is said in its place."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from frcnn_gui.common.job import Job, JobRunner
from frcnn_gui.common.measure_button import MeasureButton


class FolderMeasurement(QObject):
    """`changed` when it begins, ends, or is forgotten; a job that was forgotten or stopped leaves no result."""

    changed = Signal()

    def __init__(self, jobs: JobRunner, button: MeasureButton, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._button = jobs, button
        self._job: Job | None = None
        self.result: Any = None
        """Of the last job that came to its end; None while another runs"""
        self.message = ""
        """That it runs, or why there is no result"""
        button.stop_requested.connect(self._cancel_job)

    @property
    def is_running(self) -> bool:
        return self._job is not None

    def start_job(self, job: Job, told: str) -> None:
        """Run `job`; `message` says so meanwhile."""
        job.result_ready.connect(self._on_job_result)
        job.failed.connect(self._on_job_failed)
        job.canceled.connect(self._on_job_result)
        job.finished.connect(self._on_job_finished)
        self._job = job
        self._button.set_running(True)
        self.set_message(told)
        self._jobs.start(job)

    def set_message(self, text: str) -> None:
        """There is no result, and why."""
        self.result, self.message = None, text
        self.changed.emit()

    @Slot()
    def clear_result(self) -> None:
        """What was measured does not hold any more."""
        self._cancel_job()
        self._job = None
        self._button.set_running(False)
        self.set_message("")

    @Slot()
    def _cancel_job(self) -> None:
        if self._job is not None:
            self._job.cancel()

    @Slot()
    @Slot(object)
    def _on_job_result(self, result: object = None) -> None:
        if self.sender() is self._job:
            self.result, self.message = result, ""

    @Slot(str)
    def _on_job_failed(self, text: str) -> None:
        if self.sender() is self._job:
            self.message = text

    @Slot()
    def _on_job_finished(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self._button.set_running(False)
            self.changed.emit()
