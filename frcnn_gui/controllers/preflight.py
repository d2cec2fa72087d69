"""Looks at the data while the Train dialog is open, and tells the dialog what it finds."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from frcnn_gui.context import WindowContext
from frcnn_gui.gallery import Gallery
from frcnn_gui.language import tr
from frcnn_gui.panels.train_dialog import TrainDialog
from frcnn_gui.workers.job import Job
from frcnn_gui.workers.preflight_job import PreflightNews, preflight_job


class Preflight(QObject):
    """Lives as long as the dialog is open; another preset is looked at anew."""

    def __init__(self, context: WindowContext, dialog: TrainDialog, folder: Gallery) -> None:
        super().__init__(dialog)
        self._context, self._dialog, self._folder = context, dialog, folder
        self._job: Job | None = None
        dialog.preset_chosen.connect(self._look)
        dialog.problems_asked.connect(self._show_problems)
        dialog.finished.connect(self._end)
        if sum(folder.labelled):
            context.engine.ready_changed.connect(self._begin)
            self._begin()

    @Slot()
    def _begin(self) -> None:
        if self._context.engine.ready and self._job is None:
            self._look("")
        elif self._job is None:
            self._dialog.tell_time(tr("The detector is being loaded…"))

    @Slot(str)
    def _look(self, preset: str) -> None:
        if not self._context.engine.ready:
            return
        if self._job is not None:
            self._job.cancel()
        self._dialog.begin_checks()
        job = preflight_job(
            self._folder.root,
            self._folder.dataset.options,
            self._context.network.device,
            preset,
            self._dialog.request().weights_dir,
        )
        job.reported.connect(self._take)
        job.failed.connect(self._fail)
        job.finished.connect(self._forget)
        self._job = job
        self._context.jobs.start(job)

    @Slot(object)
    def _take(self, news: PreflightNews) -> None:
        if self.sender() is self._job:
            self._dialog.take(news)

    @Slot(str)
    def _fail(self, text: str) -> None:
        if self.sender() is self._job:
            self._dialog.fail(text)

    @Slot()
    def _forget(self) -> None:
        if self.sender() is self._job:
            self._dialog.end_checks()

    @Slot()
    def _show_problems(self) -> None:
        self._dialog.reject()
        self._context.show_dock("problems")
        self._context.actions["check_labels"].trigger()

    @Slot()
    def _end(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._dialog.deleteLater()
