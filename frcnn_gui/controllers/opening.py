"""Opening folders, images and the demo: from the menu, the command line, a drop, or the list of recent ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu

from detector.data.formats.base import OpenOptions
from detector.data.image_io import IMAGE_SUFFIXES
from frcnn_gui.context import WindowContext
from frcnn_gui.controllers.places import Places
from frcnn_gui.language import tr
from frcnn_gui.panels.labels_place_dialog import LabelsPlaceDialog
from frcnn_gui.panels.notice_bar import Notice, NoticeKind
from frcnn_gui.plain_text import as_item, as_tip
from frcnn_gui.workers.demo_job import demo_job
from frcnn_gui.workers.folder_job import OpenedFolder, folder_job
from frcnn_gui.workers.job import Job
from frcnn_gui.workers.missing_look import MissingLook

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
        self._wish: object = None
        """Which job counts. Its listeners know this and not the job: a job whose listeners know it is never freed."""
        self.places = Places(context)
        self._recent: dict[Path, QAction] = {}
        self._missing = MissingLook(self)
        self._missing.found.connect(self._grey_missing)
        context.actions.bind("open_folder", self.choose_folder)
        context.actions.bind("open_image", self.choose_image)
        context.actions.bind("open_demo", self.open_demo)
        context.actions.bind("labels_place", self.choose_labels_place)
        context.actions.allow("labels_place", False)
        context.session.folder_changed.connect(lambda: context.actions.allow("labels_place", True))

    def open(self, path: Path) -> None:
        """Open a folder where it was left, or that of an image at this image; one still being opened is dropped."""
        if not self._may_leave():
            return
        path = path.absolute()
        root = path.parent if path.is_file() else path
        settings = self._context.settings
        is_image = root is not path and path.suffix.lower() in IMAGE_SUFFIXES
        take = self._take if is_image else self._take_where_left
        options = self._options(root)
        self._start(folder_job(path, settings.origin_name(root), settings.new_format, options), take, path)

    def reopen(self) -> None:
        """Open the folder anew at its image: one without labels is then labelled in the format for new folders."""
        folder, index = self._context.session.folder, self._context.session.index
        if folder is None or not self._may_leave():
            return

        def take(opened: object) -> None:
            assert isinstance(opened, OpenedFolder)
            self._take(replace(opened, index=min(index, len(opened.folder) - 1)))

        settings, root = self._context.settings, folder.root
        options = self._options(root)
        self._start(folder_job(root, settings.origin_name(root), settings.new_format, options), take, root)

    def _options(self, root: Path) -> OpenOptions:
        """What a person has said of the labels of `root`."""
        settings = self._context.settings
        return OpenOptions(labels=settings.labels_place(root), origin=settings.chosen_origin(root))

    def choose_labels_place(self) -> None:
        """Ask where the labels of the open folder are, and open it again with them."""
        folder = self._context.session.folder
        if folder is None:
            return
        root = folder.root
        dialog = LabelsPlaceDialog(root, self._context.settings.labels_place(root), self._context.window)
        dialog.chosen.connect(lambda place: self._use_labels_place(root, place))
        dialog.open()

    def _use_labels_place(self, root: Path, place: Path | None) -> None:
        self._context.settings.remember_labels_place(root, place)
        self.reopen()

    def open_demo(self) -> None:
        """Draw the demo where it is missing, and open it."""
        if self._may_leave():
            self._start(demo_job(self._context.settings.demo_folder), self._open_drawn)

    def choose_folder(self) -> None:
        title = tr("Open a folder of images")
        chosen = QFileDialog.getExistingDirectory(self._context.window, title, self._last_folder())
        if chosen:
            self.open(Path(chosen))

    def choose_image(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in sorted(IMAGE_SUFFIXES))
        chosen, _ = QFileDialog.getOpenFileName(
            self._context.window, tr("Open an image"), self._last_folder(), f"{tr('Images')} ({patterns})"
        )
        if chosen:
            self.open(Path(chosen))

    def fill_recent(self, menu: QMenu) -> None:
        """Make the menu of recent folders."""
        menu.clear()
        menu.setToolTipsVisible(True)
        recent = self._context.settings.recent_folders
        self._recent.clear()
        for folder in recent:
            self._recent[folder] = action = menu.addAction(as_item(str(folder)))
            action.setToolTip(as_tip(tr("Open {folder} at the image where it was left").format(folder=folder)))
            action.triggered.connect(lambda _checked=False, folder=folder: self.open(folder))
        if recent:
            menu.addSeparator()
            self._missing.look(recent)
            menu.addAction(tr("Forget these")).triggered.connect(self._context.settings.clear_recent_folders)
        else:
            menu.addAction(tr("No folder yet")).setEnabled(False)

    @Slot(object)
    def _grey_missing(self, missing: frozenset[Path]) -> None:
        for folder in missing.intersection(self._recent):
            self._recent[folder].setEnabled(False)
            text = tr("{folder} is not there. Connect its drive, or find where it was moved and open it there.")
            self._recent[folder].setToolTip(as_tip(text.format(folder=folder)))

    def _last_folder(self) -> str:
        recent = self._context.settings.recent_folders
        return str(recent[0]) if recent else str(Path.home())

    def _start(self, job: Job, take: Callable[[object], None], path: Path | None = None) -> None:
        """Run `job`; `path` is what it opens."""
        former, self._wish = self._job, None
        if former is not None:
            former.cancel()
        self._job, self._wish = job, (wish := object())
        self._context.notices.clear(TOPIC)
        job.progress.connect(self.progress)
        job.result.connect(lambda value: take(value) if self._wish is wish else None)
        job.failed.connect(lambda text: self._fail(text, path) if self._wish is wish else None)
        # At once, whatever it is at: a large file takes its time to be parsed, and nobody has to wait for that.
        job.cancel_asked.connect(lambda: self._abandon() if self._wish is wish else None)
        job.cancelled.connect(lambda: self._fail("") if self._wish is wish else None)
        self.started.emit(job.title)
        self._context.jobs.start(job)

    def _forget_labels_place(self, root: Path) -> None:
        self._context.settings.remember_labels_place(root, None)
        self.open(root)

    def _open_drawn(self, root: object) -> None:
        assert isinstance(root, Path)
        self.open(root)

    def _take_where_left(self, opened: object) -> None:
        assert isinstance(opened, OpenedFolder)
        index = self.places.index_in(opened.folder)
        self._take(replace(opened, index=index))
        if index and not opened.notices:
            text = tr("Image {number} of {total}, where you left this folder.")
            number, total = f"{index + 1:,}", f"{len(opened.folder):,}"
            self._context.session.message.emit(text.format(number=number, total=total))

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
        notices = opened.notices
        has_place = context.settings.labels_place(folder.root) is not None or not opened.labelled
        for text in notices[:MOST_NOTICES]:
            action = (tr("Labels are in…"), self.choose_labels_place) if has_place else ("", None)
            context.notices.add(Notice(text, NoticeKind.WARNING, TOPIC, *action))

    def _abandon(self) -> None:
        """Nobody waits for what is being opened any more."""
        self._wish = None
        self._fail("")

    def _fail(self, text: str, path: Path | None = None) -> None:
        self._job = None
        root = path.parent if path is not None and path.is_file() else path
        if text and root is not None and self._context.settings.labels_place(root) is not None:
            action = (tr("Find the labels automatically"), lambda: self._forget_labels_place(root))
            self._context.notices.add(Notice(text, NoticeKind.ERROR, TOPIC, *action))
        elif text:
            self._context.notices.add(Notice(text, NoticeKind.ERROR, TOPIC))
        self.failed.emit(text)
