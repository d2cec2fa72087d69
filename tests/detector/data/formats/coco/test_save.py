from __future__ import annotations

import difflib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.data.annotation import Annotation
from detector.data.formats.base import Dataset
from detector.data.formats.coco.dataset import CocoFormat
from detector.data.formats.shared.saving import (
    BOX_NOT_FINITE,
    BOX_WITHOUT_LABEL,
    CHANGED_BY_OTHER,
    CONFLICT,
    MOVED_OR_DELETED,
    NOT_WRITTEN,
)
from detector.data.geometry import Box
from detector.errors import AnnotationConflictError, AnnotationWriteError
from tests.annotation_edits import move_edges
from tests.detector.data.formats.attribute_samples import ATTRIBUTES
from tests.detector.data.formats.joint_samples import COCO, coco_folder, coco_object, write_images, written_coco
from tests.sentences import sentence_pattern


def opened(root: Path) -> Dataset:
    return CocoFormat().open_dataset(root)


def changed(path: Path) -> list[str]:
    """The lines that a save changed in `COCO`, as `- old` and `+ new`."""
    lines = difflib.ndiff(COCO.splitlines(), path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line[0] in "+-"]


def save(path: Path, image: str, boxes: Sequence[Annotation], verified: bool = False) -> tuple[str, ...]:
    """Save and return the messages."""
    labels = opened(path).read_labels(path.parent / image)
    return labels.save(replace(labels.image_annotations, annotations=tuple(boxes), verified=verified)).problems


def annotations_of(path: Path, image: str) -> tuple[Annotation, ...]:
    return opened(path).read_labels(path.parent / image).image_annotations.annotations


def test_that_saving_what_the_file_says_writes_nothing(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    before = path.stat()
    for image in opened(path).images:
        labels = opened(path).read_labels(image)
        assert labels.save(labels.image_annotations).image_annotations == labels.image_annotations
    assert path.read_text(encoding="utf-8") == COCO
    assert path.stat().st_mtime_ns == before.st_mtime_ns


def test_that_a_moved_edge_changes_its_number_and_the_area_alone(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    first, second = annotations_of(path, "b.png")
    assert save(path, "b.png", [first, move_edges(second, x2=75.333)])[1:] == ()
    assert [line.strip() for line in changed(path)] == [
        '-   {"bbox":[50,10,20,30],"area":600.0,"id":9,"image_id":42,"category_id":1,"segmentation":[],"iscrowd":0,'
        '"note":{"k":[1]}}',
        '+   {"bbox":[50,10,25.33,30],"area":759.99,"id":9,"image_id":42,"category_id":1,"segmentation":[],"iscrowd":0,'
        '"note":{"k":[1]}}',
    ]


def test_that_a_moved_box_keeps_its_size_as_written(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    first, second = annotations_of(path, "b.png")
    save(path, "b.png", [first.move_by(1.5, 0), second.move_by(0, 5)])
    content = path.read_text(encoding="utf-8")
    assert '"bbox": [11.62, 20.5,   30.25, 40]' in content
    assert '{"bbox":[50,15,20,30],"area":600.0,"id":9,' in content
    assert len(changed(path)) == 6


def test_that_a_new_class_of_a_box_changes_its_category_alone(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    first, second = annotations_of(path, "b.png")
    messages = save(path, "b.png", [replace(first, label="cat"), second])
    assert len(messages) == 1  # the crowd
    assert [line.strip() for line in changed(path)] == [
        '-    "bbox": [10.125, 20.5,   30.25, 40], "category_id": 90, "id": 1768},',
        '+    "bbox": [10.125, 20.5,   30.25, 40], "category_id": 1, "id": 1768},',
    ]


def test_that_a_class_of_its_own_becomes_a_category_at_the_end(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    first, second = annotations_of(path, "b.png")
    save(path, "b.png", [replace(first, label="Größe"), replace(second, label="Größe")])
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["categories"][2:] == [{"id": 91, "name": "Größe", "supercategory": ""}]
    assert [one["category_id"] for one in content["annotations"]] == [91, 1, 1, 91]
    assert opened(path).classes == ("cat", "tooth brush", "Größe")


def test_that_a_new_category_takes_no_number_that_annotations_use(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    stray = {"id": 3, "image_id": 1, "category_id": 50, "bbox": [1, 2, 3, 4]}
    path = written_coco(tmp_path / "a.json", coco_object(stray))
    save(path, "a.png", [Annotation(Box(1, 2, 3, 4), "bird")])
    assert [annotation.label for annotation in annotations_of(path, "a.png")] == ["bird"]


def test_that_new_boxes_follow_the_last_annotation_with_numbers_of_their_own(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    save(
        path,
        "empty.png",
        [Annotation(Box(1, 2, 3.456, 5), "cat"), Annotation(Box(0, 0, 9, 9), "tooth brush", occluded=True, score=0.25)],
    )
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["annotations"][4:] == [
        {"id": 1769, "image_id": 8, "category_id": 1, "bbox": [1, 2, 2.46, 3], "area": 7.38, "segmentation": [],
         "iscrowd": 0},
        {"id": 1770, "image_id": 8, "category_id": 90, "bbox": [0, 0, 9, 9], "area": 81, "segmentation": [],
         "iscrowd": 0, "attributes": {"occluded": True}, "score": 0.25},
    ]  # fmt: skip
    expected = [1, 2, 3.46, 5, 0, 0, 9, 9]
    assert [
        edge for annotation in annotations_of(path, "empty.png") for edge in annotation.bounds.xyxy
    ] == pytest.approx(expected)
    assert all(line[0] == "+" or '"note"' in line for line in changed(path))


def test_that_a_deleted_box_takes_its_annotation_with_it_and_crowds_stay(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    _, second = annotations_of(path, "b.png")
    save(path, "b.png", [second])
    expected = json.loads(COCO)
    del expected["annotations"][0]
    assert json.loads(path.read_text(encoding="utf-8")) == expected
    save(path, "b.png", [])
    del expected["annotations"][2]
    assert json.loads(path.read_text(encoding="utf-8")) == expected
    assert opened(path).is_labeled(tmp_path / "b.png")


def test_that_the_number_of_a_deleted_annotation_is_not_given_again(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    labels = opened(path).read_labels(tmp_path / "b.png")
    kept = labels.image_annotations.annotations[1:]
    labels = labels.save(labels.image_annotations.with_annotations(kept))  # 1768, the highest, is gone
    labels.save(labels.image_annotations.with_annotations([*kept, Annotation(Box(1, 1, 5, 5), "cat")]))
    assert [one["id"] for one in json.loads(path.read_text(encoding="utf-8"))["annotations"]] == [5, 6, 9, 1769]


def test_that_undoing_what_was_saved_gives_the_file_back_to_the_byte(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    labels = opened(path).read_labels(tmp_path / "b.png")
    before = labels.image_annotations
    for boxes in (
        [],
        [*before.annotations, Annotation(Box(1, 2, 3, 4), "cat")],
        before.annotations[1:],
        [replace(before.annotations[1], label="x")],
    ):
        labels = labels.save(before.with_annotations(boxes))
    assert path.read_text(encoding="utf-8") != COCO
    labels = labels.save(before)
    lines = [line for line in changed(path) if '"x"' not in line and '"id": 90' not in line]
    assert lines == []  # classes only grow: the category that was made stays


def test_that_flags_are_written_where_the_file_has_them(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    common = {"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]}
    content = coco_object(
        {"id": 1, "ignore": 0, **common},
        {"id": 2, "truncated": False, **common},
        {"id": 3, "attributes": {"occluded": True, "color": "red"}, **common},
        {"id": 4, **common},
    )
    path = written_coco(tmp_path / "a.json", content)
    one, two, three, four = annotations_of(path, "a.png")
    expected = [
        replace(one, difficult=True),
        replace(two, truncated=True),
        replace(three, occluded=False),
        replace(four, difficult=True, truncated=True),
    ]
    save(path, "a.png", expected)
    annotations = json.loads(path.read_text())["annotations"]
    assert annotations[0] == {"id": 1, "ignore": 1, **common}
    assert annotations[1] == {"id": 2, "truncated": True, **common}
    assert annotations[2] == {"id": 3, "attributes": {"occluded": False, "color": "red"}, **common}
    assert annotations[3] == {"id": 4, **common, "attributes": {"difficult": True, "truncated": True}}
    assert annotations_of(path, "a.png") == tuple(expected)


def test_that_an_image_that_was_not_listed_is_added(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    write_images(tmp_path, "new.png", width=30, height=20)
    data = opened(path)
    image = tmp_path / "new.png"
    assert not data.is_labeled(image)
    labels = data.read_labels(image)
    labels.save(labels.image_annotations.with_annotations([Annotation(Box(1, 2, 3, 4), "cat")]))
    assert data.is_labeled(image)
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["images"][3:] == [{"id": 43, "file_name": "new.png", "width": 30, "height": 20}]
    assert content["annotations"][-1]["image_id"] == 43
    assert [annotation.bounds.xyxy for annotation in annotations_of(path, "new.png")] == [(1, 2, 3, 4)]


def test_that_a_new_image_is_named_like_its_neighbors(tmp_path: Path) -> None:
    write_images(tmp_path / "photos" / "day 1", "a.png", "new.png")
    path = written_coco(tmp_path / "annotations.json", coco_object(images=("photos/day 1/a.png",)))
    image = tmp_path / "photos" / "day 1" / "new.png"
    labels = opened(path).read_labels(image)
    labels.save(labels.image_annotations.with_annotations([Annotation(Box(1, 2, 3, 4), "cat")]))
    assert json.loads(path.read_text())["images"][1]["file_name"] == "photos/day 1/new.png"
    assert opened(path).read_labels(image).image_annotations.annotations


def test_that_verified_is_kept_with_the_image(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    save(path, "a.png", annotations_of(path, "a.png"), verified=True)
    assert [line.strip() for line in changed(path)][1:] == [
        '+   {"id": 7, "file_name": "a.png", "width": 100, "height": 80, "verified": true},'
    ]
    assert opened(path).read_labels(tmp_path / "a.png").image_annotations.verified


@pytest.mark.parametrize("indent", [None, 0, 1, 4])
def test_that_what_is_added_is_laid_out_as_the_file_is(tmp_path: Path, indent: int | None) -> None:
    write_images(tmp_path, "a.png")
    members = {"image_id": 1, "category_id": 1, "area": 12, "iscrowd": 0}
    path = written_coco(tmp_path / "a.json", coco_object({"id": 1, **members}), indent)
    before = path.read_text()
    save(path, "a.png", [Annotation(Box(1, 2, 3, 4), "cat")])
    after = path.read_text()
    assert after.startswith(before[: before.index('"iscrowd"')])
    expected = json.loads(before)
    expected["annotations"].append(
        {"id": 2, "image_id": 1, "category_id": 1, "bbox": [0] * 4, "area": 4, "segmentation": [], "iscrowd": 0}
    )
    text = json.dumps(expected, indent=indent)
    start = text.index('"bbox": [')
    end = text.index("]", start)
    assert after == f'{text[:start]}"bbox": [1, 2, 2, 2{text[end:]}'


@pytest.mark.parametrize("empty", ["[]", "[ ]", "[\n  ]"])
def test_that_boxes_come_into_an_empty_list(tmp_path: Path, empty: str) -> None:
    write_images(tmp_path, "a.png")
    path = tmp_path / "a.json"
    path.write_text(
        f'{{\n"images": [\n  {{"id": 1, "file_name": "a.png"}}\n],\n"annotations": {empty},\n'
        f'"categories": {empty}\n}}\n'
    )
    save(path, "a.png", [Annotation(Box(1, 2, 3, 4), "cat"), Annotation(Box(1, 2, 3, 5), "cat")])
    opening, first, second, closing = path.read_text().splitlines()[4:8]
    assert (opening, closing) == ('"annotations": [', "],")
    assert first.startswith('  {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 2, 2], ')
    assert first.endswith("},")
    assert second.startswith('  {"id": 2, "image_id": 1, "category_id": 1, "bbox": [1, 2, 2, 3], ')
    assert opened(path).classes == ("cat",)


def test_that_saves_of_several_images_do_not_conflict(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    data = opened(path)
    labels = {image.name: data.read_labels(image) for image in data.images}
    for round_ in range(3):
        for name, file in labels.items():
            boxes = [*file.image_annotations.annotations, Annotation(Box(round_, 1, 50, 60), f"class {round_}")]
            labels[name] = file.save(file.image_annotations.with_annotations(boxes))
    for name, file in labels.items():
        read = opened(path).read_labels(tmp_path / name).image_annotations.annotations
        assert [(annotation.bounds.xyxy, annotation.label) for annotation in read] == [
            (annotation.bounds.xyxy, annotation.label) for annotation in file.image_annotations.annotations
        ]


def test_that_a_change_by_another_program_is_a_conflict_and_is_left_alone(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    labels = opened(path).read_labels(tmp_path / "a.png")
    other = COCO.replace("[1, 2, 3, 4]", "[1, 2, 9, 4]")  # of the same length
    path.write_text(other, encoding="utf-8")
    conflict = sentence_pattern(CONFLICT, name="annotations.json", what=CHANGED_BY_OTHER)
    with pytest.raises(AnnotationConflictError, match=conflict):
        labels.save(labels.image_annotations.with_annotations([]))
    assert path.read_text(encoding="utf-8") == other


def test_that_reading_again_after_a_conflict_continues_from_the_file(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    data = opened(path)
    stale = data.read_labels(tmp_path / "a.png")
    path.write_text(COCO.replace("[1, 2, 3, 4]", "[1, 2, 30, 4]"), encoding="utf-8")
    fresh = data.read_labels(tmp_path / "a.png")
    assert fresh.save(fresh.image_annotations.with_annotations([])).image_annotations.annotations == ()
    with pytest.raises(AnnotationConflictError):
        stale.save(stale.image_annotations.with_annotations([Annotation(Box(1, 2, 3, 4), "cat")]))


def test_that_labels_of_one_image_read_twice_do_not_overwrite_each_other(tmp_path: Path) -> None:
    data = opened(coco_folder(tmp_path))
    first, second = data.read_labels(tmp_path / "a.png"), data.read_labels(tmp_path / "a.png")
    first.save(first.image_annotations.with_annotations([]))
    with pytest.raises(AnnotationConflictError):
        second.save(second.image_annotations.with_annotations([Annotation(Box(1, 2, 3, 4), "cat")]))


def test_that_a_deleted_file_is_a_conflict_and_not_made_again(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    labels = opened(path).read_labels(tmp_path / "a.png")
    path.unlink()
    with pytest.raises(AnnotationConflictError, match=MOVED_OR_DELETED):
        labels.save(labels.image_annotations.with_annotations([]))
    assert not path.exists()


def test_that_a_failed_write_leaves_file_and_labels_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = coco_folder(tmp_path)
    labels = opened(path).read_labels(tmp_path / "a.png")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("detector.data.atomic.os.write", full)
        not_written = sentence_pattern(NOT_WRITTEN, name="annotations.json", reason="No space left on device")
        with pytest.raises(AnnotationWriteError, match=not_written):
            labels.save(labels.image_annotations.with_annotations([]))
    assert path.read_text(encoding="utf-8") == COCO
    labels.save(labels.image_annotations.with_annotations([]))
    assert annotations_of(path, "a.png") == ()


@pytest.mark.parametrize(
    "annotation",
    [Annotation(Box(1, 2, 3, 4), " "), Annotation(Box(1, 2, float("nan"), 4), "cat")],
)
def test_that_a_box_that_cannot_be_written_is_refused(tmp_path: Path, annotation: Annotation) -> None:
    path = coco_folder(tmp_path)
    refused = f"{sentence_pattern(BOX_WITHOUT_LABEL)}|{sentence_pattern(BOX_NOT_FINITE)}"
    with pytest.raises(AnnotationWriteError, match=refused):
        save(path, "a.png", [annotation])
    assert path.read_text(encoding="utf-8") == COCO


EDGE = st.floats(-20, 120, allow_nan=False).map(lambda value: round(value, 3))
LABEL = st.sampled_from(["cat", "tooth brush", 'a "quoted" \\ one', "Größe", "\U0001f600", "\ud800", "x\ny"])
BOX = st.builds(Box, EDGE, EDGE, EDGE, EDGE)
ANNOTATION = st.builds(Annotation, BOX, LABEL, difficult=st.booleans(), occluded=st.booleans(), attributes=ATTRIBUTES)
EDIT = st.tuples(st.sampled_from(["a.png", "b.png", "empty.png"]), st.lists(ANNOTATION, max_size=3), st.data())


@settings(max_examples=40, deadline=None)
@given(st.lists(EDIT, min_size=1, max_size=5))
def test_that_any_edits_are_read_back_and_nothing_else_changes(edits: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = coco_folder(Path(folder))
        data = opened(path)
        labels = {image.name: data.read_labels(image) for image in data.images}
        for name, added, draw in edits:
            file = labels[name]
            kept = [annotation for annotation in file.image_annotations.annotations if draw.draw(st.booleans())]
            kept = [
                replace(draw.draw(ANNOTATION), uid=annotation.uid) if draw.draw(st.booleans()) else annotation
                for annotation in kept
            ]
            labels[name] = file.save(file.image_annotations.with_annotations([*kept, *added]))
            for other, expected in labels.items():
                read = opened(path).read_labels(path.parent / other).image_annotations.annotations
                for one, two in zip(read, expected.image_annotations.annotations, strict=True):
                    assert (one.label, one.difficult, one.occluded) == (two.label, two.difficult, two.occluded)
                    assert one.attributes == two.attributes
                    assert one.bounds.xyxy == pytest.approx(two.bounds.xyxy, abs=0.0101)
        content, before = json.loads(path.read_text(encoding="utf-8")), json.loads(COCO)
        assert {key: content[key] for key in ("info", "licenses", "images", "extra")} == {
            key: before[key] for key in ("info", "licenses", "images", "extra")
        }
        assert content["annotations"].count(before["annotations"][2]) == 1  # the crowd
        ids = [one["id"] for one in content["annotations"]]
        assert len(set(ids)) == len(ids)
