"""COCO files of odd but real kinds: ids as text, categories of one name, half a character, masks without a box."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.data.annotation import Annotation
from detector.data.formats.base import Dataset
from detector.data.formats.class_edits import ClassEdit, plan_steps
from detector.data.formats.coco.annotation import NO_BBOX
from detector.data.formats.coco.categories import HALF_CHARACTER
from detector.data.formats.coco.dataset import CocoFormat
from detector.data.formats.coco.outline import compute_segmentation_bounds
from detector.data.formats.coco.reader import OF_NO_IMAGE
from detector.data.geometry import Box
from detector.data.labeled_set import load_training_set
from tests.detector.data.formats.joint_samples import coco_object, write_images, written_coco
from tests.sentences import has_sentence


def opened(root: Path) -> Dataset:
    return CocoFormat().open_dataset(root)


def case(shared: Path, tmp_path: Path, name: str) -> Path:
    return Path(shutil.copytree(shared / "cases" / name, tmp_path / name))


def annotation(number: int, image: Any, category: Any, **more: Any) -> dict[str, Any]:
    return {"id": number, "image_id": image, "category_id": category, "bbox": [10, 10, 20, 20], **more}


def with_ids(tmp_path: Path, images: Sequence[Any], *annotations: dict[str, Any]) -> Path:
    """Pictures a.png, b.png, ... with these ids."""
    names = [f"{letter}.png" for letter in "abcdef"[: len(images)]]
    write_images(tmp_path, *names)
    content = coco_object(*annotations)
    content["images"] = [{"id": key, "file_name": name} for key, name in zip(images, names, strict=True)]
    return written_coco(tmp_path / "annotations.json", content)


def labels_of(data: Dataset) -> dict[str, list[str]]:
    return {
        image.name: [annotation.label for annotation in data.read_labels(image).image_annotations.annotations]
        for image in data.images
    }


def test_that_ids_match_whether_they_are_text_or_numbers(tmp_path: Path) -> None:
    path = with_ids(
        tmp_path,
        ["1", 2, 0],
        annotation(1, 1, 1),
        annotation(2, "2", "2"),
        annotation(3, "0", 2),
        annotation(4, "1", 2),
    )
    data = opened(path)
    assert labels_of(data) == {"a.png": ["cat", "dog"], "b.png": ["dog"], "c.png": ["dog"]}
    assert data.notices == ()


def test_that_a_number_and_the_same_number_as_text_stay_two_images_where_both_are_listed(tmp_path: Path) -> None:
    data = opened(with_ids(tmp_path, [1, "1"], annotation(1, 1, 1), annotation(2, "1", 2)))
    assert labels_of(data) == {"a.png": ["cat"], "b.png": ["dog"]}


@pytest.mark.parametrize("key", ["01", "1.0", " 1", "x1"])
def test_that_other_texts_are_no_numbers(tmp_path: Path, key: str) -> None:
    data = opened(with_ids(tmp_path, [key], annotation(1, 1, 1)))
    assert labels_of(data) == {"a.png": []}
    assert any(OF_NO_IMAGE in notice for notice in data.notices)


def test_that_saving_keeps_the_types_of_ids(tmp_path: Path) -> None:
    path = with_ids(tmp_path, ["7"], annotation(1, 7, "2"))
    read = opened(path).read_labels(tmp_path / "a.png")
    moved = read.image_annotations.annotations[0].move_by(1, 1)
    read.save(read.image_annotations.with_annotations([moved, Annotation(Box(1, 2, 3, 4), "cat")]))
    first, second = json.loads(path.read_text())["annotations"]
    assert (first["image_id"], first["category_id"], first["bbox"]) == (7, "2", [11, 11, 20, 20])
    assert (second["image_id"], second["category_id"]) == ("7", 1)


def test_that_a_class_with_ids_of_both_types_is_deleted_whole(tmp_path: Path) -> None:
    path = with_ids(tmp_path, [1, 2], annotation(1, 1, 1), annotation(2, 2, "1"), annotation(3, 2, 2))
    data = opened(path)
    for step in plan_steps(data, ClassEdit("cat"), data.images):
        step.run()
    content = json.loads(path.read_text())
    assert [one["id"] for one in content["annotations"]] == [3]
    assert [one["name"] for one in content["categories"]] == ["dog"]


def duplicated(tmp_path: Path, *names: str, heads: bool = False) -> Path:
    """One picture with a box of each category."""
    write_images(tmp_path, "a.png")
    content = coco_object(*(annotation(n, 1, n) for n in range(1, len(names) + 1)))
    content["categories"] = [{"id": n, "name": name} for n, name in enumerate(names, 1)]
    if heads:
        content["categories"] = [{"id": 0, "name": names[0], "supercategory": "none"}] + [
            {**one, "supercategory": names[0]} for one in content["categories"]
        ]
    return written_coco(tmp_path / "annotations.json", content, indent=1)


def test_that_categories_of_one_name_are_classes_of_their_own(tmp_path: Path) -> None:
    data = opened(duplicated(tmp_path, "person", "person", "person (2)", "person"))
    assert data.classes == ("person", "person (3)", "person (2)", "person (4)")
    assert labels_of(data) == {"a.png": ["person", "person (3)", "person (2)", "person (4)"]}
    assert any("2 categories have the name of another category" in notice for notice in data.notices)
    assert load_training_set(data.root).classes == data.classes


def test_that_a_class_keeps_its_name_beside_a_heading_of_the_same_name(tmp_path: Path) -> None:
    path = duplicated(tmp_path, "cat", heads=True)
    data = opened(path)
    assert data.classes == ("cat",)
    assert data.notices == ()
    read = data.read_labels(tmp_path / "a.png")
    read.save(
        read.image_annotations.with_annotations(
            [*read.image_annotations.annotations, Annotation(Box(1, 2, 3, 4), "cat")]
        )
    )
    assert [one["category_id"] for one in json.loads(path.read_text())["annotations"]] == [1, 1]


def test_that_boxes_of_categories_of_one_name_are_saved_with_their_own_ids(tmp_path: Path) -> None:
    path = duplicated(tmp_path, "person", "person")
    before = path.read_bytes()
    read = opened(path).read_labels(tmp_path / "a.png")
    saved = read.save(
        read.image_annotations.with_annotations(
            [*read.image_annotations.annotations, Annotation(Box(1, 2, 3, 4), "person (2)")]
        )
    )
    content = json.loads(path.read_text())
    assert [one["category_id"] for one in content["annotations"]] == [1, 2, 2]
    assert [one["name"] for one in content["categories"]] == ["person", "person"]
    saved.save(read.image_annotations)
    assert path.read_bytes() == before


def test_that_renaming_one_of_two_categories_of_one_name_can_be_undone_to_the_byte(tmp_path: Path) -> None:
    path = duplicated(tmp_path, "person", "person")
    before = path.read_bytes()
    data = opened(path)
    (change,) = [step.run() for step in plan_steps(data, ClassEdit("person (2)", "man"), data.images)]
    assert [one["name"] for one in json.loads(path.read_text())["categories"]] == ["person", "man"]
    assert labels_of(data) == {"a.png": ["person", "man"]}
    assert change is not None
    change.revert(data)
    assert path.read_bytes() == before
    assert labels_of(data) == {"a.png": ["person", "person (2)"]}


def test_that_both_unicode_forms_of_a_category_are_one_class(tmp_path: Path) -> None:
    path = duplicated(tmp_path, "cafe\u0301", "caf\xe9")
    before = path.read_bytes()
    data = opened(path)
    assert data.classes == ("caf\xe9",)
    assert labels_of(data) == {"a.png": ["caf\xe9", "caf\xe9"]}
    read = data.read_labels(tmp_path / "a.png")
    read.save(read.image_annotations)
    assert path.read_bytes() == before


def test_that_half_a_character_is_escaped_and_reported_and_stays_in_the_file(tmp_path: Path) -> None:
    path = duplicated(tmp_path, "cat \ud83d", "dog")
    data = opened(path)
    assert data.classes == ("cat \\ud83d", "dog")
    assert any(has_sentence(notice, HALF_CHARACTER) for notice in data.notices)
    "".join((*data.notices, *data.classes)).encode()
    read = data.read_labels(tmp_path / "a.png")
    read.save(
        read.image_annotations.with_annotations(
            [annotation.move_by(1, 1) for annotation in read.image_annotations.annotations]
        )
    )
    content = json.loads(path.read_text())
    assert [one["name"] for one in content["categories"]] == ["cat \ud83d", "dog"]
    assert [one["category_id"] for one in content["annotations"]] == [1, 2]


POLYGON = [[10, 10, 30, 10, 30.5, 30, 10, 30]]


@pytest.mark.parametrize("bbox", [{}, {"bbox": None}, {"bbox": []}])
def test_that_a_polygon_without_a_box_gives_its_box_and_stays(tmp_path: Path, bbox: dict[str, Any]) -> None:
    write_images(tmp_path, "a.png")
    one = {"id": 1, "image_id": 1, "category_id": 1, "segmentation": [*POLYGON, [5, 40, 6, 42, 5, 44]], **bbox}
    path = written_coco(tmp_path / "annotations.json", coco_object(one))
    before = path.read_bytes()
    read = opened(path).read_labels(tmp_path / "a.png")
    (annotation,) = read.image_annotations.annotations
    assert annotation.bounds.xyxy == (5, 10, 30.5, 44)
    assert read.problems == ()
    relabeled = read.save(read.image_annotations.with_annotations([replace(annotation, label="dog")]))
    assert json.loads(path.read_text())["annotations"] == [{**one, "category_id": 2}]
    moved = relabeled.save(read.image_annotations.with_annotations([annotation.move_by(1, 2)]))
    polygons = [[11, 12, 31, 12, 31.5, 32, 11, 32], [6, 42, 7, 44, 6, 46]]
    assert json.loads(path.read_text())["annotations"] == [{**one, "segmentation": polygons, "bbox": [6, 12, 25.5, 34]}]
    assert moved.problems == ()
    moved.save(read.image_annotations)
    assert path.read_bytes() == before


def test_that_what_has_neither_box_nor_outline_is_reported(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    damaged = [[1, 2], [1, 2, 3], "x", [True, 1, 2, 3], {"size": [2, 2], "counts": [9]}, {"size": [2, 2]}]
    broken = [{"id": n, "image_id": 1, "category_id": 1, "segmentation": [one] if isinstance(one, list) else one}
              for n, one in enumerate(damaged, 1)]  # fmt: skip
    read = opened(written_coco(tmp_path / "a.json", coco_object(*broken))).read_labels(tmp_path / "a.png")
    assert read.image_annotations.annotations == ()
    assert len(read.problems) == len(damaged)
    assert all(NO_BBOX in problem for problem in read.problems)


def test_that_crowds_without_a_box_are_still_no_boxes(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    crowd = {"id": 1, "image_id": 1, "category_id": 1, "iscrowd": 1, "segmentation": {"size": [2, 2], "counts": [0, 4]}}
    read = opened(written_coco(tmp_path / "a.json", coco_object(crowd))).read_labels(tmp_path / "a.png")
    assert read.image_annotations.annotations == ()


def encoded(pixels: np.ndarray[Any, np.dtype[np.uint8]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A mask in both of COCO's encodings, as pycocotools writes it."""
    from pycocotools import mask

    compressed = mask.encode(np.asfortranarray(pixels))
    flat = pixels.flatten(order="F")
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flat, [1 - flat[-1] if len(flat) else 0]])))
    counts = np.diff(np.concatenate([[0], edges])).tolist()
    size = list(pixels.shape)
    return {"size": size, "counts": compressed["counts"].decode()}, {"size": size, "counts": counts}


@settings(deadline=None, max_examples=200)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_that_the_box_of_a_mask_is_that_of_its_pixels(height: int, width: int, seed: int, density: float) -> None:
    from pycocotools import mask

    random = np.random.default_rng(seed)
    pixels = np.zeros((height, width), np.uint8)
    x, y = random.integers(0, width), random.integers(0, height)
    pixels[y : y + random.integers(1, 20), x : x + random.integers(1, 20)] = 1
    pixels &= (random.random(pixels.shape) < density).astype(np.uint8)
    compressed, plain = encoded(pixels)
    rows, columns = np.nonzero(pixels)
    for one in (compressed, plain):
        bounds = compute_segmentation_bounds(one)
        if not len(rows):
            assert bounds is None
            continue
        assert bounds == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        reference = mask.toBbox({**compressed, "counts": compressed["counts"].encode()})
        assert [bounds[0], bounds[1], bounds[2] - bounds[0], bounds[3] - bounds[1]] == reference.tolist()


@pytest.mark.parametrize(
    "mask",
    [
        {"size": [2, 2], "counts": "\x7f"},
        {"size": [2, 2], "counts": "é"},
        {"size": [2, 2], "counts": "o" * 500},
        {"size": [2, 2], "counts": "o" * 3},
        {"size": [2, 2], "counts": [1, -1]},
        {"size": [2, 2], "counts": [1, 2.5]},
        {"size": [2, 2], "counts": [0, 5]},
        {"size": [0, 2], "counts": [0, 0]},
        {"size": [2], "counts": [0, 1]},
        {"size": [2, 2], "counts": [4]},
        {"size": [2, 2], "counts": []},
        {"size": "22", "counts": [0, 1]},
        {"counts": [0, 1]},
        7,
        None,
    ],
)
def test_that_damaged_masks_have_no_box(mask: Any) -> None:
    assert compute_segmentation_bounds(mask) is None


def test_that_masks_and_polygons_of_real_data_give_the_boxes_that_are_written_there(
    shared: Path, tmp_path: Path
) -> None:
    from pycocotools import coco

    source = shared / "data" / "nuclei" / "annotations" / "instances_test.json"
    with contextlib.redirect_stdout(io.StringIO()):
        reference = coco.COCO(str(source))
    content = json.loads(source.read_text())
    stripped = [{key: value for key, value in one.items() if key != "bbox"} for one in content["annotations"]]
    write_images(tmp_path, *(image["file_name"] for image in content["images"]))
    data = opened(written_coco(tmp_path / "a.json", {**content, "annotations": stripped}))
    for image in content["images"]:
        anns = reference.loadAnns(reference.getAnnIds(imgIds=[image["id"]]))
        annotations = data.read_labels(tmp_path / image["file_name"]).image_annotations.annotations
        found = [
            (annotation.bounds.x1, annotation.bounds.y1, annotation.bounds.width, annotation.bounds.height)
            for annotation in annotations
        ]
        assert np.allclose(found, [one["bbox"] for one in anns], atol=0.01)


def test_that_the_shared_cases_come_out_right(shared: Path, tmp_path: Path) -> None:
    data = opened(case(shared, tmp_path, "21-coco-cat0-gap-strid"))
    assert labels_of(data) == {"a.jpg": ["cat"], "b.jpg": ["dog", "none-of"]}
    assert data.classes == ("none-of", "cat", "dog")
    data = opened(case(shared, tmp_path, "24-coco-dup-cat"))
    assert labels_of(data) == {"a.jpg": ["cat"], "b.jpg": ["cat (2)"]}
    root = case(shared, tmp_path, "03c-coco-no-bbox-train")
    training = load_training_set(root)
    assert [image.boxes.tolist() for image in training.images] == [[[10, 10, 30, 30]]] * 4
    data = opened(case(shared, tmp_path, "40-classname-surrogate"))
    assert data.classes == ("cat \\ud83d",)
