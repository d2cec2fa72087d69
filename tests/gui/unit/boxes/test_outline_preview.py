"""What an edit of outlines loses is said before it is done: in the menu, or by a question."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.formats.coco.dataset import CocoFormat
from detector.data.formats.format_list import FORMAT_INFOS
from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.conversions import compute_geometry_iou
from detector.data.outlines.outlined_box import OutlinedBox
from frcnn_gui.boxes import outline_runner
from frcnn_gui.boxes.outline_conversions import convert_selected
from frcnn_gui.boxes.outline_edits import IOU_TEXT, NOTHING_LOST_TEXT, EditScope
from frcnn_gui.boxes.outline_runner import (
    CHANGED_TEXT,
    MASKS_AS_POLYGONS_TEXT,
    RINGS_REFUSED_TEXT,
    add_format_loss,
)
from frcnn_gui.common.actions.context_menu import BOX_MENU, open_menu
from frcnn_gui.common.language import tr
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.document.shapes import find_shape
from tests.gui.unit.boxes.test_outlines import MASK, write_outlines
from tests.gui.unit.canvas_bench import Bench
from tests.sentences import has_sentence

DOTS = Bitmap.from_mask(np.arange(23 * 21).reshape(21, 23) % 2 == 0)


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(qtbot, Gallery(CocoFormat().open_dataset(write_outlines(tmp_path / "cells"))))
    yield bench
    bench.close()


def open_outline_menu(bench: Bench) -> QMenu:
    menu = open_menu(bench.actions, BOX_MENU, bench.canvas, bench.canvas.mapToGlobal(QPoint(0, 0)))
    (submenu,) = menu.findChildren(QMenu)
    submenu.popup(bench.canvas.mapToGlobal(QPoint(200, 0)))
    return submenu


def find_question(bench: Bench) -> QMessageBox | None:
    return next(iter(bench.window.findChildren(QMessageBox)), None)


def format_box_loss(at: int, bench: Bench) -> str:
    geometry = bench.document.annotations[at].geometry
    return tr(IOU_TEXT).format(iou=f"{compute_geometry_iou(geometry, geometry.bounds, 64, 48):.3f}")


def test_that_the_highlighted_entry_shows_the_result_and_names_the_loss(bench: Bench) -> None:
    before = bench.document.annotations
    bench.session.select_annotations([0])
    own_tip, loss = bench.actions["to_box"].toolTip(), format_box_loss(0, bench)
    menu = open_outline_menu(bench)
    menu.setActiveAction(bench.actions["to_box"])
    assert loss in bench.actions["to_box"].toolTip()
    points = tr("%Ln point(s) given up.", "", 3)
    assert points in bench.actions["to_box"].toolTip()
    assert bench.document.shown_annotations[0].geometry == before[0].geometry.bounds
    assert bench.document.annotations == before
    menu.setActiveAction(bench.actions["propose_outline"])
    assert bench.document.shown_annotations == before
    assert bench.actions["to_box"].toolTip() == own_tip
    menu.setActiveAction(bench.actions["to_mask"])
    assert find_shape(bench.document.shown_annotations[0].geometry) == "mask"
    menu.close()
    assert bench.document.shown_annotations == before


def test_that_nothing_is_asked_after_the_menu_has_shown_it(bench: Bench) -> None:
    bench.session.select_annotations([0])
    menu = open_outline_menu(bench)
    menu.setActiveAction(bench.actions["to_box"])
    menu.close()
    bench.trigger("to_box")
    assert find_question(bench) is None
    assert bench.document.annotations[0].geometry == Box(10, 8, 30.25, 28.5)


def test_that_a_loss_that_was_not_shown_is_asked_about_until_nobody_wants_it(qtbot: QtBot, bench: Bench) -> None:
    bench.session.select_annotations([0])
    loss = format_box_loss(0, bench)
    bench.trigger("to_box")
    question = find_question(bench)
    assert question is not None
    assert loss in question.informativeText()
    assert find_shape(bench.document.annotations[0].geometry) == "polygon"
    check = question.checkBox()
    assert check is not None
    check.setChecked(True)
    question.defaultButton().click()
    assert find_shape(bench.document.annotations[0].geometry) == "box"
    qtbot.waitUntil(lambda: find_question(bench) is None)
    bench.trigger("undo")
    bench.session.select_annotations([0])
    bench.trigger("to_mask")
    assert find_question(bench) is None
    assert find_shape(bench.document.annotations[0].geometry) == "mask"


def test_that_what_loses_nothing_is_done_at_once_and_says_so(bench: Bench) -> None:
    bench.session.select_annotations([1])
    bench.trigger("to_polygon")
    assert find_question(bench) is None
    assert bench.messages[-1].endswith(tr(NOTHING_LOST_TEXT))


def test_that_splitting_into_very_many_objects_asks_with_their_number(bench: Bench) -> None:
    bench.put(Annotation(OutlinedBox.around(DOTS), "cell", 7))
    bench.trigger("outline_split")
    question = find_question(bench)
    assert question is not None
    added = tr("%Ln more object(s).", "", 241)
    assert added in question.informativeText()
    assert question.checkBox() is None
    assert len(bench.document.annotations) == 1
    question.defaultButton().click()
    assert len(bench.document.annotations) == 242


def test_that_a_large_edit_runs_in_a_job_and_gives_way_to_other_edits(
    qtbot: QtBot, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outline_runner, "MAX_POINTS_AT_ONCE", 0)
    bench.session.select_annotations([1])
    bench.trigger("to_polygon")
    assert find_shape(bench.document.annotations[1].geometry) == "mask"
    qtbot.waitUntil(lambda: find_shape(bench.document.annotations[1].geometry) == "polygon")
    bench.trigger("undo")
    bench.session.select_annotations([1])
    bench.trigger("to_polygon")
    bench.document.replace_annotations("Clear", bench.document.annotations[1:])
    qtbot.waitUntil(lambda: tr(CHANGED_TEXT) in bench.messages)
    assert find_shape(bench.document.annotations[0].geometry) == "mask"


def test_that_what_the_format_cannot_hold_is_a_loss() -> None:
    annotation = Annotation(OutlinedBox.around(MASK), "cell", 0)
    square = Annotation(Box(2, 2, 9, 9), "box", 1)
    scope = EditScope((annotation, square), (annotation, square), 64, 48)
    yolo, edit = FORMAT_INFOS["yolo"], convert_selected(scope, "polygon")
    assert add_format_loss(edit, scope, FORMAT_INFOS["coco"]) is edit
    loss = add_format_loss(edit, scope, yolo).loss
    assert has_sentence(loss, RINGS_REFUSED_TEXT, format=yolo.plain_title, boxes="cell")
    assert not has_sentence(loss, MASKS_AS_POLYGONS_TEXT)
    masks = add_format_loss(convert_selected(scope, "mask"), scope, yolo).loss
    assert has_sentence(masks, MASKS_AS_POLYGONS_TEXT, format=yolo.plain_title)
