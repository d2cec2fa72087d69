"""A measurement of the whole folder: one job at a time, its result, and what is said in its place."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from frcnn_gui.common.job import Job, JobRunner
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.widgets.measure_button import MeasureButton


class FolderMeasurement(QObject):
    """A job that was discarded or stopped leaves no result.

    Signals:
        changed: A measurement began, ended or was discarded.
    """

    changed = Signal()

    def __init__(self, jobs: JobRunner, button: MeasureButton, parent: QObject) -> None:
        super().__init__(parent)
        self._button = button
        self._latest_job = LatestJob(jobs, self)
        self._latest_job.result_ready.connect(self._on_job_result)
        self._latest_job.failed.connect(self._on_job_failed)
        self._latest_job.canceled.connect(self._on_job_result)
        self._latest_job.finished.connect(self._on_job_finished)
        self.result: Any = None
        """Of the last job that came to its end; None while another runs"""
        self.message = ""
        """That it runs, or why there is no result"""
        button.stop_requested.connect(self._latest_job.cancel)

    @property
    def is_running(self) -> bool:
        return self._latest_job.is_running

    def start_job(self, job: Job, message: str) -> None:
        """Run `job`; `message` says so meanwhile."""
        if self._latest_job.start(job):
            self._button.set_running(True)
            self.set_message(message)

    def set_message(self, text: str) -> None:
        """There is no result, and why."""
        self.result, self.message = None, text
        self.changed.emit()

    @Slot()
    def clear_result(self) -> None:
        """What was measured does not hold any more."""
        self._latest_job.drop()
        self._button.set_running(False)
        self.set_message("")

    @Slot()
    @Slot(object)
    def _on_job_result(self, result: object = None) -> None:
        self.result, self.message = result, ""

    @Slot(str)
    def _on_job_failed(self, text: str) -> None:
        self.message = text

    @Slot()
    def _on_job_finished(self) -> None:
        self._button.set_running(False)
        self.changed.emit()
