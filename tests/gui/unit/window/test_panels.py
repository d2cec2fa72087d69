"""The docks of the Label workspace follow the session, and the session follows them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from detector.data.formats.voc.label_file import VocOrigin
from detector.data.image_io import decode_image
from frcnn_gui.boxes.boxes_panel import BoxesPanel
from frcnn_gui.boxes.label_dialog import LabelDialog, find_matching
from frcnn_gui.classes.classes_panel import COUNT, KEY, NAME, ClassesPanel
from frcnn_gui.common.job import JobRunner
from frcnn_gui.document.session import Session
from frcnn_gui.images.image_list import ImageListModel, ImageState
from frcnn_gui.images.images_panel import ImagesPanel
from frcnn_gui.saving.autosave import Autosave
from frcnn_gui.window.status_bar import StatusBar
from tests.gui.unit.folders import gallery, write_image, write_labels

ORIGIN = VocOrigin.ONE_BASED
NAMES = ("a_cat.png", "b_dog.png", "c_cat.png")


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Session:
    for name in NAMES:
        image = write_image(tmp_path / name)
        write_labels(image, (6, 7, 30, 28, "cat"), (11, 11, 20, 20, "dog"), (21, 21, 40, 40, "cat"))
    session = Session()
    session.set_folder(gallery(tmp_path))
    return session


def show(session: Session, index: int, locked_reason: str = "") -> None:
    assert session.folder is not None
    path = session.folder[index]
    session.go_to_index(index)
    file = None if locked_reason else session.folder.read_labels(path)
    session.show_image(index, decode_image(path), file, locked_reason)


@pytest.fixture
def images(qtbot: QtBot, session: Session) -> ImagesPanel:
    model = ImageListModel(session)
    model.set_folder(session.folder, 3)
    panel = ImagesPanel(session, model)
    qtbot.addWidget(panel)
    return panel


def current_row(panel: ImagesPanel) -> int:
    return panel.view.currentIndex().row()


def test_that_a_row_chosen_is_gone_to(images: ImagesPanel, session: Session) -> None:
    images.view.setCurrentIndex(images.view.model().index(2, 0))
    assert session.index == 2


def test_that_the_image_gone_to_is_the_row_chosen(images: ImagesPanel, session: Session) -> None:
    session.go_to_index(1)
    assert current_row(images) == 1


def test_that_searching_narrows_the_list_and_keeps_the_image(
    qtbot: QtBot, images: ImagesPanel, session: Session
) -> None:
    session.go_to_index(2)
    qtbot.keyClicks(images.search_line, "cat")
    qtbot.waitUntil(lambda: images.view.model().rowCount() == 2)
    assert session.index == 2
    assert current_row(images) == 1
    assert "2 shown" in images.progress_label.text()


def test_that_an_image_hidden_by_the_search_stays_open_and_comes_back(
    qtbot: QtBot, images: ImagesPanel, session: Session
) -> None:
    session.go_to_index(1)
    qtbot.keyClicks(images.search_line, "cat")
    qtbot.waitUntil(lambda: images.view.model().rowCount() == 2)
    assert session.index == 1
    assert current_row(images) == -1
    qtbot.keyClick(images.search_line, Qt.Key.Key_Escape)
    assert images.view.model().rowCount() == 3
    assert current_row(images) == 1


def test_that_progress_counts_a_newly_labeled_image(images: ImagesPanel, session: Session) -> None:
    model = images.view.model()
    assert isinstance(model, ImageListModel)
    model.set_folder(session.folder, 2)
    model.set_state(0, ImageState.LABELED, False)
    assert images.progress_label.text() == "1 of 3 labeled"
    model.set_state(0, ImageState.LABELED, True)
    assert images.progress_label.text() == "2 of 3 labeled"


@pytest.fixture
def boxes(qtbot: QtBot, session: Session) -> BoxesPanel:
    panel = BoxesPanel(session)
    qtbot.addWidget(panel)
    return panel


def rows(panel: BoxesPanel) -> set[int]:
    return {index.row() for index in panel.view.selectionModel().selectedRows()}


def test_that_boxes_chosen_on_the_canvas_are_chosen_in_the_table(boxes: BoxesPanel, session: Session) -> None:
    show(session, 0)
    session.select_annotations({boxes.model.annotations[0].uid, boxes.model.annotations[2].uid})
    assert rows(boxes) == {0, 2}
    session.select_annotations(())
    assert rows(boxes) == set()


def test_that_rows_chosen_are_chosen_on_the_canvas(boxes: BoxesPanel, session: Session) -> None:
    show(session, 0)
    boxes.view.selectRow(1)
    assert session.selection == {boxes.model.annotations[1].uid}


def test_that_the_choice_outlives_a_change_of_boxes(boxes: BoxesPanel, session: Session) -> None:
    show(session, 0)
    document = session.document
    assert document is not None
    chosen = document.annotations[2].uid
    session.select_annotations({chosen})
    document.delete_annotations({document.annotations[0].uid})
    assert session.selection == {chosen}
    assert rows(boxes) == {1}


def test_that_the_summary_says_how_many_or_why_not(qtbot: QtBot, boxes: BoxesPanel, session: Session) -> None:
    show(session, 0)
    qtbot.waitUntil(lambda: boxes.summary.text() == "3 boxes")
    session.select_annotations({boxes.model.annotations[0].uid})
    assert boxes.summary.text() == "3 boxes, 1 selected"
    show(session, 1, "b_dog.xml cannot be read.")
    qtbot.waitUntil(lambda: "b_dog.xml cannot be read." in boxes.summary.text())


@pytest.fixture
def classes(qtbot: QtBot, session: Session) -> ClassesPanel:
    panel = ClassesPanel(session)
    qtbot.addWidget(panel)
    return panel


def listed(panel: ClassesPanel) -> list[tuple[str, str, str]]:
    items = [panel.view.topLevelItem(row) for row in range(panel.view.topLevelItemCount())]
    return [(item.text(KEY), item.text(NAME), item.text(COUNT)) for item in items if item is not None]


def test_that_classes_are_counted_in_this_image(classes: ClassesPanel, session: Session) -> None:
    show(session, 0)
    assert listed(classes) == [("1", "cat", "2"), ("2", "dog", "1")]
    document = session.document
    assert document is not None
    document.delete_annotations({document.annotations[1].uid})
    assert listed(classes) == [("1", "cat", "2"), ("2", "dog", "")]


def test_that_the_class_chosen_is_the_class_of_the_next_box(classes: ClassesPanel, session: Session) -> None:
    show(session, 0)
    classes.view.setCurrentItem(classes.view.topLevelItem(1))
    assert session.current_label == "dog"
    session.current_label = "cat"
    assert classes.view.currentItem().text(NAME) == "cat"


def test_that_a_class_can_be_added_once(qtbot: QtBot, classes: ClassesPanel, session: Session) -> None:
    show(session, 0)
    assert not classes.button.isEnabled()
    qtbot.keyClicks(classes.entry, "  elk ")
    qtbot.keyClick(classes.entry, Qt.Key.Key_Return)
    assert session.classes == ("cat", "dog", "elk")
    assert session.current_label == "elk"
    assert classes.entry.text() == ""
    qtbot.keyClicks(classes.entry, "elk")
    qtbot.keyClick(classes.entry, Qt.Key.Key_Return)
    assert session.classes == ("cat", "dog", "elk")


def test_that_classes_beginning_with_the_text_come_first() -> None:
    assert find_matching(["bobcat", "dog", "Cat", "catfish"], "cat") == ["Cat", "catfish", "bobcat"]
    assert find_matching(["b", "a"], "") == ["b", "a"]


def dialog(qtbot: QtBot, current: str = "dog") -> tuple[LabelDialog, list[str]]:
    dialog = LabelDialog(["cat", "dog", "elk"], current)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    chosen: list[str] = []
    dialog.label_chosen.connect(chosen.append)
    return dialog, chosen


def test_that_typing_over_the_old_label_makes_a_new_class(qtbot: QtBot) -> None:
    window, chosen = dialog(qtbot)
    qtbot.keyClicks(window.line, "fox")
    assert window.listed_labels == ["fox"]
    qtbot.keyClick(window.line, Qt.Key.Key_Return)
    assert chosen == ["fox"]


def test_that_arrows_choose_among_the_classes(qtbot: QtBot) -> None:
    window, chosen = dialog(qtbot)
    qtbot.keyClick(window.line, Qt.Key.Key_Down)
    qtbot.keyClick(window.line, Qt.Key.Key_Return)
    assert chosen == ["elk"]


def test_that_escape_chooses_nothing(qtbot: QtBot) -> None:
    window, chosen = dialog(qtbot)
    window.show()
    qtbot.keyClick(window.line, Qt.Key.Key_Escape)
    assert chosen == []
    assert not window.isVisible()


def test_that_an_empty_label_is_not_taken(qtbot: QtBot) -> None:
    window, chosen = dialog(qtbot, "")
    qtbot.keyClick(window.line, Qt.Key.Key_Return)
    assert chosen == []


def test_that_the_status_bar_shows_cursor_zoom_and_size(qtbot: QtBot, session: Session) -> None:
    autosave = Autosave()
    bar = StatusBar(session, autosave, JobRunner())
    qtbot.addWidget(bar)
    show(session, 0)
    bar.show_cursor((12.4, 30.0))
    bar.show_zoom(0.256)
    document = session.document
    assert document is not None
    session.select_annotations({document.annotations[0].uid})
    texts = [label.text() for label in (bar.cursor_label, bar.zoom_label, bar.size_label)]
    assert texts == ["12, 30 px", "26 %", "25 x 22 px"]
    bar.show_cursor(None)
    session.select_annotations({annotation.uid for annotation in document.annotations})
    assert (bar.cursor_label.text(), bar.size_label.text()) == ("", "3 selected")
    assert bar.save_button.text() == "Saved"
    show(session, 1, "b_dog.xml cannot be read.")
    assert bar.save_button.text() == "Read-only"
    assert autosave.stop()


def test_that_the_arrow_goes_from_the_search_to_the_first_image_found(
    qtbot: QtBot, images: ImagesPanel, session: Session
) -> None:
    images.show()
    session.go_to_index(1)
    images.search_line.setFocus()
    qtbot.keyClicks(images.search_line, "cat")
    qtbot.keyClick(images.search_line, Qt.Key.Key_Down)
    assert session.index == 0
    assert [index.row() for index in images.view.selectionModel().selectedIndexes()] == [0]
