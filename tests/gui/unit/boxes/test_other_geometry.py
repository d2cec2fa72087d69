"""A geometry that is no box passes through the window: nothing but the geometry itself knows what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from frcnn_gui.boxes.box_actions import build_missing_copies
from frcnn_gui.document.box_geometry import (
    clip_annotation_to_image,
    enlarge_annotation,
    round_to_pixels,
    snap_edges_to_border,
)
from tests.gui.unit.canvas_bench import Bench
from tests.gui.unit.folders import gallery, write_folder

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Triangle:
    """Three corners; one outside the image is clipped to its border."""

    corners: tuple[Point, Point, Point]

    @property
    def bounds(self) -> Box:
        xs, ys = zip(*self.corners, strict=True)
        return Box(min(xs), min(ys), max(xs), max(ys))

    @property
    def area(self) -> float:
        (xa, ya), (xb, yb), (xc, yc) = self.corners
        return abs((xb - xa) * (yc - ya) - (xc - xa) * (yb - ya)) / 2

    @property
    def is_degenerate(self) -> bool:
        return self.area == 0

    def move_by(self, dx: float, dy: float) -> Triangle:
        return self._map(lambda x, y: (x + dx, y + dy))

    def resize_to(self, bounds: Box) -> Triangle:
        old = self.bounds
        scale_x, scale_y = bounds.width / old.width, bounds.height / old.height
        return self._map(lambda x, y: (bounds.x1 + (x - old.x1) * scale_x, bounds.y1 + (y - old.y1) * scale_y))

    def clip_to(self, width: int, height: int) -> Triangle:
        return self._map(lambda x, y: (min(max(x, 0.0), width), min(max(y, 0.0), height)))

    def _map(self, move: Callable[[float, float], Point]) -> Triangle:
        first, second, third = (move(x, y) for x, y in self.corners)
        return Triangle((first, second, third))


TRIANGLE = Triangle(((10.0, 30.0), (20.0, 10.0), (40.0, 30.0)))
SIGN = Annotation(TRIANGLE, "sign", 7)


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    """Three images of 64 x 48; the first shows nothing but the triangle."""
    bench = Bench(qtbot, gallery(write_folder(tmp_path / "photos", 3)))
    bench.document.replace_annotations("Put", (SIGN,))
    yield bench
    bench.close()


def drag(bench: Bench, start: Point, end: Point) -> None:
    QTest.mousePress(bench.canvas, LEFT, NO_KEYS, bench.place(*start))
    for share in (0.5, 1.0):
        bench.hover(start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
    QTest.mouseRelease(bench.canvas, LEFT, NO_KEYS, bench.place(*end), QApplication.doubleClickInterval() + 1)


def shapes(bench: Bench) -> list[Triangle]:
    return [cast(Triangle, annotation.geometry) for annotation in bench.document.annotations]


def test_that_it_is_selected_moved_and_resized_by_the_mouse_and_all_of_that_undone(bench: Bench) -> None:
    QTest.mouseClick(bench.canvas, LEFT, NO_KEYS, bench.place(25, 20))
    assert bench.session.selection == {7}
    drag(bench, (25, 20), (30, 24))
    moved = TRIANGLE.move_by(5, 4)
    assert shapes(bench) == [moved]
    drag(bench, (moved.bounds.x2, moved.bounds.y2), (55, 44))
    resized = Triangle(((15.0, 44.0), (15.0 + 40 / 3, 14.0), (55.0, 44.0)))
    assert bench.document.annotations[0].bounds == Box(15, 14, 55, 44)
    (shape,) = shapes(bench)
    assert np.allclose(shape.corners, resized.corners)
    bench.trigger("undo")
    assert shapes(bench) == [moved]
    bench.trigger("undo")
    assert bench.document.annotations == (SIGN,)
    bench.trigger("redo")
    assert shapes(bench) == [moved]


def test_that_a_copy_of_it_is_the_same_shape_a_little_aside(bench: Bench) -> None:
    bench.session.select_annotations([7])
    bench.trigger("duplicate")
    assert shapes(bench) == [TRIANGLE, TRIANGLE.move_by(10, 10)]
    assert bench.document.annotations[1].uid != 7


def test_that_copies_for_another_image_are_distinguished_by_their_shape(bench: Bench) -> None:
    mirrored = Annotation(Triangle(((10.0, 10.0), (20.0, 30.0), (40.0, 10.0))), "sign", 8)
    assert mirrored.bounds == SIGN.bounds
    (copy,) = build_missing_copies([SIGN, mirrored], bench.document)
    assert copy.geometry == mirrored.geometry


def test_that_it_is_painted_and_its_class_changed_like_that_of_a_box(bench: Bench) -> None:
    painted = bench.canvas.grab().toImage()
    bench.document.replace_annotations("Delete", ())
    assert bench.canvas.grab().toImage() != painted
    bench.trigger("undo")
    bench.document.relabel_annotations([7], "traffic sign")
    assert bench.document.annotations == (Annotation(TRIANGLE, "traffic sign", 7),)


def test_that_it_is_saved_as_its_bounds_to_a_format_that_holds_boxes(bench: Bench) -> None:
    document = bench.document
    assert document.file is not None
    document.file.save(document.image_annotations)
    (read,) = bench.gallery.read_labels(document.image).image_annotations.annotations
    assert (read.geometry, read.label) == (Box(10, 10, 40, 30), "sign")


def test_that_every_edit_of_bounds_scales_it() -> None:
    over_border = Annotation(TRIANGLE.move_by(-15, 0), "sign")
    assert clip_annotation_to_image(over_border, 64, 48).bounds == Box(0, 10, 25, 30)
    wider = enlarge_annotation(SIGN, 30, 0, 100, 48)
    assert wider.geometry == Triangle(((10.0, 30.0), (30.0, 10.0), (70.0, 30.0)))
    assert snap_edges_to_border(SIGN, 64, 48).geometry == TRIANGLE.resize_to(Box(0, 0, 40, 30))
    assert round_to_pixels(SIGN.move_by(0.25, 0.25), 64, 48).geometry == TRIANGLE
