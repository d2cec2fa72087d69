"""Going through a folder: by what is still to do, to its ends, to a number, and on where it was left."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import HtmlLabel
from frcnn_gui.common.settings import MAX_PLACES, Settings
from frcnn_gui.images.image_controller import FIRST_IMAGE_TEXT, LAST_IMAGE_TEXT
from frcnn_gui.images.navigation import OUTSIDE_SEARCH_TEXT, READING_MESSAGE
from frcnn_gui.images.number_dialog import NO_SUCH_NUMBER_TEXT, NumberDialog
from frcnn_gui.main_window import MainWindow
from frcnn_gui.window.open_controller import FOLDER_MISSING_TEXT, WHERE_LEFT_OFF_TEXT
from tests.gui.conftest import Opener
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.window.test_main_window import WAIT, open_path, trigger, wait_shown
from tests.sentences import has_sentence

BOX = (5, 6, 30, 28, "cat")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """a_0 and b_5 are verified, a_1 and b_4 have no labels, a_2 and a_3 are only labeled."""
    root = tmp_path / "photos"
    for number in range(6):
        image = write_image(root / f"{'a' if number < 4 else 'b'}_{number}.png")
        if number not in (1, 4):
            labels = write_labels(image, BOX)
            if number in (0, 5):
                labels.write_text(labels.read_text().replace("<annotation>", '<annotation verified="yes">'))
    return root


@pytest.fixture
def messages(window: MainWindow) -> list[str]:
    messages: list[str] = []
    window.context.session.message_posted.connect(messages.append)
    return messages


def open_read(qtbot: QtBot, window: MainWindow, folder: Path, number: int = 0) -> None:
    """Open it at this image, and wait until all labels are read."""
    open_path(qtbot, window, folder)
    qtbot.waitUntil(lambda: window.context.index.is_complete, timeout=WAIT)
    go_to(qtbot, window, number)


def go_to(qtbot: QtBot, window: MainWindow, number: int) -> None:
    window.context.session.go_to_index(number)
    wait_shown(qtbot, window)


def do(qtbot: QtBot, window: MainWindow, id: str) -> int:
    """The number, from 0, of the image to which the action `id` goes."""
    trigger(qtbot, window, id)
    wait_shown(qtbot, window)
    return window.context.session.index


def test_that_images_without_labels_are_gone_to_either_way_round(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_read(qtbot, window, folder, 2)
    assert [do(qtbot, window, "next_unlabelled") for _ in range(2)] == [4, 1]
    assert [do(qtbot, window, "previous_unlabelled") for _ in range(2)] == [4, 1]


def test_that_images_not_verified_are_gone_to_either_way_round(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    open_read(qtbot, window, folder, 3)
    assert [do(qtbot, window, "next_unverified") for _ in range(2)] == [4, 1]
    assert [do(qtbot, window, "previous_unverified") for _ in range(2)] == [4, 3]


def test_that_the_ends_are_gone_to_and_reported_when_there(
    qtbot: QtBot, window: MainWindow, folder: Path, messages: list[str]
) -> None:
    open_read(qtbot, window, folder)
    assert do(qtbot, window, "last_image") == 5
    assert do(qtbot, window, "last_image") == 5
    assert messages[-1] == tr(LAST_IMAGE_TEXT)
    assert do(qtbot, window, "first_image") == 0
    assert do(qtbot, window, "first_image") == 0
    assert messages[-1] == tr(FIRST_IMAGE_TEXT)


def test_that_home_and_end_go_to_the_ends_while_the_picture_has_the_focus(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_read(qtbot, window, folder, 2)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    canvas, search = window.context.canvas, window.images_panel.search_line
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_End)
    assert window.context.session.index == 5
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert window.context.session.index == 0
    search.setFocus()
    qtbot.keyClick(search, Qt.Key.Key_End)
    assert window.context.session.index == 0


def test_that_it_is_reported_when_nothing_is_left_to_do(
    qtbot: QtBot, window: MainWindow, folder: Path, messages: list[str]
) -> None:
    for number in (1, 4):
        write_labels(next(folder.glob(f"*_{number}.png")), BOX)
    for labels in folder.glob("*.xml"):
        text = labels.read_text().replace("<annotation>", '<annotation verified="yes">')
        labels.write_text(text)
    open_read(qtbot, window, folder)
    for id, sentence in (
        ("next_unlabelled", "All other images have labels."),
        ("previous_unlabelled", "All other images have labels."),
        ("next_unverified", "All other images are verified."),
        ("previous_unverified", "All other images are verified."),
    ):
        assert do(qtbot, window, id) == 0
        assert messages[-1] == sentence


@pytest.mark.parametrize(
    ("id", "start", "target"),
    [
        ("next_unlabelled", 2, 4),
        ("previous_unlabelled", 0, 4),
        ("next_unverified", 3, 4),
        ("previous_unverified", 0, 4),
        ("last_image", 0, 5),
    ],
)
def test_that_a_target_that_the_search_does_not_list_is_gone_to_and_reported(
    qtbot: QtBot, window: MainWindow, folder: Path, messages: list[str], id: str, start: int, target: int
) -> None:
    open_read(qtbot, window, folder, start)
    window.context.images.set_filter("a_")
    assert do(qtbot, window, id) == target
    assert messages[-1] == OUTSIDE_SEARCH_TEXT.format(name=f"b_{target}.png", number=target + 1, total=6)


def test_that_a_target_that_the_search_lists_needs_no_words(
    qtbot: QtBot, window: MainWindow, folder: Path, messages: list[str]
) -> None:
    open_read(qtbot, window, folder)
    window.context.images.set_filter("a_")
    messages.clear()
    assert do(qtbot, window, "next_unverified") == 1
    assert not any(has_sentence(text, OUTSIDE_SEARCH_TEXT) for text in messages)


def test_that_it_waits_for_labels_that_are_not_read_yet(
    qtbot: QtBot, window: MainWindow, folder: Path, messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frcnn_gui.images.label_index.MAX_UNREQUESTED_IMAGES", 0)
    open_path(qtbot, window, folder)
    go_to(qtbot, window, 1)
    assert not window.context.index.is_complete
    trigger(qtbot, window, "next_unverified")
    assert messages[-1] == tr(READING_MESSAGE)
    qtbot.waitUntil(lambda: window.context.session.index == 2, timeout=WAIT)
    assert window.context.index.is_complete


def test_that_who_goes_elsewhere_meanwhile_is_left_there(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frcnn_gui.images.label_index.MAX_UNREQUESTED_IMAGES", 0)
    open_path(qtbot, window, folder)
    go_to(qtbot, window, 1)
    trigger(qtbot, window, "next_unverified")
    go_to(qtbot, window, 5)
    qtbot.waitUntil(lambda: window.context.index.is_complete, timeout=WAIT)
    assert window.context.session.index == 5


def test_that_images_whose_labels_cannot_be_read_are_passed_over(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    (folder / "a_2.xml").write_text("<annotation><obj")
    open_read(qtbot, window, folder, 1)
    assert do(qtbot, window, "next_unverified") == 3


def test_that_actions_are_gray_without_a_folder(window: MainWindow) -> None:
    for id in ("previous_unlabelled", "next_unverified", "first_image", "go_to_image"):
        assert not window.context.actions[id].isEnabled()


# -- to a number


@pytest.fixture
def dialog(qtbot: QtBot) -> NumberDialog:
    dialog = NumberDialog(1500, "image_{}.png".format)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    return dialog


@pytest.mark.parametrize(("typed", "number"), [("1", 1), (" #12 ", 12), ("1500", 1500), ("1,500", 1500), ("007", 7)])
def test_that_a_number_is_understood_and_its_image_named(dialog: NumberDialog, typed: str, number: int) -> None:
    dialog.number_edit.setText(typed)
    assert dialog.number == number
    assert dialog.name_label.text() == f"image_{number}.png"
    assert dialog.go_button.isEnabled()


@pytest.mark.parametrize("typed", ["", "0", "1501", "-3", "2.5", "1,5", "cat", "9" * 20])
def test_that_what_is_no_number_of_an_image_goes_nowhere(qtbot: QtBot, dialog: NumberDialog, typed: str) -> None:
    chosen: list[int] = []
    dialog.number_chosen.connect(chosen.append)
    dialog.show()
    dialog.number_edit.setText(typed)
    assert dialog.name_label.text() == (tr(NO_SUCH_NUMBER_TEXT) if typed else "")
    assert not dialog.go_button.isEnabled()
    qtbot.keyClick(dialog.number_edit, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert chosen == []


def test_that_a_number_is_typed_over_the_current_one_and_gone_to(
    qtbot: QtBot, window: MainWindow, folder: Path, messages: list[str]
) -> None:
    open_read(qtbot, window, folder, 2)
    window.context.images.set_filter("a_")
    trigger(qtbot, window, "go_to_image")
    dialog = window.findChild(NumberDialog)
    assert isinstance(dialog, NumberDialog)
    assert dialog.number_edit.selectedText() == "3"
    qtbot.keyClicks(dialog.number_edit, "6")
    qtbot.mouseClick(dialog.findChild(QDialogButtonBox).buttons()[0], Qt.MouseButton.LeftButton)
    assert window.context.session.index == 5
    assert messages[-1] == OUTSIDE_SEARCH_TEXT.format(name="b_5.png", number=6, total=6)


# -- on where it was left


def test_that_a_folder_opens_where_it_was_left(qtbot: QtBot, open_window: Opener, folder: Path, tmp_path: Path) -> None:
    other = write_image(tmp_path / "other" / "1.png").parent
    first = open_window()
    open_path(qtbot, first, folder)
    assert first.context.session.index == 0
    go_to(qtbot, first, 3)
    open_path(qtbot, first, other)
    open_path(qtbot, first, folder)
    assert first.context.session.index == 3
    go_to(qtbot, first, 4)
    assert first.close()
    second = open_window()
    messages: list[str] = []
    second.context.session.message_posted.connect(messages.append)
    open_path(qtbot, second, folder)
    assert second.context.session.index == 4
    assert tr(WHERE_LEFT_OFF_TEXT).format(number=5, total=6) in messages
    open_path(qtbot, second, folder / "a_1.png")
    assert second.context.session.index == 1


def test_that_a_folder_whose_last_image_is_gone_opens_at_its_first(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    window.context.settings.remember_image(folder, "gone.png")
    open_path(qtbot, window, folder)
    assert window.context.session.index == 0


def test_that_the_place_is_written_down_when_nobody_went_on_for_a_moment(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    open_path(qtbot, window, folder)
    go_to(qtbot, window, 3)
    assert window.context.settings.last_image(folder) == ""
    qtbot.waitUntil(lambda: window.context.settings.last_image(folder) == "a_3.png", timeout=WAIT)


def test_that_that_many_places_are_remembered_and_the_oldest_forgotten(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.ini")
    for number in range(MAX_PLACES + 1):
        settings.remember_image(tmp_path / str(number), "a.png")
    settings.remember_image(tmp_path / "1", "b.png")
    settings.remember_image(tmp_path / "new", "c.png")
    settings.write_to_disk()
    again = Settings(tmp_path / "settings.ini")
    assert [again.last_image(tmp_path / name) for name in ("0", "1", "2", "3", "new")] == [
        "",
        "b.png",
        "",
        "a.png",
        "c.png",
    ]


def recent_actions(window: MainWindow) -> tuple[QMenu, dict[str, QAction]]:
    menu = QMenu(window)
    window.open_controller.fill_recent_menu(menu)
    return menu, {action.text(): action for action in menu.actions()}


def test_that_recent_folders_that_are_missing_are_gray_and_say_so(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    gone = tmp_path / "black & white"
    for path in (gone, folder):
        window.context.settings.add_recent_folder(path)
    menu, actions = recent_actions(window)
    missing = actions[str(gone).replace("&", "&&")]
    qtbot.waitUntil(lambda: not missing.isEnabled(), timeout=WAIT)
    assert missing.toolTip() == tr(FOLDER_MISSING_TEXT).format(folder=gone)
    assert menu.toolTipsVisible()
    assert actions[str(folder)].isEnabled()


def test_that_recent_folders_are_offered_and_open_begins_beside_the_current_one(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *given: started.append(given[2]) or "")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *given: (started.append(given[2]) or "", ""))
    window.context.settings.add_recent_folder(tmp_path / "elsewhere" / "last")
    window.start_page.show_idle()
    assert "elsewhere" in window.start_page.findChildren(HtmlLabel)[0].text()
    for action in ("open_folder", "open_image"):
        window.context.actions[action].trigger()
    assert started == [str(tmp_path / "elsewhere")] * 2
    started.clear()
    open_path(qtbot, window, folder)
    for action in ("open_folder", "open_image"):
        window.context.actions[action].trigger()
    assert started == [str(folder.parent), str(folder)]
    assert list(recent_actions(window)[1])[:2] == [str(folder), str(tmp_path / "elsewhere" / "last")]
