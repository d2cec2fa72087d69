from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import pytest

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.coco.dataset import CocoFormat
from detector.data.geometry import Box
from detector.errors import AnnotationWriteError
from tests.detector.data.formats.joint_samples import write_images

ANNOTATIONS = (
    Annotation(Box(0.004, 1.006, 50.126, 60), "dog", difficult=True),
    Annotation(Box(10, 20, 30.5, 40.25), "cat", score=0.123456789),
)


def test_that_pycocotools_reads_what_is_written(tmp_path: Path) -> None:
    from pycocotools.coco import COCO

    writer = CocoFormat().create_writer(tmp_path, ("cat", "dog"))
    writer.add_image("a.png", 100, 80, ImageAnnotations(ANNOTATIONS), "train")
    writer.add_image("empty.png", 30, 20, ImageAnnotations(), "train")
    writer.add_image("b.png", 100, 80, ImageAnnotations(ANNOTATIONS[1:]), "test")
    assert writer.finish() == ()
    with contextlib.redirect_stdout(io.StringIO()):
        read = COCO(str(tmp_path / "annotations" / "instances_train.json"))
        scored = COCO(str(tmp_path / "annotations" / "instances_test.json"))
        scored.loadRes(scored.loadAnns(scored.getAnnIds()))
    assert [one["name"] for one in read.loadCats(read.getCatIds())] == ["cat", "dog"]
    assert read.getCatIds() == [1, 2]
    assert [one["file_name"] for one in read.loadImgs(read.getImgIds())] == ["a.png", "empty.png"]
    first, second = read.loadAnns(read.getAnnIds())
    assert first == {
        "id": 1, "image_id": 1, "category_id": 2, "bbox": [0, 1.01, 50.13, 58.99], "area": pytest.approx(2957.17),
        "segmentation": [], "iscrowd": 0, "attributes": {"difficult": True},
    }  # fmt: skip
    assert (second["bbox"], second["score"]) == ([10, 20, 20.5, 20.25], 0.123457)


def test_that_what_is_written_is_read_back(tmp_path: Path) -> None:
    writer = CocoFormat().create_writer(tmp_path, ("cat",))
    writer.add_image("a.png", 100, 80, ImageAnnotations(ANNOTATIONS, verified=True))
    writer.add_image("b.png", 100, 80, ImageAnnotations())
    writer.finish()
    for name in ("a.png", "b.png", "c.png"):
        place = writer.locate_image(name)
        write_images(place.parent, name)
    data = CocoFormat().open_dataset(tmp_path)
    assert data.classes == ("cat", "dog")
    image_annotations = data.read_labels(writer.locate_image("a.png")).image_annotations
    assert image_annotations.verified
    for read, written in zip(image_annotations.annotations, ANNOTATIONS, strict=True):
        assert read.bounds.xyxy == pytest.approx(written.bounds.xyxy, abs=0.0051)
        assert (read.label, read.difficult) == (written.label, written.difficult)
    assert [data.is_labeled(image) for image in data.images] == [True, True, False]


def test_that_boxes_without_numbers_are_left_out_and_reported(tmp_path: Path) -> None:
    writer = CocoFormat().create_writer(tmp_path, ("cat",))
    writer.add_image(
        "a.png",
        9,
        9,
        ImageAnnotations((Annotation(Box(0, 0, float("nan"), 1), "cat"), Annotation(Box(0, 0, 1, 1), "cat"))),
    )
    assert writer.finish() == ("1 box with a coordinate that is not a number left out.",)
    assert len(json.loads((tmp_path / "annotations.json").read_text())["annotations"]) == 1


@pytest.mark.parametrize("name", ["annotations.json", "annotations/instances_val.json"])
def test_that_labels_that_are_there_are_not_written_over(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    with pytest.raises(AnnotationWriteError, match="already"):
        CocoFormat().create_writer(tmp_path, ())


def test_that_a_data_set_without_images_is_written_whole(tmp_path: Path) -> None:
    CocoFormat().create_writer(tmp_path / "new", ("cat",)).finish()
    assert json.loads((tmp_path / "new" / "annotations.json").read_text()) == {
        "info": {},
        "licenses": [],
        "images": [],
        "annotations": [],
        "categories": [{"id": 1, "name": "cat", "supercategory": ""}],
    }
