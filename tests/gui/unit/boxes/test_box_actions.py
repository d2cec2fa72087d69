"""Actions on boxes: the image before, flags, locks, hiding, the border, boxes over each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from frcnn_gui.boxes.box_actions import (
    CLIP_BOXES_TEXT,
    FIRST_IN_LIST_TEXT,
    HAS_ALL_BOXES_TEXT,
    NO_EDGE_NEAR_TEXT,
    build_missing_copies,
)
from frcnn_gui.common.language import tr
from frcnn_gui.document.document import BOX_LOCKED_TEXT
from tests.gui.unit.canvas_bench import Bench
from tests.gui.unit.folders import gallery, write_folder
from tests.gui.unit.small_session import annotation, document

WAIT = 10_000


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    """Four images of 64 x 48; each but the last has one box, of the class cat."""
    bench = Bench(qtbot, gallery(write_folder(tmp_path / "photos", 4)))
    yield bench
    bench.close()


# -- the image before


def test_that_the_boxes_of_an_image_never_opened_are_copied(qtbot: QtBot, bench: Bench) -> None:
    session = bench.session
    bench.show(3)
    assert session.folder is not None
    expected = [
        (annotation.bounds.xyxy, annotation.label)
        for annotation in session.folder.read_labels(session.folder[2]).image_annotations.annotations
    ]
    bench.trigger("copy_previous")
    qtbot.waitUntil(lambda: bool(bench.document.annotations), timeout=WAIT)
    assert [(annotation.bounds.xyxy, annotation.label) for annotation in bench.document.annotations] == expected
    assert session.selection == {annotation.uid for annotation in bench.document.annotations}
    assert bench.actions["undo"].text() == "&Undo Copy cat from image_2.png"
    bench.trigger("undo")
    assert bench.document.annotations == ()


def test_that_what_is_there_already_is_not_copied_again(qtbot: QtBot, bench: Bench) -> None:
    bench.show(1)
    messages = bench.messages
    bench.trigger("copy_previous")
    qtbot.waitUntil(lambda: bool(messages), timeout=WAIT)
    assert messages == [tr(HAS_ALL_BOXES_TEXT).format(source="image_0.png")]
    assert bench.document.undo_stack.count() == 0


def test_that_boxes_edited_a_moment_ago_are_copied_as_they_are_now(qtbot: QtBot, bench: Bench) -> None:
    bench.document.add_box(30, 30, 44, 44, "dog")
    bench.show(1)
    bench.trigger("copy_previous")
    qtbot.waitUntil(lambda: len(bench.document.annotations) == 2, timeout=WAIT)
    assert bench.document.annotations[1].bounds.xyxy == (30, 30, 44, 44)


def test_that_the_first_image_has_none_before_it(bench: Bench) -> None:
    messages = bench.messages
    bench.trigger("copy_previous")
    assert messages == [tr(FIRST_IN_LIST_TEXT)]


def test_that_a_label_file_that_cannot_be_read_is_reported(qtbot: QtBot, bench: Bench) -> None:
    bench.gallery[0].with_suffix(".xml").write_text("<annotation>")
    bench.show(1)
    bench.trigger("copy_previous")
    qtbot.waitUntil(lambda: bool(bench.messages), timeout=WAIT)
    assert "image_0.xml" in bench.messages[0]
    assert len(bench.document.annotations) == 1


def test_that_copied_boxes_are_cut_to_the_image_and_get_uids_of_their_own() -> None:
    target = document(annotation(10, 10, 20, 20, uid=4))  # 200 x 100
    copied = [
        annotation(190, 90, 260, 140, uid=4),
        annotation(10, 10, 20, 20, uid=5),
        annotation(300, 0, 310, 5, uid=6),
    ]
    (new,) = build_missing_copies(copied, target)
    assert new.bounds.xyxy == (190, 90, 200, 100)
    assert new.uid == 5


# -- flags, locks, hiding


@pytest.mark.parametrize("flag", ["difficult", "truncated", "occluded"])
def test_that_a_key_marks_the_selected_boxes_and_takes_the_mark_off(bench: Bench, flag: str) -> None:
    edited = bench.put(annotation(0, 0, 9, 9, "cat", 1, **{flag: True}), annotation(20, 0, 29, 9, "dog", 2))
    action = bench.actions[flag]
    assert not action.isChecked()
    bench.trigger(flag)
    assert [getattr(annotation, flag) for annotation in edited.annotations] == [True, True]
    assert edited.undo_stack.undoText() == f"Mark 2 boxes as {flag}"
    assert action.isChecked()
    bench.trigger(flag)
    assert [getattr(annotation, flag) for annotation in edited.annotations] == [False, False]
    bench.trigger("undo")
    assert action.isChecked()


def test_that_lock_hide_and_their_ways_back_are_actions(bench: Bench) -> None:
    edited = bench.put(annotation(0, 0, 9, 9, "cat", 1), annotation(20, 0, 29, 9, "dog", 2))
    actions, session = bench.actions, bench.session
    assert not actions["show_all"].isEnabled()
    bench.trigger("lock")
    assert edited.locked_uids == {1, 2}
    assert actions["lock"].isChecked()
    bench.trigger("delete")
    assert len(edited.annotations) == 2
    bench.trigger("hide")
    assert edited.hidden_uids == {1, 2}
    assert session.selection == frozenset()
    bench.trigger("show_all")
    bench.trigger("unlock_all")
    assert edited.hidden_uids == edited.locked_uids == frozenset()
    assert not actions["unlock_all"].isEnabled()


def test_that_show_all_also_ends_hiding_all_boxes_at_once(bench: Bench) -> None:
    bench.trigger("hide_boxes")
    assert not bench.canvas.boxes_visible
    bench.trigger("show_all")
    assert bench.canvas.boxes_visible
    assert not bench.actions["hide_boxes"].isChecked()


def test_that_the_dialog_for_the_label_does_not_open_for_a_locked_box(bench: Bench) -> None:
    edited = bench.put(annotation(0, 0, 9, 9, "cat", 1))
    edited.set_locked([1], True)
    messages = bench.messages
    bench.editing.ask_label((1,))
    assert messages == [tr(BOX_LOCKED_TEXT).format(label="cat")]
    assert bench.editing._dialog is None


# -- the border


def test_that_near_edges_are_stretched_to_the_border(bench: Bench) -> None:
    edited = bench.put(annotation(8, 20, 40, 40, "cat", 1), annotation(25, 20, 30, 25, "dog", 2))
    bench.trigger("stretch_to_border")
    assert [annotation.bounds.xyxy for annotation in edited.annotations] == [(0, 20, 40, 48), (25, 20, 30, 25)]
    messages = bench.messages
    bench.session.select_annotations((2,))
    bench.trigger("stretch_to_border")
    assert messages[-1] == tr(NO_EDGE_NEAR_TEXT)


def test_that_boxes_that_reach_outside_are_fitted_and_those_wholly_outside_reported(bench: Bench) -> None:
    edited = bench.put(
        annotation(-5, 20, 70, 40, "cat", 1), annotation(100, 0, 120, 9, "dog", 2), annotation(1, 1, 9, 9, "elk", 3)
    )
    bench.session.select_annotations(())
    messages = bench.messages
    bench.trigger("fit_into_image")
    assert [annotation.bounds.xyxy for annotation in edited.annotations] == [
        (0, 20, 64, 40),
        (100, 0, 120, 9),
        (1, 1, 9, 9),
    ]
    assert edited.undo_stack.undoText() == tr(CLIP_BOXES_TEXT).format(boxes="cat")
    assert messages[-1].startswith("1 box entirely outside the image:")


# -- on the canvas


def test_that_a_key_and_the_wheel_go_through_the_boxes_under_the_cursor(bench: Bench) -> None:
    bench.put(
        annotation(0, 0, 60, 44, "cat", 1), annotation(10, 10, 30, 30, "dog", 2), annotation(15, 15, 25, 25, "elk", 3)
    )
    session, canvas = bench.session, bench.canvas
    session.select_annotations(())
    place = bench.hover(20, 20)
    for expected in (3, 2, 1, 3):
        bench.trigger("cycle_next")
        assert session.selection == {expected}
    bench.trigger("cycle_previous")
    assert session.selection == {1}
    for turn, expected in ((120, {2}), (-60, {2}), (-60, {1})):  # half a notch is not enough
        event = QWheelEvent(
            QPointF(place), QPointF(canvas.mapToGlobal(place)), QPoint(), QPoint(turn, 0),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.AltModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(canvas, event)
        assert session.selection == expected


def test_that_alt_and_arrow_keys_resize_in_one_step_for_each_press(bench: Bench) -> None:
    edited = bench.put(annotation(10, 10, 30, 30, "cat", 1))
    canvas, alt = bench.canvas, Qt.KeyboardModifier.AltModifier
    QTest.keyClick(canvas, Qt.Key.Key_Right, alt)
    QTest.keyClick(canvas, Qt.Key.Key_Down, alt | Qt.KeyboardModifier.ShiftModifier)
    assert edited.annotations[0].bounds.xyxy == (10, 10, 31, 40)
    assert edited.undo_stack.undoText() == "Resize cat"
    edited.undo_stack.undo()
    assert edited.annotations[0].bounds.xyxy == (10, 10, 31, 30)


def test_that_the_border_pulls_a_drawn_edge_unless_alt_is_held(bench: Bench) -> None:
    edited = bench.put()
    session, canvas = bench.session, bench.canvas
    session.current_label = "cat"
    pixel = 1 / canvas.viewport.scale
    near = 3 * pixel  # three pixels of the screen from the border
    for keys, expected in ((Qt.KeyboardModifier.NoModifier, 0.0), (Qt.KeyboardModifier.AltModifier, round(near))):
        canvas.set_tool("draw")
        start, end = bench.hover(30, 30), bench.hover(near, 10)
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, keys, start)
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, keys, end)
        assert edited.annotations[-1].bounds.x1 == expected
        assert edited.annotations[-1].bounds.y1 == 10
