"""Train: the dialog, the job, and the network that comes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Slot

from detector.config import DetectorConfig
from detector.trace.pinned_trace import PinnedTrace
from detector.training.runs.events import CheckpointSaved, Finished, TrainingEvent
from detector.training.runs.past_runs import PastRun
from detector.training.runs.run_network import find_run_network
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import tr
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import HasActions, HasDocks, HasEngine, HasJobs, HasNotices, HasWindow
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.document.parts import HasSession
from frcnn_gui.network.parts import HasNetwork
from frcnn_gui.network.run_folders import find_latest_split, propose_run_folder
from frcnn_gui.saving.parts import HasAutosave
from frcnn_gui.stages.parts import HasStages
from frcnn_gui.train.pin_controller import PinController
from frcnn_gui.train.pin_viewer import PinnedViewer
from frcnn_gui.train.preflight_controller import PreflightController
from frcnn_gui.train.train_dialog import TrainDialog
from frcnn_gui.train.train_job import NetworkBuilt, RunPaused, TrainRequest, create_train_job
from frcnn_gui.train.training_panel import TrainingPanel

TOPIC = "training"
SAVE_WAIT_MS = 500
"""Writing takes a few; a disk that takes longer only costs the training the last change."""


class TrainContext(
    HasWindow,
    HasJobs,
    HasActions,
    HasNotices,
    HasEngine,
    HasDocks,
    HasSession,
    HasAutosave,
    HasNetwork,
    HasStages,
    Protocol,
):
    """What is used of the window."""


class TrainController(QObject):
    """Binds the action `train`; the panel shows what the job reports."""

    def __init__(self, context: TrainContext, panel: TrainingPanel, pins: PinController) -> None:
        super().__init__(context.window)
        self._context = context
        self._network = context.network
        self.panel = self._panel = panel
        self._pin_controller = pins
        self._job: Job | None = None
        self._config: DetectorConfig | None = None
        """Of the network that is being trained"""
        self._folders_skipping_unusable: set[Path] = set()
        """Folders on which a person chose to train without the images whose labels must be repaired"""
        self._pinned_viewer = PinnedViewer(context)
        context.actions.bind("train", self.ask_training)
        panel.train_requested.connect(self.ask_training)
        panel.stop_requested.connect(self.stop_run)
        panel.pause_requested.connect(self.pause_run)
        panel.trace_timeline.trace_chosen.connect(self._show_pinned)
        context.actions["train"].enabledChanged.connect(panel.train_button.setEnabled)
        panel.train_button.setEnabled(context.actions["train"].isEnabled())

    @Slot()
    def _update_actions(self) -> None:
        self._context.actions.update_state(is_training=self._job is not None)

    def ask_training(self) -> None:
        """Ask for the recipe, then train."""
        folder = self._context.session.folder
        if folder is None or self._job is not None:
            return
        out_dir = propose_run_folder(folder.root, datetime.now())
        self._context.autosave.save_all(SAVE_WAIT_MS)
        dialog = TrainDialog(
            folder.root, out_dir, sum(folder.label_flags), self._network.source.checkpoint, self._context.window
        )
        dialog.training_requested.connect(self.start_run)
        PreflightController(self._context, dialog, folder)
        dialog.open()

    @property
    def is_running(self) -> bool:
        return self._job is not None

    def resume_run(self, folder: Path, run: PastRun) -> None:
        """Resume a run on the images of `folder`."""
        if self._job is None:
            started = run.started
            self.start_run(TrainRequest(folder, run.folder, started.preset, len(run.epochs), resume=True))

    @Slot(object)
    def start_run(self, request: TrainRequest) -> None:
        """Begin `request`, unless a run is on; every box is on disk first, for the trainer reads the files."""
        if self._job is not None or self._context.jobs.exclusive_job is not None:
            self._context.session.message_posted.emit(tr("Training in progress. Stop it, or wait until it ends."))
            return
        self._context.autosave.save_all(SAVE_WAIT_MS)
        if request.skip_unusable:
            self._folders_skipping_unusable.add(request.folder)
        request = replace(request, skip_unusable=request.folder in self._folders_skipping_unusable)
        request = replace(request, device=self._network.device, like=find_latest_split(request.folder))
        folder = self._context.session.folder
        if folder is not None and folder.root == request.folder:
            # What the window writes, and what a person pinned in it.
            request = replace(request, options=folder.dataset.options, pinned=tuple(self._pin_controller.images))
        job = create_train_job(request)
        job.event_reported.connect(self._on_event_reported)
        job.result_ready.connect(self._on_training_ended)
        job.failed.connect(self._on_job_failed)
        job.canceled.connect(lambda: self._panel.show_end(tr("Canceled before the first step.")))
        job.finished.connect(self._on_job_finished)
        self._job, self._config = job, None
        self._context.notices.clear_topic(TOPIC)
        self._panel.show_preparing()
        self._context.show_dock("training")
        self._context.jobs.start(job)
        self._update_actions()

    def pause_run(self, paused: bool) -> None:
        """Pause after the current step, or resume."""
        if self._job is not None:
            self._job.pause(paused)

    def stop_run(self) -> None:
        """End after the step that is on; its checkpoint is kept."""
        if self._job is not None:
            self._job.cancel()

    @Slot(object)
    def _on_event_reported(self, event: TrainingEvent | PinnedTrace | NetworkBuilt | RunPaused) -> None:
        if isinstance(event, PinnedTrace):
            self._panel.trace_timeline.add_trace(event.image, event.step, event.path)
        elif isinstance(event, NetworkBuilt):
            self._config = event.config
        elif isinstance(event, RunPaused):
            self._panel.show_paused(event.step)
        else:
            self._panel.show_event(event)
            if isinstance(event, CheckpointSaved) and self._config is not None:
                self._network.use_checkpoint(event.path, self._config)

    @Slot(object, int, object)
    def _show_pinned(self, image: Path, step: int, path: Path) -> None:
        """Show the stages that a pinned image had after this step."""
        self._panel.loss_chart.mark_step(step)
        self._pinned_viewer.show_trace(image, path)

    @Slot(object)
    def _on_training_ended(self, finished: Finished) -> None:
        if finished.has_failed:
            self._context.notices.add_notice(Notice(translate_message(finished.message), NoticeKind.ERROR, TOPIC))
        elif finished.path is not None:
            best = find_run_network(finished.path.parent)
            if best is not None and best != self._network.source.checkpoint and self._config is not None:
                self._network.use_checkpoint(best, self._config)
            self._context.session.message_posted.emit(tr("Training finished. Detect uses its network."))

    @Slot(str)
    def _on_job_failed(self, text: str) -> None:
        self._panel.show_end(text)
        self._context.notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC))

    @Slot()
    def _on_job_finished(self) -> None:
        self._job = None
        self._update_actions()
