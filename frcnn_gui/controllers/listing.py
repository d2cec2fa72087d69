"""Keeps the list of images true: what labels say, what was detected, and what the search finds of it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from frcnn_gui.context import WindowContext
from frcnn_gui.language import tr
from frcnn_gui.panels.images_panel import ImagesPanel

SOON_MS = 200
"""Several changes in so short a time are one."""
SOON_WHILE_BUSY_MS = 1000
"""While labels are read or a job runs: painting takes what those need."""
FEW = 64
"""Images whose rows are looked up one by one"""


class Listing(QObject):
    """Makes the panel of images."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        model, session, index = context.images, context.session, context.index
        model.marks.follow(index, lambda: session.detections_by_image)
        self.panel = ImagesPanel(session, model)
        self.panel.show_thumbnails(context.settings.thumbnails)
        self.panel.thumbnails_switched.connect(self._remember_thumbnails)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._refresh)
        self._rows_are_old = False
        """Whether any row may say something else now"""
        model.modelReset.connect(self._look)
        model.marked.connect(self._refresh_soon)
        index.changed.connect(self._take_labels)
        session.detections_replaced.connect(self._take_detections)
        session.current_changed.connect(self._refresh_soon)
        context.theme.changed.connect(self.panel.refresh_icons)

    @Slot()
    def _look(self) -> None:
        """Another search, another folder, or other images found."""
        if self._context.images.query.needs_labels:
            self._context.index.want()
        self.panel.note.tell(self._sentence())

    @Slot()
    def _refresh_soon(self) -> None:
        if not self._soon.isActive():
            is_busy = bool(self._context.jobs.jobs) or not self._context.index.complete
            self._soon.start(SOON_WHILE_BUSY_MS if is_busy else SOON_MS)

    @Slot()
    def _refresh(self) -> None:
        model = self._context.images
        model.marks.count_verified()
        if model.query.changes:
            model.refresh(self._context.session.index)
        if self._rows_are_old:
            self._rows_are_old = False
            model.retell()
        self._look()

    @Slot()
    def _take_labels(self) -> None:
        self._rows_are_old = True
        self._refresh_soon()

    @Slot(object)
    def _take_detections(self, images: Collection[Path] | None) -> None:
        model, folder = self._context.images, self._context.session.folder
        model.marks.forget_scores(images)
        if folder is not None and images is not None and len(images) <= FEW:  # the other rows need no painting
            model.retell_images(at for image in images if (at := folder.index_of(image)) is not None)
        else:
            self._rows_are_old = True
        self._refresh_soon()

    def _sentence(self) -> str:
        """What is to be told about the search."""
        model = self._context.images
        query = model.query
        if query.faults:
            return "\n".join(query.faults)
        if not model.total:
            return ""
        if query.needs_labels and not self._context.index.complete:
            return tr("Reading labels…")
        if model.rowCount():
            return ""
        if query.needs_detections and not model.marks.best_scores:
            return tr("Nothing was detected in these images yet. Detect objects in all of them from the menu Model.")
        return " ".join((tr("No image is found."), *query.hints))

    @Slot(bool)
    def _remember_thumbnails(self, on: bool) -> None:
        self._context.settings.thumbnails = on
