"""Keeps the list of images true: what labels say, what was detected, and what the search finds of it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Slot

from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.parts import HasJobs, HasSettings, HasTheme, HasWindow
from frcnn_gui.document.parts import HasSession
from frcnn_gui.images.images_panel import ImagesPanel
from frcnn_gui.images.parts import HasImages, HasIndex

NO_DETECTIONS_TEXT = N_("No detections yet. Model, Detect in all images finds some.")
NO_MATCHES_TEXT = N_("No matching images.")

REFRESH_DELAY_MS = 200
"""Several changes in so short a time are one."""
SOON_WHILE_BUSY_MS = 1000
"""While labels are read or a job runs: painting takes what those need."""
FEW = 64
"""Images whose rows are looked up one by one"""


class ImageListContext(HasWindow, HasJobs, HasSettings, HasTheme, HasSession, HasImages, HasIndex, Protocol):
    """What is used of the window."""


class ImageListController(QObject):
    """Makes the panel of images."""

    def __init__(self, context: ImageListContext) -> None:
        super().__init__(context.window)
        self._context = context
        model, session, index = context.images, context.session, context.index
        model.statuses.set_sources(index, lambda: session.detections_by_image)
        self.panel = ImagesPanel(session, model)
        self.panel.show_thumbnails(context.settings.shows_thumbnails)
        self.panel.thumbnails_toggled.connect(self._on_thumbnails_switched)
        self._refresh_timer = QTimer(self, singleShot=True)
        self._refresh_timer.timeout.connect(self._refresh_list)
        self._rows_are_old = False
        """Whether any row may say something else now"""
        model.modelReset.connect(self._update_search)
        model.state_changed.connect(self._schedule_refresh)
        index.changed.connect(self._take_labels)
        session.detections_replaced.connect(self._on_detections_changed)
        session.current_image_changed.connect(self._schedule_refresh)

    @Slot()
    def _update_search(self) -> None:
        """Another search, another folder, or other images found."""
        query, index = self._context.images.query, self._context.index
        if query.needs_outlines or query.needs_shapes:
            index.request_outlines(only_shapes=not query.needs_outlines)
        elif query.needs_labels:
            index.request_labels()
        self.panel.search_note.show_text(self._format_search_note())

    @Slot()
    def _schedule_refresh(self) -> None:
        if not self._refresh_timer.isActive():
            is_busy = bool(self._context.jobs.jobs) or not self._context.index.is_complete
            self._refresh_timer.start(SOON_WHILE_BUSY_MS if is_busy else REFRESH_DELAY_MS)

    @Slot()
    def _refresh_list(self) -> None:
        model = self._context.images
        model.statuses.update_verified_count()
        if model.query.can_change:
            model.refresh_rows(self._context.session.index)
        if self._rows_are_old:
            self._rows_are_old = False
            model.emit_rows_changed()
        self._update_search()

    @Slot()
    def _take_labels(self) -> None:
        self._rows_are_old = True
        self._schedule_refresh()

    @Slot(object)
    def _on_detections_changed(self, images: Collection[Path] | None) -> None:
        model, folder = self._context.images, self._context.session.folder
        model.statuses.reset_scores(images)
        if folder is not None and images is not None and len(images) <= FEW:  # the other rows need no painting
            model.retell_images(at for image in images if (at := folder.index_of(image)) is not None)
        else:
            self._rows_are_old = True
        self._schedule_refresh()

    def _format_search_note(self) -> str:
        """The message about the search."""
        model = self._context.images
        query = model.query
        if query.faults:
            return "\n".join(query.faults)
        if not model.image_count:
            return ""
        if query.needs_labels and not self._context.index.is_complete:
            return tr("Reading labels…")
        if (query.needs_outlines and not self._context.index.has_outlines()) or (
            query.needs_shapes and not self._context.index.has_outlines(only_shapes=True)
        ):
            return tr("Reading outlines…")
        if model.rowCount():
            return ""
        if query.needs_detections and not model.statuses.best_scores:
            return tr(NO_DETECTIONS_TEXT)
        return " ".join((tr(NO_MATCHES_TEXT), *query.hints))

    @Slot(bool)
    def _on_thumbnails_switched(self, on: bool) -> None:
        self._context.settings.shows_thumbnails = on
