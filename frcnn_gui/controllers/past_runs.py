"""The folder's runs: listed, compared, used, gone on with, noted, thrown away; and the one that was interrupted."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QEvent, QFile, QObject, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from detector.training.event_log import LOG_NAME
from detector.training.past_runs import PastRun, RunList, keep_note
from frcnn_gui.context import WindowContext
from frcnn_gui.controllers.choosing_network import ChoosingNetwork
from frcnn_gui.controllers.training import Training, runs_folders
from frcnn_gui.language import tr
from frcnn_gui.panels.notice_bar import Notice, NoticeKind
from frcnn_gui.panels.run_words import when
from frcnn_gui.panels.runs_panel import RunsPanel
from frcnn_gui.workers.comparison_job import comparison_job
from frcnn_gui.workers.job import Job
from frcnn_gui.workers.runs_job import runs_job

TOPIC = "past runs"
STILL_WRITTEN_S = 20.0
"""A log that was written to so lately may be that of another window, and is looked at again."""


class PastRuns(QObject):
    """Owns the Runs dock's content, `panel`; reads the folder's runs when it is opened and when a training ends."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.panel = RunsPanel()
        self._job: Job | None = None
        self._told: set[Path] = set()
        """Runs that were told to be interrupted already"""
        self._training = False
        self._look_again = QTimer(self, singleShot=True, interval=round(1000 * STILL_WRITTEN_S))
        self._look_again.timeout.connect(self.refresh)
        self.panel.use_asked.connect(self._use)
        self.panel.go_on_asked.connect(self.go_on)
        self.panel.folder_asked.connect(lambda run: QDesktopServices.openUrl(QUrl.fromLocalFile(str(run.folder))))
        self.panel.trash_asked.connect(self._trash)
        self.panel.noted.connect(self._note)
        self.panel.comparison.asked.connect(self._compare)
        self.panel.installEventFilter(self)
        context.session.folder_changed.connect(self._take_folder)
        context.jobs.jobs_changed.connect(self._follow_jobs)
        self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self.refresh()
        return super().eventFilter(watched, event)

    @Slot()
    def _take_folder(self) -> None:
        self._context.notices.clear(TOPIC)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the runs from the disk."""
        folder = self._context.session.folder
        if folder is None:
            self.panel.show_runs(())
            return
        root = folder.root
        job = runs_job(runs_folders(root))
        job.result.connect(lambda found: self._show(root, found))
        self._job = job
        self._context.jobs.start(job)

    @Slot()
    def _follow_jobs(self) -> None:
        """A training that began or ended changes what there is."""
        training = self._context.jobs.exclusive_job is not None
        if training != self._training:
            self._training = training
            self.panel.set_busy(training)
            if not training:
                self.refresh()

    def _show(self, root: Path, found: RunList) -> None:
        folder = self._context.session.folder
        if folder is None or folder.root != root:
            return
        runs = found.runs
        running = runs[0] if runs and self._training and runs[0].finished is None else None
        self.panel.show_runs(runs, running, found.broken)
        if runs and running is None and runs[0].folder not in self._told:
            self._tell_interrupted(runs[0])

    def _tell_interrupted(self, run: PastRun) -> None:
        """A run that nobody ended was cut off; what it had learned until its last checkpoint is there."""
        if run.finished is not None or not run.can_go_on:
            return
        if _is_written(run):
            self._look_again.start()
            return
        text = tr("The training of {date} was interrupted at step {step} of {total}. It can go on from its checkpoint.")
        self._told.add(run.folder)
        notice = Notice(
            text.format(date=when(run), step=f"{run.steps:,}", total=f"{run.started.total_steps:,}"),
            NoticeKind.WARNING,
            TOPIC,
            tr("Go on"),
            lambda: self.go_on(run),
        )
        self._context.notices.add(notice)

    @Slot(object)
    def go_on(self, run: PastRun) -> None:
        """Train on from where this run ended."""
        folder, training = self._context.session.folder, self._context.window.findChild(Training)
        self._context.notices.clear(TOPIC)
        if folder is not None and isinstance(training, Training):
            training.go_on(folder.root, run)

    @Slot(object)
    def _use(self, run: PastRun) -> None:
        choosing = self._context.window.findChild(ChoosingNetwork)
        if run.checkpoint is not None and isinstance(choosing, ChoosingNetwork):
            choosing.open_network(run.checkpoint)

    @Slot(object, object)
    def _compare(self, first: PastRun, other: PastRun) -> None:
        comparison = self.panel.comparison
        job = comparison_job(first.folder, other.folder)
        job.result.connect(lambda outcome: comparison.show_outcome(first, other, outcome))
        self._context.jobs.start(job)

    @Slot(object)
    def _trash(self, run: PastRun) -> None:
        gone = QFile.moveToTrash(str(run.folder))
        if not (gone[0] if isinstance(gone, tuple) else gone):
            text = tr("{folder} could not be moved to the trash. Delete the folder yourself if it is to go.")
            self._context.notices.add(Notice(text.format(folder=run.folder), NoticeKind.ERROR, TOPIC))
            return
        self._context.session.message.emit(tr("The run of {date} is in the trash.").format(date=when(run)))
        self.refresh()

    @Slot(object, str)
    def _note(self, run: PastRun, note: str) -> None:
        try:
            keep_note(run.folder, note)
        except OSError as error:
            text = tr("The note could not be written to {folder}: {reason}.")
            reason = error.strerror or str(error)
            self._context.notices.add(Notice(text.format(folder=run.folder, reason=reason), NoticeKind.ERROR, TOPIC))
        self.refresh()


def _is_written(run: PastRun) -> bool:
    try:
        return time.time() - (run.folder / LOG_NAME).stat().st_mtime < STILL_WRITTEN_S
    except OSError:
        return False
