"""Segmentations of COCO files: read when they are needed, kept as they are, and changed together with their box."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pycocotools import mask as coco_mask

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import Dataset, LabelFile
from detector.data.formats.coco import outline
from detector.data.formats.coco.dataset import CocoFormat
from detector.data.formats.coco.outline_edits import NO_IMAGE_SIZE
from detector.data.formats.coco.state import HOLES_AS_MASK, SEGMENTATION_KEPT
from detector.data.formats.coco.writer import RASTERIZED
from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.coco_counts import COUNTS_DO_NOT_FIT, DAMAGED_TEXT
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.outlines.rings import Rings
from detector.errors import AnnotationWriteError
from tests.detector.data.formats.joint_samples import coco_object, write_images, written_coco
from tests.detector.data.outlines.samples import Mask, place_mask, rasterize_by_coco, ring_with_hole_and_two_parts
from tests.sentences import has_sentence

WIDTH, HEIGHT = 100, 80
POLYGONS = [[10, 10, 30.25, 10, 30.25, 30, 10, 30], [50, 50, 60.25, 50, 60, 62]]
"""Two parts; their box in a file would be 10 10 50.25 52."""
DONUT = np.ones((9, 7), bool)
DONUT[3:6, 2:4] = False


def opened(path: Path) -> Dataset:
    return CocoFormat().open_dataset(path)


def encode_mask(mask: Mask, is_compressed: bool = True) -> dict[str, Any]:
    rle = coco_mask.encode(np.asfortranarray(mask.astype(np.uint8)))
    if is_compressed:
        return {"size": rle["size"], "counts": rle["counts"].decode()}
    flat = np.concatenate([[False], mask.ravel(order="F")])
    ends = np.append(np.flatnonzero(flat[1:] != flat[:-1]), mask.size)
    return {"size": rle["size"], "counts": np.diff(ends, prepend=0).tolist()}


def decode_mask(segmentation: dict[str, Any]) -> Mask:
    """By pycocotools, from either encoding."""
    size = segmentation["size"]
    counts = segmentation["counts"]
    rle = coco_mask.frPyObjects(segmentation, *size) if isinstance(counts, list) else segmentation
    mask: Mask = coco_mask.decode(rle).astype(bool)
    return mask


def make_annotation(segmentation: Any, **more: Any) -> dict[str, Any]:
    return {"id": 7, "image_id": 1, "category_id": 1, "iscrowd": 0, "segmentation": segmentation, **more}


def write_one(folder: Path, segmentation: Any, **more: Any) -> tuple[Path, LabelFile]:
    """A file with one annotation besides another, and the labels of its image."""
    write_images(folder, "a.png")
    other = {"id": 8, "image_id": 1, "category_id": 2, "bbox": [1, 2, 3, 4], "segmentation": POLYGONS, "area": 1}
    content = coco_object(make_annotation(segmentation, **more), other)
    path = written_coco(folder / "annotations.json", content)
    return path, opened(path).read_labels(folder / "a.png")


def save_changed(labels: LabelFile, change: Callable[[Annotation], Annotation]) -> LabelFile:
    first, *others = labels.image_annotations.annotations
    return labels.save(labels.image_annotations.with_annotations([change(first), *others]))


def read_written(path: Path) -> dict[str, Any]:
    first, other = json.loads(path.read_text())["annotations"]
    assert (other["id"], other["bbox"], other["segmentation"]) == (8, [1, 2, 3, 4], POLYGONS)
    assert (first["id"], first["iscrowd"]) == (7, 0)
    written: dict[str, Any] = first
    return written


def test_that_polygons_are_parts_with_the_pixels_of_pycocotools(tmp_path: Path) -> None:
    _, labels = write_one(tmp_path, POLYGONS, bbox=[10, 10, 50.25, 52])
    annotation = labels.image_annotations.annotations[0]
    assert annotation.bounds == Box(10, 10, 60.25, 62)
    rings = get_outline(annotation.geometry)
    assert isinstance(rings, Rings)
    assert [part.outer.points.ravel().tolist() for part in rings.parts] == POLYGONS
    expected = coco_mask.decode(rasterize_by_coco([np.array(one).reshape(-1, 2) for one in POLYGONS], WIDTH, HEIGHT))
    assert rasterize_rings(rings, WIDTH, HEIGHT) == Bitmap.from_mask(expected.astype(bool))


@pytest.mark.parametrize("is_compressed", [True, False])
def test_that_a_mask_is_a_bitmap_with_its_holes_and_parts(tmp_path: Path, is_compressed: bool) -> None:
    mask = place_mask(DONUT, 20, 30, WIDTH, HEIGHT)
    mask[70, 90] = True
    _, labels = write_one(tmp_path, encode_mask(mask, is_compressed), bbox=[20, 30, 71, 41])
    bitmap = get_outline(labels.image_annotations.annotations[0].geometry)
    assert bitmap == Bitmap.from_mask(mask)
    assert labels.problems == ()


def test_that_real_files_come_back_byte_for_byte_and_have_the_areas_of_pycocotools(
    shared: Path, tmp_path: Path
) -> None:
    source = shared / "data" / "nuclei" / "annotations" / "instances_test.json"
    content = json.loads(source.read_text())
    write_images(tmp_path, *(image["file_name"] for image in content["images"]))
    path = tmp_path / "annotations.json"
    shutil.copyfile(source, path)
    data = opened(path)
    sizes = {image["id"]: (image["width"], image["height"]) for image in content["images"]}
    for image in content["images"]:
        labels = data.read_labels(tmp_path / image["file_name"])
        items = [one for one in content["annotations"] if one["image_id"] == image["id"]]
        for annotation, item in zip(labels.image_annotations.annotations, items, strict=True):
            found, segmentation = get_outline(annotation.geometry), item["segmentation"]
            if isinstance(found, Rings):
                rle = coco_mask.merge(coco_mask.frPyObjects(segmentation, *sizes[image["id"]][::-1]))
                found = rasterize_rings(found, *sizes[image["id"]])
            else:
                rle = segmentation
            assert found is not None
            assert found.area == coco_mask.area(rle)
        there_and_back = [one.move_by(5, 5).move_by(-5, -5) for one in labels.image_annotations.annotations]
        labels.save(labels.image_annotations.with_annotations(there_and_back))
    assert path.read_bytes() == source.read_bytes()


def test_that_an_outline_is_not_parsed_before_it_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[Any] = []
    monkeypatch.setattr(outline, "parse_segmentation", parsed.append)
    path, labels = write_one(tmp_path, POLYGONS, bbox=[10, 10, 50, 52])
    first, other = labels.image_annotations.annotations
    labels.save(labels.image_annotations.with_annotations([replace(first, label="dog"), other]))
    assert read_written(path)["category_id"] == 2
    assert parsed == []


def test_that_moved_polygons_move_with_box_and_keep_their_area_and_layout(tmp_path: Path) -> None:
    path, labels = write_one(tmp_path, POLYGONS, bbox=[10, 10, 50.25, 52], area=466.5)
    before = path.read_text()
    saved = save_changed(labels, lambda one: one.move_by(0, 5))
    written = read_written(path)
    assert written["bbox"] == [10, 15, 50.25, 52]
    assert written["segmentation"] == [[10, 15, 30.25, 15, 30.25, 35, 10, 35], [50, 55, 60.25, 55, 60, 67]]
    assert written["area"] == 466.5
    saved.save(labels.image_annotations)
    assert path.read_text() == before


def test_that_resized_polygons_scale_with_their_area(tmp_path: Path) -> None:
    path, labels = write_one(tmp_path, POLYGONS, bbox=[10, 10, 50.25, 52], area=466.5)
    save_changed(labels, lambda one: one.with_bounds(Box(0, 0, 100.5, 52)))
    written = read_written(path)
    assert written["bbox"] == [0, 0, 100.5, 52]
    assert written["segmentation"] == [[0, 0, 40.5, 0, 40.5, 20, 0, 20], [80, 40, 100.5, 40, 100, 52]]
    assert written["area"] == 933


def test_that_an_area_of_unknown_origin_stays_until_the_outline_has_another(tmp_path: Path) -> None:
    path, labels = write_one(tmp_path, POLYGONS, bbox=[10, 10, 50.25, 52], area=300)
    moved = save_changed(labels, lambda one: one.move_by(1, 1))
    assert read_written(path)["area"] == 300
    save_changed(moved, lambda one: one.with_bounds(Box(11, 11, 61.25, 115)))
    assert read_written(path)["area"] == 933


@pytest.mark.parametrize("is_compressed", [True, False])
def test_that_a_moved_mask_stays_exact_and_in_its_encoding(tmp_path: Path, is_compressed: bool) -> None:
    mask = place_mask(DONUT, 20, 30, WIDTH, HEIGHT)
    path, labels = write_one(tmp_path, encode_mask(mask, is_compressed), bbox=[20, 30, 7, 9], area=57)
    save_changed(labels, lambda one: one.move_by(4.3, -6))
    written = read_written(path)
    assert written["bbox"] == [24, 24, 7, 9]
    assert written["area"] == 57
    assert isinstance(written["segmentation"]["counts"], str) == is_compressed
    assert (decode_mask(written["segmentation"]) == place_mask(DONUT, 24, 24, WIDTH, HEIGHT)).all()


def test_that_a_resized_mask_has_the_area_and_box_of_its_pixels(tmp_path: Path) -> None:
    mask = place_mask(DONUT, 20, 30, WIDTH, HEIGHT)
    path, labels = write_one(tmp_path, encode_mask(mask), bbox=[20, 30, 7, 9], area=57)
    save_changed(labels, lambda one: one.with_bounds(Box(20, 30, 34, 57)))
    written = read_written(path)
    pixels = decode_mask(written["segmentation"])
    assert (pixels == place_mask(DONUT.repeat(3, 0).repeat(2, 1), 20, 30, WIDTH, HEIGHT)).all()
    assert (written["bbox"], written["area"]) == ([20, 30, 14, 27], pixels.sum())


def test_that_a_mask_is_cut_at_the_border_with_its_box(tmp_path: Path) -> None:
    mask = place_mask(DONUT, 20, 30, WIDTH, HEIGHT)
    path, labels = write_one(tmp_path, encode_mask(mask), bbox=[20, 30, 7, 9], area=57)
    save_changed(labels, lambda one: one.move_by(-22, 0))
    written = read_written(path)
    assert (decode_mask(written["segmentation"]) == place_mask(DONUT[:, 2:], 0, 30, WIDTH, HEIGHT)).all()
    assert (written["bbox"], written["area"]) == ([0, 30, 5, 9], DONUT[:, 2:].sum())


def test_that_rings_with_a_hole_are_saved_as_their_pixels_and_that_is_reported(tmp_path: Path) -> None:
    path, labels = write_one(tmp_path, POLYGONS, bbox=[10, 10, 50.25, 52], area=1)
    rings = ring_with_hole_and_two_parts()
    saved = save_changed(labels, lambda one: replace(one, geometry=rings))
    written = read_written(path)
    bitmap = rasterize_rings(rings, WIDTH, HEIGHT)
    assert Bitmap.from_mask(decode_mask(written["segmentation"])) == bitmap
    assert (written["area"], written["bbox"]) == (bitmap.area, [2, 2, 24, 19])
    assert has_sentence(saved.problems[-1], HOLES_AS_MASK)


def test_that_new_outlines_are_saved_and_read_again(tmp_path: Path) -> None:
    path, labels = write_one(tmp_path, [], bbox=[10, 10, 5, 5])
    bitmap = rasterize_rings(ring_with_hole_and_two_parts(), WIDTH, HEIGHT)
    polygons = [np.array(one).reshape(-1, 2) for one in POLYGONS]
    added = (Rings.from_polygons([polygons[0], polygons[1] + 1 / 3]), bitmap)
    labels.save(
        labels.image_annotations.with_annotations(
            [*labels.image_annotations.annotations, *(Annotation(geometry, "cat") for geometry in added)]
        )
    )
    read = opened(path).read_labels(tmp_path / "a.png").image_annotations.annotations
    assert [get_outline(annotation.geometry) for annotation in read[2:]] == list(added)
    areas = [one["area"] for one in json.loads(path.read_text())["annotations"][2:]]
    assert areas == [round(added[0].area, 2), bitmap.area]


def test_that_an_outline_that_becomes_a_box_leaves_the_file_with_the_box(tmp_path: Path) -> None:
    path, labels = write_one(tmp_path, POLYGONS, area=466.5)
    save_changed(labels, lambda one: replace(one, geometry=one.bounds))
    written = read_written(path)
    assert (written["bbox"], written["segmentation"]) == ([10, 10, 50.25, 52], [])
    assert written["area"] == pytest.approx(50.25 * 52, abs=0.01)


@pytest.mark.parametrize("nothing", [[], [[]], None, {}])
def test_that_what_says_nothing_is_a_box_and_stays(tmp_path: Path, nothing: Any) -> None:
    path, labels = write_one(tmp_path, nothing, bbox=[10, 10, 5, 5])
    assert labels.image_annotations.annotations[0].geometry == Box(10, 10, 15, 15)
    save_changed(labels, lambda one: one.move_by(1, 1))
    assert read_written(path) == make_annotation(nothing, bbox=[11, 11, 5, 5])


@pytest.mark.parametrize(
    ("segmentation", "fault"),
    [
        ([[1, 2, 3, 4]], outline.TOO_FEW_POINTS),
        ([*POLYGONS, [1, 2]], outline.TOO_FEW_POINTS),
        ([[1, 2, 3, 4, 5, 6, 7]], outline.ODD_COORDINATES),
        ([[1, 2, 3, 4, 5, float("nan")]], outline.NO_NUMBERS),
        ([[1, 2, 3, 4, 5, float("inf")]], outline.NO_NUMBERS),
        ([[1, 2, 3, 4, 5, True]], outline.NO_NUMBERS),
        ([1, 2, 3, 4, 5, 6], outline.NO_NUMBERS),
        ("a polygon", outline.NEITHER),
        ({"size": [80], "counts": [1]}, outline.NO_SIZE),
        ({"size": [80, 10**9], "counts": [1]}, outline.NO_SIZE),
        ({"size": [80, 100]}, outline.NO_COUNTS),
        ({"size": [80, 100], "counts": [1, 2.5]}, outline.NO_COUNTS),
        ({"size": [80, 100], "counts": [1, -2]}, outline.NO_COUNTS),
        ({"size": [80, 100], "counts": [7000, 1001]}, COUNTS_DO_NOT_FIT),
        ({"size": [80, 100], "counts": [10**30]}, COUNTS_DO_NOT_FIT),
        ({"size": [80, 100], "counts": "o"}, DAMAGED_TEXT),
        (encode_mask(np.ones((100, 80), bool)), outline.OTHER_SIZE),
    ],
)
def test_that_a_damaged_segmentation_is_reported_and_stays_when_its_box_moves(
    tmp_path: Path, segmentation: Any, fault: str
) -> None:
    path, labels = write_one(tmp_path, segmentation, bbox=[10, 10, 5, 5])
    (problem,) = labels.problems
    assert has_sentence(problem, outline.UNUSABLE_OUTLINE, file="annotations.json", id=7, image="a.png")
    assert has_sentence(problem, fault)
    annotation = labels.image_annotations.annotations[0]
    assert get_outline(annotation.geometry) is None
    saved = save_changed(labels, lambda one: one.move_by(3, 0))
    assert str(read_written(path)) == str(make_annotation(segmentation, bbox=[13, 10, 5, 5]))
    assert any(has_sentence(text, SEGMENTATION_KEPT) for text in saved.problems)


def test_that_rings_that_cross_themselves_and_many_points_are_read_and_moved(tmp_path: Path) -> None:
    angles = np.linspace(0, 4 * np.pi * 7 / 3, 20_000)
    points = np.round(np.stack([50 + 30 * np.cos(angles), 40 + 30 * np.sin(angles)], 1), 2)
    path, labels = write_one(tmp_path, [points.ravel().tolist()], bbox=[20, 10, 60, 60])
    save_changed(labels, lambda one: one.move_by(1.5, 0))
    (polygon,) = read_written(path)["segmentation"]
    assert np.allclose(np.array(polygon).reshape(-1, 2), points + np.array([1.5, 0]), atol=0.006)


def test_that_a_mask_needs_the_size_of_its_image(tmp_path: Path) -> None:
    write_images(tmp_path, "a.png")
    content = coco_object(make_annotation([], bbox=[10, 10, 5, 5]))
    del content["images"][0]["width"]
    path = written_coco(tmp_path / "annotations.json", content)
    before = path.read_bytes()
    labels = opened(path).read_labels(tmp_path / "a.png")
    with pytest.raises(AnnotationWriteError) as caught:
        save_changed(labels, lambda one: replace(one, geometry=Bitmap.from_mask(DONUT)))
    assert has_sentence(str(caught.value), NO_IMAGE_SIZE)
    assert path.read_bytes() == before


def test_that_a_converted_set_has_the_same_outlines_and_reports_what_became_a_mask(tmp_path: Path) -> None:
    rings, mask = ring_with_hole_and_two_parts(), Bitmap.from_mask(DONUT, 40, 50)
    polygons = Rings.from_polygons(np.array(one).reshape(-1, 2) for one in POLYGONS)
    geometries = (polygons, mask, OutlinedBox(Box(2.1, 2, 26, 21), rings), Box(1, 2, 3, 4))
    write_images(tmp_path / "images", "a.png")
    writer = CocoFormat().create_writer(tmp_path, ["cat"])
    annotations = tuple(Annotation(geometry, "cat") for geometry in geometries)
    writer.add_image("a.png", WIDTH, HEIGHT, ImageAnnotations(annotations))
    (sentence,) = writer.finish()
    assert has_sentence(sentence, RASTERIZED)
    read = opened(tmp_path).read_labels(tmp_path / "images" / "a.png").image_annotations.annotations
    expected = [polygons, mask, rasterize_rings(rings, WIDTH, HEIGHT), None]
    assert [get_outline(annotation.geometry) for annotation in read] == expected
    assert [annotation.bounds for annotation in read] == [
        Box(10, 10, 60.25, 62), mask.bounds, Box(2.1, 2, 26, 21), Box(1, 2, 3, 4)
    ]  # fmt: skip
