"""Polygons of VIA: outlines whose regions stay as they are until they change."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import ImageToWrite, LabelFile
from detector.data.formats.registry import open_dataset
from detector.data.formats.shared.outline_losses import OTHER_BOUNDS, OUTLINE_REFUSED, RINGS_REFUSED, SEVERAL_RINGS
from detector.data.formats.via.dataset import ViaFormat
from detector.data.formats.via.outline import UNUSABLE_OUTLINE
from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.rings import Rings
from detector.errors import AnnotationWriteError
from tests.detector.data.formats.joint_samples import write_images
from tests.detector.data.outlines.samples import draw_points, ring_with_hole_and_two_parts
from tests.sentences import has_sentence

WIDTH, HEIGHT = 100, 80
TRIANGLE = {"name": "polygon", "all_points_x": [50, 90.125, 70], "all_points_y": [10, 10.0, 60]}
SQUARE = {"name": "polygon", "all_points_x": [1, 5, 5, 1], "all_points_y": [1, 1, 5, 5]}


def write_regions(root: Path, *shapes: dict[str, Any], indent: int | None = None) -> LabelFile:
    write_images(root, "a.png")
    regions = [{"shape_attributes": shape, "region_attributes": {"class": "cat"}} for shape in shapes]
    content = {"a.png9": {"filename": "a.png", "size": 9, "regions": regions, "file_attributes": {}}}
    (root / "via.json").write_text(json.dumps(content, indent=indent))
    return read(root)


def read(root: Path) -> LabelFile:
    return open_dataset(root).read_labels(root / "a.png")


def read_shapes(root: Path) -> list[dict[str, Any]]:
    content = json.loads((root / "via.json").read_text())["a.png9"]["regions"]
    return [region["shape_attributes"] for region in content]


def save_changed(labels: LabelFile, change: Callable[[Annotation], Annotation], row: int = 0) -> LabelFile:
    annotations = list(labels.image_annotations.annotations)
    annotations[row] = change(annotations[row])
    return labels.save(labels.image_annotations.with_annotations(annotations))


def test_that_a_polygon_is_an_outline(tmp_path: Path) -> None:
    (annotation,) = write_regions(tmp_path, TRIANGLE).image_annotations.annotations
    assert annotation.geometry == OutlinedBox(
        Box(50, 10, 90.125, 60), Rings.from_polygons([[(50, 10), (90.125, 10), (70, 60)]])
    )


@pytest.mark.parametrize("indent", [None, 2])
def test_that_moving_a_polygon_changes_its_numbers_alone(tmp_path: Path, indent: int | None) -> None:
    labels = write_regions(tmp_path, SQUARE, TRIANGLE, indent=indent)
    before = (tmp_path / "via.json").read_text()
    saved = save_changed(labels, lambda one: one.move_by(0, 2.5), row=1)
    assert read_shapes(tmp_path) == [SQUARE, {**TRIANGLE, "all_points_y": [12.5, 12.5, 62.5]}]
    after = (tmp_path / "via.json").read_text()
    assert len(after.splitlines()) == len(before.splitlines())
    assert after.replace("12.5", "10").replace("62.5", "60") == before.replace("10.0", "10")
    saved.save(labels.image_annotations)
    assert (tmp_path / "via.json").read_text() == before


def test_that_outlines_and_boxes_become_each_other(tmp_path: Path) -> None:
    labels = write_regions(tmp_path, TRIANGLE, {"name": "rect", "x": 10, "y": 20, "width": 20, "height": 30})
    polygon, rect = labels.image_annotations.annotations
    bitmap = Bitmap.from_mask(np.tri(5, dtype=bool), 30, 40)
    labels = labels.save(ImageAnnotations((replace(polygon, geometry=polygon.bounds), replace(rect, geometry=bitmap))))
    first, second = read_shapes(tmp_path)
    assert first == {"name": "rect", "x": 50, "y": 10, "width": 40.12, "height": 50}
    assert list(second) == ["name", "all_points_x", "all_points_y"]
    assert convert_to_bitmap(read(tmp_path).image_annotations.annotations[1].geometry, WIDTH, HEIGHT) == bitmap


def test_that_another_number_of_points_keeps_other_members(tmp_path: Path) -> None:
    labels = write_regions(tmp_path, {**TRIANGLE, "own": 1})
    square = Rings.from_polygons([[(1, 1), (5.123456789, 1), (5, 5), (1, 5)]])
    save_changed(labels, lambda one: replace(one, geometry=square))
    assert read_shapes(tmp_path) == [{**SQUARE, "all_points_x": [1, 5.123456789, 5, 1], "own": 1}]


def test_that_several_parts_or_holes_are_refused(tmp_path: Path) -> None:
    labels = write_regions(tmp_path, TRIANGLE)
    before = (tmp_path / "via.json").read_bytes()
    old, geometry = labels.image_annotations.annotations[0], ring_with_hole_and_two_parts()
    for changed in ((replace(old, geometry=geometry),), (old, Annotation(geometry, "cat"))):
        with pytest.raises(AnnotationWriteError) as caught:
            labels.save(ImageAnnotations(changed))
        reason = RINGS_REFUSED.format(label="cat", format="VIA")
        assert has_sentence(str(caught.value), OUTLINE_REFUSED, reason=reason, file="via.json")
    assert (tmp_path / "via.json").read_bytes() == before


def test_that_a_polygon_of_two_points_is_reported_and_moves_with_its_box(tmp_path: Path) -> None:
    two = {"name": "polygon", "all_points_x": [10, 20], "all_points_y": [30, 40]}
    labels = write_regions(tmp_path, two)
    place = "via.json: region 1 (cat) of a.png"
    assert any(has_sentence(problem, UNUSABLE_OUTLINE, place=place) for problem in labels.problems)
    save_changed(labels, lambda one: one.move_by(1, 2))
    assert read_shapes(tmp_path) == [{**two, "all_points_x": [11, 21], "all_points_y": [32, 42]}]


def test_that_a_new_project_reports_what_it_cannot_hold_and_holds_the_rest(tmp_path: Path) -> None:
    polygon = Rings.from_polygons([draw_points(np.random.default_rng(3), 0)])
    geometries = (
        polygon, ring_with_hole_and_two_parts(), OutlinedBox(Box(-99, 0, 150, 90), polygon), Box(1, 2, 3, 4)
    )  # fmt: skip
    annotations = tuple(Annotation(geometry, "cat", uid) for uid, geometry in enumerate(geometries))
    several, bounds = ViaFormat().describe_outline_losses([ImageToWrite(WIDTH, HEIGHT, annotations)])
    assert has_sentence(several, SEVERAL_RINGS, outlines="1 outline has", format="VIA")
    assert has_sentence(bounds, OTHER_BOUNDS, boxes="1 box differs")
    writer = ViaFormat().create_writer(tmp_path, ["cat"])
    write_images(tmp_path / "images", "a.png")
    writer.add_image("a.png", WIDTH, HEIGHT, ImageAnnotations(annotations))
    writer.finish()
    found = ViaFormat().open_dataset(tmp_path).read_labels(tmp_path / "images" / "a.png").image_annotations.annotations
    assert [get_outline(one.geometry) for one in found] == [polygon, None, polygon, None]
    assert found[1].bounds == geometries[1].bounds
