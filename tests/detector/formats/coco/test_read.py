from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

from detector.data.annotation import Box
from detector.data.formats.base import Dataset
from detector.data.formats.coco.dataset import CocoFormat
from detector.errors import AnnotationUnreadableError, DatasetError
from tests.detector.formats.joint_samples import COCO, coco_folder, coco_object, write_images, written_coco


def opened(root: Path) -> Dataset:
    return CocoFormat().open_dataset(root)


def test_that_boxes_flags_and_classes_are_read(tmp_path: Path) -> None:
    data = opened(coco_folder(tmp_path).parent)
    assert [image.name for image in data.images] == ["a.png", "b.png", "empty.png"]
    assert data.classes == ("cat", "tooth brush")
    assert data.format == "coco"
    assert data.read_labels(data.images[0]).annotation.boxes == (Box(1, 2, 4, 6, "cat", 0, occluded=True),)
    assert data.read_labels(data.images[1]).annotation.boxes == (
        Box(10.125, 20.5, 40.375, 60.5, "tooth brush", 0),
        Box(50, 10, 70, 40, "cat", 1),
    )
    assert data.read_labels(data.images[2]).annotation.boxes == ()
    assert all(data.is_labeled(image) for image in data.images)


def test_that_boxes_are_those_that_pycocotools_reads(tmp_path: Path) -> None:
    from pycocotools import coco

    path = coco_folder(tmp_path)
    with contextlib.redirect_stdout(io.StringIO()):
        reference = coco.COCO(str(path))
    data = opened(path)
    for image in reference.loadImgs(reference.getImgIds()):
        found = reference.loadAnns(reference.getAnnIds(imgIds=[image["id"]]))
        expected = [(*one["bbox"], one["category_id"]) for one in found if not one.get("iscrowd")]
        numbers = {"cat": 1, "tooth brush": 90}
        boxes = data.read_labels(tmp_path / image["file_name"]).annotation.boxes
        assert [(box.x1, box.y1, box.width, box.height, numbers[box.label]) for box in boxes] == expected


def test_that_crowds_are_no_boxes_and_are_reported(tmp_path: Path) -> None:
    data = opened(coco_folder(tmp_path))
    (problem,) = data.read_labels(tmp_path / "b.png").problems
    assert problem == "annotations.json: 1 crowd region of b.png (iscrowd), kept as found; not shown, and not used."
    assert any("1 annotation of crowds" in notice for notice in data.notices)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"attributes": {"difficult": True}}, "difficult"),
        ({"attributes": {"truncated": "yes"}}, "truncated"),
        ({"difficult": 1}, "difficult"),
        ({"ignore": 1}, "difficult"),
        ({"occluded": True}, "occluded"),
        ({"ignore": 0, "attributes": {"difficult": False, "occluded": "false"}}, ""),
    ],
)
def test_that_flags_are_read_wherever_programs_put_them(tmp_path: Path, more: dict[str, Any], expected: str) -> None:
    write_images(tmp_path, "a.png")
    annotation = {"id": 1, "image_id": 1, "category_id": 2, "bbox": [1, 2, 3, 4], **more}
    path = written_coco(tmp_path / "annotations.json", coco_object(annotation))
    (box,) = opened(path).read_labels(tmp_path / "a.png").annotation.boxes
    assert [flag for flag in ("difficult", "truncated", "occluded") if getattr(box, flag)] == expected.split()


def test_that_scores_are_read(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    content = coco_object({"id": 1, "image_id": 1, "category_id": 2, "bbox": [1, 2, 3, 4], "score": 0.75})
    (box,) = opened(written_coco(tmp_path / "a.json", content)).read_labels(tmp_path / "a.png").annotation.boxes
    assert box.score == 0.75


def test_that_ids_may_be_texts_or_whole_numbers_with_a_point(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    content = coco_object(
        {"id": 1.0, "image_id": "x", "category_id": 2.0, "bbox": [1, 2, 3, 4]},
        images=(),
    )
    content["images"] = [{"id": "x", "file_name": "a.png", "width": 100, "height": 80}]
    (box,) = opened(written_coco(tmp_path / "a.json", content)).read_labels(tmp_path / "a.png").annotation.boxes
    assert box.label == "dog"


@pytest.mark.parametrize(
    ("annotation", "fault"),
    [
        ({"bbox": [1, 2, 3]}, "annotation 3 of a.png has no usable bbox: it must be four numbers, not [1, 2, 3]"),
        ({"bbox": [1, 2, 3, float("nan")]}, "has no usable bbox"),
        ({"bbox": [1, 2, 3, "4"]}, "has no usable bbox"),
        ({"bbox": [1, 2, 3, True]}, "has no usable bbox"),
        ({"bbox": None}, "has neither a bbox nor a segmentation to take one from"),
        ({}, "has neither a bbox nor a segmentation to take one from"),
        ({"segmentation": []}, "has neither a bbox nor a segmentation to take one from"),
        ({"bbox": [1, 2, 3, 4], "category_id": 77}, "is of category 77, which the file does not list"),
        ({"bbox": [1, 2, 3, 4], "category_id": [1]}, "is of category [1], which the file does not list"),
    ],
)
def test_that_a_faulty_annotation_is_reported_and_the_others_are_read(
    tmp_path: Path, annotation: dict[str, Any], fault: str
) -> None:
    write_images(tmp_path, "a.png")
    good = {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]}
    bad = {"id": 3, "image_id": 1, "category_id": 1, **annotation}
    labels = opened(written_coco(tmp_path / "a.json", coco_object(bad, good))).read_labels(tmp_path / "a.png")
    assert [box.xyxy for box in labels.annotation.boxes] == [(1, 2, 4, 6)]
    (problem,) = labels.problems
    assert fault in problem
    assert problem.startswith("a.json: annotation 3 of a.png")


@pytest.mark.parametrize(
    ("bbox", "fault"),
    [
        ([10, 10, 0, 5], "has no area; give it a size or delete it."),
        ([10, 10, -3, 5], "has its corners swapped; it is kept as it is until you change it."),
        ([90, 10, 30, 5], "reaches outside the image of 100 x 80 pixels."),
    ],
)
def test_that_odd_boxes_are_read_and_reported(tmp_path: Path, bbox: list[float], fault: str) -> None:
    write_images(tmp_path, "a.png")
    content = coco_object({"id": 3, "image_id": 1, "category_id": 2, "bbox": bbox})
    labels = opened(written_coco(tmp_path / "a.json", content)).read_labels(tmp_path / "a.png")
    assert len(labels.annotation.boxes) == 1
    assert labels.problems == (f"a.json: annotation 3 (dog) of a.png {fault}",)


def test_that_rounding_at_the_border_is_no_problem(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    content = coco_object({"id": 3, "image_id": 1, "category_id": 2, "bbox": [0.1, 0.2, 99.9 + 1e-9, 79.8]})
    assert opened(written_coco(tmp_path / "a.json", content)).read_labels(tmp_path / "a.png").problems == ()


def test_that_what_concerns_no_image_is_reported_once_with_counts(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    annotation = {"category_id": 1, "bbox": [1, 2, 3, 4]}
    content = coco_object(
        {"id": 1, "image_id": 1, **annotation},
        {"id": 1, "image_id": 1, **annotation},
        {"id": 2, "image_id": 99, **annotation},
        {"id": 3, **annotation},
        ["odd"],  # type: ignore[arg-type]
        images=("a.png", "gone.png", "lost.png"),
    )
    content["images"].append({"file_name": "nameless.png"})
    content["categories"].append({"id": 3})
    notices = opened(written_coco(tmp_path / "a.json", content)).notices
    assert notices == (
        "a.json: entry 4 of its images lacks an id or a file_name and is not used.",
        "a.json: entry 3 of its categories lacks an id or a name and is not used.",
        "a.json has 3 annotations of no image that it lists; kept as found, and not used.",
        "a.json has 1 annotation with an id that another has, too; kept as found.",
        "a.json lists 2 images that are not on disk, left out: gone.png, lost.png.",
    )


def test_that_an_image_listed_twice_has_the_boxes_of_both(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    content = coco_object(
        {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]},
        {"id": 2, "image_id": 2, "category_id": 1, "bbox": [5, 2, 3, 4]},
        images=("a.png", "a.png"),
    )
    data = opened(written_coco(tmp_path / "a.json", content))
    assert [box.x1 for box in data.read_labels(tmp_path / "a.png").annotation.boxes] == [1, 5]
    assert data.notices == ("a.json: the image a.png is listed twice; its boxes are taken together.",)


def test_that_the_heading_that_roboflow_adds_is_no_class(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    content = coco_object({"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]})
    content["categories"] = [
        {"id": 0, "name": "cells", "supercategory": "none"},
        {"id": 1, "name": "RBC", "supercategory": "cells"},
        {"id": 2, "name": "WBC", "supercategory": "cells"},
    ]
    assert opened(written_coco(tmp_path / "_annotations.coco.json", content)).classes == ("RBC", "WBC")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "it is empty (0 bytes)"),
        (COCO.encode()[:700], "it is cut off at line"),
        (b'{"images": [], "annotations": [1 2]}', "it is not JSON (Expecting ',') at line 1, column 34"),
        (b'{"images": [], "annotations": []', "it is cut off at line 1, column 33"),
        (b'{"images": {}, "annotations": []}', "its 'images' is no list"),
        (b'{"images": [], "images": []}', "it has 'images' twice"),
        (b'{"images": [], "annotations": [], "categories": []} x', "it is not JSON (Extra data)"),
        (b'{"images": [], "x": "\xff"}', "it is not UTF-8 at byte 21"),
        (b"[" * 100_000, "it is nested too deeply"),
        (b'[{"bbox": [1, 2, 3, 4]}]', "it is no JSON object"),
        (b'{"images": [], "annotations": []}', "it has no list 'categories'"),
        (
            b'{"images": [{"id": 1, "file_name": "a.png"}, {"id": 1, "file_name": "b.png"}]}',
            "two of its images, a.png and b.png, have the id 1",
        ),
        (
            b'{"categories": [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}]}',
            "two of its categories, a and b, have the id 1",
        ),
    ],
)
def test_that_a_file_that_cannot_be_used_is_reported_with_its_place(tmp_path: Path, content: bytes, fault: str) -> None:
    write_images(tmp_path, "a.png")
    path = tmp_path / "labels.json"
    path.write_bytes(content)
    with pytest.raises(DatasetError) as message:
        opened(path)
    assert "labels.json cannot be used: " in str(message.value)
    assert fault in str(message.value)
    assert path.read_bytes() == content


def test_that_a_file_that_turns_bad_is_reported_when_an_image_is_read(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    data = opened(path)
    path.write_text(COCO[:-20], encoding="utf-8")
    with pytest.raises(AnnotationUnreadableError, match=r"annotations.json cannot be used: it is cut off"):
        data.read_labels(tmp_path / "a.png")
    path.unlink()
    with pytest.raises(AnnotationUnreadableError, match=r"annotations.json could not be read"):
        data.read_labels(tmp_path / "a.png")


def test_that_reading_sees_what_another_program_wrote(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    data = opened(path)
    path.write_text(COCO.replace("[1, 2, 3, 4]", "[1, 2, 30, 4]"), encoding="utf-8")
    assert data.read_labels(tmp_path / "a.png").annotation.boxes[0].x2 == 31


def test_that_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = coco_folder(tmp_path, "\ufeff" + COCO)
    assert CocoFormat().is_format_of(tmp_path)
    assert len(opened(path).images) == 3


def test_that_many_annotations_are_read_in_one_pass(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    annotations = [{"id": n, "image_id": 1, "category_id": 1 + n % 2, "bbox": [n, 0, 1, 1]} for n in range(20_000)]
    data = opened(written_coco(tmp_path / "a.json", coco_object(*annotations)))
    boxes = data.read_labels(tmp_path / "a.png").annotation.boxes
    assert [box.x1 for box in boxes] == list(range(20_000))
    assert json.loads((tmp_path / "a.json").read_text())["annotations"] == annotations
