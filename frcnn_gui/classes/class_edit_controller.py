"""Renaming, merging and deleting a class in the whole folder: asked for once, done in a job, undone as one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.classes.class_edit_dialog import ClassEditDialog, EditKind
from frcnn_gui.classes.class_edit_job import ClassEditOutcome, create_class_edit_job, create_undo_class_edit_job
from frcnn_gui.classes.class_edit_texts import AffectedBoxes, ClassEditTexts
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import tr
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import HasActions, HasJobs, HasNotices, HasWindow
from frcnn_gui.document.document import Document
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.document.parts import HasSession
from frcnn_gui.images.label_index_job import IndexedImage, relabel_indexed
from frcnn_gui.images.parts import HasIndex
from frcnn_gui.saving.parts import HasAutosave

if TYPE_CHECKING:
    from detector.data.formats.class_edits import ClassEdit, FileChange

TOPIC = "classes"
MAX_MESSAGES = 3
SAVE_WAIT_MS = 5000
UNDO_ACTION = "undo_class_edit"


@dataclass(frozen=True)
class _DoneEdit:
    """An edit that can be undone: what it changed in files, and in which documents it is which step."""

    edit: ClassEdit
    is_new: bool
    """Whether the class was only renamed."""
    images: int
    classes: tuple[str, ...]
    keys: Mapping[int, str]
    changes: tuple[FileChange, ...] = ()
    documents: tuple[tuple[Document, int], ...] = ()
    indexed: Mapping[Path, tuple[IndexedImage, IndexedImage]] = field(default_factory=dict)
    """What the index had of the images before and has since."""

    @property
    def texts(self) -> ClassEditTexts:
        return ClassEditTexts(self.edit.source, self.edit.target, self.is_new)


class ClassEditContext(
    HasWindow, HasJobs, HasActions, HasNotices, HasSession, HasCanvas, HasAutosave, HasIndex, Protocol
):
    """What is used of the window."""


class ClassEditController(QObject):
    """Binds `rename_class`, `merge_class`, `delete_class` and `undo_class_edit`; `ask_edit` is for others."""

    class_removed = Signal(str)
    """A class that no box has any more, though a class list may still have it."""
    class_restored = Signal(str)
    """A class that there is again."""

    def __init__(self, context: ClassEditContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._dialog: ClassEditDialog | None = None
        self._last_edit: _DoneEdit | None = None
        self.is_busy = False
        """Whether an edit or its undoing is under way: what label files say is then half old and half new."""
        for id, kind in (
            ("rename_class", EditKind.RENAME),
            ("merge_class", EditKind.MERGE),
            ("delete_class", EditKind.DELETE),
        ):
            context.actions.bind(id, partial(self._ask_for_current_class, kind))
        context.actions.bind(UNDO_ACTION, self.undo)
        context.session.folder_changed.connect(self._on_folder_changed)
        context.index.changed.connect(self._show_affected)
        self._update_actions()

    # -- asking

    def _ask_for_current_class(self, kind: EditKind) -> None:
        self.ask_edit(kind, self._context.session.current_label)

    def ask_edit(self, kind: EditKind, source: str) -> None:
        """Ask what is to become of the class `source_class`, and say what that affects; then do it."""
        folder = self._context.session.folder
        if folder is None or not source or self._dialog is not None:
            return
        self._context.autosave.save_all(SAVE_WAIT_MS)
        dialog = self._open_dialog(kind, source, folder)
        dialog.edit_confirmed.connect(lambda target: self._begin_edit(source, target))
        self._context.index.request_labels()
        self._show_affected()

    def _open_dialog(self, kind: EditKind, source: str, folder: Gallery) -> ClassEditDialog:
        session = self._context.session
        dialog = ClassEditDialog(
            kind, source, session.classes, folder.format, session.class_color, self._context.window
        )
        self._dialog = dialog
        dialog.finished.connect(self._on_dialog_finished)
        dialog.open()
        return dialog

    @Slot()
    def _on_dialog_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None
        self._context.canvas.setFocus()

    @Slot()
    def _show_affected(self) -> None:
        if self._dialog is not None and not self._dialog.is_working:
            self._dialog.show_affected(self._count_affected(self._dialog.source_class))

    def _count_affected(self, label: str) -> AffectedBoxes:
        index, folder = self._context.index, self._context.session.folder
        boxes = index.class_counts()[label]
        if not index.is_complete or folder is None:
            return AffectedBoxes(boxes, 0, complete=False)
        faulty = sum(bool((image := index.find_image(at)) and image.fault) for at in range(len(folder)))
        return AffectedBoxes(boxes, len(index.images_with(label)), faulty)

    # -- doing

    def _begin_edit(self, source: str, target: str) -> None:
        from detector.data.formats.class_edits import ClassEdit, is_new_name

        session, folder, dialog = self._context.session, self._context.session.folder, self._dialog
        if folder is None or dialog is None:
            return
        self.is_busy = True
        edit = ClassEdit(source, target)
        affected = self._count_affected(source)
        done = _DoneEdit(
            edit,
            bool(target) and target not in session.classes,
            affected.images,
            session.classes,
            dict(session.class_preferences.assigned_keys),
        )
        listed_anew = is_new_name(folder.dataset, target)
        faults: list[str] = []
        if not listed_anew:
            # What is open goes first: should the old class then have no box left, its entry in the file can go, too.
            done = self._edit_documents(done, faults)
        known = {document.image for document in session.documents}
        images = [folder[at] for at in self._context.index.images_with(source) if folder[at] not in known]
        job = create_class_edit_job(folder.dataset, edit, images, done.texts.progress_text(), tuple(known))
        job.result_ready.connect(
            lambda outcome: self._on_edit_done(done, faults, outcome, documents_follow=listed_anew)
        )
        self._start_job(job, dialog)

    def _start_job(self, job: Job, dialog: ClassEditDialog) -> None:
        dialog.show_work(f"{job.title}…")
        job.progress_changed.connect(dialog.show_progress)
        dialog.cancel_requested.connect(job.cancel)
        job.failed.connect(self._on_job_failed)
        job.finished.connect(dialog.finish_work)
        self._context.jobs.start(job)

    @Slot(str)
    def _on_job_failed(self, text: str) -> None:
        self.is_busy = False
        self._context.notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC))

    def _edit_documents(self, done: _DoneEdit, faults: list[str]) -> _DoneEdit:
        """Do it to the images that are open, as a step of their history, and have that on disk."""
        session, steps = self._context.session, []
        for document in session.documents:
            boxes = done.edit.apply_to_boxes(document.boxes)
            if boxes == document.boxes:
                continue
            if document.read_only_reason:
                faults.append(document.read_only_reason)
                continue
            document.replace_boxes(done.texts.step_text(), boxes)
            self._save_document(document)
            steps.append((document, document.step_number))
        if steps and not self._context.autosave.save_all(SAVE_WAIT_MS):
            faults.append(self._context.autosave.failure)
        return replace(done, documents=tuple(steps))

    def _save_document(self, document: Document) -> None:
        if document is not self._context.session.document:  # nobody watches it
            self._context.autosave.save(document)

    def _on_edit_done(
        self, done: _DoneEdit, faults: list[str], outcome: ClassEditOutcome, documents_follow: bool
    ) -> None:
        done = replace(done, changes=outcome.changes)
        if documents_follow and not outcome.stopped and not outcome.faults:
            done = self._edit_documents(done, faults)
        done = self._update_index(done)
        whole = not outcome.stopped and not outcome.faults and not faults
        if not whole:
            done = replace(done, images=len(done.indexed))
        self._update_classes(done)
        if self._context.session.document is None and not self._context.session.failure:
            self._context.session.reload_image()  # its labels may have been read before they were changed
        self._last_edit = done if done.changes or done.documents or done.indexed else None
        self.is_busy = False
        self._show_outcome(done, (*faults, *outcome.faults), outcome.stopped)
        self._update_actions()

    def _update_index(self, done: _DoneEdit) -> _DoneEdit:
        """Have the index say what files say now; images whose own file was not written stay as they are in it."""
        index, folder = self._context.index, self._context.session.folder
        source = done.edit.source
        if folder is None:
            return done
        of_many = any(change.affects_many_images for change in done.changes)
        written = {change.image for change in done.changes}
        written |= {document.image for document, _ in done.documents}
        pairs: dict[Path, tuple[IndexedImage, IndexedImage]] = {}
        changed: dict[int, IndexedImage] = {}
        for at in index.images_with(source):
            image = index.find_image(at)
            if image is not None and (of_many or folder[at] in written):
                changed[at] = relabel_indexed(image, source, done.edit.target)
                pairs[folder[at]] = image, changed[at]
        index.update_images(changed)
        return replace(done, indexed=pairs)

    def _update_classes(self, done: _DoneEdit) -> None:
        session, edit = self._context.session, done.edit
        if self._context.index.class_counts()[edit.source]:
            session.add_classes([edit.target])  # some could not be changed
            return
        session.rename_class(edit.source, edit.target)
        session.add_classes([edit.target])
        self.class_removed.emit(edit.source)
        self.class_restored.emit(edit.target)

    def _show_outcome(self, done: _DoneEdit, faults: tuple[str, ...], stopped: bool) -> None:
        notices = self._context.notices
        notices.clear_topic(TOPIC)
        if self._last_edit is None:
            if not faults:
                text = tr("{done}. No file had to be changed.").format(done=done.texts.done_text())
                self._context.session.message_posted.emit(text)
        else:
            text = tr("Stopped. {done} so far.") if stopped else tr("{done}.")
            text = text.format(done=done.texts.done_in_images_text(done.images))
            kind = NoticeKind.WARNING if stopped or faults else NoticeKind.INFO
            notices.add_notice(Notice(text, kind, TOPIC, tr("Undo"), self.undo))
        self._show_faults(faults)

    def _show_faults(self, faults: tuple[str, ...]) -> None:
        for text in faults[:MAX_MESSAGES]:
            self._context.notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC))
        if len(faults) > MAX_MESSAGES:
            more = len(faults) - MAX_MESSAGES
            text = tr("%Ln more file(s) stay as they are. Check the labels to see which.", "", more)
            self._context.notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC))

    # -- undoing

    @Slot()
    def undo(self) -> None:
        """Take the last edit of a class back, in all images that were not edited since."""
        done, folder = self._last_edit, self._context.session.folder
        if done is None or folder is None or self._dialog is not None:
            return
        self._context.autosave.save_all(SAVE_WAIT_MS)
        self._context.notices.clear_topic(TOPIC)
        self.is_busy = True
        kept = [change for change in done.changes if self._was_edited(change)]
        changes = [change for change in done.changes if change not in kept]
        faults = [
            tr("{path} was edited since then, and stays as it is.").format(path=change.path.name) for change in kept
        ]
        dialog = self._open_dialog(EditKind.DELETE, done.edit.source, folder)
        dialog.setWindowTitle(tr("Undo"))
        job = create_undo_class_edit_job(folder.dataset, changes, done.texts.undo_text())
        job.result_ready.connect(lambda outcome: self._on_undo_done(done, faults, outcome))
        self._start_job(job, dialog)

    def _was_edited(self, change: FileChange) -> bool:
        document = self._context.session.find_document(change.image) if change.image is not None else None
        return document is not None and (document.is_modified or document.undo_stack.count() > 0)

    def _on_undo_done(self, done: _DoneEdit, faults: list[str], outcome: ClassEditOutcome) -> None:
        faults += outcome.faults
        put_back = set(map(id, outcome.changes))
        rest = tuple(change for change in done.changes if id(change) not in put_back)
        if not outcome.stopped:
            self._undo_documents(done, faults)
        self._restore_index(done, outcome.changes)
        self._last_edit = replace(done, changes=rest) if outcome.stopped else None
        self._restore_classes(done)
        self.is_busy = False
        session = self._context.session
        if session.document is None:
            session.reload_image()
        else:
            session.labels_written.emit(session.document.image)
        self._show_undone(done, faults, outcome)
        self._update_actions()

    def _undo_documents(self, done: _DoneEdit, faults: list[str]) -> None:
        for document, step in done.documents:
            if document.step_number != step or document not in self._context.session.documents:
                faults.append(
                    tr("{image} was edited since then, and stays as it is.").format(image=document.image.name)
                )
                continue
            document.undo_stack.undo()
            self._save_document(document)
        self._context.autosave.save_all(SAVE_WAIT_MS)

    def _restore_index(self, done: _DoneEdit, changes: Sequence[FileChange]) -> None:
        """Where nothing was saved since, it says again what it said."""
        index, folder = self._context.index, self._context.session.folder
        of_many, images = any(change.affects_many_images for change in changes), {change.image for change in changes}
        restored: dict[int, IndexedImage] = {}
        for image, (before, after) in done.indexed.items():
            at = folder.index_of(image) if folder is not None else None
            if at is not None and index.find_image(at) is after and (of_many or image in images):
                restored[at] = before
        index.update_images(restored)

    def _restore_classes(self, done: _DoneEdit) -> None:
        session, edit = self._context.session, done.edit
        left = self._context.index.class_counts()[edit.target] if edit.target else 0
        if done.is_new and not left:
            session.rename_class(edit.target, edit.source)
        since = [label for label in session.classes if label not in done.classes]
        session.set_classes([*done.classes, *since])
        for key, label in done.keys.items():
            session.class_preferences.set_key(label, key)
        self.class_restored.emit(edit.source)

    def _show_undone(self, done: _DoneEdit, faults: list[str], outcome: ClassEditOutcome) -> None:
        if outcome.left:
            faults.append(tr("Boxes that were changed since then are left as they are: %Ln.", "", outcome.left))
        if outcome.stopped:
            text = tr("Stopped. A part of it was undone: {step}.").format(step=done.texts.step_text())
            notice = Notice(text, NoticeKind.WARNING, TOPIC, tr("Undo the rest"), self.undo)
            self._context.notices.add_notice(notice)
        else:
            text = tr("Undone in part: {step}.") if faults else tr("Undone: {step}.")
            self._context.session.message_posted.emit(text.format(step=done.texts.step_text()))
        self._show_faults(tuple(faults))

    # -- what makes sense now

    @Slot()
    def _on_folder_changed(self) -> None:
        self._last_edit = None
        self._context.notices.clear_topic(TOPIC)
        self._update_actions()

    @Slot()
    def _update_actions(self) -> None:
        actions = self._context.actions
        actions.update_state(can_undo_class_edit=self._last_edit is not None)
        done = self._last_edit
        actions[UNDO_ACTION].setText(
            done.texts.undo_action_text(done.images) if done is not None else tr("&Undo the last change of a class")
        )
