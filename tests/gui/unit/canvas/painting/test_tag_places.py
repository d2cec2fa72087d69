"""Tags stand beside their boxes, whole, inside the image, and not over each other."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QImage
from pytestqt.qtbot import QtBot

from frcnn_gui.canvas.painting.box_style import RECEDED_STYLE
from frcnn_gui.canvas.painting.label_tags import render_tag
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame
from frcnn_gui.canvas.painting.raster import to_opaque_pixel
from frcnn_gui.canvas.painting.still_painter import StillPainter
from frcnn_gui.canvas.painting.tag_board import TagBoard, TagLevel
from frcnn_gui.canvas.painting.tag_places import Corners, TagPlace, have_room, place_tags
from frcnn_gui.canvas.viewport import Viewport
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.common.painting import painter_on
from tests.gui.unit.small_session import annotation

BOUNDS = (0.0, 0.0, 640.0, 480.0)
SIZE = (60.0, 18.0)


def covered(place: TagPlace, size: tuple[float, float] = SIZE) -> Corners:
    return place.x, place.y, place.x + size[0], place.y + size[1]


def overlap(one: Corners, other: Corners) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_that_a_tag_is_above_its_box_however_small() -> None:
    (place,) = place_tags([(100, 100, 104, 103)], [SIZE], BOUNDS)
    assert place is not None
    assert (place.x, place.y, place.leader) == (99, 81, None)


@pytest.mark.parametrize("corners", [(2, 2, 40, 12), (620, 2, 638, 12), (600, 470, 639, 479), (0, 0, 640, 480)])
def test_that_a_tag_stays_within_the_image(corners: Corners) -> None:
    for below in (False, True):
        (place,) = place_tags([corners], [SIZE], BOUNDS, [below])
        assert place is not None
        x1, y1, x2, y2 = covered(place)
        assert x1 >= 0
        assert y1 >= 0
        assert x2 <= 640
        assert y2 <= 480


def test_that_a_tag_leaves_a_small_box_beside_its_own_in_view() -> None:
    small, large = (100.0, 60.0, 130.0, 90.0), (110.0, 84.0, 180.0, 160.0)
    _, place = place_tags([small, large], [SIZE, SIZE], BOUNDS)
    assert place is not None
    assert place.leader is None
    assert not overlap(covered(place), small)


def test_that_the_tag_of_a_crowded_box_is_led_to_it() -> None:
    crowd = [(300.0 + step, 200.0 + step, 320.0 + step, 215.0 + step) for step in range(12)]
    places = [place for place in place_tags(crowd, [SIZE] * len(crowd), BOUNDS) if place is not None]
    assert len(places) == len(crowd)
    assert not any(overlap(covered(one), covered(other)) for one, other in combinations(places, 2))
    led = [(place, corners) for place, corners in zip(places, crowd, strict=True) if place.leader is not None]
    assert led
    for place, (x1, y1, x2, y2) in led:
        assert place.leader is not None
        assert x1 <= place.leader[2] <= x2
        assert y1 <= place.leader[3] <= y2


@given(
    st.lists(st.tuples(st.integers(0, 600), st.integers(0, 440), st.integers(1, 40), st.integers(1, 40)), max_size=30)
)
def test_that_no_tag_leaves_the_image_or_is_dropped(rows: list[tuple[int, int, int, int]]) -> None:
    boxes = [(float(x), float(y), float(x + width), float(y + height)) for x, y, width, height in rows]
    places = [place for place in place_tags(boxes, [SIZE] * len(boxes), BOUNDS) if place is not None]
    assert len(places) == len(boxes)
    assert not any(overlap(covered(one), covered(other)) for one, other in combinations(places, 2))
    for x1, y1, x2, y2 in map(covered, places):
        assert min(x1, y1) >= 0
        assert x2 <= 640
        assert y2 <= 480


def test_that_tags_may_hide_a_part_of_the_image_only() -> None:
    assert have_room([SIZE] * 20, BOUNDS)
    assert not have_room([SIZE] * 60, BOUNDS)


def test_that_no_tag_lies_over_another_where_there_is_no_room_left() -> None:
    boxes = [(10.0, 10.0, 30.0, 30.0)] * 400
    places = [place for place in place_tags(boxes, [SIZE] * len(boxes), (0, 0, 120, 90)) if place is not None]
    assert 0 < len(places) < 400
    assert not any(overlap(covered(one), covered(other)) for one, other in combinations(places, 2))


def test_that_tags_keep_off_what_is_taken() -> None:
    taken = [(0.0, 0.0, 640.0, 240.0)]
    (place,) = place_tags([(100, 100, 140, 140)], [SIZE], BOUNDS, taken=taken)
    assert place is not None
    assert place.y >= 240
    assert taken[1:] == [covered(place)]


def test_that_a_box_smaller_than_its_tag_has_it_whole(qtbot: QtBot) -> None:
    frame = CanvasFrame(Viewport(), 640, 480, margin=0)
    tag = render_tag("ladybird", "#FF9600", QFont().toString(), 1.0)
    painter = StillPainter(
        [annotation(300, 200, 310, 206, "ladybird", 1)],
        {"ladybird": "#FF9600"},
        QFont().toString(),
        frozenset({1}),
        image_size=(640, 480),
    )
    _painted, tags = painter.paint(frame)
    board, image = TagBoard(), QImage(640, 480, QImage.Format.Format_ARGB32_Premultiplied)
    board.place_all(frame, tags, [], [], QFont().toString(), (640, 480))
    with painter_on(image) as painter:
        board.draw_level(painter, frame.viewport, TagLevel.COMMON)
    top = 200 - 1 - tag.height()
    assert image.copy(299, top, tag.width(), tag.height()) == tag


def test_that_boxes_step_back_behind_layers(qtbot: QtBot) -> None:
    frame = CanvasFrame(Viewport(), 640, 480, margin=0)
    painter = StillPainter(
        [annotation(100, 100, 200, 200, "key", 1)], {"key": Meaning.OBJECT.color}, QFont().toString(),
        frozenset({1}), style=RECEDED_STYLE, image_size=(640, 480),
    )  # fmt: skip
    painted, tags = painter.paint(frame)
    across = [int(value) for value in painted.pixels[150, 98:103]]
    line = to_opaque_pixel(Meaning.OBJECT.color)
    assert [value == line for value in across] == [False, False, True, False, False]
    assert [tag.color for tag in tags.tags] == [RECEDED_STYLE.tag_color]
