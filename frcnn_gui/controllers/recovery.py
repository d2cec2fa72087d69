"""Nothing drawn is lost in a crash: the journal of unsaved boxes, what a crash left behind, and who else is here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from frcnn_gui.context import WindowContext
from frcnn_gui.document import Document
from frcnn_gui.journal import Journal, folder_of, image_key, merged, read_journal
from frcnn_gui.kept import keep_copy, kept_folder
from frcnn_gui.language import tr
from frcnn_gui.leftovers import Leftover, find_leftovers, rebased, told
from frcnn_gui.panels.notice_bar import Notice, NoticeKind
from frcnn_gui.workers.autosave import Before
from frcnn_gui.workers.folder_lock import FolderLock
from frcnn_gui.workers.job import Job, JobContext
from frcnn_gui.workers.journal_writer import JournalWriter

if TYPE_CHECKING:
    from detector.data.annotation import ImageAnnotation
    from detector.data.formats.base import LabelFile
    from frcnn_gui.gallery import Gallery

TOPIC = "recovery"
WARNING_TOPIC = "other windows"

_log = logging.getLogger(__name__)


class Recovery(QObject):
    """Keeps a journal while a folder is open, and offers what the journals of crashed sessions have."""

    _journal_failed = Signal(str)

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._journal: JournalWriter | None = None
        self._lock: FolderLock | None = None
        self._folder = Path()
        self._leftover_files: list[Path] = []
        self._job: Job | None = None
        context.session.folder_changed.connect(self._open)
        context.autosave.changed.connect(self._note)
        context.autosave.saved.connect(self._note)
        self._journal_failed.connect(self._do_without_journal)

    def rescue(self) -> None:
        """Bring to the disk what is not there: something went wrong that nobody foresaw."""
        self._context.autosave.flush()
        if self._journal is not None:
            self._journal.flush()

    def stop(self, timeout_ms: int = 2000) -> bool:
        """End the journal; what is not saved stays in it. False when the disk holds it."""
        journal, self._journal = self._journal, None
        self._context.autosave.journal_holds = False
        ended = journal is None or journal.close(timeout_ms / 1000)
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        return ended

    # -- the journal

    @Slot()
    def _open(self) -> None:
        self.stop()
        for topic in (TOPIC, WARNING_TOPIC):
            self._context.notices.clear(topic)
        if self._job is not None:
            self._job.cancel()
            self._job = None
        folder = self._context.session.folder
        if folder is None:
            return
        self._folder = folder_of(folder.root)
        self._lock = lock = FolderLock(self._context.settings.safety_folder / "open", folder.root)
        if lock.others:
            self._warn(lock)
        if lock.place < 0:
            self._tell_journal_failed(
                tr(
                    "The folder for unsaved boxes, {safety_folder}, cannot be written to, so a crash could take "
                    "boxes that are not saved yet. Make room or give permission to write there."
                ).format(safety_folder=self._context.settings.safety_folder)
            )
            return
        try:
            lock.set_aside()
        except OSError:
            _log.exception("The journals of %s could not be set aside.", folder.root)
        self._journal = journal = JournalWriter(lock.journal(), folder.root, self._journal_failed.emit)
        self._context.autosave.call_before_writing(_ahead(journal, self._folder))
        self._context.autosave.journal_holds = True
        if not lock.others:
            self._look_for_leftovers(folder, lock.leftovers())

    @Slot(object)
    def _note(self, document: Document) -> None:
        """Boxes changed, or were saved: note what the disk has not got."""
        if self._journal is None or document.file is None:
            return
        if document in self._context.autosave.unsaved:
            self._journal.note(image_key(document.image, self._folder), document.annotation, document.file)
        else:
            self._journal.settle(image_key(document.image, self._folder))

    @Slot(str)
    def _do_without_journal(self, text: str) -> None:
        self._context.autosave.journal_holds = False
        self._context.autosave.flush()
        self._tell_journal_failed(text)

    def _tell_journal_failed(self, text: str) -> None:
        self._context.notices.add(Notice(text, NoticeKind.WARNING, TOPIC))

    def _warn(self, lock: FolderLock) -> None:
        #: What stands between the names of a list.
        where = tr(", ").join(holder.text for holder in lock.others)
        text = tr(
            "This folder is open in another window ({where}). Boxes edited in both may conflict; no file is written "
            "over without asking."
        )
        self._context.notices.add(Notice(text.format(where=where), NoticeKind.WARNING, WARNING_TOPIC))

    # -- what a crash left

    def _look_for_leftovers(self, folder: Gallery, paths: list[Path]) -> None:
        self._leftover_files = paths
        if not paths:
            return

        def look(context: JobContext) -> tuple[Journal, list[Leftover]]:
            journal = merged(map(read_journal, paths))
            return journal, find_leftovers(journal, folder, _tick(context))

        job = Job(tr("Looking for boxes that were not saved"), look)
        job.result.connect(lambda found: self._offer(*found) if self._context.session.folder is folder else None)
        job.failed.connect(
            lambda text: self._tell_journal_failed(text) if self._context.session.folder is folder else None
        )
        self._start(job)

    def _start(self, job: Job) -> None:
        self._job = job
        self._context.jobs.start(job)

    def _offer(self, journal: Journal, found: list[Leftover]) -> None:
        self._job = None
        if not found:
            self._forget_leftovers()
            return
        lost = [one for one in found if one.blocked]
        wanted = [one for one in found if not one.blocked]
        notices = self._context.notices
        discard = (tr("Discard"), self._discard)
        if wanted:
            text, restore = told(wanted, journal.ended), (tr("Restore"), lambda: self._restore(wanted, bool(lost)))
            notices.add(Notice(text, NoticeKind.WARNING, TOPIC, choices=(restore, discard)))
        if lost:
            one = tr("Unsaved boxes of {image} are kept: {reason}")
            many = tr("Unsaved boxes of {image} and %Ln more are kept: {reason}", "", len(lost) - 1)
            text = (one if len(lost) == 1 else many).format(image=lost[0].image.name, reason=lost[0].blocked)
            notices.add(Notice(text, NoticeKind.WARNING, TOPIC, choices=() if wanted else (discard,)))

    def _discard(self) -> None:
        self._context.notices.clear(TOPIC)
        self._forget_leftovers()

    def _forget_leftovers(self) -> None:
        for path in self._leftover_files:
            try:
                path.unlink(missing_ok=True)
            except OSError:
                _log.exception("%s could not be removed.", path)
        self._leftover_files = []

    def _restore(self, found: list[Leftover], keep: bool) -> None:
        """Make the boxes those of their documents, each in one step; `keep`: not all of the journal is."""
        self._context.notices.clear(TOPIC)
        refused = [one for one in found if not self._restore_one(one)]
        if self._journal is not None and self._journal.flush() and not (refused or keep):
            self._forget_leftovers()
        done = len(found) - len(refused)
        images = tr("%Ln image(s)", "", done)
        if done:
            self._context.session.message.emit(
                tr("The boxes of {images} are restored; Undo takes that back in each.").format(images=images)
            )
        if refused:
            text = tr("The boxes of {image} cannot be restored while it cannot be edited. They are kept.").format(
                image=refused[0].image.name
            )
            self._context.notices.add(Notice(text, NoticeKind.WARNING, TOPIC))

    def _restore_one(self, leftover: Leftover) -> bool:
        context = self._context
        if leftover.changed_since and leftover.file is not None and not self._keep_theirs(leftover.file.path):
            return False
        shown = context.session.document
        if shown is None or shown.image != leftover.image:
            new = Document(leftover.image, *leftover.size, leftover.file)
            shown = context.session.adopt(new)
        if shown.locked_reason or shown.file is None:
            return False
        shown.replace(tr("Restore unsaved boxes"), rebased(leftover.entry, shown.boxes, shown.new_uid))
        shown.set_verified(leftover.entry.annotation.verified)
        context.autosave.save(shown)
        return True

    def _keep_theirs(self, path: Path) -> bool:
        try:
            keep_copy(path, kept_folder(self._context.settings.safety_folder, self._folder), "theirs")
        except OSError as error:
            self._tell_journal_failed(
                tr("{path} could not be copied: {strerror}. Nothing was changed.").format(
                    path=path.name, strerror=error.strerror or error
                )
            )
            return False
        return True


def _ahead(journal: JournalWriter, folder: Path) -> Before:
    def note(image: Path, file: LabelFile, annotation: ImageAnnotation, asked_ns: int) -> None:
        journal.ahead(image_key(image, folder), annotation, file, asked_ns)

    return note


def _tick(context: JobContext) -> Callable[[int, int], None]:
    def tick(done: int, total: int) -> None:
        context.raise_if_cancelled()
        context.progress(done, total)

    return tick
