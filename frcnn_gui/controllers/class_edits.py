"""Renaming, merging and deleting a class in the whole folder: asked for once, done in a job, undone as one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from frcnn_gui.class_words import Affected, ClassEditWords
from frcnn_gui.context import WindowContext
from frcnn_gui.document import Document
from frcnn_gui.gallery import Gallery
from frcnn_gui.language import tr
from frcnn_gui.panels.class_edit_dialog import ClassEditDialog, EditKind
from frcnn_gui.panels.notice_bar import Notice, NoticeKind
from frcnn_gui.workers.class_edit_job import EditOutcome, class_edit_job, undo_class_edit_job
from frcnn_gui.workers.job import Job
from frcnn_gui.workers.label_index_job import IndexedImage, relabelled

if TYPE_CHECKING:
    from detector.data.class_edits import Change, ClassEdit

TOPIC = "classes"
MOST_TOLD = 3
SAVE_WAIT_MS = 5000
UNDO = "undo_class_edit"


@dataclass(frozen=True)
class _Done:
    """An edit that can be undone: what it changed in files, and in which documents it is which step."""

    edit: ClassEdit
    is_new: bool
    """Whether the class was only renamed."""
    images: int
    classes: tuple[str, ...]
    keys: Mapping[int, str]
    changes: tuple[Change, ...] = ()
    documents: tuple[tuple[Document, int], ...] = ()
    indexed: Mapping[Path, tuple[IndexedImage, IndexedImage]] = field(default_factory=dict)
    """What the index had of the images before and has since."""

    @property
    def words(self) -> ClassEditWords:
        return ClassEditWords(self.edit.source, self.edit.target, self.is_new)


class ClassEdits(QObject):
    """Binds `rename_class`, `merge_class`, `delete_class` and `undo_class_edit`; `ask` is for others."""

    gone = Signal(str)
    """A class that no box has any more, though a class list may still have it."""
    back = Signal(str)
    """A class that there is again."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._dialog: ClassEditDialog | None = None
        self._done: _Done | None = None
        self.busy = False
        """Whether an edit or its undoing is under way: what label files say is then half old and half new."""
        for id, kind in (
            ("rename_class", EditKind.RENAME),
            ("merge_class", EditKind.MERGE),
            ("delete_class", EditKind.DELETE),
        ):
            context.actions.bind(id, partial(self._ask_current, kind))
        context.actions.bind(UNDO, self.undo)
        context.session.folder_changed.connect(self._forget)
        context.session.classes_changed.connect(self._refresh)
        context.index.changed.connect(self._show_affected)
        self._refresh()

    # -- asking

    def _ask_current(self, kind: EditKind) -> None:
        self.ask(kind, self._context.session.current_label)

    def ask(self, kind: EditKind, source: str) -> None:
        """Ask what is to become of the class `source`, and say what that affects; then do it."""
        folder = self._context.session.folder
        if folder is None or not source or self._dialog is not None:
            return
        self._context.autosave.finish(SAVE_WAIT_MS)
        dialog = self._open_dialog(kind, source, folder)
        dialog.confirmed.connect(lambda target: self._begin(source, target))
        self._context.index.want()
        self._show_affected()

    def _open_dialog(self, kind: EditKind, source: str, folder: Gallery) -> ClassEditDialog:
        session = self._context.session
        dialog = ClassEditDialog(
            kind, source, session.classes, folder.format, session.class_color, self._context.window
        )
        self._dialog = dialog
        dialog.finished.connect(self._forget_dialog)
        dialog.open()
        return dialog

    @Slot()
    def _forget_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None
        self._context.canvas.setFocus()

    @Slot()
    def _show_affected(self) -> None:
        if self._dialog is not None and not self._dialog.working:
            self._dialog.show_affected(self._affected(self._dialog.source))

    def _affected(self, label: str) -> Affected:
        index, folder = self._context.index, self._context.session.folder
        boxes = index.class_counts()[label]
        if not index.complete or folder is None:
            return Affected(boxes, 0, complete=False)
        faulty = sum(bool((image := index.image(at)) and image.fault) for at in range(len(folder)))
        return Affected(boxes, len(index.images_with(label)), faulty)

    # -- doing

    def _begin(self, source: str, target: str) -> None:
        from detector.data.class_edits import ClassEdit, is_new_name

        session, folder, dialog = self._context.session, self._context.session.folder, self._dialog
        if folder is None or dialog is None:
            return
        self.busy = True
        edit = ClassEdit(source, target)
        affected = self._affected(source)
        done = _Done(
            edit,
            bool(target) and target not in session.classes,
            affected.images,
            session.classes,
            dict(session.habits.assigned_keys),
        )
        listed_anew = is_new_name(folder.dataset, target)
        faults: list[str] = []
        if not listed_anew:
            # What is open goes first: should the old class then have no box left, its entry in the file can go, too.
            done = self._edit_documents(done, faults)
        known = {document.image for document in session.documents}
        images = [folder[at] for at in self._context.index.images_with(source) if folder[at] not in known]
        job = class_edit_job(folder.dataset, edit, images, done.words.in_all_images(), tuple(known))
        job.result.connect(lambda outcome: self._finish(done, faults, outcome, documents_follow=listed_anew))
        self._start(job, dialog)

    def _start(self, job: Job, dialog: ClassEditDialog) -> None:
        dialog.show_work(f"{job.title}…")
        job.progress.connect(dialog.show_progress)
        dialog.cancel_asked.connect(job.cancel)
        job.failed.connect(self._tell_failed)
        job.finished.connect(dialog.finish)
        self._context.jobs.start(job)

    @Slot(str)
    def _tell_failed(self, text: str) -> None:
        self.busy = False
        self._context.notices.add(Notice(text, NoticeKind.ERROR, TOPIC))

    def _edit_documents(self, done: _Done, faults: list[str]) -> _Done:
        """Do it to the images that are open, as a step of their history, and have that on disk."""
        session, steps = self._context.session, []
        for document in session.documents:
            boxes = done.edit.boxes(document.boxes)
            if boxes == document.boxes:
                continue
            if document.locked_reason:
                faults.append(document.locked_reason)
                continue
            document.replace(done.words.step(), boxes)
            self._save(document)
            steps.append((document, document.step))
        if steps and not self._context.autosave.finish(SAVE_WAIT_MS):
            faults.append(self._context.autosave.failure)
        return replace(done, documents=tuple(steps))

    def _save(self, document: Document) -> None:
        if document is not self._context.session.document:  # nobody watches it
            self._context.autosave.save(document)

    def _finish(self, done: _Done, faults: list[str], outcome: EditOutcome, documents_follow: bool) -> None:
        done = replace(done, changes=outcome.changes)
        if documents_follow and not outcome.stopped and not outcome.faults:
            done = self._edit_documents(done, faults)
        done = self._follow_index(done)
        whole = not outcome.stopped and not outcome.faults and not faults
        if not whole:
            done = replace(done, images=len(done.indexed))
        self._take_classes(done)
        if self._context.session.document is None and not self._context.session.failure:
            self._context.session.reload()  # its labels may have been read before they were changed
        self._done = done if done.changes or done.documents or done.indexed else None
        self.busy = False
        self._tell_done(done, (*faults, *outcome.faults), outcome.stopped)
        self._refresh()

    def _follow_index(self, done: _Done) -> _Done:
        """Have the index say what files say now; images whose own file was not written stay as they are in it."""
        index, folder = self._context.index, self._context.session.folder
        source = done.edit.source
        if folder is None:
            return done
        of_many = any(change.of_many for change in done.changes)
        written = {change.image for change in done.changes}
        written |= {document.image for document, _ in done.documents}
        pairs: dict[Path, tuple[IndexedImage, IndexedImage]] = {}
        changed: dict[int, IndexedImage] = {}
        for at in index.images_with(source):
            image = index.image(at)
            if image is not None and (of_many or folder[at] in written):
                changed[at] = relabelled(image, source, done.edit.target)
                pairs[folder[at]] = image, changed[at]
        index.take(changed)
        return replace(done, indexed=pairs)

    def _take_classes(self, done: _Done) -> None:
        session, edit = self._context.session, done.edit
        if self._context.index.class_counts()[edit.source]:
            session.add_classes([edit.target])  # some could not be changed
            return
        session.rename_class(edit.source, edit.target)
        session.add_classes([edit.target])
        self.gone.emit(edit.source)
        self.back.emit(edit.target)

    def _tell_done(self, done: _Done, faults: tuple[str, ...], stopped: bool) -> None:
        notices = self._context.notices
        notices.clear(TOPIC)
        if self._done is None:
            if not faults:
                text = tr("{done}. No file had to be changed.").format(done=done.words.done())
                self._context.session.message.emit(text)
        else:
            text = tr("Stopped. {done} so far.") if stopped else tr("{done}.")
            text = text.format(done=done.words.done_in(done.images))
            kind = NoticeKind.WARNING if stopped or faults else NoticeKind.INFO
            notices.add(Notice(text, kind, TOPIC, tr("Undo"), self.undo))
        self._tell_faults(faults)

    def _tell_faults(self, faults: tuple[str, ...]) -> None:
        for text in faults[:MOST_TOLD]:
            self._context.notices.add(Notice(text, NoticeKind.ERROR, TOPIC))
        if len(faults) > MOST_TOLD:
            more = len(faults) - MOST_TOLD
            text = tr("%Ln more file(s) stay as they are. Check the labels to see which.", "", more)
            self._context.notices.add(Notice(text, NoticeKind.ERROR, TOPIC))

    # -- undoing

    @Slot()
    def undo(self) -> None:
        """Take the last edit of a class back, in all images that were not edited since."""
        done, folder = self._done, self._context.session.folder
        if done is None or folder is None or self._dialog is not None:
            return
        self._context.autosave.finish(SAVE_WAIT_MS)
        self._context.notices.clear(TOPIC)
        self.busy = True
        kept = [change for change in done.changes if self._was_edited(change)]
        changes = [change for change in done.changes if change not in kept]
        faults = [
            tr("{path} was edited since then, and stays as it is.").format(path=change.path.name) for change in kept
        ]
        dialog = self._open_dialog(EditKind.DELETE, done.edit.source, folder)
        dialog.setWindowTitle(tr("Undo"))
        job = undo_class_edit_job(folder.dataset, changes, done.words.undo())
        job.result.connect(lambda outcome: self._finish_undo(done, faults, outcome))
        self._start(job, dialog)

    def _was_edited(self, change: Change) -> bool:
        document = self._context.session.known_document(change.image) if change.image is not None else None
        return document is not None and (document.modified or document.undo_stack.count() > 0)

    def _finish_undo(self, done: _Done, faults: list[str], outcome: EditOutcome) -> None:
        faults += outcome.faults
        put_back = set(map(id, outcome.changes))
        rest = tuple(change for change in done.changes if id(change) not in put_back)
        if not outcome.stopped:
            self._undo_documents(done, faults)
        self._restore_index(done, outcome.changes)
        self._done = replace(done, changes=rest) if outcome.stopped else None
        self._restore_classes(done)
        self.busy = False
        session = self._context.session
        if session.document is None:
            session.reload()
        else:
            session.labels_written.emit(session.document.image)
        self._tell_undone(done, faults, outcome)
        self._refresh()

    def _undo_documents(self, done: _Done, faults: list[str]) -> None:
        for document, step in done.documents:
            if document.step != step or document not in self._context.session.documents:
                faults.append(
                    tr("{image} was edited since then, and stays as it is.").format(image=document.image.name)
                )
                continue
            document.undo_stack.undo()
            self._save(document)
        self._context.autosave.finish(SAVE_WAIT_MS)

    def _restore_index(self, done: _Done, changes: Sequence[Change]) -> None:
        """Where nothing was saved since, it says again what it said."""
        index, folder = self._context.index, self._context.session.folder
        of_many, images = any(change.of_many for change in changes), {change.image for change in changes}
        restored: dict[int, IndexedImage] = {}
        for image, (before, after) in done.indexed.items():
            at = folder.index_of(image) if folder is not None else None
            if at is not None and index.image(at) is after and (of_many or image in images):
                restored[at] = before
        index.take(restored)

    def _restore_classes(self, done: _Done) -> None:
        session, edit = self._context.session, done.edit
        left = self._context.index.class_counts()[edit.target] if edit.target else 0
        if done.is_new and not left:
            session.rename_class(edit.target, edit.source)
        since = [label for label in session.classes if label not in done.classes]
        session.set_classes([*done.classes, *since])
        for key, label in done.keys.items():
            session.habits.set_key(label, key)
        self.back.emit(edit.source)

    def _tell_undone(self, done: _Done, faults: list[str], outcome: EditOutcome) -> None:
        if outcome.left:
            faults.append(tr("Boxes that were changed since then are left as they are: %Ln.", "", outcome.left))
        if outcome.stopped:
            text = tr("Stopped. A part of it was undone: {step}.").format(step=done.words.step())
            notice = Notice(text, NoticeKind.WARNING, TOPIC, tr("Undo the rest"), self.undo)
            self._context.notices.add(notice)
        else:
            text = tr("Undone in part: {step}.") if faults else tr("Undone: {step}.")
            self._context.session.message.emit(text.format(step=done.words.step()))
        self._tell_faults(tuple(faults))

    # -- what makes sense now

    @Slot()
    def _forget(self) -> None:
        self._done = None
        self._context.notices.clear(TOPIC)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        session, actions = self._context.session, self._context.actions
        possible = session.folder is not None and bool(session.current_label)
        for id in ("rename_class", "delete_class"):
            actions.allow(id, possible)
        actions.allow("merge_class", possible and len(session.classes) > 1)
        actions.allow(UNDO, self._done is not None)
        done = self._done
        actions[UNDO].setText(
            done.words.undo_in(done.images) if done is not None else tr("&Undo the last change of a class")
        )
