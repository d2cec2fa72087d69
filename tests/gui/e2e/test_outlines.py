"""Outlines in the real window: polygons by mouse and keys, points, holes, conversions, undo, saving, opening again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.conversions import compute_geometry_iou
from detector.data.outlines.outlined_box import get_outline
from detector.data.outlines.rings import Rings
from frcnn_gui.boxes.label_dialog import LabelDialog
from frcnn_gui.main_window import MainWindow
from tests.gui.e2e.driver import LEFT, Person

NO_KEYS, ALT_SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier,
)
OUTER = ((60.0, 40.0), (240.0, 40.0), (240.0, 160.0), (60.0, 160.0))
INNER = ((120.0, 80.0), (180.0, 80.0), (150.0, 120.0))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An image of a ring, and a COCO file without objects."""
    root = tmp_path / "cells"
    root.mkdir()
    rows, columns = np.mgrid[:200, :300]
    distance = np.hypot((columns - 150) / 1.5, rows - 100)
    pixels = np.where(((distance > 20) & (distance < 60))[..., None], (90, 60, 140), (225, 215, 225)).astype(np.uint8)
    Image.fromarray(pixels).save(root / "a.png")
    content = {
        "images": [{"id": 1, "file_name": "a.png", "width": 300, "height": 200}],
        "annotations": [],
        "categories": [{"id": 1, "name": "cell"}, {"id": 2, "name": "vessel"}],
    }
    (root / "annotations.json").write_text(json.dumps(content, indent=1))
    return root


def click_point(person: Person, point: tuple[float, float], keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """A click that is no part of a double click."""
    place = person.at(*point)
    QTest.mouseMove(person.canvas, place)
    QTest.mouseClick(person.canvas, LEFT, keys, place, QApplication.doubleClickInterval() + 1)


def draw_polygon(person: Person, *points: tuple[float, float]) -> None:
    person.press(Qt.Key.Key_P)
    assert person.canvas.tool_name == "polygon"
    for point in points:
        click_point(person, point)


def choose_class(person: Person, key: Qt.Key) -> None:
    def find_dialog() -> LabelDialog | None:
        dialog = QApplication.activeModalWidget()
        return dialog if isinstance(dialog, LabelDialog) else None

    person.qtbot.waitUntil(lambda: find_dialog() is not None)
    dialog = find_dialog()
    assert dialog is not None
    person.qtbot.keyClick(dialog.line, key)
    person.qtbot.waitUntil(lambda: find_dialog() is None)
    person.window.activateWindow()
    person.qtbot.waitUntil(person.window.isActiveWindow)


def list_points(person: Person, at: int = 0) -> list[list[float]]:
    """The points of the outer ring of an object, to whole pixels."""
    outline = get_outline(person.document.annotations[at].geometry)
    assert isinstance(outline, Rings)
    return [[round(x), round(y)] for x, y in outline.parts[0].outer.points.tolist()]


def read_objects(folder: Path) -> list[dict[str, Any]]:
    objects: list[dict[str, Any]] = json.loads((folder / "annotations.json").read_text())["annotations"]
    return objects


def test_that_a_polygon_is_drawn_edited_undone_saved_and_opened_again(
    qtbot: QtBot, open_window: Callable[[], MainWindow], folder: Path
) -> None:
    person = Person(qtbot, open_window())
    person.open(folder)
    empty = (folder / "annotations.json").read_bytes()

    draw_polygon(person, *OUTER[:3], (10.0, 190.0))
    person.press(Qt.Key.Key_Backspace)
    click_point(person, OUTER[3])
    click_point(person, OUTER[0])
    choose_class(person, Qt.Key.Key_2)
    (drawn,) = person.document.annotations
    assert (drawn.label, person.canvas.tool_name) == ("vessel", "select")
    assert np.allclose(list_points(person), OUTER, atol=1)

    person.drag(OUTER[2], (260.0, 180.0))
    assert np.allclose(list_points(person)[2], (260, 180), atol=1)
    person.drag((150.0, 40.0), (150.0, 20.0))
    assert len(list_points(person)) == 5
    click_point(person, (150.0, 20.0), ALT_SHIFT)
    assert len(list_points(person)) == 4
    for points in (5, 4):
        person.trigger("undo")
        assert len(list_points(person)) == points
    person.trigger("undo")
    assert person.document.annotations == (drawn,)

    draw_polygon(person, *INNER)
    person.press(Qt.Key.Key_Return)
    assert len(person.document.annotations) == 2
    person.trigger("select_all")
    person.trigger("outline_hole")
    (with_hole,) = person.document.annotations
    assert with_hole.geometry.area == pytest.approx(drawn.geometry.area - 1200, rel=0.02)
    person.wait_until_saved()
    (saved,) = read_objects(folder)
    assert (saved["category_id"], saved["area"]) == (2, pytest.approx(with_hole.geometry.area, rel=0.01))

    again = Person(qtbot, open_window())
    again.open(folder)
    (read,) = again.document.annotations
    outline = get_outline(read.geometry)
    assert isinstance(outline, Rings | Bitmap)
    assert (read.label, read.geometry.area) == ("vessel", pytest.approx(with_hole.geometry.area, rel=0.01))
    click_point(again, (150.0, 95.0))
    assert again.session.selection == frozenset()
    click_point(again, (100.0, 60.0))
    assert again.session.selection == {read.uid}
    again.trigger("delete")
    again.wait_until_saved()
    assert json.loads((folder / "annotations.json").read_bytes()) == json.loads(empty)


def open_outline_menu(person: Person, id: str) -> QMenu:
    """The menu with an action, with its entry highlighted."""
    action = person.window.context.actions[id]
    menu = next(menu for menu in person.window.findChildren(QMenu) if action in menu.actions())
    menu.popup(person.canvas.mapToGlobal(QPoint(0, 0)))
    menu.setActiveAction(action)
    return menu


def test_that_the_menu_shows_what_a_conversion_loses_before_it_is_chosen_and_the_search_finds_shapes(
    qtbot: QtBot, open_window: Callable[[], MainWindow], folder: Path
) -> None:
    person = Person(qtbot, open_window())
    person.open(folder)
    draw_polygon(person, *INNER)
    click_point(person, INNER[0])
    choose_class(person, Qt.Key.Key_1)
    (drawn,) = person.document.annotations
    person.wait_until_saved()

    menu, action = open_outline_menu(person, "to_box"), person.window.context.actions["to_box"]
    (shown,) = person.document.shown_annotations
    assert shown.geometry == drawn.geometry.bounds
    iou = compute_geometry_iou(drawn.geometry, drawn.geometry.bounds, 300, 200)
    assert f"{iou:.3f}" in action.toolTip()
    menu.close()
    assert person.document.shown_annotations == person.document.annotations == (drawn,)
    QTest.keyClick(open_outline_menu(person, "to_box"), Qt.Key.Key_Return)
    assert person.document.annotations[0].geometry == drawn.geometry.bounds
    person.trigger("undo")
    assert person.document.annotations == (drawn,)
    person.wait_until_saved()

    images = person.window.context.images
    for line, rows in (("shape:polygon", 1), ("shape:mask", 0), ("area<2000 holes=0", 1), ("parts>1", 0)):
        images.set_filter(line)
        qtbot.waitUntil(lambda expected=rows: images.rowCount() == expected)
