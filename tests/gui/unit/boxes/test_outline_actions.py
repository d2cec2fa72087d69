"""The brush and the edits of outlines on the canvas of a COCO folder, with mouse and keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from detector.data.formats.coco.dataset import CocoFormat
from detector.data.formats.registry import open_dataset
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import get_outline
from detector.data.outlines.rings import Rings
from frcnn_gui.boxes.outline_actions import BRUSH_TEXT, SIZE_SETTING
from frcnn_gui.boxes.outline_dialog import OutlineDialog
from frcnn_gui.boxes.outline_edits import NOTHING_SMALL_TEXT
from frcnn_gui.canvas.tools.brush_tool import DEFAULT_SIZE, POLYGON_BECOMES_MASK_TEXT, SIZE_TEXT, BrushTool
from frcnn_gui.common.language import tr
from frcnn_gui.common.texts.format_texts import NO_OUTLINES_TEXT
from frcnn_gui.document.image_collection import Gallery
from tests.gui.unit.boxes.test_outlines import MASK, save, write_outlines
from tests.gui.unit.canvas_bench import Bench
from tests.reliability.states import write_folder
from tests.sentences import has_sentence

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    return write_outlines(tmp_path / "cells")


@pytest.fixture
def bench(qtbot: QtBot, labels: Path) -> Iterator[Bench]:
    bench = Bench(qtbot, Gallery(CocoFormat().open_dataset(labels)))
    yield bench
    bench.close()


def paint(bench: Bench, *path: tuple[float, float], keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    QTest.mousePress(bench.canvas, LEFT, keys, bench.place(*path[0]))
    for x, y in path[1:]:
        QTest.mouseMove(bench.canvas, bench.place(x, y))
    QTest.mouseRelease(bench.canvas, LEFT, keys, bench.place(*path[-1]), QApplication.doubleClickInterval() + 1)


def get_mask(bench: Bench, at: int) -> Bitmap:
    outline = get_outline(bench.document.annotations[at].geometry)
    assert isinstance(outline, Bitmap)
    return outline


def take_brush(bench: Bench, size: int) -> BrushTool:
    bench.trigger("brush")
    tool = bench.canvas._runner.tool
    assert isinstance(tool, BrushTool)
    tool.size = size
    return tool


def test_that_strokes_are_steps_that_are_saved_and_undone_to_the_byte(bench: Bench, labels: Path) -> None:
    before = labels.read_bytes()
    bench.session.select_annotations([1])
    take_brush(bench, 2)
    paint(bench, (41.5, 24.0), (41.5, 28.0))
    assert get_mask(bench, 1).area > MASK.area
    painted = get_mask(bench, 1)
    paint(bench, (40.5, 19.0), (40.5, 33.0), keys=CTRL)
    assert get_mask(bench, 1).left == 41
    assert bench.document.undo_stack.count() == 2
    save(bench)
    triangle, mask = json.loads(labels.read_text())["annotations"]
    assert triangle == json.loads(before)["annotations"][0]
    assert mask["area"] == get_mask(bench, 1).area
    bench.trigger("undo")
    assert get_mask(bench, 1) == painted
    bench.trigger("undo")
    save(bench)
    assert labels.read_bytes() == before


def test_that_a_painted_polygon_becomes_a_mask_after_that_was_said(bench: Bench) -> None:
    bench.session.select_annotations([0])
    take_brush(bench, 5)
    QTest.mousePress(bench.canvas, LEFT, NO_KEYS, bench.place(20, 12))
    assert bench.messages == [tr(BRUSH_TEXT), tr(POLYGON_BECOMES_MASK_TEXT).format(label="cell")]
    assert isinstance(get_outline(bench.document.annotations[0].geometry), Rings)
    QTest.mouseRelease(bench.canvas, LEFT, NO_KEYS, bench.place(20, 9))
    assert get_mask(bench, 0).area > 200


def test_that_a_new_object_is_painted_with_the_class_in_use_and_continued_until_enter(bench: Bench) -> None:
    bench.session.current_label = "cell"
    take_brush(bench, 4)
    paint(bench, (5, 40), (9, 40))
    paint(bench, (50, 40), (56, 40))
    assert [one.label for one in bench.document.annotations[2:]] == ["cell"]
    assert bench.document.annotations[2].bounds.width > 40
    QTest.keyClick(bench.canvas, Qt.Key.Key_Return)
    assert not bench.session.selection
    paint(bench, (30, 40), (32, 40))
    assert len(bench.document.annotations) == 4


def test_that_the_stroke_is_shown_before_it_ends(bench: Bench) -> None:
    take_brush(bench, 6)
    before = bench.canvas.grab().toImage()
    QTest.mousePress(bench.canvas, LEFT, NO_KEYS, bench.place(6, 40))
    QTest.mouseMove(bench.canvas, bench.place(30, 40))
    assert len(bench.document.annotations) == 2
    during = bench.canvas.grab().toImage()
    for x, is_painted in ((10.5, True), (20.5, True), (45.5, False)):
        place = bench.place(x, 40.5)
        assert (during.pixel(place) != before.pixel(place)) == is_painted
    bench.canvas.dismiss()
    assert len(bench.document.annotations) == 2


def test_that_wheel_and_keys_change_the_size(bench: Bench) -> None:
    tool = take_brush(bench, 20)
    bench.hover(20, 20)
    zoom = bench.canvas.viewport.scale
    turn_wheel(bench, 120)
    assert tool.size == 24
    turn_wheel(bench, -120)
    bench.trigger("brush_larger")
    bench.trigger("brush_smaller")
    assert tool.size == 20
    assert bench.canvas.viewport.scale == zoom
    assert bench.messages[-1] == tr(SIZE_TEXT).format(size=20)
    turn_wheel(bench, 120, CTRL)
    assert bench.canvas.viewport.scale > zoom
    bench.trigger("select")
    assert not bench.actions["brush_larger"].isEnabled()
    bench.trigger("brush")
    assert bench.canvas._runner.tool is tool


def test_that_the_size_is_remembered_and_a_senseless_one_is_not_used(qtbot: QtBot, bench: Bench, labels: Path) -> None:
    take_brush(bench, 20)
    bench.trigger("brush_larger")
    assert bench.settings.load_value(SIZE_SETTING, 0) == 24
    for stored, expected in ((24, 24), (0, DEFAULT_SIZE), (10**6, DEFAULT_SIZE)):
        bench.settings.store_value(SIZE_SETTING, stored)
        again = Bench(qtbot, Gallery(CocoFormat().open_dataset(labels)), bench.settings)
        again.trigger("brush")
        assert again.canvas._runner.tool.size == expected
        again.close()


def turn_wheel(bench: Bench, delta: int, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    place = QPointF(bench.place(20, 20))
    event = QWheelEvent(
        place, place, QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton, keys, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(bench.canvas, event)


def test_that_nothing_is_painted_where_labels_cannot_hold_it(qtbot: QtBot, tmp_path: Path) -> None:
    boxes = Bench(qtbot, Gallery(open_dataset(write_folder(tmp_path / "boxes", "csv"))))
    before = boxes.document.annotations
    boxes.trigger("brush")
    paint(boxes, (5, 5), (20, 20))
    assert boxes.document.annotations == before
    assert has_sentence(boxes.messages[-1], NO_OUTLINES_TEXT)
    boxes.session.select_annotations([one.uid for one in before])
    assert not boxes.actions["outline_join"].isEnabled()
    boxes.close()


def test_that_objects_are_joined_split_and_undone_as_one_step_each(bench: Bench) -> None:
    before = bench.document.annotations
    bench.session.select_annotations([0, 1])
    bench.trigger("outline_join")
    (joined,) = bench.document.annotations
    assert bench.session.selection == {joined.uid}
    bench.trigger("outline_split")
    assert len(bench.document.annotations) == 2
    bench.trigger("undo")
    assert bench.document.annotations == (joined,)
    bench.trigger("undo")
    assert bench.document.annotations == before


def find_dialog(bench: Bench) -> OutlineDialog:
    (dialog,) = bench.window.findChildren(OutlineDialog)
    return dialog


def test_that_the_dialog_shows_the_effect_and_the_count_before_it_is_applied(bench: Bench) -> None:
    bench.session.select_annotations([1])
    before = bench.document.annotations
    bench.trigger("outline_clean")
    dialog = find_dialog(bench)
    filled = tr("%Ln hole(s) filled: {area} pixels.", "", 1).format(area=4)
    assert dialog.effect_label.text() == filled
    assert bench.document.shown_annotations[1].geometry.area == MASK.area + 4
    mask = bench.canvas.mapToGlobal(bench.place(41.5, 26))
    assert not dialog.geometry().contains(mask)
    dialog.limit_edit.setValue(3)
    assert dialog.effect_label.text() == tr(NOTHING_SMALL_TEXT)
    assert bench.document.shown_annotations == before
    dialog.limit_edit.setValue(5)
    dialog.reject()
    assert bench.document.shown_annotations == bench.document.annotations == before


def test_that_the_chosen_limit_is_one_step(bench: Bench) -> None:
    bench.session.select_annotations([0, 1])
    bench.trigger("outline_simplify")
    dialog = find_dialog(bench)
    dialog.limit_edit.setValue(2)
    message = dialog.effect_label.text()
    dialog.apply_button.click()
    assert bench.messages[-1] == message
    outlines = [get_outline(one.geometry) for one in bench.document.annotations]
    assert all(isinstance(outline, Rings) for outline in outlines)
    assert bench.document.undo_stack.count() == 1


def test_that_locked_objects_are_left_out(bench: Bench) -> None:
    bench.document.set_locked([1], True)
    before = bench.document.annotations
    bench.session.select_annotations([0, 1])
    bench.trigger("outline_join")
    assert bench.document.annotations == before
    bench.session.select_annotations([1])
    bench.trigger("outline_fill")
    assert bench.document.annotations == before
    assert np.array_equal(get_mask(bench, 1).to_mask(), MASK.to_mask())
