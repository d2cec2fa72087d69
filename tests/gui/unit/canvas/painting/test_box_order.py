"""Which box is above: small ones lie on large ones, are hit first, and look so; frames against a loop over pixels."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from frcnn_gui.canvas.painting.box_frames import paint_frames
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame
from frcnn_gui.canvas.painting.raster import DASH_PX, to_opaque_pixel
from frcnn_gui.canvas.painting.still_painter import StillPainter, order_by_area
from frcnn_gui.canvas.viewport import Viewport
from frcnn_gui.document.hit_test import find_annotations_at
from tests.gui.unit.canvas.test_canvas_view import Stage
from tests.gui.unit.small_session import annotation

NESTED = (
    annotation(20, 20, 40, 40, "ant", 1),
    annotation(10, 10, 100, 90, "bus", 2),
    annotation(15, 15, 60, 60, "cat", 3),
)
COLORS = {"ant": "#ff0000", "bus": "#00ff00", "cat": "#0000ff"}


def test_that_the_smallest_of_nested_boxes_is_hit_first() -> None:
    assert find_annotations_at(NESTED, 30, 30, 0) == (1, 3, 2)
    assert find_annotations_at(NESTED, 50, 50, 0) == (3, 2)
    assert [NESTED[at].uid for at in order_by_area(NESTED)] == [2, 3, 1]


def test_that_of_equal_boxes_the_last_is_above_and_hit_first() -> None:
    twins = (annotation(0, 0, 9, 9, uid=1), annotation(0, 0, 9, 9, uid=2))
    assert find_annotations_at(twins, 4, 4, 0) == (2, 1)
    assert order_by_area(twins) == [0, 1]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_that_a_small_box_is_painted_above_the_large_ones_it_crosses(qtbot: QtBot, order: tuple[int, ...]) -> None:
    """Three boxes that share their upper left corner."""
    annotations = (
        annotation(10, 10, 40, 40, "ant", 1),
        annotation(10, 10, 60, 60, "cat", 2),
        annotation(10, 10, 90, 90, "bus", 3),
    )
    frame = CanvasFrame(Viewport(1.0, 0.0, 0.0), 100, 100, margin=0)
    painted, _tags = StillPainter([annotations[at] for at in order], COLORS, QFont().toString()).paint(frame)
    corner, beside, further = painted.pixels[10, 25], painted.pixels[10, 50], painted.pixels[10, 75]
    assert [int(corner), int(beside), int(further)] == [
        to_opaque_pixel(COLORS[label]) for label in ("ant", "cat", "bus")
    ]


def test_that_every_one_of_nested_boxes_can_be_selected(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    stage.document.replace_annotations("Put", NESTED)
    for place, uid in ((30, 1), (50, 3), (80, 2)):
        stage.click(place, place)
        assert stage.session.selection == {uid}


def painted_slowly(
    shape: tuple[int, int], edges: NDArray[np.int32], colors: list[int], dashed: list[bool], casing_color: int
) -> NDArray[np.uint32]:
    """Frames two pixels wide in a casing of one, pixel by pixel."""
    pixels = np.zeros(shape, dtype=np.uint32)
    for (x1, y1, x2, y2), color, is_dashed in zip(edges.tolist(), colors, dashed, strict=True):
        for y in range(shape[0]):
            for x in range(shape[1]):
                depth = min(x - x1, x2 - x, y - y1, y2 - y)
                if depth == -1 or (0 <= depth < 2 and is_dashed):
                    pixels[y, x] = casing_color
                if not 0 <= depth < 2:
                    continue
                along = [x] if min(y - y1, y2 - y) < 2 else []
                along += [y] if min(x - x1, x2 - x) < 2 else []
                if not is_dashed or any(place // DASH_PX % 2 == 0 for place in along):
                    pixels[y, x] = color
    return pixels


def test_that_frames_are_what_a_loop_over_the_pixels_paints() -> None:
    random = np.random.default_rng(4)
    corners = random.integers(-12, 50, size=(40, 2))
    edges = np.concatenate((corners, corners + random.integers(0, 30, size=(40, 2))), axis=1).astype(np.int32)
    colors = [int(value) for value in random.integers(0xFF000001, 0xFFFFFFFF, size=40)]
    dashed = [bool(value) for value in random.integers(0, 2, size=40)]
    pixels = np.zeros((48, 40), dtype=np.uint32)
    paint_frames(pixels, edges, colors, dashed, thickness=2, casing=1, casing_color=0xFF101010)
    assert (pixels == painted_slowly((48, 40), edges, colors, dashed, 0xFF101010)).all()
