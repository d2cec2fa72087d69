"""Checks the data while the Train dialog is open, and gives the dialog the results."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Slot

from frcnn_gui.common.language import tr
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.parts import HasActions, HasDocks, HasEngine, HasJobs
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.network.parts import HasNetwork
from frcnn_gui.train.preflight_job import create_preflight_job
from frcnn_gui.train.train_dialog import TrainDialog


class PreflightContext(HasJobs, HasActions, HasEngine, HasDocks, HasNetwork, Protocol):
    """What is used of the window."""


class PreflightController(QObject):
    """Lives as long as the dialog is open; another preset is checked again."""

    def __init__(self, context: PreflightContext, dialog: TrainDialog, folder: Gallery) -> None:
        super().__init__(dialog)
        self._context, self._dialog, self._folder = context, dialog, folder
        self._latest_job = LatestJob(context.jobs, self)
        self._latest_job.event_reported.connect(dialog.show_preflight_news)
        self._latest_job.failed.connect(dialog.show_failure)
        self._latest_job.finished.connect(dialog.end_checks)
        self._has_begun = False
        dialog.checks_requested.connect(self._start_checks)
        dialog.problems_requested.connect(self._on_problems_requested)
        dialog.finished.connect(self._on_dialog_finished)
        if sum(folder.label_flags):
            context.engine.ready_changed.connect(self._begin_checks)
            self._begin_checks()

    @Slot()
    def _begin_checks(self) -> None:
        if self._context.engine.is_ready and not self._has_begun:
            self._start_checks("")
        elif not self._has_begun:
            self._dialog.show_time(tr("Loading the detector…"))

    @Slot(str)
    def _start_checks(self, preset: str) -> None:
        if not self._context.engine.is_ready:
            return
        self._has_begun = True
        self._dialog.begin_checks()
        job = create_preflight_job(
            self._folder.root,
            self._folder.dataset.options,
            self._context.network.device,
            preset,
            self._dialog.build_request(),
        )
        self._latest_job.start(job)

    @Slot()
    def _on_problems_requested(self) -> None:
        self._dialog.reject()
        self._context.show_dock("problems")
        self._context.actions["check_labels"].trigger()

    @Slot()
    def _on_dialog_finished(self) -> None:
        self._latest_job.drop()
        self._dialog.deleteLater()
