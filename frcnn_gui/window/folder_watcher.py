"""Images and labels that other programs add, remove or change in the open folder are noticed automatically."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from detector.data.formats.base import LabelFile
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.parts import HasJobs, HasWindow
from frcnn_gui.document.document import Document
from frcnn_gui.document.folder_edit import EditOutcome, FolderEdit
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.document.parts import HasHistory, HasSession
from frcnn_gui.images.parts import HasImages
from frcnn_gui.saving.parts import HasAutosave
from frcnn_gui.window.folder_changes import OwnChanges, find_foreign_changes
from frcnn_gui.window.rescan_job import create_labels_job, create_rescan_job

FOLDER_CHANGED_TEXT = N_("The folder has changed: {what}.")
LABELS_RELOADED_TEXT = N_("{image}: labels changed by another program and read again.")
QUIET_MS = 500
"""A copy of many files is one change: the folder is looked at when nothing has happened for so long."""
OWN_WRITE_MS = 1_500
"""Changes of a directory so soon after a save are attributed to the save, and checked later."""
LATER_MS = 10_000


class FolderWatcherContext(HasWindow, HasJobs, HasSession, HasHistory, HasAutosave, HasImages, Protocol):
    """What is used of the window."""


class FolderWatcher(QObject):
    """Rescans when the system reports a change, and when the window becomes active after changes it ignored.

    What the program wrote itself since the previous scan is no news: of those images nothing is reported. A scan
    during which it wrote says nothing, and is repeated.
    """

    def __init__(self, context: FolderWatcherContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._system_watcher = QFileSystemWatcher(self)
        self._system_watcher.directoryChanged.connect(self._on_directory_changed)
        self._system_watcher.fileChanged.connect(self._on_file_changed)
        self._quiet_timer = _create_timer(self, QUIET_MS, self.rescan_folder)
        self._later_timer = _create_timer(self, LATER_MS, self.rescan_folder)
        self._own_write_timer = _create_timer(self, OWN_WRITE_MS, None)
        self._labels_timer = _create_timer(self, QUIET_MS, self._reload_current_labels)
        self._job: Job | None = None
        self._rescanned_folder: Gallery | None = None
        self._own_changes = OwnChanges()
        self._own_changes_before = OwnChanges()
        """Those since the scan began, and those before it"""
        self._misses_changes = False
        """Whether the system does not report all changes: too many folders, or a drive that it cannot watch."""
        session = context.session
        session.folder_changed.connect(self._on_folder_changed)
        session.folder_rescanned.connect(self._on_folder_rescanned)
        session.document_changed.connect(self._watch_labels)
        session.labels_written.connect(self._on_labels_written)
        context.history.edit_ended.connect(self._on_edit_ended)
        context.autosave.document_edited.connect(self._on_own_write)
        context.autosave.document_saved.connect(self._on_document_saved)
        QGuiApplication.instance().applicationStateChanged.connect(self._on_application_state_changed)  # type: ignore[union-attr]

    @Slot()
    def rescan_folder(self) -> None:
        """List the folder again in the background."""
        self._quiet_timer.stop()
        self._later_timer.stop()
        folder = self._context.session.folder
        if folder is None or self._job is not None:
            return
        self._own_changes_before, self._own_changes = self._own_changes, OwnChanges()
        self._job = job = create_rescan_job(folder, self._own_changes_before.has_moved_images)
        self._rescanned_folder = folder
        job.result_ready.connect(self._on_rescanned)
        job.finished.connect(self._on_job_finished)
        self._context.jobs.start(job)

    def reopen_folder(self) -> None:
        """Read the folder again after an edit of ours, whatever the system reports of it."""
        self._own_changes.has_moved_images = True
        QTimer.singleShot(0, self, self.rescan_folder)  # once the end of the edit is known here, too

    @Slot()
    def _on_folder_changed(self) -> None:
        self._own_changes, self._own_changes_before = OwnChanges(), OwnChanges()
        self._watch_folder()

    @Slot()
    def _watch_folder(self) -> None:
        for timer in (self._quiet_timer, self._later_timer):
            timer.stop()
        watched = [*self._system_watcher.directories(), *self._system_watcher.files()]
        if watched:
            self._system_watcher.removePaths(watched)
        folder = self._context.session.folder
        if folder is not None:
            refused = self._system_watcher.addPaths([str(path) for path in folder.watched_folders])
            self._misses_changes = bool(refused) or not folder.is_fully_watched

    @Slot()
    def _watch_labels(self) -> None:
        document = self._context.session.document
        if self._system_watcher.files():
            self._system_watcher.removePaths(self._system_watcher.files())
        if document is None or document.file is None:
            return
        path = document.file.path
        watched = [str(one) for one in (path, path.parent) if one.exists()]
        fresh = [one for one in watched if one not in self._system_watcher.directories()]
        if fresh:
            self._system_watcher.addPaths(fresh)

    @Slot()
    def _on_own_write(self) -> None:
        self._own_write_timer.start()

    @Slot(object)
    def _on_document_saved(self, document: Document) -> None:
        """The system watched the file that was replaced, and did not report what was written since."""
        self._own_changes.images.add(document.image)
        self._on_own_write()
        self._watch_labels()
        self._labels_timer.start()

    @Slot(str)
    def _on_directory_changed(self, _path: str) -> None:
        (self._later_timer if self._own_write_timer.isActive() else self._quiet_timer).start()

    @Slot(str)
    def _on_file_changed(self, path: str) -> None:
        document = self._context.session.document
        if document is not None and document.file is not None and str(document.file.path) == path:
            self._labels_timer.start()

    @Slot()
    def _reload_current_labels(self) -> None:
        if self._context.session.document is not None:
            self._reload_labels(self._context.session.document)

    def _reload_labels(self, document: Document) -> None:
        """Show the labels that another program wrote; boxes that are not saved stay, and saving reports the conflict.

        What we wrote ourselves is known to the document, and changes nothing.
        """
        session = self._context.session
        if session.document is not document or document in self._context.autosave.unsaved_documents:
            return
        if session.folder is not None:
            # A replaced file is another one to the system; watched before it is read, no later write is missed.
            self._watch_labels()
            job = create_labels_job(session.folder, document.image)
            job.result_ready.connect(lambda file: self._on_labels_read(document, file))
            self._context.jobs.start(job)

    @Slot(object, object)
    def _on_edit_ended(self, _edit: FolderEdit, outcome: EditOutcome) -> None:
        """Labels that another program wrote meanwhile were passed over."""
        self._own_changes.note_outcome(outcome)
        self._on_own_write()
        self._reload_current_labels()

    @Slot(object)
    def _on_labels_written(self, image: Path) -> None:
        document = self._context.session.document
        if document is not None and document.image == image:
            self._reload_labels(document)

    def _on_labels_read(self, document: Document, file: LabelFile | None) -> None:
        session = self._context.session
        if session.document is not document or file is None or document.is_known_version(file):
            return
        if self._context.history.running is not None:  # which may have written it, and shows it itself
            return
        if document in self._context.autosave.unsaved_documents or not session.reload_labels(document, file):
            return  # drawn while the file was read: saving reports it
        session.message_posted.emit(tr(LABELS_RELOADED_TEXT).format(image=document.image.name))

    @Slot(Qt.ApplicationState)
    def _on_application_state_changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive and (self._misses_changes or self._later_timer.isActive()):
            self.rescan_folder()

    @Slot(object)
    def _on_rescanned(self, found: Gallery | None) -> None:
        """`found` is the folder as it is now, or None where it is the same."""
        session, before = self._context.session, self._rescanned_folder
        own, self._own_changes_before = self._own_changes_before, OwnChanges()
        if before is None or session.folder is not before or found is None:
            return
        if self._own_changes or self._context.autosave.is_writing or self._context.history.running is not None:
            self._own_changes.merge(own)
            self._later_timer.start()
            return
        self._show_changes(before, found, own)

    def _show_changes(self, before: Gallery, found: Gallery, own: OwnChanges) -> None:
        """Show what is in the folder now, and report what other programs changed."""
        changes = find_foreign_changes(before, found, own)
        if found.names == before.names and not changes and not own.has_moved_images:
            before.label_flags, before.watched_folders = found.label_flags, found.watched_folders
            self._watch_folder()
            self._watch_labels()
            return
        session = self._context.session
        session.update_folder(found)
        self._watch_folder()
        self._watch_labels()
        self._reload_current_labels()
        if changes:
            session.message_posted.emit(tr(FOLDER_CHANGED_TEXT).format(what=changes.describe()))

    @Slot(object)
    def _on_folder_rescanned(self, numbers: Mapping[int, int]) -> None:
        folder = self._context.session.folder
        if folder is not None:
            self._context.images.replace_folder(folder, numbers)

    @Slot()
    def _on_job_finished(self) -> None:
        self._own_changes.merge(self._own_changes_before)  # of a scan without a result
        self._own_changes_before = OwnChanges()
        self._job = None
        if self._own_changes.has_moved_images:  # while the job ran
            self._quiet_timer.start()


def _create_timer(parent: QObject, interval: int, slot: Callable[[], None] | None) -> QTimer:
    timer = QTimer(parent, singleShot=True, interval=interval)
    if slot is not None:
        timer.timeout.connect(slot)
    return timer
