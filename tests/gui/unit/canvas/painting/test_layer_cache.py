"""Painting layers into pictures: pixel for pixel what drawing each box would give, and only when it is needed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from frcnn_gui.canvas.layers import BoxGroup, Layer, LayerContent, LayerStack
from frcnn_gui.canvas.painting import layer_cache
from frcnn_gui.canvas.painting.layer_cache import LayerCache
from frcnn_gui.canvas.painting.layer_painter import paint_in_steps
from frcnn_gui.canvas.painting.painted_frame import MARGIN_PX, CanvasFrame, PaintedFrame
from frcnn_gui.canvas.painting.raster import (
    compute_device_edges,
    inset_edges,
    merge_stretches,
    paint_outlines,
    to_opaque_pixel,
)
from frcnn_gui.canvas.viewport import Viewport
from frcnn_gui.common.canvas_colors import CASING_COLOR, LIGHT_CASING_COLOR

COLOR = "#34C3FF"
FRAME = CanvasFrame(Viewport(), 80, 60)


def boxes(*rows: tuple[float, float, float, float]) -> NDArray[np.float32]:
    return np.array(rows, dtype=np.float32).reshape(-1, 4)


def content(*rows: tuple[float, float, float, float], color: str = COLOR, **options: object) -> LayerContent:
    return LayerContent((BoxGroup(boxes(*rows), color, **options),), str(len(rows)))  # type: ignore[arg-type]


def drawn_one_by_one(edges: NDArray[np.int32], height: int, width: int) -> NDArray[np.bool_]:
    """Which pixels the outlines cover, by the definition."""
    pixels = np.zeros((height, width), dtype=np.bool_)
    rows, columns = np.mgrid[:height, :width]
    for left, top, right, bottom in edges.tolist():
        inside = (columns >= left) & (columns <= right) & (rows >= top) & (rows <= bottom)
        border = (columns == left) | (columns == right) | (rows == top) | (rows == bottom)
        pixels |= inside & border
    return pixels


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(arrays.arrays(np.int32, st.tuples(st.integers(0, 12), st.just(4)), elements=st.integers(-10, 40)))
def test_that_merged_lines_cover_what_single_boxes_would(corners: NDArray[np.int32]) -> None:
    edges = np.concatenate(
        (np.minimum(corners[:, :2], corners[:, 2:]), np.maximum(corners[:, :2], corners[:, 2:])), axis=1
    )
    pixels = np.zeros((24, 30), dtype=np.uint32)
    paint_outlines(pixels, edges, to_opaque_pixel(COLOR))
    assert np.array_equal(pixels != 0, drawn_one_by_one(edges, 24, 30))


def test_that_lines_that_touch_or_lie_over_each_other_become_one() -> None:
    lines = np.array([5, 5, 5, 7], dtype=np.int32)
    starts = np.array([0, 10, 3, 0], dtype=np.int32)
    ends = np.array([9, 12, 4, 4], dtype=np.int32)
    assert merge_stretches(lines, starts, ends, 20, 20).tolist() == [[5, 0, 12], [7, 0, 4]]


def test_that_a_lattice_of_anchors_needs_few_lines() -> None:
    grid = np.arange(0, 800, 16, dtype=np.float32)
    x, y = (values.ravel() for values in np.meshgrid(grid, grid))
    lattice = np.stack((x, y, x + 128, y + 128), axis=1)
    edges = compute_device_edges(lattice, CanvasFrame(Viewport(), 1000, 1000))
    rows = merge_stretches(np.tile(edges[:, 1], 1), edges[:, 0], edges[:, 2], 2000, 2000)
    assert len(rows) == len(grid)


def test_that_an_outline_that_is_inset_too_far_is_gone() -> None:
    edges = np.array([[0, 0, 10, 10], [0, 0, 3, 10]], dtype=np.int32)
    assert inset_edges(edges, 2).tolist() == [[2, 2, 8, 8]]


def test_that_boxes_far_outside_do_not_overflow() -> None:
    edges = compute_device_edges(boxes((-1e9, -1e9, 1e9, 1e9)), FRAME)
    pixels = np.zeros((10, 10), dtype=np.uint32)
    paint_outlines(pixels, edges, to_opaque_pixel(COLOR))
    assert not pixels.any()


def paint_content(what: LayerContent, frame: CanvasFrame = FRAME) -> PaintedFrame:
    painted = PaintedFrame(frame)
    for _ in paint_in_steps(painted, what):
        pass
    return painted


def widget_pixel(painted: PaintedFrame, x: int, y: int) -> int:
    """The pixel at (x, y) of the widget."""
    margin = painted.frame.margin
    return int(painted.pixels[y + margin, x + margin])


def test_that_a_box_is_painted_opaque_where_it_lies(qtbot: QtBot) -> None:
    painted = paint_content(content((10, 10, 30, 20)))
    assert widget_pixel(painted, 10, 10) == to_opaque_pixel(COLOR)
    assert widget_pixel(painted, 30, 15) == to_opaque_pixel(COLOR)
    assert widget_pixel(painted, 20, 15) == 0
    assert widget_pixel(painted, 8, 10) == 0


def test_that_an_outline_has_a_casing_dark_outside_and_light_inside(qtbot: QtBot) -> None:
    painted = paint_content(content((10, 10, 40, 40), width=2))
    across = [widget_pixel(painted, x, 25) for x in range(7, 13)]
    colors = [CASING_COLOR, COLOR, COLOR, LIGHT_CASING_COLOR]
    assert across == [0, *map(to_opaque_pixel, colors), 0]


def test_that_no_casing_hides_a_line_of_its_group(qtbot: QtBot) -> None:
    painted = paint_content(content((10, 10, 40, 40), (11, 11, 41, 41)))
    assert widget_pixel(painted, 10, 25) == widget_pixel(painted, 11, 25) == to_opaque_pixel(COLOR)


def test_that_the_viewport_moves_and_scales_the_boxes(qtbot: QtBot) -> None:
    painted = paint_content(content((10, 10, 20, 20)), CanvasFrame(Viewport(2.0, 5, 7), 80, 60))
    assert widget_pixel(painted, 25, 27) == to_opaque_pixel(COLOR)
    assert widget_pixel(painted, 45, 47) == to_opaque_pixel(COLOR)


def test_that_a_thick_outline_is_centered_on_its_edge(qtbot: QtBot) -> None:
    painted = paint_content(content((10, 10, 40, 40), width=3))
    line = to_opaque_pixel(COLOR)
    assert [widget_pixel(painted, x, 25) == line for x in range(8, 13)] == [False, True, True, True, False]


def test_that_a_dashed_outline_has_gaps(qtbot: QtBot) -> None:
    painted = paint_content(content((0, 10, 70, 40), dashed=True))
    row = [widget_pixel(painted, x, 10) == to_opaque_pixel(COLOR) for x in range(70)]
    assert 0.4 < np.mean(row) < 0.6


def test_that_an_inside_is_filled_translucent(qtbot: QtBot) -> None:
    painted = paint_content(content((10, 10, 40, 40), fill=0.25))
    assert widget_pixel(painted, 25, 25) >> 24 == pytest.approx(64, abs=1)


def test_that_a_picture_for_a_sharper_screen_has_more_pixels(qtbot: QtBot) -> None:
    frame = CanvasFrame(Viewport(), 80, 60, ratio=2.0)
    painted = paint_content(content((10, 10, 30, 20)), frame)
    assert painted.image.width() == 2 * (80 + 2 * MARGIN_PX)
    assert painted.pixels[2 * (10 + MARGIN_PX), 2 * (10 + MARGIN_PX)] == to_opaque_pixel(COLOR)


def test_that_a_picture_serves_as_long_as_the_widget_stays_within_it() -> None:
    assert FRAME.covers_frame(CanvasFrame(Viewport(1, MARGIN_PX, -MARGIN_PX), 80, 60))
    assert not FRAME.covers_frame(CanvasFrame(Viewport(1, MARGIN_PX + 1, 0), 80, 60))
    assert not FRAME.covers_frame(CanvasFrame(Viewport(1, 0, -MARGIN_PX - 1), 80, 60))
    assert not FRAME.covers_frame(CanvasFrame(Viewport(1.1), 80, 60))
    assert not FRAME.covers_frame(CanvasFrame(Viewport(), 80 + MARGIN_PX + 1, 60))


# -- the cache


class Canvas:
    """A layer, its cache, and something to paint on."""

    def __init__(self) -> None:
        self.stack = LayerStack()
        self.layer = Layer("anchors", "Anchors")
        self.stack.add_layer(self.layer)
        self.cache = LayerCache(self.stack)

    def paint(self, viewport: Viewport | None = None) -> QImage:
        frame = CanvasFrame(viewport or Viewport(), 80, 60)
        image = QImage(80, 60, QImage.Format.Format_RGB32)
        image.fill(QColor("#000000"))
        painter = QPainter(image)
        self.cache.paint_layers(painter, frame)
        painter.end()
        return image


@pytest.fixture
def canvas(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Canvas:
    """What is little is painted at once, however busy the machine is."""
    monkeypatch.setattr(layer_cache, "SLICE_S", 60.0)
    return Canvas()


@pytest.fixture
def paintings(monkeypatch: pytest.MonkeyPatch) -> list[LayerContent]:
    """Everything that is repainted, in order."""
    begun: list[LayerContent] = []

    def counted(painted: PaintedFrame, what: LayerContent) -> object:
        begun.append(what)
        return paint_in_steps(painted, what)

    monkeypatch.setattr(layer_cache, "paint_in_steps", counted)
    return begun


def is_lit(image: QImage, x: int, y: int) -> bool:
    return image.pixelColor(x, y).name().upper() == COLOR


def test_that_a_layer_is_painted_once_and_then_moved(canvas: Canvas, paintings: list[LayerContent]) -> None:
    canvas.layer.set_content(content((10, 10, 30, 20)))
    assert is_lit(canvas.paint(), 10, 10)
    assert is_lit(canvas.paint(Viewport(1, 5, 3)), 15, 13)
    assert is_lit(canvas.paint(Viewport(1, -7, 0)), 3, 10)
    assert len(paintings) == 1


def test_that_new_content_is_painted_at_once_when_it_is_little(canvas: Canvas) -> None:
    canvas.layer.set_content(content((10, 10, 30, 20)))
    canvas.paint()
    canvas.layer.set_content(content((40, 30, 60, 50)))
    image = canvas.paint()
    assert is_lit(image, 40, 30)
    assert not is_lit(image, 10, 10)


def test_that_a_hidden_or_empty_layer_is_not_painted(canvas: Canvas, paintings: list[LayerContent]) -> None:
    canvas.layer.set_content(content((10, 10, 30, 20)))
    canvas.layer.set_visible(False)
    assert not is_lit(canvas.paint(), 10, 10)
    canvas.layer.set_visible(True)
    canvas.layer.set_content(LayerContent((), ""))
    assert not is_lit(canvas.paint(), 10, 10)
    assert not paintings


def test_that_opacity_costs_no_painting(canvas: Canvas, paintings: list[LayerContent]) -> None:
    canvas.layer.set_content(content((10, 10, 30, 20), color="#FFFFFF"))
    canvas.paint()
    canvas.layer.set_opacity(0.5)
    assert canvas.paint().pixelColor(10, 10).red() == pytest.approx(128, abs=2)
    assert len(paintings) == 1


def test_that_a_zoom_stretches_the_old_picture_and_a_crisp_one_follows(
    canvas: Canvas, paintings: list[LayerContent], qtbot: QtBot
) -> None:
    canvas.layer.set_content(content((10, 10, 30, 20)))
    canvas.paint()
    canvas.cache.note_zoom_change()
    stretched = canvas.paint(Viewport(2.0))
    assert is_lit(stretched, 21, 21)
    assert is_lit(stretched, 20, 20)
    assert len(paintings) == 1
    qtbot.waitSignal(canvas.cache.frame_painted).wait()
    crisp = canvas.paint(Viewport(2.0))
    assert len(paintings) == 2
    assert is_lit(crisp, 20, 20)
    assert not is_lit(crisp, 21, 21)


def test_that_content_that_changes_while_it_is_painted_is_painted_after_all(
    canvas: Canvas, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(layer_cache, "SLICE_S", 0.0)
    canvas.layer.set_content(content((10, 10, 30, 20)))
    canvas.paint()
    assert canvas.cache.is_busy
    canvas.layer.set_content(content((40, 30, 60, 50)))
    monkeypatch.setattr(layer_cache, "SLICE_S", 60.0)
    canvas.paint()  # ends the picture of the first content
    with qtbot.waitSignal(canvas.cache.frame_painted):
        assert canvas.cache.is_busy
    assert is_lit(canvas.paint(), 40, 30)


def test_that_the_next_picture_is_begun_before_the_old_one_is_left(
    canvas: Canvas, paintings: list[LayerContent], qtbot: QtBot
) -> None:
    canvas.layer.set_content(content((10, 10, 30, 20)))
    canvas.paint()
    with qtbot.waitSignal(canvas.cache.frame_painted):
        canvas.paint(Viewport(1, MARGIN_PX * 0.75, 0))
    assert len(paintings) == 2


def test_that_much_is_painted_in_slices_while_the_old_stays_to_be_seen(
    canvas: Canvas, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    canvas.layer.set_content(content((10, 10, 30, 20)))
    canvas.paint()
    monkeypatch.setattr(layer_cache, "SLICE_S", 0.0)  # one step at a time
    canvas.layer.set_content(content((40, 30, 60, 50)))
    assert is_lit(canvas.paint(), 10, 10)
    assert canvas.cache.is_busy
    with qtbot.waitSignal(canvas.cache.frame_painted):
        pass
    assert is_lit(canvas.paint(), 40, 30)
    assert not canvas.cache.is_busy


def test_that_content_that_changes_all_the_time_is_still_seen(
    canvas: Canvas, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(layer_cache, "SLICE_S", 0.0)
    seen = []
    for step in range(12):
        canvas.layer.set_content(content((10 + step, 10, 30 + step, 20)))
        image = canvas.paint()
        seen.append(any(is_lit(image, x, 15) for x in range(10, 22)))
    assert any(seen)


# -- several layers as one picture


def bytes_of(image: QImage) -> NDArray[np.int16]:
    return np.frombuffer(image.constBits(), dtype=np.uint8).reshape(60, -1, 4)[:, :80].astype(np.int16)


@pytest.fixture
def three(canvas: Canvas, monkeypatch: pytest.MonkeyPatch) -> Canvas:
    """Layers that cover each other in part, two of them translucent; each is painted whole at once."""
    monkeypatch.setattr(layer_cache, "SLICE_S", 60.0)
    canvas.layer.set_content(content((5, 5, 60, 50), fill=0.5))
    canvas.layer.set_opacity(0.6)
    for number, (color, opacity) in enumerate((("#E69F00", 1.0), ("#D55E00", 0.4))):
        layer = Layer(f"layer {number}", "Layer")
        canvas.stack.add_layer(layer)
        layer.set_content(content((15 + 10 * number, 12, 70, 40 + 5 * number), color=color, fill=0.3, width=2))
        layer.set_opacity(opacity)
    return canvas


def test_that_layers_that_stay_the_same_look_the_same_as_one_picture(three: Canvas) -> None:
    one_by_one = bytes_of(three.paint())
    flat = bytes_of(three.paint())
    assert np.abs(flat - one_by_one).max() <= 2  # premultiplied colors are rounded in another order
    three.stack.find_layer("layer 0").set_visible(False)  # type: ignore[union-attr]
    two = bytes_of(three.paint())
    assert np.abs(two - one_by_one).max() > 20
    assert np.abs(bytes_of(three.paint()) - two).max() <= 2


@pytest.mark.parametrize("way", [(50, 70, -40, -80), (-90, 60, 90)])
def test_that_panning_to_and_fro_uncovers_nothing(three: Canvas, way: tuple[int, ...]) -> None:
    three.paint()
    for x in way:
        shown = three.paint(Viewport(1, x, 0))
        repainted = LayerCache(three.stack)
        image = QImage(80, 60, QImage.Format.Format_RGB32)
        image.fill(QColor("#000000"))
        painter = QPainter(image)
        repainted.paint_layers(painter, CanvasFrame(Viewport(1, x, 0), 80, 60))
        painter.end()
        assert np.abs(bytes_of(shown) - bytes_of(image)).max() <= 2
