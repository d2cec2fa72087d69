"""Detect on images that were dropped, without opening a folder; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtGui import QImage

from detector.data.image_io import DecodedImage, decode
from frcnn_gui.context import WindowContext
from frcnn_gui.controllers.detecting import NOTHING_TRAINED
from frcnn_gui.controllers.opening import Opening
from frcnn_gui.language import tr
from frcnn_gui.panels.apart_window import ApartWindow
from frcnn_gui.workers.detect_job import ImageDetected, ImageSkipped, detect_job
from frcnn_gui.workers.job import Job

PIXELS = 4_000_000
"""An image that is larger is shown reduced."""


class DetectingApart(QObject):
    """Lives as long as its window is open."""

    def __init__(self, context: WindowContext, images: list[Path], opening: Opening) -> None:
        super().__init__(context.window)
        self._context, self._opening = context, opening
        self._jobs: list[Job] = []
        self.window = window = ApartWindow(images, context.session.score_threshold, context.window)
        window.chosen.connect(self._show)
        window.choose_asked.connect(context.actions["open_network"].trigger)
        window.open_asked.connect(self._open)
        window.finished.connect(self._end)
        context.network.changed.connect(self._look)
        context.engine.ready_changed.connect(self._look)
        window.show()
        self._show(window.image)
        self._look()

    @Slot(object)
    def _show(self, path: Path) -> None:
        job = Job(tr("Reading {name}").format(name=path.name), lambda _context: decode(path, PIXELS))
        job.result.connect(lambda image: self._take_image(path, image))
        job.failed.connect(self.window.tell)
        self._start(job)

    def _take_image(self, path: Path, image: DecodedImage) -> None:
        height, width = image.pixels.shape[:2]
        shown = QImage(image.pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
        self.window.show_image(path, shown.copy(), QSize(image.width, image.height))

    @Slot()
    def _look(self) -> None:
        """With the network in use."""
        network = self._context.network
        self.window.forget()
        if not self._context.engine.ready:
            self.window.tell(tr("The detector is being loaded; then it looks for objects."))
            self._context.engine.start()
            return
        if not network.trained:
            self.window.tell(tr(NOTHING_TRAINED))
            return
        tiling = self._context.settings.tiling
        job = detect_job(network.cache, network.source, self.window.all_images, network.device, tiling)
        job.reported.connect(self._take)
        job.failed.connect(self.window.tell)
        self._start(job)

    @Slot(object)
    def _take(self, events: Sequence[ImageDetected | ImageSkipped]) -> None:
        for event in events:
            if isinstance(event, ImageSkipped):
                self.window.tell(event.reason)
            else:
                self.window.take(event.image, event.detections)

    @Slot(object)
    def _open(self, path: Path) -> None:
        self.window.accept()
        self._opening.open(path)

    def _start(self, job: Job) -> None:
        self._jobs.append(job)
        self._context.jobs.start(job)

    @Slot()
    def _end(self) -> None:
        for job in self._jobs:
            job.cancel()
        self.window.deleteLater()
        self.deleteLater()
