"""Lines of the layers can be seen on real images: what is painted is measured against the pixels beside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtGui import QFont, QImage, QPainter
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from frcnn_gui.canvas.layers import BoxGroup, Layer, LayerContent, LayerStack, LineGroup, PointGroup
from frcnn_gui.canvas.painting.box_painter import BoxDisplayState, BoxPainter
from frcnn_gui.canvas.painting.layer_cache import LayerCache
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame
from frcnn_gui.canvas.viewport import Viewport
from frcnn_gui.common.canvas_colors import CLASS_COLORS, MORE_COLORS
from frcnn_gui.common.meanings import Meaning

ROOT = Path(__file__).parents[5]
DEMO = ROOT / "resources" / "demo"
BCCD = ROOT.parent / "shared" / "data" / "bccd" / "JPEGImages"
BCCD_IMAGES = 8
MIN_CONTRAST = 3.0
"""WCAG 2.2, success criterion 1.4.11: of what is needed to understand a graphic."""
REACH_PX = 6
"""How far from the middle of a line the pixels beside it are."""
_VALUES = np.arange(256) / 255
LINEAR = np.where(_VALUES <= 0.04045, _VALUES / 12.92, ((_VALUES + 0.055) / 1.055) ** 2.4)
"""The linear light of each value of sRGB"""
Pixels = NDArray[np.uint8]


@cache
def load_pixels(path: Path) -> Pixels:
    return np.asarray(Image.open(path).convert("RGB"))


def render_over(pixels: Pixels, content: LayerContent) -> Pixels:
    """`pixels` (h, w, 3) with the layer over them, as the canvas paints it at a zoom of 100 %."""
    height, width, _ = pixels.shape
    stack = LayerStack()
    layer = Layer("layer", "Layer")
    stack.add_layer(layer)
    layer.set_content(content)
    cache = LayerCache(stack)
    image = QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    frame = CanvasFrame(Viewport(), width, height)
    while True:
        shown = image.copy()
        painter = QPainter(shown)
        cache.paint_layers(painter, frame)
        painter.end()
        if not cache.is_busy:
            break
        cache._on_paint_timeout()
    seen = np.frombuffer(shown.constBits(), np.uint8).reshape(height, -1, 4)[:, :width, 2::-1]
    return np.ascontiguousarray(seen)


def luminance(pixels: Pixels) -> NDArray[np.float64]:
    relative: NDArray[np.float64] = LINEAR[pixels] @ (0.2126, 0.7152, 0.0722)
    return relative


def measure_contrast(before: Pixels, after: Pixels, across: NDArray[np.int64]) -> NDArray[np.float64]:
    """The contrast of lines with what is beside them.

    Args:
        before: (h, w, 3) the image alone.
        after: (h, w, 3) the image with the lines.
        across: (N, 2 * REACH_PX + 1, 2) columns and rows of pixels across each of N places of lines.

    Returns:
        (N,) the contrast of the line or its casing, whichever is seen better, with the pixel beside the line, on the
        side where it is seen worse.
    """
    columns, rows = across[..., 0], across[..., 1]
    old, new = before[rows, columns], after[rows, columns]
    painted = (old != new).any(axis=2)
    assert painted.any(axis=1).all()
    of_line = luminance(new) + 0.05
    contrasts = []
    first, last = painted.argmax(axis=1), painted.shape[1] - 1 - painted[:, ::-1].argmax(axis=1)
    for beside in (np.maximum(first - 1, 0), np.minimum(last + 1, painted.shape[1] - 1)):
        ground = (luminance(old[np.arange(len(old)), beside]) + 0.05)[:, None]
        ratio = np.where(painted, np.maximum(of_line / ground, ground / of_line), 1.0)
        contrasts.append(ratio.max(axis=1))
    return np.minimum(*contrasts)


def spread_boxes(width: int, height: int) -> NDArray[np.float32]:
    """Boxes all over an image whose lines are far from each other."""
    x, y = np.meshgrid(np.arange(20, width - 60, 80), np.arange(20, height - 60, 80))
    corners = np.stack((x.ravel(), y.ravel()), axis=1)
    return np.concatenate((corners, corners + 50), axis=1).astype(np.float32)


def across_sides(boxes: NDArray[np.float32]) -> NDArray[np.int64]:
    """Pixels across the left and the upper side of each box, in its middle."""
    reach = np.arange(-REACH_PX, REACH_PX + 1)
    x, y = boxes[:, 0].astype(int)[:, None], boxes[:, 1].astype(int)[:, None]
    left = np.stack(np.broadcast_arrays(x + reach, y + 25), axis=2)
    top = np.stack(np.broadcast_arrays(x + 25, y + reach), axis=2)
    return np.concatenate((left, top))


def list_images() -> list[Path]:
    found = sorted(DEMO.glob("*.jpg"))
    return found + sorted(BCCD.glob("*.jpg"))[:BCCD_IMAGES] if BCCD.is_dir() else found


def measure_boxes(pixels: Pixels, color: str, width: int, dashed: bool = False) -> float:
    """The lowest contrast of the sides of boxes all over the image."""
    boxes = spread_boxes(pixels.shape[1], pixels.shape[0])
    after = render_over(pixels, LayerContent((BoxGroup(boxes, color, width, dashed),)))
    return float(measure_contrast(pixels, after, across_sides(boxes)).min())


def test_that_the_images_of_the_demo_are_measured() -> None:
    assert len(list(DEMO.glob("*.jpg"))) >= 20


@pytest.mark.parametrize("meaning", Meaning)
def test_that_the_lines_of_every_color_are_seen_on_every_image_of_the_demo(meaning: Meaning, qtbot: QtBot) -> None:
    for path in sorted(DEMO.glob("*.jpg")):
        assert measure_boxes(load_pixels(path), meaning.color, width=1) >= MIN_CONTRAST, path.name


@pytest.mark.skipif(not BCCD.is_dir(), reason="the BCCD images are not beside the checkout")
@pytest.mark.parametrize("meaning", Meaning)
def test_that_the_lines_of_every_color_are_seen_on_micrographs(meaning: Meaning, qtbot: QtBot) -> None:
    paths = sorted(BCCD.glob("*.jpg"))[:BCCD_IMAGES]
    assert paths
    for path in paths:
        assert measure_boxes(load_pixels(path), meaning.color, width=2) >= MIN_CONTRAST, path.name


GROUNDS = {"white": 255, "gray": 118, "dim": 60, "black": 0}


@pytest.mark.parametrize("gray", GROUNDS.values(), ids=GROUNDS)
@pytest.mark.parametrize("meaning", Meaning)
def test_that_dashed_lines_arrows_and_points_are_seen_on_any_ground(meaning: Meaning, gray: int, qtbot: QtBot) -> None:
    pixels = np.full((300, 300, 3), gray, dtype=np.uint8)
    assert measure_boxes(pixels, meaning.color, width=2, dashed=True) >= MIN_CONTRAST
    lines = LineGroup(np.array([[20, 60, 250, 60]], dtype=np.float32), meaning.color, arrows=True)
    points = PointGroup(np.array([[100, 200]], dtype=np.float32), meaning.color)
    after = render_over(pixels, LayerContent(lines=(lines,), points=(points,)))
    reach = np.arange(-REACH_PX, REACH_PX + 1)
    places = [np.stack(np.broadcast_arrays(x, y + reach), axis=1) for x, y in ((130, 60), (100, 200))]
    assert measure_contrast(pixels, after, np.stack(places)).min() >= MIN_CONTRAST


def render_labels(pixels: Pixels, boxes: NDArray[np.float32], color: str) -> Pixels:
    """`pixels` (h, w, 3) with boxes of one class, as the Label workspace paints them at a zoom of 100 %."""
    height, width, _ = pixels.shape
    image = QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    annotations = tuple(Annotation(Box(*map(float, box)), "", uid) for uid, box in enumerate(boxes))
    painter = QPainter(image)
    frame = CanvasFrame(Viewport(), width, height)
    BoxPainter(lambda _label: color, QFont()).draw_unchanged(painter, frame, annotations, BoxDisplayState())
    painter.end()
    seen = np.frombuffer(image.constBits(), np.uint8).reshape(height, -1, 4)[:, :width, 2::-1]
    return np.ascontiguousarray(seen)


@pytest.mark.parametrize("color", CLASS_COLORS + MORE_COLORS)
def test_that_the_boxes_of_every_class_are_seen_on_the_images_of_the_demo(color: str, qtbot: QtBot) -> None:
    """Brown on wood, dark blue on dark leaves."""
    for path in sorted(DEMO.glob("*.jpg"))[::3]:
        pixels = load_pixels(path)
        boxes = spread_boxes(pixels.shape[1], pixels.shape[0])
        after = render_labels(pixels, boxes, color)
        assert measure_contrast(pixels, after, across_sides(boxes)).min() >= MIN_CONTRAST, path.name


def test_that_a_line_without_a_casing_would_fail(qtbot: QtBot) -> None:
    """Cyan on wood, green on grass: the reason for the casing."""
    pixels = load_pixels(DEMO / "demo_0001.jpg")
    after = pixels.copy()
    after[:, 100] = (0x34, 0xC3, 0xFF)
    across = np.stack(np.broadcast_arrays(100 + np.arange(-REACH_PX, REACH_PX + 1), 50), axis=1)[None]
    assert measure_contrast(pixels, after, across)[0] < MIN_CONTRAST
