"""What the session says about the state that actions depend on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from frcnn_gui.common.action_conditions import WindowState
from frcnn_gui.common.actions.action_table import ActionTable
from frcnn_gui.document.detections import Detection
from frcnn_gui.document.session import Session
from frcnn_gui.document.session_state import SessionState
from tests.gui.unit.folders import gallery, write_folder
from tests.gui.unit.small_session import annotation, folder, path, show

CAT, DOG = annotation(10, 10, 50, 40, "cat", 0), annotation(100, 20, 160, 80, "dog", 1)


class Desk:
    def __init__(self) -> None:
        self.owner = QObject()
        self.session, self.actions = Session(self.owner), ActionTable(parent=self.owner)
        SessionState(self.session, self.actions, self.owner)

    @property
    def state(self) -> WindowState:
        return self.actions.state


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk()


def test_that_nothing_is_there_before_a_folder_is_opened(desk: Desk) -> None:
    assert desk.state == WindowState()


def test_that_a_folder_an_image_and_its_boxes_are_known(desk: Desk) -> None:
    desk.session.set_folder(folder())
    assert desk.state == WindowState(has_folder=True, has_folder_images=True, holds_outlines=True)
    show(desk.session, 0, CAT)
    expected = WindowState(
        has_folder=True,
        has_folder_images=True,
        holds_outlines=True,
        has_image=True,
        is_editable=True,
        has_boxes=True,
        has_classes=True,
    )
    assert desk.state == expected
    desk.session.go_to_index(1)
    assert not desk.state.has_image
    assert not desk.state.has_boxes


def test_that_label_files_with_a_pixel_origin_are_known(desk: Desk, tmp_path: Path) -> None:
    desk.session.set_folder(gallery(write_folder(tmp_path / "photos", 2)))
    assert desk.state.has_pixel_origin
    desk.session.set_folder(folder())
    assert not desk.state.has_pixel_origin


def test_that_an_image_that_cannot_be_edited_is_known(desk: Desk) -> None:
    desk.session.set_folder(folder())
    show(desk.session, 0, CAT, locked_reason="The file is read-only.")
    assert desk.state.has_image
    assert not desk.state.is_editable


def test_that_edits_of_the_image_that_is_shown_are_followed_and_no_others(desk: Desk) -> None:
    desk.session.set_folder(folder())
    first = show(desk.session, 0, CAT)
    first.delete_annotations({0})
    assert not desk.state.has_boxes
    first.undo_stack.undo()
    assert desk.state.has_boxes
    show(desk.session, 1)
    first.undo_stack.redo()
    first.undo_stack.undo()
    assert not desk.state.has_boxes


def test_that_selecting_locking_and_hiding_are_followed(desk: Desk) -> None:
    desk.session.set_folder(folder())
    document = show(desk.session, 0, CAT, DOG)
    desk.session.select_annotations({0})
    assert desk.state.has_selection
    document.set_locked({0}, True)
    assert desk.state.has_locked_boxes
    document.set_hidden({0}, True)
    assert desk.state.has_hidden_boxes
    assert not desk.state.has_selection
    desk.session.show_all_annotations()
    document.set_locked({0}, False)
    assert not desk.state.has_hidden_boxes
    assert not desk.state.has_locked_boxes
    desk.session.set_class_hidden("dog", True)
    assert desk.state.has_hidden_boxes


def test_that_classes_are_counted(desk: Desk) -> None:
    desk.session.set_folder(folder())
    assert not desk.state.has_classes
    desk.session.add_classes(["cat"])
    assert (desk.state.has_classes, desk.state.has_two_classes, desk.state.has_current_class) == (True, False, False)
    desk.session.add_classes(["dog"])
    desk.session.current_label = "dog"
    assert (desk.state.has_two_classes, desk.state.has_current_class) == (True, True)
    desk.session.set_classes(["cat"])
    assert (desk.state.has_two_classes, desk.state.has_current_class) == (False, False)


def test_that_detections_are_known_here_and_in_the_folder(desk: Desk) -> None:
    desk.session.set_folder(folder())
    show(desk.session, 0)
    desk.session.set_detections(path(1), [Detection(CAT, 0.9)])
    assert (desk.state.has_detections, desk.state.has_folder_detections) == (False, True)
    desk.session.set_detections(path(0), [Detection(CAT, 0.9)])
    assert desk.state.has_detections
    desk.session.score_threshold = 0.95
    assert not desk.state.has_detections
    assert desk.state.has_folder_detections
