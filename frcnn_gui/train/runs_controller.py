"""Lists, compares, uses, resumes and deletes the runs of the folder, with their notes; offers an interrupted one."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QEvent, QFile, QObject, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from detector.training.runs.event_log import LOG_NAME
from detector.training.runs.past_runs import PastRun, RunList, write_note
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import HasJobs, HasNotices, HasWindow
from frcnn_gui.document.parts import HasSession
from frcnn_gui.network.comparison_job import create_comparison_job
from frcnn_gui.network.network_controller import NetworkController
from frcnn_gui.network.run_folders import list_runs_folders
from frcnn_gui.network.run_title import format_run_title
from frcnn_gui.train.runs_job import create_runs_job
from frcnn_gui.train.runs_panel import RunsPanel
from frcnn_gui.train.train_controller import TrainController

TOPIC = "past runs"
INTERRUPTED_RUN_TEXT = N_("Training {run}: interrupted at step {step} of {total}.")
NOT_TRASHED_TEXT = N_("Cannot move {folder} to the trash. Delete it yourself.")
ACTIVE_LOG_S = 20.0
"""A log that was written to so lately may be that of another window, and is looked at again."""


class RunsContext(HasWindow, HasJobs, HasNotices, HasSession, Protocol):
    """What is used of the window."""


class RunsController(QObject):
    """Owns the Runs dock's content, `panel`; reads the folder's runs when it is opened and when a training ends."""

    def __init__(self, context: RunsContext, training: TrainController, networks: NetworkController) -> None:
        super().__init__(context.window)
        self._context = context
        self._train_controller, self._network_controller = training, networks
        self.panel = RunsPanel()
        self._read_job = LatestJob(context.jobs, self)
        self._read_job.result_ready.connect(self._on_runs_read)
        self._comparison_job = LatestJob(context.jobs, self)
        self._reported_runs: set[Path] = set()
        """Runs already reported as interrupted"""
        self._is_training = False
        self._reread_timer = QTimer(self, singleShot=True, interval=round(1000 * ACTIVE_LOG_S))
        self._reread_timer.timeout.connect(self.read_runs)
        self.panel.use_requested.connect(self._use_network)
        self.panel.resume_requested.connect(self.resume_run)
        self.panel.folder_requested.connect(lambda run: QDesktopServices.openUrl(QUrl.fromLocalFile(str(run.folder))))
        self.panel.trash_requested.connect(self._trash_run)
        self.panel.note_edited.connect(self._save_note)
        self.panel.comparison.comparison_requested.connect(self._compare_runs)
        self.panel.installEventFilter(self)
        context.session.folder_changed.connect(self._on_folder_changed)
        context.jobs.jobs_changed.connect(self._on_jobs_changed)
        self.read_runs()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self.read_runs()
        return super().eventFilter(watched, event)

    @Slot()
    def _on_folder_changed(self) -> None:
        self._context.notices.clear_topic(TOPIC)
        self.read_runs()

    @Slot()
    def read_runs(self) -> None:
        """Read the runs from the disk."""
        folder = self._context.session.folder
        if folder is None:
            self._read_job.drop()
            self.panel.show_runs(())
        else:
            self._read_job.start(create_runs_job(list_runs_folders(folder.root)))

    @Slot()
    def _on_jobs_changed(self) -> None:
        """A training that began or ended changes what there is."""
        training = self._context.jobs.exclusive_job is not None
        if training != self._is_training:
            self._is_training = training
            self.panel.set_training(training)
            if not training:
                self.read_runs()

    @Slot(object)
    def _on_runs_read(self, found: RunList) -> None:
        runs = found.runs
        running = runs[0] if runs and self._is_training and runs[0].finished is None else None
        self.panel.show_runs(runs, running, found.broken)
        if runs and running is None and runs[0].folder not in self._reported_runs:
            self._show_interrupted(runs[0])

    def _show_interrupted(self, run: PastRun) -> None:
        """A run that nobody ended was cut off; what it had learned until its last checkpoint is there."""
        if run.finished is not None or not run.can_resume:
            return
        if _is_being_written(run):
            self._reread_timer.start()
            return
        text = tr(INTERRUPTED_RUN_TEXT)
        self._reported_runs.add(run.folder)
        notice = Notice(
            text.format(run=format_run_title(run), step=f"{run.steps:,}", total=f"{run.started.total_steps:,}"),
            NoticeKind.WARNING,
            TOPIC,
            tr("Resume"),
            lambda: self.resume_run(run),
        )
        self._context.notices.add_notice(notice)

    @Slot(object)
    def resume_run(self, run: PastRun) -> None:
        """Train on from where this run ended."""
        folder = self._context.session.folder
        self._context.notices.clear_topic(TOPIC)
        if folder is not None:
            self._train_controller.resume_run(folder.root, run)

    @Slot(object)
    def _use_network(self, run: PastRun) -> None:
        if run.checkpoint is not None:
            self._network_controller.open_network(run.checkpoint)

    @Slot(object, object)
    def _compare_runs(self, first: PastRun, other: PastRun) -> None:
        comparison = self.panel.comparison
        job = create_comparison_job(first.folder, other.folder)
        self._comparison_job.start(job, lambda outcome: comparison.show_outcome(first, other, outcome))

    @Slot(object)
    def _trash_run(self, run: PastRun) -> None:
        gone = QFile.moveToTrash(str(run.folder))
        if not (gone[0] if isinstance(gone, tuple) else gone):
            text = tr(NOT_TRASHED_TEXT)
            self._context.notices.add_notice(Notice(text.format(folder=run.folder), NoticeKind.ERROR, TOPIC))
            return
        self._context.session.message_posted.emit(
            tr("Moved the run {run} to the trash.").format(run=format_run_title(run))
        )
        self.read_runs()

    @Slot(object, str)
    def _save_note(self, run: PastRun, note: str) -> None:
        try:
            write_note(run.folder, note)
        except OSError as error:
            text = tr("Cannot write the note to {folder}: {reason}.")
            reason = error.strerror or str(error)
            self._context.notices.add_notice(
                Notice(text.format(folder=run.folder, reason=reason), NoticeKind.ERROR, TOPIC)
            )
        self.read_runs()


def _is_being_written(run: PastRun) -> bool:
    try:
        return time.time() - (run.folder / LOG_NAME).stat().st_mtime < ACTIVE_LOG_S
    except OSError:
        return False
