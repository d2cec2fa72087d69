"""Keeps the Statistics dock true to the labels, while it can be seen, a few thousand images at a time."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from frcnn_gui.actions import key_text
from frcnn_gui.context import WindowContext
from frcnn_gui.language import tr
from frcnn_gui.panels.images_panel import ImagesPanel
from frcnn_gui.panels.statistics_panel import NO_BOXES, StatisticsPanel
from frcnn_gui.statistics import Collector

IMAGES_A_STEP = 2_000
"""Counted without a pause: some milliseconds."""
PAUSE_MS = 400
"""Between a change of the labels and the next count."""


class Counting(QObject):
    """Binds `statistics`."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.panel = StatisticsPanel()
        self._steps: Iterator[None] | None = None
        self._stale = True
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._soon.timeout.connect(self._begin)
        self._run = QTimer(self, interval=0)
        self._run.timeout.connect(self._go_on)
        context.actions.bind("statistics", self.show)
        context.index.changed.connect(self._note_change)
        context.session.folder_changed.connect(self._take_folder)
        self.panel.search_asked.connect(self._search)
        self.panel.installEventFilter(self)
        self._take_folder()

    def show(self) -> None:
        """Bring the dock to the front, and read all labels for it."""
        self._context.show_dock("statistics")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and self._stale:
            self._soon.start(0)
        return super().eventFilter(watched, event)

    @Slot()
    def _take_folder(self) -> None:
        self._run.stop()
        self._stale = True
        has_folder = self._context.session.folder is not None
        self._context.actions.allow("statistics", has_folder)
        if not has_folder:
            self.panel.show_no_folder()
        elif self.panel.isVisible():
            self._soon.start(0)

    @Slot()
    def _note_change(self) -> None:
        self._stale = True
        if self.panel.isVisible() and not self._soon.isActive() and not self._run.isActive():
            self._soon.start(PAUSE_MS)

    @Slot()
    def _begin(self) -> None:
        if self._context.session.folder is None:
            return
        self._context.index.want()
        self._stale = False
        self._steps = self._count()
        self._run.start()

    @Slot()
    def _go_on(self) -> None:
        if self._steps is None or next(self._steps, self) is self:
            self._run.stop()
            self._steps = None
            if self._stale and self.panel.isVisible():
                self._soon.start(PAUSE_MS)

    def _count(self) -> Iterator[None]:
        folder, index = self._context.session.folder, self._context.index
        if folder is None:
            return
        collector = Collector()
        for at in range(len(folder)):
            image = index.image(at)
            if image is not None:
                collector.add(image)
            if at % IMAGES_A_STEP == IMAGES_A_STEP - 1:
                yield
        if self._context.session.folder is folder:
            keys = self._context.actions.keys("draw")
            self.panel.show_hint(tr(NO_BOXES).format(key=key_text(keys[0]) if keys else tr("Draw")))
            self.panel.show_statistics(
                collector.result(),
                len(folder),
                self._context.images.labelled_count,
                index.complete,
                self._context.session.class_color,
            )

    @Slot(str)
    def _search(self, query: str) -> None:
        """List the images that a bar stands for."""
        panel = self._context.window.findChild(ImagesPanel)
        if isinstance(panel, ImagesPanel):
            self._context.show_dock("images")
            panel.search.setText(query)
