"""What edits do to boxes: the pull of the border, resizing by keys, stretching, cutting to the image."""

from __future__ import annotations

import pytest

from frcnn_gui.common.language import tr
from frcnn_gui.document.box_geometry import (
    FLAG_CLEARED_TEXTS,
    FLAG_SET_TEXTS,
    MIN_SIDE_PX,
    build_flag_text,
    clip_annotation_to_image,
    enlarge_annotation,
    has_flag,
    pull_to_border,
    resize_annotation,
    set_flag,
    snap_edges_to_border,
)
from frcnn_gui.document.hit_test import Handle
from tests.gui.unit.small_session import annotation

WIDTH, HEIGHT = 1000, 500
MIDDLE = annotation(100, 100, 300, 200)


@pytest.mark.parametrize(
    ("value", "expected"), [(0, 0), (4, 0), (5, 5), (500, 500), (995, 995), (996, 1000), (1000, 1000)]
)
def test_that_the_border_pulls_what_is_near(value: float, expected: float) -> None:
    assert pull_to_border(value, 1000, 4.0) == expected


def test_that_the_border_does_not_squeeze_a_box() -> None:
    assert pull_to_border(3, 1000, 4.0, opposite=0) == 3
    assert pull_to_border(3, 1000, 4.0, opposite=2) == 3
    assert pull_to_border(3, 1000, 4.0, opposite=MIN_SIDE_PX) == 0


def test_that_a_dragged_edge_goes_to_the_border_and_the_others_stay() -> None:
    assert resize_annotation(MIDDLE, Handle.LEFT, -97, 0, WIDTH, HEIGHT, pull=4).bounds.xyxy == (0, 100, 300, 200)
    assert resize_annotation(MIDDLE, Handle.LEFT, -95, 0, WIDTH, HEIGHT, pull=4).bounds.xyxy == (5, 100, 300, 200)
    assert resize_annotation(MIDDLE, Handle.BOTTOM, 0, 297, WIDTH, HEIGHT, pull=4).bounds.xyxy == (100, 100, 300, 500)


def test_that_an_edge_that_is_not_dragged_is_not_pulled() -> None:
    near = annotation(2, 100, 300, 200)
    assert resize_annotation(near, Handle.TOP_LEFT, 0, -20, WIDTH, HEIGHT, pull=4).bounds.xyxy == (2, 80, 300, 200)


@pytest.mark.parametrize(
    ("dx", "dy", "expected"),
    [
        (1, 0, (100, 100, 301, 200)),
        (0, -10, (100, 100, 300, 190)),
        (-1000, 0, (100, 100, 100 + MIN_SIDE_PX, 200)),
        (0, 1000, (100, 100, 300, HEIGHT)),
    ],
)
def test_that_keys_move_the_right_and_the_lower_edge(dx: float, dy: float, expected: tuple[float, ...]) -> None:
    assert enlarge_annotation(MIDDLE, dx, dy, WIDTH, HEIGHT).bounds.xyxy == expected


def test_that_keys_leave_an_edge_beyond_the_border_where_it_is() -> None:
    beyond = annotation(100, 100, 1010, 102)
    assert enlarge_annotation(beyond, 5, 0, WIDTH, HEIGHT) == beyond
    assert enlarge_annotation(beyond, 0, -1, WIDTH, HEIGHT) == beyond


def test_that_stretching_takes_near_edges_to_the_border_from_either_side() -> None:
    assert snap_edges_to_border(annotation(18, 9, 300, 505), WIDTH, HEIGHT).bounds.xyxy == (0, 0, 300, HEIGHT)
    assert snap_edges_to_border(annotation(21, 12, 300, 480), WIDTH, HEIGHT).bounds.xyxy == (21, 12, 300, 480)


def test_that_stretching_never_leaves_nothing_of_a_box() -> None:
    beside = annotation(-8, 100, -2, 200)
    assert snap_edges_to_border(beside, WIDTH, HEIGHT) == beside


def test_that_fitting_cuts_and_leaves_what_lies_wholly_outside() -> None:
    assert clip_annotation_to_image(annotation(-5, -5, 1200, 50), WIDTH, HEIGHT).bounds.xyxy == (0, 0, WIDTH, 50)
    assert clip_annotation_to_image(MIDDLE, WIDTH, HEIGHT) is MIDDLE
    outside = annotation(1100, 0, 1200, 50)
    assert clip_annotation_to_image(outside, WIDTH, HEIGHT) is outside


def test_that_each_flag_is_one_of_its_own() -> None:
    for flag in ("difficult", "truncated", "occluded"):
        changed = set_flag(MIDDLE, flag, True)
        assert has_flag(changed, flag)
        assert (changed.difficult, changed.truncated, changed.occluded).count(True) == 1
        assert set_flag(changed, flag, False) == MIDDLE
    assert build_flag_text("occluded", True)("cat") == tr(FLAG_SET_TEXTS["occluded"]).format(boxes="cat")
    assert build_flag_text("difficult", False)("2 boxes") == tr(FLAG_CLEARED_TEXTS["difficult"]).format(boxes="2 boxes")
