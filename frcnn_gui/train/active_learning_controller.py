"""The loop of labeling: which step comes next, which images to label next, and what it has brought so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from detector.evaluation.active_learning import spread_indices
from detector.evaluation.review import compute_uncertainty
from detector.training.runs.past_runs import PastRun, RunList
from frcnn_gui.common.language import tr
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.parts import HasActions, HasDocks, HasEngine, HasJobs, HasWindow
from frcnn_gui.detect.detect_controller import DetectController
from frcnn_gui.detect.detect_job import ImageDetected
from frcnn_gui.document.parts import HasSession
from frcnn_gui.images.parts import HasImages
from frcnn_gui.network.parts import HasNetwork
from frcnn_gui.network.run_folders import list_runs_folders, propose_run_folder
from frcnn_gui.train.active_learning_panel import ActiveLearningPanel, ActiveLearningStep, NextImage
from frcnn_gui.train.runs_job import create_runs_job, create_usable_rows_job
from frcnn_gui.train.sampling_job import create_next_images_job
from frcnn_gui.train.train_controller import TrainController
from frcnn_gui.train.train_job import TrainRequest

LABELS_BEFORE_TRAINING = 20
"""Images to label before the first training, and between two of them."""
MAX_LISTED_IMAGES = 20
UPDATE_DELAY_MS = 250
RETRAIN_EPOCH_FRACTION = 0.5
"""A network that learns on needs so much of the time of the run before."""
MAX_EPOCHS = 1000
"""As the dialog offers; a log from elsewhere may have any number."""


@dataclass(frozen=True)
class ActiveLearningState:
    """What the next step depends on."""

    images: int
    labeled: int
    run: PastRun | None
    """The last one that has a network"""
    detected_unlabeled: int
    """Images without labels in which the network of that run, or the one in use, has looked for objects"""
    is_trained: bool
    """Whether the network in use has learned something"""

    @property
    def unlabeled(self) -> int:
        return self.images - self.labeled

    @property
    def labeled_since_run(self) -> int:
        """Images labeled since the last run."""
        return max(self.labeled - self.run.labeled_count, 0) if self.run is not None else self.labeled

    @property
    def next_step(self) -> ActiveLearningStep:
        if self.run is None:
            return (
                ActiveLearningStep.LABEL
                if self.labeled < min(LABELS_BEFORE_TRAINING, self.images)
                else ActiveLearningStep.TRAIN
            )
        if not self.unlabeled or self.labeled_since_run >= LABELS_BEFORE_TRAINING:
            return ActiveLearningStep.TRAIN_AGAIN
        return ActiveLearningStep.CORRECT if self.detected_unlabeled else ActiveLearningStep.DETECT


class ActiveLearningContext(
    HasWindow, HasJobs, HasActions, HasEngine, HasDocks, HasSession, HasImages, HasNetwork, Protocol
):
    """What is used of the window."""


class ActiveLearningController(QObject):
    """Owns the Loop dock's content, `panel`."""

    def __init__(self, context: ActiveLearningContext, detecting: DetectController, training: TrainController) -> None:
        super().__init__(context.window)
        self._context = context
        self.panel = ActiveLearningPanel()
        self._runs: tuple[PastRun, ...] = ()
        self._features: dict[Path, NDArray[np.float32]] = {}
        self._uncertainties: dict[Path, float] = {}
        self._proposed_images: list[Path] = []
        self._runs_job = LatestJob(context.jobs, self)
        self._runs_job.result_ready.connect(self._on_runs_read)
        self._next_images_job = LatestJob(context.jobs, self)
        self._next_images_job.result_ready.connect(self._on_next_images_proposed)
        self._usable_rows_job = LatestJob(context.jobs, self)
        self._usable_rows_job.result_ready.connect(self._on_usable_rows_listed)
        self._usable_rows: Sequence[int] | None = None
        """Images that a training can use, where the folder has splits; None: all"""
        self._is_training = False
        self._update_timer = QTimer(self, singleShot=True, interval=UPDATE_DELAY_MS)
        self._update_timer.timeout.connect(self.update_panel)
        self.panel.next_step_requested.connect(self.do_next_step)
        self.panel.image_activated.connect(context.session.go_to_image)
        self.panel.installEventFilter(self)
        session = context.session
        session.folder_changed.connect(self._on_folder_changed)
        session.folder_rescanned.connect(self._list_usable_rows)
        session.current_image_changed.connect(self._update_timer.start)
        context.images.state_changed.connect(self._update_timer.start)
        context.network.changed.connect(self._on_network_changed)
        context.jobs.jobs_changed.connect(self._on_jobs_changed)
        context.engine.ready_changed.connect(self._update_timer.start)
        self._detect_controller, self._train_controller = detecting, training
        detecting.image_detected.connect(self._on_image_detected)
        detecting.run_ended.connect(self._propose_next_images)
        self._read_runs()
        self._list_usable_rows()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._read_runs()
            self.update_panel()
        return super().eventFilter(watched, event)

    # -- what is known

    @property
    def state(self) -> ActiveLearningState:
        run = next((run for run in self._runs if run.checkpoint is not None), None)
        rows = self._list_rows()
        return ActiveLearningState(
            len(rows),
            self._context.images.statuses.count_labeled(rows),
            run,
            sum(not self._is_labeled(image) for image in self._uncertainties),
            self._context.network.is_trained,
        )

    def _list_rows(self) -> Sequence[int]:
        """The images to count and to label next: those that a training can use."""
        folder = self._context.session.folder
        if folder is None:
            return ()
        rows = self._usable_rows
        # Until the splits of a rescanned folder are known, those of the folder before may have more images.
        return range(len(folder)) if rows is None or (rows and rows[-1] >= len(folder)) else rows

    def _is_labeled(self, image: Path) -> bool:
        folder = self._context.session.folder
        index = folder.index_of(image) if folder is not None else None
        return index is not None and self._context.images.is_labeled(index)

    @Slot()
    def _on_folder_changed(self) -> None:
        """Another folder."""
        self._runs, self._usable_rows = (), None
        self._features.clear()
        self._on_network_changed()
        self._read_runs()
        self._list_usable_rows()

    @Slot()
    def _list_usable_rows(self) -> None:
        """Find out which images a training can use, and update the panel then."""
        folder = self._context.session.folder
        if folder is None:
            self._usable_rows_job.drop()
        else:
            self._usable_rows_job.start(create_usable_rows_job(folder.dataset))
        self._update_timer.start()

    @Slot(object)
    def _on_usable_rows_listed(self, rows: list[int] | None) -> None:
        self._usable_rows = rows
        self._update_timer.start()

    @Slot()
    def _on_network_changed(self) -> None:
        """Another network is uncertain about other images, and has other features of them."""
        self._uncertainties.clear()
        self._features.clear()
        self._proposed_images = []
        self._update_timer.start()

    @Slot(object)
    def _on_image_detected(self, event: ImageDetected) -> None:
        self._features[event.image] = event.features
        self._uncertainties[event.image] = compute_uncertainty(
            np.array([one.score for one in event.detections], dtype=np.float32)
        )
        self._update_timer.start()

    @Slot()
    def _on_jobs_changed(self) -> None:
        """A training that began or ended changes what there is."""
        training = self._context.jobs.exclusive_job is not None
        if training != self._is_training:
            self._is_training = training
            self._read_runs()
            self._update_timer.start()

    def _read_runs(self) -> None:
        folder = self._context.session.folder
        if folder is None:
            self._runs_job.drop()
            self._update_timer.start()
        else:
            self._runs_job.start(create_runs_job(list_runs_folders(folder.root)))

    @Slot(object)
    def _on_runs_read(self, found: RunList) -> None:
        self._runs = found.runs
        self._update_timer.start()

    # -- what to label next

    @Slot()
    def _propose_next_images(self) -> None:
        """After detection: the images without labels, the most informative first."""
        uncertainties = {image: value for image, value in self._uncertainties.items() if not self._is_labeled(image)}
        known = [image for image in self._features if image not in uncertainties]
        self._next_images_job.start(
            create_next_images_job(uncertainties, dict(self._features), known, len(uncertainties))
        )

    @Slot(object)
    def _on_next_images_proposed(self, images: list[Path]) -> None:
        self._proposed_images = images
        self._update_timer.start()

    def list_next_images(self) -> list[NextImage]:
        """Images without labels, in the order in which they should be labeled; those after the current one too."""
        folder = self._context.session.folder
        if folder is None:
            return []
        found = []
        for image in self._proposed_images:
            if not self._is_labeled(image):
                value = self._uncertainties.get(image, 0.0)
                text = tr("{name} · uncertainty {uncertainty}").format(name=image.name, uncertainty=f"{value:.2f}")
                found.append(NextImage(image, text))
            if len(found) == MAX_LISTED_IMAGES:
                return found
        if found:
            return found
        rows = self._list_rows()
        spread = (rows[place] for place in spread_indices(len(rows)))
        order = (index for index in spread if not self._context.images.is_labeled(index))
        return [NextImage(folder[index], folder[index].name) for index in islice(order, MAX_LISTED_IMAGES)]

    # -- showing

    @Slot()
    def update_panel(self) -> None:
        """Show which step comes next."""
        if not self.panel.isVisible():
            return
        state = self.state
        message, action, possible = self._describe_state(state)
        self.panel.show_step(state.next_step, message, action, possible and not self._is_training)
        images = self.list_next_images()
        title = tr("Label next: most informative first") if self._proposed_images else tr("Label next: varied images")
        self.panel.show_next_images(title if images else tr("All images have labels."), images)
        measured = sorted((run for run in self._runs if run.best_ap50 is not None), key=lambda run: run.labeled_count)
        self.panel.show_runs(
            [float(run.labeled_count) for run in measured],
            [run.best_ap50 or 0.0 for run in measured],
            [run.ap50_interval for run in measured],
        )

    def _describe_state(self, state: ActiveLearningState) -> tuple[str, str, bool]:
        """The message about the next step, the text of the button, and whether it can be done now."""
        ready = self._context.engine.is_ready
        if not state.images:
            return tr("Open a folder of images to start."), tr("Label next image"), False
        if self._is_training:
            return tr("Training in progress. You can continue labeling."), tr("Training…"), False
        if state.next_step == ActiveLearningStep.LABEL:
            needed = min(LABELS_BEFORE_TRAINING, state.images)
            text = tr("{count} of {needed} labeled. Draw a box around every object.")
            return text.format(count=state.labeled, needed=needed), tr("Label next image"), True
        if state.next_step == ActiveLearningStep.TRAIN:
            return tr("%Ln labeled image(s): enough to start training.", "", state.labeled), tr("Train…"), ready
        if state.next_step == ActiveLearningStep.DETECT:
            text = tr("%Ln image(s) unlabeled. Detect, then correct the results.", "",
                      state.unlabeled)  # fmt: skip
            return text, tr("Detect objects"), ready and state.is_trained
        if state.next_step == ActiveLearningStep.CORRECT:
            text = tr("{count} of {needed} labeled. Accept, correct and draw boxes.")
            needed = min(LABELS_BEFORE_TRAINING, state.labeled_since_run + state.unlabeled)
            return text.format(count=state.labeled_since_run, needed=needed), tr("Correct next image"), True
        text = tr("%Ln image(s) labeled since the last training.", "", state.labeled_since_run)
        if not state.labeled_since_run:
            text = tr("All images are trained on. Review shows what errors remain.")
        return text, tr("Train again"), ready

    # -- doing

    @Slot()
    def do_next_step(self) -> None:
        """Do the next step."""
        step = self.state.next_step
        if step in (ActiveLearningStep.LABEL, ActiveLearningStep.CORRECT):
            self._go_to_next_image()
        elif step == ActiveLearningStep.TRAIN:
            self._context.actions["train"].trigger()
        elif step == ActiveLearningStep.DETECT:
            self._detect_in_unlabeled()
        else:
            self._train_again()

    def _go_to_next_image(self) -> None:
        """To the next image that should be labeled, with what is needed for it before the others."""
        session, folder = self._context.session, self._context.session.folder
        images = [one.image for one in self.list_next_images()]
        if folder is None or not images:
            return
        here = folder[session.index] if session.index >= 0 else None
        following = images[images.index(here) + 1 :] if here in images else images
        self._context.session.go_to_image((following or images)[0])
        if self.state.next_step == ActiveLearningStep.CORRECT:
            self._detect_controller.layer.set_visible(True)  # a review hides it
        self._context.show_dock("detections" if self.state.next_step == ActiveLearningStep.CORRECT else "boxes")

    def _detect_in_unlabeled(self) -> None:
        folder = self._context.session.folder
        if folder is not None:
            rest = [folder[index] for index in self._list_rows() if not self._context.images.is_labeled(index)]
            self._detect_controller.detect_images(rest)

    def _train_again(self) -> None:
        """From the last network, on all that is labeled now; what it is measured on it never learns from."""
        folder, run = self._context.session.folder, self.state.run
        if folder is None or run is None or run.checkpoint is None:
            return
        epochs = run.epochs[-1].epoch if run.epochs else 1
        self._train_controller.start_run(
            TrainRequest(
                folder.root,
                propose_run_folder(folder.root, datetime.now()),
                run.started.preset,
                min(max(1, round(epochs * RETRAIN_EPOCH_FRACTION)), MAX_EPOCHS),
                start=str(run.checkpoint),
            )
        )
