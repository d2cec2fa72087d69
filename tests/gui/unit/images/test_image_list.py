"""The list of images: filter, marks, and the way from row to image and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from frcnn_gui.images.image_list import ImageListModel, ImageState
from tests.gui.unit.folders import gallery, write_labels

NAMES = ("cat_1.jpg", "cat_2.jpg", "Dog_1.jpg", "dog_2.jpg", "elk.jpg")


@pytest.fixture
def model(qtbot: QtBot, tmp_path: Path) -> ImageListModel:
    for name in NAMES:
        (tmp_path / name).write_bytes(b"not looked into")
    write_labels(tmp_path / "cat_1.jpg")
    folder = gallery(tmp_path)
    model = ImageListModel()
    model.set_folder(folder, 1)
    return model


def shown(model: ImageListModel) -> list[str]:
    return [model.data(model.index(row), Qt.ItemDataRole.DisplayRole) for row in range(model.rowCount())]


def index_of(model: ImageListModel, name: str) -> int:
    row = shown(model).index(name)
    return model.image_index(row)


def test_that_it_is_a_model_qt_is_content_with(model: ImageListModel, qtmodeltester: Any) -> None:
    qtmodeltester.check(model)


def test_that_all_images_are_listed(model: ImageListModel) -> None:
    assert sorted(shown(model)) == sorted(NAMES)


def test_that_the_filter_finds_text_anywhere_in_any_case(model: ImageListModel) -> None:
    model.set_filter("DOG")
    assert sorted(shown(model)) == ["Dog_1.jpg", "dog_2.jpg"]


def test_that_every_word_of_the_filter_must_be_found(model: ImageListModel) -> None:
    model.set_filter("  dog 2 ")
    assert shown(model) == ["dog_2.jpg"]


def test_that_an_empty_filter_shows_all_again(model: ImageListModel) -> None:
    model.set_filter("nothing like it")
    assert shown(model) == []
    model.set_filter("")
    assert len(shown(model)) == len(NAMES)


def test_that_rows_and_images_find_each_other_through_the_filter(model: ImageListModel) -> None:
    everything = {name: index_of(model, name) for name in NAMES}
    model.set_filter("_2")
    for name in ("cat_2.jpg", "dog_2.jpg"):
        row = model.row_of(everything[name])
        assert row is not None
        assert shown(model)[row] == name
        assert model.image_index(row) == everything[name]
    assert model.row_of(everything["elk.jpg"]) is None
    assert model.row_of(-1) is None


def test_that_next_and_previous_keep_to_what_the_filter_shows(model: ImageListModel) -> None:
    first, second = index_of(model, "cat_2.jpg"), index_of(model, "dog_2.jpg")
    if first > second:
        first, second = second, first
    hidden = index_of(model, "elk.jpg")
    model.set_filter("_2")
    assert model.find_neighbor(first, 1) == second
    assert model.find_neighbor(second, -1) == first
    assert model.find_neighbor(second, 1) is None
    assert model.find_neighbor(first, -1) is None
    assert model.find_neighbor(hidden, -1) == second  # from an image that the filter hides


def test_that_a_label_file_is_a_mark(model: ImageListModel) -> None:
    assert model.get_state(index_of(model, "cat_1.jpg")) is ImageState.LABELED
    assert model.get_state(index_of(model, "elk.jpg")) is ImageState.UNLABELED


def test_that_a_first_save_counts_the_image_as_labeled_once(model: ImageListModel) -> None:
    elk = index_of(model, "elk.jpg")
    model.set_state(elk, ImageState.LABELED, True)
    model.set_state(elk, ImageState.LABELED, True)
    assert model.labeled_count == 2
    assert model.get_state(elk) is ImageState.LABELED


def test_that_trouble_is_marked_before_anything_else(model: ImageListModel) -> None:
    cat = index_of(model, "cat_1.jpg")
    model.set_state(cat, ImageState.EDITED, True)
    assert model.get_state(cat) is ImageState.EDITED
    model.set_state(cat, ImageState.BROKEN, True)
    assert model.get_state(cat) is ImageState.BROKEN
    model.set_state(cat, ImageState.BROKEN, False)
    model.set_state(cat, ImageState.EDITED, False)
    assert model.get_state(cat) is ImageState.LABELED


def test_that_a_mark_redraws_its_row_only(qtbot: QtBot, model: ImageListModel) -> None:
    elk = index_of(model, "elk.jpg")
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.set_state(elk, ImageState.DETECTED, True)
    first, last = changed.args[0], changed.args[1]
    assert (first.row(), last.row()) == (model.row_of(elk), model.row_of(elk))


def test_that_the_mark_is_reported_in_words(model: ImageListModel) -> None:
    row = model.row_of(index_of(model, "cat_1.jpg"))
    assert row is not None
    assert model.data(model.index(row), Qt.ItemDataRole.ToolTipRole) == "cat_1.jpg: labeled"


def test_that_another_folder_starts_unmarked(model: ImageListModel, tmp_path: Path) -> None:
    elk = index_of(model, "elk.jpg")
    model.set_state(elk, ImageState.BROKEN, True)
    model.set_folder(gallery(tmp_path), 1)
    assert model.get_state(elk) is ImageState.UNLABELED
    assert model.labeled_count == 1
