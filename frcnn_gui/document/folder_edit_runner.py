"""Does, undoes and redoes one edit of the folder at a time: a step in each open image, a job for the other files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from frcnn_gui.common.job import Job, JobRunner
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.box_matching import compare_annotations
from frcnn_gui.document.document import Document
from frcnn_gui.document.folder_edit import EditOutcome, EditPhase, FolderEdit
from frcnn_gui.document.folder_edit_job import FilesOutcome, LabelsRead, create_files_job, plan_reverting
from frcnn_gui.document.session import Session
from frcnn_gui.document.undo_commands import STEP_NUMBERS

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset, LabelFile
    from detector.data.formats.class_edits import FileChange

EDITED_SINCE_TEXT = N_("{path} has been edited since and was left unchanged.")

SAVE_WAIT_MS = 5000


class Saver(Protocol):
    """What writes the boxes of documents; see `Autosave`."""

    @property
    def failure(self) -> str: ...

    def save(self, document: Document) -> None: ...

    def save_all(self, timeout_ms: int = ...) -> bool: ...


class FolderEditRunner(QObject):
    """Runs edits of the open folder.

    Signals:
        ended: A `FolderEdit` was done, undone or redone, with its `EditOutcome`.
    """

    ended = Signal(object, object)

    def __init__(self, session: Session, saver: Saver, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._saver, self._jobs = session, saver, jobs
        self.running: FolderEdit | None = None
        """The edit that is being done, undone or redone."""
        self._job: Job | None = None

    def do_edit(self, edit: FolderEdit) -> bool:
        """Do an edit that is new; False, and nothing happens, while another one is under way."""
        dataset = self._begin(edit)
        if dataset is None:
            return False
        edit.number = STEP_NUMBERS.take_number()
        edit.open_images = tuple(document.image for document in self._session.documents)
        edit.images = tuple(image for image in edit.images if image not in set(edit.open_images))
        outcome = EditOutcome(EditPhase.DONE)
        if not edit.documents_last:
            outcome = self._edit_documents(edit, outcome)
        self._saver.save_all(SAVE_WAIT_MS)
        self._write_files(edit, dataset, edit.images, outcome)
        return True

    def redo_edit(self, edit: FolderEdit) -> bool:
        """Do an edit again, in the images in which it was undone; False as in `do_edit`."""
        dataset = self._begin(edit)
        if dataset is None:
            return False
        self._saver.save_all(SAVE_WAIT_MS)
        outcome = EditOutcome(EditPhase.REDONE)
        if not edit.documents_last:
            outcome = self._redo_documents(edit, outcome)
        self._write_files(edit, dataset, edit.undone_images, outcome)
        return True

    def undo_edit(self, edit: FolderEdit) -> bool:
        """Undo an edit, in the images that were not edited since; False as in `do_edit`."""
        dataset = self._begin(edit)
        if dataset is None:
            return False
        self._saver.save_all(SAVE_WAIT_MS)
        kept = [change for change in edit.changes if self._was_edited(change)]
        faults = tuple(_describe_edited(change.path) for change in kept)
        edit.changes = tuple(change for change in edit.changes if change not in kept)
        left: list[int] = []
        plan = partial(plan_reverting, dataset, edit.changes, left)
        job = create_files_job(edit.undo_text, dataset, plan, self._list_open_images())
        outcome = EditOutcome(EditPhase.UNDONE, faults=faults)
        self._start_job(job, edit, outcome, lambda begun, files: self._on_reverted(edit, begun, files, sum(left)))
        return True

    def stop(self) -> None:
        """Another folder is opened: the job ends by itself, without a message."""
        if self._job is not None:
            self._job.cancel()
        self.running = self._job = None

    def _begin(self, edit: FolderEdit) -> Dataset | None:
        folder = self._session.folder
        if folder is None or self.running is not None:
            return None
        self.running = edit
        return folder.dataset

    def _write_files(self, edit: FolderEdit, dataset: Dataset, images: tuple[Path, ...], outcome: EditOutcome) -> None:
        plan = partial(edit.plan_files, dataset, images)
        job = create_files_job(edit.progress_text, dataset, plan, self._list_open_images())
        self._start_job(job, edit, outcome, partial(self._on_written, edit))

    def _start_job(
        self,
        job: Job,
        edit: FolderEdit,
        begun: EditOutcome,
        finish: Callable[[EditOutcome, FilesOutcome], EditOutcome],
    ) -> None:
        """Run the job; what it did to files, and `begun`, what was done before, is the outcome by way of `finish`."""

        def end(files: FilesOutcome) -> None:
            if self.running is not edit:  # another folder was opened
                return
            together = replace(
                begun, changes=files.changes, faults=(*begun.faults, *files.faults), stopped=files.stopped
            )
            outcome = finish(together, files)
            self._job = None
            try:
                edit.finish(outcome)
            finally:
                self.running = None
                self.ended.emit(edit, outcome)

        job.event_reported.connect(self._on_event)
        job.result_ready.connect(end)
        job.failed.connect(lambda text: end(FilesOutcome(faults=(text,))))
        job.canceled.connect(lambda: end(FilesOutcome(stopped=True)))
        self._job = job
        edit.watch_job(job)
        if not self._jobs.start(job):  # the window closes
            self.running = self._job = None

    def _on_written(self, edit: FolderEdit, outcome: EditOutcome, files: FilesOutcome) -> EditOutcome:
        edit.changes = (*edit.changes, *files.changes)
        written = {change.image for change in files.changes}
        edit.undone_images = tuple(image for image in edit.undone_images if files.stopped and image not in written)
        if edit.documents_last and outcome.is_whole:
            follow = self._edit_documents if outcome.phase is EditPhase.DONE else self._redo_documents
            outcome = follow(edit, outcome)
        edit.is_undone = bool(edit.undone_images or edit.undone_steps) or (edit.is_undone and files.stopped)
        self._show_files(edit, files, outcome)
        return outcome

    def _on_reverted(self, edit: FolderEdit, outcome: EditOutcome, files: FilesOutcome, left: int) -> EditOutcome:
        put_back = set(map(id, files.changes))
        rest = tuple(change for change in edit.changes if id(change) not in put_back)
        edit.changes = rest if files.stopped else ()
        edit.undone_images += tuple(change.image for change in files.changes if change.image is not None)
        kept: list[Document] = []
        if not files.stopped:
            outcome = self._undo_documents(edit, outcome, kept)
        edit.is_undone |= bool(files.changes or edit.undone_steps)
        followed = self._show_files(edit, files, outcome)
        faults = (_describe_edited(document.image) for document in kept if document not in followed)
        return replace(outcome, faults=(*outcome.faults, *faults), left=left)

    # -- open images

    def _edit_documents(self, edit: FolderEdit, outcome: EditOutcome) -> EditOutcome:
        faults = list(outcome.faults)
        for document in self._session.documents:
            step = edit.edit_document(document)
            if step is None or step[1] == document.annotations:
                continue
            if document.read_only_reason:
                faults.append(document.read_only_reason)
                continue
            document.replace_annotations(*step)
            edit.steps[document] = document.step_number
        return self._save_documents(replace(outcome, documents=tuple(edit.steps), faults=tuple(faults)))

    def _undo_documents(self, edit: FolderEdit, outcome: EditOutcome, kept: list[Document]) -> EditOutcome:
        """Undo the steps that nothing was done after; `kept` gets the images of the others."""
        steps, edit.steps, edit.undone_steps = edit.steps, {}, {}
        for document, step in steps.items():
            if document.step_number == step and document in self._session.documents:
                document.undo_stack.undo()
                edit.undone_steps[document] = step
            else:
                kept.append(document)
        return self._save_documents(replace(outcome, documents=tuple(edit.undone_steps)))

    def _redo_documents(self, edit: FolderEdit, outcome: EditOutcome) -> EditOutcome:
        steps, edit.undone_steps = edit.undone_steps, {}
        for document, step in steps.items():
            if document.redo_number == step:
                document.undo_stack.redo()
                edit.steps[document] = step
        return self._save_documents(replace(outcome, documents=tuple(edit.steps)))

    def _save_documents(self, outcome: EditOutcome) -> EditOutcome:
        """Have the boxes of the images that were changed on disk."""
        for document in outcome.documents:
            if document is not self._session.document:  # nobody watches it
                self._saver.save(document)
        if not outcome.documents or self._saver.save_all(SAVE_WAIT_MS):
            return outcome
        return replace(outcome, faults=(*outcome.faults, self._saver.failure))

    def _was_edited(self, change: FileChange) -> bool:
        document = self._session.documents.find_document(change.image) if change.image is not None else None
        return document is not None and (document.is_modified or document.step_number > 0)

    def _list_open_images(self) -> frozenset[Path]:
        return frozenset(document.image for document in self._session.documents)

    @Slot(object)
    def _on_event(self, event: object) -> None:
        if isinstance(event, LabelsRead) and self.running is not None and self.sender() is self._job:
            self._show_labels(self.running, event.image, event.file)

    def _show_files(self, edit: FolderEdit, files: FilesOutcome, outcome: EditOutcome) -> list[Document]:
        """Have open images show what the files say now, unless they got or lost a step; returns those that changed."""
        stepped = {document.image for document in outcome.documents}
        shown = [self._show_labels(edit, image, file) for image, file in files.labels.items() if image not in stepped]
        return [document for document in shown if document is not None]

    def _show_labels(self, edit: FolderEdit, image: Path, file: LabelFile) -> Document | None:
        """Have an open image show the labels that a job wrote. Its history ends where it has steps since then."""
        document = self._session.documents.find_document(image)
        if document is None or document.is_modified:
            return None
        if not compare_annotations(document.annotations, file.image_annotations.annotations).has_changes:
            return None
        if document.step_number:
            self._session.reload_labels(document, file)
        else:
            known, edit.known_annotations[document] = edit.known_annotations.get(document, ()), document.annotations
            self._session.rebase_labels(document, file, known)
        return document


def _describe_edited(path: Path) -> str:
    return tr(EDITED_SINCE_TEXT).format(path=path.name)
