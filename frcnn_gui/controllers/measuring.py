"""A measurement of the whole folder: one job at a time, its result, and what is said in its place."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from frcnn_gui.panels.measure_button import MeasureButton
from frcnn_gui.workers.job import Job, JobRunner


class Measuring(QObject):
    """`changed` when it begins, ends, or is forgotten; a job that was forgotten or stopped leaves no result."""

    changed = Signal()

    def __init__(self, jobs: JobRunner, button: MeasureButton, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._button = jobs, button
        self._job: Job | None = None
        self.result: Any = None
        """Of the last job that came to its end; None while another runs"""
        self.told = ""
        """That it runs, or why there is no result"""
        button.stop_asked.connect(self._stop)

    @property
    def running(self) -> bool:
        return self._job is not None

    def start(self, job: Job, told: str) -> None:
        """Run `job`; `told` says so meanwhile."""
        job.result.connect(self._take)
        job.failed.connect(self._fail)
        job.cancelled.connect(self._take)
        job.finished.connect(self._end)
        self._job = job
        self._button.set_running(True)
        self.say(told)
        self._jobs.start(job)

    def say(self, text: str) -> None:
        """There is no result, and why."""
        self.result, self.told = None, text
        self.changed.emit()

    @Slot()
    def forget(self) -> None:
        """What was measured does not hold any more."""
        self._stop()
        self._job = None
        self._button.set_running(False)
        self.say("")

    @Slot()
    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    @Slot()
    @Slot(object)
    def _take(self, result: object = None) -> None:
        if self.sender() is self._job:
            self.result, self.told = result, ""

    @Slot(str)
    def _fail(self, text: str) -> None:
        if self.sender() is self._job:
            self.told = text

    @Slot()
    def _end(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self._button.set_running(False)
            self.changed.emit()
