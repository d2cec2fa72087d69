"""Boxes, polygons and masks are selected, copied, hidden, locked, flagged, renamed, saved and undone alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.formats.coco.dataset import CocoFormat
from detector.data.geometry import Box, Geometry
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import Outline, OutlinedBox, count_points
from detector.data.outlines.packing import UnusableOutline
from detector.data.outlines.rings import Part, Ring, Rings
from frcnn_gui.boxes.box_table import CLASS, BoxTableModel
from frcnn_gui.boxes.outline_conversions import (
    DONE_TEXTS,
    SAME_SHAPE_TEXTS,
    STEP_TEXTS,
    TOO_SMALL_TEXT,
    convert_selected,
)
from frcnn_gui.boxes.outline_edits import NOTHING_LOST_TEXT, EditScope
from frcnn_gui.common.language import tr
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.document.shapes import Shape, describe_shape, find_shape
from tests.gui.unit.boxes.test_outlines import write_outlines
from tests.gui.unit.canvas_bench import Bench

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
POLYGON = Rings.from_polygons([[(10, 10), (40, 12), (38, 40), (12, 36)]])
PARTS = Rings(
    (
        Part(Ring.from_points([(10, 10), (40, 10), (40, 40), (10, 40)]),
             (Ring.from_points([(30, 30), (36, 30), (36, 36)]),)),
        Part(Ring.from_points([(46, 10), (56, 10), (50, 20)])),
    )
)  # fmt: skip
MASK = Bitmap.from_mask(np.pad(np.zeros((4, 4), bool), ((8, 14), (14, 8)), constant_values=True), 10, 10)
GEOMETRIES: dict[str, Geometry] = {
    "box": Box(10, 10, 40, 40),
    "polygon": OutlinedBox.around(POLYGON),
    "parts and a hole": OutlinedBox.around(PARTS),
    "mask": OutlinedBox.around(MASK),
}
INSIDE = (15, 15)
every_geometry = pytest.mark.parametrize("geometry", GEOMETRIES.values(), ids=GEOMETRIES)


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    """Two images of 64 x 48 of a COCO folder."""
    bench = Bench(qtbot, Gallery(CocoFormat().open_dataset(write_outlines(tmp_path / "cells"))))
    yield bench
    bench.close()


def put(bench: Bench, geometry: Geometry) -> Annotation:
    annotation = Annotation(geometry, "cell", bench.document.new_uid())
    bench.put(annotation)
    return annotation


@every_geometry
def test_that_it_is_selected_moved_and_undone(bench: Bench, geometry: Geometry) -> None:
    annotation = put(bench, geometry)
    bench.session.select_annotations(())
    QTest.mouseClick(bench.canvas, LEFT, NO_KEYS, bench.place(*INSIDE))
    assert bench.session.selection == {annotation.uid}
    QTest.keyClick(bench.canvas, Qt.Key.Key_Right)
    assert bench.document.annotations == (annotation.move_by(1, 0),)
    bench.trigger("undo")
    assert bench.document.annotations == (annotation,)


@every_geometry
def test_that_it_is_copied_within_the_image_and_to_the_next(bench: Bench, geometry: Geometry) -> None:
    put(bench, geometry)
    bench.trigger("copy")
    bench.trigger("duplicate")
    assert len(bench.document.annotations) == 2
    bench.autosave.save(bench.document)
    bench.show(1)
    bench.trigger("paste")
    assert [annotation.geometry for annotation in bench.document.annotations] == [geometry]
    bench.trigger("undo")
    bench.trigger("copy_previous")
    assert geometry in [annotation.geometry for annotation in bench.document.annotations]


@every_geometry
def test_that_it_is_hidden_locked_flagged_and_renamed(bench: Bench, geometry: Geometry) -> None:
    annotation = put(bench, geometry)
    bench.trigger("occluded")
    assert bench.document.annotations[0].occluded
    bench.document.relabel_annotations([annotation.uid], "nucleus")
    assert bench.document.annotations[0].label == "nucleus"
    bench.trigger("lock")
    QTest.keyClick(bench.canvas, Qt.Key.Key_Right)
    assert bench.document.annotations[0].geometry == geometry
    bench.trigger("hide")
    QTest.mouseClick(bench.canvas, LEFT, NO_KEYS, bench.place(*INSIDE))
    assert bench.session.selection == frozenset()
    bench.trigger("show_all")
    assert bench.session.filter_visible(bench.document.annotations) == bench.document.annotations


@every_geometry
def test_that_it_is_saved_and_read_again(bench: Bench, geometry: Geometry) -> None:
    put(bench, geometry)
    document = bench.document
    assert document.file is not None
    document.file.save(document.image_annotations)
    (read,) = bench.gallery.read_labels(document.image).image_annotations.annotations
    assert read.bounds == geometry.bounds
    assert read.geometry.area == pytest.approx(geometry.area, rel=0.01)  # COCO has holes only in masks
    assert find_shape(read.geometry) == ("mask" if geometry is GEOMETRIES["parts and a hole"] else find_shape(geometry))


@every_geometry
def test_that_the_table_shows_its_shape_and_area(bench: Bench, geometry: Geometry) -> None:
    put(bench, geometry)
    model = BoxTableModel(bench.session)
    tip = model.data(model.index(0, CLASS), Qt.ItemDataRole.ToolTipRole)
    for line in describe_shape(geometry):
        assert line in tip
    icon = model.data(model.index(0, CLASS), Qt.ItemDataRole.DecorationRole)
    bench.document.replace_annotations("Put", (Annotation(Box(1, 1, 9, 9), "cell", 99),))
    square = model.data(model.index(0, CLASS), Qt.ItemDataRole.DecorationRole)
    is_square = icon.pixmap(12).toImage() == square.pixmap(12).toImage()
    assert is_square == (find_shape(geometry) == "box")


def test_that_a_shape_is_described_with_its_points_parts_and_holes() -> None:
    assert describe_shape(GEOMETRIES["box"]) == ["Box", "Area: 900 px²"]
    assert describe_shape(GEOMETRIES["parts and a hole"])[0] == "Polygon, 10 points, 2 parts, 1 hole"
    assert describe_shape(GEOMETRIES["mask"])[0] == "Mask"
    faulty = OutlinedBox(Box(0, 0, 4, 4), UnusableOutline("Its counts do not fit."))
    assert describe_shape(faulty) == ["Box", "Area: 16 px²", "Its counts do not fit."]


# -- polygons


def test_that_a_polygon_in_progress_survives_showing_a_class_by_its_key(bench: Bench) -> None:
    bench.document.replace_annotations("Put", ())
    bench.session.set_class_hidden("cell", True)
    bench.canvas.set_tool("polygon")
    for place in ((10, 10), (30, 10), (30, 30)):
        QTest.mouseClick(bench.canvas, LEFT, NO_KEYS, bench.place(*place))
    QTest.keyClick(bench.canvas, Qt.Key.Key_1)
    assert not bench.session.hidden_classes
    QTest.keyClick(bench.canvas, Qt.Key.Key_Return)
    assert [find_shape(annotation.geometry) for annotation in bench.document.annotations] == ["polygon"]


# -- conversions


def convert(geometry: Geometry, shape: Shape) -> tuple[Geometry, str]:
    """The geometry after it, and what is said before it."""
    annotation = Annotation(geometry, "cell", 1)
    other = Annotation(Box(0, 0, 5, 5), "cell", 2)
    edit = convert_selected(EditScope((annotation, other), (annotation,), 64, 48), shape)
    assert edit.annotations[1] is other
    assert edit.selection == {1}
    return edit.annotations[0].geometry, edit.forecast


def read_iou(message: str) -> float:
    (number,) = re.findall(r"\d\.\d+", message)
    return float(number)


@pytest.mark.parametrize("outline", [PARTS, MASK])
def test_that_masks_become_polygons_without_loss_and_polygons_almost(outline: Outline) -> None:
    before = OutlinedBox.around(outline)
    polygon, message = convert(before, "polygon")
    if outline is MASK:
        assert message == tr(NOTHING_LOST_TEXT)
        assert (polygon.area, find_shape(polygon)) == (MASK.area, "polygon")
        assert convert(polygon, "mask")[0] == before
    else:
        assert (polygon, message) == (before, tr(SAME_SHAPE_TEXTS["polygon"]))
        mask, message = convert(before, "mask")
        assert find_shape(mask) == "mask"
        points = tr("%Ln point(s) given up.", "", count_points(PARTS))
        assert message.endswith(points)
        assert 0.9 < read_iou(message) < 1


def test_that_the_loss_of_a_box_is_what_is_added_to_the_outline() -> None:
    half = OutlinedBox.around(Rings.from_polygons([[(0, 0), (20, 0), (0, 20)]]))
    box, message = convert(half, "box")
    assert box == Box(0, 0, 20, 20)
    assert 0.45 < read_iou(message) < 0.55
    points = tr("%Ln point(s) given up.", "", 3)
    assert message.endswith(points)
    assert convert(box, "box") == (box, tr(SAME_SHAPE_TEXTS["box"]))


def test_that_a_box_becomes_its_corners_or_its_pixels() -> None:
    polygon, _message = convert(Box(2, 3, 12, 9), "polygon")
    assert polygon == OutlinedBox.around(Rings.from_box(Box(2, 3, 12, 9)))
    mask, _message = convert(Box(2, 3, 12, 9), "mask")
    assert mask == OutlinedBox.around(Bitmap.from_mask(np.ones((6, 10), bool), 2, 3))


def test_that_what_covers_no_pixel_and_what_has_a_fault_stays() -> None:
    thin = OutlinedBox.around(Rings.from_polygons([[(2, 2), (12, 2.1), (2, 2.2)]]))
    assert convert(thin, "mask") == (thin, tr(TOO_SMALL_TEXT).format(boxes="cell"))
    faulty = OutlinedBox(Box(0, 0, 4, 4), UnusableOutline("Its counts do not fit."))
    assert convert(faulty, "polygon") == (faulty, "Its counts do not fit.")
    assert convert(faulty, "box")[0] == Box(0, 0, 4, 4)


def test_that_converting_is_one_step_with_a_message(bench: Bench) -> None:
    annotation = put(bench, GEOMETRIES["mask"])
    bench.trigger("to_polygon")
    assert bench.document.undo_stack.undoText() == tr(STEP_TEXTS["polygon"]).format(boxes="cell")
    assert bench.messages[-1].startswith(tr(DONE_TEXTS["polygon"]).format(boxes="cell"))
    bench.trigger("undo")
    assert bench.document.annotations == (annotation,)
