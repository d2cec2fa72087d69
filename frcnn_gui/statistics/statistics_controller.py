"""Keeps the Statistics dock true to the labels, while it can be seen, a few thousand images at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from frcnn_gui.common.actions.action_table import key_text
from frcnn_gui.common.language import tr
from frcnn_gui.common.parts import HasActions, HasDocks, HasWindow
from frcnn_gui.document.parts import HasSession
from frcnn_gui.images.parts import HasImages, HasImageSearch, HasIndex
from frcnn_gui.statistics.label_statistics import StatisticsCollector
from frcnn_gui.statistics.statistics_panel import NO_BOXES_TEXT, StatisticsPanel

IMAGES_PER_SLICE = 2_000
"""Counted without a pause: some milliseconds."""
COUNT_DELAY_MS = 400
"""Between a change of the labels and the next count."""


class StatisticsContext(HasWindow, HasActions, HasDocks, HasSession, HasImages, HasIndex, HasImageSearch, Protocol):
    """What is used of the window."""


class StatisticsController(QObject):
    """Binds `statistics`."""

    def __init__(self, context: StatisticsContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.panel = StatisticsPanel()
        self._slices: Iterator[None] | None = None
        self._is_stale = True
        self._begin_timer = QTimer(self, singleShot=True, interval=COUNT_DELAY_MS)
        self._begin_timer.timeout.connect(self._begin_count)
        self._slice_timer = QTimer(self, interval=0)
        self._slice_timer.timeout.connect(self._count_next_slice)
        context.actions.bind("statistics", self.show_panel)
        context.index.changed.connect(self._on_index_changed)
        context.session.folder_changed.connect(self._on_folder_changed)
        self.panel.search_requested.connect(self._on_search_requested)
        self.panel.installEventFilter(self)
        self._on_folder_changed()

    def show_panel(self) -> None:
        """Bring the dock to the front, and read all labels for it."""
        self._context.show_dock("statistics")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and self._is_stale:
            self._begin_timer.start(0)
        return super().eventFilter(watched, event)

    @Slot()
    def _on_folder_changed(self) -> None:
        self._slice_timer.stop()
        self._is_stale = True
        has_folder = self._context.session.folder is not None
        if not has_folder:
            self.panel.show_no_folder()
        elif self.panel.isVisible():
            self._begin_timer.start(0)

    @Slot()
    def _on_index_changed(self) -> None:
        self._is_stale = True
        if self.panel.isVisible() and not self._begin_timer.isActive() and not self._slice_timer.isActive():
            self._begin_timer.start(COUNT_DELAY_MS)

    @Slot()
    def _begin_count(self) -> None:
        if self._context.session.folder is None:
            return
        self._context.index.request_labels()
        self._is_stale = False
        self._slices = self._count_in_slices()
        self._slice_timer.start()

    @Slot()
    def _count_next_slice(self) -> None:
        if self._slices is None or next(self._slices, self) is self:
            self._slice_timer.stop()
            self._slices = None
            if self._is_stale and self.panel.isVisible():
                self._begin_timer.start(COUNT_DELAY_MS)

    def _count_in_slices(self) -> Iterator[None]:
        folder, index = self._context.session.folder, self._context.index
        if folder is None:
            return
        collector = StatisticsCollector()
        for at in range(len(folder)):
            image = index.find_image(at)
            if image is not None:
                collector.add_image(image)
            if at % IMAGES_PER_SLICE == IMAGES_PER_SLICE - 1:
                yield
        if self._context.session.folder is folder:
            keys = self._context.actions.keys_of("draw")
            self.panel.show_hint(tr(NO_BOXES_TEXT).format(key=key_text(keys[0]) if keys else tr("Draw")))
            self.panel.show_statistics(
                collector.build_statistics(),
                len(folder),
                self._context.images.labeled_count,
                index.is_complete,
                self._context.session.class_color,
            )

    @Slot(str)
    def _on_search_requested(self, query: str) -> None:
        """List the images that a bar stands for."""
        self._context.search_images(query)
