"""Another program writes a joint file while it is open: what concerns other images stays, and the boxes are saved."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from detector.data.annotation import Annotation
from detector.data.formats.base import Dataset
from detector.data.formats.coco.dataset import CocoFormat
from detector.data.formats.csv_table.dataset import CsvFormat
from detector.data.formats.shared.saving import CHANGED_BY_OTHER, CONFLICT
from detector.data.formats.shared.single_file_labels import CHANGED_TO_UNUSABLE
from detector.data.geometry import Box
from detector.errors import AnnotationConflictError, AnnotationUnreadableError
from tests.detector.data.formats.csv_table.test_save import TABLE, table
from tests.detector.data.formats.joint_samples import coco_folder
from tests.sentences import sentence_pattern


def opened(path: Path) -> Dataset:
    return (CsvFormat() if path.suffix == ".csv" else CocoFormat()).open_dataset(path)


def boxes(path: Path, name: str) -> list[tuple[tuple[float, ...], str]]:
    return [
        (annotation.bounds.xyxy, annotation.label)
        for annotation in opened(path).read_labels(path.parent / name).image_annotations.annotations
    ]


def rewrite(path: Path, change: Callable[[Any], object]) -> None:
    """As a script does it: read, change, written in its own layout."""
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def add_to_b(content: Any) -> None:
    new = {"id": 4000, "image_id": 42, "category_id": 1, "bbox": [60, 60, 5, 5], "iscrowd": 0}
    content["annotations"].insert(0, new)  # so that every other annotation has another number


def test_that_a_coco_file_rewritten_for_another_image_takes_both_changes(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    labels = opened(path).read_labels(tmp_path / "a.png")
    rewrite(path, add_to_b)
    theirs = boxes(path, "b.png")
    (annotation,) = labels.image_annotations.annotations
    labels = labels.save(
        labels.image_annotations.with_annotations([annotation.move_by(7, 0), Annotation(Box(50, 50, 60, 60), "dog")])
    )
    assert boxes(path, "b.png") == theirs
    assert boxes(path, "a.png") == [((8, 2, 11, 6), "cat"), ((50, 50, 60, 60), "dog")]
    kept = next(item for item in json.loads(path.read_text("utf-8"))["annotations"] if item["id"] == 5)
    assert kept["attributes"] == {"occluded": True, "x": 1}
    labels.save(labels.image_annotations.with_annotations([annotation]))  # and continues from there
    assert boxes(path, "a.png") == [((1, 2, 4, 6), "cat")]


def test_that_every_image_stays_editable_after_the_file_was_rewritten_twice(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    data = opened(path)
    files = {name: data.read_labels(tmp_path / name) for name in ("a.png", "b.png", "empty.png")}
    for step in range(2):
        rewrite(path, lambda content: content["info"].update(year=2020) or content["annotations"].reverse())
        for name, file in files.items():
            new = Annotation(Box(20 + step, 20, 50, 60), f"new {step}")
            files[name] = file.save(file.image_annotations.with_annotations([*file.image_annotations.annotations, new]))
    for name, file in files.items():
        assert sorted(boxes(path, name)) == sorted(
            (annotation.bounds.xyxy, annotation.label) for annotation in file.image_annotations.annotations
        )
    assert json.loads(path.read_text("utf-8"))["info"]["year"] == 2020


def test_that_a_table_grown_by_another_program_takes_both_changes(tmp_path: Path) -> None:
    path = table(tmp_path)
    labels = opened(path).read_labels(tmp_path / "b.png")
    head, rest = TABLE.split("\r\n", 1)
    path.write_bytes(f"{head}\r\nc.png,100,80,elk,5,5,50,50,new\r\n{rest}".encode())
    (annotation,) = labels.image_annotations.annotations
    labels.save(labels.image_annotations.with_annotations([replace(annotation, label="fox")]))
    assert boxes(path, "c.png") == [((5, 5, 50, 50), "elk")]
    assert [label for _, label in boxes(path, "b.png")] == ["fox"]
    assert "Bob\r\nB" in path.read_bytes().decode()


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content["annotations"][1].update(bbox=[1, 2, 9, 4]),
        lambda content: content["annotations"].pop(1),
        lambda content: content["categories"][0].update(name="lion"),
        lambda content: content["annotations"][1]["attributes"].update(occluded=False),
        lambda content: content["images"].pop(1),
    ],
    ids=["moved", "deleted", "renamed", "flagged", "image gone"],
)
def test_that_other_boxes_of_the_same_image_are_a_conflict(tmp_path: Path, change: Callable[[Any], object]) -> None:
    path = coco_folder(tmp_path)
    labels = opened(path).read_labels(tmp_path / "a.png")
    rewrite(path, change)
    before = path.read_bytes()
    conflict = sentence_pattern(CONFLICT, name="annotations.json", what=CHANGED_BY_OTHER)
    with pytest.raises(AnnotationConflictError, match=conflict):
        labels.save(labels.image_annotations.with_annotations([Annotation(Box(50, 50, 60, 60), "dog")]))
    assert path.read_bytes() == before


def test_that_a_deleted_box_comes_back_after_the_file_was_rewritten(tmp_path: Path) -> None:
    path = coco_folder(tmp_path)
    labels = opened(path).read_labels(tmp_path / "a.png")
    (annotation,) = labels.image_annotations.annotations
    labels = labels.save(labels.image_annotations.with_annotations([]))
    rewrite(path, add_to_b)
    labels.save(labels.image_annotations.with_annotations([annotation]))
    assert boxes(path, "a.png") == [((1, 2, 4, 6), "cat")]


@pytest.mark.parametrize("make", [coco_folder, table])
def test_that_a_file_broken_while_open_locks_all_images_until_it_is_repaired(
    tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    path = make(tmp_path)
    whole = path.read_bytes()
    data = opened(path)
    labels = data.read_labels(tmp_path / "a.png")
    mine = labels.image_annotations.with_annotations([Annotation(Box(50, 50, 60, 60), "dog")])
    path.write_bytes(b"<html>404</html>")
    with pytest.raises(AnnotationConflictError, match=sentence_pattern(CHANGED_TO_UNUSABLE)):
        labels.save(mine)
    for name in ("a.png", "b.png"):
        with pytest.raises(AnnotationUnreadableError, match=path.name):
            data.read_labels(tmp_path / name)
    assert path.read_bytes() == b"<html>404</html>"
    path.write_bytes(whole)
    assert data.read_labels(tmp_path / "b.png").image_annotations.annotations
    labels.save(mine)
    assert boxes(path, "a.png") == [((50, 50, 60, 60), "dog")]
