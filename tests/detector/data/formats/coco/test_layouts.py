from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from detector.data.annotation import Annotation
from detector.data.formats.coco.dataset import INSTANCES_PREFERRED, NONE_USABLE, NOT_USED, CocoFormat
from detector.data.formats.coco.reader import NO_INSTANCES_FILE
from detector.data.formats.shared.image_lookup import parse_split
from detector.data.formats.shared.single_file_search import LISTED_IN_SEVERAL, NO_LISTED_IMAGE, NOT_LISTED
from detector.data.geometry import Box
from detector.errors import DatasetError
from tests.detector.data.formats.joint_samples import coco_object, write_images, written_coco
from tests.sentences import sentence_pattern


def one_box(*images: str) -> dict[str, Any]:
    """A file whose images have a box each, as wide as their number."""
    boxes = [{"id": n, "image_id": n, "category_id": 1, "bbox": [0, 0, n, 5]} for n in range(1, len(images) + 1)]
    return coco_object(*boxes, images=images)


@pytest.mark.parametrize(
    ("labels", "images", "name"),
    [
        ("annotations.json", "a.png", "a.png"),
        ("result.json", "images/a.png", "images/a.png"),  # Label Studio
        ("result.json", "images/a.png", "images\\a.png"),  # Label Studio on Windows
        ("result.json", "images/a.png", "../../label-studio/data/media/a.png"),
        ("labels.json", "data/a.png", "a.png"),  # FiftyOne
        ("annotations/instances_default.json", "images/default/a.png", "a.png"),  # CVAT
        ("annotations/instances_default.json", "images/a.png", "a.png"),
        ("annotations/instances_train2017.json", "train2017/a.png", "a.png"),  # COCO
        ("annotations/instances_train2017.json", "images/train2017/a.png", "a.png"),
        ("annotations/train.json", "train/images/a.png", "a.png"),
        ("annotations/instances_val.json", "images/valid/a.png", "a.png"),
        ("train/_annotations.coco.json", "train/a.png", "a.png"),  # Roboflow
        ("labels.json", "photos/2020/a.png", "photos/2020/a.png"),
        ("labels.json", "a.png", "C:\\Users\\me\\photos\\a.png"),
        ("labels.json", "images/a.png", "/home/me/photos/a.png"),
    ],
)
def test_that_images_are_found_where_programs_put_them(tmp_path: Path, labels: str, images: str, name: str) -> None:
    write_images(tmp_path, images)
    path = written_coco(tmp_path / labels, one_box(name))
    assert CocoFormat().is_format_of(tmp_path)
    assert CocoFormat().is_format_of(path)
    for root in (tmp_path, path):
        data = CocoFormat().open_dataset(root)
        assert [image.resolve() for image in data.images] == [tmp_path / images]
        assert data.read_labels(data.images[0]).image_annotations.annotations[0].bounds.xyxy == (0, 0, 1, 5)


def test_that_several_files_are_splits_of_one_data_set(tmp_path: Path) -> None:
    for split, names in (("train2017", ("2.png", "10.png")), ("val2017", ("2.png",))):
        write_images(tmp_path / split, *names)
        written_coco(tmp_path / "annotations" / f"instances_{split}.json", one_box(*names))
    write_images(tmp_path / "val2017", "unlisted.png")  # in the split of its folder
    data = CocoFormat().open_dataset(tmp_path)
    train, val = tmp_path / "train2017", tmp_path / "val2017"
    assert list(data.images) == [train / "2.png", train / "10.png", val / "2.png", val / "unlisted.png"]
    assert data.splits == {"train": {train / "2.png", train / "10.png"}, "val": {val / "2.png", val / "unlisted.png"}}
    assert [data.is_labeled(image) for image in data.images] == [True, True, True, False]


def test_that_the_splits_of_roboflow_are_named_by_their_folders(tmp_path: Path) -> None:
    for folder in ("train", "valid", "test"):
        write_images(tmp_path / folder, f"{folder}.png")
        written_coco(tmp_path / folder / "_annotations.coco.json", one_box(f"{folder}.png"))
    splits = CocoFormat().open_dataset(tmp_path).splits
    assert splits == {
        "train": {tmp_path / "train" / "train.png"},
        "val": {tmp_path / "valid" / "valid.png"},
        "test": {tmp_path / "test" / "test.png"},
    }


def test_that_splits_may_share_a_folder_of_images(tmp_path: Path) -> None:
    write_images(tmp_path / "images", "a.png", "b.png", "c.png")
    written_coco(tmp_path / "annotations" / "train.json", one_box("a.png"))
    written_coco(tmp_path / "annotations" / "val.json", one_box("b.png"))
    data = CocoFormat().open_dataset(tmp_path)
    assert {split: {image.name for image in images} for split, images in data.splits.items()} == {
        "train": {"a.png"},
        "val": {"b.png"},
    }
    assert data.notices == (NOT_LISTED.format(name="train.json", images="1 image", names="c.png"),)


def test_that_images_above_the_folders_of_splits_are_images_without_labels(tmp_path: Path) -> None:
    write_images(tmp_path / "images", "train/a.png", "c.png")
    written_coco(tmp_path / "annotations" / "train.json", one_box("a.png"))
    data = CocoFormat().open_dataset(tmp_path)
    assert [(image.name, data.is_labeled(image)) for image in data.images] == [("c.png", False), ("a.png", True)]
    assert data.splits == {"train": {data.images[1]}}
    labels = data.read_labels(data.images[0])
    labels.save(labels.image_annotations.with_annotations([Annotation(Box(1, 2, 3, 4), "cat")]))
    assert CocoFormat().open_dataset(tmp_path).read_labels(data.images[0]).image_annotations.annotations


def test_that_an_image_in_two_files_is_reported_and_counts_once(tmp_path: Path) -> None:
    write_images(tmp_path / "images", "a.png", "b.png")
    written_coco(tmp_path / "annotations" / "train.json", one_box("a.png", "b.png"))
    written_coco(tmp_path / "annotations" / "val.json", one_box("b.png"))
    data = CocoFormat().open_dataset(tmp_path)
    assert [image.name for image in data.images] == ["a.png", "b.png"]
    assert data.splits == {"train": set(data.images)}
    assert data.read_labels(data.images[1]).image_annotations.annotations[0].bounds.width == 2
    assert LISTED_IN_SEVERAL.format(names="b.png") in data.notices


def test_that_keypoints_and_captions_beside_instances_are_not_used(tmp_path: Path) -> None:
    write_images(tmp_path / "train", "a.png")
    written_coco(tmp_path / "annotations" / "instances_train.json", one_box("a.png"))
    written_coco(tmp_path / "annotations" / "person_keypoints_train.json", one_box("a.png"))
    data = CocoFormat().open_dataset(tmp_path)
    assert data.notices == (INSTANCES_PREFERRED.format(names="person_keypoints_train.json"),)


def test_that_a_file_without_categories_is_reported_where_another_serves(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    written_coco(tmp_path / "a.json", one_box("a.png"))
    captions = one_box("a.png")
    del captions["categories"]
    path = written_coco(tmp_path / "captions.json", captions)
    (notice,) = CocoFormat().open_dataset(tmp_path).notices
    fault = NO_INSTANCES_FILE.format(absent="categories")
    assert notice == NOT_USED.format(name="captions.json", fault=fault)
    with pytest.raises(DatasetError, match=sentence_pattern(NONE_USABLE, path=path, fault=fault)):
        CocoFormat().open_dataset(path)


@pytest.mark.parametrize(
    "content",
    [
        '{"version": "5.0", "shapes": [], "imagePath": "a.png"}',  # labelme
        '[{"image_id": 1, "bbox": [1, 2, 3, 4]}]',  # COCO results
        '{"a": 1}',
        "",
        "no JSON",
    ],
)
def test_that_other_json_is_not_taken_for_coco(tmp_path: Path, content: str) -> None:
    write_images(tmp_path, "a.png")
    (tmp_path / "a.json").write_text(content)
    assert not CocoFormat().is_format_of(tmp_path)
    with pytest.raises(DatasetError):
        CocoFormat().open_dataset(tmp_path)


def test_that_a_large_file_is_recognized_by_its_ends(tmp_path: Path) -> None:
    content = {"info": {"description": "x" * 100_000}, **coco_object(images=tuple("abc"))}
    written_coco(tmp_path / "a.json", content)
    assert CocoFormat().is_format_of(tmp_path)


def test_that_a_data_set_without_its_images_is_reported(tmp_path: Path) -> None:
    path = written_coco(tmp_path / "a.json", one_box("a.png", "b.png"))
    with pytest.raises(DatasetError) as message:
        CocoFormat().open_dataset(tmp_path)
    assert str(message.value) == NO_LISTED_IMAGE.format(count=2, file=path, names="a.png, b.png")


def test_that_a_file_that_lists_nothing_yet_takes_the_images_beside_it(tmp_path: Path) -> None:
    write_images(tmp_path / "images", "a.png")
    written_coco(tmp_path / "annotations.json", coco_object(images=()))
    data = CocoFormat().open_dataset(tmp_path)
    assert [image.name for image in data.images] == ["a.png"]
    assert not data.is_labeled(data.images[0])


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("instances_train2017", "train"),
        ("val", "val"),
        ("Valid", "val"),
        ("image_info_test-dev2017", "test"),
        ("trainval", None),
        ("train_val", None),
        ("constraints", None),
        ("latest", None),
        ("_annotations.coco", None),
    ],
)
def test_that_a_split_is_read_from_a_name(name: str, split: str | None) -> None:
    assert parse_split(name) == split
