"""Tables of VIA (VGG Image Annotator)."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detector.data.annotation import Annotation
from detector.data.formats.base import LabelFile
from detector.data.formats.class_edits import ClassEdit, plan_steps
from detector.data.formats.csv_table import via_layout, via_shapes
from detector.data.formats.csv_table.dataset import CsvFormat
from detector.data.formats.csv_table.layout import NO_CLASS
from detector.data.formats.csv_table.row_box import NOT_A_NUMBER
from detector.data.formats.csv_table.state import ROWS_KEPT
from detector.data.formats.shared.outline_losses import OUTLINE_REFUSED, OUTLINES_NOT_SAVED, RINGS_REFUSED
from detector.data.formats.shared.via_polygons import OTHER_COUNT, POINT_KEYS, TOO_FEW_POINTS
from detector.data.geometry import Box, Geometry
from detector.data.outlines.outlined_box import OutlinedBox
from detector.data.outlines.rings import Rings
from detector.errors import AnnotationWriteError
from tests.detector.data.formats.csv_samples import VIA, boxes_in, check_edits, opened, read, usual_edits
from tests.detector.data.outlines.samples import ring_with_hole_and_two_parts
from tests.sentences import has_sentence, sentence_pattern

HEADER = VIA.partition("\n")[0]


def row(shape: dict[str, Any], attributes: object, image: str = "a.png") -> str:
    """A row as VIA writes it."""
    texts = (json.dumps(value, separators=(",", ":")).replace('"', '""') for value in (shape, attributes))
    return f'{image},1234,"{{}}",1,0,' + ",".join(f'"{text}"' for text in texts) + "\n"


def rect(x: float = 1, y: float = 2, width: float = 29, height: float = 38) -> dict[str, Any]:
    return {"name": "rect", "x": x, "y": y, "width": width, "height": height}


def table_of(root: Path) -> list[dict[str, str]]:
    with (root / "labels.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_that_regions_are_read_with_the_box_around_each(tmp_path: Path) -> None:
    data = opened(tmp_path, VIA)
    assert boxes_in(data, "a.png") == [((1, 2, 30, 40), "cat"), ((10, 20, 30, 40), "dog")]
    assert boxes_in(data, "c.png") == [((40, 30, 60, 50), "cat")]
    assert (boxes_in(data, "b.png"), data.is_labeled(tmp_path / "b.png")) == ([], True)
    kept = ROWS_KEPT.format(file="labels.csv", rows="1 row", name="a.png", what="(point) without a box")
    assert read(data, "a.png").problems == (kept,)
    assert data.notices == ("labels.csv: the class is the region attribute 'class'.",)


@pytest.mark.parametrize("image", ["a.png", "c.png"])
def test_that_edits_are_read_back_and_undone_to_the_byte(tmp_path: Path, image: str) -> None:
    data = opened(tmp_path, VIA)
    check_edits(data, image, usual_edits(data, image))


def test_that_tables_of_via_1_are_read_and_edited(tmp_path: Path) -> None:
    data = opened(tmp_path, "#" + VIA.replace("\n", "\r\n"))
    assert boxes_in(data, "a.png") == [((1, 2, 30, 40), "cat"), ((10, 20, 30, 40), "dog")]
    check_edits(data, "a.png", usual_edits(data, "a.png"))


def test_that_a_moved_rectangle_changes_its_numbers_alone(tmp_path: Path) -> None:
    data = opened(tmp_path, VIA)
    labels = read(data, "a.png")
    first, second = labels.image_annotations.annotations
    labels.save(labels.image_annotations.with_annotations([first.move_by(4, 0), second]))
    assert (tmp_path / "labels.csv").read_text() == VIA.replace('""x"":1,', '""x"":5,')


def test_that_regions_are_counted_again_when_their_number_changes(tmp_path: Path) -> None:
    data = opened(tmp_path, VIA)
    labels = read(data, "a.png")
    first, second = labels.image_annotations.annotations
    labels = labels.save(labels.image_annotations.with_annotations([second, Annotation(Box(1, 2, 3.5, 4), "a, b")]))
    ours = [each for each in table_of(tmp_path) if each["filename"] == "a.png"]
    assert [(each["region_count"], each["region_id"]) for each in ours] == [("3", "0"), ("3", "1"), ("3", "2")]
    assert [json.loads(each["region_shape_attributes"])["name"] for each in ours] == ["polygon", "point", "rect"]
    assert ours[-1]["file_size"] == "1234"
    assert json.loads(ours[-1]["region_attributes"]) == {"class": "a, b"}
    labels.save(labels.image_annotations.with_annotations([first, second]))
    assert (tmp_path / "labels.csv").read_text() == VIA


def test_that_an_image_that_is_new_or_loses_its_last_box_has_rows_as_via_writes_them(tmp_path: Path) -> None:
    data = opened(tmp_path, VIA, images=["a.png", "b.png", "c.png", "new.png"])
    for image, boxes in (
        ("new.png", [Annotation(Box(1, 2, 3, 4), "cat")]),
        ("b.png", [Annotation(Box(5, 6, 7, 8), "cat")]),
        ("c.png", []),
    ):
        labels = read(data, image)
        labels.save(labels.image_annotations.with_annotations(boxes))
    lines = (tmp_path / "labels.csv").read_text().splitlines()
    assert lines[4:] == [
        'b.png,99,"{}",1,0,"{""name"":""rect"",""x"":5,""y"":6,""width"":2,""height"":2}","{""class"":""cat""}"',
        'c.png,77,"{}",0,0,"{}","{}"',
        'new.png,-1,"{}",1,0,"{""name"":""rect"",""x"":1,""y"":2,""width"":2,""height"":2}","{""class"":""cat""}"',
    ]


def test_that_points_of_a_polygon_move_and_stretch_with_its_box(tmp_path: Path) -> None:
    data = opened(tmp_path, VIA)
    labels = read(data, "a.png")
    first, second = labels.image_annotations.annotations
    labels.save(labels.image_annotations.with_annotations([first, second.with_bounds(Box(12, 20, 52, 40))]))
    shape = json.loads(table_of(tmp_path)[1]["region_shape_attributes"])
    assert shape == {"name": "polygon", "all_points_x": [12, 52, 32], "all_points_y": [20, 25, 40]}


@pytest.mark.parametrize(
    ("shape", "corners"),
    [
        ({"name": "ellipse", "cx": 50, "cy": 40, "rx": 20, "ry": 10}, (30, 30, 70, 50)),
        ({"name": "ellipse", "cx": 50, "cy": 40, "rx": 20, "ry": 10, "theta": 0}, (30, 30, 70, 50)),
        ({"name": "ellipse", "cx": 50, "cy": 40, "rx": 20, "ry": 10, "theta": math.pi / 2}, (40, 20, 60, 60)),
        ({"name": "polyline", "all_points_x": [1, 9], "all_points_y": [8.5, 2]}, (1, 2, 9, 8.5)),
        ({"name": "circle", "cx": 50, "cy": 40, "r": 10.5}, (39.5, 29.5, 60.5, 50.5)),
    ],
)
def test_that_round_shapes_and_lines_are_boxes_and_follow_them(
    tmp_path: Path, shape: dict[str, Any], corners: tuple[float, ...]
) -> None:
    data = opened(tmp_path, f"{HEADER}\n" + row(shape, {"class": "cat"}))
    ((read_corners, _),) = boxes_in(data, "a.png")
    assert read_corners == pytest.approx(corners)
    check_edits(data, "a.png", usual_edits(data, "a.png"))


@pytest.mark.parametrize("theta", [0.3, -1.1, 2.5])
def test_that_a_turned_ellipse_is_stretched_as_its_drawing_would_be(tmp_path: Path, theta: float) -> None:
    shape = {"name": "ellipse", "cx": 50, "cy": 40, "rx": 20, "ry": 8, "theta": theta}
    data = opened(tmp_path, f"{HEADER}\n" + row(shape, {"class": "cat"}))
    labels = read(data, "a.png")
    (annotation,) = labels.image_annotations.annotations
    box = annotation.bounds
    wider = annotation.with_bounds(Box(box.x1, box.y1, box.x1 + 1.5 * box.width, box.y1 + 0.7 * box.height))
    labels.save(labels.image_annotations.with_annotations([wider]))
    now = json.loads(table_of(tmp_path)[0]["region_shape_attributes"])
    expected, found = [], []
    for step in range(16):
        angle = step * math.pi / 8
        x = 1.5 * (20 * math.cos(angle) * math.cos(theta) - 8 * math.sin(angle) * math.sin(theta))
        y = 0.7 * (20 * math.cos(angle) * math.sin(theta) + 8 * math.sin(angle) * math.cos(theta))
        expected.append(1.0)
        along = x * math.cos(now["theta"]) + y * math.sin(now["theta"])
        across = y * math.cos(now["theta"]) - x * math.sin(now["theta"])
        found.append((along / now["rx"]) ** 2 + (across / now["ry"]) ** 2)  # 1 on the ellipse
    assert found == pytest.approx(expected, abs=0.003)
    assert boxes_in(CsvFormat().open_dataset(tmp_path), "a.png")[0][0] == pytest.approx(wider.bounds.xyxy, abs=0.02)


# -- which attribute is the class


@pytest.mark.parametrize(
    ("attributes", "label", "message"),
    [
        ({"species": "cat"}, "cat", "'species'."),
        ({"color": "red", "Type": "cat"}, "cat", "'Type'."),
        ({"name": "Tom", "label": "cat"}, "cat", "'label'."),
        ({"animal": {"cat": True, "dog": False}}, "cat", "'animal'."),
        ({"number": 5}, "5", "'number'."),
        ({}, "object", "so all of them are of the class 'object'."),
    ],
)
def test_that_the_attribute_that_is_the_class_is_found_and_reported(
    tmp_path: Path, attributes: dict[str, Any], label: str, message: str
) -> None:
    data = opened(tmp_path, f"{HEADER}\n" + row(rect(), attributes))
    assert boxes_in(data, "a.png") == [((1, 2, 30, 40), label)]
    assert data.notices[0].endswith(message)
    check_edits(data, "a.png", usual_edits(data, "a.png", label if label == "object" else "dog"))


def test_that_options_that_are_checked_stay_options(tmp_path: Path) -> None:
    data = opened(tmp_path, f"{HEADER}\n" + row(rect(), {"type": {"cat": True}, "n": 1}))
    labels = read(data, "a.png")
    labels.save(labels.image_annotations.with_annotations([Annotation(Box(1, 2, 3, 4), "dog")]))
    assert json.loads(table_of(tmp_path)[0]["region_attributes"]) == {"type": {"dog": True}}


def test_that_a_class_cannot_be_written_where_regions_have_no_attributes(tmp_path: Path) -> None:
    data = opened(tmp_path, f"{HEADER}\n" + row(rect(), {}))
    labels = read(data, "a.png")
    with pytest.raises(AnnotationWriteError, match=sentence_pattern(via_layout.NO_CLASS_ATTRIBUTE)):
        labels.save(labels.image_annotations.with_annotations([Annotation(Box(1, 2, 3, 4), "dog")]))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (row(rect(), {"class": ""}), NO_CLASS),
        (row(rect(), {"class": {"cat": True, "dog": True}}), via_layout.SEVERAL_CLASSES.format(names="cat, dog")),
        (row(rect(width="x"), {"class": "cat"}), NOT_A_NUMBER.format(value="x", column="width")),  # type: ignore[arg-type]
        (row({"name": ["rect"]}, {"class": "cat"}), via_shapes.UNKNOWN_SHAPE.format(name="['rect']")),
        (row({"name": "spiral"}, {"class": "cat"}), via_shapes.UNKNOWN_SHAPE.format(name="spiral")),
        (row({"name": "polygon", "all_points_x": []}, {"class": "cat"}), via_shapes.NO_NUMBERS),
        ('a.png,1,"{}",1,0,"{""name"":","{}"\n', via_layout.NOT_JSON),
        ('a.png,1,"{}",1,0,[1],"{}"\n', via_layout.NO_OBJECT),
        ('a.png,1,"{}",1,0,"' + "[" * 50_000 + '","{}"\n', via_layout.NESTED_TOO_DEEP),
    ],
)
def test_that_regions_that_cannot_be_used_are_reported_and_kept(tmp_path: Path, line: str, fault: str) -> None:
    content = f"{HEADER}\n" + row(rect(), {"class": "cat"}) + line
    data = opened(tmp_path, content)
    labels = read(data, "a.png")
    assert [annotation.label for annotation in labels.image_annotations.annotations] == ["cat"]
    assert has_sentence(labels.problems[0], fault)
    assert labels.problems[0].startswith("labels.csv: row 3 of a.png ")
    check_edits(data, "a.png", usual_edits(data, "a.png"))


# -- whole classes


@pytest.mark.parametrize("target", ["bird", ""])
def test_that_a_class_is_renamed_or_deleted_everywhere_and_that_is_undone_to_the_byte(
    tmp_path: Path, target: str
) -> None:
    data = opened(tmp_path, VIA)
    (step,) = plan_steps(data, ClassEdit("cat", target), list(data.images))
    change = step.run()
    assert change is not None
    now = table_of(tmp_path)
    if target:
        assert [json.loads(each["region_attributes"]).get("class") for each in now] == [
            "bird", "dog", "nose", None, "bird",
        ]  # fmt: skip
    else:
        assert [(each["filename"], each["region_count"], each["region_id"]) for each in now] == [
            ("a.png", "2", "0"), ("a.png", "2", "1"), ("b.png", "0", "0"), ("c.png", "0", "0"),
        ]  # fmt: skip
        assert [label for _, label in boxes_in(CsvFormat().open_dataset(tmp_path), "a.png")] == ["dog"]
    assert change.revert(data) == 0
    assert (tmp_path / "labels.csv").read_text() == VIA


TRIANGLE = {"name": "polygon", "all_points_x": [50, 90.125, 70], "all_points_y": [10, 10.0, 60]}


def open_shapes(root: Path, *shapes: dict[str, Any]) -> LabelFile:
    return read(opened(root, HEADER + "\n" + "".join(row(shape, {"class": "cat"}) for shape in shapes)), "a.png")


def save_geometry(labels: LabelFile, geometry: Geometry, index: int = 0) -> LabelFile:
    annotations = list(labels.image_annotations.annotations)
    annotations[index] = replace(annotations[index], geometry=geometry)
    return labels.save(labels.image_annotations.with_annotations(annotations))


def shapes_of(root: Path) -> list[dict[str, Any]]:
    return [json.loads(fields["region_shape_attributes"]) for fields in table_of(root)]


def test_that_moving_a_polygon_changes_its_numbers_alone(tmp_path: Path) -> None:
    labels = open_shapes(tmp_path, rect(), TRIANGLE)
    before = (tmp_path / "labels.csv").read_bytes()
    triangle = labels.image_annotations.annotations[1].geometry
    assert triangle == OutlinedBox(Box(50, 10, 90.125, 60), Rings.from_polygons([[(50, 10), (90.125, 10), (70, 60)]]))
    saved = save_geometry(labels, triangle.move_by(0, 2.5), 1)
    after = (tmp_path / "labels.csv").read_bytes()
    assert after == before.replace(b"[10,10.0,60]", b"[12.5,12.5,62.5]")
    assert opened(tmp_path, after.decode()).holds_outlines
    saved.save(labels.image_annotations)
    assert (tmp_path / "labels.csv").read_bytes() == before


def test_that_polygons_and_boxes_become_each_other_and_are_added(tmp_path: Path) -> None:
    labels = open_shapes(tmp_path, TRIANGLE, rect())
    polygon = labels.image_annotations.annotations[0].geometry
    labels = save_geometry(labels, polygon.bounds)
    labels = save_geometry(labels, polygon, 1)
    new = Annotation(polygon.move_by(1, 1), "dog")
    labels.save(labels.image_annotations.with_annotations((*labels.image_annotations.annotations, new)))
    points = {key: [round(value) if value != 90.125 else value for value in TRIANGLE[key]] for key in POINT_KEYS}
    moved = {key: [value + 1 for value in values] for key, values in points.items()}
    assert shapes_of(tmp_path) == [
        {"name": "rect", "x": 50, "y": 10, "width": 40.12, "height": 50},
        {"name": "polygon", **points},
        {"name": "polygon", **moved},
    ]


def test_that_several_parts_or_holes_are_refused(tmp_path: Path) -> None:
    labels = open_shapes(tmp_path, TRIANGLE)
    before = (tmp_path / "labels.csv").read_bytes()
    with pytest.raises(AnnotationWriteError) as caught:
        save_geometry(labels, ring_with_hole_and_two_parts())
    reason = RINGS_REFUSED.format(label="cat", format="VIA")
    assert has_sentence(str(caught.value), OUTLINE_REFUSED, reason=reason, file="labels.csv")
    assert (tmp_path / "labels.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("xs", "ys", "fault"),
    [([10, 20], [30, 40], TOO_FEW_POINTS), ([10, 20, 30], [30, 40], OTHER_COUNT)],
)
def test_that_a_polygon_that_is_no_outline_is_named_and_its_box_used(
    tmp_path: Path, xs: list[float], ys: list[float], fault: str
) -> None:
    shape = {"name": "polygon", "all_points_x": xs, "all_points_y": ys}
    labels = open_shapes(tmp_path, shape)
    (annotation,) = labels.image_annotations.annotations
    assert annotation.geometry == Box(10, 30, max(xs), 40)
    (problem,) = labels.problems
    assert problem == f"labels.csv: row 2 (cat) of a.png {via_layout.UNUSABLE_OUTLINE.format(fault=fault)}."
    save_geometry(labels, annotation.geometry.move_by(1, 0))
    assert shapes_of(tmp_path) == [{**shape, "all_points_x": [x + 1 for x in xs]}]


def test_that_an_outline_in_another_table_is_saved_as_its_box_and_that_is_reported(tmp_path: Path) -> None:
    labels = read(opened(tmp_path, "filename,xmin,ymin,xmax,ymax,class\na.png,1,2,3,4,cat\n"), "a.png")
    outline = Rings.from_polygons([[(1, 2), (30, 2), (30, 40)]])
    saved = save_geometry(labels, outline)
    assert saved.problems == (OUTLINES_NOT_SAVED.format(file="labels.csv", objects="1 object has"),)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_that_one_polygon_that_moves_changes_no_other_byte(tmp_path: Path, data: st.DataObject) -> None:
    number = st.integers(0, 60) | st.floats(0, 60, allow_subnormal=False)
    shapes = []
    for _ in range(3):
        count = data.draw(st.integers(3, 6))
        xs, ys = ([data.draw(number) for _ in range(count)] for _ in range(2))
        shapes.append({"name": "polygon", "all_points_x": xs, "all_points_y": ys})
    labels = open_shapes(tmp_path, *shapes)
    before = (tmp_path / "labels.csv").read_bytes().splitlines()
    index = data.draw(st.integers(0, 2))
    saved = save_geometry(labels, labels.image_annotations.annotations[index].geometry.move_by(3, 1), index)
    after = (tmp_path / "labels.csv").read_bytes().splitlines()
    assert [row for row, (was, now) in enumerate(zip(before, after, strict=True)) if was != now] == [index + 1]
    saved.save(labels.image_annotations)
    assert (tmp_path / "labels.csv").read_bytes().splitlines() == before
