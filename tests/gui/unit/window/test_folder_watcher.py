"""What other programs do to the open folder shows up in the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.formats.base import FormatName
from detector.data.formats.registry import FORMATS
from detector.data.geometry import Box
from frcnn_gui.main_window import MainWindow
from frcnn_gui.window import folder_watcher
from tests.gui.unit.folders import write_folder, write_image, write_labels
from tests.gui.unit.window.test_main_window import WAIT, move_boxes, open_path, wait_saved


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_watcher, "QUIET_MS", 20)


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> Iterator[MainWindow]:
    open_path(qtbot, window, write_folder(tmp_path / "photos", 4) / "image_1.png")
    return window


def names(window: MainWindow) -> list[str]:
    assert window.context.session.folder is not None
    return list(window.context.session.folder.names)


def test_that_images_added_and_gone_are_noticed_and_the_current_one_stays(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    session = opened.context.session
    move_boxes(opened)
    wait_saved(qtbot, opened)
    document = session.document
    opened.folder_watcher._own_write_timer.stop()
    write_image(tmp_path / "photos" / "a_new.png")
    (tmp_path / "photos" / "image_3.png").unlink()
    qtbot.waitUntil(lambda: names(opened) == ["a_new.png", "image_0.png", "image_1.png", "image_2.png"], timeout=WAIT)
    assert session.index == 2
    assert session.document is document
    assert document is not None
    assert document.undo_stack.canUndo()
    assert opened.images_panel.view.currentIndex().data() == "image_1.png"
    assert opened.context.images.labeled_count == 3


def test_that_another_image_is_shown_when_the_current_one_is_gone(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    session = opened.context.session
    (tmp_path / "photos" / "image_1.png").unlink()
    qtbot.waitUntil(lambda: len(names(opened)) == 3 and session.image is not None, timeout=WAIT)
    assert session.document is not None
    assert session.document.image.name == "image_2.png"


def test_that_labels_written_by_another_program_are_shown(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    session = opened.context.session
    write_labels(tmp_path / "photos" / "image_1.png", (1, 2, 9, 9, "zebra"))
    qtbot.waitUntil(
        lambda: session.document is not None and session.document.image_annotations.labels == ("zebra",), timeout=WAIT
    )


def test_that_our_own_saves_change_nothing(qtbot: QtBot, opened: MainWindow) -> None:
    session, document = opened.context.session, opened.context.session.document
    renewed: list[object] = []
    session.folder_rescanned.connect(renewed.append)
    move_boxes(opened)
    wait_saved(qtbot, opened)
    qtbot.wait(200)
    assert session.document is document
    assert not renewed


def test_that_images_in_a_folder_that_was_made_later_are_found(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    new = tmp_path / "photos" / "new"
    new.mkdir()
    qtbot.waitUntil(lambda: str(new) in opened.folder_watcher._system_watcher.directories(), timeout=WAIT)
    assert len(names(opened)) == 4
    write_image(new / "late.png")
    qtbot.waitUntil(lambda: "new/late.png" in names(opened), timeout=WAIT)


def test_that_labels_that_another_program_gives_to_the_image_shown_appear(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    open_path(qtbot, window, write_folder(tmp_path / "photos", 4) / "image_3.png")
    session = window.context.session
    write_labels(tmp_path / "photos" / "image_3.png", (1, 2, 9, 9, "zebra"))
    qtbot.waitUntil(
        lambda: session.document is not None and session.document.image_annotations.labels == ("zebra",), timeout=WAIT
    )
    assert window.context.images.labeled_count == 4


def test_that_boxes_drawn_meanwhile_stay(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    document = opened.context.session.document
    assert document is not None
    file = document.file
    assert file is not None
    write_labels(tmp_path / "photos" / "image_1.png", (1, 2, 9, 9, "zebra"))
    assert opened.context.session.folder is not None
    theirs = opened.context.session.folder.read_labels(document.image)
    move_boxes(opened)
    moved = document.annotations
    opened.folder_watcher._on_labels_read(document, theirs)
    assert document.annotations == moved
    assert opened.context.session.document is document


def test_that_the_folder_is_looked_at_on_return_where_the_system_does_not_report(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    watcher = opened.folder_watcher
    watcher._system_watcher.removePaths(watcher._system_watcher.directories())
    write_image(tmp_path / "photos" / "unseen.png")
    watcher._misses_changes = True
    watcher._on_application_state_changed(Qt.ApplicationState.ApplicationActive)
    qtbot.waitUntil(lambda: "unseen.png" in names(opened), timeout=WAIT)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_that_a_folder_just_begun_takes_up_new_images_and_keeps_every_box(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, name: FormatName
) -> None:
    root = tmp_path / "photos"
    write_image(root / "a.png")
    window.context.settings.new_format = name
    open_path(qtbot, window, root)
    write_image(root / "b.png")
    qtbot.waitUntil(lambda: names(window) == ["a.png", "b.png"], timeout=WAIT)
    for index, label in enumerate(("cat", "dog")):
        window.context.session.go_to_index(index)
        qtbot.waitUntil(lambda: window.context.session.document is not None, timeout=WAIT)
        document = window.context.session.document
        assert document is not None
        document.replace_annotations("Draw", (Annotation(Box(4.0, 5.0, 30.0, 28.0), label, document.new_uid()),))
        wait_saved(qtbot, window)
    found = FORMATS[name].open_dataset(root)
    labels = [found.read_labels(image).image_annotations.labels for image in found.images]
    assert labels == [("cat",), ("dog",)]
