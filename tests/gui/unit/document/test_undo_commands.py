"""The undoable command: there and back, and merged where one action of the hand makes many."""

from __future__ import annotations

from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from frcnn_gui.document.undo_commands import ReplaceAnnotations
from tests.gui.unit.small_session import annotation

A, B, C = (annotation(0, 0, 10, 10)), (annotation(5, 0, 15, 10)), (annotation(9, 0, 19, 10))


class Boxes:
    """What the commands act on."""

    def __init__(self) -> None:
        self.now: tuple[Annotation, ...] = (A,)
        self.stack = QUndoStack()

    def do(self, after: tuple[Annotation, ...], merge: str = "") -> None:
        self.stack.push(ReplaceAnnotations("Move cat", self.now, after, self.set, merge))

    def set(self, annotations: tuple[Annotation, ...]) -> None:
        self.now = annotations


def test_that_a_command_is_done_undone_and_done_again(qtbot: QtBot) -> None:
    boxes = Boxes()
    boxes.do((B,))
    assert boxes.now == (B,)
    boxes.stack.undo()
    assert boxes.now == (A,)
    boxes.stack.redo()
    assert boxes.now == (B,)


def test_that_commands_of_one_merge_text_are_one_step(qtbot: QtBot) -> None:
    boxes = Boxes()
    boxes.do((B,), "nudge 1")
    boxes.do((C,), "nudge 1")
    assert boxes.stack.count() == 1
    boxes.stack.undo()
    assert boxes.now == (A,)
    boxes.stack.redo()
    assert boxes.now == (C,)


def test_that_commands_of_different_merge_texts_stay_apart(qtbot: QtBot) -> None:
    boxes = Boxes()
    boxes.do((B,), "nudge 1")
    boxes.do((C,), "nudge 2")
    boxes.stack.undo()
    assert boxes.now == (B,)


def test_that_commands_without_a_merge_text_stay_apart(qtbot: QtBot) -> None:
    boxes = Boxes()
    boxes.do((B,))
    boxes.do((C,))
    assert boxes.stack.count() == 2


def test_that_a_merged_step_that_leads_back_is_no_step(qtbot: QtBot) -> None:
    boxes = Boxes()
    boxes.do((B,), "nudge 1")
    boxes.do((A,), "nudge 1")
    assert boxes.stack.count() == 0
    assert boxes.now == (A,)
