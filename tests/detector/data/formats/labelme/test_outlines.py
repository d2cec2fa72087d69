"""Polygons and masks of labelme: outlines that keep their bytes until they change, and objects of several shapes."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pycocotools import mask as coco_mask

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.attributes import Attributes
from detector.data.conversion import describe_losses, read_source
from detector.data.formats.labelme import mask_png, objects, outline, shapes_edit
from detector.data.formats.labelme.dataset import HOLES_AS_MASKS, MASK_SHAPES, OTHER_GROUPS, LabelmeFormat
from detector.data.formats.labelme.label_file import LabelmeFile
from detector.data.formats.shared.outline_losses import OTHER_BOUNDS
from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.outlines.rings import Rings
from tests.detector.data.formats.format_samples import images
from tests.detector.data.outlines.samples import (
    Mask,
    draw_mask,
    draw_points,
    paint_bitmap,
    rasterize_by_coco,
    ring_with_hole_and_two_parts,
)
from tests.sentences import has_sentence

WIDTH, HEIGHT = 100, 80
IMAGE = Path("a.jpg")
TRIANGLE = [[10.5, 20.125], [30.0, 20.0], [30, 40.1]]
SQUARE = [[50.0, 50.0], [60.0, 50.0], [60.0, 60.0], [50.0, 60.0]]
DONUT = np.ones((9, 7), bool)
DONUT[3:6, 2:4] = False


def encode_png(mask: Mask) -> str:
    """As labelme writes it."""
    stream = io.BytesIO()
    Image.fromarray(mask.astype(np.uint8)).save(stream, format="PNG", compress_level=1)
    return base64.b64encode(stream.getvalue()).decode()


def decode_png(text: str) -> Mask:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(text)))).astype(bool)


def make_shape(label: str, points: Any, kind: str = "polygon", **more: Any) -> dict[str, Any]:
    """A shape with the members of labelme 5 in its order."""
    members = {"label": label, "points": points, "group_id": None, "description": "", "shape_type": kind, "flags": {}}
    return {**members, "mask": None, **more}


def make_mask(label: str, pixels: Mask, left: int, top: int, **more: Any) -> dict[str, Any]:
    height, width = pixels.shape
    points = [[float(left), float(top)], [left + width - 1.0, top + height - 1.0]]
    return {**make_shape(label, points, "mask"), "mask": encode_png(pixels), **more}


def write_labels(folder: Path, *shapes: dict[str, Any], indent: int | None = 2) -> LabelmeFile:
    """A file as labelme writes it."""
    content = {
        "version": "5.5.0", "flags": {}, "shapes": list(shapes), "imagePath": "a.jpg", "imageData": None,
        "imageHeight": HEIGHT, "imageWidth": WIDTH,
    }  # fmt: skip
    path = folder / "a.json"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=indent))
    return LabelmeFile.from_path(path, IMAGE)


def reread(file: LabelmeFile) -> tuple[Annotation, ...]:
    return LabelmeFile.from_path(file.path, IMAGE).image_annotations.annotations


def read_shapes(file: LabelmeFile) -> list[dict[str, Any]]:
    shapes: list[dict[str, Any]] = json.loads(file.path.read_text())["shapes"]
    return shapes


def save_changed(file: LabelmeFile, change: Callable[[Annotation], Annotation], row: int = 0) -> LabelmeFile:
    annotations = list(file.image_annotations.annotations)
    annotations[row] = change(annotations[row])
    return file.save(file.image_annotations.with_annotations(annotations))


def add(file: LabelmeFile, *geometries: Any, **more: Any) -> LabelmeFile:
    new = [Annotation(geometry, "cat", **more) for geometry in geometries]
    return file.save(file.image_annotations.with_annotations([*file.image_annotations.annotations, *new]))


def test_that_a_polygon_is_an_outline_with_the_pixels_of_pycocotools(tmp_path: Path) -> None:
    (annotation,) = write_labels(tmp_path, make_shape("cat", TRIANGLE)).image_annotations.annotations
    assert annotation.bounds == Box(10.5, 20, 30, 40.1)
    rings = get_outline(annotation.geometry)
    assert rings == Rings.from_polygons([TRIANGLE])
    pixels = coco_mask.decode(rasterize_by_coco([np.array(TRIANGLE)], WIDTH, HEIGHT)).astype(bool)
    assert rasterize_rings(rings, WIDTH, HEIGHT) == Bitmap.from_mask(pixels)


def test_that_a_mask_is_a_bitmap_with_the_box_of_its_points(tmp_path: Path) -> None:
    with_border = np.pad(DONUT, 2)
    file = write_labels(tmp_path, make_mask("cat", with_border, 20, 30))
    (annotation,) = file.image_annotations.annotations
    assert annotation.bounds == Box(20, 30, 31, 43)
    assert get_outline(annotation.geometry) == Bitmap.from_mask(DONUT, 22, 32)
    assert file.problems == ()


def test_that_shapes_of_one_group_are_parts_of_one_object(tmp_path: Path) -> None:
    file = write_labels(
        tmp_path,
        make_shape("cat", TRIANGLE, group_id=3),
        make_shape("dog", TRIANGLE, group_id=3),
        make_shape("cat", SQUARE, group_id=3),
        make_shape("cat", SQUARE),
        make_shape("cat", SQUARE),
        make_shape("cat", [[1, 1], [5, 5]], "rectangle", group_id=3),
        make_shape("cat", [[2, 2], [9, 9]], "rectangle", group_id=3),
    )
    annotations = file.image_annotations.annotations
    assert [one.label for one in annotations] == ["cat", "dog", "cat", "cat", "cat", "cat"]
    assert get_outline(annotations[0].geometry) == Rings.from_polygons([TRIANGLE, SQUARE])
    assert annotations[0].bounds == Box(10.5, 20, 60, 60)
    assert annotations[0].attributes == Attributes({"group_id": 3})
    assert file.problems == ()


def test_that_masks_of_one_group_are_one_bitmap_and_move_together(tmp_path: Path) -> None:
    shapes = [make_mask("cat", DONUT, left, 30, group_id=1) for left in (10, 14, 60)]
    file = write_labels(tmp_path, *shapes)
    (annotation,) = file.image_annotations.annotations
    united = np.zeros((HEIGHT, WIDTH), bool)
    for left in (10, 14, 60):
        united[30:39, left : left + 7] |= DONUT
    assert get_outline(annotation.geometry) == Bitmap.from_mask(united)
    save_changed(file, lambda one: one.move_by(3, -2))
    expected = [{**shape, "points": [[x + 3, y - 2] for x, y in shape["points"]]} for shape in shapes]
    assert read_shapes(file) == expected


def test_that_different_parts_and_mixed_groups_are_reported(tmp_path: Path) -> None:
    file = write_labels(
        tmp_path,
        make_shape("cat", TRIANGLE, group_id=3, flags={"red": True}),
        make_shape("cat", SQUARE, group_id=3),
        make_mask("cat", DONUT, 1, 1, group_id=3),
    )
    assert len(file.image_annotations.annotations) == 2
    assert file.image_annotations.annotations[0].attributes == Attributes({"red": True, "group_id": 3})
    first, second = file.problems
    assert has_sentence(first, objects.DIFFERENT_PARTS, place="shapes 1, 2 (cat)", group=3)
    assert has_sentence(second, objects.POLYGONS_AND_MASKS, place="shapes 1, 2, 3 (cat)", group=3)


def test_that_an_edit_of_flags_and_label_reaches_all_parts_and_keeps_what_differs(tmp_path: Path) -> None:
    shapes = [make_shape("cat", TRIANGLE, group_id=3, flags={"red": True}), make_shape("cat", SQUARE, group_id=3)]
    file = write_labels(tmp_path, *shapes)
    save_changed(file, lambda one: replace(one, label="dog", difficult=True))
    expected = [{**shape, "label": "dog", "flags": {**shape["flags"], "difficult": True}} for shape in shapes]
    assert read_shapes(file) == expected


def test_that_moving_one_outline_changes_the_numbers_of_one_shape(tmp_path: Path) -> None:
    file = write_labels(tmp_path, make_shape("cat", TRIANGLE), make_shape("cat", SQUARE))
    before = file.path.read_text()
    saved = save_changed(file, lambda one: one.move_by(0, 5))
    # The first corner has three decimals and is rounded; the x keep their text, with or without a decimal point.
    expected = before
    for old, new in (("20.125", "25.12"), ("20.0", "25.0"), ("40.1", "45.1")):
        expected = expected.replace(f"          {old}\n", f"          {new}\n")
    assert file.path.read_text() == expected
    saved.save(file.image_annotations)
    assert file.path.read_text() == before


def test_that_undoing_one_of_two_edits_gives_the_shape_its_bytes_back(tmp_path: Path) -> None:
    file = write_labels(tmp_path, make_mask("cat", DONUT, 10, 10), make_shape("cat", SQUARE))
    before = read_shapes(file)
    first, second = file.image_annotations.annotations
    saved = file.save(ImageAnnotations((first.with_bounds(Box(10, 10, 24, 28)), second.move_by(1, 1))))
    assert read_shapes(file)[0]["mask"] != before[0]["mask"]
    saved.save(ImageAnnotations((first, second.move_by(1, 1))))
    assert read_shapes(file)[0] == before[0]
    assert read_shapes(file)[1] != before[1]


def test_that_a_resized_mask_is_written_as_its_scaled_pixels(tmp_path: Path) -> None:
    file = write_labels(tmp_path, make_mask("cat", DONUT, 20, 30))
    save_changed(file, lambda one: one.with_bounds(Box(20, 30, 34, 57)))
    (shape,) = read_shapes(file)
    assert shape["points"] == [[20, 30], [33, 56]]
    assert (decode_png(shape["mask"]) == DONUT.repeat(3, 0).repeat(2, 1)).all()


def test_that_a_moved_mask_keeps_its_png_and_fractions_of_labelme_follow_the_pixels(tmp_path: Path) -> None:
    shape = make_mask("cat", DONUT, 20, 30, points=[[19.6, 30.2], [25.6, 38.2]])
    file = write_labels(tmp_path, shape)
    (annotation,) = file.image_annotations.annotations
    assert get_outline(annotation.geometry) == Bitmap.from_mask(DONUT, 20, 30)
    save_changed(file, lambda one: one.move_by(2.3, 0))
    assert read_shapes(file) == [{**shape, "points": [[21.6, 30.2], [27.6, 38.2]]}]


def test_that_new_outlines_are_written_as_labelme_writes_them(tmp_path: Path) -> None:
    file = write_labels(tmp_path, make_shape("dog", SQUARE))
    polygon, mask = Rings.from_polygons([TRIANGLE]), Bitmap.from_mask(DONUT, 20, 30)
    add(file, polygon, mask)
    text = file.path.read_text()
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    _, first, second = read_shapes(file)
    assert first == make_shape("cat", TRIANGLE)
    assert {**second, "mask": None} == {**make_mask("cat", DONUT, 20, 30), "mask": None}
    with Image.open(io.BytesIO(base64.b64decode(second["mask"]))) as png:
        assert (png.format, png.mode) == ("PNG", "L")
        assert (np.asarray(png) == DONUT).all()
    assert [get_outline(one.geometry) for one in reread(file)[1:]] == [polygon, mask]


def test_that_several_parts_get_a_group_that_no_other_shape_has(tmp_path: Path) -> None:
    file = write_labels(tmp_path, make_shape("cat", SQUARE, group_id=7))
    parts = Rings.from_polygons([TRIANGLE, SQUARE])
    saved = add(file, parts)
    assert [shape["group_id"] for shape in read_shapes(file)] == [7, 8, 8]
    assert [get_outline(one.geometry) for one in reread(file)] == [Rings.from_polygons([SQUARE]), parts]
    before = file.path.read_bytes()
    assert saved.save(saved.image_annotations).raw == before


def test_that_a_copy_with_a_group_does_not_become_a_part_of_its_original(tmp_path: Path) -> None:
    file = write_labels(tmp_path, make_shape("cat", SQUARE, group_id=7))
    (original,) = file.image_annotations.annotations
    saved = file.save(ImageAnnotations((original, replace(original.move_by(20, 0), uid=5))))
    assert [shape["group_id"] for shape in read_shapes(file)] == [7, 8]
    assert has_sentence(saved.problems[-1], shapes_edit.GROUP_CHANGED, group=8)
    assert len(reread(file)) == 2
    before = file.path.read_bytes()
    again = saved.save(saved.image_annotations.with_annotations([original]))
    again.save(saved.image_annotations)
    assert file.path.read_bytes() == before


def test_that_merging_two_classes_keeps_objects_of_the_same_group_apart(tmp_path: Path) -> None:
    file = write_labels(tmp_path, make_shape("cat", SQUARE, group_id=7), make_shape("dog", TRIANGLE, group_id=7))
    save_changed(file, lambda one: replace(one, label="cat"), row=1)
    assert [(shape["label"], shape["group_id"]) for shape in read_shapes(file)] == [("cat", 7), ("cat", 8)]


def test_that_parts_keep_their_group_when_somebody_removes_the_attribute(tmp_path: Path) -> None:
    file = write_labels(tmp_path, make_shape("cat", SQUARE, group_id=7), make_shape("cat", TRIANGLE, group_id=7))
    before = file.path.read_bytes()
    saved = save_changed(file, lambda one: replace(one, attributes=one.attributes.without_key("group_id")))
    assert file.path.read_bytes() == before
    assert len(reread(saved)) == 1


def test_that_removed_and_added_parts_leave_the_other_shapes_alone(tmp_path: Path) -> None:
    kept, gone = make_shape("cat", SQUARE, group_id=7, own=1), make_shape("cat", TRIANGLE, group_id=7)
    file = write_labels(tmp_path, gone, kept)
    before = file.path.read_bytes()
    saved = save_changed(file, lambda one: replace(one, geometry=Rings.from_polygons([SQUARE])))
    assert read_shapes(file) == [kept]
    third = [[1.0, 1.0], [4.0, 1.0], [4.0, 5.0]]
    saved = save_changed(saved, lambda one: replace(one, geometry=Rings.from_polygons([SQUARE, third])))
    assert read_shapes(file) == [kept, make_shape("cat", third, group_id=7)]
    saved.save(file.image_annotations)
    assert file.path.read_bytes() == before


def test_that_rings_with_a_hole_are_saved_as_their_pixels_and_that_is_reported(tmp_path: Path) -> None:
    file = write_labels(tmp_path, make_shape("cat", SQUARE))
    rings = ring_with_hole_and_two_parts()
    saved = save_changed(file, lambda one: replace(one, geometry=rings))
    bitmap = rasterize_rings(rings, WIDTH, HEIGHT)
    assert [get_outline(one.geometry) for one in reread(file)] == [bitmap]
    assert has_sentence(saved.problems[-1], shapes_edit.HOLES_AS_MASK, label="cat")
    (shape,) = read_shapes(file)
    assert list(shape) == list(make_shape("cat", SQUARE))
    before = file.path.read_bytes()
    assert saved.save(saved.image_annotations).raw == before


def test_that_an_outline_that_becomes_a_box_is_a_rectangle(tmp_path: Path) -> None:
    file = write_labels(tmp_path, make_shape("cat", TRIANGLE, group_id=1), make_shape("cat", SQUARE, group_id=1))
    save_changed(file, lambda one: replace(one, geometry=one.bounds))
    assert read_shapes(file) == [make_shape("cat", [[10.5, 20], [60, 60]], "rectangle", group_id=1)]


def test_that_a_box_can_become_an_outline(tmp_path: Path) -> None:
    file = write_labels(tmp_path, make_shape("cat", [[10.5, 20], [60, 60]], "rectangle"))
    save_changed(file, lambda one: replace(one, geometry=Bitmap.from_mask(DONUT, 3, 4)))
    (annotation,) = reread(file)
    assert get_outline(annotation.geometry) == Bitmap.from_mask(DONUT, 3, 4)


def test_that_an_outline_is_not_parsed_before_it_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[Any] = []
    monkeypatch.setattr(outline, "parse_mask", lambda *values: parsed.append(values))
    file = write_labels(tmp_path, make_mask("cat", DONUT, 20, 30), make_shape("dog", SQUARE))
    save_changed(file, lambda one: replace(one, label="bird"))
    assert [shape["label"] for shape in read_shapes(file)] == ["bird", "dog"]
    assert parsed == []


@pytest.mark.parametrize(
    ("shape", "fault"),
    [
        (make_shape("cat", [[1, 2], [3, 4]]), outline.TOO_FEW_POINTS),
        (make_shape("cat", [[1, 2]]), outline.TOO_FEW_POINTS),
        (make_mask("cat", DONUT, 1, 2, mask=None), mask_png.NO_MASK),
        (make_mask("cat", DONUT, 1, 2, mask=17), mask_png.NO_MASK),
        (make_mask("cat", DONUT, 1, 2, mask="a"), mask_png.NO_BASE64),
        (make_mask("cat", DONUT, 1, 2, mask="ä"), mask_png.NO_BASE64),
        (make_mask("cat", DONUT, 1, 2, mask="iVBORw0KGgo="), mask_png.NO_PNG),
        (make_mask("cat", DONUT, 1, 2, mask=encode_png(DONUT)[:80]), mask_png.NO_PNG),
        (make_mask("cat", DONUT, 1, 2, mask=encode_png(DONUT.T)), mask_png.OTHER_SIZE),
        (make_mask("cat", DONUT, 1, 2, points=[[1, 2], [30, 40]]), mask_png.OTHER_SIZE),
        (make_mask("cat", DONUT, 1, 2, mask=encode_png(np.stack([DONUT * 255] * 3, 2))), mask_png.OTHER_MODE),
    ],
)
def test_that_an_outline_that_cannot_be_used_is_reported_and_kept(
    tmp_path: Path, shape: dict[str, Any], fault: str
) -> None:
    file = write_labels(tmp_path, shape)
    problems = [one for one in file.problems if has_sentence(one, outline.UNUSABLE_OUTLINE)]
    assert len(problems) == 1
    assert has_sentence(problems[0], outline.UNUSABLE_OUTLINE, file="a.json", place="shape 1 (cat)")
    assert has_sentence(problems[0], fault)
    if file.image_annotations.annotations[0].bounds.is_degenerate:
        return
    before = file.path.read_bytes()
    saved = save_changed(file, lambda one: one.move_by(5, 3))
    assert read_shapes(file) == [{**shape, "points": [[x + 5, y + 3] for x, y in shape["points"]]}]
    saved.save(file.image_annotations)
    assert file.path.read_bytes() == before


@pytest.mark.parametrize("points", [[[5, 5]] * 4, [[5, 5], [9, 5], [7, 5]]])
def test_that_a_polygon_without_area_can_be_given_some(tmp_path: Path, points: list[list[float]]) -> None:
    file = write_labels(tmp_path, make_shape("cat", points))
    save_changed(file, lambda one: one.with_bounds(Box(1, 2, 13, 14)))
    assert reread(file)[0].bounds == Box(1, 2, 13, 14)


def test_that_a_mask_for_far_too_many_pixels_is_not_decoded(tmp_path: Path) -> None:
    header = bytearray(base64.b64decode(encode_png(DONUT)))
    header[16:24] = (60_000).to_bytes(4, "big") * 2
    png = base64.b64encode(bytes(header)).decode()
    file = write_labels(tmp_path, make_mask("cat", DONUT, 0, 0, mask=png, points=[[0, 0], [59_999, 59_999]]))
    assert any(has_sentence(problem, mask_png.NO_PNG) for problem in file.problems)


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "1e400"])
def test_that_a_polygon_with_a_number_that_is_none_is_reported_and_kept(tmp_path: Path, bad: str) -> None:
    file = write_labels(tmp_path, make_shape("cat", TRIANGLE), make_shape("dog", SQUARE))
    file.path.write_text(file.path.read_text().replace("20.125", bad))
    file = LabelmeFile.from_path(file.path, IMAGE)
    assert [one.label for one in file.image_annotations.annotations] == ["dog"]
    assert len(file.unusable_items) == 1
    save_changed(file, lambda one: one.move_by(1, 0))
    assert f"          {bad}\n" in file.path.read_text()


def test_that_many_points_and_crossings_are_read_and_moved(tmp_path: Path) -> None:
    angles = np.linspace(0, 4 * np.pi * 7 / 3, 20_000)
    points = np.round(np.stack([50 + 30 * np.cos(angles), 40 + 30 * np.sin(angles)], 1), 2)
    file = write_labels(tmp_path, make_shape("cat", points.tolist()))
    save_changed(file, lambda one: one.move_by(1.5, 0))
    (shape,) = read_shapes(file)
    assert np.allclose(np.array(shape["points"]), points + np.array([1.5, 0]), atol=0.006)


X_ANYLABELING = {
    "label": "cat", "score": None, "points": SQUARE, "group_id": None, "description": "", "difficult": False,
    "shape_type": "polygon", "flags": {}, "attributes": {}, "kie_linking": [],
}  # fmt: skip


def test_that_shapes_of_x_anylabeling_keep_their_members(tmp_path: Path) -> None:
    file = write_labels(tmp_path, X_ANYLABELING)
    saved = save_changed(file, lambda one: replace(one, geometry=Rings.from_polygons([TRIANGLE]), difficult=True))
    assert read_shapes(file) == [{**X_ANYLABELING, "points": TRIANGLE, "difficult": True}]
    add(saved, Rings.from_polygons([SQUARE]))
    assert read_shapes(file)[1]["difficult"] is False


def test_that_a_ring_with_a_hole_three_parts_and_one_pixel_come_through_bit_for_bit(tmp_path: Path) -> None:
    rings = ring_with_hole_and_two_parts()
    bitmap = rasterize_rings(rings, WIDTH, HEIGHT)
    speck = Bitmap.from_mask(np.ones((1, 1), bool), 99, 79)
    three = Rings(tuple(replace(part, holes=()) for part in rings.parts))
    file = add(write_labels(tmp_path), bitmap, speck, three, rings)
    found = [get_outline(one.geometry) for one in reread(file)]
    assert found == [bitmap, speck, three, bitmap]
    assert [one.bounds for one in reread(file)] == [bitmap.bounds, speck.bounds, three.bounds, bitmap.bounds]


def test_that_a_conversion_reports_what_becomes_a_mask_and_boxes_that_differ(tmp_path: Path) -> None:
    images(tmp_path / "in", "a.png", size=(WIDTH, HEIGHT))
    writer = LabelmeFormat().create_writer(tmp_path / "in", ["cat"])
    square = Rings.from_polygons([SQUARE])
    geometries = (ring_with_hole_and_two_parts(), OutlinedBox(Box(5, 5, 90, 70), square), square, square)
    group = Attributes({"group_id": 1})
    annotations = tuple(Annotation(geometry, "cat", uid, attributes=group) for uid, geometry in enumerate(geometries))
    writer.add_image("a.png", WIDTH, HEIGHT, ImageAnnotations(annotations))
    writer.finish()
    source = read_source(LabelmeFormat().open_dataset(tmp_path / "in"), lambda: None)
    (shapes,) = describe_losses(source, LabelmeFormat())
    assert has_sentence(shapes, MASK_SHAPES, objects="1 object is")
    first = source.images[0]
    source = replace(source, images=(replace(first, image_annotations=ImageAnnotations(annotations)),))
    masks, _, groups, boxes = describe_losses(source, LabelmeFormat())
    assert has_sentence(masks, HOLES_AS_MASKS)
    assert has_sentence(groups, OTHER_GROUPS, objects="2 objects get")
    assert len(first.image_annotations.annotations if first.image_annotations else ()) == 4
    assert has_sentence(boxes, OTHER_BOUNDS)


@st.composite
def drawn_shapes(draw: st.DrawFn) -> dict[str, Any]:
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    more = {"group_id": draw(st.sampled_from([None, None, 1, 2]))}
    label = draw(st.sampled_from(["cat", "dog"]))
    if draw(st.booleans()):
        mask = draw_mask(random)
        return make_mask(label, mask, int(random.integers(-5, 60)), int(random.integers(-5, 60)), **more)
    return make_shape(label, draw_points(random, draw(st.integers(0, 20))).tolist(), **more)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    st.lists(drawn_shapes(), min_size=1, max_size=6), st.sampled_from([None, 2]), st.integers(0, 5), st.integers(0, 4)
)
def test_that_an_edit_changes_only_its_object_and_undo_restores_the_bytes(
    tmp_path: Path, shapes: list[dict[str, Any]], indent: int | None, row: int, edit: int
) -> None:
    file = write_labels(tmp_path, *shapes, indent=indent)
    before, annotations = file.path.read_bytes(), file.image_annotations.annotations
    assert file.save(file.image_annotations).raw == before
    row %= len(annotations)
    changes: list[Callable[[Annotation], Annotation]] = [
        lambda one: one.move_by(7, -3),
        lambda one: one.with_bounds(Box(3, 4, 33, 44)),
        lambda one: replace(one, label="bird"),
        lambda one: replace(one, geometry=ring_with_hole_and_two_parts()),
        lambda one: replace(one, geometry=Rings.from_polygons([SQUARE, TRIANGLE])),
    ]
    changed = changes[edit](annotations[row])
    saved = save_changed(file, changes[edit], row)
    again = reread(saved)
    assert len(again) == len(annotations)
    unchanged = [one for number, one in enumerate(annotations) if number != row]
    kept = [one for one in again if any(one == replace(same, uid=one.uid) for same in unchanged)]
    assert len(kept) >= len(unchanged)
    expected = paint_bitmap(to_bitmap(changed), 2 * WIDTH, 2 * HEIGHT)  # moved points are written with two decimals
    assert any((paint_bitmap(to_bitmap(one), 2 * WIDTH, 2 * HEIGHT) ^ expected).mean() < 0.005 for one in again)
    saved.save(file.image_annotations)
    assert file.path.read_bytes() == before


def to_bitmap(annotation: Annotation) -> Bitmap:
    """The pixels in an image that is larger than the sample, so that little is outside."""
    found = get_outline(annotation.geometry)
    bitmap = found if isinstance(found, Bitmap) else rasterize_rings(found or Rings(()), 2 * WIDTH, 2 * HEIGHT)
    return bitmap.clip_to(2 * WIDTH, 2 * HEIGHT)
