"""Label files are found wherever people keep them, for each image."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from detector.cli import main
from detector.data.formats.base import Dataset, OpenOptions
from detector.data.formats.registry import open_dataset
from detector.data.formats.shared.single_file_search import NOT_ON_DISK, NOT_UNDER_NAME
from detector.data.label_folders import find_label_folders, is_data_set_part, is_image_folder, is_label_folder
from detector.errors import DatasetError
from tests.detector.data.formats.voc_samples import corners, with_object
from tests.sentences import has_sentence

LABELS = with_object(f"<name>cat</name>{corners(10, 10, 30, 30)}")


def draw(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (64, 48), "gray").save(root / name)


def write_voc(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(LABELS, encoding="utf-8")


def labels_of(dataset: Dataset) -> dict[str, str]:
    """Name of the image -> path of its label file, for images that have labels."""
    images = [image for image in dataset.images if dataset.is_labeled(image)]
    base = dataset.root
    return {image.relative_to(base).as_posix(): str(dataset.read_labels(image).path) for image in images}


@pytest.mark.parametrize("name", ["images", "Images", "JPEGImages", "imgs", "train_images", "img2", "photos", "图片"])
def test_that_folders_named_for_images_are_known(name: str) -> None:
    assert is_image_folder(name)
    assert is_data_set_part(name)
    assert not is_label_folder(name)


@pytest.mark.parametrize(
    "name", ["annotations", "Annotations", "ANNOTS", "labels", "xml", "label", "train_labels", "labels-voc", "标注"]
)
def test_that_folders_named_for_labels_are_known(name: str) -> None:
    assert is_label_folder(name)
    assert not is_image_folder(name)


@pytest.mark.parametrize("name", ["data", "cats", "results", "predictions", "ImageSets", "", "2024"])
def test_that_other_folders_are_neither(name: str) -> None:
    assert not is_label_folder(name)
    assert not is_image_folder(name)
    assert not is_data_set_part(name)


@pytest.mark.parametrize("images", ["images", "imgs", "IMG", "JPEGImages", "photos", "cats"])
@pytest.mark.parametrize("labels", ["annotations", "annots", "Annotations", "labels", "XML", "label"])
@pytest.mark.parametrize("opened", ["", "images"])
def test_that_labels_are_found_beside_the_folder_of_the_images(
    tmp_path: Path, images: str, labels: str, opened: str
) -> None:
    draw(tmp_path, f"{images}/a.jpg", f"{images}/b.jpg")
    write_voc(tmp_path, f"{labels}/a.xml")
    data = open_dataset(tmp_path / images if opened else tmp_path)
    assert list(labels_of(data).values()) == [str(tmp_path / labels / "a.xml")]
    unlabeled = data.images[1]
    assert data.read_labels(unlabeled).path == tmp_path / labels / "b.xml"


@pytest.mark.parametrize(
    ("image", "label"),
    [
        ("images/a/1.jpg", "annotations/a/1.xml"),
        ("JPEGImages/a/b/1.jpg", "Annotations/a/b/1.xml"),
        ("images/a/1.jpg", "annotations/1.xml"),
        ("train/images/1.jpg", "train/annotations/1.xml"),
        ("train/images/1.jpg", "annotations/train/1.xml"),
        ("images/train/1.jpg", "labels/train/1.xml"),
        ("train/1.jpg", "labels/train/1.xml"),
        ("train_images/1.jpg", "train_labels/1.xml"),
        ("cats/1.jpg", "cats_xml/1.xml"),
        ("1.jpg", "xml/1.xml"),
        ("a/1.jpg", "labels/1.xml"),
        ("a/1.jpg", "a/labels/1.xml"),
        ("1.jpg", "1.jpg.xml"),
        ("images/1.jpg", "annotations/1.jpg.xml"),
        ("images/1.jpg", "annotations/xmls/1.xml"),
        ("images/a/1.jpg", "annotations/xmls/a/1.xml"),
    ],
)
def test_that_labels_are_found_parallel_flat_and_in_parts(tmp_path: Path, image: str, label: str) -> None:
    draw(tmp_path, image)
    write_voc(tmp_path, label)
    assert labels_of(open_dataset(tmp_path)) == {image: str(tmp_path / label)}
    inside = (tmp_path / image).parent
    assert list(labels_of(open_dataset(inside)).values()) == [str(tmp_path / label)]


def test_that_a_part_has_labels_of_its_own_part_only(tmp_path: Path) -> None:
    draw(tmp_path, "train_images/1.jpg", "val_images/1.jpg")
    write_voc(tmp_path, "train_labels/1.xml", "val_labels/1.xml")
    found = labels_of(open_dataset(tmp_path))
    assert found == {
        "train_images/1.jpg": str(tmp_path / "train_labels" / "1.xml"),
        "val_images/1.jpg": str(tmp_path / "val_labels" / "1.xml"),
    }


def test_that_the_parts_of_nested_images_are_their_split(tmp_path: Path) -> None:
    draw(tmp_path, "images/train/1.jpg", "images/val/2.jpg")
    write_voc(tmp_path, "annotations/train/1.xml", "annotations/val/2.xml")
    splits = open_dataset(tmp_path).splits
    assert {split: len(images) for split, images in splits.items()} == {"train": 1, "val": 1}


def test_that_each_image_has_its_own_labels_here_or_there(tmp_path: Path) -> None:
    draw(tmp_path, *(f"images/{number}.jpg" for number in range(5)))
    write_voc(tmp_path, "images/0.xml", "images/1.xml", "annotations/2.xml", "xml/3.xml")
    found = labels_of(open_dataset(tmp_path))
    assert found == {
        "images/0.jpg": str(tmp_path / "images" / "0.xml"),
        "images/1.jpg": str(tmp_path / "images" / "1.xml"),
        "images/2.jpg": str(tmp_path / "annotations" / "2.xml"),
        "images/3.jpg": str(tmp_path / "xml" / "3.xml"),
    }


def test_that_a_label_file_that_two_folders_claim_belongs_to_neither_and_is_named(tmp_path: Path) -> None:
    draw(tmp_path, "JPEGImages/a/1.jpg", "JPEGImages/b/1.jpg", "JPEGImages/b/2.jpg")
    write_voc(tmp_path, "Annotations/1.xml", "Annotations/2.xml")
    data = open_dataset(tmp_path)
    assert labels_of(data) == {"JPEGImages/b/2.jpg": str(tmp_path / "Annotations" / "2.xml")}
    assert any("1.xml" in notice and "several folders" in notice for notice in data.notices)
    places = {data.read_labels(image).path for image in data.images}
    assert len(places) == 3, "labels to come of one image are not those of another"


def test_that_a_label_file_of_its_own_settles_who_owns_the_other(tmp_path: Path) -> None:
    draw(tmp_path, "images/a/1.jpg", "images/b/1.jpg")
    write_voc(tmp_path, "images/a/1.xml", "annotations/1.xml")
    assert labels_of(open_dataset(tmp_path)) == {
        "images/a/1.jpg": str(tmp_path / "images" / "a" / "1.xml"),
        "images/b/1.jpg": str(tmp_path / "annotations" / "1.xml"),
    }


def test_that_masks_in_a_folder_for_labels_are_no_images_and_are_counted(tmp_path: Path) -> None:
    draw(tmp_path, "images/1.jpg", "annotations/trimaps/1.png")
    write_voc(tmp_path, "annotations/xmls/1.xml")
    data = open_dataset(tmp_path)
    assert [image.name for image in data.images] == ["1.jpg"]
    assert "1 image is left out" in data.notices[0]
    assert len(open_dataset(tmp_path / "annotations" / "trimaps").images) == 1


def test_that_images_of_a_joint_file_are_found_in_any_folder_where_their_name_is_the_only_one(tmp_path: Path) -> None:
    draw(tmp_path, "set/images/a.jpg")
    (tmp_path / "boxes.csv").write_text(TABLE)
    assert list(open_dataset(tmp_path).label_flags) == [1]
    draw(tmp_path, "other/deep/a.jpg")
    with pytest.raises(DatasetError, match=r"a\.jpg"):
        open_dataset(tmp_path)


def test_that_an_image_elsewhere_does_not_stand_for_one_that_is_missing(tmp_path: Path) -> None:
    draw(tmp_path, "a.jpg", "backup/b.jpg")
    (tmp_path / "boxes.csv").write_text(TABLE + "b.jpg,64,48,cat,10,10,30,30\n")
    data = open_dataset(tmp_path)
    assert [image.name for image in data.images if data.is_labeled(image)] == ["a.jpg"]
    assert any("b.jpg" in notice for notice in data.notices)


def test_that_folders_far_away_are_not_searched(tmp_path: Path) -> None:
    draw(tmp_path, "mine/cats/1.jpg")
    write_voc(tmp_path, "labels/1.xml")
    assert tmp_path / "labels" not in find_label_folders(tmp_path / "mine/cats", tmp_path / "mine/cats")
    assert not any(open_dataset(tmp_path / "mine" / "cats").label_flags)


def test_that_new_labelme_files_name_their_image_from_where_they_are(tmp_path: Path) -> None:
    draw(tmp_path, "images/a.jpg", "images/b.jpg")
    (tmp_path / "json").mkdir()
    shape = {"label": "cat", "points": [[1, 1], [9, 9]], "shape_type": "rectangle", "flags": {}}
    content = {"version": "5.4.1", "flags": {}, "shapes": [shape], "imagePath": "..\\images\\a.jpg", "imageData": None}
    (tmp_path / "json" / "a.json").write_text(json.dumps(content))
    data = open_dataset(tmp_path / "images")
    labels = data.read_labels(tmp_path / "images" / "b.jpg")
    saved = labels.save(data.read_labels(tmp_path / "images" / "a.jpg").image_annotations)
    assert saved.path == tmp_path / "json" / "b.json"
    assert json.loads(saved.path.read_text())["imagePath"] == "../images/b.jpg"


@pytest.mark.parametrize(
    ("case", "labeled"),
    [
        ("06-voc-images-annotations", 2),
        ("06c-labelimg-save-dir", 2),
        ("08-labelme-output-dir", 2),
        ("96-split-voc-images-annotations", 2),
    ],
)
def test_that_the_cases_open_labeled_from_each_of_their_folders(
    shared: Path, tmp_path: Path, case: str, labeled: int
) -> None:
    root = shutil.copytree(shared / "cases" / case, tmp_path / case)
    assert sum(open_dataset(root).label_flags) == labeled
    for folder in {path.parent for path in root.rglob("*.jpg")}:
        data = open_dataset(folder)
        assert sum(data.label_flags) == len(data.images)


def test_that_real_sets_with_their_labels_in_a_folder_beside_open_labeled(shared: Path) -> None:
    assert sum(open_dataset(shared / "data" / "raccoon" / "train").label_flags) == 160
    assert sum(open_dataset(shared / "data" / "raccoon" / "train" / "images").label_flags) == 160


COCO = {
    "images": [{"id": 1, "file_name": "a.jpg", "width": 64, "height": 48}],
    "categories": [{"id": 1, "name": "cat"}],
    "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 10, 20, 20], "area": 400, "iscrowd": 0}],
}
TABLE = "filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,64,48,cat,10,10,30,30\n"


@pytest.mark.parametrize("place", ["", "Annotations/", "data/", "labels/"])
@pytest.mark.parametrize("opened", ["", "imgs"])
def test_that_a_joint_file_beside_or_above_the_images_is_found(tmp_path: Path, place: str, opened: str) -> None:
    draw(tmp_path, "imgs/a.jpg", "imgs/b.jpg")
    for name, content in (("boxes.csv", TABLE), ("all.json", json.dumps(COCO))):
        (tmp_path / place).mkdir(exist_ok=True)
        path = tmp_path / place / name
        path.write_text(content, encoding="utf-8")
        data = open_dataset(tmp_path / opened)
        assert [image.name for image in data.images if data.is_labeled(image)] == ["a.jpg"]
        assert data.read_labels(tmp_path / "imgs" / "a.jpg").image_annotations.annotations[0].bounds.xyxy == (
            10,
            10,
            30,
            30,
        )
        path.unlink()


def test_that_a_file_above_that_names_no_image_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    draw(tmp_path, "mine/z.jpg", "a.jpg")
    (tmp_path / "boxes.csv").write_text(TABLE, encoding="utf-8")
    assert open_dataset(tmp_path / "mine").format == "voc"


def test_that_a_file_above_brings_no_images_of_other_folders(tmp_path: Path) -> None:
    draw(tmp_path, "train/a.jpg", "train/b.jpg", "val/c.jpg")
    rows = "filename,class,xmin,ymin,xmax,ymax\ntrain/a.jpg,cat,1,1,9,9\nval/c.jpg,cat,1,1,9,9\n"
    (tmp_path / "boxes.csv").write_text(rows, encoding="utf-8")
    data = open_dataset(tmp_path / "train")
    assert [image.name for image in data.images] == ["a.jpg", "b.jpg"]
    absent = [has_sentence(notice, template) for notice in data.notices for template in (NOT_ON_DISK, NOT_UNDER_NAME)]
    assert not any(absent)


def test_that_the_labels_are_where_a_person_says(tmp_path: Path) -> None:
    draw(tmp_path, "pictures/a.jpg", "pictures/sub/b.jpg")
    write_voc(tmp_path, "pictures/a.xml", "elsewhere/a.xml", "elsewhere/sub/b.xml")
    data = open_dataset(tmp_path / "pictures", OpenOptions(labels_place=tmp_path / "elsewhere"))
    assert list(labels_of(data).values()) == [
        str(tmp_path / "elsewhere" / "a.xml"),
        str(tmp_path / "elsewhere" / "sub" / "b.xml"),
    ]
    assert data.options == OpenOptions("voc", tmp_path / "elsewhere")


@pytest.mark.parametrize(("name", "content", "format_name"), [("t.csv", TABLE, "csv"), ("c.json", "", "coco")])
def test_that_a_joint_file_is_the_one_that_a_person_names(
    tmp_path: Path, name: str, content: str, format_name: str
) -> None:
    draw(tmp_path, "pictures/a.jpg")
    write_voc(tmp_path, "pictures/a.xml")
    path = tmp_path / "far" / "away" / name
    path.parent.mkdir(parents=True)
    path.write_text(content or json.dumps(COCO), encoding="utf-8")
    for labels in (path, path.parent):
        data = open_dataset(tmp_path / "pictures", OpenOptions(labels_place=labels))
        assert data.format == format_name
        assert list(data.label_flags) == [1]


def test_that_yolo_labels_are_where_a_person_says_and_new_ones_go_there(tmp_path: Path) -> None:
    draw(tmp_path, "images/a.jpg", "images/b.jpg")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text("0 0.5 0.5 0.2 0.2\n")
    (tmp_path / "mine" / "classes.txt").write_text("cat\n")
    data = open_dataset(tmp_path / "images", OpenOptions(labels_place=tmp_path / "mine"))
    assert (data.format, list(data.label_flags), data.classes) == ("yolo", [1, 0], ("cat",))
    assert data.read_labels(tmp_path / "images" / "b.jpg").path == tmp_path / "mine" / "b.txt"


@pytest.mark.parametrize("command", ["check", "convert"])
def test_that_commands_take_where_the_labels_are(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    draw(tmp_path, "pictures/a.jpg")
    write_voc(tmp_path, "elsewhere/a.xml")
    more = ["--to", "coco", "--out", str(tmp_path / "out")] if command == "convert" else ["--quick"]
    main([command, str(tmp_path / "pictures"), "--labels", str(tmp_path / "elsewhere"), *more])
    assert ("1 labeled" if command == "check" else "1 image with 1 box") in capsys.readouterr().out
    assert main([command, str(tmp_path / "pictures"), "--labels", str(tmp_path / "gone"), *more]) == 2
    assert "gone" in capsys.readouterr().err


@pytest.mark.parametrize(
    "case", ["07-yolo-JPEGImages-labels", "07e-yolo-mostly-beside", "97b-csv-in-data-folder", "98-coco-json-outside"]
)
def test_that_all_images_of_a_case_are_labeled_from_each_of_its_folders(
    shared: Path, tmp_path: Path, case: str
) -> None:
    root = shutil.copytree(shared / "cases" / case, tmp_path / case)
    for folder in {root, *(path.parent for path in root.rglob("*.jpg"))}:
        data = open_dataset(folder)
        assert all(data.label_flags)
        assert all(data.read_labels(image).image_annotations.annotations for image in data.images)
