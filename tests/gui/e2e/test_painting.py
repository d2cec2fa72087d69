"""An object is painted and gets a hole, a polygon is drawn, both are joined; undone, saved and opened again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.components import find_holes, find_parts
from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.outlined_box import get_outline
from detector.data.outlines.rings import Rings
from frcnn_gui.main_window import MainWindow
from tests.gui.e2e.driver import LEFT, Person

CTRL, SHIFT, NO_KEYS = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)


class PaintingPerson(Person):
    """Has the brush in hand."""

    def stroke(self, *path: tuple[float, float], keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Press at the first pixel of the image, move over the others, release at the last."""
        QTest.mouseMove(self.canvas, self.at(*path[0]))
        QTest.mousePress(self.canvas, LEFT, keys, self.at(*path[0]))
        for x, y in path[1:]:
            QTest.mouseMove(self.canvas, self.at(x, y))
        QTest.mouseRelease(self.canvas, LEFT, keys, self.at(*path[-1]), QApplication.doubleClickInterval() + 1)

    @property
    def masks(self) -> list[Bitmap]:
        outlines = [get_outline(one.geometry) for one in self.document.annotations]
        assert all(isinstance(outline, Bitmap) for outline in outlines)
        return [outline for outline in outlines if isinstance(outline, Bitmap)]


def count_parts_and_holes(mask: Bitmap) -> tuple[int, int]:
    return len(find_parts(mask).areas), len(find_holes(mask).areas)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An image, and a COCO file with a class but no objects."""
    root = tmp_path / "cells"
    root.mkdir()
    Image.fromarray(np.full((300, 400, 3), 200, np.uint8)).save(root / "a.png")
    content = {
        "images": [{"id": 1, "file_name": "a.png", "width": 400, "height": 300}],
        "annotations": [],
        "categories": [{"id": 1, "name": "cell"}],
    }
    (root / "annotations.json").write_text(json.dumps(content))
    return root


def test_that_a_painted_object_and_a_polygon_are_joined_undone_saved_and_read_again(
    qtbot: QtBot, open_window: Callable[[], MainWindow], folder: Path
) -> None:
    person = PaintingPerson(qtbot, open_window())
    person.open(folder)
    person.session.current_label = "cell"
    person.press(Qt.Key.Key_B, SHIFT)
    for _ in range(6):
        person.press(Qt.Key.Key_BracketRight)
    person.stroke((80, 100), (120, 80), (160, 100), (160, 180), (80, 180), (80, 100))
    person.stroke((120, 100), (120, 160))
    (filled,) = person.masks
    for _ in range(6):
        person.press(Qt.Key.Key_BracketLeft)
    person.stroke((118, 130), (124, 130), keys=CTRL)
    erased = person.masks[0]
    assert erased.area < filled.area
    assert count_parts_and_holes(erased)[1] == count_parts_and_holes(filled)[1] + 1

    person.press(Qt.Key.Key_P)
    for x, y in ((280, 100), (340, 120), (300, 200)):
        person.click(x, y)
    person.press(Qt.Key.Key_Return)
    painted, drawn = person.document.annotations
    polygon = convert_to_bitmap(drawn.geometry, 400, 300)
    assert isinstance(get_outline(drawn.geometry), Rings)
    person.press(Qt.Key.Key_V)
    person.press(Qt.Key.Key_A, CTRL)
    person.press(Qt.Key.Key_J)
    (joined,) = person.masks
    assert joined.area == erased.area + polygon.area
    assert count_parts_and_holes(joined) == (2, count_parts_and_holes(erased)[1])
    person.press(Qt.Key.Key_Z, CTRL)
    assert person.document.annotations == (painted, drawn)
    person.press(Qt.Key.Key_Z, CTRL | SHIFT)
    assert person.masks == [joined]
    person.press(Qt.Key.Key_S, CTRL)
    person.wait_until_saved()

    again = PaintingPerson(qtbot, open_window())
    again.open(folder)
    assert again.masks == [joined]
    (saved,) = json.loads((folder / "annotations.json").read_text())["annotations"]
    assert saved["area"] == joined.area
