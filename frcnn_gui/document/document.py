"""The boxes of one image while they are edited: every change of them is one undoable step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from detector.data.annotation import Annotation, ImageAnnotations, next_uid
from detector.data.geometry import Box
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.box_geometry import describe_annotations, move_annotations_inside
from frcnn_gui.document.external_file import renumber_file
from frcnn_gui.document.undo_commands import ReplaceAnnotations

if TYPE_CHECKING:
    from pathlib import Path

    from detector.data.formats.base import LabelFile

BOX_LOCKED_TEXT = N_("The box {label} is locked. Unlock it to change it.")

DUPLICATE_OFFSET_PX = 10


class Document(QObject):
    """Boxes are frozen and in the order of their file; `annotations` changes only through the undo stack.

    A document with a `read_only_reason` (a sentence) refuses every edit, and says so with `edit_refused`.

    Signals:
        annotations_changed: The annotations to save have changed: by an edit, undo, redo, or a verified mark.
        preview_changed: A drag in progress shows other boxes, or was canceled.
        annotation_states_changed: Other boxes are locked or hidden.
        file_changed: `file` is another.
        edit_refused: Why an edit was refused.
    """

    annotations_changed = Signal()
    preview_changed = Signal()
    annotation_states_changed = Signal()
    file_changed = Signal()
    edit_refused = Signal(str)

    def __init__(
        self,
        image: Path,
        width: int,
        height: int,
        file: LabelFile | None,
        locked_reason: str = "",
        parent: QObject | None = None,
    ) -> None:
        """`width` and `height` in pixels of the upright original; `file` None where its labels cannot be read."""
        super().__init__(parent)
        self.image = image
        self.width = width
        self.height = height
        self.read_only_reason = locked_reason
        self.file = file
        self.undo_stack = QUndoStack(self)
        self._image_annotations = file.image_annotations if file is not None else ImageAnnotations()
        self._preview: tuple[Annotation, ...] | None = None
        self._locked_uids: frozenset[int] = frozenset()
        self._hidden_uids: frozenset[int] = frozenset()
        self._next_uid = next_uid(self.annotations)
        self._known_versions = {file.version} if file is not None else set()
        self.is_reloading = False
        """Whether the change that is being signaled is another program's."""

    @property
    def image_annotations(self) -> ImageAnnotations:
        """What would be saved now."""
        return self._image_annotations

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        return self._image_annotations.annotations

    @property
    def shown_annotations(self) -> tuple[Annotation, ...]:
        """Those of the drag in progress, or else `annotations`."""
        return self.annotations if self._preview is None else self._preview

    @property
    def locked_uids(self) -> frozenset[int]:
        """The uids of boxes that are not to be changed by hand; stored in no file."""
        return self._locked_uids

    @property
    def hidden_uids(self) -> frozenset[int]:
        """The uids of boxes that are hidden one by one; stored in no file."""
        return self._hidden_uids

    @property
    def is_verified(self) -> bool:
        """Whether a person has checked all boxes of this image."""
        return self._image_annotations.verified

    @property
    def is_modified(self) -> bool:
        """Whether anything differs from the file."""
        return self.file is not None and self._image_annotations != self.file.image_annotations

    @property
    def next_uid(self) -> int:
        """An identity that no box of this image has or ever had, deleted ones included."""
        return self._next_uid

    def new_uid(self) -> int:
        """Such an identity, and never the same twice."""
        self._next_uid += 1
        return self._next_uid - 1

    @property
    def step_number(self) -> int:
        """The number (see `StepNumbers`) of the last step that was made and not undone; 0 where there is none."""
        return self._find_step_number(self.undo_stack.index() - 1)

    @property
    def redo_number(self) -> int:
        """The number of the step that would be redone next; 0 where there is none."""
        return self._find_step_number(self.undo_stack.index())

    def has_redo(self, number: int) -> bool:
        """Whether the step of that number was undone and can be redone, now or after others."""
        return any(
            self._find_step_number(at) == number for at in range(self.undo_stack.index(), self.undo_stack.count())
        )

    def _find_step_number(self, at: int) -> int:
        step = self.undo_stack.command(at)
        return step.number if isinstance(step, ReplaceAnnotations) else 0

    def find_annotation(self, uid: int) -> Annotation | None:
        return next((annotation for annotation in self.annotations if annotation.uid == uid), None)

    def set_locked(self, uids: Iterable[int], locked: bool) -> None:
        self._set_annotation_states(
            frozenset(uids) | self._locked_uids if locked else self._locked_uids - frozenset(uids), self._hidden_uids
        )

    def set_hidden(self, uids: Iterable[int], hidden: bool) -> None:
        self._set_annotation_states(
            self._locked_uids, frozenset(uids) | self._hidden_uids if hidden else self._hidden_uids - frozenset(uids)
        )

    def is_known_version(self, file: LabelFile | None) -> bool:
        """Whether `file` holds what this document once read or wrote, and so nothing that others changed."""
        return file is None or file.version in self._known_versions

    def set_preview(self, annotations: tuple[Annotation, ...] | None) -> None:
        """Show these boxes while a drag lasts; None gives the drag up."""
        if annotations == self._preview:
            return
        self._preview = annotations
        self.preview_changed.emit()

    def replace_annotations(
        self,
        text: str,
        annotations: tuple[Annotation, ...],
        merge: str = "",
        follow: Callable[[bool], None] | None = None,
    ) -> None:
        """Make these the boxes, as one undoable step called `text`; ends a preview.

        Steps that follow each other with the same `merge` text become one. Nothing happens where the boxes are equal
        or the document is locked. `follow` is that of `ReplaceAnnotations`.
        """
        if annotations == self.annotations or self._refuse_if_read_only():
            self.set_preview(None)
            return
        self.undo_stack.push(
            ReplaceAnnotations(text, self.annotations, annotations, self._set_annotations, merge, follow)
        )

    def discard_last_step(self) -> None:
        """Take the last step back as if it had never been: it cannot be made again."""
        step = self.undo_stack.command(self.undo_stack.index() - 1)
        if step is not None:
            step.undo()
            step.setObsolete(True)
            self.undo_stack.undo()  # of an obsolete step the stack lets go, and does no more

    def drop_redo(self) -> None:
        """Let go of the steps that were undone: they cannot be made again."""
        if self.undo_stack.canRedo():
            nothing = QUndoCommand()
            nothing.setObsolete(True)
            self.undo_stack.push(nothing)  # which ends what could be redone, and is not kept itself

    def add_box(self, x1: float, y1: float, x2: float, y2: float, label: str) -> int:
        """Add a box between two opposite corners (pixels, any order); returns its uid, or -1 where it is refused."""
        uid = self.new_uid()
        annotation = Annotation(Box.from_corners(x1, y1, x2, y2), label, uid)
        self.replace_annotations(tr("Draw {label}").format(label=label), (*self.annotations, annotation))
        return -1 if self.read_only_reason else uid

    def delete_annotations(self, uids: Iterable[int]) -> None:
        gone = self.filter_unlocked(uids)
        uids_to_change = {annotation.uid for annotation in gone}
        kept = tuple(annotation for annotation in self.annotations if annotation.uid not in uids_to_change)
        self.replace_annotations(tr("Delete {boxes}").format(boxes=describe_annotations(gone)), kept)

    def relabel_annotations(self, uids: Iterable[int], label: str) -> None:
        self.edit_annotations(
            uids,
            lambda annotation: replace(annotation, label=label),
            lambda _what: tr("Label {label}").format(label=label),
        )

    def edit_annotations(
        self, uids: Iterable[int], edit: Callable[[Annotation], Annotation], text: Callable[[str], str], merge: str = ""
    ) -> None:
        """Put `edit(box)` in the place of each of these boxes, in one step.

        The step is called `text(what)`; `what` are the boxes in words. Locked boxes stay. `merge` as in
        `replace_annotations`.
        """
        chosen = self.filter_unlocked(uids)
        uids_to_change = {annotation.uid for annotation in chosen}
        annotations = tuple(
            edit(annotation) if annotation.uid in uids_to_change else annotation for annotation in self.annotations
        )
        self.replace_annotations(text(describe_annotations(chosen)), annotations, merge)

    def move_annotations(self, uids: Iterable[int], dx: float, dy: float, merge: str = "") -> None:
        """Move boxes by (dx, dy) px as far as the image goes; `merge` as in `replace_annotations`."""
        chosen = self.filter_unlocked(uids)
        annotations = move_annotations_inside(
            self.annotations, frozenset(annotation.uid for annotation in chosen), dx, dy, self.width, self.height
        )
        self.replace_annotations(tr("Move {boxes}").format(boxes=describe_annotations(chosen)), annotations, merge)

    def duplicate_annotations(self, uids: Iterable[int]) -> None:
        """Append a copy of these boxes, a little aside where there is room."""
        chosen = self._find_annotations(uids)
        copies = tuple(replace(annotation, uid=self.new_uid()) for annotation in chosen)
        new = frozenset(annotation.uid for annotation in copies)
        placed = copies
        for offset in (DUPLICATE_OFFSET_PX, -DUPLICATE_OFFSET_PX):
            placed = move_annotations_inside(copies, new, offset, offset, self.width, self.height)
            if placed != copies:
                break
        self.replace_annotations(
            tr("Duplicate {boxes}").format(boxes=describe_annotations(chosen)), (*self.annotations, *placed)
        )

    def set_verified(self, verified: bool) -> None:
        """Note that a person has checked all boxes, or has not; no step of the undo history."""
        if verified != self.is_verified and not self._refuse_if_read_only():
            self._image_annotations = replace(self._image_annotations, verified=verified)
            self.annotations_changed.emit()

    def mark_saved(self, file: LabelFile) -> None:
        """`file` is what is on disk now."""
        self.file = file
        self._known_versions.add(file.version)
        self.file_changed.emit()

    def reload_from(self, file: LabelFile | None, locked_reason: str = "") -> None:
        """Take the boxes of `file`, which another program wrote, in the place of those here; the undo history ends.

        Whoever holds this document, or the uid of a box that is still the same, continues with what is there now.
        """
        self.undo_stack.clear()
        self.read_only_reason = locked_reason
        self._adopt_file(file)

    def rebase_on(self, file: LabelFile, known: Iterable[Annotation] = ()) -> None:
        """Take the boxes of `file`, which an edit of the whole folder wrote; steps that were undone can be redone.

        Only where no step is made that was not undone.

        Args:
            file: The file as it was read after the edit.
            known: Boxes that the image once had, and whose uids the steps that were undone refer to.
        """
        ours = self._known_versions
        self._adopt_file(file, known)
        self._known_versions |= ours  # what somebody read a moment ago is no change by others

    def _adopt_file(self, file: LabelFile | None, known: Iterable[Annotation] = ()) -> None:
        base = self.file.image_annotations.annotations if self.file is not None else ()
        annotations = tuple({annotation.uid: annotation for annotation in (*base, *self.annotations, *known)}.values())
        self.file = None if file is None else renumber_file(annotations, file, base, self.new_uid)
        self._known_versions = {file.version} if file is not None else set()
        self._image_annotations = self.file.image_annotations if self.file is not None else ImageAnnotations()
        self._preview = None
        uids = {annotation.uid for annotation in self.annotations}
        self._set_annotation_states(self._locked_uids & uids, self._hidden_uids & uids)
        self.file_changed.emit()
        self.is_reloading = True
        self.annotations_changed.emit()
        self.is_reloading = False

    def filter_unlocked(self, uids: Iterable[int]) -> tuple[Annotation, ...]:
        """Those of the boxes that are not locked; `edit_refused` names the others."""
        chosen = self._find_annotations(uids)
        held = [annotation for annotation in chosen if annotation.uid in self._locked_uids]
        if len(held) == 1:
            self.edit_refused.emit(tr(BOX_LOCKED_TEXT).format(label=held[0].label))
        elif held:
            self.edit_refused.emit(tr("%Ln boxes are locked. Unlock them to change them.", "", len(held)))
        return tuple(annotation for annotation in chosen if annotation.uid not in self._locked_uids)

    def _find_annotations(self, uids: Iterable[int]) -> tuple[Annotation, ...]:
        uids_to_change = set(uids)
        return tuple(annotation for annotation in self.annotations if annotation.uid in uids_to_change)

    def _set_annotation_states(self, locked: frozenset[int], hidden: frozenset[int]) -> None:
        if (locked, hidden) != (self._locked_uids, self._hidden_uids):
            self._locked_uids, self._hidden_uids = locked, hidden
            self.annotation_states_changed.emit()

    def _refuse_if_read_only(self) -> bool:
        if self.read_only_reason:
            self.edit_refused.emit(self.read_only_reason)
        return bool(self.read_only_reason)

    def _set_annotations(self, annotations: tuple[Annotation, ...]) -> None:
        self._image_annotations = self._image_annotations.with_annotations(annotations)
        self._preview = None  # without a signal of its own: `annotations_changed` comes now
        self._next_uid = max(self._next_uid, next_uid(annotations))
        self.annotations_changed.emit()
