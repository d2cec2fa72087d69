"""Polygons and masks of CVAT: outlines that stay as they are in the file until they are changed."""

from __future__ import annotations

import difflib
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pycocotools import mask as coco_mask

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.conversion import describe_losses, read_source
from detector.data.formats.base import LabelFile
from detector.data.formats.cvat import outline
from detector.data.formats.cvat.dataset import WRITTEN_AS_MASKS, CvatFormat
from detector.data.formats.cvat.grammar import RASTERIZED
from detector.data.formats.cvat.shapes import NOT_RESIZED
from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.outlines.rings import Rings
from detector.errors import AnnotationWriteError
from tests.detector.data.formats.entry_samples import CVAT_TASK
from tests.detector.data.formats.format_samples import files
from tests.detector.data.formats.joint_samples import write_images
from tests.detector.data.outlines.samples import Mask, draw_mask, paint_bitmap, ring_with_hole_and_two_parts
from tests.sentences import has_sentence

WIDTH, HEIGHT = 100, 80
POLYGON = (
    '<polygon label="cat" source="auto" occluded="1" points="10.5,20.125;30.00,20.00;30,40.1" z_order="4" '
    'group_id="7">\n      <attribute name="mood">good</attribute>\n    </polygon>'
)
MASK = (
    '<mask label=\'cat\' source="manual"  occluded="0" rle=\'1,2, 5\' left="40" top="50" width="4" height="2" '
    'z_order="2"/>'
)


def write_shapes(folder: Path, *shapes: str) -> Path:
    write_images(folder, "a.png")
    lines = "".join(f"\n    {shape}" for shape in shapes)
    head = '<image id="0" name="a.png" width="100" height="80">'
    files(folder, {"annotations.xml": f"<annotations>\n  {head}{lines}\n  </image>\n</annotations>\n"})
    return folder / "annotations.xml"


def read(path: Path) -> LabelFile:
    return CvatFormat().open_dataset(path).read_labels(path.parent / "a.png")


def read_outlines(path: Path) -> list[Rings | Bitmap | None]:
    return [get_outline(annotation.geometry) for annotation in read(path).image_annotations.annotations]


def save_changed(path: Path, change: Callable[[Annotation], Annotation]) -> LabelFile:
    """With the first annotation changed."""
    labels = read(path)
    first, *others = labels.image_annotations.annotations
    return labels.save(labels.image_annotations.with_annotations([change(first), *others]))


def list_changes(before: str, path: Path) -> list[str]:
    lines = difflib.ndiff(before.splitlines(), path.read_text().splitlines())
    return [" ".join(line.split()) for line in lines if line[0] in "+-"]


def decode_by_loop(shape: ET.Element) -> Mask:
    """The pixels of a mask in its own box, run by run, as CVAT describes it."""
    pixels: list[bool] = []
    for place, count in enumerate(shape.attrib["rle"].split(", ")):
        pixels += [place % 2 == 1] * int(count)
    return np.array(pixels).reshape(int(shape.attrib["height"]), int(shape.attrib["width"]))


def test_that_polygons_and_masks_are_outlines_with_the_areas_of_pycocotools(tmp_path: Path) -> None:
    path = write_shapes(tmp_path, POLYGON, MASK)
    polygon, mask = read(path).image_annotations.annotations
    rings = get_outline(polygon.geometry)
    assert isinstance(rings, Rings)
    points = [[10.5, 20.125], [30, 20], [30, 40.1]]
    assert next(rings.rings).points.tolist() == points
    rle = coco_mask.frPyObjects([np.array(points).ravel().tolist()], HEIGHT, WIDTH)
    assert rasterize_rings(rings, WIDTH, HEIGHT).area == coco_mask.area(rle).sum()
    assert (polygon.bounds, polygon.occluded, polygon.attributes["mood"]) == (Box(10.5, 20, 30, 40.1), True, "good")
    pixels = np.array([[False, True, True, False], [False] * 4])
    assert (get_outline(mask.geometry), mask.bounds) == (Bitmap.from_mask(pixels, 40, 50), Box(40, 50, 44, 52))


def test_that_a_moved_outline_changes_its_place_alone(tmp_path: Path) -> None:
    path = write_shapes(tmp_path, POLYGON, MASK)
    before = path.read_text()
    save_changed(path, lambda one: one.move_by(0, 5))
    assert path.read_text() == before.replace("10.5,20.125;30.00,20.00;30,40.1", "10.5,25.12;30.00,25.00;30,45.10")
    save_changed(path, lambda one: one.move_by(0, -5))
    labels = read(path)
    first, mask = labels.image_annotations.annotations
    text = path.read_text()
    labels.save(labels.image_annotations.with_annotations([first, mask.move_by(3.2, -1)]))
    assert path.read_text() == text.replace('left="40" top="50"', 'left="43" top="49"')


def test_that_an_untouched_outline_is_not_parsed_and_keeps_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_shapes(tmp_path, '<box label="cat" xtl="1" ytl="1" xbr="9" ybr="9"/>', MASK)
    before = path.read_text()
    monkeypatch.setattr(outline, "_parse_mask", lambda *_: pytest.fail("parsed"))
    saved = save_changed(path, lambda one: one.move_by(1, 0))
    assert path.read_text() == before.replace('xtl="1"', 'xtl="2.00"').replace('xbr="9"', 'xbr="10.00"')
    saved.save(read_source_annotations(before, tmp_path / "again"))
    assert path.read_text() == before


def read_source_annotations(text: str, folder: Path) -> ImageAnnotations:
    write_images(folder, "a.png")
    files(folder, {"annotations.xml": text})
    return read(folder / "annotations.xml").image_annotations


def test_that_a_point_added_to_a_polygon_keeps_the_text_of_the_others(tmp_path: Path) -> None:
    path = write_shapes(tmp_path, POLYGON, MASK)
    before = path.read_text()

    def add_point(one: Annotation) -> Annotation:
        points = [[10.5, 20.125], [30, 20], [33.3333, 30], [30, 40.1]]
        return replace(one, geometry=OutlinedBox(Box(10.5, 20, 33.3333, 40.1), Rings.from_polygons([points])))

    save_changed(path, add_point)
    assert path.read_text() == before.replace("30.00,20.00;", "30.00,20.00;33.33,30.00;")


def test_that_a_resized_mask_has_the_pixels_and_box_of_its_outline(tmp_path: Path) -> None:
    path = write_shapes(tmp_path, MASK, POLYGON)
    before = path.read_text()
    save_changed(path, lambda one: one.with_bounds(Box(40, 50, 48, 56)))
    expected = np.zeros((6, 8), bool)
    expected[:3, 2:6] = True
    assert read_outlines(path)[0] == Bitmap.from_mask(expected, 40, 50)
    shape = ET.fromstring(path.read_bytes())[0][0]
    assert [shape.attrib[key] for key in ("left", "top", "width", "height", "z_order")] == ["42", "50", "4", "3", "2"]
    assert decode_by_loop(shape).all()
    assert len(list_changes(before, path)) == 2


@pytest.mark.parametrize("kind", ["polygon", "mask", "box"])
@pytest.mark.parametrize("start", [POLYGON, MASK, '<box label="cat" xtl="1" rotation="0" ytl="1" xbr="9" ybr="9"/>'])
def test_that_a_shape_becomes_one_of_another_kind_and_keeps_the_rest(tmp_path: Path, start: str, kind: str) -> None:
    path = write_shapes(tmp_path, start, "<!-- kept -->")
    before = ET.fromstring(path.read_bytes())[0][0]
    shapes = {
        "polygon": Rings.from_polygons([[[5, 6], [17, 6], [5, 30]]]),
        "mask": Bitmap.from_mask(np.array([[1, 0, 1], [1, 1, 1]], bool), 5, 6),
        "box": Box(5, 6, 17, 30),
    }
    save_changed(path, lambda one: replace(one, geometry=shapes[kind]))
    after = ET.fromstring(path.read_bytes())[0][0]
    assert after.tag == kind
    (found,) = read(path).image_annotations.annotations
    assert (get_outline(found.geometry) or found.geometry) == shapes[kind]
    keys = {*outline.GEOMETRY_KEYS[before.tag], *outline.GEOMETRY_KEYS[kind]}
    kept = {key: value for key, value in before.attrib.items() if key not in keys}
    assert kept.items() <= after.attrib.items()
    assert after.attrib.keys() - kept.keys() <= set(outline.GEOMETRY_KEYS[kind])
    assert [one.text for one in after] == [one.text for one in before]


def test_that_random_masks_come_back_bit_for_bit(tmp_path: Path) -> None:
    random = np.random.default_rng(4)
    masks = [draw_mask(random) for _ in range(300)]
    bitmaps = [one for mask in masks if not (one := Bitmap.from_mask(mask, 7, 9)).is_degenerate]
    path = write_shapes(tmp_path)
    labels = read(path)
    added = tuple(Annotation(bitmap, "cat") for bitmap in bitmaps)
    labels.save(labels.image_annotations.with_annotations(added))
    assert read_outlines(path) == bitmaps
    for shape, bitmap in zip(ET.fromstring(path.read_bytes())[0], bitmaps, strict=True):
        assert (decode_by_loop(shape) == bitmap.to_mask()).all()


def test_that_new_outlines_are_written_as_cvat_writes_them(tmp_path: Path) -> None:
    path = write_shapes(tmp_path)
    labels = read(path)
    polygon = Rings.from_polygons([[[1, 2], [3.456, 2], [3, 9]]])
    mask = Bitmap.from_mask(np.array([[0, 1, 1], [1, 1, 0]], bool), 5, 6)
    geometries = (polygon, OutlinedBox(Box(5, 6, 8, 8), mask), Box(1, 2, 3, 4))
    labels.save(labels.image_annotations.with_annotations(Annotation(one, "cat") for one in geometries))
    head = 'label="cat" source="manual" occluded="0"'
    assert [line.strip() for line in path.read_text().splitlines()[2:5]] == [
        f'<polygon {head} points="1.00,2.00;3.46,2.00;3.00,9.00" z_order="0"/>',
        f'<mask {head} rle="1, 4, 1" left="5" top="6" width="3" height="2" z_order="0"/>',
        f'<box {head} xtl="1.00" ytl="2.00" xbr="3.00" ybr="4.00" z_order="0"/>',
    ]


def test_that_rings_with_holes_and_parts_become_their_pixels_and_that_is_reported(tmp_path: Path) -> None:
    path = write_shapes(tmp_path, POLYGON, MASK)
    rings = ring_with_hole_and_two_parts()
    saved = save_changed(path, lambda one: replace(one, geometry=rings))
    assert read_outlines(path)[0] == rasterize_rings(rings, WIDTH, HEIGHT)
    assert any(has_sentence(text, RASTERIZED) for text in saved.problems)
    assert ET.fromstring(path.read_bytes())[0][0].attrib["group_id"] == "7"


def test_that_a_mask_ends_at_the_border_of_the_image(tmp_path: Path) -> None:
    path = write_shapes(tmp_path, MASK)
    save_changed(path, lambda one: one.move_by(-42, 0))
    assert read_outlines(path) == [Bitmap.from_mask(np.ones((1, 1), bool), 0, 50)]


@pytest.mark.parametrize(
    ("shape", "fault"),
    [
        ('<polygon label="cat" points="1,2;3,4"/>', outline.TOO_FEW_POINTS),
        ('<mask label="cat" rle="3, 5, 3" left="5" top="6" width="5" height="2"/>', outline.RUNS_DO_NOT_FIT),
        ('<mask label="cat" rle="3, 5" left="5" top="6" width="5" height="2"/>', outline.RUNS_DO_NOT_FIT),
        ('<mask label="cat" rle="3, x, 2" left="5" top="6" width="5" height="2"/>', outline.NO_RUN_LENGTHS),
        ('<mask label="cat" rle="3, -5, 12" left="5" top="6" width="5" height="2"/>', outline.NO_RUN_LENGTHS),
        ('<mask label="cat" left="5" top="6" width="5" height="2"/>', outline.NO_RUN_LENGTHS),
        ('<mask label="cat" rle="3, 5, 2" left="5.5" top="6" width="5" height="2"/>', outline.NO_WHOLE_PLACE),
        ('<mask label="cat" rle="3" left="5" top="6" width="1e11" height="2"/>', outline.NO_WHOLE_PLACE),
    ],
)
def test_that_a_damaged_outline_is_reported_and_stays_when_its_box_moves(
    tmp_path: Path, shape: str, fault: str
) -> None:
    path = write_shapes(tmp_path, shape, POLYGON)
    (problem,) = read(path).problems[-1:]
    assert has_sentence(problem, outline.UNUSABLE_OUTLINE)
    assert has_sentence(problem, fault)
    assert "annotations.xml: shape 1 (cat) of a.png" in problem
    save_changed(path, lambda one: replace(one, label="dog"))
    assert path.read_text().replace("dog", "cat") == write_shapes(tmp_path / "b", shape, POLYGON).read_text()
    save_changed(path, lambda one: one.move_by(3, 0))
    written = ET.fromstring(path.read_bytes())[0][0].attrib
    assert {key: written.get(key) for key in ("rle", "width", "height")} == {
        key: ET.fromstring(shape).get(key) for key in ("rle", "width", "height")
    }


@pytest.mark.parametrize("points", ["1,2;nan,4;5,6", "1,2;3,4;5,1e400", "1,2;3;5,6,7,8", "", "1_0,2;3,4;5,6"])
def test_that_a_polygon_with_points_that_are_no_numbers_is_reported_and_stays(tmp_path: Path, points: str) -> None:
    path = write_shapes(tmp_path, MASK, f'<polygon label="cat" points="{points}"/>')
    labels = read(path)
    assert len(labels.image_annotations.annotations) == 1
    assert "annotations.xml: shape 2 of a.png has a point" in labels.unusable_items[0]
    labels.save(labels.image_annotations.with_annotations(()))
    assert f'points="{points}"' in path.read_text()


def test_that_a_damaged_mask_is_not_resized(tmp_path: Path) -> None:
    path = write_shapes(tmp_path, '<mask label="cat" rle="3" left="5" top="6" width="5" height="2"/>')
    before = path.read_text()
    with pytest.raises(AnnotationWriteError, match=NOT_RESIZED.format(shape="A mask")):
        save_changed(path, lambda one: one.with_bounds(Box(0, 0, 50, 50)))
    assert path.read_text() == before


def test_that_a_converted_set_has_the_same_pixels_and_names_the_loss_before(tmp_path: Path) -> None:
    rings, mask = ring_with_hole_and_two_parts(), Bitmap.from_mask(np.eye(4, dtype=bool), 40, 50)
    geometries: Sequence[Rings | Bitmap] = (Rings.from_box(Box(1, 2, 9, 8)), rings, mask)
    writer = CvatFormat().create_writer(tmp_path, ["cat"])
    annotations = ImageAnnotations(tuple(Annotation(geometry, "cat") for geometry in geometries))
    write_images(tmp_path / "images", "a.png")
    writer.add_image("a.png", WIDTH, HEIGHT, annotations)
    assert writer.finish() == ()
    data = CvatFormat().open_dataset(tmp_path)
    found = data.read_labels(tmp_path / "images" / "a.png").image_annotations.annotations
    expected = [geometries[0], rasterize_rings(rings, WIDTH, HEIGHT), mask]
    assert [get_outline(annotation.geometry) for annotation in found] == expected
    pixels = [paint_bitmap(one, WIDTH, HEIGHT).sum() for one in expected if isinstance(one, Bitmap)]
    assert pixels == [annotation.geometry.area for annotation in found[1:]]
    assert describe_losses(read_source(data, lambda: None), CvatFormat()) == ()
    source = read_source(data, lambda: None)
    source = replace(source, images=(replace(source.images[0], image_annotations=annotations),))
    (loss,) = describe_losses(source, CvatFormat())
    assert has_sentence(loss, WRITTEN_AS_MASKS)
    assert loss.startswith("1 ")


def test_that_every_shape_of_a_task_stays_as_it_is(tmp_path: Path) -> None:
    write_images(tmp_path / "images", "a.png", "cam/b.png")
    files(tmp_path, {"annotations.xml": CVAT_TASK})
    data = CvatFormat().open_dataset(tmp_path)
    for image in data.images:
        labels = data.read_labels(image)
        moved = [annotation.move_by(2, 2).move_by(-2, -2) for annotation in labels.image_annotations.annotations]
        labels.save(labels.image_annotations.with_annotations(moved))
    assert (tmp_path / "annotations.xml").read_text(encoding="utf-8") == CVAT_TASK
