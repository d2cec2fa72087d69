"""No picture is on both sides of a split."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from detector.data.duplicates import DuplicateGroup, find_duplicate_groups
from detector.data.labeled_set import VALIDATION_IN_TRAINING, load_training_set
from detector.data.splits import TOO_FEW_TO_SPLIT, find_leaks, split_rows
from detector.demo import render_scene
from detector.errors import DatasetError
from tests.detector.drawn import labeled
from tests.sentences import sentence_pattern


def photographs(root: Path, count: int) -> list[Path]:
    paths = []
    for seed in range(count):
        path = root / f"photograph_{seed}.png"
        Image.fromarray(render_scene(seed).pixels).save(path)
        paths.append(path)
    return paths


def test_that_copies_are_found_however_they_were_saved(tmp_path: Path) -> None:
    first, second, third = photographs(tmp_path, 3)
    exact, encoded, smaller = (tmp_path / name for name in ("exact.png", "encoded.jpg", "smaller.jpg"))
    shutil.copy(first, exact)
    with Image.open(second) as image:
        image.save(encoded, quality=60)
        image.resize((image.width // 2, image.height // 2)).save(smaller, quality=85)
    images = [first, second, third, exact, encoded, smaller]
    assert set(find_duplicate_groups(images)) == {(0, 3), (1, 4, 5)}


def test_that_pictures_that_merely_look_alike_are_kept_apart(tmp_path: Path) -> None:
    """The same ground with the same thing in another place."""
    paths = []
    for x in (20, 40, 60):
        pixels = np.full((96, 128, 3), 128, dtype=np.uint8)
        pixels[30:60, x : x + 30] = (220, 200, 40)
        paths.append(tmp_path / f"{x}.png")
        Image.fromarray(pixels).save(paths[-1])
    assert find_duplicate_groups(paths) == ()


def test_that_images_that_cannot_be_read_are_in_no_group(tmp_path: Path) -> None:
    (good,) = photographs(tmp_path, 1)
    broken, gone = tmp_path / "broken.png", tmp_path / "gone.png"
    broken.write_bytes(b"no image")
    assert find_duplicate_groups([good, broken, gone, good]) == ((0, 3),)


@pytest.mark.shared
def test_that_of_real_microscope_photographs_only_those_of_one_scene_are_joined(shared: Path) -> None:
    images = sorted((shared / "data/bccd/JPEGImages").glob("*.jpg"))
    (group,) = find_duplicate_groups(images)
    assert [images[row].stem for row in group] == ["BloodImage_00037", "BloodImage_00038"]  # another focus


def test_that_copies_fall_on_one_side_of_a_split(tmp_path: Path) -> None:
    for row in range(4):
        path = labeled(tmp_path / f"{row}.png", [("square", (0, 0, 20 + 9 * row, 90 - 15 * row))])
        shutil.copy(path, tmp_path / f"{row}_again.png")
        shutil.copy(path.with_suffix(".xml"), tmp_path / f"{row}_again.xml")
    for seed in range(6):
        training, validation = load_training_set(tmp_path).split_off_validation(0.4, seed)
        numbers = [{image.path.name[0] for image in side.images} for side in (training, validation)]
        assert numbers[0].isdisjoint(numbers[1])
        assert len(training.images) + len(validation.images) == 8


def grouped(sizes: list[int]) -> tuple[DuplicateGroup, ...]:
    ends = np.cumsum([0, *sizes]).tolist()
    return tuple(tuple(range(a, b)) for a, b in pairwise(ends) if b - a > 1)


@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=12),
    st.floats(0.01, 0.99),
    st.integers(0, 1000),
    st.data(),
)
def test_that_a_split_keeps_its_promises(sizes: list[int], fraction: float, seed: int, data: st.DataObject) -> None:
    count, groups = sum(sizes), grouped(sizes)
    classes = data.draw(st.lists(st.frozensets(st.integers(1, 3)), min_size=count, max_size=count))
    training, validation = split_rows(classes, groups, fraction, seed)
    assert sorted([*training, *validation]) == list(range(count))
    assert len(training)
    assert len(validation)
    assert find_leaks(groups, [training.tolist(), validation.tolist()]) == ()
    again = split_rows(classes, groups, fraction, seed)
    assert [training.tolist(), validation.tolist()] == [side.tolist() for side in again]


def test_that_a_class_in_two_pictures_can_be_learned() -> None:
    classes = [frozenset({1}), frozenset({1, 2}), frozenset({1, 2}), *[frozenset({1})] * 5]
    for seed in range(30):
        training, _ = split_rows(classes, (), 0.5, seed)
        assert any(2 in classes[row] for row in training)


def test_that_copies_of_one_picture_cannot_be_split() -> None:
    with pytest.raises(DatasetError, match=TOO_FEW_TO_SPLIT):
        split_rows([frozenset({1})] * 3, ((0, 1, 2),), 0.5, 0)


def test_that_leaks_of_a_given_split_are_found() -> None:
    assert find_leaks(((0, 3), (1, 2)), [{0, 1, 2}, {3, 4}]) == ((0, 3),)


def test_that_copies_of_what_is_learned_are_left_out_of_what_is_measured(tmp_path: Path) -> None:
    for side, rows in (("train", (0, 1)), ("val", (1, 2))):
        (tmp_path / side).mkdir()
        for row in rows:
            labeled(tmp_path / side / f"{side}_{row}.png", [("square", (0, 0, 20 + 30 * row, 90 - 15 * row))])
    training, validation = (load_training_set(tmp_path / side, ["square"]) for side in ("train", "val"))
    left = validation.exclude_copies_of(training)
    assert [image.path.name for image in left.images] == ["val_2.png"]
    assert "train_1.png = val_1.png" in left.warnings[-1]
    assert training.exclude_copies_of(left) is training
    with pytest.raises(DatasetError, match=sentence_pattern(VALIDATION_IN_TRAINING)):
        training.exclude_copies_of(training)
