"""VIA: which attribute gives the class, shapes and the boxes around them, edits that change only what they mean."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import LabelFile, OpenOptions
from detector.data.formats.registry import open_dataset, recognize_format
from detector.data.formats.shared.json_array import NO_JSON_OBJECT
from detector.data.formats.via import grammar, reader
from detector.data.formats.via.attributes import find_class_attribute
from detector.data.formats.via.shapes import ELLIPSE_NOT_RESIZED
from detector.data.formats.via.writer import ViaWriter
from detector.data.geometry import Box
from detector.errors import AnnotationWriteError, DatasetError
from tests.annotation_edits import move_edges
from tests.detector.data.formats.entry_samples import VIA_1, VIA_PROJECT
from tests.detector.data.formats.format_samples import files, same_annotations
from tests.detector.data.formats.joint_samples import write_images
from tests.sentences import has_sentence


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_images(tmp_path, "a.png", "b.png")
    files(tmp_path, {"via_project.json": VIA_PROJECT})
    return tmp_path / "via_project.json"


def read(path: Path, image: str = "a.png") -> LabelFile:
    return open_dataset(path.parent).read_labels(path.parent / image)


def rect(**attributes: Any) -> dict[str, Any]:
    shape = {"name": "rect", "x": 10, "y": 20, "width": 20, "height": 30}
    return {"shape_attributes": shape, "region_attributes": attributes}


def exported(root: Path, *regions: Any, attributes: Any = None) -> Path:
    """A file of one image, as VIA 2 exports it, or its project."""
    write_images(root, "a.png")
    metadata = {"a.png9": {"filename": "a.png", "size": 9, "regions": list(regions), "file_attributes": {}}}
    content = metadata if attributes is None else {
        "_via_settings": {}, "_via_img_metadata": metadata, "_via_attributes": {"region": attributes, "file": {}}
    }  # fmt: skip
    files(root, {"via.json": json.dumps(content)})
    return root / "via.json"


def test_that_shapes_give_the_boxes_around_them(project: Path) -> None:
    annotations = read(project).image_annotations.annotations
    assert [(annotation.label, annotation.bounds.xyxy) for annotation in annotations] == [
        ("cat", (10, 20, 30, 50)),
        ("tooth brush", (50, 10, 90, 60)),
        ("cat", (40, 30, 60, 50)),
        ("cat", (30, 30, 70, 50)),
    ]
    assert [annotation.difficult for annotation in annotations] == [True, False, False, False]
    assert open_dataset(project.parent).classes == ("tooth brush", "cat")


def test_that_a_turned_ellipse_and_a_polyline_give_their_boxes(tmp_path: Path) -> None:
    ellipse = {"name": "ellipse", "cx": 50, "cy": 40, "rx": 20, "ry": 10, "theta": math.pi / 2}
    line = {"name": "polyline", "all_points_x": [1, 5], "all_points_y": [9, 2]}
    regions = [{"shape_attributes": shape, "region_attributes": {"class": "c"}} for shape in (ellipse, line)]
    path = exported(tmp_path, *regions)
    turned, around = read(path).image_annotations.annotations
    assert turned.bounds.xyxy == pytest.approx((40, 20, 60, 60))
    assert around.bounds.xyxy == (1, 2, 5, 9)
    with pytest.raises(AnnotationWriteError, match=ELLIPSE_NOT_RESIZED):
        read(path).save(ImageAnnotations((move_edges(turned, x2=70), around)))
    read(path).save(ImageAnnotations((turned.move_by(5, 0), around)))
    assert same_annotations(read(path).image_annotations.annotations, (turned.move_by(5, 0), around))


def test_that_the_message_names_the_attribute_the_shapes_and_what_has_no_class(project: Path) -> None:
    notices = "\n".join(open_dataset(project.parent).notices)
    assert reader.CLASS_ATTRIBUTE.format(file="via_project.json", attribute="kind", others=" (not note)") in notices
    assert "(1 circle, 1 ellipse): the box around each is used" in notices
    message = "\n".join(read(project).problems)
    assert f"region 5 of a.png {grammar.NO_CLASS.format(attribute='kind')}" in message
    assert "a.png has 1 region that is no box (1 point)" in message


def test_that_a_moved_box_changes_its_numbers_alone(project: Path) -> None:
    labels = read(project)
    first, polygon, circle, ellipse = labels.image_annotations.annotations
    labels = labels.save(labels.image_annotations.with_annotations([first.move_by(2, 0), polygon, circle, ellipse]))
    assert project.read_text() == VIA_PROJECT.replace('"x": 10', '"x": 12')
    labels = labels.save(
        labels.image_annotations.with_annotations(
            [first, move_edges(polygon, x1=40, x2=80), circle.move_by(1, 0), move_edges(ellipse, y2=70)]
        )
    )
    assert project.read_text() == (
        VIA_PROJECT.replace("[50, 90, 70]", "[40, 80, 60]")
        .replace('"cx": 50, "cy": 40, "r"', '"cx": 51, "cy": 40, "r"')
        .replace('"cy": 40, "rx": 20, "ry": 10', '"cy": 50, "rx": 20, "ry": 20')
    )
    with pytest.raises(AnnotationWriteError, match=r"A circle can be moved.*via_project\.json was not written"):
        labels.save(labels.image_annotations.with_annotations([first, polygon, move_edges(circle, x2=70), ellipse]))
    labels.save(ImageAnnotations((first, polygon, circle, ellipse)))
    assert project.read_text() == VIA_PROJECT


def test_that_new_classes_and_images_get_into_the_lists_of_a_project(project: Path) -> None:
    write_images(project.parent, "c.png")
    for name in ("b.png", "c.png"):
        read(project, name).save(
            ImageAnnotations((Annotation(Box(1, 2, 3.5, 4), "elk", truncated=True),), verified=True)
        )
    content = json.loads(project.read_text(encoding="utf-8"))
    assert list(content["_via_attributes"]["region"]["kind"]["options"]) == ["tooth brush", "cat", "elk"]
    assert content["_via_image_id_list"] == ["a.png300", "b.png300", "c.png-1"]
    for key in ("b.png300", "c.png-1"):
        (region,) = content["_via_img_metadata"][key]["regions"]
        assert region["shape_attributes"] == {"name": "rect", "x": 1, "y": 2, "width": 2.5, "height": 2}
        assert region["region_attributes"] == {"kind": "elk", "truncated": "true"}
    again = open_dataset(project.parent)
    assert again.classes == ("tooth brush", "cat", "elk")
    assert all(again.read_labels(project.parent / name).image_annotations.verified for name in ("b.png", "c.png"))


def test_that_regions_of_via_1_keep_their_numbers(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png", "b.png", "c.png")
    path = files(tmp_path, {"via_region_data.json": VIA_1}) / "via_region_data.json"
    labels = read(path)
    first, second = labels.image_annotations.annotations
    labels = labels.save(ImageAnnotations((second, Annotation(Box(1, 2, 3, 4), "elk"))))
    regions = json.loads(path.read_text())["a.png300"]["regions"]
    assert {key: one["region_attributes"]["name"] for key, one in regions.items()} == {"1": "dog", "2": "elk"}
    labels.save(ImageAnnotations((first, second)))
    assert path.read_text() == VIA_1
    for name in ("b.png", "c.png"):
        read(path, name).save(ImageAnnotations((Annotation(Box(1, 2, 3, 4), "elk"),)))
    content = json.loads(path.read_text())
    assert [list(content[key]["regions"]) for key in ("b.png300", "c.png-1")] == [["0"], ["0"]]


@pytest.mark.parametrize(
    ("used", "defined", "expected"),
    [
        ({"class": 3, "name": 3}, {}, "class"),
        ({"Label": 3, "color": 3}, {}, "Label"),
        ({"object name": 1, "note": 5}, {}, "object name"),
        ({"fruit": 2}, {}, "fruit"),
        ({"fruit": 2, "difficult": 9}, {}, "fruit"),
        ({"fruit": 2, "text": 9}, {"fruit": {"type": "dropdown", "options": {"a": "", "b": ""}}}, "fruit"),
        ({"fruit": 2, "text": 9}, {}, "text"),
        ({"class": 0, "fruit": 2}, {}, "fruit"),
        ({}, {"type": {"type": "text"}}, "type"),
        ({}, {}, None),
    ],
)
def test_that_the_attribute_is_found_by_name_choices_and_use(
    used: dict[str, int], defined: dict[str, Any], expected: str | None
) -> None:
    found = find_class_attribute(Counter(used), {"region": defined})
    assert (found.name if found else None) == expected


def test_that_numbered_choices_are_called_by_their_descriptions(tmp_path: Path) -> None:
    attributes = {"type": {"type": "radio", "options": {"1": "total", "2": "date"}}}
    path = exported(tmp_path, rect(type="2"), rect(type="1"), attributes=attributes)
    labels = read(path)
    assert open_dataset(tmp_path).classes == ("total", "date")
    first, second = labels.image_annotations.annotations
    assert (first.label, second.label) == ("date", "total")
    annotations = [replace(first, label="total"), second, Annotation(Box(1, 2, 3, 4), "place")]
    labels.save(labels.image_annotations.with_annotations(annotations))
    content = json.loads(path.read_text())
    regions = content["_via_img_metadata"]["a.png9"]["regions"]
    assert [region["region_attributes"]["type"] for region in regions] == ["1", "1", "place"]
    assert [annotation.label for annotation in read(path).image_annotations.annotations] == ["total", "total", "place"]
    assert open_dataset(tmp_path).classes == ("total", "date", "place")


def test_that_ticked_choices_are_classes_and_several_are_reported(tmp_path: Path) -> None:
    attributes = {"class": {"type": "checkbox", "options": {"cat": "", "dog": ""}}}
    regions = [
        rect(**{"class": value}) for value in ({"cat": True}, {"dog": True, "cat": False}, {"dog": 1, "cat": 1}, {})
    ]
    path = exported(tmp_path, *regions, attributes=attributes)
    labels = read(path)
    assert [annotation.label for annotation in labels.image_annotations.annotations] == ["cat", "dog", "dog"]
    assert any(
        "region 3 (dog) of a.png is of several classes (dog, cat); the first is used" in p for p in labels.problems
    )
    assert any("region 4 of a.png has no class" in message for message in labels.problems)
    first, second, third = labels.image_annotations.annotations
    labels.save(ImageAnnotations((replace(first, label="elk"), second, third, Annotation(Box(1, 2, 3, 4), "cat"))))
    values = [
        region["region_attributes"]["class"]
        for region in json.loads(path.read_text())["_via_img_metadata"]["a.png9"]["regions"]
    ]
    assert values[0] == {"elk": True}
    assert values[-1] == {"cat": True}


def test_that_regions_without_any_attribute_are_reported(tmp_path: Path) -> None:
    path = exported(tmp_path, rect(), {"shape_attributes": {"name": "rect"}, "region_attributes": []})
    data = open_dataset(tmp_path)
    assert any(has_sentence(notice, reader.NO_ATTRIBUTES) for notice in data.notices)
    labels = data.read_labels(tmp_path / "a.png")
    assert len(labels.problems) == 2
    labels.save(ImageAnnotations((Annotation(Box(1, 2, 3, 4), "cat"),)))
    regions = json.loads(path.read_text())["a.png9"]["regions"]
    assert [region["region_attributes"] for region in regions] == [{}, [], {"class": "cat"}]


def test_that_a_project_of_via_3_is_reported(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    content = {
        "project": {"pid": "x", "data_format_version": "3.1.1", "vid_list": ["1"]}, "config": {}, "attribute": {},
        "file": {"1": {"fname": "a.png"}}, "metadata": {"q": {"vid": "1", "xy": [2, 1, 2, 3, 4]}}, "view": {},
    }  # fmt: skip
    files(tmp_path, {"project.json": json.dumps(content)})
    assert recognize_format(tmp_path) == "via"
    with pytest.raises(DatasetError, match=reader.VIA_3_PROJECT):
        open_dataset(tmp_path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "it is empty"),
        ('{"a": {"filename": "a.png", "regions": []}', "cut off"),
        ('{"a": {"filename": "a.png", "regions": []}} x', "not JSON"),
        ('{"_via_img_metadata": {}, "x": ' + "[" * 100_000, "nested"),
        ('{"a": 1}', "its 'a' is no image"),
        ("[]", NO_JSON_OBJECT),
    ],
)
def test_that_a_file_that_cannot_be_used_is_reported(tmp_path: Path, content: str, words: str) -> None:
    write_images(tmp_path, "a.png")
    files(tmp_path, {"via.json": content})
    with pytest.raises(DatasetError, match=words):
        open_dataset(tmp_path / "via.json", OpenOptions(format="via"))
    assert (tmp_path / "via.json").read_text() == content


def test_that_what_is_written_opens_in_via_with_its_images_classes_and_flags(tmp_path: Path) -> None:
    writer = ViaWriter(tmp_path, ("dog", "cat"))
    annotation = Annotation(Box(1.25, 2, 30, 40), "cat", difficult=True, score=0.5)
    writer.add_image("a.png", 100, 80, ImageAnnotations((annotation,), verified=True), "train")
    write_images(writer.locate_image("a.png", "train").parent, "a.png")
    assert writer.finish() == ("1 score left out.",)
    content = json.loads((tmp_path / "via_train.json").read_text())
    assert content["_via_settings"]["core"]["default_filepath"] == "images/train/"
    assert content["_via_image_id_list"] == list(content["_via_img_metadata"]) == ["a.png-1"]
    assert list(content["_via_attributes"]["region"]["class"]["options"]) == ["dog", "cat"]
    data = open_dataset(tmp_path)
    labels = data.read_labels(data.images[0])
    assert labels.image_annotations == ImageAnnotations((replace(annotation, score=None, uid=0),), verified=True)
    assert data.classes == ("dog", "cat")


@pytest.mark.parametrize("name", [["rect"], {"rect": 1}, None, 7, "cube"])
def test_that_a_shape_of_another_kind_is_reported_and_kept(tmp_path: Path, name: Any) -> None:
    region = {"shape_attributes": {"name": name}, "region_attributes": {"class": "cat"}}
    path = exported(tmp_path, region, rect(**{"class": "cat"}), 7)
    before = path.read_text()
    labels = read(path)
    assert [annotation.uid for annotation in labels.image_annotations.annotations] == [0]
    assert "a.png has 2 regions that are no boxes" in labels.problems[-1]
    (annotation,) = labels.image_annotations.annotations
    labels = labels.save(ImageAnnotations((annotation.move_by(1, 0),)))
    assert path.read_text() == before.replace('"x": 10', '"x": 11')
