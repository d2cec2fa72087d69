"""Edits that are saved one by one and then undone one by one, in each format."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.attributes import build_attributes, format_attribute_value
from detector.data.formats.base import FormatName
from detector.data.formats.registry import FORMATS, open_dataset
from detector.data.geometry import Box
from tests.annotation_edits import move_edges
from tests.detector.data.formats.format_samples import images

KEYS = ("color", "age", "a note")
LABELS = ("cat", "dog", "tooth brush")
ANNOTATIONS = tuple(
    Annotation(
        Box(10 + 7 * n, 20 + 3.25 * n, 60 + 9 * n, 90 + 5 * n),
        LABELS[n % 3],
        n,
        attributes=build_attributes(dict.fromkeys(KEYS[: n % 4], f"value {n}")),
    )
    for n in range(6)
)
Edit = Callable[[list[Annotation], int, int], None]


def move(annotations: list[Annotation], place: int, _uid: int) -> None:
    annotation = annotations[place]
    annotations[place] = move_edges(annotation, x1=annotation.bounds.x1 + 1.5, y2=annotation.bounds.y2 + 2)


def delete(annotations: list[Annotation], place: int, _uid: int) -> None:
    del annotations[place]


def add(annotations: list[Annotation], place: int, uid: int) -> None:
    annotations.append(replace(move_edges(annotations[place], x1=annotations[place].bounds.x1 - 2), uid=uid))


def relabel(annotations: list[Annotation], place: int, _uid: int) -> None:
    annotations[place] = replace(annotations[place], label=LABELS[place % 3])


def set_attribute(annotations: list[Annotation], place: int, uid: int) -> None:
    values = ("red & blue", True, 3, "")
    attributes = annotations[place].attributes.with_value(KEYS[place % 3], values[uid % 4])
    annotations[place] = replace(annotations[place], attributes=attributes)


def remove_attributes(annotations: list[Annotation], place: int, _uid: int) -> None:
    attributes = annotations[place].attributes
    for key in list(attributes)[: 1 + place % 2]:
        attributes = attributes.without_key(key)
    annotations[place] = replace(annotations[place], attributes=attributes)


EDITS: tuple[Edit, ...] = (move, delete, delete, add, relabel)
ATTRIBUTE_EDITS: tuple[Edit, ...] = (set_attribute, set_attribute, remove_attributes, move, delete)


def written(root: Path, name: FormatName) -> Path:
    """A data set of two images."""
    writer = FORMATS[name].create_writer(root, LABELS)
    for image in ("a.jpg", "b.jpg"):
        images(writer.locate_image(image).parent, image)
        writer.add_image(image, 640, 480, ImageAnnotations(ANNOTATIONS))
    writer.finish()
    return root


def files(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", sorted(FORMATS))
def test_that_edits_undone_one_by_one_give_the_bytes_of_each_step(tmp_path: Path, name: FormatName, seed: int) -> None:
    """Undo across saves: a box that comes back stands where it stood, whatever else was edited before."""
    root, chance = written(tmp_path / "photos", name), random.Random(seed)
    data = open_dataset(root)
    labels = data.read_labels(data.images[0])
    steps = [(labels.image_annotations, files(root))]
    for step in range(8):
        annotations = list(labels.image_annotations.annotations)
        chance.choice(EDITS)(annotations, chance.randrange(len(annotations)), 100 + step)
        labels = labels.save(labels.image_annotations.with_annotations(tuple(annotations)))
        steps.append((labels.image_annotations, files(root)))
    for image_annotations, before in reversed(steps):
        labels = labels.save(image_annotations)
        assert files(root) == before


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["coco", "cvat", "labelme", "via", "voc"])
def test_that_attributes_edited_and_undone_give_the_bytes_that_were_read(
    tmp_path: Path, name: FormatName, seed: int
) -> None:
    root, chance = written(tmp_path / "photos", name), random.Random(seed)
    data = open_dataset(root)
    first, before = data.read_labels(data.images[0]), files(root)
    labels = first
    steps = [first.image_annotations]
    for step in range(8):
        annotations = list(labels.image_annotations.annotations)
        chance.choice(ATTRIBUTE_EDITS)(annotations, chance.randrange(len(annotations)), 100 + step)
        labels = labels.save(labels.image_annotations.with_annotations(tuple(annotations)))
        steps.append(labels.image_annotations)
    for image_annotations in reversed(steps):
        labels = labels.save(image_annotations)
        again = open_dataset(root).read_labels(data.images[0]).image_annotations.annotations
        assert list(map(texts_of, again)) == list(map(texts_of, image_annotations.annotations))
    assert files(root) == before


def texts_of(annotation: Annotation) -> dict[str, str]:
    """The attributes as text, which is all that some formats hold."""
    return {key: format_attribute_value(value) for key, value in annotation.attributes.items()}


@pytest.mark.parametrize("rows", ["0 .5 .5 .1 .1\n1 .2 .2 .1 .1", "# mine\n0 .5 .5 .1 .1\r\n\r\n1 .2 .2 .1 .1 \r\n"])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_that_yolo_rows_come_back_with_the_ends_of_their_lines(
    tmp_path: Path, rows: str, order: tuple[int, int]
) -> None:
    images(tmp_path, "a.jpg")
    (tmp_path / "classes.txt").write_text("cat\ndog\n")
    (tmp_path / "a.txt").write_bytes(rows.encode())
    data = open_dataset(tmp_path)
    labels = data.read_labels(data.images[0])
    first, second = labels.image_annotations.annotations
    moved = labels.image_annotations.with_annotations((move_edges(first, x2=first.bounds.x2 + 3), second))
    labels = labels.save(moved)
    before = (tmp_path / "a.txt").read_bytes()
    for place in order:
        kept = tuple(
            annotation
            for annotation in labels.image_annotations.annotations
            if annotation.uid != moved.annotations[place].uid
        )
        labels = labels.save(labels.image_annotations.with_annotations(kept))
    labels.save(moved)
    assert (tmp_path / "a.txt").read_bytes() == before
