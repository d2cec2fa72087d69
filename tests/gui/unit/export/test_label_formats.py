"""The format of a folder in the window: shown, remembered, changed before the first box."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from detector.data.formats.base import FormatName
from detector.data.formats.registry import FORMATS, open_dataset, recognize_format
from detector.data.formats.voc.dataset import PIXELS_TITLE
from detector.data.formats.voc.pixel_origin import PIXELS_TEXT
from frcnn_gui.common.language import tr
from frcnn_gui.common.settings import Settings
from frcnn_gui.common.texts.format_texts import FORMAT_TITLES, describe_format, translate_text
from frcnn_gui.export.format_controller import FOLDER_KEEPS_TEXT, NEW_FOLDERS_TEXT
from frcnn_gui.main_window import MainWindow
from tests.gui.conftest import Opener
from tests.gui.unit.folders import write_folder, write_image, write_labels
from tests.gui.unit.window.test_main_window import open_path, step, wait_saved, wait_shown

WAIT = 10_000


@pytest.fixture
def unlabeled(tmp_path: Path) -> Path:
    for number in range(3):
        write_image(tmp_path / "photos" / f"image_{number}.png")
    return tmp_path / "photos"


def choose(window: MainWindow, name: FormatName) -> None:
    window.context.actions[f"new_format_{name}"].trigger()


def draw(qtbot: QtBot, window: MainWindow) -> None:
    document = window.context.session.document
    assert document is not None
    document.add_box(3, 4, 20, 30, "cat")
    wait_saved(qtbot, window)


def format_of(window: MainWindow) -> FormatName | None:
    folder = window.context.session.folder
    return None if folder is None else folder.format


def files_of(root: Path) -> set[str]:
    return {path.name for path in root.rglob("*") if path.is_file() and path.suffix != ".png"}


def test_that_titles_are_those_of_the_formats() -> None:
    assert {name: label_format.title for name, label_format in FORMATS.items()} == dict(FORMAT_TITLES)
    assert list(FORMATS) == list(FORMAT_TITLES)


def test_that_a_new_folder_is_labeled_in_the_format_chosen_which_is_remembered(
    qtbot: QtBot, open_window: Opener, unlabeled: Path, tmp_path: Path
) -> None:
    choose(open_window(), "coco")
    assert Settings(tmp_path / "settings.ini").new_format == "coco"
    window = open_window()
    assert window.context.actions["new_format_coco"].isChecked()
    assert not window.context.actions["new_format_voc"].isChecked()
    open_path(qtbot, window, unlabeled)
    assert format_of(window) == "coco"
    step(qtbot, window)
    assert files_of(unlabeled) == set()
    draw(qtbot, window)
    assert recognize_format(unlabeled) == "coco"
    data = open_dataset(unlabeled)
    assert [len(data.read_labels(image).image_annotations.annotations) for image in data.images] == [0, 1, 0]


def test_that_a_folder_where_nothing_is_saved_changes_its_format_at_once(
    qtbot: QtBot, window: MainWindow, unlabeled: Path
) -> None:
    open_path(qtbot, window, unlabeled)
    step(qtbot, window)
    with qtbot.waitSignal(window.open_controller.opened, timeout=WAIT):
        choose(window, "yolo")
    wait_shown(qtbot, window)
    assert (format_of(window), window.context.session.index) == ("yolo", 1)
    assert window.format_controller.button.text() == "YOLO"
    assert window.format_controller.can_change
    draw(qtbot, window)
    assert files_of(unlabeled) == {"classes.txt", "image_1.txt"}
    assert not window.format_controller.can_change
    choose(window, "coco")
    assert format_of(window) == "yolo"


def test_that_a_folder_with_labels_keeps_its_format_and_the_status_bar_shows_it(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    button = window.format_controller.button
    assert not button.isVisible()
    folder = write_folder(tmp_path / "photos")
    open_path(qtbot, window, folder)
    assert button.isVisible()
    assert button.text() == translate_text(PIXELS_TITLE)
    assert f"Pascal VOC XML, {translate_text(PIXELS_TEXT)}" in button.toolTip()
    assert "Pascal VOC XML" in button.accessibleName()
    with qtbot.waitSignal(window.context.session.message_posted) as message:
        choose(window, "csv")
    sentences = (
        tr(NEW_FOLDERS_TEXT).format(format="CSV table"),
        tr(FOLDER_KEEPS_TEXT).format(format="Pascal VOC XML"),
    )
    assert message.args == [" ".join(sentences)]
    assert format_of(window) == "voc"
    write_labels(folder / "image_1.png", (0, 4, 20, 30, "cat"))
    open_path(qtbot, window, folder)
    assert "counted from 0" in button.toolTip()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("yolo", "YOLO text, classes in classes.txt"),
        ("coco", "COCO JSON, annotations.json"),
        ("labelme", "labelme JSON, one file for each image"),
        ("csv", "CSV table, annotations.csv"),
        ("cvat", "CVAT XML, annotations.xml"),
        ("createml", "CreateML JSON, annotations.json"),
        ("via", "VIA JSON, via_project.json"),
        ("masks", "Mask PNG, one PNG for each object"),
    ],
)
def test_that_a_format_is_described_with_its_files(unlabeled: Path, name: FormatName, words: str) -> None:
    assert describe_format(FORMATS[name].begin_dataset(unlabeled)) == words
