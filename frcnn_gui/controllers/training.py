"""Train: the dialog, the job, and the network that comes of it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from detector.config import DetectorConfig
from detector.trace.pinned_trace import PinnedTrace
from detector.training.events import CheckpointSaved, Finished, TrainingEvent
from detector.training.kept_split import SPLIT_NAME
from detector.training.past_runs import DATE_FORMAT, PastRun
from frcnn_gui.context import WindowContext
from frcnn_gui.controllers.pinned_viewing import PinnedViewing
from frcnn_gui.controllers.pinning import pinned_images
from frcnn_gui.controllers.preflight import Preflight
from frcnn_gui.language import tr
from frcnn_gui.panels.notice_bar import Notice, NoticeKind
from frcnn_gui.panels.train_dialog import TrainDialog
from frcnn_gui.panels.training_panel import TrainingPanel
from frcnn_gui.settings import data_folder
from frcnn_gui.workers.job import Job
from frcnn_gui.workers.train_job import NetworkBuilt, RunPaused, TrainRequest, train_job

RUNS_FOLDER = "frcnn-runs"
TOPIC = "training"
SAVE_WAIT_MS = 500
"""Writing takes a few; a disk that takes longer only costs the training the last change."""


def new_run_folder(folder: Path, now: datetime) -> Path:
    """Where a run on `folder` keeps its checkpoints: beside the images, or in the program's data where it may not."""
    base = folder / RUNS_FOLDER if os.access(folder, os.W_OK) else data_folder() / RUNS_FOLDER / folder.name
    return base / now.strftime(DATE_FORMAT)


def runs_folders(folder: Path) -> tuple[Path, ...]:
    """Where runs on `folder` may lie."""
    return folder / RUNS_FOLDER, data_folder() / RUNS_FOLDER / folder.name


def latest_checkpoint(folder: Path) -> Path | None:
    """The checkpoint of the folder's last run that has one."""
    for base in runs_folders(folder):
        found = sorted(path for path in base.glob("*/last.safetensors") if path.is_file())
        if found:
            return found[-1]
    return None


def latest_split(folder: Path) -> Path | None:
    """The folder's last run that tells what it learned from and what it was measured on."""
    found = [path for base in runs_folders(folder) for path in base.glob(f"*/{SPLIT_NAME}")]
    return max(found, key=lambda path: path.parent.name).parent if found else None


class Training(QObject):
    """Binds the action `train`; the panel shows what the job reports."""

    def __init__(self, context: WindowContext, panel: TrainingPanel) -> None:
        super().__init__(context.window)
        self._context = context
        self._network = context.network
        self._panel = panel
        self._job: Job | None = None
        self._config: DetectorConfig | None = None
        """Of the network that is being trained"""
        self._skipping: set[Path] = set()
        """Folders on which a person chose to train without the images whose labels must be repaired"""
        self._reel = PinnedViewing(context)
        context.actions.bind("train", self.ask)
        panel.train_requested.connect(self.ask)
        panel.stop_requested.connect(self.stop)
        panel.pause_requested.connect(self.pause)
        panel.reel.chosen.connect(self._show_pinned)
        context.session.folder_changed.connect(self._refresh)
        context.jobs.jobs_changed.connect(self._refresh)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        possible = self._context.session.folder is not None and self._job is None
        self._context.actions.allow("train", possible)
        self._panel.train_button.setEnabled(possible)

    def ask(self) -> None:
        """Ask for the recipe, then train."""
        folder = self._context.session.folder
        if folder is None or self._job is not None:
            return
        out_dir = new_run_folder(folder.root, datetime.now())
        self._context.autosave.finish(SAVE_WAIT_MS)
        dialog = TrainDialog(
            folder.root, out_dir, sum(folder.labelled), self._network.source.checkpoint, self._context.window
        )
        dialog.requested.connect(self.start)
        Preflight(self._context, dialog, folder)
        dialog.open()

    @property
    def running(self) -> bool:
        return self._job is not None

    def go_on(self, folder: Path, run: PastRun) -> None:
        """Go on with a run on the images of `folder`."""
        if self._job is None:
            started = run.started
            self.start(TrainRequest(folder, run.folder, started.preset, len(run.epochs), resume=True))

    @Slot(object)
    def start(self, request: TrainRequest) -> None:
        """Begin `request`, unless a run is on; every box is on disk first, for the trainer reads the files."""
        if self._job is not None or self._context.jobs.exclusive_job is not None:
            self._context.session.message.emit(tr("A network is being trained already. Stop it, or wait for its end."))
            return
        self._context.autosave.finish(SAVE_WAIT_MS)
        if request.skip_unusable:
            self._skipping.add(request.folder)
        request = replace(request, skip_unusable=request.folder in self._skipping)
        request = replace(request, device=self._network.device, like=latest_split(request.folder))
        folder = self._context.session.folder
        if folder is not None and folder.root == request.folder:
            # What the window writes, and what a person pinned in it.
            request = replace(request, options=folder.dataset.options, pinned=pinned_images(self._context))
        job = train_job(request)
        job.reported.connect(self._take_event)
        job.result.connect(self._take_result)
        job.failed.connect(self._fail)
        job.cancelled.connect(lambda: self._panel.end(tr("Cancelled before the first step.")))
        job.finished.connect(self._forget)
        self._job, self._config = job, None
        self._context.notices.clear(TOPIC)
        self._panel.begin()
        self._context.show_dock("training")
        self._context.jobs.start(job)
        self._refresh()

    def pause(self, paused: bool) -> None:
        """Rest after the step that is on, or go on."""
        if self._job is not None:
            self._job.pause(paused)

    def stop(self) -> None:
        """End after the step that is on; its checkpoint is kept."""
        if self._job is not None:
            self._job.cancel()

    @Slot(object)
    def _take_event(self, event: TrainingEvent | PinnedTrace | NetworkBuilt | RunPaused) -> None:
        if isinstance(event, PinnedTrace):
            self._panel.reel.add(event.image, event.step, event.path)
        elif isinstance(event, NetworkBuilt):
            self._config = event.config
        elif isinstance(event, RunPaused):
            self._panel.show_pause(event.step)
        else:
            self._panel.show_event(event)
            if isinstance(event, CheckpointSaved) and self._config is not None:
                self._network.use_checkpoint(event.path, self._config)

    @Slot(object, int, object)
    def _show_pinned(self, image: Path, step: int, path: Path) -> None:
        """Show the stages that a pinned image had after this step."""
        self._panel.chart.mark(step)
        self._reel.show_trace(image, path)

    @Slot(object)
    def _take_result(self, finished: Finished) -> None:
        if finished.failed:
            self._context.notices.add(Notice(finished.message, NoticeKind.ERROR, TOPIC))
        elif finished.path is not None:
            self._context.session.message.emit(
                tr("The network is trained; Detect uses it. It is in {path}.").format(path=finished.path)
            )

    @Slot(str)
    def _fail(self, text: str) -> None:
        self._panel.end(text)
        self._context.notices.add(Notice(text, NoticeKind.ERROR, TOPIC))

    @Slot()
    def _forget(self) -> None:
        self._job = None
        self._refresh()
