"""What is under the mouse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.data.outlines.outlined_box import Outline, OutlinedBox
from detector.data.outlines.packing import UnusableOutline
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.outlines.rings import Part, Ring, Rings
from frcnn_gui.document.box_geometry import MIN_SIDE_PX, resize_annotation, snap_to_pixel
from frcnn_gui.document.hit_test import Handle, find_annotations_at, find_annotations_touching, find_handle_at
from tests.gui.unit.small_session import annotation

LARGE = annotation(0, 0, 100, 80, uid=1)
SMALL = annotation(20, 20, 40, 40, uid=2)
APART = annotation(150, 10, 170, 30, uid=3)
ALL = (LARGE, SMALL, APART)


def test_that_the_smallest_box_under_the_point_comes_first() -> None:
    assert find_annotations_at(ALL, 30, 30, 0) == (2, 1)
    assert find_annotations_at((SMALL, LARGE), 30, 30, 0) == (2, 1)


def test_that_a_point_outside_all_boxes_hits_none() -> None:
    assert find_annotations_at(ALL, 130, 60, 4) == ()


def test_that_an_edge_is_hit_a_little_outside_too() -> None:
    assert find_annotations_at(ALL, 173, 20, 4) == (3,)
    assert find_annotations_at(ALL, 175, 20, 4) == ()


@pytest.mark.parametrize("handle", list(Handle))
def test_that_each_handle_is_found_where_it_is(handle: Handle) -> None:
    x, y = handle.position_on(LARGE.bounds)
    assert find_handle_at(LARGE.bounds, x, y, 5) is handle
    assert find_handle_at(LARGE.bounds, x + 3, y - 3, 5) is handle


def test_that_the_middle_of_a_box_is_no_handle() -> None:
    assert find_handle_at(LARGE.bounds, 50, 40, 5) is None


def test_that_a_small_box_can_be_taken_by_its_middle() -> None:
    tiny = Box(10, 10, 18, 18)
    assert find_handle_at(tiny, 14, 14, 8) is None
    assert find_handle_at(tiny, 19, 19, 8) is Handle.BOTTOM_RIGHT


def test_that_a_rubber_band_touches_what_it_overlaps_from_any_corner() -> None:
    assert find_annotations_touching(ALL, 90, 70, 160, 20) == {1, 3}
    assert find_annotations_touching(ALL, 160, 20, 90, 70) == {1, 3}
    assert find_annotations_touching(ALL, 110, 50, 140, 79) == frozenset()


def test_that_a_dragged_side_moves_alone_and_onto_whole_pixels() -> None:
    loose = annotation(10.4, 10.4, 50.4, 40.4)
    assert resize_annotation(loose, Handle.RIGHT, 5.3, 99, 200, 100).bounds.xyxy == (10.4, 10.4, 56, 40.4)
    assert resize_annotation(loose, Handle.TOP_LEFT, -2, -3, 200, 100).bounds.xyxy == (8, 7, 50.4, 40.4)


def test_that_a_corner_dragged_over_its_opposite_gives_an_upright_box() -> None:
    assert resize_annotation(SMALL, Handle.TOP_LEFT, 50, 60, 200, 100).bounds.xyxy == (40, 40, 70, 80)


def test_that_a_side_dragged_out_of_the_image_stops_at_the_border() -> None:
    assert resize_annotation(SMALL, Handle.BOTTOM_RIGHT, 999, 999, 200, 100).bounds.xyxy == (20, 20, 200, 100)
    assert resize_annotation(SMALL, Handle.TOP_LEFT, -999, -999, 200, 100).bounds.xyxy == (0, 0, 40, 40)


@given(
    st.sampled_from(list(Handle)),
    st.integers(0, 197),
    st.integers(0, 97),
    st.floats(-300, 300),
    st.floats(-300, 300),
)
def test_that_no_drag_makes_a_box_too_small_or_leaves_the_image(
    handle: Handle, x: int, y: int, dx: float, dy: float
) -> None:
    start = annotation(x, y, x + MIN_SIDE_PX, y + MIN_SIDE_PX)
    result = resize_annotation(start, handle, dx, dy, 200, 100)
    assert result.bounds.width >= MIN_SIDE_PX
    assert result.bounds.height >= MIN_SIDE_PX
    assert result.bounds.is_inside(200, 100)


@given(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5))
def test_that_snapped_points_are_corners_of_pixels_of_the_image(x: float, y: float) -> None:
    snapped_x, snapped_y = snap_to_pixel(x, y, 200, 100)
    assert (snapped_x, snapped_y) == (int(snapped_x), int(snapped_y))
    assert 0 <= snapped_x <= 200
    assert 0 <= snapped_y <= 100


def outlined(outline: Outline, uid: int, box: Box | None = None) -> Annotation:
    return Annotation(OutlinedBox(box or outline.bounds, outline), "cell", uid)


FRAME_RINGS = Rings(
    (
        Part(Ring.from_points([(10, 10), (50, 10), (50, 50), (10, 50)]),
             (Ring.from_points([(20, 20), (40, 20), (40, 40), (20, 40)]),)),
        Part(Ring.from_points([(60, 10), (80, 10), (70, 30)])),
    )
)  # fmt: skip
FRAME_BITMAP = rasterize_rings(FRAME_RINGS, 100, 100)


@pytest.mark.parametrize("outline", [FRAME_RINGS, FRAME_BITMAP])
def test_that_an_outline_is_hit_inside_and_near_its_edge_but_not_in_its_hole(outline: Outline) -> None:
    annotations = [outlined(outline, 1)]
    for x, y in ((15, 30), (45, 45), (70, 15), (8, 30), (38, 30), (41, 30)):
        assert find_annotations_at(annotations, x, y, 3) == (1,)
    for x, y in ((30, 30), (56, 30), (62, 28), (4, 30)):
        assert find_annotations_at(annotations, x, y, 3) == ()


@pytest.mark.parametrize("outline", [FRAME_RINGS, FRAME_BITMAP])
def test_that_a_band_must_touch_the_outline_and_not_only_its_box(outline: Outline) -> None:
    annotations = [outlined(outline, 1)]
    for band in ((25, 25, 35, 35), (52, 35, 58, 45), (76, 28, 90, 60)):
        assert find_annotations_touching(annotations, *band) == frozenset()
    for band in ((30, 30, 45, 35), (0, 0, 90, 90), (12, 12, 14, 14), (68, 26, 90, 60), (0, 25, 100, 26)):
        assert find_annotations_touching(annotations, *band) == {1}


def test_that_an_outline_that_cannot_be_used_is_hit_as_its_box() -> None:
    faulty = Annotation(OutlinedBox(Box(10, 10, 50, 50), UnusableOutline("Its counts do not fit.")), "cell", 1)
    assert find_annotations_at([faulty], 30, 30, 3) == (1,)
    assert find_annotations_touching([faulty], 25, 25, 35, 35) == {1}
