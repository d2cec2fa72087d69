"""Images marked to be skipped in the window: seen in the list, searched for, and passed over."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from detector.data import skip_list
from detector.data.skip_list import SKIP_LIST_NAME, SKIP_LIST_NOT_WRITTEN, read_skipped_names
from frcnn_gui.images.image_status import ImageState
from frcnn_gui.main_window import MainWindow
from tests.gui.unit.folders import write_image
from tests.gui.unit.window.test_main_window import WAIT, open_path
from tests.sentences import has_sentence


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    for name in ("a.png", "b.png", "c.png", "d.png"):
        write_image(tmp_path / "photos" / name)
    open_path(qtbot, window, tmp_path / "photos")
    return window


def test_that_a_skipped_image_is_marked_passed_over_and_found(opened: MainWindow, tmp_path: Path) -> None:
    context = opened.context
    context.session.go_to_index(1)
    context.actions["skip_image"].trigger()
    assert read_skipped_names(tmp_path / "photos") == {"b.png"}
    assert context.images.get_state(1) is ImageState.SKIPPED
    assert context.actions["skip_image"].isChecked()
    context.session.go_to_index(0)
    assert not context.actions["skip_image"].isChecked()
    context.actions["next_unlabelled"].trigger()
    assert context.session.index == 2
    context.images.set_filter("skipped")
    assert [context.images.image_index(row) for row in range(context.images.rowCount())] == [1]
    context.images.set_filter("-skipped")
    assert context.images.rowCount() == 3


def test_that_marks_are_there_when_the_folder_is_opened_again(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "photos" / SKIP_LIST_NAME).write_text("c.png\ngone.png\n")
    open_path(qtbot, opened, tmp_path / "photos")
    qtbot.waitUntil(lambda: opened.context.images.get_state(2) is ImageState.SKIPPED, timeout=WAIT)
    assert opened.context.images.statuses.skipped_count == 1


def test_that_several_images_are_skipped_and_unskipped_at_once(opened: MainWindow, tmp_path: Path) -> None:
    action, images = opened.context.actions["skip_image"], opened.context.images
    images.set_selected_rows([range(1), range(2, 4)])
    action.trigger()
    assert read_skipped_names(tmp_path / "photos") == {"a.png", "c.png", "d.png"}
    action.trigger()
    assert read_skipped_names(tmp_path / "photos") == frozenset()
    assert images.statuses.skipped_count == 0


def test_that_a_folder_that_cannot_be_written_says_so_and_marks_nothing(
    opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, _content: bytes) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(skip_list, "write_atomically", refuse)
    opened.context.actions["skip_image"].trigger()
    assert any(has_sentence(text, SKIP_LIST_NOT_WRITTEN) for text in opened.context.notices.texts)
    assert not opened.context.actions["skip_image"].isChecked()
    assert opened.context.images.statuses.skipped_count == 0
