from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from detector.data.labeled_set import NO_SPLIT, NO_USABLE_IMAGE, UNKNOWN_CLASS, load_training_set
from detector.data.splits import TOO_FEW_TO_SPLIT
from detector.data.usable_labels import UNLABELED_LEFT_OUT
from detector.errors import DatasetError
from tests.detector.drawn import Labeled, draw, drawn_folder, labeled, voc_xml
from tests.sentences import sentence_pattern

SQUARE: Labeled = ("square", (0, 0, 40, 40))


def test_that_boxes_are_read_in_pixels_with_their_classes(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [SQUARE, ("disc", (60, 10, 100.5, 50))])
    loaded = load_training_set(tmp_path)
    (image,) = loaded.images
    assert loaded.classes == ("disc", "square")
    assert (image.width, image.height) == (128, 96)
    np.testing.assert_array_equal(image.boxes, np.float32([[0, 0, 40, 40], [60, 10, 100.5, 50]]))
    assert image.labels.tolist() == [2, 1]
    assert loaded.warnings == ()


def test_that_classes_come_in_natural_order(tmp_path: Path) -> None:
    names = ["part 10", "Part 9", "part 2", "apple"]
    labeled(tmp_path / "a.png", [SQUARE, *((name, (10, 10, 50, 50)) for name in names)])
    assert load_training_set(tmp_path).classes == ("apple", "part 2", "Part 9", "part 10", "square")


def test_that_given_classes_fix_the_numbers_and_others_are_reported(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [SQUARE, ("disc", (60, 10, 100, 50)), ("disc", (60, 60, 90, 90))])
    loaded = load_training_set(tmp_path, ["triangle", "square"])
    assert loaded.classes == ("triangle", "square")
    assert loaded.images[0].labels.tolist() == [2]
    assert loaded.warnings == (UNKNOWN_CLASS.format(boxes="2 boxes", label="disc"),)


def test_that_unlabeled_images_are_left_out_and_named(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [SQUARE])
    for number in range(7):
        draw(tmp_path / f"bare_{number}.png", [])
    loaded = load_training_set(tmp_path)
    assert [image.path.name for image in loaded.images] == ["a.png"]
    (warning,) = loaded.warnings
    names = ", ".join(f"bare_{number}.png" for number in range(5))
    assert warning == UNLABELED_LEFT_OUT.format(images_are="7 images are", names=f"{names} and 2 more")


def test_that_an_image_with_an_empty_label_file_is_learned_as_empty(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [SQUARE])
    labeled(tmp_path / "b.png", [])
    empty = load_training_set(tmp_path).images[1]
    assert empty.boxes.shape == (0, 4)
    assert empty.labels.shape == (0,)


def test_that_broken_xml_is_named_and_left_out(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [SQUARE])
    labeled(tmp_path / "b.png", [SQUARE]).with_suffix(".xml").write_text("<annotation><object>", encoding="utf-8")
    loaded = load_training_set(tmp_path)
    assert len(loaded.images) == 1
    assert any("b.xml" in warning and "left out" in warning for warning in loaded.warnings)


def test_that_an_image_without_a_header_is_named_and_left_out(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [SQUARE])
    labeled(tmp_path / "b.png", [SQUARE]).write_bytes(b"")
    loaded = load_training_set(tmp_path)
    assert len(loaded.images) == 1
    assert any("b.png" in warning for warning in loaded.warnings)


@pytest.mark.parametrize("box", [(10, 10, 10, 30), (10, 30, 40, 30)])
def test_that_an_image_with_a_box_without_area_is_left_out_and_named(
    tmp_path: Path, box: tuple[float, float, float, float]
) -> None:
    labeled(tmp_path / "a.png", [SQUARE, ("disc", box)])
    labeled(tmp_path / "b.png", [SQUARE])
    loaded = load_training_set(tmp_path, ["square", "disc"])
    assert [image.path.name for image in loaded.images] == ["b.png"]
    assert any("a.png: box 2 (disc" in warning and "no area" in warning for warning in loaded.warnings)


def test_that_a_box_over_the_border_is_cut_and_named(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [SQUARE, ("disc", (100, 60, 140, 90))])
    loaded = load_training_set(tmp_path, ["square", "disc"])
    assert loaded.images[0].boxes[1].tolist() == [100, 60, 128, 90]
    assert any("box 2 (disc" in warning and "cut off at its border: a.png" in warning for warning in loaded.warnings)


def test_that_an_image_with_a_box_beyond_it_is_left_out_and_named(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [SQUARE, ("disc", (200, 200, 240, 240))])
    labeled(tmp_path / "b.png", [SQUARE])
    loaded = load_training_set(tmp_path, ["square", "disc"])
    assert [image.path.name for image in loaded.images] == ["b.png"]
    assert any("a.png: box 2 (disc" in warning and "is outside" in warning for warning in loaded.warnings)


def test_that_difficult_is_kept(tmp_path: Path) -> None:
    draw(tmp_path / "a.png", [SQUARE])
    (tmp_path / "a.xml").write_text(voc_xml("a.png", [SQUARE], 128, 96, difficult=True), encoding="utf-8")
    assert load_training_set(tmp_path).images[0].difficult.tolist() == [True]


def test_that_a_folder_without_labels_is_refused(tmp_path: Path) -> None:
    draw(tmp_path / "a.png", [])
    with pytest.raises(DatasetError, match=sentence_pattern(NO_USABLE_IMAGE)):
        load_training_set(tmp_path)


def test_that_labels_without_any_box_are_refused(tmp_path: Path) -> None:
    labeled(tmp_path / "a.png", [])
    with pytest.raises(DatasetError, match="no boxes"):
        load_training_set(tmp_path)


def test_that_a_part_of_the_formats_own_split_can_be_taken(tmp_path: Path) -> None:
    root = drawn_folder(tmp_path / "JPEGImages", 4).parent
    (root / "Annotations").mkdir()
    for labels in (root / "JPEGImages").glob("*.xml"):
        labels.rename(root / "Annotations" / labels.name)
    sets = root / "ImageSets" / "Main"
    sets.mkdir(parents=True)
    (sets / "train.txt").write_text("image_0\nimage_2\nimage_3\n", encoding="utf-8")
    (sets / "val.txt").write_text("image_1\n", encoding="utf-8")
    assert [image.path.name for image in load_training_set(root, split="val").images] == ["image_1.png"]
    assert len(load_training_set(root, split="train").images) == 3
    assert len(load_training_set(root).images) == 4
    with pytest.raises(
        DatasetError, match=sentence_pattern(NO_SPLIT, split="test", splits="its splits are train, val")
    ):
        load_training_set(root, split="test")


def test_that_the_formats_own_list_of_classes_counts_where_it_has_one(tmp_path: Path) -> None:
    draw(tmp_path / "a.png", [SQUARE])
    (tmp_path / "a.txt").write_text("1 0.15625 0.2083333 0.3125 0.4166667\n", encoding="utf-8")
    (tmp_path / "classes.txt").write_text("zebra\nsquare\nantelope\n", encoding="utf-8")
    loaded = load_training_set(tmp_path)
    assert loaded.classes == ("zebra", "square", "antelope")
    assert loaded.images[0].labels.tolist() == [2]
    np.testing.assert_allclose(loaded.images[0].boxes, [[0, 0, 40, 40]], atol=0.01)


def test_that_a_split_is_the_same_for_the_same_seed_and_loses_nothing(tmp_path: Path) -> None:
    whole = load_training_set(drawn_folder(tmp_path, 10))
    training, validation = whole.split_off_validation(0.3, seed=1)
    assert len(validation.images) == 3
    assert {image.path for image in (*training.images, *validation.images)} == {image.path for image in whole.images}
    again, other = whole.split_off_validation(0.3, seed=1)[1], whole.split_off_validation(0.3, seed=2)[1]
    assert [image.path for image in again.images] == [image.path for image in validation.images]
    assert [image.path for image in other.images] != [image.path for image in validation.images]


@pytest.mark.parametrize("fraction", [0.01, 0.99])
def test_that_both_parts_of_a_split_have_an_image(tmp_path: Path, fraction: float) -> None:
    training, validation = load_training_set(drawn_folder(tmp_path, 3)).split_off_validation(fraction)
    assert training.images
    assert validation.images


def test_that_one_image_cannot_be_split(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=TOO_FEW_TO_SPLIT):
        load_training_set(drawn_folder(tmp_path, 1)).split_off_validation(0.5)
