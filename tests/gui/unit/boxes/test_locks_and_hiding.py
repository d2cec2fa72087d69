"""Locked boxes stay as they are; hidden ones are neither seen nor hit nor selected. Neither is written to a file."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from frcnn_gui.boxes.box_table import CLASS, DIFFICULT, LOCKED, OCCLUDED, SHOWN, WIDTH, BoxTableModel
from frcnn_gui.boxes.boxes_panel import BoxesPanel, find_row_ranges
from frcnn_gui.canvas.tools.draw_tool import DrawTool
from frcnn_gui.canvas.tools.select_tool import SelectTool
from frcnn_gui.canvas.tools.tool_state import Pointer, ToolContext
from frcnn_gui.common.language import tr
from frcnn_gui.document.box_geometry import FLAG_SET_TEXTS
from frcnn_gui.document.document import BOX_LOCKED_TEXT
from frcnn_gui.document.session import CLASS_VISIBLE_AGAIN_TEXT, Session
from tests.gui.unit.canvas.test_canvas_view import Stage
from tests.gui.unit.small_session import annotation, document, opened, show

LARGE, SMALL, APART = (
    annotation(10, 10, 100, 90, "car", 1),
    annotation(30, 30, 60, 60, "cat", 2),
    annotation(150, 10, 180, 40, "dog", 3),
)
ANNOTATIONS = (LARGE, SMALL, APART)
_CHECK, _OFF = Qt.ItemDataRole.CheckStateRole, Qt.CheckState.Unchecked
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    session = opened()
    show(session, 0, *ANNOTATIONS)
    return session


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


# -- locks


def test_that_no_edit_by_hand_changes_a_locked_box() -> None:
    locked, messages = document(*ANNOTATIONS), []
    locked.edit_refused.connect(messages.append)
    locked.set_locked([2], True)
    locked.move_annotations([2], 5, 5)
    locked.delete_annotations([2])
    locked.relabel_annotations([2], "elk")
    assert locked.annotations == ANNOTATIONS
    assert locked.undo_stack.count() == 0
    assert messages == [tr(BOX_LOCKED_TEXT).format(label="cat")] * 3


def test_that_of_several_boxes_only_the_locked_ones_stay() -> None:
    mixed = document(*ANNOTATIONS)
    mixed.set_locked([2], True)
    mixed.delete_annotations([1, 2, 3])
    assert mixed.annotations == (SMALL,)
    assert mixed.undo_stack.undoText() == "Delete 2 boxes"
    mixed.set_locked([2], False)
    mixed.delete_annotations([2])
    assert mixed.annotations == ()


def test_that_a_lock_is_no_change_of_the_file() -> None:
    locked = document(*ANNOTATIONS)
    locked.set_locked([1], True)
    locked.set_hidden([2], True)
    assert not locked.is_modified
    assert locked.undo_stack.count() == 0


def test_that_a_locked_box_has_no_handles_and_is_not_dragged() -> None:
    scene = ToolContext(ANNOTATIONS, 200, 100, selection=frozenset({3}), locked=frozenset({3}))
    tool = SelectTool()
    assert tool.find_handle(Pointer(150, 10), scene) is None
    tool.handle_press(Pointer(165, 25), scene)
    tool.handle_move(Pointer(185, 45))
    assert tool.band is not None
    assert tool.handle_release(Pointer(185, 45)).commit is None


def test_that_a_locked_box_is_not_in_the_way() -> None:
    scene = ToolContext(ANNOTATIONS, 200, 100, locked=frozenset({2}))
    tool = SelectTool()
    assert tool.handle_press(Pointer(45, 45), scene).select == {1}
    tool.cancel()
    tool.handle_press(Pointer(120, 95), scene)
    assert tool.handle_move(Pointer(40, 40)).select == {1}  # a rubber band leaves it out too


def test_that_free_boxes_move_without_the_locked_ones_selected_with_them() -> None:
    scene = ToolContext(ANNOTATIONS, 200, 100, selection=frozenset({1, 3}), locked=frozenset({3}))
    tool = SelectTool()
    tool.handle_press(Pointer(80, 80), scene)
    commit = tool.handle_release(Pointer(85, 82)).commit
    assert commit is not None
    assert commit.text == "Move car"
    assert commit.annotations == (LARGE.move_by(5, 2), SMALL, APART)


def test_that_marks_are_there_again_after_another_image(session: Session) -> None:
    first = session.document
    assert first is not None
    first.set_locked([1], True)
    first.set_hidden([2], True)
    show(session, 1, annotation(1, 1, 20, 20, "cow", 1))
    assert session.document is not None
    assert session.document.locked_uids == session.document.hidden_uids == frozenset()
    again = show(session, 0, *ANNOTATIONS)
    assert (again.locked_uids, again.hidden_uids) == ({1}, {2})


# -- hiding


def test_that_hidden_boxes_are_not_selected_any_more_nor_selectable(session: Session) -> None:
    session.select_annotations((1, 2))
    assert session.document is not None
    session.document.set_hidden([2], True)
    assert session.selection == {1}
    session.select_annotations((2, 3))
    assert session.selection == {3}


def test_that_hiding_a_class_hides_its_boxes_in_every_image(session: Session) -> None:
    messages: list[int] = []
    session.visibility_changed.connect(lambda: messages.append(len(session.hidden_uids)))
    session.set_class_hidden("cat", True)
    session.set_class_hidden("cat", True)
    assert messages == [1]
    assert session.hidden_classes == {"cat"}
    assert session.filter_visible(ANNOTATIONS) == (LARGE, APART)
    show(session, 1, annotation(1, 1, 20, 20, "cat", 7))
    assert session.hidden_uids == {7}
    session.show_all_annotations()
    assert session.hidden_uids == session.hidden_classes == frozenset()


def test_that_what_is_hidden_is_neither_painted_nor_hit(stage: Stage) -> None:
    at = stage.place(150, 25)  # on the left edge of the box apart
    before = stage.grab().pixelColor(at)
    stage.document.set_hidden([3], True)
    assert stage.grab().pixelColor(at) == QColor(128, 128, 128) != before
    stage.click(165, 25)
    assert stage.session.selection == frozenset()
    stage.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert stage.session.selection == {1, 2}
    stage.session.select_annotations(())
    for expected in (1, 2, 1):
        stage.key(Qt.Key.Key_Tab)
        assert stage.session.selection == {expected}


def test_that_dragging_beside_hidden_boxes_keeps_them(stage: Stage) -> None:
    stage.document.set_hidden([2], True)
    stage.click(80, 80)
    stage.drag((80, 80), (85, 82))
    assert stage.document.annotations == (LARGE.move_by(5, 2), SMALL, APART)


def test_that_drawing_a_box_of_a_hidden_class_shows_the_class(stage: Stage) -> None:
    stage.session.current_label = "dog"
    stage.session.set_class_hidden("dog", True)
    stage.view.set_tool("draw")
    stage.drag((110, 50), (140, 80))
    assert stage.session.hidden_classes == frozenset()
    assert len(stage.document.annotations) == 4
    assert stage.messages == [tr(CLASS_VISIBLE_AGAIN_TEXT).format(label="dog")]


def test_that_a_drawn_box_does_not_lose_hidden_ones() -> None:
    scene = ToolContext(ANNOTATIONS, 200, 100, label="elk", next_uid=9, hidden=frozenset({1}))
    tool = DrawTool()
    tool.handle_press(Pointer(110, 50), scene)
    commit = tool.handle_release(Pointer(140, 80)).commit
    assert commit is not None
    assert commit.annotations == (*ANNOTATIONS, annotation(110, 50, 140, 80, "elk", 9))


# -- the table


def test_that_eye_and_padlock_in_the_table_hide_and_lock(session: Session) -> None:
    model = BoxTableModel(session)
    assert session.document is not None
    assert model.setData(model.index(1, SHOWN), _OFF, _CHECK)
    assert session.document.hidden_uids == {2}
    assert model.setData(model.index(0, LOCKED), Qt.CheckState.Checked, _CHECK)
    assert session.document.locked_uids == {1}
    assert not model.flags(model.index(1, CLASS)) & Qt.ItemFlag.ItemIsSelectable
    assert not model.flags(model.index(0, WIDTH)) & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(model.index(0, WIDTH), "5")
    assert session.document.annotations == ANNOTATIONS
    assert model.setData(model.index(1, SHOWN), Qt.CheckState.Checked, _CHECK)
    assert session.document.hidden_uids == frozenset()


def test_that_the_eye_of_a_box_of_a_hidden_class_shows_the_class(session: Session) -> None:
    session.set_class_hidden("dog", True)
    model = BoxTableModel(session)
    assert model.data(model.index(2, SHOWN), _CHECK) == _OFF
    assert model.setData(model.index(2, SHOWN), Qt.CheckState.Checked, _CHECK)
    assert session.hidden_classes == frozenset()


def test_that_flags_are_set_in_the_table_in_steps_with_names(session: Session) -> None:
    model = BoxTableModel(session)
    assert session.document is not None
    assert model.setData(model.index(1, OCCLUDED), Qt.CheckState.Checked, _CHECK)
    assert session.document.annotations[1].occluded
    assert session.document.undo_stack.undoText() == tr(FLAG_SET_TEXTS["occluded"]).format(boxes="cat")
    assert model.setData(model.index(1, DIFFICULT), Qt.CheckState.Checked, _CHECK)
    session.document.undo_stack.undo()
    assert (session.document.annotations[1].occluded, session.document.annotations[1].difficult) == (True, False)
    spoken = model.data(model.index(1, OCCLUDED), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "occluded"


def test_that_a_click_on_the_eye_and_space_on_the_padlock_turn_them(qtbot: QtBot, session: Session) -> None:
    panel = BoxesPanel(session)
    qtbot.addWidget(panel)
    panel.resize(400, 300)
    panel.show()
    view, model = panel.view, panel.model
    assert session.document is not None
    eye: QPoint = view.visualRect(model.index(2, SHOWN)).center()
    QTest.mouseClick(view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, eye)
    assert session.document.hidden_uids == {3}
    assert session.selection == frozenset()
    assert panel.show_all_button.isVisible()
    assert "1 hidden" in panel.summary.text()
    view.setCurrentIndex(model.index(0, LOCKED))
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert session.document.locked_uids == {1}
    panel.show_all_button.click()
    assert session.document.hidden_uids == frozenset()
    assert not panel.show_all_button.isVisible()


def test_that_rows_without_gaps_are_one_stretch() -> None:
    assert find_row_ranges([0, 1, 2, 5, 7, 8]) == [(0, 2), (5, 5), (7, 8)]
    assert find_row_ranges([]) == []
