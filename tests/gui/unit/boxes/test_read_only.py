"""Images that cannot be edited say why, keep their files, and can be edited as soon as the reason is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from detector.data.formats.registry import open_dataset
from detector.errors import AnnotationUnreadableError
from frcnn_gui.common.language import tr
from frcnn_gui.document import read_only
from frcnn_gui.document.read_only import READ_ONLY_FILE_TEXT, find_read_only_reason
from frcnn_gui.images.image_list import ImageState
from frcnn_gui.main_window import MainWindow
from tests.gui.unit.folders import write_folder
from tests.gui.unit.window.test_main_window import move_boxes, open_path, step, wait_saved, wait_shown
from tests.reliability.states import write_folder as write_labeled

LABELS = {
    "voc": "0.xml",
    "yolo": "labels/0.txt",
    "coco": "annotations.json",
    "labelme": "0.json",
    "csv": "annotations.csv",
    "cvat": "annotations.xml",
    "createml": "annotations.json",
    "via": "via_region_data.json",
}
"""Of sets of mask PNG, a damaged file is one object's: it is reported and kept, and the others can be edited."""


def forbid(monkeypatch: pytest.MonkeyPatch, *paths: Path) -> None:
    """As if this user, who may be an administrator, were not allowed to write to these."""
    monkeypatch.setattr(read_only.os, "access", lambda path, _mode: Path(path) not in paths)


def test_that_a_folder_or_file_that_may_not_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = tmp_path / "a.xml"
    assert find_read_only_reason(labels) == ""
    labels.write_text("")
    assert find_read_only_reason(labels) == ""
    forbid(monkeypatch, labels)
    assert find_read_only_reason(labels) == tr(READ_ONLY_FILE_TEXT).format(labels="a.xml")
    forbid(monkeypatch, tmp_path)
    assert str(tmp_path) in find_read_only_reason(tmp_path / "not" / "yet" / "there.txt")
    assert list(tmp_path.iterdir()) == [labels]  # nothing is tried out on the disk


def test_that_a_read_only_folder_opens_for_viewing_and_says_so(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path / "photos", 3)
    forbid(monkeypatch, folder)
    open_path(qtbot, window, folder)
    session, notices = window.context.session, window.context.notices
    step(qtbot, window)
    assert window.status_bar.save_button.text() == "Read-only folder"
    assert [text.partition(":")[0] for text in notices.texts] == ["Read-only folder"]
    assert session.document is not None
    assert len(session.document.annotations) == 1
    move_boxes(window)
    assert session.document.annotations[0].bounds.x1 == 4.0
    assert window.context.images.get_state(1) is not ImageState.BROKEN
    assert not window.context.actions["draw"].isEnabled()
    monkeypatch.undo()
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)  # back from the file manager
    wait_shown(qtbot, window)
    assert notices.texts == []
    move_boxes(window)
    wait_saved(qtbot, window)


def test_that_reading_again_unlocks_an_image_whose_labels_were_repaired(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "photos", 3)
    whole = (folder / "image_0.xml").read_bytes()
    (folder / "image_0.xml").write_bytes(whole[:-20])
    open_path(qtbot, window, folder)
    (folder / "image_0.xml").write_bytes(whole)
    buttons = window.context.notices.findChildren(QPushButton)
    next(button for button in buttons if button.text() == "Reload").click()
    wait_shown(qtbot, window)
    move_boxes(window)
    wait_saved(qtbot, window)
    assert (folder / "image_0.xml").read_bytes() != whole


@pytest.mark.parametrize("format_name", LABELS)
def test_that_labels_that_break_while_open_are_refused_kept_and_taken_again_when_repaired(
    tmp_path: Path, format_name: str
) -> None:
    folder = write_labeled(tmp_path / "photos", format_name)
    data = open_dataset(folder)
    labels = folder / LABELS[format_name]
    whole = labels.read_bytes()
    broken = whole[: len(whole) // 2] + b"\xff\xfe\x81<"  # of no encoding
    labels.write_bytes(broken)
    with pytest.raises(AnnotationUnreadableError, match=labels.name):
        data.read_labels(data.images[0])
    assert labels.read_bytes() == broken
    labels.write_bytes(whole)
    assert len(data.read_labels(data.images[0]).image_annotations.annotations) == 1


@pytest.mark.parametrize("now", [b"names: [other]\n", b"\xff\xfe", None])
def test_that_a_class_list_that_breaks_while_open_locks_every_image_until_it_is_repaired(
    tmp_path: Path, now: bytes | None
) -> None:
    folder = write_labeled(tmp_path / "photos", "yolo")
    data, classes = open_dataset(folder), folder / "data.yaml"
    whole = classes.read_bytes()
    if now is None:
        classes.unlink()
    else:
        classes.write_bytes(now)
    for image in data.images:
        with pytest.raises(AnnotationUnreadableError, match=r"data\.yaml"):
            data.read_labels(image)
    assert (classes.read_bytes() if classes.exists() else None) == now
    classes.write_bytes(whole)
    assert len(data.read_labels(data.images[0]).image_annotations.annotations) == 1


def test_that_a_written_over_class_list_that_only_grew_locks_nothing(tmp_path: Path) -> None:
    folder = write_labeled(tmp_path / "photos", "yolo")
    data, classes = open_dataset(folder), folder / "data.yaml"
    classes.write_text(classes.read_text().replace("[state]", "[state, new]"))
    assert data.read_labels(data.images[0]).image_annotations.annotations
    assert data.classes == ("state", "new")
