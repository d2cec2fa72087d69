"""Detect: on this image or on all, with the network in use; what is found is a layer until it is accepted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from frcnn_gui.canvas.detection_layers import build_detections_content
from frcnn_gui.canvas.layers import DETECTIONS, Layer
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import HasActions, HasDocks, HasEngine, HasJobs, HasNotices, HasSettings, HasWindow
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.detect.detect_job import DetectionSummary, ImageDetected, ImageSkipped, create_detect_job
from frcnn_gui.document.detection_edits import accept_detections
from frcnn_gui.document.parts import HasSession
from frcnn_gui.images.image_list import ImageState
from frcnn_gui.images.parts import HasImages
from frcnn_gui.network.parts import HasNetwork

TOPIC = "detecting"
MAX_SKIPPED_NAMED = 3
"""Images in the notice about those that were left out"""
UNTRAINED_MESSAGE = N_("No trained network. Train one, or choose one (Model).")
"""Shown instead of running an untrained network, whose boxes would mean nothing."""


class DetectContext(
    HasWindow,
    HasJobs,
    HasActions,
    HasNotices,
    HasSettings,
    HasEngine,
    HasDocks,
    HasSession,
    HasCanvas,
    HasImages,
    HasNetwork,
    Protocol,
):
    """What is used of the window."""


class DetectController(QObject):
    """Binds `detect`, `detect_selected` and `detect_all`; owns the Detections layer.

    Signals:
        image_detected: An ImageDetected, once its detections are shown.
        current_detected: Detections of the current image alone were asked for, and are shown.
        run_ended: A run over images ended or was stopped.
    """

    image_detected = Signal(object)
    current_detected = Signal()
    run_ended = Signal()

    def __init__(self, context: DetectContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.network = context.network
        self._engine = context.engine
        self._job: Job | None = None
        self._single_image: Path | None = None
        """What the job runs on, where that is one image"""
        self._waiting_images: Sequence[Path] = ()
        """Images to look at once the engine and the network are loaded"""
        self._skip_reasons: list[str] = []
        """Why images of the run were left out"""
        self.layer = Layer(DETECTIONS, tr("Detections"), tr("What the network detected, with scores."))
        context.canvas.layers.add_layer(self.layer)
        context.canvas.layers.layers_changed.connect(self._on_layers_changed)
        context.canvas.detection_clicked.connect(lambda uid: accept_detections(context.session, [uid]))
        for name, handler in (
            ("detect", self.detect_current),
            ("detect_selected", self.detect_selected),
            ("detect_all", self.detect_all),
        ):
            context.actions.bind(name, handler)
        context.images.selected_rows_changed.connect(self._update_actions)
        session = context.session
        session.detections_changed.connect(self._update_layer)
        for signal in (self._engine.ready_changed, self.network.reading_ended):
            signal.connect(self._start_waiting)
        session.folder_changed.connect(self._drop_waiting)
        self._engine.failed.connect(self._drop_waiting)
        self._update_actions()
        self._on_layers_changed()

    @Slot()
    def _update_actions(self) -> None:
        self._context.actions.update_state(
            is_detecting=self._job is not None or bool(self._waiting_images),
            has_selected_images=sum(map(len, self._context.images.selected_rows)) > 1,
        )

    @Slot()
    def _on_layers_changed(self) -> None:
        is_drawn = self.layer in self._context.canvas.layers.shown_layers and self.layer.opacity > 0
        self._context.actions.update_state(are_detections_drawn=is_drawn)

    def detect_current(self) -> None:
        """Look at the current image."""
        document = self._context.session.document
        if document is not None:
            self.detect_images([document.image])

    def detect_selected(self) -> None:
        """Look at the images that are selected in the list."""
        folder = self._context.session.folder
        if folder is not None:
            self.detect_images([folder[index] for index in self._context.images.selected_images])

    def detect_all(self) -> None:
        """Look at every image of the folder."""
        folder = self._context.session.folder
        if folder is not None:
            self.detect_images(folder)

    def detect_images(self, images: Sequence[Path]) -> None:
        """Look at these, as soon as the engine is loaded."""
        self._context.notices.clear_topic(TOPIC)
        if not self._engine.is_ready or self.network.is_reading:
            self._waiting_images = images
            self._engine.start_loading()
            self._context.session.message_posted.emit(tr("Loading the detector. Detection starts afterwards."))
            self._update_actions()
            return
        if not self.network.is_trained:
            self._context.notices.add_notice(Notice(tr(UNTRAINED_MESSAGE), NoticeKind.WARNING, TOPIC))
            return
        tiling = self._context.settings.tiling
        job = create_detect_job(self.network.cache, self.network.source, images, self.network.device, tiling)
        job.event_reported.connect(self._on_image_reported)
        job.result_ready.connect(self._on_detection_done)
        job.failed.connect(self._on_job_failed)
        job.finished.connect(self._on_job_finished)
        self._job, self._single_image = job, images[0] if len(images) == 1 else None
        self._skip_reasons = []
        self.layer.set_visible(True)
        self._context.show_dock("detections")
        self._context.jobs.start(job)
        self._update_actions()

    @Slot()
    def _start_waiting(self) -> None:
        """Something that images waited for is there."""
        if self._waiting_images and self._engine.is_ready and not self.network.is_reading:
            images, self._waiting_images = self._waiting_images, ()
            self.detect_images(images)

    @Slot()
    def _drop_waiting(self) -> None:
        self._waiting_images = ()
        self._update_actions()

    @Slot(object)
    def _on_image_reported(self, events: Sequence[ImageDetected | ImageSkipped]) -> None:
        session, folder = self._context.session, self._context.session.folder
        found: dict[int, ImageDetected] = {}
        for event in events:
            index = folder.index_of(event.image) if folder is not None else None
            if index is None:  # another folder was opened meanwhile
                continue
            if isinstance(event, ImageSkipped):
                self._skip_reasons.append(translate_message(event.reason))
            else:
                found[index] = event
        session.update_detections({one.image: one.detections for one in found.values()})
        for index, one in found.items():
            self._context.images.set_state(index, ImageState.DETECTED, bool(one.detections))
            self.image_detected.emit(one)

    @Slot(object)
    def _on_detection_done(self, summary: DetectionSummary) -> None:
        session = self._context.session
        self._show_skipped()
        if summary.images == 1 and not summary.skipped:
            shown = len(session.detections)
            text = tr("%Ln detection(s) with a score of {score} or more.", "", shown)
            session.message_posted.emit(text.format(score=f"{session.score_threshold:.2f}"))
            if session.document is not None and session.document.image == self._single_image:
                self.current_detected.emit()
            return
        speed = f"{summary.images / max(summary.seconds, 1e-6):.1f}"
        sentences = [
            tr("Detected in %Ln image(s): {speed} images/s.", "", summary.images - summary.skipped).format(speed=speed)
        ]
        if summary.skipped:
            sentences.append(tr("%Ln image(s) left out.", "", summary.skipped))
        session.message_posted.emit(" ".join(sentences))

    def _show_skipped(self) -> None:
        """A notice that names the images that were left out, each with its reason."""
        sentences = self._skip_reasons[:MAX_SKIPPED_NAMED]
        if more := len(self._skip_reasons) - len(sentences):
            sentences.append(tr("%Ln more image(s) left out.", "", more))
        if sentences:
            self._context.notices.add_notice(Notice(" ".join(sentences), NoticeKind.WARNING, TOPIC))

    @Slot(str)
    def _on_job_failed(self, text: str) -> None:
        self._context.notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC))

    @Slot()
    def _on_job_finished(self) -> None:
        self._job = None
        self._update_actions()
        self.run_ended.emit()

    @Slot()
    def _update_layer(self) -> None:
        self.layer.set_content(build_detections_content(self._context.session.detections))
