"""Renaming, merging and deleting a class in the whole folder: asked for once, done in a job, undone as one step."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.classes.class_edit_dialog import ClassEditDialog, EditKind
from frcnn_gui.classes.class_edit_texts import AffectedBoxes
from frcnn_gui.classes.class_folder_edit import ClassFolderEdit
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import tr
from frcnn_gui.common.parts import HasActions, HasWindow
from frcnn_gui.document.folder_edit import EditOutcome, EditPhase
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.document.parts import HasHistory, HasSession
from frcnn_gui.images.label_index_job import IndexedImage, relabel_indexed
from frcnn_gui.images.parts import HasIndex
from frcnn_gui.saving.parts import HasAutosave

if TYPE_CHECKING:
    from detector.data.formats.class_edits import FileChange

SAVE_WAIT_MS = 5000
UNDO_ACTION = "undo_class_edit"


class ClassEditContext(HasWindow, HasActions, HasSession, HasHistory, HasCanvas, HasAutosave, HasIndex, Protocol):
    """What is used of the window."""


class ClassEditController(QObject):
    """Binds `rename_class`, `merge_class`, `delete_class` and `undo_class_edit`; `ask_edit` is for others.

    Signals:
        class_removed: A class that no box has any more; a class list may still have it.
        class_restored: A class that exists again.
    """

    class_removed = Signal(str)
    class_restored = Signal(str)

    def __init__(self, context: ClassEditContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._dialog: ClassEditDialog | None = None
        for id, kind in (
            ("rename_class", EditKind.RENAME),
            ("merge_class", EditKind.MERGE),
            ("delete_class", EditKind.DELETE),
        ):
            context.actions.bind(id, partial(self._ask_for_current_class, kind))
        context.actions.bind(UNDO_ACTION, self.undo)
        context.history.changed.connect(self._update_actions)
        context.index.changed.connect(self._show_affected)
        self._update_actions()

    @property
    def is_busy(self) -> bool:
        """Whether an edit or its undoing is under way: what label files say is then half old and half new."""
        return isinstance(self._context.history.running, ClassFolderEdit)

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

        session, folder = self._context.session, self._context.session.folder
        if folder is None or self._dialog is None:
            return
        edit = ClassFolderEdit(
            ClassEdit(source, target),
            (folder[at] for at in self._context.index.images_with(source)),
            session.classes,
            dict(session.class_preferences.assigned_keys),
            session.class_color(source),
            is_new_name_of_list=is_new_name(folder.dataset, target),
            watch_job=self._watch_job,
            finish=self._on_edit_ended,
        )
        if not self._context.history.do_edit(edit):
            self._dialog.reject()

    def _watch_job(self, edit: ClassFolderEdit, job: Job) -> None:
        """Show in a dialog how far it is: what was asked in, or one that only says so."""
        folder, dialog = self._context.session.folder, self._dialog
        if dialog is None and folder is not None:
            dialog = self._open_dialog(EditKind.DELETE, edit.edit.source, folder)
            dialog.setWindowTitle(job.title)
        if dialog is not None:
            dialog.show_work(f"{job.title}…")
            job.progress_changed.connect(dialog.show_progress)
            dialog.cancel_requested.connect(job.cancel)
            job.finished.connect(dialog.finish_work)

    def _on_edit_ended(self, edit: ClassFolderEdit, outcome: EditOutcome) -> None:
        session = self._context.session
        if outcome.phase is EditPhase.UNDONE:
            self._restore_index(edit, outcome.changes)
            self._restore_classes(edit)
        else:
            self._update_index(edit, outcome)
            if not outcome.is_whole:
                edit.affected_images = len(edit.indexed)
            self._update_classes(edit)
            if not edit.has_changes and outcome.is_whole:
                text = tr("{done}. No files needed changes.").format(done=edit.texts.done_text())
                session.message_posted.emit(text)
        if session.document is None and not session.failure:
            session.reload_image()  # its labels may have been read before they were changed

    def _update_index(self, edit: ClassFolderEdit, outcome: EditOutcome) -> None:
        """Have the index say what files say now; images whose own file was not written stay as they are in it."""
        index, folder = self._context.index, self._context.session.folder
        source = edit.edit.source
        if folder is None:
            return
        of_many = any(change.affects_many_images for change in outcome.changes)
        written = {change.image for change in outcome.changes}
        written |= {document.image for document in outcome.documents}
        changed: dict[int, IndexedImage] = {}
        for at in index.images_with(source):
            image = index.find_image(at)
            if image is not None and (of_many or folder[at] in written):
                changed[at] = relabel_indexed(image, source, edit.edit.target)
                edit.indexed[folder[at]] = image, changed[at]
        index.update_images(changed)

    def _update_classes(self, edit: ClassFolderEdit) -> None:
        session, source, target = self._context.session, edit.edit.source, edit.edit.target
        if self._context.index.class_counts()[source]:
            session.add_classes([target])  # some could not be changed
            return
        if edit.is_new_class:
            session.class_preferences.set_color(target, edit.color)
        session.rename_class(source, target)
        session.add_classes([target])
        self.class_removed.emit(source)
        self.class_restored.emit(target)

    # -- undoing

    @Slot()
    def undo(self) -> None:
        """Undo the last edit of a class, in all images that were not edited since."""
        edit = self._context.history.find_last_edit(ClassFolderEdit)
        if edit is not None and self._dialog is None:
            self._context.history.undo_edit(edit)

    def _restore_index(self, edit: ClassFolderEdit, changes: Sequence[FileChange]) -> None:
        """Where nothing was saved since, it says again what it said."""
        index, folder = self._context.index, self._context.session.folder
        of_many, images = any(change.affects_many_images for change in changes), {change.image for change in changes}
        restored: dict[int, IndexedImage] = {}
        for image, (before, after) in edit.indexed.items():
            at = folder.index_of(image) if folder is not None else None
            if at is not None and index.find_image(at) is after and (of_many or image in images):
                restored[at] = before
        index.update_images(restored)

    def _restore_classes(self, edit: ClassFolderEdit) -> None:
        session, source, target = self._context.session, edit.edit.source, edit.edit.target
        left = self._context.index.class_counts()[target] if target else 0
        if edit.is_new_class and not left:
            session.class_preferences.set_color(source, edit.color)
            session.rename_class(target, source)
        since = [label for label in session.classes if label not in edit.classes]
        session.set_classes([*edit.classes, *since])
        for key, label in edit.keys.items():
            session.class_preferences.set_key(label, key)
        self.class_restored.emit(source)

    # -- what makes sense now

    @Slot()
    def _update_actions(self) -> None:
        actions, history = self._context.actions, self._context.history
        last = history.find_last_edit(ClassFolderEdit)
        actions.update_state(can_undo_class_edit=last is not None and history.running is None)
        actions[UNDO_ACTION].setText(
            last.texts.undo_action_text(last.affected_images) if last is not None else tr("&Undo last class edit")
        )
