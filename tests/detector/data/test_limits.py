"""Labels that are too many or too long: reported, kept in their file, and read without a pause."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from detector.data import limits
from detector.data.annotation import Annotation
from detector.data.formats.base import FormatName
from detector.data.formats.registry import open_dataset
from detector.data.geometry import Box
from detector.data.labeled_set import load_training_set
from detector.data.limits import TOO_MANY_BOXES
from detector.data.unicode_forms import normalize_class_name
from detector.errors import AnnotationUnreadableError, DatasetError
from tests.detector.data.formats.format_samples import files, images
from tests.detector.data.formats.joint_samples import coco_object
from tests.sentences import has_sentence

LONG = "x" * 1_000_000


def voc(label: str, count: int) -> Mapping[str, str]:
    box = "<bndbox><xmin>11</xmin><ymin>11</ymin><xmax>30</xmax><ymax>30</ymax></bndbox>"
    objects = f"<object><name>{label}</name>{box}</object>\n" * count
    size = "<size><width>640</width><height>480</height><depth>3</depth></size>"
    return {"a.xml": f"<annotation><filename>a.png</filename>{size}{objects}</annotation>"}


def yolo(label: str, count: int) -> Mapping[str, str]:
    return {"a.txt": "0 0.5 0.5 0.1 0.1\n" * count, "classes.txt": f"{label}\n"}


def labelme(label: str, count: int) -> Mapping[str, str]:
    shape = {"label": label, "points": [[10, 10], [30, 30]], "shape_type": "rectangle", "flags": {}}
    return {"a.json": json.dumps({"shapes": [shape] * count, "imagePath": "a.png", "imageWidth": 640,
                                  "imageHeight": 480})}  # fmt: skip


def coco(label: str, count: int) -> Mapping[str, str]:
    boxes = ({"id": n, "image_id": 1, "category_id": 1, "bbox": [10, 10, 20, 20]} for n in range(count))
    content = coco_object(*boxes)
    content["categories"] = [{"id": 1, "name": label}]
    return {"annotations.json": json.dumps(content)}


def cvat(label: str, count: int) -> Mapping[str, str]:
    shapes = f'<box label="{label}" xtl="10" ytl="10" xbr="30" ybr="30"/>' * count
    image = f'<image id="0" name="a.png" width="640" height="480">{shapes}</image>'
    return {"annotations.xml": f"<annotations>{image}</annotations>"}


def createml(label: str, count: int) -> Mapping[str, str]:
    box = {"label": label, "coordinates": {"x": 20, "y": 20, "width": 20, "height": 20}}
    return {"annotations.json": json.dumps([{"image": "a.png", "annotations": [box] * count}])}


def via(label: str, count: int) -> Mapping[str, str]:
    shape = {"name": "rect", "x": 10, "y": 10, "width": 20, "height": 20}
    regions = [{"shape_attributes": shape, "region_attributes": {"class": label}}] * count
    return {"via.json": json.dumps({"a.png1": {"filename": "a.png", "size": 1, "regions": regions}})}


WRITERS = {"cvat": cvat, "createml": createml, "via": via, "voc": voc, "yolo": yolo, "labelme": labelme, "coco": coco}


@pytest.mark.parametrize("kind", WRITERS)
def test_that_an_image_with_too_many_boxes_is_reported_and_its_file_left_alone(
    tmp_path: Path, kind: FormatName, monkeypatch: pytest.MonkeyPatch
) -> None:
    images(tmp_path, "a.png")
    files(tmp_path, WRITERS[kind]("cat", 31))
    monkeypatch.setattr(limits, "MAX_BOXES_PER_IMAGE", 30)
    data = open_dataset(tmp_path)
    assert data.format == kind
    with pytest.raises(AnnotationUnreadableError, match="31 boxes") as error:
        data.read_labels(tmp_path / "a.png")
    assert has_sentence(str(error.value), TOO_MANY_BOXES, limit=30)
    with pytest.raises(DatasetError):
        load_training_set(tmp_path)
    monkeypatch.setattr(limits, "MAX_BOXES_PER_IMAGE", 31)
    assert len(open_dataset(tmp_path).read_labels(tmp_path / "a.png").image_annotations.annotations) == 31


@pytest.mark.parametrize("kind", WRITERS)
def test_that_a_million_rows_are_refused_without_being_read(tmp_path: Path, kind: FormatName) -> None:
    images(tmp_path, "a.png")
    files(tmp_path, WRITERS[kind]("cat", 1_000_000 if kind == "yolo" else 60_000))
    data = open_dataset(tmp_path)
    with pytest.raises(AnnotationUnreadableError, match="boxes"):
        data.read_labels(tmp_path / "a.png")


@pytest.mark.parametrize("kind", WRITERS)
def test_that_a_long_label_is_cut_where_it_is_shown_and_stays_in_the_file(tmp_path: Path, kind: FormatName) -> None:
    images(tmp_path, "a.png")
    contents = WRITERS[kind](LONG, 1)
    files(tmp_path, contents)
    data = open_dataset(tmp_path)
    read = data.read_labels(tmp_path / "a.png")
    (annotation,) = read.image_annotations.annotations
    assert annotation.label == normalize_class_name(LONG)
    assert len(annotation.label) <= limits.MAX_LABEL_CHARACTERS
    messages = [*data.notices, *read.problems]
    assert any("1,000,000 characters" in sentence for sentence in messages)
    assert max(map(len, messages)) < 1000
    read.save(
        read.image_annotations.with_annotations([annotation, Annotation(Box(100, 100, 200, 200), annotation.label)])
    )
    before, after = (("".join(texts)) for texts in (contents.values(), (
        (tmp_path / name).read_text() for name in contents)))  # fmt: skip
    assert LONG in after
    assert len(after) > len(before)
    again = open_dataset(tmp_path).read_labels(tmp_path / "a.png")
    assert [annotation.label for annotation in again.image_annotations.annotations] == [normalize_class_name(LONG)] * 2
    assert load_training_set(tmp_path).classes == (normalize_class_name(LONG),)


def test_that_a_fault_in_a_box_with_a_long_label_is_a_short_sentence(tmp_path: Path) -> None:
    images(tmp_path, "a.png")
    files(tmp_path, {name: text.replace("<xmax>30</xmax>", "") for name, text in voc(LONG, 1).items()})
    with pytest.raises(AnnotationUnreadableError) as error:
        open_dataset(tmp_path).read_labels(tmp_path / "a.png")
    assert len(str(error.value)) < 1000


def test_that_long_names_that_begin_alike_stay_two_classes() -> None:
    first, second = normalize_class_name(LONG + "a"), normalize_class_name(LONG + "b")
    assert first != second
    assert normalize_class_name(first) == first
    assert Annotation(Box(0, 0, 1, 1), LONG + "a").label == first


def test_that_long_categories_of_one_name_stay_two_classes(tmp_path: Path) -> None:
    images(tmp_path, "a.png")
    content = coco_object(*({"id": n, "image_id": 1, "category_id": n, "bbox": [1, 1, 2, 2]} for n in (1, 2)))
    content["categories"] = [{"id": 1, "name": LONG}, {"id": 2, "name": LONG}]
    files(tmp_path, {"annotations.json": json.dumps(content)})
    data = open_dataset(tmp_path)
    labels = [annotation.label for annotation in data.read_labels(tmp_path / "a.png").image_annotations.annotations]
    assert tuple(labels) == data.classes
    assert len(set(labels)) == 2
