"""Detect on images that were dropped, without opening a folder; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtGui import QImage

from detector.data.image_io import DecodedImage, decode_image
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import tr
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.parts import FolderOpener, HasActions, HasEngine, HasJobs, HasSettings, HasWindow
from frcnn_gui.detect.detect_controller import UNTRAINED_MESSAGE
from frcnn_gui.detect.detect_job import ImageDetected, ImageSkipped, create_detect_job
from frcnn_gui.detect.quick_detect_window import QuickDetectWindow
from frcnn_gui.document.parts import HasSession
from frcnn_gui.network.parts import HasNetwork

MAX_SHOWN_PIXELS = 4_000_000
"""An image that is larger is shown reduced."""


class QuickDetectContext(HasWindow, HasJobs, HasActions, HasSettings, HasEngine, HasSession, HasNetwork, Protocol):
    """What is used of the window."""


class QuickDetectController(QObject):
    """Lives as long as its window is open."""

    def __init__(self, context: QuickDetectContext, images: list[Path], opening: FolderOpener) -> None:
        super().__init__(context.window)
        self._context, self._opening = context, opening
        self._decode_job = LatestJob(context.jobs, self)
        self._detect_job = LatestJob(context.jobs, self)
        self.window = window = QuickDetectWindow(images, context.session.score_threshold, context.window)
        for latest in (self._decode_job, self._detect_job):
            latest.failed.connect(window.show_message)
        self._detect_job.event_reported.connect(self._on_image_reported)
        window.image_chosen.connect(self._on_image_chosen)
        window.network_choice_requested.connect(context.actions["open_network"].trigger)
        window.open_folder_requested.connect(self._on_open_requested)
        window.finished.connect(self._on_window_finished)
        context.network.changed.connect(self._detect_all)
        context.engine.ready_changed.connect(self._detect_all)
        window.show()
        self._on_image_chosen(window.image)
        self._detect_all()

    @Slot(object)
    def _on_image_chosen(self, path: Path) -> None:
        job = Job(tr("Reading {name}").format(name=path.name), lambda _context: decode_image(path, MAX_SHOWN_PIXELS))
        self._decode_job.start(job, lambda image: self._on_image_decoded(path, image))

    def _on_image_decoded(self, path: Path, image: DecodedImage) -> None:
        height, width = image.pixels.shape[:2]
        shown = QImage(image.pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
        self.window.show_image(path, shown.copy(), QSize(image.width, image.height))

    @Slot()
    def _detect_all(self) -> None:
        """With the network in use."""
        network = self._context.network
        self._detect_job.drop()
        self.window.clear_detections()
        if not self._context.engine.is_ready:
            self.window.show_message(tr("Loading the detector. Detection starts afterwards."))
            self._context.engine.start_loading()
            return
        if not network.is_trained:
            self.window.show_message(tr(UNTRAINED_MESSAGE))
            return
        tiling = self._context.settings.tiling
        job = create_detect_job(network.cache, network.source, self.window.all_images, network.device, tiling)
        self._detect_job.start(job)

    @Slot(object)
    def _on_image_reported(self, events: Sequence[ImageDetected | ImageSkipped]) -> None:
        for event in events:
            if isinstance(event, ImageSkipped):
                self.window.show_message(event.reason)
            else:
                self.window.set_detections(event.image, event.detections)

    @Slot(object)
    def _on_open_requested(self, path: Path) -> None:
        self.window.accept()
        self._opening.open_path(path)

    @Slot()
    def _on_window_finished(self) -> None:
        self._decode_job.drop()
        self._detect_job.drop()
        self.window.deleteLater()
        self.deleteLater()
