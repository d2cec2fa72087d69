"""Tables of VIA (VGG Image Annotator)."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

import pytest

from detector.data.annotation import Annotation
from detector.data.formats.class_edits import ClassEdit, plan_steps
from detector.data.formats.csv_table import via_layout, via_shapes
from detector.data.formats.csv_table.dataset import CsvFormat
from detector.data.formats.csv_table.layout import NO_CLASS
from detector.data.formats.csv_table.row_box import NOT_A_NUMBER
from detector.data.formats.csv_table.state import ROWS_KEPT
from detector.data.geometry import Box
from detector.errors import AnnotationWriteError
from tests.detector.formats.csv_samples import VIA, boxes_in, check_edits, opened, read, usual_edits
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
