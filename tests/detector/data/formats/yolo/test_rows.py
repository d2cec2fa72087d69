"""What the rows of YOLO files mean, and that edits touch nothing but what they say."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.data.annotation import Annotation
from detector.data.formats.yolo.row_edits import build_annotation, edit_row, format_row
from detector.data.formats.yolo.rows import YoloFormatError, YoloRow, compute_decimals, parse_yolo
from detector.data.geometry import Box
from tests.annotation_edits import move_edges

SIZE = (200, 100)


def row_of(line: str, keypoints: int = 0) -> YoloRow:
    return parse_yolo(line.encode(), keypoints).rows[0]


def test_that_a_box_is_its_center_and_size_as_shares_of_the_image() -> None:
    annotation = build_annotation(row_of("3 0.5 0.5 0.25 0.5"), "cat", 7, SIZE)
    assert annotation == Annotation(Box(75.0, 25.0, 125.0, 75.0), "cat", 7)  # no +1: 0.25 of 200 pixels is 50


@pytest.mark.parametrize(
    ("line", "is_shape", "corners"),
    [
        ("0 0.5 0.5 0.2 0.2", False, (0.4, 0.4, 0.6, 0.6)),
        ("0 0.5 0.5 0.2 0.2 0.91", False, (0.4, 0.4, 0.6, 0.6)),  # a confidence
        ("0 0.5 0.5 0.2 0.2 0.91 17", False, (0.4, 0.4, 0.6, 0.6)),  # and the number of a track
        ("0 0.1 0.2 0.5 0.3 0.4 0.8", True, (0.1, 0.2, 0.5, 0.8)),  # a triangle
        ("0 0.5 0.1 0.9 0.5 0.5 0.9 0.1 0.5", True, (0.1, 0.1, 0.9, 0.9)),  # an oriented box
        ("0 0.1 0.2 0.5 0.3 0.4 0.8 0.7", True, (0.1, 0.2, 0.5, 0.8)),  # a triangle with a confidence
        ("0 0.5 0.5 0.2 0.2 0.45 0.45 2", False, (0.4, 0.4, 0.6, 0.6)),  # one keypoint, visible
        ("0 0.5 0.5 0.2 0.2 0.45 0.45 1 0.5 0.5 0 0 0 0", False, (0.4, 0.4, 0.6, 0.6)),  # three keypoints
    ],
)
def test_that_rows_of_all_tasks_are_distinguished(
    line: str, is_shape: bool, corners: tuple[float, float, float, float]
) -> None:
    row = row_of(line)
    assert row.is_polygon is is_shape
    assert row.corners == pytest.approx(corners)


def test_that_keypoints_without_visibility_are_known_where_the_data_set_says_so() -> None:
    line = "0 0.5 0.5 0.2 0.2 0.45 0.45 0.55 0.55"
    assert row_of(line).is_polygon
    assert not row_of(line, keypoints=4).is_polygon


@pytest.mark.parametrize(
    "line",
    [
        "0",
        "0 0.5 0.5 0.2",
        "cat 0.5 0.5 0.2 0.2",
        "0 0.5 0.5 0.2 nan",
        "0 0.5 inf 0.2 0.2",
        "0 0,5 0,5 0,2 0,2",
        "-1 0.5 0.5 0.2 0.2",
        "0.5 0.5 0.5 0.2 0.2",
        "0 1e308 0.5 1e308 0.2",
        "0 0.5 0.5 0.2 0.2\0",
        "\x00\x01",
        "1e300 0.5 0.5 0.2 0.2",
        "0 0.5 0.5 0.2 0x1",
        "0 0.5 0.5 0.2 1_0",
    ],
)
def test_that_a_row_that_cannot_be_read_is_a_fault_of_the_file_with_its_line(line: str) -> None:
    with pytest.raises(YoloFormatError, match=r"^line 2 "):
        parse_yolo(b"0 0.5 0.5 0.2 0.2\n" + line.encode() + b"\n")


def test_that_text_in_another_encoding_is_a_fault() -> None:
    with pytest.raises(YoloFormatError):
        parse_yolo("0 0.5 0.5 0.2 0.2\n".encode("utf-16"))


@pytest.mark.parametrize("side", [1, 100, 640, 6_666, 6_700, 30_000])
def test_that_there_are_decimals_enough_for_any_image(side: int) -> None:
    rounding = 0.5 * 10.0 ** -compute_decimals(side)
    assert side * (rounding + rounding / 2) <= 0.005  # the center's, and half of the size's
    assert compute_decimals(side) >= 6


edges = st.floats(-50, 20_000, allow_nan=False)


@given(st.tuples(edges, edges, edges, edges), st.integers(1, 20_000), st.integers(1, 20_000), st.booleans())
def test_that_a_new_row_reads_as_its_box(
    corners: tuple[float, float, float, float], width: int, height: int, shape: bool
) -> None:
    annotation = Annotation(Box.from_corners(*corners), "a")
    row = parse_yolo(format_row(annotation, 4, (width, height), shape)).rows[0]
    found = build_annotation(row, "a", -1, (width, height))
    assert row.class_number == 4
    assert all(abs(a - b) <= 0.01 for a, b in zip(found.bounds.xyxy, annotation.bounds.xyxy, strict=True))


def test_that_edges_which_rounding_put_outside_lie_on_the_border() -> None:
    annotation = build_annotation(row_of("0 0.500000 0.500000 1.000001 1.000001"), "a", 0, SIZE)
    assert annotation.bounds.xyxy == (0.0, 0.0, 200.0, 100.0)
    assert build_annotation(row_of("0 0.5 0.5 1.1 1.0"), "a", 0, SIZE).bounds.x1 == pytest.approx(-10)


def edit(line: str, change: Callable[[Annotation], Annotation]) -> str:
    row = row_of(line)
    before = build_annotation(row, "a", 0, SIZE)
    return edit_row(row, before, change(before), row.class_number, SIZE).decode()


def test_that_only_the_columns_of_what_changed_are_others() -> None:
    line = "  0\t0.50 .5  0.2000000 0.2 0.9 # seen twice"
    assert edit(line, lambda annotation: annotation) == line
    moved = edit(line, lambda annotation: annotation.move_by(10, 0))
    assert moved == "  0\t0.550000 .5  0.200000 0.2 0.9 # seen twice"
    taller = edit(line, lambda annotation: move_edges(annotation, y2=80))
    assert taller == "  0\t0.50 0.600000  0.2000000 0.400000 0.9 # seen twice"


def test_that_a_change_below_what_a_file_holds_is_none() -> None:
    assert edit("0 0.5 0.5 0.2 0.2", lambda annotation: annotation.move_by(0.004, -0.004)) == "0 0.5 0.5 0.2 0.2"


def test_that_the_points_of_a_polygon_follow_its_box() -> None:
    triangle = "1 0.1 0.2 0.5 0.2 0.3 0.6 0.88"
    assert edit(triangle, lambda annotation: annotation.move_by(20, 10)) == (
        "1 0.200000 0.300000 0.600000 0.300000 0.400000 0.700000 0.88"
    )
    wider = row_of(edit(triangle, lambda annotation: move_edges(annotation, x2=180)))
    assert wider.get_points(0) == pytest.approx((0.1, 0.9, 0.5))
    assert wider.get_points(1) == (0.2, 0.2, 0.6)


def test_that_a_polygon_without_area_can_still_be_given_some() -> None:
    line = "1 0.1 0.2 0.1 0.2 0.1 0.2 0.1 0.2"
    row = row_of(edit(line, lambda annotation: annotation.with_bounds(Box(10, 20, 30, 40))))
    assert build_annotation(row, "a", 0, SIZE).bounds.xyxy == pytest.approx((10, 20, 30, 40))


def test_that_new_rows_fit_in_with_the_others() -> None:
    annotation = Annotation(Box(20, 10, 60, 50), "a", score=0.123456789)
    assert format_row(annotation, 2, SIZE) == b"2 0.200000 0.300000 0.200000 0.400000 0.123457"
    corners = b"2 0.100000 0.100000 0.300000 0.100000 0.300000 0.500000 0.100000 0.500000"
    assert format_row(annotation, 2, SIZE, shapes=True) == corners
    assert format_row(annotation, 2, SIZE, keypoints=3) == b"2 0.200000 0.300000 0.200000 0.400000 0 0 0"


def test_that_nothing_is_written_as_minus_zero() -> None:
    assert (
        format_row(Annotation(Box(-10, -10, 10, 10 - 1e-9), "a"), 0, SIZE) == b"0 0.000000 0.000000 0.100000 0.200000"
    )


def test_that_a_confidence_is_a_score_and_can_be_changed() -> None:
    assert row_of("0 0.5 0.5 0.2 0.2 0.5").score == 0.5
    assert row_of("0 0.5 0.5 0.2 0.2 5").score is None
    assert row_of("0 0.5 0.5 0.2 0.2").score is None
    assert edit("0 0.5 0.5 0.2 0.2", lambda annotation: replace(annotation, score=0.25)) == "0 0.5 0.5 0.2 0.2 0.25"
    assert (
        edit("0 0.5 0.5 0.2 0.2  0.5 ", lambda annotation: replace(annotation, score=0.75)) == "0 0.5 0.5 0.2 0.2 0.75 "
    )
    assert edit("0 0.5 0.5 0.2 0.2 0.5", lambda annotation: replace(annotation, score=None)) == "0 0.5 0.5 0.2 0.2"
    keypoint = "0 0.5 0.5 0.2 0.2 0.45 0.45 2"
    assert edit(keypoint, lambda annotation: replace(annotation, score=0.75)) == keypoint


lines = st.sampled_from(["", "  ", "# note", "0 0.5 0.5 0.2 0.2", "1 .1 .2 .3 .4 .5", "2 0.1 0.2 0.5 0.3 0.4 0.8"])


@given(st.lists(st.tuples(lines, st.sampled_from(["\n", "\r\n", "\r"]))), lines, st.booleans(), st.data())
def test_that_rows_which_are_kept_keep_their_bytes(
    ended: list[tuple[str, str]], last: str, mark: bool, data: st.DataObject
) -> None:
    raw = ("\ufeff" if mark else "").encode() + "".join(a + b for a, b in ended).encode() + last.encode()
    text = parse_yolo(raw)
    sources = {line: row.source for line, row in text.rows.items()}
    assert text.edit_rows(sources, []) == raw
    kept = {line: source for line, source in sources.items() if data.draw(st.booleans())}
    new = b"5 0.5 0.5 0.1 0.1"
    again = parse_yolo(text.edit_rows(kept, [new, new]))
    assert [row.source for row in again.rows.values()] == [*kept.values(), new, new]
    others = [line.strip() for number, line in enumerate(text.lines) if number not in text.rows]
    left = [line.strip() for number, line in enumerate(again.lines) if number not in again.rows]
    assert list(filter(None, left)) == list(filter(None, others))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n"])
def test_that_a_new_row_ends_as_its_file_does(end: str, last: str) -> None:
    rows = ["0 0.5 0.5 0.2 0.2", "1 0.5 0.5 0.2 0.2"]
    raw = end.join(rows) + (end if last else "")
    text = parse_yolo(raw.encode())
    added = text.edit_rows({line: row.source for line, row in text.rows.items()}, [b"2 0.1 0.1 0.1 0.1"])
    assert added.decode() == end.join([*rows, "2 0.1 0.1 0.1 0.1"]) + (end if last else "")


def test_that_the_reference_agrees_on_the_corners() -> None:
    """The formula that ultralytics and labelImg use, by hand."""
    width, height, x1, y1, x2, y2 = 640, 480, 12.5, 33.0, 401.25, 299.75
    line = (
        f"0 {(x1 + x2) / 2 / width:.6f} {(y1 + y2) / 2 / height:.6f} {(x2 - x1) / width:.6f} {(y2 - y1) / height:.6f}"
    )
    annotation = build_annotation(row_of(line), "a", 0, (width, height))
    assert math.dist(annotation.bounds.xyxy, (x1, y1, x2, y2)) < 0.001
