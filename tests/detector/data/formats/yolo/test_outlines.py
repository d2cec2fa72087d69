"""Polygons of YOLO: outlines whose lines stay until they change, and outlines that a line cannot hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pycocotools import mask as coco_mask

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import ImageToWrite
from detector.data.formats.shared.outline_losses import OTHER_BOUNDS, OUTLINE_REFUSED, RINGS_REFUSED, SEVERAL_RINGS
from detector.data.formats.yolo import label_file, outline
from detector.data.formats.yolo.class_list import YoloClassList
from detector.data.formats.yolo.dataset import YoloFormat
from detector.data.formats.yolo.label_file import YoloFile, YoloSettings
from detector.data.formats.yolo.writer import BOXES_AS_CORNERS
from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.outlines.rings import Rings
from detector.data.outlines.single_ring import bridge_geometry
from detector.errors import AnnotationWriteError
from tests.detector.data.formats.format_samples import images
from tests.detector.data.outlines.samples import draw_points, rasterize_by_coco, ring_with_hole_and_two_parts
from tests.sentences import has_sentence

WIDTH, HEIGHT = 200, 100
TRIANGLE = "1 0.1 0.2 0.5 0.2 0.300 0.6 0.88 # by hand"
MIXED = f"\ufeff# drawn by hand\n0 0.5 0.5 0.20 0.2\r\n{TRIANGLE}\n\n1\t.25 .25  .5 .25 .5 .75 .25 .75"


def settings_of(folder: Path, keypoints: int = 0, size: tuple[int, int] = (WIDTH, HEIGHT)) -> YoloSettings:
    if not (folder / "classes.txt").exists():
        (folder / "classes.txt").write_text("cat\ndog\n")
    return YoloSettings(YoloClassList(folder / "classes.txt", lambda: -1), size, keypoints)


def write_labels(folder: Path, content: str, keypoints: int = 0) -> YoloFile:
    (folder / "a.txt").write_bytes(content.encode())
    return YoloFile.from_path(folder / "a.txt", settings_of(folder, keypoints))


def save_changed(file: YoloFile, change: Callable[[Annotation], Annotation], row: int = 0) -> str:
    annotations = list(file.image_annotations.annotations)
    annotations[row] = change(annotations[row])
    return (file.save(file.image_annotations.with_annotations(annotations)).raw or b"").decode()


def test_that_a_polygon_is_an_outline_with_the_pixels_of_pycocotools(tmp_path: Path) -> None:
    (annotation,) = write_labels(tmp_path, TRIANGLE).image_annotations.annotations
    points = [[20, 20], [100, 20], [60, 60]]
    assert annotation.bounds == Box(20, 20, 100, 60)
    rings = get_outline(annotation.geometry)
    assert rings == Rings.from_polygons([points])
    pixels = coco_mask.decode(rasterize_by_coco([np.array(points)], WIDTH, HEIGHT)).astype(bool)
    assert rasterize_rings(rings, WIDTH, HEIGHT) == Bitmap.from_mask(pixels)


def test_that_a_coordinate_is_the_simplest_number_of_pixels_that_rounds_to_its_text(tmp_path: Path) -> None:
    line = "0 0.016406 0.0 0.3 0.016666666 1e-1 0.123457"
    (tmp_path / "a.txt").write_text(line)
    file = YoloFile.from_path(tmp_path / "a.txt", settings_of(tmp_path, size=(640, 600)))
    found = get_outline(file.image_annotations.annotations[0].geometry)
    assert isinstance(found, Rings)
    (ring,) = found.rings
    assert ring.points.tolist() == [[10.5, 0], [192, pytest.approx(9.9999996, abs=1e-12)], [64, pytest.approx(74.074)]]


def test_that_boxes_beside_polygons_are_reported_and_stay_boxes(tmp_path: Path) -> None:
    file = write_labels(tmp_path, MIXED)
    assert isinstance(file.image_annotations.annotations[0].geometry, Box)
    assert file.problems == (f"a.txt: {label_file.MIXED_ROWS.format(boxes='1 box', polygons='2 polygons')}",)


def test_that_moving_a_polygon_changes_its_line_alone(tmp_path: Path) -> None:
    file = write_labels(tmp_path, MIXED)
    moved = save_changed(file, lambda one: one.move_by(10, 0), row=1)
    assert moved == MIXED.replace(TRIANGLE, "1 0.150000 0.2 0.550000 0.2 0.350000 0.6 0.88 # by hand")


def test_that_resizing_a_polygon_scales_its_points(tmp_path: Path) -> None:
    file = write_labels(tmp_path, MIXED)
    resized = save_changed(file, lambda one: one.with_bounds(Box(20, 20, 180, 60)), row=1)
    assert resized == MIXED.replace(TRIANGLE, "1 0.1 0.2 0.900000 0.2 0.500000 0.6 0.88 # by hand")


def test_that_another_number_of_points_rewrites_one_line(tmp_path: Path) -> None:
    file = write_labels(tmp_path, MIXED)
    square = Rings.from_polygons([[(10, 10), (20, 10), (20, 20), (10, 20)]])
    changed = save_changed(file, lambda one: replace(one, geometry=square), row=1)
    line = "1 0.050000 0.100000 0.100000 0.100000 0.100000 0.200000 0.050000 0.200000 0.88 # by hand"
    assert changed == MIXED.replace(TRIANGLE, line)
    bitmap = Bitmap.from_mask(np.tri(3, dtype=bool), 50, 60)
    changed = save_changed(
        YoloFile.from_path(file.path, settings_of(tmp_path)), lambda one: replace(one, geometry=bitmap)
    )
    again = YoloFile.from_path(file.path, settings_of(tmp_path)).image_annotations.annotations
    assert convert_to_bitmap(again[0].geometry, WIDTH, HEIGHT) == bitmap


def test_that_an_outline_becomes_a_box_and_a_box_an_outline(tmp_path: Path) -> None:
    file = write_labels(tmp_path, TRIANGLE)
    assert save_changed(file, lambda one: replace(one, geometry=one.bounds)) == (
        "1 0.300000 0.400000 0.400000 0.400000 0.88 # by hand"
    )
    file = write_labels(tmp_path, MIXED)
    corners = "1 0.100000 0.200000 0.500000 0.200000 0.500000 0.600000 0.100000 0.600000 0.88 # by hand"
    assert save_changed(file, lambda one: replace(one, geometry=one.bounds), row=1) == MIXED.replace(TRIANGLE, corners)
    file = write_labels(tmp_path, "0 0.5 0.5 0.2 0.2 0.9\n")
    triangle = Rings.from_polygons([[(20, 20), (100, 20), (60, 60)]])
    assert save_changed(file, lambda one: replace(one, geometry=triangle)) == (
        "0 0.100000 0.200000 0.500000 0.200000 0.300000 0.600000 0.9\n"
    )


def test_that_a_box_written_with_four_corners_stays_so_without_other_polygons(tmp_path: Path) -> None:
    file = write_labels(tmp_path, TRIANGLE + "\n")
    box = Annotation(Box(20, 10, 60, 50), "cat", 9)
    saved = file.save(file.image_annotations.with_annotations([*file.image_annotations.annotations, box]))
    alone = saved.save(ImageAnnotations((box,)))
    corners = b"0 0.100000 0.100000 0.300000 0.100000 0.300000 0.500000 0.100000 0.500000\n"
    assert alone.raw == corners
    assert alone.save(ImageAnnotations((box.move_by(20, 0),))).raw == corners.replace(b"0.3", b"0.4").replace(
        b"0.1", b"0.2", 1
    ).replace(b"500000 0.1", b"500000 0.2")


def test_that_several_parts_or_holes_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    file = write_labels(tmp_path, MIXED)
    before = (file.path.read_bytes(), (tmp_path / "classes.txt").read_bytes())
    for annotation in (
        Annotation(ring_with_hole_and_two_parts(), "bird", 50),
        replace(file.image_annotations.annotations[1], geometry=ring_with_hole_and_two_parts()),
    ):
        others = [one for one in file.image_annotations.annotations if one.uid != annotation.uid]
        with pytest.raises(AnnotationWriteError) as caught:
            file.save(ImageAnnotations((*others, annotation)))
        reason = RINGS_REFUSED.format(label=annotation.label, format="YOLO")
        assert has_sentence(str(caught.value), OUTLINE_REFUSED, reason=reason, file="a.txt")
        assert (file.path.read_bytes(), (tmp_path / "classes.txt").read_bytes()) == before


def test_that_keypoints_are_not_replaced_by_an_outline(tmp_path: Path) -> None:
    pose = write_labels(tmp_path, "0 0.5 0.5 0.2 0.2 0.4 0.5 2\n", keypoints=3)
    with pytest.raises(AnnotationWriteError) as caught:
        save_changed(pose, lambda one: replace(one, geometry=Rings.from_box(one.bounds)))
    assert has_sentence(str(caught.value), outline.NO_OUTLINE_BESIDE, label="cat")


def test_that_a_new_outline_is_a_line_and_comes_back(tmp_path: Path) -> None:
    file = YoloFile.create_blank(tmp_path / "a.txt", settings_of(tmp_path))
    polygon = Rings.from_polygons([[(10.25, 20.5), (100.75, 20.25), (60, 60.01)]])
    annotations = (Annotation(polygon, "cat", 0), Annotation(Box(1, 2, 3, 4), "dog", 1))
    file.save(ImageAnnotations(annotations))
    found = YoloFile.from_path(file.path, settings_of(tmp_path)).image_annotations.annotations
    assert [get_outline(one.geometry) for one in found] == [polygon, Rings.from_box(Box(1, 2, 3, 4))]


def test_that_many_points_and_crossings_are_read_and_moved(tmp_path: Path) -> None:
    angles = np.linspace(0, 4 * np.pi * 7 / 3, 20_000)
    points = np.stack([50 + 30 * np.cos(angles), 40 + 30 * np.sin(angles)], 1)
    line = "0 " + " ".join(f"{share:.6f}" for share in (points / (WIDTH, HEIGHT)).ravel())
    file = write_labels(tmp_path, line)
    save_changed(file, lambda one: one.move_by(1.5, 0))
    found = get_outline(YoloFile.from_path(file.path, settings_of(tmp_path)).image_annotations.annotations[0].geometry)
    assert isinstance(found, Rings)
    assert np.allclose(next(found.rings).points, points + np.array([1.5, 0]), atol=0.001)


def test_that_a_new_data_set_reports_what_it_cannot_hold_and_holds_the_rest(tmp_path: Path) -> None:
    polygon = Rings.from_polygons([[(10.5, 20), (100, 20), (60, 60)]])
    bitmap = Bitmap.from_mask(np.tri(5, dtype=bool), 30, 40)
    geometries = (
        polygon,
        bitmap,
        ring_with_hole_and_two_parts(),
        OutlinedBox(Box(0, 0, 150, 90), polygon),
        Box(1, 2, 3, 4),
    )
    annotations = tuple(Annotation(geometry, "cat", uid) for uid, geometry in enumerate(geometries))
    losses = YoloFormat().describe_outline_losses([ImageToWrite(WIDTH, HEIGHT, annotations)])
    assert len(losses) == 3
    assert has_sentence(losses[0], SEVERAL_RINGS, outlines="1 outline has")
    assert has_sentence(losses[1], BOXES_AS_CORNERS, boxes="2 boxes are")
    assert has_sentence(losses[2], OTHER_BOUNDS, boxes="1 box differs")
    assert YoloFormat().describe_outline_losses([ImageToWrite(WIDTH, HEIGHT, annotations[-1:])]) == ()
    writer = YoloFormat().create_writer(tmp_path, ["cat"])
    bridged = replace(annotations[2], geometry=bridge_geometry(geometries[2], WIDTH, HEIGHT))
    images(tmp_path / "images", "a.png", "b.png", size=(WIDTH, HEIGHT))
    writer.add_image("a.png", WIDTH, HEIGHT, ImageAnnotations(annotations))
    writer.add_image("b.png", WIDTH, HEIGHT, ImageAnnotations((bridged,)))
    writer.finish()
    data = YoloFormat().open_dataset(tmp_path)
    found = data.read_labels(tmp_path / "images" / "a.png").image_annotations.annotations
    assert [one.bounds for one in found[2:]] == [geometries[2].bounds, polygon.bounds, Box(1, 2, 3, 4)]
    assert get_outline(found[0].geometry) == polygon
    assert convert_to_bitmap(found[1].geometry, WIDTH, HEIGHT) == bitmap
    (found_bridged,) = data.read_labels(tmp_path / "images" / "b.png").image_annotations.annotations
    expected = convert_to_bitmap(geometries[2], WIDTH, HEIGHT)
    assert convert_to_bitmap(found_bridged.geometry, WIDTH, HEIGHT) == expected


drawn_lines = st.builds(
    lambda seed, kind, end: (
        f"{seed % 2} "
        + " ".join(f"{share:.6f}" for share in (draw_points(np.random.default_rng(seed), kind) / (200, 100)).ravel())
        + end
    ),
    st.integers(0, 10_000),
    st.integers(0, 20),
    st.sampled_from(["\n", "\r\n", "  # note\n", " 0.5\n"]),
) | st.sampled_from(["0 0.5 0.5 0.2 0.2\n", "\n", "# only a comment\n"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(drawn_lines, min_size=1, max_size=6), st.integers(0, 5), st.integers(0, 3))
def test_that_an_edit_changes_one_line_and_undo_restores_the_bytes(
    tmp_path: Path, lines: list[str], row: int, edit: int
) -> None:
    file = write_labels(tmp_path, "".join(lines))
    before = file.raw
    assert file.save(file.image_annotations).raw == before
    if not file.image_annotations.annotations:
        return
    row %= len(file.image_annotations.annotations)
    changes: list[Callable[[Annotation], Annotation]] = [
        lambda one: one.move_by(7, -3),
        lambda one: one.with_bounds(Box(3, 4, 33, 44)),
        lambda one: replace(one, label="bird"),
        lambda one: replace(one, geometry=Rings.from_polygons([[(10, 10), (20, 10), (20, 20), (10, 20), (9, 15)]])),
    ]
    changed = changes[edit](file.image_annotations.annotations[row])
    annotations = list(file.image_annotations.annotations)
    annotations[row] = changed
    saved = file.save(file.image_annotations.with_annotations(annotations))
    different = [
        now for was, now in zip(lines, (saved.raw or b"").decode().splitlines(True), strict=True) if was != now
    ]
    assert len(different) <= 1
    found = YoloFile.from_path(file.path, settings_of(tmp_path)).image_annotations.annotations[row]
    assert found.label == changed.label
    assert all(abs(a - b) <= 0.02 for a, b in zip(found.bounds.xyxy, changed.bounds.xyxy, strict=True))
    saved.save(file.image_annotations)
    assert file.path.read_bytes() == before
