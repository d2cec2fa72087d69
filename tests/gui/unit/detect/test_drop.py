"""What is opened of a drop."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from frcnn_gui.common.language import tr
from frcnn_gui.detect.drop_targets import ONE_FOLDER_ONLY_TEXT, ONE_IMAGE_ELSEWHERE_TEXT, find_drop_target
from frcnn_gui.main_window import MainWindow
from tests.gui.unit.folders import write_folder, write_image
from tests.gui.unit.window.test_main_window import WAIT, wait_shown
from tests.sentences import has_sentence


def opened_of(*paths: Path) -> Path | None:
    dropped = find_drop_target(paths)
    return dropped.path if dropped is not None else None


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    window.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, Qt.KeyboardModifier.NoModifier))


def test_that_a_folder_comes_before_images_and_images_before_files(tmp_path: Path) -> None:
    image, yaml, notes = write_image(tmp_path / "a.png"), tmp_path / "data.yaml", tmp_path / "notes.txt"
    assert opened_of(notes, image, tmp_path) == tmp_path
    assert opened_of(notes, yaml, image) == image
    assert opened_of(notes, yaml) == yaml
    assert opened_of(notes) == notes  # the reason is reported
    assert opened_of() is None


def test_that_a_folder_named_like_an_image_is_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "photos.jpg"
    folder.mkdir()
    assert find_drop_target([folder, write_image(tmp_path / "b.png")]) is not None
    assert opened_of(write_image(tmp_path / "b.png"), folder) == folder


@pytest.mark.parametrize(
    ("labels", "image"),
    [
        ("a.xml", "a.png"),
        ("a.json", "a.JPG"),
        ("set/labels/train/a.txt", "set/images/train/a.png"),
        ("VOC/Annotations/a.xml", "VOC/JPEGImages/a.jpg"),
    ],
)
def test_that_the_labels_of_one_image_open_that_image(tmp_path: Path, labels: str, image: str) -> None:
    (tmp_path / labels).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / labels).write_text("not looked into")
    expected = write_image(tmp_path / image)
    assert opened_of(tmp_path / labels) == expected


def test_that_what_is_left_out_is_reported(tmp_path: Path) -> None:
    first, second = write_folder(tmp_path / "first"), write_folder(tmp_path / "second")
    folders = find_drop_target([first, second])
    images = find_drop_target([first / "image_0.png", second / "image_0.png"])
    assert folders is not None
    assert images is not None
    assert "first" in folders.remark
    assert has_sentence(images.remark, tr(ONE_IMAGE_ELSEWHERE_TEXT))


def test_that_nothing_is_reported_where_nothing_is_left_out(tmp_path: Path) -> None:
    first = write_folder(tmp_path / "first")
    for paths in ([first], [first / "image_0.png", first / "image_1.png"]):
        dropped = find_drop_target(paths)
        assert dropped is not None
        assert not dropped.remark


def test_that_several_images_open_their_folder_at_the_first(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "photos")
    with qtbot.waitSignal(window.open_controller.opened, timeout=WAIT):
        drop(window, folder / "image_2.png", folder / "image_1.png")
    wait_shown(qtbot, window)
    assert window.windowTitle() == "photos - image_2.png[*]"


def test_that_the_remark_is_read_once_the_folder_is_open(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    first, second = write_folder(tmp_path / "first"), write_folder(tmp_path / "second")
    with qtbot.waitSignal(window.open_controller.opened, timeout=WAIT):
        drop(window, first, second)
    assert window.windowTitle().startswith("first")
    assert tr(ONE_FOLDER_ONLY_TEXT).format(name="first") in window.status_bar.currentMessage()


def test_that_a_table_of_boxes_opens_its_images(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        write_image(tmp_path / name)
    table = tmp_path / "boxes.csv"
    table.write_text("filename,width,height,class,xmin,ymin,xmax,ymax\na.png,64,48,cat,1,2,30,40\n")
    with qtbot.waitSignal(window.open_controller.opened, timeout=WAIT):
        drop(window, table)
    session = window.context.session
    assert session.folder is not None
    assert session.folder.format == "csv"


def test_that_a_drop_of_anything_else_is_answered_with_a_sentence(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.odt"
    notes.write_text("hello")
    with qtbot.waitSignal(window.open_controller.failed, timeout=WAIT):
        drop(window, notes)
    assert "notes.odt" in window.context.notices.texts[0]
