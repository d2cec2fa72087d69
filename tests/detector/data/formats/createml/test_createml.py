"""CreateML: joint files and one for each image, centers and sizes, edits that change the bytes of what they mean."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import LabelFile, OpenOptions
from detector.data.formats.createml.dataset import CreateMlFormat
from detector.data.formats.createml.writer import CreateMlWriter
from detector.data.formats.registry import open_dataset, recognize_format
from detector.data.formats.shared.json_array import CUT_OFF
from detector.data.geometry import Box
from detector.errors import AnnotationConflictError, AnnotationUnreadableError, DatasetError
from tests.annotation_edits import move_edges
from tests.detector.data.formats.entry_samples import CREATEML, CREATEML_LABELIMG
from tests.detector.data.formats.format_samples import files, same_annotations
from tests.detector.data.formats.joint_samples import write_images

NAME = "_annotations.createml.json"


@pytest.fixture
def joint(tmp_path: Path) -> Path:
    write_images(tmp_path, "a.png", "b.png")
    files(tmp_path, {NAME: CREATEML})
    return tmp_path / NAME


def read(path: Path, image: str = "a.png") -> LabelFile:
    return open_dataset(path.parent).read_labels(path.parent / image)


def entry(name: str, *boxes: tuple[str, float, float, float, float], **more: Any) -> dict[str, Any]:
    annotations = [
        {"label": label, "coordinates": {"x": x, "y": y, "width": width, "height": height}}
        for label, x, y, width, height in boxes
    ]
    return {"image": name, "annotations": annotations, **more}


def test_that_centers_and_sizes_are_edges(joint: Path) -> None:
    annotations = read(joint).image_annotations.annotations
    assert [(annotation.label, annotation.bounds.xyxy) for annotation in annotations] == [
        ("cat", (10.5, 20, 30.25, 40)),
        ("tooth brush", (40, 20, 80, 60)),
    ]
    assert open_dataset(joint.parent).classes == ()


@pytest.mark.parametrize(("dx", "dy", "was", "now"), [(2, 0, '"x": 20.375', '"x": 22.375'), (0, 1.5, "30,", "31.5,")])
def test_that_a_moved_box_changes_its_center_alone(joint: Path, dx: float, dy: float, was: str, now: str) -> None:
    labels = read(joint)
    first, second = labels.image_annotations.annotations
    labels.save(labels.image_annotations.with_annotations([first.move_by(dx, dy), second]))
    assert joint.read_text() == CREATEML.replace(was, now, 1)


def test_that_an_edge_changes_center_and_size_to_the_hundredth(joint: Path) -> None:
    labels = read(joint)
    first, second = labels.image_annotations.annotations
    moved = [move_edges(first, x2=33.333), second]
    labels.save(labels.image_annotations.with_annotations(moved))
    assert joint.read_text() == CREATEML.replace("20.375", "21.915").replace("19.75", "22.83")
    assert same_annotations(read(joint).image_annotations.annotations, moved)


def test_that_new_boxes_and_images_are_laid_out_like_the_others(joint: Path) -> None:
    write_images(joint.parent, "c.png")
    for image in ("b.png", "c.png"):
        labels = read(joint, image)
        labels.save(ImageAnnotations((Annotation(Box(1, 2, 3.5, 4), "Größe"),)))
    content = json.loads(joint.read_text(encoding="utf-8"))
    assert content[:1] == json.loads(CREATEML)[:1]
    assert content[1:] == [entry(name, ("Größe", 2.25, 3, 2.5, 2)) for name in ("b.png", "c.png")]


def test_that_the_verified_mark_is_kept_and_undone(joint: Path) -> None:
    labels = read(joint)
    labels = labels.save(replace(labels.image_annotations, verified=True))
    assert json.loads(joint.read_text())[0]["verified"] is True
    assert read(joint).image_annotations.verified
    labels.save(replace(labels.image_annotations, verified=False))
    assert joint.read_text() == CREATEML


@pytest.mark.parametrize("key", ["image", "imagefilename", "imageFilename", "filename"])
@pytest.mark.parametrize("boxes", ["annotations", "annotation"])
def test_that_images_and_boxes_are_found_by_any_of_their_keys(tmp_path: Path, key: str, boxes: str) -> None:
    write_images(tmp_path, "a.png", "b.png")
    one = entry("a.png", ("cat", 20, 30, 10, 10))
    files(tmp_path, {"all.json": json.dumps([{key: one["image"], boxes: one["annotations"]}])})
    data = open_dataset(tmp_path)
    assert data.format == "createml"
    assert data.read_labels(tmp_path / "a.png").image_annotations.annotations[0].bounds.xyxy == (15, 25, 25, 35)
    data.read_labels(tmp_path / "b.png").save(ImageAnnotations((Annotation(Box(1, 1, 3, 3), "cat"),)))
    assert json.loads((tmp_path / "all.json").read_text())[1].keys() == {key, boxes}


def test_that_roboflows_splits_are_read(tmp_path: Path) -> None:
    found = {}
    for folder, split in (("train", "train"), ("valid", "val"), ("test", "test")):
        write_images(tmp_path / folder, "a.png")
        files(tmp_path / folder, {NAME: json.dumps([entry("a.png", (folder, 20, 30, 10, 10))])})
        found[split] = frozenset([tmp_path / folder / "a.png"])
    data = open_dataset(tmp_path)
    assert data.splits == found
    assert [data.read_labels(image).image_annotations.labels for image in data.images] == [
        ("test",),
        ("train",),
        ("valid",),
    ]


@pytest.mark.parametrize("folder", ["", "labels/", "annotations/"])
def test_that_files_of_labelimg_are_each_of_their_image(tmp_path: Path, folder: str) -> None:
    """More of them than joint files are looked for."""
    root = tmp_path / "images" if folder else tmp_path
    names = [f"{number}.png" for number in range(30)]
    write_images(root, *names, "new.png")
    for number, name in enumerate(names):
        one = entry(name, ("cat", 20 + number, 30, 10, 10), verified=number == 3)
        files(tmp_path, {f"{folder}{number}.json": json.dumps([one])})
    assert recognize_format(root) == "createml"
    data = open_dataset(root)
    assert sum(data.label_flags) == 30
    assert [data.read_labels(root / name).image_annotations.annotations[0].bounds.x1 for name in names] == [
        15 + n for n in range(30)
    ]
    assert [data.read_labels(root / name).image_annotations.verified for name in names].index(True) == 3
    labels = data.read_labels(root / "new.png").save(ImageAnnotations((Annotation(Box(1, 2, 3, 4), "dog"),)))
    assert labels.path.name == "new.json"
    assert json.loads(labels.path.read_text()) == [entry("new.png", ("dog", 2, 3, 2, 2))]
    assert [
        annotation.bounds.xyxy
        for annotation in open_dataset(root).read_labels(root / "new.png").image_annotations.annotations
    ] == [(1, 2, 3, 4)]


def test_that_a_file_of_one_image_keeps_its_bytes_and_reports_conflicts(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    files(tmp_path, {"a.json": CREATEML_LABELIMG})
    path = tmp_path / "a.json"
    labels = read(path)
    first, second = labels.image_annotations.annotations
    saved = labels.save(labels.image_annotations.with_annotations([first.move_by(1, 0), second]))
    assert path.read_text() == CREATEML_LABELIMG.replace('"x": 50.0', '"x": 51')
    assert saved.version == path.read_bytes()
    saved.save(labels.image_annotations)
    assert path.read_text() == CREATEML_LABELIMG
    path.write_text(json.dumps([entry("a.png", ("elk", 5, 5, 2, 2))]))
    with pytest.raises(AnnotationConflictError):
        labels.save(labels.image_annotations.with_annotations([second]))


def test_that_a_renamed_image_keeps_the_boxes_of_its_file(tmp_path: Path) -> None:
    write_images(tmp_path, "b.png")
    files(tmp_path, {"b.json": CREATEML_LABELIMG})
    assert len(read(tmp_path / "b.json", "b.png").image_annotations.annotations) == 2


@pytest.mark.parametrize("content", ["", "[{", '{"image": "a.png"}', "[]]"])
def test_that_a_file_of_one_image_that_cannot_be_used_is_reported(tmp_path: Path, content: str) -> None:
    write_images(tmp_path, "a.png", "b.png")
    files(tmp_path, {"a.json": CREATEML_LABELIMG, "b.json": content})
    data = open_dataset(tmp_path)
    with pytest.raises(AnnotationUnreadableError, match=r"b\.json"):
        data.read_labels(tmp_path / "b.png")
    assert (tmp_path / "b.json").read_text() == content


def test_that_what_cannot_be_used_is_reported_and_kept(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png", "b.png")
    bad = [{"label": "", "coordinates": {}}, {"label": "c", "coordinates": {"x": 1, "y": "2"}}, {"label": "c"}, 7]
    entries = [{"image": "a.png", "annotations": bad}, {"annotations": []}, entry("a.png"), entry("gone.png"), "x"]
    files(tmp_path, {"all.json": json.dumps([entry("b.png", ("c", 9, 9, 2, 2)), *entries])})
    before = (tmp_path / "all.json").read_text()
    data = open_dataset(tmp_path)
    notices = "\n".join(data.notices)
    assert "entry 3 of its images lacks the name of an image" in notices
    assert "a.png is listed twice" in notices
    assert "left out: gone.png" in notices
    labels = data.read_labels(tmp_path / "a.png")
    assert labels.image_annotations.annotations == ()
    assert [message.split(" of a.png ")[0] for message in labels.problems] == [
        f"all.json: annotation {number}" for number in range(1, 5)
    ]
    labels.save(labels.image_annotations)
    assert (tmp_path / "all.json").read_text() == before
    labels.save(ImageAnnotations((Annotation(Box(1, 1, 3, 3), "c"),)))
    assert json.loads((tmp_path / "all.json").read_text())[1]["annotations"][:4] == bad


@pytest.mark.parametrize(("content", "words"), [("{}", "a list of images"), ("[1", CUT_OFF), ("[] x", "not JSON")])
def test_that_a_joint_file_that_cannot_be_used_is_reported(tmp_path: Path, content: str, words: str) -> None:
    write_images(tmp_path, "a.png")
    files(tmp_path, {"all.json": content})
    with pytest.raises(DatasetError, match=words):
        CreateMlFormat().open_dataset(tmp_path / "all.json", options=OpenOptions(format="createml"))


def test_that_the_writer_reports_what_the_format_cannot_hold(tmp_path: Path) -> None:
    writer = CreateMlWriter(tmp_path)
    annotation = Annotation(Box(1, 2, 3, 4), "cat", difficult=True, truncated=True, score=0.5)
    writer.add_image("a.png", 100, 80, ImageAnnotations((annotation,), verified=True), "train")
    assert writer.finish() == ("1 score left out.", "1 difficult flag left out.", "1 truncated flag left out.")
    content = json.loads((tmp_path / "train" / NAME).read_text())
    assert content == [entry("a.png", ("cat", 2, 3, 2, 2), verified=True)]
