"""Outlines on the canvas: what is inside is tinted, edges have a line, and masks are sampled at pixel centers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.geometry import Box, Geometry
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import Outline, OutlinedBox
from detector.data.outlines.packing import UnusableOutline
from detector.data.outlines.rings import Part, Ring, Rings
from frcnn_gui.canvas.painting.box_style import CLASS_STYLE, BoxStyle
from frcnn_gui.canvas.painting.outline_painter import (
    LIGHT_LINE_COLOR,
    OutlineStyle,
    PaintedOutline,
    paint_outlines,
    sample_bitmap,
)
from frcnn_gui.canvas.painting.outline_raster import blend_color
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame, PaintedFrame
from frcnn_gui.canvas.painting.raster import to_opaque_pixel
from frcnn_gui.canvas.painting.still_painter import StillPainter
from frcnn_gui.canvas.viewport import Viewport
from frcnn_gui.common.canvas_colors import CASING_COLOR

COLOR = "#ff0000"
STYLE = OutlineStyle(2, 0.5)
LINE = to_opaque_pixel(COLOR)
FRAME = CanvasFrame(Viewport(2.0, 4.0, 6.0), 120, 100, margin=0)
SQUARE_WITH_HOLE = Rings(
    (Part(Ring.from_points([(5, 5), (45, 5), (45, 40), (5, 40)]),
          (Ring.from_points([(15, 15), (35, 15), (35, 30), (15, 30)]),)),)
)  # fmt: skip
MASK_WITH_HOLE = Bitmap.from_mask(np.pad(np.zeros((15, 20), bool), 10, constant_values=True), 5, 5)


def paint(*outlines: Outline, frame: CanvasFrame = FRAME, dashed: bool = False) -> NDArray[np.uint32]:
    painted = PaintedFrame(frame)
    paint_outlines(painted, [PaintedOutline(outline, COLOR, dashed) for outline in outlines], STYLE)
    return painted.pixels


def at(pixels: NDArray[np.uint32], x: float, y: float, frame: CanvasFrame = FRAME) -> int:
    """The pixel of the picture that shows a place of the image."""
    left, top = frame.viewport.to_widget(x, y)
    return int(pixels[int(top), int(left)])


@pytest.mark.parametrize("outline", [SQUARE_WITH_HOLE, MASK_WITH_HOLE])
def test_that_the_inside_is_tinted_and_holes_and_the_outside_are_not(qtbot: QtBot, outline: Outline) -> None:
    pixels = paint(outline)
    inside = at(pixels, 10, 20)
    assert (inside >> 24, inside >> 16 & 255, inside & 0xFFFF) == (128, 128, 0)
    assert at(pixels, 25, 22) == at(pixels, 48, 44) == 0


@pytest.mark.parametrize("outline", [SQUARE_WITH_HOLE, MASK_WITH_HOLE])
def test_that_outer_edges_and_holes_have_a_line_in_a_casing(qtbot: QtBot, outline: Outline) -> None:
    pixels = paint(outline)
    for x, y in ((5.1, 20), (44.4, 20), (25, 5.1), (25, 39.4), (14.4, 20), (35.1, 20)):
        steps = (-1.5, -1, -0.5, 0, 0.5, 1, 1.5)
        across = {at(pixels, x + dx, y + dy) for dx in steps for dy in steps}
        assert {LINE, to_opaque_pixel(CASING_COLOR), to_opaque_pixel(LIGHT_LINE_COLOR)} <= across


def test_that_the_line_of_the_last_outline_is_on_top(qtbot: QtBot) -> None:
    painted = PaintedFrame(FRAME)
    over, under = Rings.from_box(Box(10, 10, 30, 30)), Rings.from_box(Box(20, 0, 40, 20))
    paint_outlines(painted, [PaintedOutline(under, "#00ff00"), PaintedOutline(over, COLOR)], OutlineStyle(2, 0.0))
    for x, y in ((20, 10), (30, 20)):
        left, top = (round(value) for value in FRAME.viewport.to_widget(x, y))
        assert (painted.pixels[top - 1 : top + 1, left - 1 : left + 1] == LINE).all()


def test_that_the_outline_of_a_difficult_object_has_gaps(qtbot: QtBot) -> None:
    for outline in (SQUARE_WITH_HOLE, MASK_WITH_HOLE):
        dashed = np.count_nonzero(paint(outline, dashed=True) == LINE)
        assert 0.3 < dashed / np.count_nonzero(paint(outline) == LINE) < 0.7


def test_that_an_outline_smaller_than_a_pixel_is_seen(qtbot: QtBot) -> None:
    frame = CanvasFrame(Viewport(0.05), 60, 60, margin=0)
    pixel = Bitmap.from_mask(np.ones((1, 1), bool), 500, 500)
    assert paint(Rings.from_box(Box(500, 500, 503, 502)), frame=frame).any()
    assert paint(pixel, frame=frame).any()


def test_that_lines_are_cut_where_outlines_reach_far_out_of_the_picture(qtbot: QtBot) -> None:
    frame = CanvasFrame(Viewport(64.0, -3000.0, -3000.0), 100, 80, margin=0)
    huge = Rings.from_box(Box(-1e9, -1e300, 47.5, 1e9))
    column = paint(huge, frame=frame)[:, int(47.5 * 64 - 3000)]
    assert (column == LINE).all()


def test_that_a_mask_that_leaves_the_picture_has_no_line_at_its_border(qtbot: QtBot) -> None:
    frame = CanvasFrame(Viewport(1.0), 40, 30, margin=0)
    pixels = paint(Bitmap.from_mask(np.ones((100, 100), bool), -20, -20), frame=frame)
    assert LINE not in pixels


@given(
    st.integers(0, 10_000), st.sampled_from([0.3, 0.77, 1.0, 2.5, 7.0]), st.floats(-30, 30), st.floats(-30, 30)
)  # fmt: skip
def test_that_a_mask_is_sampled_at_the_centers_of_the_pixels_of_the_screen(
    seed: int, scale: float, offset_x: float, offset_y: float
) -> None:
    mask = np.random.default_rng(seed).random((9, 11)) < 0.6
    mask[0, 0] = mask[-1, -1] = True
    frame = CanvasFrame(Viewport(scale, offset_x, offset_y), 50, 40, margin=0)
    rows, columns = np.mgrid[:40, :50]
    x, y = (np.floor(place).astype(int) for place in frame.viewport.to_image(columns + 0.5, rows + 0.5))
    is_near = (x >= 3) & (x < 14) & (y >= 2) & (y < 11)
    expected = is_near & mask[np.clip(y - 2, 0, 8), np.clip(x - 3, 0, 10)]
    found = np.zeros((40, 50), bool)
    sampled = sample_bitmap(Bitmap.from_mask(mask, 3, 2), frame)
    if sampled is not None:
        part, left, top = sampled
        found[top : top + part.shape[0], left : left + part.shape[1]] = part
    if expected.any():
        assert (found == expected).all()
    else:
        assert found.sum() <= 4


def test_that_blending_is_that_of_the_usual_formula() -> None:
    pixels = np.array([[0xFF204060, 0x00000000]], np.uint32)
    blend_color(pixels, np.array([[True, True]]), 0xFFE0A000, 0.25)
    over, alone = (int(pixel) for pixel in pixels[0])
    channels = [over >> shift & 255 for shift in (24, 16, 8, 0)]
    assert np.allclose(channels, [255, 0x20 * 0.75 + 0xE0 * 0.25, 0x40 * 0.75 + 0xA0 * 0.25, 0x60 * 0.75], atol=1.5)
    assert np.allclose([alone >> 24, alone >> 16 & 255], [64, 0xE0 / 4], atol=1.5)


def paint_annotation(geometry: Geometry, style: BoxStyle) -> NDArray[np.uint32]:
    painter = StillPainter([Annotation(geometry, "cell", 1)], {"cell": COLOR}, QFont().toString(), style=style)
    return painter.paint(FRAME)[0].pixels


def test_that_the_box_of_an_outline_is_a_thin_line_where_that_is_wanted(qtbot: QtBot) -> None:
    geometry = OutlinedBox(Box(2, 2, 50, 44), SQUARE_WITH_HOLE)
    without = paint_annotation(geometry, CLASS_STYLE)
    with_box = paint_annotation(geometry, BoxStyle(boxes_of_outlines=True))
    assert at(without, 2, 20) == 0
    assert at(with_box, 2, 20) == LINE
    assert at(with_box, 5, 20) == at(without, 5, 20) == LINE


def test_that_an_object_whose_outline_cannot_be_used_is_painted_as_its_box(qtbot: QtBot) -> None:
    box = Box(5, 5, 40, 30)
    faulty = OutlinedBox(box, UnusableOutline("Its counts do not fit."))
    assert (paint_annotation(faulty, CLASS_STYLE) == paint_annotation(box, CLASS_STYLE)).all()
