"""Nothing drawn is lost in a crash: the journal of unsaved boxes, what a crash left behind, and who else is here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import HasJobs, HasNotices, HasSettings, HasWindow
from frcnn_gui.document.document import Document
from frcnn_gui.document.parts import HasSession
from frcnn_gui.saving.autosave import BeforeWrite
from frcnn_gui.saving.backup_copies import back_up_files, backup_folder
from frcnn_gui.saving.crash_recovery import (
    UnsavedAnnotations,
    find_unsaved_annotations,
    format_restore_question,
    rebase_annotations,
)
from frcnn_gui.saving.folder_lock import FolderLock
from frcnn_gui.saving.journal import Journal, dataset_folder, image_key, merge_journals, read_journal
from frcnn_gui.saving.journal_writer import JournalWriter
from frcnn_gui.saving.parts import HasAutosave

if TYPE_CHECKING:
    from detector.data.annotation import ImageAnnotations
    from detector.data.formats.base import LabelFile
    from frcnn_gui.document.image_collection import Gallery

TOPIC = "recovery"
OTHER_WINDOWS_TOPIC = "other windows"
RESTORE_TEXT = N_("Restore unsaved boxes")
OTHER_WINDOW_TEXT = N_("Another window ({where}) has this folder open, too.")

_log = logging.getLogger(__name__)


class RecoveryContext(HasWindow, HasJobs, HasNotices, HasSettings, HasSession, HasAutosave, Protocol):
    """What is used of the window."""


class RecoveryController(QObject):
    """Keeps a journal while a folder is open, and offers what the journals of crashed sessions have.

    Signals:
        _journal_failed: Why the journal cannot be written.
    """

    _journal_failed = Signal(str)

    def __init__(self, context: RecoveryContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._journal: JournalWriter | None = None
        self._lock: FolderLock | None = None
        self._folder = Path()
        self._old_journals: list[Path] = []
        self._search_job = LatestJob(context.jobs, self)
        self._search_job.failed.connect(self._show_warning)
        context.session.folder_changed.connect(self._on_folder_changed)
        context.autosave.document_edited.connect(self._note_document)
        context.autosave.document_saved.connect(self._note_document)
        self._journal_failed.connect(self._on_journal_failed)

    def rescue_unsaved(self) -> None:
        """Bring to the disk what is not there: something went wrong that nobody foresaw."""
        self._context.autosave.flush()
        if self._journal is not None:
            self._journal.flush()

    def stop_journal(self, timeout_ms: int = 2000) -> bool:
        """End the journal; what is not saved stays in it. False when the disk holds it."""
        journal, self._journal = self._journal, None
        self._context.autosave.has_journal = False
        ended = journal is None or journal.close(timeout_ms / 1000)
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        return ended

    # -- the journal

    @Slot()
    def _on_folder_changed(self) -> None:
        self.stop_journal()
        for topic in (TOPIC, OTHER_WINDOWS_TOPIC):
            self._context.notices.clear_topic(topic)
        self._search_job.drop()
        folder = self._context.session.folder
        if folder is None:
            return
        self._folder = dataset_folder(folder.root)
        self._lock = lock = FolderLock(self._context.settings.safety_folder / "open", folder.root)
        if lock.others:
            self._warn_of_other_windows(lock)
        if lock.place < 0:
            self._show_warning(
                tr("Cannot write to {safety_folder}: a crash could lose boxes.").format(
                    safety_folder=self._context.settings.safety_folder
                )
            )
            return
        try:
            lock.set_aside_journals()
        except OSError:
            _log.exception("The journals of %s could not be set aside.", folder.root)
        self._journal = journal = JournalWriter(lock.journal_path(), folder.root, self._journal_failed.emit)
        self._context.autosave.set_before_write(_create_before_write(journal, self._folder))
        self._context.autosave.has_journal = True
        if not lock.others:
            self._search_unsaved_annotations(folder, lock.list_recoverable_journals())

    @Slot(object)
    def _note_document(self, document: Document) -> None:
        """Boxes changed, or were saved: note what the disk has not got."""
        if self._journal is None or document.file is None:
            return
        if document in self._context.autosave.unsaved_documents:
            self._journal.note_unsaved(
                image_key(document.image, self._folder), document.image_annotations, document.file
            )
        else:
            self._journal.note_saved(image_key(document.image, self._folder))

    @Slot(str)
    def _on_journal_failed(self, text: str) -> None:
        self._context.autosave.has_journal = False
        self._context.autosave.flush()
        self._show_warning(text)

    def _show_warning(self, text: str) -> None:
        self._context.notices.add_notice(Notice(text, NoticeKind.WARNING, TOPIC))

    def _warn_of_other_windows(self, lock: FolderLock) -> None:
        #: What stands between the names of a list.
        where = tr(", ").join(holder.description for holder in lock.others)
        text = tr(OTHER_WINDOW_TEXT)
        self._context.notices.add_notice(Notice(text.format(where=where), NoticeKind.WARNING, OTHER_WINDOWS_TOPIC))

    # -- what a crash left

    def _search_unsaved_annotations(self, folder: Gallery, paths: list[Path]) -> None:
        self._old_journals = paths
        if not paths:
            return

        def find_in_journals(context: JobContext) -> tuple[Journal, list[UnsavedAnnotations]]:
            journal = merge_journals(map(read_journal, paths))
            return journal, find_unsaved_annotations(journal, folder, _create_tick(context))

        job = Job(tr("Searching for unsaved boxes"), find_in_journals)
        self._search_job.start(job, lambda found: self._offer_restore(*found))

    def _offer_restore(self, journal: Journal, found: list[UnsavedAnnotations]) -> None:
        if not found:
            self._delete_old_journals()
            return
        lost = [one for one in found if one.blocked_reason]
        restorable = [one for one in found if not one.blocked_reason]
        notices = self._context.notices
        discard = (tr("Discard"), self._discard_unsaved)
        if restorable:
            text, restore = (
                format_restore_question(restorable, journal.ended),
                (tr("Restore"), lambda: self._restore_images(restorable, bool(lost))),
            )
            notices.add_notice(Notice(text, NoticeKind.WARNING, TOPIC, choices=(restore, discard)))
        if lost:
            one = tr("Unsaved boxes of {image} are kept: {reason}")
            many = tr("Unsaved boxes of {image} and %Ln more are kept: {reason}", "", len(lost) - 1)
            text = (one if len(lost) == 1 else many).format(image=lost[0].image.name, reason=lost[0].blocked_reason)
            notices.add_notice(Notice(text, NoticeKind.WARNING, TOPIC, choices=() if restorable else (discard,)))

    def _discard_unsaved(self) -> None:
        self._context.notices.clear_topic(TOPIC)
        self._delete_old_journals()

    def _delete_old_journals(self) -> None:
        for path in self._old_journals:
            try:
                path.unlink(missing_ok=True)
            except OSError:
                _log.exception("%s could not be removed.", path)
        self._old_journals = []

    def _restore_images(self, found: list[UnsavedAnnotations], keep: bool) -> None:
        """Make the boxes those of their documents, each in one step; `keep`: not all of the journal is."""
        self._context.notices.clear_topic(TOPIC)
        refused = [one for one in found if not self._restore_image(one)]
        if self._journal is not None and self._journal.flush() and not (refused or keep):
            self._delete_old_journals()
        done = len(found) - len(refused)
        images = tr("%Ln image(s)", "", done)
        if done:
            self._context.session.message_posted.emit(
                tr("Restored the boxes of {images}. Undo works image by image.").format(images=images)
            )
        if refused:
            text = tr("{image} is read-only. Its boxes are kept, not restored.").format(image=refused[0].image.name)
            self._context.notices.add_notice(Notice(text, NoticeKind.WARNING, TOPIC))

    def _restore_image(self, unsaved: UnsavedAnnotations) -> bool:
        context = self._context
        if unsaved.changed_since and unsaved.file is not None and not self._back_up_theirs(unsaved.image, unsaved.file):
            return False
        shown = context.session.document
        if shown is None or shown.image != unsaved.image:
            new = Document(unsaved.image, *unsaved.size, unsaved.file)
            shown = context.session.register_document(new)
        if shown.read_only_reason or shown.file is None:
            return False
        shown.replace_annotations(tr(RESTORE_TEXT), rebase_annotations(unsaved.entry, shown.annotations, shown.new_uid))
        shown.set_verified(unsaved.entry.image_annotations.verified)
        context.autosave.save(shown)
        return True

    def _back_up_theirs(self, image: Path, file: LabelFile) -> bool:
        gallery = self._context.session.folder
        paths = [file.path] if gallery is None else gallery.list_label_files(image, file)
        try:
            back_up_files(paths, backup_folder(self._context.settings.safety_folder, self._folder), "theirs")
        except OSError as error:
            self._show_warning(
                tr("Cannot copy {path}: {strerror}. Nothing was changed.").format(
                    path=file.path.name, strerror=error.strerror or error
                )
            )
            return False
        return True


def _create_before_write(journal: JournalWriter, folder: Path) -> BeforeWrite:
    def note_before_write(image: Path, file: LabelFile, image_annotations: ImageAnnotations, asked_ns: int) -> None:
        journal.note_before_write(image_key(image, folder), image_annotations, file, asked_ns)

    return note_before_write


def _create_tick(context: JobContext) -> Callable[[int, int], None]:
    def report_tick(done: int, total: int) -> None:
        context.raise_if_canceled()
        context.report_progress(done, total)

    return report_tick
