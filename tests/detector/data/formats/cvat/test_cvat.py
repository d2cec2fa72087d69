"""CVAT for images: which shapes are boxes, edits that change the bytes of what they mean alone, layouts of exports."""

from __future__ import annotations

import difflib
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from detector.cli import main
from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import Dataset, LabelFile, OpenOptions
from detector.data.formats.cvat.dataset import CvatFormat
from detector.data.formats.cvat.shapes import NOT_RESIZED
from detector.data.formats.cvat.writer import CvatWriter
from detector.data.formats.registry import open_dataset, recognize_format
from detector.data.geometry import Box
from detector.errors import AnnotationConflictError, AnnotationWriteError, DatasetError
from tests.annotation_edits import move_edges
from tests.detector.data.formats.entry_samples import CVAT_PROJECT, CVAT_TASK
from tests.detector.data.formats.format_samples import files, same_annotations
from tests.detector.data.formats.joint_samples import write_images


@pytest.fixture
def task(tmp_path: Path) -> Path:
    """The file of a task, as CVAT packs it."""
    write_images(tmp_path / "images", "a.png", "cam/b.png")
    files(tmp_path, {"annotations.xml": CVAT_TASK})
    return tmp_path / "annotations.xml"


def opened(path: Path) -> Dataset:
    return CvatFormat().open_dataset(path)


def read(path: Path, image: str) -> LabelFile:
    return opened(path).read_labels(path.parent / "images" / image)


def save(path: Path, image: str, annotations: Sequence[Annotation]) -> LabelFile:
    labels = read(path, image)
    return labels.save(labels.image_annotations.with_annotations(annotations))


def changed(path: Path, before: str = CVAT_TASK) -> list[str]:
    """The lines that differ, as `- old` and `+ new`."""
    lines = difflib.ndiff(before.splitlines(), path.read_text(encoding="utf-8").splitlines())
    return [" ".join(line.split()) for line in lines if line[0] in "+-"]


def xml(shapes: str, head: str = "") -> str:
    return f'<annotations>{head}<image id="0" name="a.png" width="100" height="80">{shapes}</image></annotations>'


def test_that_the_case_is_read(shared: Path) -> None:
    root = shared / "cases" / "09-cvat-xml"
    if not root.is_dir():
        pytest.skip("the cases are not here")
    data = open_dataset(root)
    assert (data.format, list(data.label_flags)) == ("cvat", [1, 0])
    (annotation,) = data.read_labels(root / "images" / "p0.jpg").image_annotations.annotations
    assert (annotation.bounds.xyxy, annotation.label) == ((10, 10, 30, 30), "cat")
    assert main(["check", str(root)]) in (0, 1)


def test_that_edges_are_read_as_they_are_with_flags_and_labels(task: Path) -> None:
    annotations = read(task, "a.png").image_annotations.annotations
    assert [(annotation.label, annotation.bounds.xyxy) for annotation in annotations] == [
        ("cat", (10.5, 20, 30.25, 40)),
        ("tooth brush", (50, 10, 90, 60)),
        ("cat", (1, 2, 9, 8)),
    ]
    assert [(annotation.difficult, annotation.occluded) for annotation in annotations] == [
        (True, False),
        (False, True),
        (False, True),
    ]
    assert opened(task).classes == ("cat", "tooth brush")  # without the part of a skeleton


def test_that_boxes_around_masks_ellipses_and_turned_boxes_count(task: Path) -> None:
    mask, ellipse, turned = read(task, "cam/b.png").image_annotations.annotations
    assert mask.bounds.xyxy == (5, 6, 10, 8)
    assert ellipse.bounds.xyxy == (30, 30, 70, 50)
    assert turned.bounds.xyxy == pytest.approx((50 - 200**0.5, 40 - 200**0.5, 50 + 200**0.5, 40 + 200**0.5))


def test_that_what_is_no_box_and_what_is_missing_is_reported(task: Path) -> None:
    (message,) = read(task, "a.png").problems
    assert "a.png has 2 shapes that are no boxes (1 polyline, 1 cuboid)" in message
    notices = "\n".join(opened(task).notices)
    assert "(1 ellipse, 1 turned box): the box around each is used" in notices
    assert "1 image that is not on disk, left out: gone.png" in notices


def test_that_a_moved_box_changes_its_edges_alone(task: Path) -> None:
    first, *others = read(task, "a.png").image_annotations.annotations
    save(task, "a.png", [first.move_by(2, 0), *others])
    assert changed(task) == [
        '- <box label="cat" source="manual" occluded="0" xtl="10.50" ytl="20.00" xbr="30.25" ybr="40.00" z_order="0">',
        '+ <box label="cat" source="manual" occluded="0" xtl="12.50" ytl="20.00" xbr="32.25" ybr="40.00" z_order="0">',
    ]


def test_that_a_polygon_moves_and_stretches_with_its_box(task: Path) -> None:
    first, polygon, last = read(task, "a.png").image_annotations.annotations
    save(task, "a.png", [first, move_edges(polygon, x1=40, x2=80), last])
    assert 'points="40.00,10.00;80.00,10.00;60.00,60.00"' in task.read_text(encoding="utf-8")
    assert len(changed(task)) == 2
    save(task, "a.png", [first, move_edges(polygon, y1=0, y2=25), last])
    assert 'points="50.00,0.00;90.00,0.00;70.00,25.00"' in task.read_text(encoding="utf-8")


def test_that_a_turned_box_can_be_moved_and_not_resized(task: Path) -> None:
    mask, ellipse, turned = read(task, "cam/b.png").image_annotations.annotations
    with pytest.raises(AnnotationWriteError, match=f"{NOT_RESIZED.format(shape='A turned box')}.*annotations.xml"):
        save(task, "cam/b.png", [mask, ellipse, move_edges(turned, x2=90)])
    assert task.read_text(encoding="utf-8") == CVAT_TASK
    save(task, "cam/b.png", [mask.move_by(3, 1), move_edges(ellipse, x1=10), turned.move_by(0, 5)])
    text = task.read_text(encoding="utf-8")
    assert 'rle="3, 5, 2" left="8" top="7" width="5" height="2"' in text
    assert 'cx="40.00" cy="40.00" rx="30.00" ry="10.00"' in text
    assert 'xtl="40.00" ytl="35.00" xbr="60.00" ybr="55.00" rotation="45.00"' in text


def test_that_flags_go_where_the_file_has_them(task: Path) -> None:
    first, second, third = read(task, "a.png").image_annotations.annotations
    annotations = [replace(first, difficult=False, occluded=True), second, replace(third, truncated=True)]
    save(task, "a.png", annotations)
    messages = changed(task)
    assert '+ <attribute name="difficult">false</attribute>' in messages
    assert any('occluded="1" xtl="10.50"' in line for line in messages)
    again = read(task, "a.png").image_annotations.annotations
    flags = [(annotation.difficult, annotation.truncated, annotation.occluded) for annotation in again]
    assert flags == [(False, False, True), (False, False, True), (False, True, True)]


def test_that_new_boxes_and_labels_are_laid_out_like_the_others(task: Path) -> None:
    labels = read(task, "a.png")
    new = [Annotation(Box(1, 2, 3.456, 5), 'a "b" <&>'), Annotation(Box(5, 6, 7, 8), "cat", difficult=True)]
    labels = labels.save(labels.image_annotations.with_annotations([*labels.image_annotations.annotations, *new]))
    root = ET.fromstring(task.read_bytes())
    added = root.findall("image")[0].findall("box")[2:]
    assert [(one.get("label"), one.get("xbr"), one.get("source")) for one in added] == [
        ('a "b" <&>', "3.46", "manual"),
        ("cat", "7.00", "manual"),
    ]
    assert [one.text for one in added[1].findall("attribute")] == ["true"]
    assert [one.text for one in root.iter("name") if one.text == 'a "b" <&>'] == ['a "b" <&>']
    assert opened(task).classes == ("cat", "tooth brush", 'a "b" <&>')
    labels.save(labels.image_annotations.with_annotations(labels.image_annotations.annotations[:3]))
    assert task.read_text(encoding="utf-8") == CVAT_TASK  # with the list of labels as it was


def test_that_a_deleted_box_comes_back_with_all_it_had(task: Path) -> None:
    labels = read(task, "a.png")
    first = labels.image_annotations
    for place in range(3):
        labels = labels.save(
            first.with_annotations(annotation for index, annotation in enumerate(first.annotations) if index != place)
        )
        assert "<!-- by hand -->" in task.read_text(encoding="utf-8")
    labels.save(first)
    assert task.read_text(encoding="utf-8") == CVAT_TASK


def test_that_the_images_of_subsets_are_distinguished(tmp_path: Path) -> None:
    write_images(tmp_path / "images", "train/a.png", "val/a.png", "val/new.png")
    files(tmp_path, {"annotations.xml": CVAT_PROJECT})
    data = open_dataset(tmp_path)
    train, val, new = (tmp_path / "images" / name for name in ("train/a.png", "val/a.png", "val/new.png"))
    assert data.splits == {"train": frozenset([train]), "val": frozenset([val, new])}
    assert [data.read_labels(image).image_annotations.annotations[0].bounds.x2 for image in (train, val)] == [30, 70]
    data.read_labels(new).save(ImageAnnotations((Annotation(Box(1, 2, 3, 4), "dog"),)))
    added = ET.fromstring((tmp_path / "annotations.xml").read_bytes()).findall("image")[-1]
    assert added.attrib["subset"] == "val"
    again = open_dataset(tmp_path)
    assert again.splits == data.splits
    assert list(again.label_flags) == [1, 1, 1]


@pytest.mark.parametrize("name", ["a.png", "deep/a.png", "deep\\a.png"])
def test_that_subsets_of_images_in_one_folder_are_splits(tmp_path: Path, name: str) -> None:
    (image,) = write_images(tmp_path, name.replace("\\", "/"))
    text = f'<annotations><image id="0" name="{name}" subset="Validation" width="100" height="80"/></annotations>'
    files(tmp_path, {"labels.xml": text})
    assert open_dataset(tmp_path / "labels.xml").splits == {"val": frozenset([image])}


def test_that_an_image_listed_twice_keeps_the_boxes_of_both(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    box = '<box label="c" xtl="{}" ytl="1" xbr="9" ybr="9"/>'
    one = f'<image id="{{}}" name="a.png" width="100" height="80">{box}</image>'
    text = f"<annotations>\n{one.format(0, 1)}\n{one.format(1, 2)}\n</annotations>"
    files(tmp_path, {"annotations.xml": text})
    data = open_dataset(tmp_path)
    assert "the image a.png is listed twice; its boxes are taken together" in data.notices[0]
    labels = data.read_labels(tmp_path / "a.png")
    first, second = labels.image_annotations.annotations
    assert (first.bounds.x1, second.bounds.x1) == (1, 2)
    labels = labels.save(
        labels.image_annotations.with_annotations([second.move_by(0, 3), Annotation(Box(5, 5, 8, 8), "d")])
    )
    annotations = open_dataset(tmp_path).read_labels(tmp_path / "a.png").image_annotations.annotations
    assert [annotation.bounds.xyxy for annotation in annotations] == [(5, 5, 8, 8), (2, 4, 9, 12)]
    labels.save(ImageAnnotations((first, second)))
    assert (tmp_path / "annotations.xml").read_text() == text


def test_that_an_export_for_video_is_reported_and_never_empty(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png", "frame_000000.png")
    track = '<track id="0" label="car"><box frame="0" outside="0" xtl="1" ytl="1" xbr="2" ybr="2"/></track>'
    files(tmp_path, {"annotations.xml": f"<annotations><version>1.1</version>{track}</annotations>"})
    assert recognize_format(tmp_path) == "cvat"
    with pytest.raises(DatasetError, match=r'"CVAT for video" export \(1 track\).*as "CVAT for images 1.1"'):
        open_dataset(tmp_path)
    files(tmp_path, {"annotations.xml": xml("") + "\n", "train.xml": f"<annotations>{track}</annotations>"})
    assert any("train.xml is not used" in notice for notice in open_dataset(tmp_path).notices)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "it is empty"),
        ("<annotations><image id='0' name='a.png'>", "not well-formed"),
        (f"<!DOCTYPE a [<!ENTITY l 'ha'>]>{xml('&l;')}", "entities"),
        (f"<!DOCTYPE a [<!ENTITY l SYSTEM 'file:///etc/passwd'>]>{xml('&l;')}", "entities"),
        (xml("<a>" * 200 + "</a>" * 200), "nested"),
        ("<annotation><object/></annotation>", "its root is <annotation>"),
    ],
)
def test_that_a_file_that_cannot_be_used_is_reported(tmp_path: Path, content: str, words: str) -> None:
    write_images(tmp_path, "a.png")
    files(tmp_path, {"annotations.xml": content})
    with pytest.raises(DatasetError, match=words):
        open_dataset(tmp_path / "annotations.xml", OpenOptions(format="cvat"))
    assert (tmp_path / "annotations.xml").read_text() == content


def test_that_shapes_that_cannot_be_used_are_reported_one_by_one(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    shapes = (
        '<box xtl="1" ytl="1" xbr="2" ybr="2"/><box label="c" xtl="x" ytl="1" xbr="2" ybr="2"/>'
        '<box label="c" xtl="1" ytl="1" xbr="2"/><polygon label="c" points="1,2;3"/>'
        '<box label="c" xtl="1e999" ytl="1" xbr="2" ybr="2"/><box label="c" xtl="1" ytl="1" xbr="2" ybr="2"/>'
    )
    files(tmp_path, {"annotations.xml": xml(shapes)})
    labels = open_dataset(tmp_path).read_labels(tmp_path / "a.png")
    assert len(labels.image_annotations.annotations) == 1
    for number, words in enumerate(("no label", "'x' as xtl", "no ybr", "not two numbers", "1e999"), start=1):
        assert any(f"shape {number} of a.png" in message and words in message for message in labels.problems)
    labels.save(labels.image_annotations.with_annotations(()))
    assert (tmp_path / "annotations.xml").read_text().count("<box") == 4


@pytest.mark.parametrize(
    "text",
    [
        "<annotations/>",
        "<annotations></annotations>",
        "<annotations>\n  <version>1.1</version>\n</annotations>\n",
        '<annotations><image id="4" name="b.png" width="1" height="1"/></annotations>',
        '<?xml version="1.0" encoding="utf-16"?><annotations>\r\n  <version>1.1</version>\r\n</annotations>',
    ],
)
def test_that_the_first_image_and_box_find_their_place(tmp_path: Path, text: str) -> None:
    write_images(tmp_path, "a.png", "b.png")
    raw = text.encode("utf-16" if "utf-16" in text else "utf-8")
    files(tmp_path, {"annotations.xml": raw})
    data = opened(tmp_path / "annotations.xml")
    labels = data.read_labels(tmp_path / "a.png").save(ImageAnnotations((Annotation(Box(1, 2, 3, 4), "cat"),)))
    image = next(
        one for one in ET.fromstring((tmp_path / "annotations.xml").read_bytes()) if one.get("name") == "a.png"
    )
    assert (image.get("id"), image.get("width"), image.get("height")) == ("5" if "b.png" in text else "0", "100", "80")
    assert [one.get("label") for one in image] == ["cat"]
    labels.save(ImageAnnotations(()))
    assert opened(tmp_path / "annotations.xml").read_labels(tmp_path / "a.png").image_annotations.annotations == ()


def test_that_what_is_written_is_as_cvat_wants_it_and_holds_flags(tmp_path: Path) -> None:
    writer = CvatWriter(tmp_path, ("dog", "cat"))
    annotations = (
        Annotation(Box(1.25, 2, 30, 40), "cat", difficult=True, occluded=True),
        Annotation(Box(0, 0, 9, 9), "elk", truncated=True),
    )
    for split in ("train", "val"):
        writer.add_image("a.png", 100, 80, ImageAnnotations(annotations), split)  # type: ignore[arg-type]
        write_images(writer.locate_image("a.png", split).parent, "a.png")  # type: ignore[arg-type]
    assert writer.finish() == ()
    root = ET.fromstring((tmp_path / "annotations.xml").read_bytes())
    assert root.findtext("version") == "1.1"
    assert [name.text for name in root.findall("meta/project/labels/label/name")] == ["dog", "cat", "elk"]
    assert [(one.get("id"), one.get("subset")) for one in root.findall("image")] == [("0", "train"), ("1", "val")]
    data = open_dataset(tmp_path)
    assert data.classes == ("dog", "cat", "elk")
    for image in data.images:
        found = data.read_labels(image).image_annotations.annotations
        assert same_annotations(found, annotations)
        flags = [(annotation.difficult, annotation.truncated, annotation.occluded) for annotation in found]
        assert flags == [(True, False, True), (False, True, False)]


def test_that_a_name_that_xml_cannot_hold_is_reported(task: Path) -> None:
    labels = read(task, "a.png")
    with pytest.raises(AnnotationWriteError, match=r"U\+0007.*annotations.xml cannot hold"):
        labels.save(labels.image_annotations.with_annotations([Annotation(Box(1, 2, 3, 4), "bell\x07")]))
    assert task.read_text(encoding="utf-8") == CVAT_TASK


def test_that_a_file_rewritten_for_another_image_takes_both_changes(task: Path) -> None:
    labels = read(task, "a.png")
    first, *others = labels.image_annotations.annotations
    theirs = CVAT_TASK.replace('cx="50.00"', 'cx="60.00"').replace("<dumped>2024", "<dumped>2025")
    task.write_text(theirs, encoding="utf-8")
    labels = labels.save(labels.image_annotations.with_annotations([first.move_by(2, 0), *others]))
    ours = theirs.replace('xtl="10.50"', 'xtl="12.50"').replace('xbr="30.25"', 'xbr="32.25"')
    assert task.read_text(encoding="utf-8") == ours
    task.write_text(ours.replace('points="50.00', 'points="51.00'), encoding="utf-8")
    with pytest.raises(AnnotationConflictError):
        labels.save(labels.image_annotations.with_annotations(others))
