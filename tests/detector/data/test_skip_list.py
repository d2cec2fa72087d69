"""Images that are marked to be skipped: the list in the folder, and who passes over them."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.data.formats.registry import open_dataset
from detector.data.image_moves import move_to_split
from detector.data.labeled_set import load_training_set
from detector.data.skip_list import (
    SKIP_LIST_NAME,
    SKIP_LIST_UNREADABLE,
    SKIPPED,
    change_skipped_names,
    find_skipped_images,
    read_skipped_names,
)
from detector.errors import DatasetError
from detector.training.runs.data_selection import choose_data, list_usable_rows
from tests.detector.data.test_image_moves import find, read_all, write_data_set
from tests.sentences import has_sentence, sentence_pattern


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_data_set(tmp_path / "set", "voc", split=False)


def name_of(root: Path, image: str) -> str:
    return find(open_dataset(root), image).relative_to(root).as_posix()


def test_that_marks_are_added_and_removed_and_the_list_of_others_stays(root: Path) -> None:
    assert read_skipped_names(root) == frozenset()
    change_skipped_names(root, ["b.jpg", "a.jpg"], ())
    assert (root / SKIP_LIST_NAME).read_text() == "a.jpg\nb.jpg\n"
    assert change_skipped_names(root, ["c 1.jpg"], ["a.jpg"]) == {"b.jpg", "c 1.jpg"}
    assert read_skipped_names(root) == {"b.jpg", "c 1.jpg"}


def test_that_skipped_images_are_not_learned_from_and_the_warning_says_so(root: Path) -> None:
    change_skipped_names(root, [name_of(root, "b.jpg")], ())
    found = load_training_set(root)
    assert [one.path.name for one in found.images] == ["a.jpg", "c.jpg", "d.jpg"]
    assert any(has_sentence(text, SKIPPED, names="b.jpg") for text in found.warnings)
    assert {one.name for one in find_skipped_images(open_dataset(root))} == {"b.jpg"}


def test_that_skipped_images_are_neither_held_out_nor_proposed(root: Path) -> None:
    assert list_usable_rows(open_dataset(root)) is None
    change_skipped_names(root, [name_of(root, "b.jpg")], ())
    assert list_usable_rows(open_dataset(root)) == [0, 2, 3]
    assert choose_data(root).val_fraction is None


def test_that_a_list_that_cannot_be_read_is_not_taken_for_an_empty_one(root: Path) -> None:
    (root / SKIP_LIST_NAME).write_bytes(b"a.jpg\0")
    with pytest.raises(DatasetError, match=sentence_pattern(SKIP_LIST_UNREADABLE)):
        load_training_set(root)
    with pytest.raises(DatasetError):
        change_skipped_names(root, ["c.jpg"], ())
    assert (root / SKIP_LIST_NAME).read_bytes() == b"a.jpg\0"


def test_that_the_mark_follows_an_image_to_another_split_and_back(tmp_path: Path) -> None:
    root = write_data_set(tmp_path / "set", "labelme", split=True)
    dataset = open_dataset(root)
    image = find(dataset, "a.jpg")
    change_skipped_names(root, [image.relative_to(root).as_posix()], ())
    before = read_all(root)
    change = move_to_split(dataset, [image], "val")
    moved = open_dataset(root)
    assert find_skipped_images(moved) == {find(moved, "a.jpg")}
    change.revert(moved)
    assert read_all(root) == before
