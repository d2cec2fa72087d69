"""File, Label location…: where the labels are that the program cannot find, remembered for the folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from frcnn_gui.common.language import tr
from frcnn_gui.main_window import MainWindow
from frcnn_gui.window.folder_job import LABELS_GONE_TEXT
from frcnn_gui.window.label_location_dialog import LabelsPlaceDialog
from tests.detector.data.test_label_folders import draw, write_voc
from tests.sentences import has_sentence


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Images whose labels are where nobody would look, and labels that match no image."""
    draw(tmp_path, "pictures/a.png", "pictures/b.png")
    write_voc(tmp_path, "far/away/a.xml", "pictures/other.xml")
    return tmp_path / "pictures"


def open_folder(window: MainWindow, folder: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.open_controller.opened, timeout=20_000):
        window.open_controller.open_path(folder)


def choose(window: MainWindow, place: Path | None, qtbot: QtBot) -> None:
    window.context.actions["labels_place"].trigger()
    dialog = window.findChild(LabelsPlaceDialog)
    assert dialog is not None
    if place is None:
        dialog.automatic_button.setChecked(True)
    else:
        dialog.given_button.setChecked(True)
        dialog.line.setText(str(place))
    with qtbot.waitSignal(window.open_controller.opened, timeout=20_000):
        dialog.ok_button.click()


def labeled(window: MainWindow) -> list[int]:
    folder = window.context.session.folder
    assert folder is not None
    return list(folder.label_flags)


def test_that_labels_that_are_not_read_are_named_with_a_button_to_say_where_they_are(
    window: MainWindow, folder: Path, qtbot: QtBot
) -> None:
    open_folder(window, folder, qtbot)
    assert any("1 XML file matches no image (other.xml)" in text for text in window.context.notices.texts)
    buttons = window.context.notices.findChildren(QPushButton)
    assert [button.text() for button in buttons if button.isVisible()] == ["Label location…"]


def test_that_the_place_of_the_labels_is_used_and_remembered(window: MainWindow, folder: Path, qtbot: QtBot) -> None:
    assert not window.context.actions["labels_place"].isEnabled()
    open_folder(window, folder, qtbot)
    assert labeled(window) == [0, 0]
    choose(window, folder.parent / "far" / "away", qtbot)
    assert labeled(window) == [1, 0]
    open_folder(window, folder, qtbot)
    assert labeled(window) == [1, 0]
    choose(window, None, qtbot)
    assert labeled(window) == [0, 0]
    assert window.context.settings.labels_place(folder) is None


def test_that_a_place_that_is_gone_is_said_and_labels_nearby_are_used(
    window: MainWindow, folder: Path, qtbot: QtBot
) -> None:
    window.context.settings.remember_labels_place(folder, folder.parent / "gone")
    open_folder(window, folder, qtbot)
    assert any(
        has_sentence(text, tr(LABELS_GONE_TEXT), place=folder.parent / "gone") for text in window.context.notices.texts
    )


def test_that_a_file_that_cannot_be_used_can_be_forgotten(window: MainWindow, folder: Path, qtbot: QtBot) -> None:
    broken = folder.parent / "broken.json"
    broken.write_text('{"images": [], "annotations": [{"bbox": [}')
    window.context.settings.remember_labels_place(folder, broken)
    with qtbot.waitSignal(window.open_controller.failed, timeout=20_000):
        window.open_controller.open_path(folder)
    (button,) = (one for one in window.context.notices.findChildren(QPushButton) if "automatically" in one.text())
    with qtbot.waitSignal(window.open_controller.opened, timeout=20_000):
        button.click()
    assert labeled(window) == [0, 0]


@pytest.mark.parametrize("text", ["", "relative", "/there/is/nothing"])
def test_that_only_a_place_that_is_there_can_be_chosen(tmp_path: Path, text: str, qtbot: QtBot) -> None:
    dialog = LabelsPlaceDialog(tmp_path, None)
    qtbot.addWidget(dialog)
    assert dialog.ok_button.isEnabled()
    dialog.given_button.setChecked(True)
    dialog.line.setText(text)
    assert not dialog.ok_button.isEnabled()
    assert dialog.fault_label.text()
