"""Looks at the data while the Train dialog is open, and tells the dialog what it finds."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Slot

from frcnn_gui.common.job import Job
from frcnn_gui.common.language import tr
from frcnn_gui.common.parts import HasActions, HasDocks, HasEngine, HasJobs
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.network.parts import HasNetwork
from frcnn_gui.train.preflight_job import PreflightNews, create_preflight_job
from frcnn_gui.train.train_dialog import TrainDialog


class PreflightContext(HasJobs, HasActions, HasEngine, HasDocks, HasNetwork, Protocol):
    """What is used of the window."""


class PreflightController(QObject):
    """Lives as long as the dialog is open; another preset is looked at anew."""

    def __init__(self, context: PreflightContext, dialog: TrainDialog, folder: Gallery) -> None:
        super().__init__(dialog)
        self._context, self._dialog, self._folder = context, dialog, folder
        self._job: Job | None = None
        dialog.checks_requested.connect(self._start_checks)
        dialog.problems_requested.connect(self._on_problems_requested)
        dialog.finished.connect(self._on_dialog_finished)
        if sum(folder.label_flags):
            context.engine.ready_changed.connect(self._begin_checks)
            self._begin_checks()

    @Slot()
    def _begin_checks(self) -> None:
        if self._context.engine.is_ready and self._job is None:
            self._start_checks("")
        elif self._job is None:
            self._dialog.show_time(tr("The detector is being loaded…"))

    @Slot(str)
    def _start_checks(self, preset: str) -> None:
        if not self._context.engine.is_ready:
            return
        if self._job is not None:
            self._job.cancel()
        self._dialog.begin_checks()
        job = create_preflight_job(
            self._folder.root,
            self._folder.dataset.options,
            self._context.network.device,
            preset,
            self._dialog.build_request(),
        )
        job.event_reported.connect(self._on_news_reported)
        job.failed.connect(self._on_job_failed)
        job.finished.connect(self._on_job_finished)
        self._job = job
        self._context.jobs.start(job)

    @Slot(object)
    def _on_news_reported(self, news: PreflightNews) -> None:
        if self.sender() is self._job:
            self._dialog.show_preflight_news(news)

    @Slot(str)
    def _on_job_failed(self, text: str) -> None:
        if self.sender() is self._job:
            self._dialog.show_failure(text)

    @Slot()
    def _on_job_finished(self) -> None:
        if self.sender() is self._job:
            self._dialog.end_checks()

    @Slot()
    def _on_problems_requested(self) -> None:
        self._dialog.reject()
        self._context.show_dock("problems")
        self._context.actions["check_labels"].trigger()

    @Slot()
    def _on_dialog_finished(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._dialog.deleteLater()
