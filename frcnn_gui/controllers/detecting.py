"""Detect: on this image or on all, with the network in use; what is found is a layer until it is accepted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction

from frcnn_gui.canvas.layer_detections import detections_content
from frcnn_gui.canvas.layers import DETECTIONS, Layer
from frcnn_gui.context import WindowContext
from frcnn_gui.language import N_, tr
from frcnn_gui.models.image_list import ImageState
from frcnn_gui.panels.notice_bar import Notice, NoticeKind
from frcnn_gui.session import Session
from frcnn_gui.settings import Settings
from frcnn_gui.workers.detect_job import DetectionSummary, ImageDetected, ImageSkipped, detect_job
from frcnn_gui.workers.job import Job

TOPIC = "detecting"
NOTHING_TRAINED = N_(
    "There is no trained network yet. Train one on the labels of this folder, or choose one with Model, "
    "Choose a network."
)
"""Shown instead of running an untrained network, whose boxes would mean nothing."""


class Detecting(QObject):
    """Binds `detect`, `detect_selected` and `detect_all`; owns the Detections layer."""

    looked_at = Signal(object)
    """An ImageDetected, once its detections are shown"""
    ended = Signal()
    """A run over images came to its end, or was stopped."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.network = context.network
        self._engine = context.engine
        self._job: Job | None = None
        self._waiting: Sequence[Path] = ()
        """Images to look at once the engine and the network are loaded"""
        self.layer = Layer(DETECTIONS, tr("Detections"), tr("What the network found, with its score."))
        context.canvas.layers.add(self.layer)
        context.canvas.detection_clicked.connect(lambda uid: context.session.accept_detections([uid]))
        for name, handler in (
            ("detect", self.detect_here),
            ("detect_selected", self.detect_selected),
            ("detect_all", self.detect_all),
        ):
            context.actions.bind(name, handler)
        context.images.picked_changed.connect(self._refresh)
        session = context.session
        session.detections_changed.connect(self._fill_layer)
        for signal in (
            session.folder_changed,
            session.document_changed,
            self.network.changed,
        ):
            signal.connect(self._refresh)
        for signal in (self._engine.ready_changed, self.network.settled):
            signal.connect(self._go_on)
        session.folder_changed.connect(self._give_up)
        self._engine.failed.connect(self._give_up)
        self._refresh()

    @property
    def session(self) -> Session:
        return self._context.session

    @property
    def settings(self) -> Settings:
        return self._context.settings

    def action(self, name: str) -> QAction:
        """Such as `detect`, for a button that does the same."""
        return self._context.actions[name]

    @Slot()
    def _refresh(self) -> None:
        free = self._job is None and not self._waiting
        self._context.actions.allow("detect", free and self._context.session.image is not None)
        picked = sum(map(len, self._context.images.picked))
        self._context.actions.allow("detect_selected", free and picked > 1)
        self._context.actions.allow("detect_all", free and self._context.session.folder is not None)

    def detect_here(self) -> None:
        """Look at the current image."""
        document = self._context.session.document
        if document is not None:
            self.start([document.image])

    def detect_selected(self) -> None:
        """Look at the images that are selected in the list."""
        folder = self._context.session.folder
        if folder is not None:
            self.start([folder[index] for index in self._context.images.picked_images])

    def detect_all(self) -> None:
        """Look at every image of the folder."""
        folder = self._context.session.folder
        if folder is not None:
            self.start(folder)

    def start(self, images: Sequence[Path]) -> None:
        """Look at these, as soon as the engine is loaded."""
        self._context.notices.clear(TOPIC)
        if not self._engine.ready or self.network.reading:
            self._waiting = images
            self._engine.start()
            self._context.session.message.emit(tr("The detector is being loaded; then it looks for objects."))
            self._refresh()
            return
        if not self.network.trained:
            self._context.notices.add(Notice(tr(NOTHING_TRAINED), NoticeKind.WARNING, TOPIC))
            return
        tiling = self.settings.tiling
        job = detect_job(self.network.cache, self.network.source, images, self.network.device, tiling)
        job.reported.connect(self._take)
        job.result.connect(self._tell)
        job.failed.connect(self._fail)
        job.finished.connect(self._forget)
        self._job = job
        self.layer.set_visible(True)
        self._context.show_dock("detections")
        self._context.jobs.start(job)
        self._refresh()

    @Slot()
    def _go_on(self) -> None:
        """Something that images waited for is there."""
        if self._waiting and self._engine.ready and not self.network.reading:
            images, self._waiting = self._waiting, ()
            self.start(images)

    @Slot()
    def _give_up(self) -> None:
        self._waiting = ()
        self._refresh()

    @Slot(object)
    def _take(self, events: Sequence[ImageDetected | ImageSkipped]) -> None:
        session, folder = self._context.session, self._context.session.folder
        found: dict[int, ImageDetected] = {}
        for event in events:
            index = folder.index_of(event.image) if folder is not None else None
            if index is None:  # another folder was opened meanwhile
                continue
            if isinstance(event, ImageSkipped):
                session.message.emit(event.reason)
            else:
                found[index] = event
        session.update_detections({one.image: one.detections for one in found.values()})
        for index, one in found.items():
            self._context.images.mark(index, ImageState.DETECTED, bool(one.detections))
            self.looked_at.emit(one)

    @Slot(object)
    def _tell(self, summary: DetectionSummary) -> None:
        session = self._context.session
        if summary.images == 1:
            shown = len(session.detections)
            text = tr("%Ln detection(s) with a score of {score} or more.", "", shown)
            session.message.emit(text.format(score=f"{session.score_threshold:.2f}"))
            return
        speed = f"{summary.images / max(summary.seconds, 1e-6):.1f}"
        told = [tr("Detected in %Ln image(s): {speed} images/s.", "", summary.images).format(speed=speed)]
        if summary.skipped:
            told.append(tr("%Ln could not be read.", "", summary.skipped))
        session.message.emit(" ".join(told))

    @Slot(str)
    def _fail(self, text: str) -> None:
        self._context.notices.add(Notice(text, NoticeKind.ERROR, TOPIC))

    @Slot()
    def _forget(self) -> None:
        self._job = None
        self._refresh()
        self.ended.emit()

    @Slot()
    def _fill_layer(self) -> None:
        session = self._context.session
        boxes = np.asarray([one.box.xyxy for one in session.detections], dtype=np.float32).reshape(-1, 4)
        captions = tuple(f"{one.box.label} {one.score:.2f}" for one in session.detections)
        self.layer.set_content(detections_content(boxes, captions))
