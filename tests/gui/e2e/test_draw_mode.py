"""Twenty boxes of two classes in draw mode: every key and every use of the mouse is counted."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from frcnn_gui.boxes.label_dialog import LabelDialog
from frcnn_gui.main_window import MainWindow
from tests.gui.e2e.driver import Person

BOXES, MAX_ACTS = 20, 40
CLASSES = ("cat", "dog")
KEYS = {"cat": Qt.Key.Key_1, "dog": Qt.Key.Key_2}
Corners = tuple[int, int, int, int]


class CountingPerson(Person):
    """`acts`: keys pressed, and presses of the mouse with what follows until the release."""

    acts = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.acts += 1
        dialog = self.find_picker()
        if dialog is not None:
            self.qtbot.keyClick(dialog.line, key, modifier)
            self.qtbot.waitUntil(lambda: self.find_picker() is None)
        else:
            super().press(key, modifier)

    def drag(self, start: tuple[float, float], end: tuple[float, float], steps: int = 3) -> None:
        self.acts += 1
        super().drag(start, end, steps)

    def find_picker(self) -> LabelDialog | None:
        dialog = QApplication.activeModalWidget()
        return dialog if isinstance(dialog, LabelDialog) else None


def list_objects() -> list[tuple[str, Corners]]:
    """Twenty objects in rows, ten of each class in any order."""
    labels = np.random.default_rng(0).permutation(BOXES) % len(CLASSES)
    places = [(10 + 58 * column, 10 + 70 * row) for row in range(4) for column in range(5)]
    return [(CLASSES[label], (x, y, x + 40, y + 50)) for label, (x, y) in zip(labels, places, strict=True)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An image of twenty objects, without labels."""
    root = tmp_path / "photos"
    root.mkdir()
    pixels = np.full((300, 300, 3), 230, dtype=np.uint8)
    for _, (x1, y1, x2, y2) in list_objects():
        pixels[y1:y2, x1:x2] = (60, 120, 180)
    Image.fromarray(pixels).save(root / "a.png")
    return root


@pytest.fixture
def person(qtbot: QtBot, open_window: Callable[[], MainWindow], folder: Path) -> CountingPerson:
    person = CountingPerson(qtbot, open_window())
    person.open(folder)
    person.session.add_classes(CLASSES)
    return person


def label_all(person: CountingPerson) -> None:
    """Draw all objects; a digit where the class of a box is asked for, or is that of the box before."""
    for label, (x1, y1, x2, y2) in list_objects():
        person.drag((x1, y1), (x2, y2))
        if person.find_picker() is not None or person.document.annotations[-1].label != label:
            person.press(KEYS[label])


def test_that_twenty_boxes_of_two_classes_take_at_most_forty_acts(person: CountingPerson, folder: Path) -> None:
    person.press(Qt.Key.Key_W, Qt.KeyboardModifier.ShiftModifier)
    label_all(person)
    assert person.acts <= MAX_ACTS
    assert person.canvas.is_in_draw_mode
    assert person.window.context.autosave.save_all()
    check_file(folder / "a.xml")


def test_that_a_box_takes_a_drag_and_a_digit_where_each_box_asks(person: CountingPerson, folder: Path) -> None:
    person.trigger("single_class")
    person.trigger("draw_mode")
    label_all(person)
    assert person.acts == 2 * BOXES
    assert person.window.context.autosave.save_all()
    check_file(folder / "a.xml")


def check_file(path: Path) -> None:
    """The file has the twenty objects with their classes, to a pixel."""
    found = []
    for one in ET.parse(path).getroot().iter("object"):
        box = [float(one.findtext(f"bndbox/{side}", "nan")) for side in ("xmin", "ymin", "xmax", "ymax")]
        found.append((one.findtext("name"), box))
    assert len(found) == BOXES
    for (name, box), (label, corners) in zip(found, list_objects(), strict=True):
        assert name == label
        assert box == pytest.approx(corners, abs=1.6)
