"""Odd polygons in every format that has them: read with a sentence where they cannot be used, and never changed.

COCO has more cases in `coco/test_odd_outlines.py`; damaged masks are with their formats.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

import pytest

from detector.data.formats.base import FormatName
from detector.data.formats.registry import FORMATS
from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.outlined_box import get_outline
from detector.errors import UserFacingError
from tests.detector.data.formats.format_samples import files, images
from tests.reliability.fuzz import LONGEST, time_limit

WIDTH, HEIGHT = 100, 80
Points = Sequence[tuple[object, object]]
SQUARE: Points = [(10, 10), (40, 10), (40, 40), (10, 40)]


def build_circle(count: int) -> Points:
    turns = [math.tau * step / count for step in range(count)]
    return [(round(40 + 30 * math.cos(turn), 3), round(40 + 30 * math.sin(turn), 3)) for turn in turns]


def format_labelme(points: Points, label: str) -> dict[str, str]:
    shapes = [
        {"label": name, "points": list(map(list, ring)), "shape_type": "polygon", "group_id": None, "flags": {}}
        for name, ring in ((label, points), ("dog", SQUARE))
    ]
    return {"a.json": json.dumps({"version": "5.5.0", "shapes": shapes, "imagePath": "a.png", "imageData": None})}


def format_via(points: Points, label: str) -> dict[str, str]:
    regions = [
        {"shape_attributes": build_via_shape(ring), "region_attributes": {"class": name}}
        for name, ring in ((label, points), ("dog", SQUARE))
    ]
    content = {"a.png9": {"filename": "a.png", "size": 9, "regions": regions, "file_attributes": {}}}
    return {"via.json": json.dumps(content)}


def build_via_shape(points: Points) -> dict[str, object]:
    return {"name": "polygon", "all_points_x": [x for x, _ in points], "all_points_y": [y for _, y in points]}


def format_csv(points: Points, label: str) -> dict[str, str]:
    rows = ["filename,file_size,file_attributes,region_count,region_id,region_shape_attributes,region_attributes"]
    for number, (name, ring) in enumerate(((label, points), ("dog", SQUARE))):
        texts = (json.dumps(one).replace('"', '""') for one in (build_via_shape(ring), {"class": name}))
        rows.append(f'a.png,9,"{{}}",2,{number},' + ",".join(f'"{text}"' for text in texts))
    return {"via.csv": "\n".join(rows) + "\n"}


def format_cvat(points: Points, label: str) -> dict[str, str]:
    polygons = "".join(
        f'<polygon label="{name}" occluded="0" points="{";".join(f"{x},{y}" for x, y in ring)}" z_order="0"/>\n'
        for name, ring in ((label, points), ("dog", SQUARE))
    )
    image = f'<image id="0" name="a.png" width="{WIDTH}" height="{HEIGHT}">\n{polygons}</image>'
    return {"cvat.xml": f"<annotations>\n<version>1.1</version>\n{image}\n</annotations>\n"}


def format_yolo(points: Points, label: str) -> dict[str, str]:
    number = {"cat": "0", "": ""}[label]
    rows = [
        " ".join([name, *(f"{float(str(x)) / WIDTH:.6f} {float(str(y)) / HEIGHT:.6f}" for x, y in ring)])
        for name, ring in ((number, points), ("1", SQUARE))
    ]
    return {"a.txt": "\n".join(rows) + "\n", "classes.txt": "cat\ndog\n"}


WRITERS: dict[FormatName, Callable[[Points, str], dict[str, str]]] = {
    "labelme": format_labelme, "via": format_via, "csv": format_csv, "cvat": format_cvat, "yolo": format_yolo,
}  # fmt: skip
UNUSABLE: dict[str, tuple[Points, str]] = {
    "two points": ([(10, 10), (40, 40)], "cat"),
    "a point that is no number": ([(10, 10), (math.nan, 10), (40, 40)], "cat"),
    "an infinite point": ([(10, 10), (math.inf, 10), (40, 40)], "cat"),
    "no class": (SQUARE, ""),
}
USABLE: dict[str, Points] = {
    "10,000 points": build_circle(10_000),
    "a bow tie": [(10, 20), (30, 40), (30, 20), (10, 40)],
    "one place": [(5, 5), (5, 5), (5, 5)],
    "partly outside": [(90, 70), (130, 70), (130, 99)],
}


def read_all(root: Path, name: FormatName) -> tuple[list[bool], list[str]]:
    """Whether each object has an outline, and all sentences; a file that is refused has no objects."""
    before = {path: path.read_bytes() for path in root.iterdir()}
    with time_limit(4 * LONGEST):
        try:
            dataset = FORMATS[name].open_dataset(root)
            labels = dataset.read_labels(dataset.images[0])
        except UserFacingError as refusal:
            return [], [str(refusal)]
        annotations = labels.image_annotations.annotations
        found = [get_outline(one.geometry) is not None for one in annotations]
        for one in annotations:
            convert_to_bitmap(one.geometry, WIDTH, HEIGHT)
        labels.save(labels.image_annotations)
    assert {path: path.read_bytes() for path in root.iterdir()} == before
    return found, list(labels.problems)


@pytest.mark.parametrize(("name", "case"), list(product(WRITERS, UNUSABLE)))
def test_that_a_polygon_that_cannot_be_used_is_named_and_stays(tmp_path: Path, name: FormatName, case: str) -> None:
    contents = WRITERS[name](*UNUSABLE[case])
    files(images(tmp_path, "a.png", size=(WIDTH, HEIGHT)), contents)
    outlined, sentences = read_all(tmp_path, name)
    assert sentences
    assert all(sentence.rstrip().endswith(".") and next(iter(contents)) in sentence for sentence in sentences)
    assert outlined in ([], [True], [False, True])  # the file is refused, the object left out, or its box used


@pytest.mark.parametrize(("name", "case"), list(product(WRITERS, USABLE)))
def test_that_an_odd_polygon_that_can_be_used_is_an_outline(tmp_path: Path, name: FormatName, case: str) -> None:
    files(images(tmp_path, "a.png", size=(WIDTH, HEIGHT)), WRITERS[name](USABLE[case], "cat"))
    outlined, _ = read_all(tmp_path, name)
    assert outlined == [True, True]
