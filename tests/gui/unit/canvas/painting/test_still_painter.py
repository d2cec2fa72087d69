"""A picture of boxes that is moved with what is seen is the one that would be painted again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.geometry import Box, Geometry
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox
from detector.data.outlines.rings import Rings
from frcnn_gui.canvas.painting import still_painter
from frcnn_gui.canvas.painting.box_style import BoxStyle
from frcnn_gui.canvas.painting.frame_moves import move_painted_frame
from frcnn_gui.canvas.painting.painted_frame import CanvasFrame, PaintedFrame
from frcnn_gui.canvas.painting.still_painter import StillPainter
from frcnn_gui.canvas.viewport import Viewport

WIDTH, HEIGHT, MARGIN = 200, 150, 24
COLORS = {"cat": "#ff2020", "dog": "#2080ff"}
MAX_DIFFERENCE = 3
"""Of 255: coordinates are rounded to 32 bits"""


def create_outline(random: np.random.Generator, center: NDArray[np.float64]) -> Geometry:
    angles = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    lengths = random.uniform(4, 50) * (1 + 0.1 * random.standard_normal(40))
    points = center + lengths[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1)
    return OutlinedBox.around(Rings.from_polygons([points]))


def create_mask(random: np.random.Generator, center: NDArray[np.float64]) -> Geometry:
    rows, columns = np.ogrid[:60, :80]
    mask = (np.hypot(rows - 30, columns - 40) < 28) & (np.hypot(rows - 25, columns - 40) > random.uniform(4, 9))
    return OutlinedBox.around(Bitmap.from_mask(mask, *np.round(center).astype(int).tolist()))


def create_box(random: np.random.Generator, center: NDArray[np.float64]) -> Geometry:
    return Box(*center.tolist(), *(center + random.uniform(3, 90, 2)).tolist())


KINDS: tuple[Callable[[np.random.Generator, NDArray[np.float64]], Geometry], ...] = (
    create_outline,
    create_mask,
    create_box,
)


def create_annotations(seed: int, count: int = 40) -> list[Annotation]:
    random = np.random.default_rng(seed)
    return [
        Annotation(
            KINDS[at % 3](random, random.uniform(0, 400, 2)),
            str(random.choice(list(COLORS))),
            at,
            difficult=bool(random.random() < 0.3),
        )
        for at in range(count)
    ]


def measure_difference(one: PaintedFrame, other: PaintedFrame) -> int:
    """The largest difference of a channel in what the widget shows of two pictures."""
    margin = round(MARGIN * one.frame.ratio)
    inside = np.s_[margin:-margin, margin:-margin]
    shown = [painted.pixels[inside].copy().view(np.uint8).astype(int) for painted in (one, other)]
    return int(np.abs(shown[0] - shown[1]).max())


@pytest.mark.parametrize("has_tags", [False, True])
@pytest.mark.parametrize(("scale", "ratio"), [(1.0, 1.0), (1.37, 1.0), (0.61, 2.0)])
def test_that_a_moved_picture_is_the_one_painted_again(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, scale: float, ratio: float, has_tags: bool
) -> None:
    monkeypatch.setattr(still_painter, "MAX_TAGS", 0 if has_tags else 1000)
    annotations = create_annotations(round(scale * 100))
    tagged = frozenset(range(40)) if has_tags else frozenset()

    def create_painter() -> StillPainter:
        return StillPainter(annotations, COLORS, QFont().toString(), tagged, BoxStyle(boxes_of_outlines=True))

    view, painter = Viewport(scale, -30.25, -20.5), create_painter()
    painted, _tags = painter.paint(CanvasFrame(view, WIDTH, HEIGHT, ratio, MARGIN))
    for dx, dy in ((-25, 0), (0, -30), (31, 26), (-40, 13), (-3, -44)):
        view = view.pan_by(dx, dy)
        frame = CanvasFrame(view, WIDTH, HEIGHT, ratio, MARGIN)
        painted, tags = painter.paint(frame, painted)
        again, tags_again = create_painter().paint(frame)
        assert measure_difference(painted, again) <= MAX_DIFFERENCE
        assert tags.painted == tags_again.painted
        assert bool(tags.painted) == has_tags


def test_that_only_what_was_not_shown_is_painted() -> None:
    before = PaintedFrame(CanvasFrame(Viewport(1.0, 5.5, 7.0), 100, 80, 1.0, 10))
    before.pixels[:] = 1
    parts: list[CanvasFrame] = []

    def paint_part(part: CanvasFrame) -> PaintedFrame:
        parts.append(part)
        painted = PaintedFrame(part)
        painted.pixels[:] = 2
        return painted

    moved = move_painted_frame(before, CanvasFrame(Viewport(1.0, -14.5, 7.0), 100, 80, 1.0, 10), 3, paint_part)
    assert moved is not None
    painted, areas = moved
    assert (painted.pixels[:, :-23] == 1).all()
    assert (painted.pixels[:, -23:] == 2).all()
    assert [area.getRect() for area in areas] == [(87, -10, 23, 100)]
    assert parts == [CanvasFrame(Viewport(1.0, -98.5, 20.0), 29, 106, 1.0, 0)]


@pytest.mark.parametrize(
    "frame",
    [
        CanvasFrame(Viewport(1.5, 0, 0), 100, 80, 1.0, 10),
        CanvasFrame(Viewport(1.0, 0.5, 0), 100, 80, 1.0, 10),
        CanvasFrame(Viewport(1.0, 90, 0), 100, 80, 1.0, 10),
        CanvasFrame(Viewport(1.0, 0, 0), 100, 80, 1.5, 10),
    ],
)
def test_that_a_picture_of_another_place_or_scale_is_not_used(frame: CanvasFrame) -> None:
    before = PaintedFrame(CanvasFrame(Viewport(), 100, 80, 1.0, 10))
    assert move_painted_frame(before, frame, 3, PaintedFrame) is None
