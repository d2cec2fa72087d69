from __future__ import annotations

import contextlib
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from detector.data.annotation import Annotation
from detector.data.attributes import Attributes
from detector.data.formats.base import Dataset
from detector.data.formats.coco.annotation import NO_BBOX, UNKNOWN_CATEGORY, UNUSABLE_BBOX
from detector.data.formats.coco.dataset import CocoFormat
from detector.data.formats.coco.reader import (
    CATEGORY_ID_TWICE,
    CATEGORY_INCOMPLETE,
    IMAGE_ID_TWICE,
    IMAGE_INCOMPLETE,
    KEPT_AS_FOUND,
    LISTED_TWICE,
    NO_INSTANCES_FILE,
    OF_NO_IMAGE,
    WITH_REPEATED_ID,
)
from detector.data.formats.coco.state import CROWD_KEPT
from detector.data.formats.shared.json_array import (
    CUT_OFF,
    EMPTY_FILE,
    MEMBER_NO_LIST,
    MEMBER_TWICE,
    NESTED_TOO_DEEPLY,
    NO_JSON_OBJECT,
    NOT_JSON,
    NOT_UTF8,
)
from detector.data.formats.shared.saving import LABELS_UNREADABLE
from detector.data.formats.shared.single_file import NO_AREA, REACHES_OUTSIDE, SWAPPED_CORNERS
from detector.data.formats.shared.single_file_search import NOT_ON_DISK
from detector.data.geometry import Box
from detector.errors import AnnotationUnreadableError, DatasetError
from tests.detector.data.formats.joint_samples import COCO, coco_folder, coco_object, write_images, written_coco
from tests.sentences import has_sentence, sentence_pattern


def opened(root: Path) -> Dataset:
    return CocoFormat().open_dataset(root)


def test_that_boxes_flags_and_classes_are_read(tmp_path: Path) -> None:
    data = opened(coco_folder(tmp_path).parent)
    assert [image.name for image in data.images] == ["a.png", "b.png", "empty.png"]
    assert data.classes == ("cat", "tooth brush")
    assert data.format == "coco"
    assert data.read_labels(data.images[0]).image_annotations.annotations == (
        Annotation(Box(1, 2, 4, 6), "cat", 0, occluded=True, attributes=Attributes({"x": 1})),
    )
    outlined, box = data.read_labels(data.images[1]).image_annotations.annotations
    assert replace(outlined, geometry=outlined.bounds) == Annotation(Box(10.125, 20.5, 40.375, 60.5), "tooth brush", 0)
    assert box == Annotation(Box(50, 10, 70, 40), "cat", 1)
    assert data.read_labels(data.images[2]).image_annotations.annotations == ()
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
        boxes = data.read_labels(tmp_path / image["file_name"]).image_annotations.annotations
        assert [
            (box.bounds.x1, box.bounds.y1, box.bounds.width, box.bounds.height, numbers[box.label]) for box in boxes
        ] == expected


def test_that_crowds_are_no_boxes_and_are_reported(tmp_path: Path) -> None:
    data = opened(coco_folder(tmp_path))
    (problem,) = data.read_labels(tmp_path / "b.png").problems
    assert problem == CROWD_KEPT.format(file="annotations.json", regions="1 crowd region", name="b.png")
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
    (box,) = opened(path).read_labels(tmp_path / "a.png").image_annotations.annotations
    assert [flag for flag in ("difficult", "truncated", "occluded") if getattr(box, flag)] == expected.split()


def test_that_scores_are_read(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    content = coco_object({"id": 1, "image_id": 1, "category_id": 2, "bbox": [1, 2, 3, 4], "score": 0.75})
    (box,) = (
        opened(written_coco(tmp_path / "a.json", content)).read_labels(tmp_path / "a.png").image_annotations.annotations
    )
    assert box.score == 0.75


def test_that_ids_may_be_texts_or_whole_numbers_with_a_point(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    content = coco_object(
        {"id": 1.0, "image_id": "x", "category_id": 2.0, "bbox": [1, 2, 3, 4]},
        images=(),
    )
    content["images"] = [{"id": "x", "file_name": "a.png", "width": 100, "height": 80}]
    (box,) = (
        opened(written_coco(tmp_path / "a.json", content)).read_labels(tmp_path / "a.png").image_annotations.annotations
    )
    assert box.label == "dog"


@pytest.mark.parametrize(
    ("annotation", "fault"),
    [
        ({"bbox": [1, 2, 3]}, UNUSABLE_BBOX.format(value=[1, 2, 3])),
        ({"bbox": [1, 2, 3, float("nan")]}, UNUSABLE_BBOX),
        ({"bbox": [1, 2, 3, "4"]}, UNUSABLE_BBOX),
        ({"bbox": [1, 2, 3, True]}, UNUSABLE_BBOX),
        ({"bbox": None}, NO_BBOX),
        ({}, NO_BBOX),
        ({"segmentation": []}, NO_BBOX),
        ({"bbox": [1, 2, 3, 4], "category_id": 77}, UNKNOWN_CATEGORY.format(category=77)),
        ({"bbox": [1, 2, 3, 4], "category_id": [1]}, UNKNOWN_CATEGORY.format(category=[1])),
    ],
)
def test_that_a_faulty_annotation_is_reported_and_the_others_are_read(
    tmp_path: Path, annotation: dict[str, Any], fault: str
) -> None:
    write_images(tmp_path, "a.png")
    good = {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]}
    bad = {"id": 3, "image_id": 1, "category_id": 1, **annotation}
    labels = opened(written_coco(tmp_path / "a.json", coco_object(bad, good))).read_labels(tmp_path / "a.png")
    assert [box.bounds.xyxy for box in labels.image_annotations.annotations] == [(1, 2, 4, 6)]
    (problem,) = labels.problems
    assert has_sentence(problem, fault)
    assert problem.startswith("a.json: annotation 3 of a.png")


@pytest.mark.parametrize(
    ("bbox", "fault"),
    [
        ([10, 10, 0, 5], NO_AREA),
        ([10, 10, -3, 5], SWAPPED_CORNERS),
        ([90, 10, 30, 5], REACHES_OUTSIDE.format(width=100, height=80)),
    ],
)
def test_that_odd_boxes_are_read_and_reported(tmp_path: Path, bbox: list[float], fault: str) -> None:
    write_images(tmp_path, "a.png")
    content = coco_object({"id": 3, "image_id": 1, "category_id": 2, "bbox": bbox})
    labels = opened(written_coco(tmp_path / "a.json", content)).read_labels(tmp_path / "a.png")
    assert len(labels.image_annotations.annotations) == 1
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
        f"a.json: {IMAGE_INCOMPLETE.format(number=4)}.",
        f"a.json: {CATEGORY_INCOMPLETE.format(number=3)}.",
        KEPT_AS_FOUND.format(file="a.json", annotations="3 annotations", what=OF_NO_IMAGE, used=", and not used"),
        KEPT_AS_FOUND.format(file="a.json", annotations="1 annotation", what=WITH_REPEATED_ID, used=""),
        NOT_ON_DISK.format(name="a.json", images="2 images that are", names="gone.png, lost.png"),
    )


def test_that_an_image_listed_twice_has_the_boxes_of_both(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    content = coco_object(
        {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]},
        {"id": 2, "image_id": 2, "category_id": 1, "bbox": [5, 2, 3, 4]},
        images=("a.png", "a.png"),
    )
    data = opened(written_coco(tmp_path / "a.json", content))
    assert [box.bounds.x1 for box in data.read_labels(tmp_path / "a.png").image_annotations.annotations] == [1, 5]
    assert data.notices == (f"a.json: {LISTED_TWICE.format(name='a.png')}.",)


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
        (b"", EMPTY_FILE),
        (COCO.encode()[:700], CUT_OFF),
        (b'{"images": [], "annotations": [1 2]}', NOT_JSON.format(reason="Expecting ','") + " at line 1, column 34"),
        (b'{"images": [], "annotations": []', f"{CUT_OFF} at line 1, column 33"),
        (b'{"images": {}, "annotations": []}', MEMBER_NO_LIST.format(key="images")),
        (b'{"images": [], "images": []}', MEMBER_TWICE.format(key="images")),
        (b'{"images": [], "annotations": [], "categories": []} x', NOT_JSON.format(reason="Extra data")),
        (b'{"images": [], "x": "\xff"}', NOT_UTF8.format(byte=21)),
        (b"[" * 100_000, NESTED_TOO_DEEPLY),
        (b'[{"bbox": [1, 2, 3, 4]}]', NO_JSON_OBJECT),
        (b'{"images": [], "annotations": []}', NO_INSTANCES_FILE.format(absent="categories")),
        (
            b'{"images": [{"id": 1, "file_name": "a.png"}, {"id": 1, "file_name": "b.png"}]}',
            IMAGE_ID_TWICE.format(first="a.png", second="b.png", id=1),
        ),
        (
            b'{"categories": [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}]}',
            CATEGORY_ID_TWICE.format(first="a", second="b", id=1),
        ),
    ],
)
def test_that_a_file_that_cannot_be_used_is_reported_with_its_place(tmp_path: Path, content: bytes, fault: str) -> None:
    write_images(tmp_path, "a.png")
    path = tmp_path / "labels.json"
    path.write_bytes(content)
    with pytest.raises(DatasetError) as message:
        opened(path)
    assert "labels.json" in str(message.value)
    assert fault in str(message.value)
    assert path.read_bytes() == content


def test_that_a_file_that_turns_bad_is_reported_when_an_image_is_read(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    data = opened(path)
    path.write_text(COCO[:-20], encoding="utf-8")
    with pytest.raises(AnnotationUnreadableError, match=CUT_OFF):
        data.read_labels(tmp_path / "a.png")
    path.unlink()
    with pytest.raises(AnnotationUnreadableError, match=sentence_pattern(LABELS_UNREADABLE, name="annotations.json")):
        data.read_labels(tmp_path / "a.png")


def test_that_reading_sees_what_another_program_wrote(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    data = opened(path)
    path.write_text(COCO.replace("[1, 2, 3, 4]", "[1, 2, 30, 4]"), encoding="utf-8")
    assert data.read_labels(tmp_path / "a.png").image_annotations.annotations[0].bounds.x2 == 31


def test_that_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = coco_folder(tmp_path, "\ufeff" + COCO)
    assert CocoFormat().is_format_of(tmp_path)
    assert len(opened(path).images) == 3


def test_that_many_annotations_are_read_in_one_pass(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    annotations = [{"id": n, "image_id": 1, "category_id": 1 + n % 2, "bbox": [n, 0, 1, 1]} for n in range(20_000)]
    data = opened(written_coco(tmp_path / "a.json", coco_object(*annotations)))
    boxes = data.read_labels(tmp_path / "a.png").image_annotations.annotations
    assert [box.bounds.x1 for box in boxes] == list(range(20_000))
    assert json.loads((tmp_path / "a.json").read_text())["annotations"] == annotations
