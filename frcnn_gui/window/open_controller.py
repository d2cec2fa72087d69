"""Opening folders, images and the demo: from the menu, the command line, a drop, or the list of recent ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu

from detector.data.formats.base import OpenOptions
from detector.data.image_io import IMAGE_SUFFIXES
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import HasActions, HasJobs, HasNotices, HasSettings, HasWindow
from frcnn_gui.common.plain_text import format_menu_item, format_tooltip
from frcnn_gui.document.parts import HasSession
from frcnn_gui.images.parts import HasImages
from frcnn_gui.saving.parts import HasAutosave
from frcnn_gui.window.demo_job import create_demo_job
from frcnn_gui.window.folder_job import OpenedFolder, create_folder_job, create_preparation_job
from frcnn_gui.window.label_location_dialog import LabelsPlaceDialog
from frcnn_gui.window.last_position import LastPositions
from frcnn_gui.window.missing_paths import MissingPathSearch

TOPIC = "folder"
WHERE_LEFT_OFF_TEXT = N_("Image {number} of {total}, where you left off.")
FOLDER_MISSING_TEXT = N_("{folder} is not there. Connect its drive, or open it again.")
MAX_NOTICES = 20


class OpenContext(
    HasWindow, HasJobs, HasActions, HasNotices, HasSettings, HasSession, HasAutosave, HasImages, Protocol
):
    """What is used of the window."""


class OpenController(QObject):
    """`busy(text)` has what is being opened; `failed` that nothing new was opened.

    Signals:
        started: What is being opened.
        progress_changed: Done, total and a text.
        opened: A folder was opened.
        failed: Why nothing was opened; empty when it was canceled.
    """

    started = Signal(str)
    progress_changed = Signal(int, int, str)
    opened = Signal()
    failed = Signal(str)

    def __init__(self, context: OpenContext, may_leave: Callable[[], bool]) -> None:
        """`may_leave()` says whether the folder that is open may be left."""
        super().__init__(context.window)
        self._context = context
        self._may_leave = may_leave
        self._latest_job = LatestJob(context.jobs, self)
        self._opened_path: Path | None = None
        """What the job opens"""
        self._latest_job.progress_changed.connect(self.progress_changed)
        self._latest_job.failed.connect(lambda text: self._on_open_failed(text, self._opened_path))
        self._latest_job.canceled.connect(lambda: self._on_open_failed(""))
        # At once, whatever it is at: a large file takes its time to be parsed, and nobody has to wait for that.
        self._latest_job.cancel_requested.connect(self._on_cancel_requested)
        self.last_positions = LastPositions(context)
        self._recent_actions: dict[Path, QAction] = {}
        self._missing_path_search = MissingPathSearch(self)
        self._missing_path_search.missing_found.connect(self._disable_missing)
        context.actions.bind("open_folder", self.choose_folder)
        context.actions.bind("open_image", self.choose_image)
        context.actions.bind("open_demo", self.open_demo)
        context.actions.bind("labels_place", self.choose_labels_place)

    def open_path(self, path: Path) -> None:
        """Open a folder where it was left, or that of an image at this image; one still being opened is dropped."""
        if not self._may_leave():
            return
        path = path.absolute()
        root = path.parent if path.is_file() else path
        settings = self._context.settings
        is_image = root is not path and path.suffix.lower() in IMAGE_SUFFIXES
        take = self._show_opened if is_image else self._show_where_left
        options = self._build_options(root)
        self._start_job(create_folder_job(path, settings.origin_name(root), settings.new_format, options), take, path)

    @property
    def is_opening(self) -> bool:
        """Whether a folder is being opened that is not shown yet."""
        return self._latest_job.is_running

    def prepare(self) -> None:
        """Bring in what the first folder will need, so that it opens sooner."""
        if self._context.session.folder is None and not self.is_opening:
            self._context.jobs.start(create_preparation_job())

    def reopen_folder(self) -> None:
        """Reopen the folder at its image: one without labels is then labeled in the format for new folders."""
        folder, index = self._context.session.folder, self._context.session.index
        if folder is None or not self._may_leave():
            return

        def show_reopened(opened: object) -> None:
            assert isinstance(opened, OpenedFolder)
            self._show_opened(replace(opened, index=min(index, len(opened.folder) - 1)))

        settings, root = self._context.settings, folder.root
        options = self._build_options(root)
        self._start_job(
            create_folder_job(root, settings.origin_name(root), settings.new_format, options), show_reopened, root
        )

    def _build_options(self, root: Path) -> OpenOptions:
        """What a person has said of the labels of `root`."""
        settings = self._context.settings
        return OpenOptions(labels_place=settings.labels_place(root), origin=settings.chosen_origin(root))

    def choose_labels_place(self) -> None:
        """Ask where the labels of the open folder are, and open it again with them."""
        folder = self._context.session.folder
        if folder is None:
            return
        root = folder.root
        dialog = LabelsPlaceDialog(root, self._context.settings.labels_place(root), self._context.window)
        dialog.place_chosen.connect(lambda place: self._use_labels_place(root, place))
        dialog.open()

    def _use_labels_place(self, root: Path, place: Path | None) -> None:
        self._context.settings.remember_labels_place(root, place)
        self.reopen_folder()

    def open_demo(self) -> None:
        """Copy the demo where it is missing, and open it."""
        if self._may_leave():
            self._start_job(create_demo_job(self._context.settings.demo_folder), self._on_demo_ready)

    def choose_folder(self) -> None:
        title = tr("Open a folder of images")
        chosen = QFileDialog.getExistingDirectory(self._context.window, title, self._find_start_folder())
        if chosen:
            self.open_path(Path(chosen))

    def choose_image(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in sorted(IMAGE_SUFFIXES))
        chosen, _ = QFileDialog.getOpenFileName(
            self._context.window, tr("Open an image"), self._find_image_folder(), f"{tr('Images')} ({patterns})"
        )
        if chosen:
            self.open_path(Path(chosen))

    def fill_recent_menu(self, menu: QMenu) -> None:
        """Make the menu of recent folders."""
        menu.clear()
        menu.setToolTipsVisible(True)
        recent = self._context.settings.recent_folders
        self._recent_actions.clear()
        for folder in recent:
            self._recent_actions[folder] = action = menu.addAction(format_menu_item(str(folder)))
            action.setToolTip(format_tooltip(tr("Open {folder} at the image shown last").format(folder=folder)))
            action.triggered.connect(lambda _checked=False, folder=folder: self.open_path(folder))
        if recent:
            menu.addSeparator()
            self._missing_path_search.search_paths(recent)
            menu.addAction(tr("Clear list")).triggered.connect(self._context.settings.clear_recent_folders)
        else:
            menu.addAction(tr("No recent folders")).setEnabled(False)

    @Slot(object)
    def _disable_missing(self, missing: frozenset[Path]) -> None:
        for folder in missing.intersection(self._recent_actions):
            self._recent_actions[folder].setEnabled(False)
            text = tr(FOLDER_MISSING_TEXT)
            self._recent_actions[folder].setToolTip(format_tooltip(text.format(folder=folder)))

    def _find_start_folder(self) -> str:
        """Where the current folder or the last one is listed with those beside it."""
        folder, recent = self._context.session.folder, self._context.settings.recent_folders
        last = folder.root if folder is not None else next(iter(recent), None)
        return str(last.parent) if last is not None else str(Path.home())

    def _find_image_folder(self) -> str:
        """The folder of the current image, or that where folders are chosen."""
        session = self._context.session
        if session.folder is not None and 0 <= session.index < len(session.folder):
            return str(session.folder[session.index].parent)
        return self._find_start_folder()

    def _start_job(self, job: Job, take: Callable[[object], None], path: Path | None = None) -> None:
        """Run `job`; `path` is what it opens."""
        self._latest_job.drop()
        self._opened_path = path
        self._context.notices.clear_topic(TOPIC)
        self.started.emit(job.title)
        self._latest_job.start(job, take)

    def _forget_labels_place(self, root: Path) -> None:
        self._context.settings.remember_labels_place(root, None)
        self.open_path(root)

    def _on_demo_ready(self, root: object) -> None:
        assert isinstance(root, Path)
        self.open_path(root)

    def _show_where_left(self, opened: object) -> None:
        assert isinstance(opened, OpenedFolder)
        index = self.last_positions.find_last_index(opened.folder)
        self._show_opened(replace(opened, index=index))
        if index and not opened.notices:
            text = tr(WHERE_LEFT_OFF_TEXT)
            number, total = f"{index + 1:,}", f"{len(opened.folder):,}"
            self._context.session.message_posted.emit(text.format(number=number, total=total))

    def _show_opened(self, opened: object) -> None:
        assert isinstance(opened, OpenedFolder)
        if not self._may_leave():  # boxes may have been drawn since it was asked for
            self.failed.emit("")
            return
        context, folder = self._context, opened.folder
        context.autosave.release_documents()
        context.notices.clear_topic(TOPIC)
        context.session.set_folder(folder)
        context.images.set_folder(folder, opened.labeled_count)
        self.opened.emit()
        context.session.go_to_index(opened.index)
        context.settings.add_recent_folder(folder.root)
        if opened.origin:
            context.settings.remember_origin(folder.root, opened.origin)
        notices = opened.notices
        has_place = context.settings.labels_place(folder.root) is not None or not opened.labeled_count
        for text in notices[:MAX_NOTICES]:
            action = (tr("Label location…"), self.choose_labels_place) if has_place else ("", None)
            context.notices.add_notice(Notice(text, NoticeKind.WARNING, TOPIC, *action))

    @Slot()
    def _on_cancel_requested(self) -> None:
        """Nobody waits for what is being opened any more."""
        self._latest_job.drop()
        self._on_open_failed("")

    def _on_open_failed(self, text: str, path: Path | None = None) -> None:
        root = path.parent if path is not None and path.is_file() else path
        if text and root is not None and self._context.settings.labels_place(root) is not None:
            action = (tr("Find labels automatically"), lambda: self._forget_labels_place(root))
            self._context.notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC, *action))
        elif text:
            self._context.notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC))
        self.failed.emit(text)
