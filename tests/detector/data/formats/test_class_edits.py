"""A class renamed, merged or deleted in a whole data set: only what must change changes, and all of it goes back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from detector.data.class_list import find_class_list, read_class_list, write_class_list
from detector.data.formats.base import Dataset
from detector.data.formats.class_edits import ClassEdit, FileChange, plan_steps
from detector.data.formats.registry import open_dataset
from detector.data.formats.yolo.class_list import LABEL_WITH_NEWLINE
from detector.errors import AnnotationConflictError, AnnotationWriteError, DatasetError
from tests.sentences import sentence_pattern

from .entry_samples import CREATEML, CVAT_TASK, VIA_1, VIA_PROJECT
from .format_samples import files, images
from .joint_samples import COCO, coco_folder, write_images

VOC = """<?xml version="1.0"?>
<annotation verified="yes">
  <!-- by hand --><filename>{name}</filename><size><width>640</width><height>480</height><depth>3</depth></size>
  <object><name>cat</name><pose>Left</pose><bndbox><xmin>10</xmin><ymin>20</ymin><xmax>99.5</xmax><ymax>80</ymax></bndbox></object>
  <object><name>dog</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>30</xmax><ymax>40</ymax></bndbox></object>
</annotation>
"""
LABELME = """{{
  "version": "5.5.0", "flags": {{}}, "mine": [1, 2.50],
  "shapes": [
    {{"label": "cat", "points": [[10, 20], [30.0, 40]], "shape_type": "rectangle", "flags": {{}}, "group_id": 7}},
    {{"label": "cat", "points": [[1, 2], [3, 4], [5, 1]], "shape_type": "linestrip", "flags": {{}}}},
    {{"label": "dog", "points": [[50, 60], [70, 80]], "shape_type": "rectangle", "flags": {{}}}}
  ],
  "imagePath": "{name}", "imageData": null, "imageHeight": 480, "imageWidth": 640
}}
"""
CSV = (
    "filename,width,height,class,xmin,ymin,xmax,ymax,note\r\n"
    'a.png,100,80, "cat",1,2,30,40,"x,y"\r\n'
    "a.png,100,80,dog,5,6,70,60,\r\n"
    "b.png,100,80,cat,1.50,2,30,40,\r\n"
    "a.png,100,80,cat,bad,2,30,40,\r\n"
)


def voc(root: Path) -> Path:
    images(root, "a.png", "b.png")
    return files(root, {f"{name}.xml": VOC.format(name=f"{name}.png") for name in "ab"} | {"classes.txt": "cat\r\ndog"})


def labelme(root: Path) -> Path:
    images(root, "a.png", "b.png")
    return files(root, {f"{name}.json": LABELME.format(name=f"{name}.png") for name in "ab"})


def yolo(root: Path) -> Path:
    images(root, "a.png", "b.png")
    rows = "0 0.5 0.5 0.250000 .25 0.9 # sure\r\n\r\n1 0.1 0.1 0.1 0.1\r\n0 0.1 0.1 0.2 0.1 0.2 0.2\r\n"
    return files(root, {"a.txt": rows, "b.txt": "0 0.5 0.5 0.25 0.25", "classes.txt": "cat\r\n dog \r\n\r\nelk"})


def coco(root: Path) -> Path:
    coco_folder(root)
    return root


def table(root: Path) -> Path:
    write_images(root, "a.png", "b.png")
    return files(root, {"boxes.csv": CSV, "classes.csv": "cat,4\r\ndog,7\r\n"})


def cvat(root: Path) -> Path:
    write_images(root, "a.png", "cam/b.png")
    return files(root, {"annotations.xml": CVAT_TASK})


def createml(root: Path) -> Path:
    write_images(root, "a.png", "b.png")
    return files(root, {"_annotations.createml.json": CREATEML.replace("tooth brush", "dog")})


def via(root: Path) -> Path:
    write_images(root, "a.png", "b.png")
    return files(root, {"via_project.json": VIA_PROJECT})


def via_1(root: Path) -> Path:
    write_images(root, "a.png", "b.png")
    return files(root, {"via_region_data.json": VIA_1})


MAKERS = (voc, labelme, yolo, coco, table, cvat, createml, via, via_1)
RENAMED: dict[Callable[[Path], Path], dict[str, tuple[str, str]]] = {
    voc: dict.fromkeys(("a.xml", "b.xml"), ("<name>cat<", "<name>fox & ox<")) | {"classes.txt": ("cat", "fox & ox")},
    labelme: dict.fromkeys(("a.json", "b.json"), ('"cat", "points": [[10', '"fox & ox", "points": [[10')),
    yolo: {"classes.txt": ("cat", "fox & ox")},
    coco: {"annotations.json": ('"name": "cat"', '"name": "fox & ox"')},
    table: {"boxes.csv": ("cat", "fox & ox"), "classes.csv": ("cat", "fox & ox")},
    cvat: {"annotations.xml": ("cat", "fox & ox")},
    createml: {"_annotations.createml.json": ("cat", "fox & ox")},
    via: {"via_project.json": ('"cat"', '"fox & ox"')},
    via_1: {"via_region_data.json": ('"cat"', '"fox & ox"')},
}
"""What text becomes what other in which files; all else stays."""


def bytes_of(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in root.iterdir() if path.is_file() and path.suffix != ".png"}


def done(dataset: Dataset, source: str, target: str = "") -> list[FileChange]:
    having = [
        image
        for image in dataset.images
        if any(annotation.label == source for annotation in dataset.read_labels(image).image_annotations.annotations)
    ]
    changes = [step.run() for step in plan_steps(dataset, ClassEdit(source, target), having)]
    return [change for change in changes if change is not None]


def back(dataset: Dataset, changes: list[FileChange]) -> int:
    return sum(change.revert(dataset) for change in changes)


def labels(dataset: Dataset) -> list[list[str]]:
    return [
        [annotation.label for annotation in dataset.read_labels(image).image_annotations.annotations]
        for image in dataset.images
    ]


@pytest.mark.parametrize("make", MAKERS)
def test_that_a_new_name_changes_nothing_but_the_name(make: Callable[[Path], Path], tmp_path: Path) -> None:
    dataset = open_dataset(make(tmp_path))
    before, boxes = bytes_of(tmp_path), labels(dataset)
    changes = done(dataset, "cat", "fox & ox")
    expected = dict(before)
    for name, (was, now) in RENAMED[make].items():
        now = now.replace("&", "&amp;") if name.endswith(".xml") else now
        expected[name] = before[name].replace(was.encode(), now.encode())
    assert bytes_of(tmp_path) == expected
    expected = [["fox & ox" if label == "cat" else label for label in image] for image in boxes]
    assert labels(dataset) == labels(open_dataset(tmp_path)) == expected
    assert back(dataset, changes) == 0
    assert bytes_of(tmp_path) == before
    assert labels(dataset) == boxes


@pytest.mark.parametrize("make", MAKERS)
def test_that_merged_boxes_keep_all_but_their_class(make: Callable[[Path], Path], tmp_path: Path) -> None:
    other = "tooth brush" if make in (coco, cvat, via) else "dog"
    dataset = open_dataset(make(tmp_path))
    before, annotations = (
        bytes_of(tmp_path),
        [dataset.read_labels(image).image_annotations.annotations for image in dataset.images],
    )
    changes = done(dataset, "cat", other)
    expected = [
        [(other if annotation.label == "cat" else annotation.label, annotation.bounds.xyxy) for annotation in image]
        for image in annotations
    ]
    for again in (dataset, open_dataset(tmp_path)):
        found = [again.read_labels(image).image_annotations.annotations for image in again.images]
        assert [[(annotation.label, annotation.bounds.xyxy) for annotation in image] for image in found] == expected
    assert back(dataset, changes) == 0
    assert bytes_of(tmp_path) == before


@pytest.mark.parametrize("make", MAKERS)
def test_that_deleted_boxes_come_back_with_all_they_had(make: Callable[[Path], Path], tmp_path: Path) -> None:
    dataset = open_dataset(make(tmp_path))
    before, boxes = bytes_of(tmp_path), labels(dataset)
    changes = done(dataset, "cat")
    kept = [[label for label in image if label != "cat"] for image in boxes]
    assert labels(dataset) == labels(open_dataset(tmp_path)) == kept
    assert bytes(open_dataset(tmp_path).label_flags) == bytes(dataset.label_flags)  # they were looked at
    assert back(dataset, changes) == 0
    assert bytes_of(tmp_path) == before


def test_that_numbers_of_classes_stay_when_boxes_of_one_go(tmp_path: Path) -> None:
    dataset = open_dataset(yolo(tmp_path))
    done(dataset, "cat", "dog")
    assert (tmp_path / "classes.txt").read_bytes() == b"cat\r\n dog \r\n\r\nelk"
    assert (tmp_path / "a.txt").read_bytes() == (
        b"1 0.5 0.5 0.250000 .25 0.9 # sure\r\n\r\n1 0.1 0.1 0.1 0.1\r\n1 0.1 0.1 0.2 0.1 0.2 0.2\r\n"
    )


@pytest.mark.parametrize(
    ("text", "renamed"),
    [
        ("names: [cat, dog]  # mine\nnc: 2\n", "names: [fox, dog]  # mine\nnc: 2\n"),
        ("names:\n  0: 'cat'\n  5: dog\n", "names:\n  0: 'fox'\n  5: dog\n"),
        ('names: ["dog", "cat"]\n', 'names: ["dog", "fox"]\n'),
        ("names:\n- cat\n- cat\n- dog\n", "names:\n- fox\n- fox\n- dog\n"),
    ],
)
def test_that_a_name_in_yaml_changes_in_its_place(tmp_path: Path, text: str, renamed: str) -> None:
    images(tmp_path, "images/a.png")
    files(tmp_path, {"data.yaml": text, "labels/a.txt": "0 0.5 0.5 0.25 0.25\n1 0.5 0.5 0.25 0.25\n"})
    dataset = open_dataset(tmp_path)
    changes = [step.run() for step in plan_steps(dataset, ClassEdit("cat", "fox"), list(dataset.images))]
    assert (tmp_path / "data.yaml").read_text() == renamed
    back(dataset, [change for change in changes if change is not None])
    assert (tmp_path / "data.yaml").read_text() == text


def test_that_a_class_without_a_name_gets_one_under_its_number(tmp_path: Path) -> None:
    images(tmp_path, "a.png")
    files(tmp_path, {"classes.txt": "cat\n", "a.txt": "3 0.5 0.5 0.25 0.25\n"})
    dataset = open_dataset(tmp_path)
    done(dataset, "class 3", "fox")
    assert (tmp_path / "classes.txt").read_text() == "cat\nclass 1\nclass 2\nfox\n"
    assert labels(open_dataset(tmp_path)) == [["fox"]]


def test_that_a_box_of_an_open_yolo_image_can_get_its_old_class_back(tmp_path: Path) -> None:
    dataset = open_dataset(yolo(tmp_path))
    image = dataset.images[1]
    file = dataset.read_labels(image)
    edit = ClassEdit("cat", "fox")
    for step in plan_steps(dataset, edit, []):
        step.run()
    before = file.image_annotations
    file = file.save(edit.apply_to_image_annotations(before))
    assert (tmp_path / "b.txt").read_bytes() == b"0 0.5 0.5 0.25 0.25"
    file.save(before)  # as undo does: this box alone is a cat again, and cat is a class of its own
    assert (tmp_path / "b.txt").read_bytes() == b"4 0.5 0.5 0.25 0.25"
    assert read_class_list(tmp_path / "classes.txt") == ("fox", "dog", "elk", "cat")
    assert labels(open_dataset(tmp_path))[1] == ["cat"]


def test_that_an_empty_category_goes_and_crowds_go_along(tmp_path: Path) -> None:
    dataset = open_dataset(coco(tmp_path))
    changes = done(dataset, "cat", "tooth brush")
    value = json.loads((tmp_path / "annotations.json").read_bytes())
    assert [category["id"] for category in value["categories"]] == [90]
    assert {item["category_id"] for item in value["annotations"]} == {90}
    assert dataset.classes == ("tooth brush",)
    back(dataset, changes)
    changes = done(dataset, "cat")
    value = json.loads((tmp_path / "annotations.json").read_bytes())
    assert [item["id"] for item in value["annotations"]] == [1768, 6]  # the crowd region is no box
    assert len(value["categories"]) == 2
    back(dataset, changes)
    assert (tmp_path / "annotations.json").read_bytes() == COCO.encode()


@pytest.mark.parametrize("make", [coco, table])
def test_that_work_in_a_joint_file_since_then_stays_when_a_merge_is_undone(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    other = "tooth brush" if make in (coco, cvat, via) else "dog"
    dataset = open_dataset(make(tmp_path))
    changes = done(dataset, "cat", other)
    image = dataset.images[0]
    file = dataset.read_labels(image)
    moved = file.image_annotations.annotations[0].move_by(3, 4)
    file.save(file.image_annotations.with_annotations([moved, *file.image_annotations.annotations[1:]]))
    back(dataset, changes)
    found = dataset.read_labels(image).image_annotations.annotations[0]
    assert (found.label, found.bounds.xyxy) == ("cat", moved.bounds.xyxy)


@pytest.mark.parametrize("make", [coco, table])
def test_that_boxes_relabeled_since_then_are_counted_and_stay(make: Callable[[Path], Path], tmp_path: Path) -> None:
    other = "tooth brush" if make in (coco, cvat, via) else "dog"
    dataset = open_dataset(make(tmp_path))
    changes = done(dataset, "cat", other)
    file = dataset.read_labels(dataset.images[0])
    elks = sum(annotation.label == other for annotation in file.image_annotations.annotations)
    file.save(ClassEdit(other, "elk").apply_to_image_annotations(file.image_annotations))
    assert back(dataset, changes) >= 1
    found = [annotation.label for annotation in dataset.read_labels(dataset.images[0]).image_annotations.annotations]
    assert found.count("elk") == elks


@pytest.mark.parametrize("make", MAKERS)
def test_that_a_file_changed_by_others_since_then_is_left_alone(make: Callable[[Path], Path], tmp_path: Path) -> None:
    dataset = open_dataset(make(tmp_path))
    changes = done(dataset, "cat", "fox")
    for change in changes:
        raw = change.path.read_bytes()
        change.path.write_bytes(raw.replace(b"fox", b"owl") + b"\n")
    after = bytes_of(tmp_path)
    for change in changes:
        with pytest.raises(AnnotationConflictError):
            change.revert(dataset)
    assert bytes_of(tmp_path) == after


def test_that_a_name_of_two_lines_is_refused(tmp_path: Path) -> None:
    dataset = open_dataset(yolo(tmp_path))
    before = bytes_of(tmp_path)
    with pytest.raises(AnnotationWriteError, match=sentence_pattern(LABEL_WITH_NEWLINE)):
        done(dataset, "cat", "a\nb")
    assert bytes_of(tmp_path) == before


def test_that_a_list_of_classes_is_found_read_and_written(tmp_path: Path) -> None:
    path = tmp_path / "data" / "predefined_classes.txt"
    files(tmp_path, {"data/predefined_classes.txt": "\ufeffcat\r\n\r\n tooth brush \r\ncat\r\n__ignore__\r\n"})
    assert find_class_list(tmp_path) == path
    assert read_class_list(path) == ("cat", "tooth brush")
    write_class_list(tmp_path / "mine.txt", ["b", "a"])
    assert (tmp_path / "mine.txt").read_bytes() == b"b\na\n"
    path.write_bytes(b"caf\xe9\n")
    with pytest.raises(DatasetError, match=r"predefined_classes\.txt is not UTF-8"):
        read_class_list(path)
