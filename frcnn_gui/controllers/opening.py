"""Opening folders, images and the demo: from the menu, the command line, a drop, or the list of recent ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMenu

from detector.data.image_io import IMAGE_SUFFIXES
from frcnn_gui.context import WindowContext
from frcnn_gui.panels.notice_bar import Notice, NoticeKind
from frcnn_gui.settings import data_folder
from frcnn_gui.workers.demo_job import demo_job
from frcnn_gui.workers.folder_job import OpenedFolder, folder_job
from frcnn_gui.workers.job import Job

TOPIC = "folder"
MOST_NOTICES = 20


class Opening(QObject):
    """`busy(text)` tells what is being opened; `failed` that nothing new was opened."""

    started = Signal(str)
    progress = Signal(int, int, str)
    opened = Signal()
    failed = Signal(str)

    def __init__(self, context: WindowContext, may_leave: Callable[[], bool]) -> None:
        """`may_leave()` says whether the folder that is open may be left."""
        super().__init__(context.window)
        self._context = context
        self._may_leave = may_leave
        self._job: Job | None = None
        self.demo_folder = data_folder() / "demo"
        context.actions.bind("open_folder", self.choose_folder)
        context.actions.bind("open_image", self.choose_image)
        context.actions.bind("open_demo", self.open_demo)

    def open(self, path: Path) -> None:
        """Open a folder, or the folder of an image at that image; a folder still being opened is dropped for it."""
        if not self._may_leave():
            return
        path = path.absolute()
        root = path.parent if path.is_file() else path
        settings = self._context.settings
        self._start(folder_job(path, settings.origin_name(root), settings.new_format), self._take)

    def reopen(self) -> None:
        """Open the folder anew at its image: one without labels is then labelled in the format for new folders."""
        folder, index = self._context.session.folder, self._context.session.index
        if folder is None or not self._may_leave():
            return

        def take(opened: object) -> None:
            assert isinstance(opened, OpenedFolder)
            self._take(replace(opened, index=min(index, len(opened.folder) - 1)))

        settings = self._context.settings
        self._start(folder_job(folder.root, settings.origin_name(folder.root), settings.new_format), take)

    def open_demo(self) -> None:
        """Draw the demo where it is missing, and open it."""
        if self._may_leave():
            self._start(demo_job(self.demo_folder), self._open_drawn)

    def choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self._context.window, "Open a folder of images", self._last_folder())
        if chosen:
            self.open(Path(chosen))

    def choose_image(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in sorted(IMAGE_SUFFIXES))
        chosen, _ = QFileDialog.getOpenFileName(
            self._context.window, "Open an image", self._last_folder(), f"Images ({patterns})"
        )
        if chosen:
            self.open(Path(chosen))

    def fill_recent(self, menu: QMenu) -> None:
        """Make the menu of recent folders."""
        menu.clear()
        recent = self._context.settings.recent_folders
        for folder in recent:
            action = menu.addAction(str(folder))
            action.triggered.connect(lambda _checked=False, folder=folder: self.open(folder))
        if recent:
            menu.addSeparator()
            menu.addAction("Forget these").triggered.connect(self._context.settings.clear_recent_folders)
        else:
            menu.addAction("No folder yet").setEnabled(False)

    def _last_folder(self) -> str:
        recent = self._context.settings.recent_folders
        return str(recent[0]) if recent else str(Path.home())

    def _start(self, job: Job, take: Callable[[object], None]) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job = job
        self._context.notices.clear(TOPIC)
        job.progress.connect(self.progress)
        job.result.connect(lambda value: take(value) if self._job is job else None)
        job.failed.connect(lambda text: self._fail(text) if self._job is job else None)
        job.cancelled.connect(lambda: self._fail("") if self._job is job else None)
        self.started.emit(job.title)
        self._context.jobs.start(job)

    def _open_drawn(self, root: object) -> None:
        assert isinstance(root, Path)
        self.open(root)

    def _take(self, opened: object) -> None:
        assert isinstance(opened, OpenedFolder)
        self._job = None
        if not self._may_leave():  # boxes may have been drawn since it was asked for
            self.failed.emit("")
            return
        context, folder = self._context, opened.folder
        context.autosave.forget_all()
        context.notices.clear(TOPIC)
        context.session.set_folder(folder)
        context.images.set_folder(folder, opened.labelled)
        self.opened.emit()
        context.session.go_to(opened.index)
        context.settings.add_recent_folder(folder.root)
        if opened.origin:
            context.settings.remember_origin(folder.root, opened.origin)
        notices = folder.dataset.notices
        for text in notices[:MOST_NOTICES]:
            context.notices.add(Notice(text, NoticeKind.WARNING, TOPIC))
        if notices:
            context.session.message.emit(notices[0])

    @Slot(str)
    def _fail(self, text: str) -> None:
        self._job = None
        if text:
            self._context.notices.add(Notice(text, NoticeKind.ERROR, TOPIC))
        self.failed.emit(text)
