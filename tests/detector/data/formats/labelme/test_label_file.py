"""labelme files: what is a box, and that an edit changes the bytes of what it means alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.attributes import Attributes
from detector.data.formats.labelme import label_file, shapes
from detector.data.formats.labelme.label_file import LabelmeFile, read_image_name
from detector.data.formats.labelme.points import CIRCLE_NOT_SQUARE
from detector.data.formats.shared import json_array, saving
from detector.data.geometry import Box
from detector.errors import AnnotationConflictError, AnnotationUnreadableError, AnnotationWriteError
from tests.annotation_edits import move_edges
from tests.detector.data.formats.attribute_samples import ATTRIBUTES
from tests.detector.data.formats.format_samples import same_annotations
from tests.sentences import sentence_pattern

VERSION_5 = """{
  "version": "5.0.1",
  "flags": {},
  "shapes": [
    {
      "label": "café",
      "points": [
        [
          120.50000000000001,
          80.0
        ],
        [
          20,
          1e1
        ]
      ],
      "group_id": null,
      "shape_type": "rectangle",
      "flags": {
        "difficult": true
      }
    },
    {
      "label": "outline",
      "points": [[1.0, 2.0], [3.5, 4.25], [9, 9]],
      "group_id": 3,
      "shape_type": "linestrip",
      "flags": {}
    }
  ],
  "imagePath": "a.jpg",
  "imageData": "%s",
  "imageHeight": 480,
  "imageWidth": 640
}"""
VERSION_7 = """{"version": "7.0.0", "flags": {}, "shapes": [
  {"label": "dog", "points": [[10.0, 20.0], [110.0, 20.0], [110.0, 70.5], [10.0, 70.5]], "group_id": null,
   "description": "a [b] {c} \\"d\\"", "shape_type": "rectangle", "flags": null, "mask": null, "score": 0.75, "own": 1}
 ], "imagePath": "..\\\\pictures\\\\a.jpg", "imageData": null, "imageHeight": 480, "imageWidth": 640, "extra": [1.10]}
"""
IMAGE = Path("a.jpg")
NEW = Annotation(Box(10, 20, 30.456, 40), "cat", 50)


def written(path: Path, content: str | bytes) -> LabelmeFile:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return LabelmeFile.from_path(path, IMAGE)


@pytest.fixture
def five(tmp_path: Path) -> LabelmeFile:
    return written(tmp_path / "a.json", VERSION_5 % ("iVBORw0KGgo" * 1000))


@pytest.fixture
def seven(tmp_path: Path) -> LabelmeFile:
    return written(tmp_path / "a.json", VERSION_7)


@pytest.fixture
def blank(tmp_path: Path) -> LabelmeFile:
    return LabelmeFile.create_blank(tmp_path / "a.json", tmp_path / "a.jpg", 640, 480)


def content(file: LabelmeFile) -> str:
    return file.path.read_bytes().decode()


def raw(file: LabelmeFile) -> str:
    return (file.raw or b"").decode()


def with_annotation(file: LabelmeFile, *annotations: Annotation) -> ImageAnnotations:
    return file.image_annotations.with_annotations((*file.image_annotations.annotations, *annotations))


def test_that_two_corners_in_any_order_are_a_box(five: LabelmeFile) -> None:
    assert five.image_annotations.annotations == (
        Annotation(Box(20, 10, 120.50000000000001, 80), "café", 0, difficult=True),
    )
    assert not five.image_annotations.verified


def test_that_four_corners_are_a_box_too(seven: LabelmeFile) -> None:
    attributes = Attributes({"description": 'a [b] {c} "d"', "own": 1})
    expected = Annotation(Box(10, 20, 110, 70.5), "dog", 0, score=0.75, attributes=attributes)
    assert seven.image_annotations.annotations == (expected,)


def test_that_what_is_no_box_and_what_is_odd_is_reported(five: LabelmeFile, tmp_path: Path) -> None:
    kept = label_file.SHAPES_KEPT.format(shapes="1 shape that is no box", kinds="1 linestrip")
    assert five.problems == (f"a.json: {kept}",)
    shapes: list[dict[str, Any]] = [
        {"label": "turned", "points": [[5, 0], [9, 5], [5, 9], [0, 5]], "shape_type": "rectangle"},
        {"label": "disc", "points": [[5, 0], [9, 5]], "shape_type": "circle"},
        {"label": "old", "points": [[5, 0], [9, 5], [1, 1]]},
        {"label": "flat", "points": [[5, 5], [9, 5]], "shape_type": "rectangle"},
        {"label": "out", "points": [[5, 5], [9, 50]], "shape_type": "rectangle"},
        {"label": "way", "points": [[5, 5], [9, 50]], "shape_type": "line"},
        {"label": "lost", "points": [[5, 5], [9, None], [1, 1]], "shape_type": "polygon"},
    ]
    data = {"shapes": shapes, "imagePath": "b.jpg", "imageWidth": 30, "imageHeight": 40}
    odd = written(tmp_path / "b.json", json.dumps(data))
    assert [annotation.label for annotation in odd.image_annotations.annotations] == [
        "turned",
        "disc",
        "old",
        "flat",
        "out",
    ]
    lost = "b.json: shape 7 (lost) is a polygon whose points cannot be read; it is kept as it is, and not used."
    assert odd.unusable_items == (lost,)
    assert odd.problems == (
        lost,
        "b.json: " + label_file.OTHER_IMAGE_PATH.format(stated="b.jpg", name="a.jpg"),
        "b.json: " + label_file.SHAPE_OUTSIDE.format(number=2, label="disc", width=30, height=40),
        "b.json: " + label_file.SHAPE_NO_AREA.format(number=4, label="flat"),
        "b.json: " + label_file.SHAPE_OUTSIDE.format(number=5, label="out", width=30, height=40),
        "b.json: " + label_file.SHAPES_KEPT.format(shapes="1 shape that is no box", kinds="1 line"),
        "b.json: "
        + label_file.BOXES_AROUND.format(
            shapes="2 shapes that are no rectangles", kinds="1 turned rectangle, 1 circle"
        ),
    )


@pytest.mark.parametrize("fixture", ["five", "seven"])
def test_that_an_identical_annotation_writes_nothing(fixture: str, request: pytest.FixtureRequest) -> None:
    file: LabelmeFile = request.getfixturevalue(fixture)
    before = file.path.stat()
    assert file.save(file.image_annotations).raw == file.raw
    after = file.path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_that_an_edited_box_keeps_its_points_in_number_and_order(five: LabelmeFile, seven: LabelmeFile) -> None:
    annotation = seven.image_annotations.annotations[0]
    saved = seven.save(ImageAnnotations((annotation.with_bounds(Box(12.345, 20, 110, 70.5)),)))
    expected = VERSION_7.replace("[[10.0,", "[[12.35,").replace("[10.0, 70.5]", "[12.35, 70.5]")
    assert content(saved) == expected
    annotation = five.image_annotations.annotations[0]
    five = written(five.path, five.raw or b"")
    before = raw(five)
    five.save(ImageAnnotations((annotation.move_by(0, 5),)))
    assert content(five) == before.replace("          80.0\n", "          85.0\n").replace(" 1e1\n", " 15.0\n")


def test_that_label_and_flags_change_nothing_else(five: LabelmeFile, tmp_path: Path) -> None:
    annotation = five.image_annotations.annotations[0]
    before = raw(five)
    five.save(ImageAnnotations((replace(annotation, label='tea "house"', difficult=False, occluded=True),)))
    flags = '"difficult": false,\n        "occluded": true\n'
    expected = before.replace('"café"', r'"tea \"house\""').replace('"difficult": true\n', flags)
    assert content(five) == expected
    seven = written(tmp_path / "b.json", VERSION_7)
    seven.save(ImageAnnotations((replace(seven.image_annotations.annotations[0], truncated=True, score=None),)))
    expected = VERSION_7.replace('"flags": null', '"flags": {"truncated": true}').replace("0.75", "null")
    assert content(seven) == expected


def test_that_a_new_box_is_written_as_labelme_does_with_two_points(five: LabelmeFile) -> None:
    before = raw(five)
    five.save(with_annotation(five, NEW))
    text = content(five)
    start = before.index('\n  ],\n  "imagePath"')
    assert text.startswith(before[:start])
    assert text.endswith(before[start:])
    assert json.loads(text) == json.loads(before) | {"shapes": [*json.loads(before)["shapes"], new_shape()]}
    assert text == json_as_labelme(text, before)


def new_shape() -> dict[str, object]:
    return {
        "label": "cat",
        "points": [[10.0, 20.0], [30.46, 40.0]],
        "group_id": None,
        "description": "",
        "shape_type": "rectangle",
        "flags": {},
        "mask": None,
    }


def json_as_labelme(text: str, before: str) -> str:
    """The new shape as `json.dump(..., indent=2)` lays it out, behind what was there."""
    shape = json.dumps({"shapes": [json.loads(text)["shapes"][-1]]}, ensure_ascii=False, indent=2)
    inner = shape[shape.index("[") + 1 : shape.rindex("]")].rstrip()
    end = before.index('\n  ],\n  "imagePath"')
    return before[:end] + "," + inner + before[end:]


def test_that_a_deleted_box_goes_and_comes_back_where_it_was(five: LabelmeFile) -> None:
    before = raw(five)
    saved = five.save(ImageAnnotations())
    assert [shape["label"] for shape in json.loads(content(saved))["shapes"]] == ["outline"]
    first, second = before.index("    {"), before.index('    {\n      "label": "outline"')
    assert content(saved) == before[:first] + before[second:]
    assert saved.save(five.image_annotations).raw == before.encode()


def test_that_a_first_box_makes_a_file_as_labelme_would(blank: LabelmeFile) -> None:
    assert blank.save(blank.image_annotations).raw is None
    assert not blank.path.exists()
    saved = blank.save(ImageAnnotations((NEW,)))
    assert content(saved) == json.dumps(json.loads(content(saved)), indent=2)
    data = json.loads(content(saved))
    assert list(data) == ["version", "flags", "shapes", "imagePath", "imageData", "imageHeight", "imageWidth"]
    assert data["shapes"] == [new_shape()]
    assert (data["imagePath"], data["imageWidth"], data["imageHeight"], data["imageData"]) == ("a.jpg", 640, 480, None)
    assert saved.save(ImageAnnotations()).raw is not None


def test_that_a_verified_image_without_boxes_gets_a_file(blank: LabelmeFile) -> None:
    blank.save(ImageAnnotations((), verified=True))
    assert LabelmeFile.from_path(blank.path, IMAGE).image_annotations.annotations == ()


@pytest.mark.parametrize(
    "text",
    ['{"shapes": []}', '{"shapes":[],"a":1}', '{\n\t"shapes": [],\n\t"a": 1\n}', '{\r\n    "shapes": []\r\n}\r\n'],
)
def test_that_a_first_box_fits_into_any_layout(tmp_path: Path, text: str) -> None:
    file = written(tmp_path / "a.json", text)
    saved = file.save(ImageAnnotations((NEW,)))
    assert json.loads(content(saved))["shapes"] == [new_shape()]
    if "\t" in text:
        assert content(saved) == json.dumps({"shapes": [new_shape()], "a": 1}, indent="\t")
    if "\r" in text:
        assert content(saved) == json.dumps({"shapes": [new_shape()]}, indent=4).replace("\n", "\r\n") + "\r\n"


def test_that_a_box_without_area_can_be_given_some(tmp_path: Path) -> None:
    for points in ([[5, 5], [5, 5]], [[5, 5]] * 4):
        shape = {"label": "a", "points": points, "shape_type": "rectangle"}
        file = written(tmp_path / "a.json", json.dumps({"shapes": [shape]}))
        file.save(ImageAnnotations((file.image_annotations.annotations[0].with_bounds(Box(1, 2, 3, 4)),)))
        assert LabelmeFile.from_path(file.path, IMAGE).image_annotations.annotations[0].bounds.xyxy == (1, 2, 3, 4)


def rectangle(points: str) -> str:
    return f'{{"shapes": [{{"label": "a", "shape_type": "rectangle", "points": {points}}}]}}'


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (b"", r"is empty \(0 bytes\)"),
        (VERSION_5[:200].encode(), "is cut off|is not JSON"),
        ("é".encode("latin-1"), "not UTF-8 at byte 0"),
        (VERSION_7.encode("utf-16"), "not UTF-8"),
        (b"\0" * 50, "not JSON"),
        (b"[]", json_array.NO_JSON_OBJECT),
        (b"{}", label_file.NO_SHAPES),
        (b'{"shapes": {}}', json_array.MEMBER_NO_LIST.format(key="shapes")),
        (b'{"shapes": [], "shapes": []}', "'shapes' twice"),
        (b'{"shapes": [3]}', sentence_pattern(shapes.NO_OBJECT, place="shape 1")),
        (b'{"shapes": [{"points": []}]}', sentence_pattern(shapes.NO_LABEL, place="shape 1")),
        (rectangle("[[1, 2]]").encode(), sentence_pattern(shapes.RECTANGLE_POINTS, place="shape 1 (a)")),
        (rectangle("[[1, 2], [NaN, 4]]").encode(), sentence_pattern(shapes.POINT_NOT_NUMBERS)),
        (rectangle('[[1, 2], ["3", 4]]').encode(), sentence_pattern(shapes.POINT_NOT_NUMBERS)),
        (rectangle("[[1, 2], [1e999, 4]]").encode(), sentence_pattern(shapes.POINT_NOT_NUMBERS)),
        (rectangle("[[1, 2], [1e308, 4]]").encode(), sentence_pattern(shapes.POINT_NOT_NUMBERS)),
        (b'{"shapes": ' + b"[" * 100_000, json_array.NESTED_TOO_DEEPLY),
    ],
)
def test_that_a_file_that_cannot_be_read_is_left_alone(tmp_path: Path, bad: bytes, fault: str) -> None:
    with pytest.raises(AnnotationUnreadableError, match=fault):
        written(tmp_path / "a.json", bad)
    assert (tmp_path / "a.json").read_bytes() == bad


def test_that_a_folder_named_like_a_label_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    with pytest.raises(AnnotationUnreadableError, match=sentence_pattern(saving.LABELS_UNREADABLE, name="a.json")):
        LabelmeFile.from_path(tmp_path / "a.json", IMAGE)


def test_that_a_file_that_others_changed_is_not_overwritten(five: LabelmeFile, tmp_path: Path) -> None:
    five.path.write_text(VERSION_7)
    with pytest.raises(AnnotationConflictError, match=rf"a\.json {saving.CHANGED_BY_OTHER}"):
        five.save(with_annotation(five, NEW))
    assert five.path.read_text() == VERSION_7
    late = LabelmeFile.create_blank(five.path, IMAGE, 640, 480)
    with pytest.raises(AnnotationConflictError, match=saving.MADE_BY_OTHER):
        late.save(ImageAnnotations((NEW,)))
    five.path.unlink()
    with pytest.raises(AnnotationConflictError, match=saving.MOVED_OR_DELETED):
        five.save(with_annotation(five, NEW))


@pytest.mark.parametrize(
    ("annotation", "fault"),
    [
        (replace(NEW, label=" "), sentence_pattern(saving.BOX_WITHOUT_LABEL, number=2)),
        (move_edges(NEW, x1=float("nan")), sentence_pattern(saving.BOX_NOT_FINITE, number=2, label="cat")),
    ],
)
def test_that_a_box_that_no_file_can_hold_is_refused(five: LabelmeFile, annotation: Annotation, fault: str) -> None:
    with pytest.raises(AnnotationWriteError, match=fault):
        five.save(with_annotation(five, annotation))
    assert five.path.read_bytes() == five.raw


def test_that_the_name_of_the_image_is_read_from_paths_of_any_system() -> None:
    assert read_image_name(VERSION_7.encode()) == "a.jpg"
    assert read_image_name(rb'{"imagePath" : "../b\u00e9.jpg"}') == "bé.jpg"
    assert read_image_name(b"{}") == read_image_name(b'"imagePath": "\xff"') == ""


edges = st.floats(-20, 700, allow_nan=False)
drawn = st.builds(
    lambda corners, label, difficult, attributes: Annotation(
        Box.from_corners(*corners), label, -1, difficult, attributes=attributes
    ),
    st.tuples(edges, edges, edges, edges),
    st.sampled_from(["cat", 'a "b"', "\u732b", "\ud800"]),
    st.booleans(),
    ATTRIBUTES,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    st.sampled_from([VERSION_5 % "AAAA", VERSION_7]), st.lists(drawn, max_size=3), st.none() | drawn | st.just("keep")
)
def test_that_what_is_saved_is_read_again_and_the_rest_is_kept(
    tmp_path: Path, text: str, added: list[Annotation], change: Annotation | str | None
) -> None:
    file = written(tmp_path / "a.json", text)
    old = file.image_annotations.annotations[0]
    kept = [old] if change == "keep" else []
    first = [replace(change, uid=old.uid)] if isinstance(change, Annotation) else kept
    saved = file.save(ImageAnnotations((*first, *added)))
    again = LabelmeFile.from_path(file.path, IMAGE)
    assert same_annotations(again.image_annotations.annotations, (*first, *added))
    assert [annotation.difficult for annotation in again.image_annotations.annotations] == [
        annotation.difficult for annotation in (*first, *added)
    ]
    assert [one.attributes for one in again.image_annotations.annotations] == [
        one.attributes for one in (*first, *added)
    ]
    before, after = json.loads(text), json.loads(saved.raw or b"")
    assert before | {"shapes": after["shapes"]} == after
    assert list(before) == list(after)
    others = [[shape for shape in data["shapes"] if shape["shape_type"] != "rectangle"] for data in (before, after)]
    assert others[0] == others[1]
    assert saved.save(file.image_annotations).save(saved.image_annotations).raw == saved.raw


X_ANYLABELING = """{"version": "3.2.1", "flags": {}, "shapes": [
  {"label": "cat", "score": null, "points": [[10, 10], [30, 10], [30, 30], [10, 30]], "group_id": null,
   "description": "", "difficult": %s, "shape_type": "rectangle", "flags": {}, "attributes": {}, "kie_linking": []}
], "imagePath": "a.jpg", "imageData": null, "imageHeight": 48, "imageWidth": 64}
"""


def of_x_anylabeling(tmp_path: Path, difficult: str) -> LabelmeFile:
    path = tmp_path / "a.json"
    path.write_text(X_ANYLABELING % difficult)
    return LabelmeFile.from_path(path, IMAGE)


@pytest.mark.parametrize("difficult", [True, False])
def test_that_difficult_at_the_shape_is_read_and_written_there(tmp_path: Path, difficult: bool) -> None:
    file = of_x_anylabeling(tmp_path, json.dumps(difficult))
    (annotation,) = file.image_annotations.annotations
    assert annotation.difficult is difficult
    saved = file.save(file.image_annotations.with_annotations([replace(annotation, difficult=not difficult)]))
    assert saved.path.read_text() == X_ANYLABELING % json.dumps(not difficult)
    moved = saved.save(
        saved.image_annotations.with_annotations(
            [replace(move_edges(saved.image_annotations.annotations[0], x1=11), truncated=True)]
        )
    )
    (shape,) = json.loads(moved.path.read_text())["shapes"]
    assert (shape["difficult"], shape["flags"]) == (not difficult, {"truncated": True})
    moved.save(file.image_annotations)
    assert saved.path.read_text() == X_ANYLABELING % json.dumps(difficult)


@pytest.mark.parametrize("difficult", [True, False])
def test_that_a_new_box_has_difficult_where_the_other_shapes_have_it(tmp_path: Path, difficult: bool) -> None:
    file = of_x_anylabeling(tmp_path, "false")
    file.save(
        file.image_annotations.with_annotations(
            [*file.image_annotations.annotations, replace(NEW, difficult=difficult, occluded=True)]
        )
    )
    _, shape = json.loads(file.path.read_text())["shapes"]
    assert (shape["difficult"], shape["flags"]) == (difficult, {"occluded": True})
    assert LabelmeFile.from_path(file.path, IMAGE).image_annotations.annotations[1].difficult is difficult


def test_that_a_flag_among_the_flags_counts_there(tmp_path: Path) -> None:
    text = (X_ANYLABELING % "false").replace('"flags": {}, "attributes"', '"flags": {"difficult": true}, "attributes"')
    (tmp_path / "a.json").write_text(text)
    file = LabelmeFile.from_path(tmp_path / "a.json", IMAGE)
    assert file.image_annotations.annotations[0].difficult
    file.save(
        file.image_annotations.with_annotations([replace(file.image_annotations.annotations[0], difficult=False)])
    )
    assert (tmp_path / "a.json").read_text() == text.replace('{"difficult": true}', '{"difficult": false}')


def test_that_difficult_of_the_shared_case_is_read(shared: Path) -> None:
    case = shared / "cases" / "34-xanylabeling-difficult"
    assert [
        annotation.difficult
        for annotation in LabelmeFile.from_path(case / "a.json", case / "a.jpg").image_annotations.annotations
    ] == [True]


OUTLINES: list[tuple[str, list[list[float]], tuple[float, float, float, float]]] = [
    ("polygon", [[10, 20], [30, 25], [20, 60]], (10, 20, 30, 60)),
    ("rectangle", [[15, 10], [25, 20], [15, 30], [5, 20]], (5, 10, 25, 30)),
    ("rotation", [[15, 10], [25, 20], [15, 30], [5, 20]], (5, 10, 25, 30)),
    ("circle", [[50, 40], [53, 44]], (45, 35, 55, 45)),
    ("mask", [[10, 20], [29, 59]], (10, 20, 30, 60)),
]


def outlined(path: Path, kind: str, points: list[list[float]]) -> LabelmeFile:
    """A file with one shape."""
    shape: dict[str, Any] = {
        "label": "cat",
        "points": points,
        "shape_type": kind,
        "flags": {},
        "mask": "iVBOR" if kind == "mask" else None,
    }
    return written(path, json.dumps({"shapes": [shape], "imagePath": "a.jpg", "imageWidth": 640, "imageHeight": 480}))


@pytest.mark.parametrize(("kind", "points", "edges"), OUTLINES)
def test_that_the_box_around_a_shape_counts_and_the_shape_moves_with_it(
    tmp_path: Path, kind: str, points: list[list[float]], edges: tuple[float, float, float, float]
) -> None:
    file = outlined(tmp_path / "a.json", kind, points)
    (annotation,) = file.image_annotations.annotations
    assert annotation.bounds.xyxy == edges
    assert not file.unusable_items
    before = content(file)
    moved = file.save(file.image_annotations.with_annotations([annotation.move_by(7, -3)]))
    (shape,) = json.loads(content(moved))["shapes"]
    assert shape["points"] == [pytest.approx([x + 7, y - 3]) for x, y in points]
    assert LabelmeFile.from_path(moved.path, IMAGE).image_annotations.annotations[0].bounds.xyxy == pytest.approx(
        annotation.move_by(7, -3).bounds.xyxy
    )
    moved.save(file.image_annotations)
    assert content(file) == before


def test_that_a_polygon_stretches_with_its_box(tmp_path: Path) -> None:
    file = outlined(tmp_path / "a.json", "polygon", [[10, 20], [30, 25], [20, 60]])
    (annotation,) = file.image_annotations.annotations
    saved = file.save(file.image_annotations.with_annotations([annotation.with_bounds(Box(10, 20, 50, 60))]))
    assert json.loads(content(saved))["shapes"][0]["points"] == [[10, 20], [50, 25], [30, 60]]


def test_that_a_circle_stays_a_circle(tmp_path: Path) -> None:
    file = outlined(tmp_path / "a.json", "circle", [[50, 40], [53, 44]])
    (annotation,) = file.image_annotations.annotations
    saved = file.save(file.image_annotations.with_annotations([annotation.with_bounds(Box(45, 35, 65, 55))]))
    assert json.loads(content(saved))["shapes"][0]["points"] == [[55, 45], [61, 53]]
    with pytest.raises(AnnotationWriteError, match=CIRCLE_NOT_SQUARE):
        saved.save(saved.image_annotations.with_annotations([annotation.with_bounds(Box(45, 35, 65, 45))]))
