"""Beginning to label a folder of images without labels, in each format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.folder import NO_IMAGES
from detector.data.formats.base import Dataset, FormatName
from detector.data.formats.format_list import FORMAT_INFOS
from detector.data.formats.registry import FORMATS, recognize_format
from detector.data.formats.shared.saving import MOVED_OR_DELETED
from detector.data.geometry import Box
from detector.errors import AnnotationConflictError, DatasetError
from tests.detector.data.formats.format_samples import images
from tests.sentences import sentence_pattern

IMAGES = ("b.jpg", "cats/1.jpg", "dogs/1.png", "dogs/deep/2.png")
CAT, DOG = Annotation(Box(10, 20, 30, 40), "cat", 0), Annotation(Box(50.5, 60.25, 70, 80), "dog", 1)
MADE: dict[FormatName, set[str]] = {
    "voc": {"cats/1.xml"},
    "yolo": {"classes.txt", "cats/1.txt"},
    "coco": {"annotations.json"},
    "labelme": {"cats/1.json"},
    "csv": {"annotations.csv"},
    "cvat": {"annotations.xml"},
    "createml": {"annotations.json"},
    "via": {"via_project.json"},
    "masks": {"cats/masks/1/cat/001.png"},
}
"""What the first box, drawn in `cats/1.jpg`, writes."""
JOINT_FORMATS = [name for name, info in FORMAT_INFOS.items() if not info.has_file_per_image]
each_format = pytest.mark.parametrize("name", sorted(FORMATS))


def begun(root: Path, name: FormatName, *names: str) -> Dataset:
    images(root, *(names or IMAGES))
    return FORMATS[name].begin_dataset(root)


def other_files(root: Path) -> set[str]:
    """All that is no image."""
    files = (path for path in root.rglob("*") if path.is_file())
    found = (path for path in files if path.suffix not in {".jpg", ".png"} or "masks" in path.parts)
    return {path.relative_to(root).as_posix() for path in found}


def image_names(data: Dataset) -> list[str]:
    return [data.images.name_at(index) for index in range(len(data.images))]


@each_format
def test_that_looking_writes_nothing_and_the_first_box_only_what_it_needs(tmp_path: Path, name: FormatName) -> None:
    data = begun(tmp_path, name)
    assert image_names(data) == list(IMAGES)
    assert not any(data.label_flags)
    assert data.notices == ()
    for image in data.images:
        labels = data.read_labels(image)
        assert labels.save(labels.image_annotations).image_annotations.annotations == ()
    assert other_files(tmp_path) == set()
    assert recognize_format(tmp_path) is None
    data.read_labels(data.images[1]).save(ImageAnnotations((CAT,)))
    assert other_files(tmp_path) == MADE[name]


@each_format
def test_that_what_was_begun_is_recognized_with_all_its_images_and_boxes(tmp_path: Path, name: FormatName) -> None:
    data = begun(tmp_path, name)
    for place in (1, 3):
        data.read_labels(data.images[place]).save(ImageAnnotations((CAT, DOG)))
    assert recognize_format(tmp_path) == name
    again = FORMATS[name].open_dataset(tmp_path)
    assert image_names(again) == list(IMAGES)
    assert list(again.label_flags) == [0, 1, 0, 1]
    assert again.notices == ()
    assert again.splits == {}
    for place in (1, 3):
        found = again.read_labels(again.images[place]).image_annotations.annotations
        assert [annotation.label for annotation in found] == ["cat", "dog"]
        corners = [edge for annotation in found for edge in annotation.bounds.xyxy]
        assert corners == pytest.approx([*CAT.bounds.xyxy, *DOG.bounds.xyxy], abs=0.5 if name == "masks" else 0.01)


@each_format
def test_that_labels_are_added_to_the_file_that_was_begun(tmp_path: Path, name: FormatName) -> None:
    """By the data set that began it and by one that opened it, in turn."""
    data = begun(tmp_path, name)
    first = data.read_labels(data.images[0]).save(ImageAnnotations((CAT,)))
    again = FORMATS[name].open_dataset(tmp_path)
    again.read_labels(again.images[1]).save(ImageAnnotations((DOG,)))
    first.save(ImageAnnotations((CAT, DOG)))
    last = FORMATS[name].open_dataset(tmp_path)
    labels = [
        [annotation.label for annotation in last.read_labels(image).image_annotations.annotations]
        for image in last.images
    ]
    assert labels == [["cat", "dog"], ["dog"], [], []]


@each_format
def test_that_a_box_that_is_deleted_and_undone_gives_the_same_bytes(tmp_path: Path, name: FormatName) -> None:
    data = begun(tmp_path, name)
    saved = data.read_labels(data.images[1]).save(ImageAnnotations((CAT, DOG)))
    before = {path: (tmp_path / path).read_bytes() for path in other_files(tmp_path)}
    saved.save(ImageAnnotations((DOG,))).save(ImageAnnotations((CAT, DOG)))
    after = {path: (tmp_path / path).read_bytes() for path in other_files(tmp_path)}
    assert after == before


@each_format
def test_that_a_folder_without_images_is_reported(tmp_path: Path, name: FormatName) -> None:
    with pytest.raises(DatasetError, match=sentence_pattern(NO_IMAGES)):
        FORMATS[name].begin_dataset(tmp_path)
    with pytest.raises(DatasetError, match="missing"):
        FORMATS[name].begin_dataset(tmp_path / "missing")


@pytest.mark.parametrize("name", JOINT_FORMATS)
def test_that_a_file_that_appears_meanwhile_is_not_overwritten(tmp_path: Path, name: FormatName) -> None:
    data = begun(tmp_path, name)
    labels = data.read_labels(data.images[1])
    (tmp_path / sorted(MADE[name])[0]).write_bytes(b"mine")
    with pytest.raises(AnnotationConflictError):
        labels.save(ImageAnnotations((CAT,)))
    assert (tmp_path / sorted(MADE[name])[0]).read_bytes() == b"mine"


@pytest.mark.parametrize("name", JOINT_FORMATS)
def test_that_a_file_that_is_deleted_after_the_first_box_is_reported(tmp_path: Path, name: FormatName) -> None:
    data = begun(tmp_path, name)
    labels = data.read_labels(data.images[1]).save(ImageAnnotations((CAT,)))
    (tmp_path / sorted(MADE[name])[0]).unlink()
    with pytest.raises(AnnotationConflictError, match=MOVED_OR_DELETED):
        labels.save(ImageAnnotations((CAT, DOG)))


def test_that_a_name_that_is_taken_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "annotations.json").write_text('{"mine": 1}')
    data = begun(tmp_path, "coco")
    data.read_labels(data.images[0]).save(ImageAnnotations((CAT,)))
    assert (tmp_path / "annotations.json").read_text() == '{"mine": 1}'
    assert recognize_format(tmp_path) == "coco"
    assert other_files(tmp_path) == {"annotations.json", "annotations_2.json"}


def test_that_a_new_coco_file_reads_as_others_write_it(tmp_path: Path) -> None:
    data = begun(tmp_path, "coco")
    data.read_labels(data.images[1]).save(ImageAnnotations((CAT, DOG)))
    text = (tmp_path / "annotations.json").read_text()
    content = json.loads(text)
    assert content["images"] == [{"id": 1, "file_name": "cats/1.jpg", "width": 640, "height": 480}]
    assert [(one["id"], one["image_id"], one["bbox"]) for one in content["annotations"]] == [
        (1, 1, [10, 20, 20, 20]),
        (2, 1, [50.5, 60.25, 19.5, 19.75]),
    ]
    assert [one["name"] for one in content["categories"]] == ["cat", "dog"]
    assert sum(line.startswith("  {") for line in text.splitlines()) == 5  # a line for each item


@pytest.mark.parametrize(
    ("names", "made"),
    [(("images/a.jpg",), "labels/a.txt"), (("images/train/a.jpg", "images/val/b.jpg"), "labels/train/a.txt")],
)
def test_that_yolo_labels_go_where_ultralytics_looks(tmp_path: Path, names: tuple[str, ...], made: str) -> None:
    data = begun(tmp_path, "yolo", *names)
    data.read_labels(data.images[0]).save(ImageAnnotations((CAT,)))
    assert made in other_files(tmp_path)
    assert image_names(FORMATS["yolo"].open_dataset(tmp_path)) == image_names(data)


@pytest.mark.parametrize("name", JOINT_FORMATS)
def test_that_masks_beside_a_folder_of_images_are_no_images(tmp_path: Path, name: FormatName) -> None:
    data = begun(tmp_path, name, "images/a.jpg", "images/more/a.jpg", "masks/a.png")
    assert image_names(data) == ["images/a.jpg", "images/more/a.jpg"]
    for image in data.images:
        data.read_labels(image).save(ImageAnnotations((CAT,)))
    again = FORMATS[name].open_dataset(tmp_path)
    assert image_names(again) == image_names(data)
    assert list(again.label_flags) == [1, 1]
