"""The document: undoable edits, previews that leave no trace, and what counts as changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import SignalInstance
from pytestqt.qtbot import QtBot

from frcnn_gui.document.document import Document
from tests.gui.unit.small_session import HEIGHT, WIDTH, annotation, document, voc_file

CAT = annotation(10, 10, 50, 40, "cat", 0)
DOG = annotation(100, 20, 160, 80, "dog", 1)


def counted(signal: SignalInstance) -> list[None]:
    """Grows by one with every emission."""
    calls: list[None] = []
    signal.connect(lambda *_: calls.append(None))
    return calls


def test_that_a_document_opens_with_the_boxes_of_its_file_unchanged(qtbot: QtBot) -> None:
    opened = document(CAT, DOG)
    assert opened.annotations == (CAT, DOG)
    assert not opened.is_modified
    assert not opened.undo_stack.canUndo()


def test_that_replace_is_one_undoable_step(qtbot: QtBot) -> None:
    edited = document(CAT)
    changes = counted(edited.annotations_changed)
    edited.replace_annotations("Move cat", (CAT.move_by(3, 0),))
    assert (edited.undo_stack.count(), edited.undo_stack.undoText()) == (1, "Move cat")
    edited.undo_stack.undo()
    assert edited.annotations == (CAT,)
    assert len(changes) == 2


def test_that_replacing_boxes_by_equal_ones_is_no_step(qtbot: QtBot) -> None:
    edited = document(CAT)
    changes = counted(edited.annotations_changed)
    edited.replace_annotations("Move cat", (replace(CAT),))
    assert edited.undo_stack.count() == 0
    assert not changes


def test_that_a_preview_is_shown_and_leaves_no_trace(qtbot: QtBot) -> None:
    edited = document(CAT)
    previews, changes = counted(edited.preview_changed), counted(edited.annotations_changed)
    edited.set_preview((CAT.move_by(1, 1),))
    assert edited.shown_annotations == (CAT.move_by(1, 1),)
    assert edited.annotations == (CAT,)
    assert not edited.is_modified
    edited.set_preview(None)
    assert edited.shown_annotations == (CAT,)
    assert (len(previews), len(changes)) == (2, 0)


def test_that_the_step_that_ends_a_preview_is_reported_once(qtbot: QtBot) -> None:
    edited = document(CAT)
    edited.set_preview((CAT.move_by(1, 1),))
    previews, changes = counted(edited.preview_changed), counted(edited.annotations_changed)
    edited.replace_annotations("Move cat", (CAT.move_by(1, 1),))
    assert edited.shown_annotations == edited.annotations == (CAT.move_by(1, 1),)
    assert (len(previews), len(changes)) == (0, 1)


def test_that_undo_ends_a_preview(qtbot: QtBot) -> None:
    edited = document(CAT)
    edited.replace_annotations("Move cat", (CAT.move_by(1, 1),))
    edited.set_preview((CAT.move_by(9, 9),))
    edited.undo_stack.undo()
    assert edited.shown_annotations == (CAT,)


@pytest.mark.parametrize(
    "edit",
    [
        lambda it: it.replace_annotations("Move", (CAT.move_by(1, 0),)),
        lambda it: it.add_box(0, 0, 9, 9, "cat"),
        lambda it: it.delete_annotations({0}),
        lambda it: it.relabel_annotations({0}, "dog"),
        lambda it: it.move_annotations({0}, 1, 0),
        lambda it: it.duplicate_annotations({0}),
        lambda it: it.set_verified(True),
    ],
)
def test_that_a_locked_document_refuses_every_edit_and_says_why(edit: object, qtbot: QtBot) -> None:
    locked = document(CAT, locked_reason="cat.xml cannot be read.")
    messages: list[str] = []
    locked.edit_refused.connect(messages.append)
    edit(locked)  # type: ignore[operator]
    assert locked.annotations == (CAT,)
    assert not locked.is_verified
    assert not locked.undo_stack.canUndo()
    assert messages == ["cat.xml cannot be read."]


def test_that_adding_takes_corners_in_any_order(qtbot: QtBot) -> None:
    edited = document()
    uid = edited.add_box(50, 40, 10, 20, "cat")
    assert edited.annotations == (annotation(10, 20, 50, 40, "cat", uid),)
    assert edited.undo_stack.undoText() == "Draw cat"


def test_that_a_deleted_box_never_gives_its_identity_to_another(qtbot: QtBot) -> None:
    edited = document(CAT, DOG)
    edited.delete_annotations({DOG.uid})
    uid = edited.add_box(0, 0, 9, 9, "cat")
    assert uid not in (CAT.uid, DOG.uid)
    edited.undo_stack.undo()
    assert edited.add_box(0, 0, 9, 9, "cat") != uid


def test_that_boxes_given_from_outside_count_for_new_identities(qtbot: QtBot) -> None:
    edited = document(CAT)
    edited.replace_annotations("Paste", (CAT, replace(DOG, uid=40)))
    assert edited.new_uid() == 41
    assert edited.new_uid() == 42


def test_that_deleting_names_one_box_and_counts_more(qtbot: QtBot) -> None:
    edited = document(CAT, DOG)
    edited.delete_annotations({0})
    assert edited.undo_stack.undoText() == "Delete cat"
    edited.undo_stack.undo()
    edited.delete_annotations({0, 1})
    assert edited.undo_stack.undoText() == "Delete 2 boxes"
    assert edited.annotations == ()


def test_that_relabeling_touches_only_the_chosen(qtbot: QtBot) -> None:
    edited = document(CAT, DOG)
    edited.relabel_annotations({0}, "fox")
    assert [item.label for item in edited.annotations] == ["fox", "dog"]


def test_that_nudges_of_one_run_are_one_step_and_stop_at_the_border(qtbot: QtBot) -> None:
    edited = document(CAT)
    for _ in range(30):
        edited.move_annotations({0}, -1, 0, merge="nudge 1")
    assert edited.undo_stack.count() == 1
    assert edited.annotations[0].bounds.xyxy == (0, 10, 40, 40)


def test_that_boxes_moved_together_keep_their_distance_at_the_border(qtbot: QtBot) -> None:
    edited = document(CAT, DOG)
    edited.move_annotations({0, 1}, 1000, 1000)
    moved_cat, moved_dog = edited.annotations
    assert (moved_dog.bounds.x2, moved_dog.bounds.y2) == (WIDTH, HEIGHT)
    assert (moved_dog.bounds.x1 - moved_cat.bounds.x1, moved_dog.bounds.y1 - moved_cat.bounds.y1) == (
        DOG.bounds.x1 - CAT.bounds.x1,
        DOG.bounds.y1 - CAT.bounds.y1,
    )


def test_that_a_box_that_crosses_the_border_is_not_pulled_in(qtbot: QtBot) -> None:
    edited = document(annotation(-5, 10, 20, 30))
    edited.move_annotations({0}, -1, 0)
    assert edited.annotations[0].bounds.x1 == -5
    edited.move_annotations({0}, 1, 0)
    assert edited.annotations[0].bounds.x1 == -4


def test_that_duplicates_are_new_boxes_a_little_aside(qtbot: QtBot) -> None:
    edited = document(CAT)
    edited.duplicate_annotations({0})
    copy = edited.annotations[1]
    assert copy.uid != CAT.uid
    assert copy.bounds.xyxy == (20, 20, 60, 50)


def test_that_a_duplicate_in_the_corner_is_not_hidden_under_its_original(qtbot: QtBot) -> None:
    corner = annotation(WIDTH - 20, HEIGHT - 20, WIDTH, HEIGHT)
    edited = document(corner)
    edited.duplicate_annotations({0})
    assert edited.annotations[1].bounds.xyxy == (WIDTH - 30, HEIGHT - 30, WIDTH - 10, HEIGHT - 10)


def test_that_changed_boxes_are_modified_until_they_are_saved_or_undone(qtbot: QtBot) -> None:
    edited = document(CAT)
    edited.move_annotations({0}, 5, 0)
    assert edited.is_modified
    edited.undo_stack.undo()
    assert not edited.is_modified
    edited.undo_stack.redo()
    edited.mark_saved(voc_file(edited.annotations, raw=b"new"))
    assert not edited.is_modified
    edited.undo_stack.undo()
    assert edited.is_modified


def test_that_boxes_changed_while_an_older_state_was_written_are_still_modified(qtbot: QtBot) -> None:
    edited = document(CAT)
    edited.move_annotations({0}, 5, 0)
    written = voc_file(edited.annotations, raw=b"new")
    edited.move_annotations({0}, 5, 0)
    edited.mark_saved(written)
    assert edited.is_modified


def test_that_verifying_is_reported_and_counts_as_modified_but_is_no_undo_step(qtbot: QtBot) -> None:
    edited = document(CAT)
    changes = counted(edited.annotations_changed)
    edited.set_verified(True)
    assert (edited.is_verified, edited.is_modified, edited.image_annotations.verified) == (True, True, True)
    assert (len(changes), edited.undo_stack.count()) == (1, 0)
    edited.set_verified(True)
    assert len(changes) == 1


def test_that_a_document_knows_the_files_it_read_and_wrote(qtbot: QtBot) -> None:
    edited = document(CAT)
    edited.mark_saved(voc_file(raw=b"written"))
    assert edited.is_known_version(voc_file(raw=b"as read"))
    assert edited.is_known_version(voc_file(raw=b"written"))
    assert not edited.is_known_version(voc_file(raw=b"of another program"))


def test_that_without_a_file_nothing_is_modified(qtbot: QtBot) -> None:
    unreadable = Document(document().image, WIDTH, HEIGHT, None, "Broken.")
    assert unreadable.annotations == ()
    assert not unreadable.is_modified
