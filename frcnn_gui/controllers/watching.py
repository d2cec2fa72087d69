"""Images and labels that other programs add, remove or change in the open folder are picked up by themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from detector.data.formats.base import LabelFile
from frcnn_gui.context import WindowContext
from frcnn_gui.document import Document
from frcnn_gui.gallery import Gallery
from frcnn_gui.language import tr
from frcnn_gui.workers.job import Job
from frcnn_gui.workers.rescan_job import labels_job, rescan_job

QUIET_MS = 500
"""A copy of many files is one change: the folder is looked at when nothing has happened for so long."""
OWN_WRITE_MS = 1_500
"""Changes of a directory so soon after a save are taken for the save's own, and looked into later."""
LATER_MS = 10_000


class Watching(QObject):
    """Looks again when the system tells of a change, and when the window becomes active after changes it let pass."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._system = QFileSystemWatcher(self)
        self._system.directoryChanged.connect(self._note_directory)
        self._system.fileChanged.connect(self._note_file)
        self._quiet = _timer(self, QUIET_MS, self.look)
        self._later = _timer(self, LATER_MS, self.look)
        self._own_write = _timer(self, OWN_WRITE_MS, None)
        self._job: Job | None = None
        self._looked_at: Gallery | None = None
        self._blind = False
        """Whether the system does not tell of all changes: too many folders, or a drive that it cannot watch."""
        session = context.session
        session.folder_changed.connect(self._watch_folder)
        session.folder_renewed.connect(self._renew_list)
        session.document_changed.connect(self._watch_labels)
        session.labels_written.connect(self._look_at_labels)
        context.autosave.changed.connect(self._note_own_write)
        context.autosave.saved.connect(self._note_own_write)
        context.autosave.saved.connect(self._watch_labels)  # the system watched the file that it took the place of
        QGuiApplication.instance().applicationStateChanged.connect(self._note_activation)  # type: ignore[union-attr]

    @Slot()
    def look(self) -> None:
        """List the folder anew in the background."""
        self._quiet.stop()
        self._later.stop()
        folder = self._context.session.folder
        if folder is None or self._job is not None:
            return
        self._job = job = rescan_job(folder)
        self._looked_at = folder
        job.result.connect(self._take)
        job.finished.connect(self._forget_job)
        self._context.jobs.start(job)

    @Slot()
    def _watch_folder(self) -> None:
        for timer in (self._quiet, self._later):
            timer.stop()
        watched = [*self._system.directories(), *self._system.files()]
        if watched:
            self._system.removePaths(watched)
        folder = self._context.session.folder
        if folder is not None:
            refused = self._system.addPaths([str(path) for path in folder.watched])
            self._blind = bool(refused) or not folder.watched_whole

    @Slot()
    def _watch_labels(self) -> None:
        document = self._context.session.document
        if self._system.files():
            self._system.removePaths(self._system.files())
        if document is None or document.file is None:
            return
        path = document.file.path
        watched = [str(one) for one in (path, path.parent) if one.exists()]
        fresh = [one for one in watched if one not in self._system.directories()]
        if fresh:
            self._system.addPaths(fresh)

    @Slot()
    def _note_own_write(self) -> None:
        self._own_write.start()

    @Slot(str)
    def _note_directory(self, _path: str) -> None:
        (self._later if self._own_write.isActive() else self._quiet).start()

    @Slot(str)
    def _note_file(self, path: str) -> None:
        document = self._context.session.document
        if document is None or document.file is None or str(document.file.path) != path:
            return
        QTimer.singleShot(QUIET_MS, self, lambda: self._reload_labels(document))

    def _reload_labels(self, document: Document) -> None:
        """Show the labels that another program wrote; boxes that are not saved stay, and saving tells of the conflict.

        What we wrote ourselves is known to the document, and changes nothing.
        """
        session = self._context.session
        if session.document is not document or document in self._context.autosave.unsaved:
            return
        if session.folder is not None:
            job = labels_job(session.folder, document.image)
            job.result.connect(lambda file: self._take_labels(document, file))
            self._context.jobs.start(job)

    @Slot(object)
    def _look_at_labels(self, image: Path) -> None:
        document = self._context.session.document
        if document is not None and document.image == image:
            self._reload_labels(document)

    def _take_labels(self, document: Document, file: LabelFile | None) -> None:
        session = self._context.session
        self._watch_labels()  # a file that was replaced is another one to the system
        if session.document is not document or file is None or document.knows(file):
            return
        if document in self._context.autosave.unsaved or not session.take_file(document, file):
            return  # drawn while the file was read: saving tells of it
        session.message.emit(
            tr("{image}: another program changed its labels; they were read again.").format(image=document.image.name)
        )

    @Slot(Qt.ApplicationState)
    def _note_activation(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive and (self._blind or self._later.isActive()):
            self.look()

    @Slot(object)
    def _take(self, found: Gallery | None) -> None:
        """`found` is the folder as it is now, or None where it is the same."""
        session, before = self._context.session, self._looked_at
        if before is None or session.folder is not before or found is None:
            return
        if (found.names, found.labelled) == (before.names, before.labelled):
            before.watched = found.watched  # a folder without images came or went
            self._watch_folder()
            self._watch_labels()
            return
        added, removed = len(set(found.names) - set(before.names)), len(set(before.names) - set(found.names))
        session.renew_folder(found)
        self._watch_folder()
        self._watch_labels()
        if session.document is not None:
            self._reload_labels(session.document)
        parts = [tr("%Ln image(s) added", "", added)] if added else []
        parts += [tr("%Ln image(s) gone", "", removed)] if removed else []
        #: What stands between the names of a list.
        what = tr(", ").join(parts) or tr("other labels")
        session.message.emit(tr("The folder has changed: {what}.").format(what=what))

    @Slot(object)
    def _renew_list(self, numbers: Mapping[int, int]) -> None:
        folder = self._context.session.folder
        if folder is not None:
            self._context.images.renew(folder, numbers)

    @Slot()
    def _forget_job(self) -> None:
        self._job = None


def _timer(parent: QObject, interval: int, slot: Callable[[], None] | None) -> QTimer:
    timer = QTimer(parent, singleShot=True, interval=interval)
    if slot is not None:
        timer.timeout.connect(slot)
    return timer
