"""From a folder of photographs to boxes, stages, a trained network, detections, and the same boxes read back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from detector.data.formats.voc.label_file import VocFile, VocOrigin
from detector.demo import write_demo_folder
from detector.outcomes import AnchorReason, ProposalFate
from frcnn_gui.main_window import MainWindow
from frcnn_gui.stages.layer_assignment import AnchorCategory
from tests.gui.conftest import Opener
from tests.gui.e2e.driver import LEFT, ON_A_SCREEN, TRAIN_WAIT, Person

ONE_SCREEN_PIXEL = 2.0
"""In pixels of the image, which is shown a little smaller than it is."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "photos"
    write_demo_folder(root, count=3, seed=1)
    return root


@pytest.fixture
def person(qtbot: QtBot, window: MainWindow, folder: Path) -> Person:
    person = Person(qtbot, window)
    person.open(folder)
    return person


@ON_A_SCREEN
def test_that_the_whole_path_works(person: Person, folder: Path, open_window: Opener, qtbot: QtBot) -> None:
    before = person.document.annotations

    # Draw a box with the mouse; it takes the class that is chosen.
    person.session.current_label = "coin"
    person.press(Qt.Key.Key_W)
    person.drag((200, 60), (300, 160))
    drawn = next(annotation for annotation in person.document.annotations if annotation not in before)
    assert drawn.label == "coin"
    assert drawn.bounds.xyxy == pytest.approx((200, 60, 300, 160), abs=ONE_SCREEN_PIXEL)
    person.wait_until_saved()

    # See anchors and the counts of their assignment.
    person.wait_for_engine()
    person.window.context.show_dock("stages")
    for key in ("anchors", "assignment"):
        QTest.mouseClick(person.stages.layer_rows[key].eye_button, LEFT)
    total = 6 * (52 * 68 + 26 * 34 + 13 * 17 + 7 * 9)  # the levels of a 400 x 533 input
    qtbot.waitUntil(lambda: f" of {total:,}" in person.stages.layer_rows["anchors"].count_label.text())
    assignment = person.stages.model.assignment
    assert assignment is not None
    assert sum(assignment.count_reason(reason) for reason in AnchorReason) == len(assignment.label) == total
    assert len(assignment.box_best_iou) == len(before) + 1
    person.stages.tabs.setCurrentWidget(person.stages.filters_page)
    shown = person.stages.category_list.count_labels[AnchorCategory.NEGATIVE].text()
    assert shown == f"{assignment.count_reason(AnchorReason.NEGATIVE_LOW_IOU):,}"

    # Train a few steps, and detect with what came of it.
    person.train(epochs=3)
    assert person.training.loss_chart.steps == [1, 2, 3]
    assert person.window.context.network.is_trained
    person.session.score_threshold = 0.05  # three steps do not make a detector; all it says is taken
    person.trigger("detect")
    qtbot.waitUntil(lambda: bool(person.session.detections), timeout=TRAIN_WAIT)

    # Accept a detection: it becomes a box, and is a detection no more.
    count, boxes = len(person.session.detections), len(person.document.annotations)
    person.detections.table.selectRow(0)
    QTest.mouseClick(person.detections.accept_button, LEFT)
    assert len(person.document.annotations) == boxes + 1
    assert len(person.session.detections) == count - 1
    person.wait_until_saved()

    # Open the folder again in another window: the same boxes.
    expected = [(annotation.label, annotation.bounds.xyxy) for annotation in person.document.annotations]
    again = Person(qtbot, open_window())
    again.open(folder)
    assert [(annotation.label, annotation.bounds.xyxy) for annotation in again.document.annotations] == expected


def test_that_dragging_a_box_changes_the_assignment_before_the_button_is_released(person: Person) -> None:
    person.wait_for_engine()
    person.window.context.show_dock("stages")
    person.qtbot.waitUntil(lambda: person.stages.model.assignment is not None)
    annotation = max(person.document.annotations, key=lambda one: one.bounds.area)
    center = ((annotation.bounds.x1 + annotation.bounds.x2) / 2, (annotation.bounds.y1 + annotation.bounds.y2) / 2)
    before = person.stages.model.assignment
    assert before is not None

    person.click(*center)
    selected = next(one for one in person.document.annotations if one.uid in person.session.selection)
    start = ((selected.bounds.x1 + selected.bounds.x2) / 2, (selected.bounds.y1 + selected.bounds.y2) / 2)
    QTest.mousePress(person.canvas, LEFT, pos=person.at(*start))
    person.move(start, (320, 240))
    during = person.stages.model.assignment
    assert during is not None
    assert person.document.annotations != person.document.shown_annotations
    assert not np.array_equal(before.best_iou, during.best_iou)
    QTest.mouseRelease(person.canvas, LEFT, pos=person.at(320, 240))

    person.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    restored = person.stages.model.assignment
    assert restored is not None
    np.testing.assert_array_equal(restored.reason, before.reason)


def test_that_proposals_come_as_layers_with_their_counts(person: Person) -> None:
    person.wait_for_engine()
    person.window.context.show_dock("stages")
    stages, model = person.stages.stages, person.stages.model
    QTest.mouseClick(person.stages.layer_rows["after_nms"].eye_button, LEFT)
    person.qtbot.waitUntil(lambda: model.trace is not None, timeout=TRAIN_WAIT)
    person.qtbot.waitUntil(lambda: person.stages.layer_rows["after_nms"].count_label.text() == "best 50 of 500")
    assert stages.layers["after_nms"].content.item_count == 50
    QTest.mouseClick(person.stages.layer_rows["before_nms"].eye_button, LEFT)
    entered = len(model.trace.proposals.decoded) - model.trace.proposals.count_fate(ProposalFate.BELOW_PRE_TOP_K)
    person.qtbot.waitUntil(lambda: bool(person.stages.layer_rows["before_nms"].count_label.text()))
    shown = person.stages.layer_rows["before_nms"].count_label.text()
    assert shown == f"best 300 of {entered - model.trace.proposals.count_fate(ProposalFate.TOO_SMALL):,}"


def test_that_nothing_is_written_by_looking(person: Person, folder: Path) -> None:
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for _ in range(2):
        person.press(Qt.Key.Key_D)
        person.wait_for_image()
    person.press(Qt.Key.Key_A)
    person.wait_for_image()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == files


def test_that_an_unlabeled_image_gets_a_label_file_with_the_first_box(person: Person, folder: Path) -> None:
    labeled = set(folder.glob("*.xml"))
    image = folder / "extra.jpg"
    image.write_bytes((folder / "demo_0001.jpg").read_bytes())
    person.open(image)
    person.session.current_label = "leaf"
    person.press(Qt.Key.Key_R)
    person.drag((50, 50), (120, 110))
    person.wait_until_saved()
    assert set(folder.glob("*.xml")) - labeled == {folder / "extra.xml"}
    (annotation,) = VocFile.from_path(folder / "extra.xml", VocOrigin.ONE_BASED).image_annotations.annotations
    assert annotation.label == "leaf"
    assert annotation.bounds.xyxy == pytest.approx((50, 50, 120, 110), abs=ONE_SCREEN_PIXEL)
