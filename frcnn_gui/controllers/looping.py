"""The loop of labelling: which step comes next, which images to label next, and what it has brought so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from detector.active import spread
from detector.evaluation.review import doubt
from detector.training.past_runs import PastRun
from frcnn_gui.context import WindowContext
from frcnn_gui.controllers.detecting import Detecting
from frcnn_gui.controllers.training import Training, new_run_folder, runs_folders
from frcnn_gui.language import tr
from frcnn_gui.panels.loop_panel import LoopPanel, LoopStep, NextImage
from frcnn_gui.workers.detect_job import ImageDetected
from frcnn_gui.workers.job import Job
from frcnn_gui.workers.next_job import next_job
from frcnn_gui.workers.runs_job import runs_job
from frcnn_gui.workers.train_job import TrainRequest

FIRST_LABELS = 20
"""So many images are labelled before the first training, and between two of them."""
MOST_LISTED = 20
SOON_MS = 250
AGAIN = 0.5
"""A network that learns on needs so much of the time of the run before."""
MAX_EPOCHS = 1000
"""As the dialog offers; a log that somebody else wrote may tell of any number."""


@dataclass(frozen=True)
class LoopState:
    """What the next step depends on."""

    images: int
    labelled: int
    run: PastRun | None
    """The last one that has a network"""
    looked_at: int
    """Images without labels in which the network of that run, or the one in use, has looked for objects"""
    trained: bool
    """Whether the network in use has learned something"""

    @property
    def unlabelled(self) -> int:
        return self.images - self.labelled

    @property
    def since(self) -> int:
        """Images labelled since the last run."""
        return max(self.labelled - self.run.labelled, 0) if self.run is not None else self.labelled

    @property
    def step(self) -> LoopStep:
        if self.run is None:
            return LoopStep.LABEL if self.labelled < min(FIRST_LABELS, self.images) else LoopStep.TRAIN
        if not self.unlabelled or self.since >= FIRST_LABELS:
            return LoopStep.TRAIN_AGAIN
        return LoopStep.CORRECT if self.looked_at else LoopStep.DETECT


class Looping(QObject):
    """Owns the Loop dock's content, `panel`."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.panel = LoopPanel()
        self._runs: tuple[PastRun, ...] = ()
        self._features: dict[Path, NDArray[np.float32]] = {}
        self._doubts: dict[Path, float] = {}
        self._next: list[Path] = []
        self._choosing: Job | None = None
        self._training = False
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.refresh)
        self.panel.go_on_asked.connect(self.go_on)
        self.panel.image_chosen.connect(context.session.go_to_image)
        self.panel.installEventFilter(self)
        session = context.session
        session.folder_changed.connect(self._forget)
        session.folder_renewed.connect(self._soon.start)
        session.current_changed.connect(self._soon.start)
        context.images.marked.connect(self._soon.start)
        context.network.changed.connect(self._forget_detections)
        context.jobs.jobs_changed.connect(self._follow_jobs)
        context.engine.ready_changed.connect(self._soon.start)
        detecting = context.window.findChild(Detecting)
        assert isinstance(detecting, Detecting), "the Detections dock is built before"
        self._detecting = detecting
        detecting.looked_at.connect(self._take)
        detecting.ended.connect(self._choose_next)
        self._read_runs()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._read_runs()
            self.refresh()
        return super().eventFilter(watched, event)

    # -- what is known

    @property
    def state(self) -> LoopState:
        folder = self._context.session.folder
        run = next((run for run in self._runs if run.checkpoint is not None), None)
        return LoopState(
            len(folder) if folder is not None else 0,
            self._context.images.labelled_count,
            run,
            sum(not self._is_labelled(image) for image in self._doubts),
            self._context.network.trained,
        )

    def _is_labelled(self, image: Path) -> bool:
        folder = self._context.session.folder
        index = folder.index_of(image) if folder is not None else None
        return index is not None and self._context.images.is_labelled(index)

    @Slot()
    def _forget(self) -> None:
        """Another folder."""
        self._runs = ()
        self._features.clear()
        self._forget_detections()
        self._read_runs()

    @Slot()
    def _forget_detections(self) -> None:
        """Another network doubts other images, and sees them otherwise."""
        self._doubts.clear()
        self._features.clear()
        self._next = []
        self._soon.start()

    @Slot(object)
    def _take(self, event: ImageDetected) -> None:
        self._features[event.image] = event.features
        self._doubts[event.image] = doubt(np.array([one.score for one in event.detections], dtype=np.float32))
        self._soon.start()

    @Slot()
    def _follow_jobs(self) -> None:
        """A training that began or ended changes what there is."""
        training = self._context.jobs.exclusive_job is not None
        if training != self._training:
            self._training = training
            self._read_runs()
            self._soon.start()

    def _read_runs(self) -> None:
        folder = self._context.session.folder
        if folder is None:
            self._soon.start()
            return
        root = folder.root
        job = runs_job(runs_folders(root))
        job.result.connect(lambda found: self._take_runs(root, found.runs))
        self._context.jobs.start(job)

    def _take_runs(self, root: Path, runs: tuple[PastRun, ...]) -> None:
        folder = self._context.session.folder
        if folder is not None and folder.root == root:
            self._runs = runs
            self._soon.start()

    # -- what to label next

    @Slot()
    def _choose_next(self) -> None:
        """The network has looked at images: those of them without labels, the most telling first."""
        doubts = {image: value for image, value in self._doubts.items() if not self._is_labelled(image)}
        known = [image for image in self._features if image not in doubts]
        if self._choosing is not None:
            self._choosing.cancel()
        self._choosing = job = next_job(doubts, dict(self._features), known, len(doubts))
        job.result.connect(self._take_next)
        self._context.jobs.start(job)

    @Slot(object)
    def _take_next(self, images: list[Path]) -> None:
        if self.sender() is self._choosing:
            self._choosing, self._next = None, images
            self._soon.start()

    def next_images(self) -> list[NextImage]:
        """Images without labels, in the order in which they should be labelled; those after the current one too."""
        folder = self._context.session.folder
        if folder is None:
            return []
        found = []
        for image in self._next:
            if not self._is_labelled(image):
                value = self._doubts.get(image, 0.0)
                text = tr("{name} · doubt {doubt}").format(name=image.name, doubt=f"{value:.2f}")
                found.append(NextImage(image, text))
            if len(found) == MOST_LISTED:
                return found
        if found:
            return found
        order = (index for index in spread(len(folder)) if not self._context.images.is_labelled(index))
        return [NextImage(folder[index], folder[index].name) for index in islice(order, MOST_LISTED)]

    # -- showing

    @Slot()
    def refresh(self) -> None:
        """Show which step comes next."""
        if not self.panel.isVisible():
            return
        state = self.state
        told, action, possible = self._words(state)
        self.panel.show_step(state.step, told, action, possible and not self._training)
        images = self.next_images()
        title = tr("Label next, the most telling first") if self._next else tr("Label next, spread over all")
        self.panel.show_next(title if images else tr("All images have labels."), images)
        measured = sorted((run for run in self._runs if run.best_ap50 is not None), key=lambda run: run.labelled)
        self.panel.show_runs(
            [float(run.labelled) for run in measured],
            [run.best_ap50 or 0.0 for run in measured],
            [run.ap50_interval for run in measured],
        )

    def _words(self, state: LoopState) -> tuple[str, str, bool]:
        """What is told of the next step, what the button says, and whether it can be done now."""
        ready = self._context.engine.ready
        if not state.images:
            return tr("Open a folder of images to begin."), tr("Label the next image"), False
        if self._training:
            return tr("A network is being trained. Labelling can go on meanwhile."), tr("Training…"), False
        if state.step == LoopStep.LABEL:
            wanted = min(FIRST_LABELS, state.images)
            text = tr("{count} of {wanted} labelled. Draw a box around every object; verify an image that has none.")
            return text.format(count=state.labelled, wanted=wanted), tr("Label the next image"), True
        if state.step == LoopStep.TRAIN:
            return tr("%Ln image(s) labelled: enough to begin.", "", state.labelled), tr("Train…"), ready
        if state.step == LoopStep.DETECT:
            text = tr("%Ln image(s) without labels. What the network finds there only has to be corrected.", "",
                      state.unlabelled)  # fmt: skip
            return text, tr("Detect in them"), ready and state.trained
        if state.step == LoopStep.CORRECT:
            text = tr(
                "{count} of {wanted} labelled since the last training. Accept what is right, correct what is not, and "
                "draw what is missing."
            )
            wanted = min(FIRST_LABELS, state.since + state.unlabelled)
            return text.format(count=state.since, wanted=wanted), tr("Correct the next image"), True
        text = tr("%Ln image(s) labelled since the last training.", "", state.since)
        if not state.since:
            text = tr("All images have labels, and the network has learned from them. Review shows where it errs.")
        return text, tr("Train again"), ready

    # -- doing

    @Slot()
    def go_on(self) -> None:
        """Do the next step."""
        step = self.state.step
        if step in (LoopStep.LABEL, LoopStep.CORRECT):
            self._go_to_next()
        elif step == LoopStep.TRAIN:
            self._context.actions["train"].trigger()
        elif step == LoopStep.DETECT:
            self._detect_in_rest()
        else:
            self._train_again()

    def _go_to_next(self) -> None:
        """To the next image that should be labelled, with what is needed for it before the others."""
        session, folder = self._context.session, self._context.session.folder
        images = [one.image for one in self.next_images()]
        if folder is None or not images:
            return
        here = folder[session.index] if session.index >= 0 else None
        following = images[images.index(here) + 1 :] if here in images else images
        self._context.session.go_to_image((following or images)[0])
        if self.state.step == LoopStep.CORRECT:
            self._detecting.layer.set_visible(True)  # a review hides it
        self._context.show_dock("detections" if self.state.step == LoopStep.CORRECT else "boxes")

    def _detect_in_rest(self) -> None:
        folder = self._context.session.folder
        if folder is not None:
            rest = [folder[index] for index in range(len(folder)) if not self._context.images.is_labelled(index)]
            self._detecting.start(rest)

    def _train_again(self) -> None:
        """From the last network, on all that is labelled now; what it is measured on it never learns from."""
        folder, run = self._context.session.folder, self.state.run
        training = self._context.window.findChild(Training)
        if folder is None or run is None or run.checkpoint is None or not isinstance(training, Training):
            return
        epochs = run.epochs[-1].epoch if run.epochs else 1
        training.start(
            TrainRequest(
                folder.root,
                new_run_folder(folder.root, datetime.now()),
                run.started.preset,
                min(max(1, round(epochs * AGAIN)), MAX_EPOCHS),
                start=str(run.checkpoint),
            )
        )
