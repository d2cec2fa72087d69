"""Detecting in a selection, accepting in the whole folder and taking it back, export, and images that are dropped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.formats.registry import open_dataset
from detector.data.geometry import Box
from frcnn_gui.common.language import tr
from frcnn_gui.detect.accept_controller import AcceptController
from frcnn_gui.detect.accept_edit import filter_new_annotations
from frcnn_gui.detect.detect_controller import UNTRAINED_MESSAGE
from frcnn_gui.detect.export_controller import DetectionsExportController
from frcnn_gui.detect.quick_detect import QuickDetectController
from frcnn_gui.document.detections import Detection
from frcnn_gui.main_window import MainWindow
from tests.gui.unit.folders import write_folder

COUNT = 6


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    with qtbot.waitSignal(window.open_controller.opened):
        window.open_controller.open_path(write_folder(tmp_path / "photos", COUNT))
    qtbot.waitUntil(lambda: window.context.session.image is not None)
    window.context.engine.is_ready = True
    window.context.engine.ready_changed.emit()
    return window


def detect_everywhere(window: MainWindow, scores: tuple[float, ...] = (0.9, 0.3)) -> None:
    folder = window.context.session.folder
    assert folder is not None
    found = tuple(
        Detection(Annotation(Box(5.2 + 12 * at, 5.4, 15.1 + 12 * at, 20.2), "cat", at), score)
        for at, score in enumerate(scores)
    )
    window.context.session.update_detections(dict.fromkeys(folder, found))


def boxes_on_disk(window: MainWindow) -> dict[str, list[tuple[float, ...]]]:
    folder = window.context.session.folder
    assert folder is not None
    dataset = open_dataset(folder.root)
    return {
        image.name: [annotation.bounds.xyxy for annotation in dataset.read_labels(image).image_annotations.annotations]
        for image in dataset.images
    }


def controller(window: MainWindow, kind: type) -> object:
    found = window.findChild(kind)
    assert found is not None
    return found


def idle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.context.jobs.jobs)
    assert window.context.autosave.save_all(5000)


def test_that_several_images_of_the_list_can_be_selected_without_leaving_the_current_one_alone(
    qtbot: QtBot, opened: MainWindow
) -> None:
    panel, actions = opened.images_panel, opened.context.actions
    assert not actions["detect_selected"].isEnabled()
    first = panel.view.visualRect(panel.view.model().index(0, 0)).center()
    fourth = panel.view.visualRect(panel.view.model().index(3, 0)).center()
    viewport = panel.view.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=first)
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, fourth)
    assert opened.context.images.selected_images == [0, 3]
    assert opened.context.session.index == 3
    assert actions["detect_selected"].isEnabled()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, first)
    assert opened.context.images.selected_images == [0, 1, 2, 3]
    opened.context.session.go_to_index(5)
    assert opened.context.images.selected_images == [opened.context.session.index]
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=first)  # or Qt takes Shift for held from now on


def test_that_the_selected_images_are_looked_at(opened: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    from frcnn_gui.detect.detect_controller import DetectController

    asked: list[list[str]] = []
    detecting = controller(opened, DetectController)
    monkeypatch.setattr(detecting, "detect_images", lambda images: asked.append([image.name for image in images]))
    selection, model = opened.images_panel.view.selectionModel(), opened.images_panel.view.model()
    for row in (1, 4):
        selection.select(model.index(row, 0), QItemSelectionModel.SelectionFlag.Select)
    folder = opened.context.session.folder
    assert folder is not None
    detecting.detect_selected()  # type: ignore[attr-defined]
    assert asked == [[folder[0].name, folder[1].name, folder[4].name]]


def test_that_what_is_labeled_already_is_not_accepted_again() -> None:
    there = (Annotation(Box(0, 0, 10, 10), "cat"), Annotation(Box(50, 50, 60, 60), "dog"))
    found = (
        Annotation(Box(1, 1, 10, 10), "cat"),
        Annotation(Box(1, 1, 10, 10), "dog"),
        Annotation(Box(30, 30, 40, 40), "cat"),
    )
    assert filter_new_annotations(found, there) == found[1:]
    assert filter_new_annotations(found, ()) == found


def test_that_all_images_are_accepted_in_one_step_and_undone(qtbot: QtBot, opened: MainWindow) -> None:
    before = boxes_on_disk(opened)
    detect_everywhere(opened)
    accepting = controller(opened, AcceptController)
    accepting.accept_detections(accepting._find_shown_detections())
    idle(qtbot, opened)
    after = boxes_on_disk(opened)
    assert set(after) == set(before)
    for name, boxes in after.items():
        assert boxes == [*before[name], (5.0, 5.0, 15.0, 20.0)]  # whole pixels; the other one scored too low
    session, folder = opened.context.session, opened.context.session.folder
    assert folder is not None
    assert all(len(found) == 1 for found in session.detections_by_image.values())
    assert opened.context.images.labeled_count == COUNT
    accepting.undo()
    idle(qtbot, opened)
    assert boxes_on_disk(opened) == before
    assert all(len(found) == 2 for found in session.detections_by_image.values())


def test_that_an_image_edited_since_keeps_its_boxes_when_the_rest_is_undone(qtbot: QtBot, opened: MainWindow) -> None:
    before = boxes_on_disk(opened)
    detect_everywhere(opened)
    accepting = controller(opened, AcceptController)
    accepting.accept_detections(accepting._find_shown_detections())
    idle(qtbot, opened)
    document = opened.context.session.document
    assert document is not None
    document.replace_annotations(
        "mine", (*document.annotations, Annotation(Box(1, 1, 9, 9), "dog", document.new_uid()))
    )
    assert opened.context.autosave.save_all(5000)
    accepting.undo()
    idle(qtbot, opened)
    after = boxes_on_disk(opened)
    assert len(after[document.image.name]) == len(before[document.image.name]) + 2
    assert {name: boxes for name, boxes in after.items() if name != document.image.name} == {
        name: boxes for name, boxes in before.items() if name != document.image.name
    }
    assert any("edited since" in text for text in opened.context.notices.texts)


def test_that_images_with_labels_can_be_left_alone(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_folder(tmp_path / "photos", COUNT)
    for labels in sorted(root.glob("*.xml"))[:4] or sorted(root.glob("*.txt"))[:4]:
        labels.unlink()
    with qtbot.waitSignal(window.open_controller.opened):
        window.open_controller.open_path(root)
    qtbot.waitUntil(lambda: window.context.session.image is not None)
    labeled = window.context.images.labeled_count
    assert 0 <= labeled < COUNT
    detect_everywhere(window)
    asked: list[str] = []

    def choose(box: QMessageBox) -> int:
        asked.append(box.text())
        box.defaultButton().click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", choose)
    before = boxes_on_disk(window)
    accepting = controller(window, AcceptController)
    accepting.ask_which_images()
    idle(qtbot, window)
    assert "score 0.50" in asked[0]
    grown = [name for name, boxes in boxes_on_disk(window).items() if len(boxes) > len(before[name])]
    assert len(grown) == COUNT - labeled


def test_that_detections_are_written_with_their_scores(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    detect_everywhere(opened)
    exporting = controller(opened, DetectionsExportController)
    for name in ("voc", "yolo", "coco", "labelme", "csv", "cvat", "createml", "via", "masks"):
        out = tmp_path / name
        exporting.export_detections(name, out)
        idle(qtbot, opened)
        results = json.loads((out / "detections.json").read_text())
        assert [len(one["boxes"]) for one in results] == [1] * COUNT
        assert results[0]["boxes"][0]["score"] == 0.9
    coco = json.loads((tmp_path / "coco" / "annotations.json").read_text())
    assert [one["score"] for one in coco["annotations"]] == [0.9] * COUNT


def test_that_an_export_into_a_folder_with_files_is_refused(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    detect_everywhere(opened)
    (tmp_path / "mine").mkdir()
    kept = tmp_path / "mine" / "thesis.txt"
    kept.write_text("years of work")
    exporting = controller(opened, DetectionsExportController)
    exporting.export_detections("coco", tmp_path / "mine")
    idle(qtbot, opened)
    assert kept.read_text() == "years of work"
    assert len(opened.context.notices.texts) == 1
    exporting.ask_export()
    assert exporting.dialog.folder_field.path == tmp_path / "photos_detections_coco"
    exporting.dialog.folder_field.path_edit.setText(str(tmp_path / "mine"))
    assert not exporting.dialog.export_button.isEnabled()
    exporting.dialog.reject()


def drop(window: MainWindow, path: Path, share: float) -> None:
    """Let go of `path` at this share of the width of the place in the middle."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    middle = window.pages.mapTo(window, window.pages.rect().center())
    at = QPointF(middle.x() + (share - 0.5) * window.pages.width(), middle.y())
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dragEnterEvent(QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, data, buttons, keys))
    window.dropEvent(QDropEvent(at, Qt.DropAction.CopyAction, data, buttons, keys))


def test_that_an_image_that_is_dropped_is_looked_at_alone_or_its_folder_opened(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    other = write_folder(tmp_path / "other", 1)
    image = next(path for path in other.iterdir() if path.suffix in (".png", ".jpg"))
    opened.resize(1200, 800)
    root = opened.context.session.folder.root  # type: ignore[union-attr]
    drop(opened, image, 0.75)
    apart = controller(opened, QuickDetectController).window
    qtbot.waitUntil(lambda: not apart.detection_view._image.isNull())
    assert opened.context.session.folder.root == root  # type: ignore[union-attr]
    assert tr(UNTRAINED_MESSAGE) in apart.note.text()
    found = (Detection(Annotation(Box(2, 2, 9, 9), "cat", 0), 0.4),)
    apart.set_detections(image, found)
    assert "0.40" in apart.note.text()
    apart.score_slider.setValue(30)
    assert apart.detection_view._shown == found
    apart.accept()
    with qtbot.waitSignal(opened.open_controller.opened):
        drop(opened, image, 0.25)
    assert opened.context.session.folder.root == other  # type: ignore[union-attr]
    assert not opened.drop_controller.zones.isVisible()
