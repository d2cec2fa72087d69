"""One undo for everything: steps of the open image, and edits of the whole folder, in the order they were made.

As in labelme and CVAT, Ctrl+Z undoes the newest of what concerns the open image. That is a step of this image, or
an edit of the folder, which concerns every image. So:

- A box that was drawn after a class was renamed goes first, then the class gets its old name, in all images.
- A step that is older than an edit of the folder is not undone before that edit. So no image goes back to boxes of a
  class that the folder no longer has.
- Steps of other images are left alone. Where such a step is newer than the edit of the folder that is undone, its
  image keeps its labels, and is named; the part of the edit in that image is then a step of that image alone. Labels
  in a file for many images are put back box by box, and that image shows what the file then says.
- Redo goes the other way. A new step ends what could be redone in its image, and every edit of the folder that could
  be; a new edit of the folder ends both in every image.
- While an edit of the folder is done or undone, only steps that are newer can be undone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoGroup

from frcnn_gui.common.job import JobRunner
from frcnn_gui.common.language import tr
from frcnn_gui.document.document import Document
from frcnn_gui.document.folder_edit import EditOutcome, EditPhase, FolderEdit
from frcnn_gui.document.folder_edit_runner import FolderEditRunner, Saver
from frcnn_gui.document.session import Session
from frcnn_gui.document.undo_commands import STEP_NUMBERS

MAX_EDITS = 50
"""Of more edits of the folder the oldest are not kept; what they did to open images then is a step of these alone."""

Edit = TypeVar("Edit", bound=FolderEdit)


class EditHistory(QObject):
    """What Ctrl+Z and Ctrl+Shift+Z are about; edits of the folder are done by it, one at a time.

    Signals:
        changed: Something else can be undone or redone, or an edit of the folder began or ended.
        edit_ended: A `FolderEdit` was done, undone or redone, with its `EditOutcome`.
    """

    changed = Signal()
    edit_ended = Signal(object, object)

    def __init__(self, session: Session, saver: Saver, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._steps = QUndoGroup(self)
        self._runner = FolderEditRunner(session, saver, jobs, self)
        self._done: list[FolderEdit] = []
        self._undone: list[FolderEdit] = []
        self._newest_number = 0
        """The newest step there was when an edit was last undone: after a newer one, none can be redone."""
        self._runner.ended.connect(self._on_edit_ended)
        session.folder_changed.connect(self._on_folder_changed)
        session.document_changed.connect(self._on_document_changed)
        for signal in (self._steps.indexChanged, self._steps.undoTextChanged, self._steps.redoTextChanged):
            signal.connect(self._on_step_changed)

    @property
    def running(self) -> FolderEdit | None:
        """The edit of the folder that is being done, undone or redone."""
        return self._runner.running

    @property
    def undo_name(self) -> str:
        """What would be undone next; empty: nothing."""
        return _name_of(self._find_undo(), self._steps.undoText())

    @property
    def redo_name(self) -> str:
        """What would be redone next; empty: nothing."""
        return _name_of(self._find_redo(), self._steps.redoText())

    def find_last_edit(self, kind: type[Edit]) -> Edit | None:
        """The newest edit of that kind that is done."""
        return next((edit for edit in reversed(self._done) if isinstance(edit, kind)), None)

    @Slot()
    def undo(self) -> None:
        """Undo the newest step of the open image, or edit of the folder."""
        found = self._find_undo()
        if isinstance(found, FolderEdit):
            self.undo_edit(found)
        elif found is not None:
            found.undo_stack.undo()

    @Slot()
    def redo(self) -> None:
        """Redo what was undone last."""
        found = self._find_redo()
        if isinstance(found, FolderEdit):
            self.redo_edit(found)
        elif found is not None:
            found.undo_stack.redo()

    def do_edit(self, edit: FolderEdit) -> bool:
        """Do an edit that is new; False, and nothing but a message, while another one is under way."""
        return self._begin(self._runner.do_edit, edit)

    def undo_edit(self, edit: FolderEdit) -> bool:
        """Undo an edit that is done, in the images that were not edited since; False as in `do_edit`."""
        return edit in self._done and self._begin(self._runner.undo_edit, edit)

    def redo_edit(self, edit: FolderEdit) -> bool:
        """Do an edit again that was undone; False as in `do_edit`, and after a step that was made since."""
        self._drop_outdated()
        return edit in self._undone and self._begin(self._runner.redo_edit, edit)

    def _begin(self, run: Callable[[FolderEdit], bool], edit: FolderEdit) -> bool:
        running = self.running
        if running is not None:
            text = tr("Wait until this is finished: {step}.")
            self._session.message_posted.emit(text.format(step=running.name))
            return False
        began = run(edit)
        self.changed.emit()
        return began

    # -- what comes next

    def _find_undo(self) -> FolderEdit | Document | None:
        document = self._find_current_document()
        step = document.step_number if document is not None else 0
        running = self.running
        newest = max((*self._done, *([running] if running else ())), key=lambda edit: edit.number, default=None)
        if newest is not None and (newest.number > step or step in newest.steps.values()):
            return newest if running is None else None
        return document if step and document is self._session.document else None

    def _find_redo(self) -> FolderEdit | Document | None:
        self._drop_outdated()
        document = self._find_current_document()
        step = document.redo_number if document is not None else 0
        running = self.running
        if running is not None and (running in self._undone or step < running.number):
            return None
        first = min(self._undone, key=lambda edit: edit.number, default=None)
        if first is not None and (not step or first.number < step or step in first.undone_steps.values()):
            return first if running is None else None
        return document if step and document is self._session.document else None

    def _find_current_document(self) -> Document | None:
        """That of the open image, also while the image is still being loaded."""
        session = self._session
        if session.document is not None or session.current_path is None:
            return session.document
        return session.documents.find_document(session.current_path)

    def _drop_outdated(self) -> None:
        """After a newer step no edit of the folder can be redone, not in a single image either."""
        if self._newest_number == STEP_NUMBERS.latest:
            return
        undone, self._undone = self._undone, []
        for edit in undone:
            for document, step in edit.undone_steps.items():
                if document.has_redo(step):
                    document.drop_redo()

    @Slot(object, object)
    def _on_edit_ended(self, edit: FolderEdit, outcome: EditOutcome) -> None:
        self._done = [one for one in self._done if one is not edit]
        self._undone = [one for one in self._undone if one is not edit]
        if edit.has_changes:
            self._done = sorted([*self._done, edit], key=lambda one: one.number)[-MAX_EDITS:]
            if outcome.phase is EditPhase.DONE:
                for document in self._session.documents:
                    document.drop_redo()
        elif edit.is_undone:
            self._drop_outdated()
            self._undone.append(edit)
            self._newest_number = STEP_NUMBERS.latest
        self.edit_ended.emit(edit, outcome)
        self.changed.emit()

    @Slot()
    def _on_folder_changed(self) -> None:
        self._runner.stop()
        self._done, self._undone = [], []
        self.changed.emit()

    @Slot()
    def _on_step_changed(self) -> None:
        if self._steps.activeStack() is not None:  # else its document is being taken apart
            self.changed.emit()

    @Slot()
    def _on_document_changed(self) -> None:
        document = self._session.document
        if document is None:
            self._steps.setActiveStack(None)  # type: ignore[arg-type]  # the stub forgets that there may be none
        else:
            if document.undo_stack not in self._steps.stacks():
                self._steps.addStack(document.undo_stack)
            self._steps.setActiveStack(document.undo_stack)
        self.changed.emit()


def _name_of(found: FolderEdit | Document | None, step: str) -> str:
    return found.name if isinstance(found, FolderEdit) else step if found is not None else ""
