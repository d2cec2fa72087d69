"""The one undoable command there is: all boxes of an image before and after a change."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakMethod

from PySide6.QtGui import QUndoCommand

from detector.data.annotation import Annotation

_MERGE_ID = 1
_NO_MERGE_ID = -1


class StepNumbers:
    """Numbers steps of all documents, and edits of whole folders, in the order in which they are made."""

    def __init__(self) -> None:
        self.latest = 0

    def take_number(self) -> int:
        """The number of a step that is made now; no other ever has the same."""
        self.latest += 1
        return self.latest


STEP_NUMBERS = StepNumbers()


class ReplaceAnnotations(QUndoCommand):
    """Goes from the boxes `before` to the boxes `after` and back. Boxes are frozen, so both are kept as they are.

    `apply(boxes)`, a method, makes them the boxes of the image. It is held weakly: its object has the stack that has
    this command, and Python's garbage collector ends the process when it takes a circle apart that Qt takes apart, too.

    Commands that follow each other with the same `merge` text (which is not empty) become one step: a held arrow key is
    one.

    `follow(is_done)` is called after the step was made or made again (True), and after it was undone (False). It must
    not keep the document alive.
    """

    def __init__(
        self,
        text: str,
        before: tuple[Annotation, ...],
        after: tuple[Annotation, ...],
        apply: Callable[[tuple[Annotation, ...]], None],
        merge: str = "",
        follow: Callable[[bool], None] | None = None,
    ) -> None:
        super().__init__(text)
        self._follow = follow
        self._before = before
        self._after = after
        self._apply = WeakMethod(apply)
        self._merge_key = merge
        self.number = STEP_NUMBERS.take_number()
        """Its place in time among the steps of all documents; of merged steps, that of the last."""

    def redo(self) -> None:
        self._apply_annotations(self._after, is_done=True)

    def undo(self) -> None:
        self._apply_annotations(self._before, is_done=False)

    def id(self) -> int:
        return _MERGE_ID if self._merge_key else _NO_MERGE_ID

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Merge with `other`, done right after this."""
        if not isinstance(other, ReplaceAnnotations) or other._merge_key != self._merge_key:
            return False
        self._after = other._after
        self.number = other.number
        self.setObsolete(self._after == self._before)
        return True

    def _apply_annotations(self, annotations: tuple[Annotation, ...], is_done: bool) -> None:
        apply = self._apply()
        if apply is not None:
            apply(annotations)
            if self._follow is not None:
                self._follow(is_done)
