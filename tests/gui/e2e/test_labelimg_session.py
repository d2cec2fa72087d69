"""Somebody whose hands know labelImg labels twenty images, with nothing but its keys and the mouse."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from frcnn_gui.help.keymap import preset_keys
from frcnn_gui.main_window import MainWindow
from tests.gui.e2e.driver import ON_A_SCREEN, WAIT, Person

pytestmark = ON_A_SCREEN
IMAGES, SIZE = 20, (400, 300)
CLASSES = ("cat", "dog", "fox")
COLORS = ((200, 60, 40), (40, 120, 200), (60, 170, 70))
CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Corners = tuple[int, int, int, int]


def objects(image: int) -> list[tuple[str, Corners]]:
    """What there is to label in an image: three objects that do not overlap. Image 5 is a twin of image 4."""
    rng = np.random.default_rng(4 if image == 5 else image)
    found = []
    for column, label in enumerate(CLASSES):
        x1, y1 = 10 + 130 * column + int(rng.integers(0, 20)), 20 + int(rng.integers(0, 120))
        found.append((label, (x1, y1, x1 + 60 + int(rng.integers(0, 30)), y1 + 60 + int(rng.integers(0, 60)))))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "photos"
    root.mkdir()
    for image in range(IMAGES):
        pixels = np.full((SIZE[1], SIZE[0], 3), 230, dtype=np.uint8)
        for (_, (x1, y1, x2, y2)), color in zip(objects(image), COLORS, strict=True):
            pixels[y1:y2, x1:x2] = color
        Image.fromarray(pixels).save(root / f"photo_{image:02}.png")
    return root


class LabelImgPerson(Person):
    """Knows labelImg's keys only, and presses them wherever the focus is."""

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, key, modifier)

    def name(self, label: str) -> None:
        """Type a class into the window that asks for it."""
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not self.canvas, timeout=WAIT)
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClicks(widget, label)
        self.key(Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is self.canvas, timeout=WAIT)

    def draw(self, box: Corners, label: str) -> None:
        """W, drag, the name, Enter."""
        self.key(Qt.Key.Key_W)
        self.drag((box[0], box[1]), (box[2], box[3]))
        self.name(label)

    def next_image(self) -> None:
        before = self.session.index
        self.key(Qt.Key.Key_D)
        self.qtbot.waitUntil(
            lambda: self.session.index == before + 1 and self.session.document is not None, timeout=WAIT
        )


def label_wrongly_first(person: LabelImgPerson, image: int) -> None:
    """The first class is wrong: Ctrl+E corrects it."""
    (label, box), *rest = objects(image)
    person.draw(box, "fox")
    person.key(Qt.Key.Key_E, CTRL)
    person.name(label)
    label_plainly(person, image, rest)


def draw_one_too_many(person: LabelImgPerson, image: int) -> None:
    """One is deleted again."""
    person.draw((300, 200, 360, 280), "dog")
    person.key(Qt.Key.Key_Delete)
    label_plainly(person, image)


def duplicate_one(person: LabelImgPerson, image: int) -> None:
    """Ctrl+D copies the last box; it was not meant."""
    label_plainly(person, image)
    person.key(Qt.Key.Key_D, CTRL)
    assert len(person.document.annotations) == 4
    person.key(Qt.Key.Key_Delete)


def place_by_arrows(person: LabelImgPerson, image: int) -> None:
    """The first box is three pixels too far left and two too low."""
    (label, (x1, y1, x2, y2)), *rest = objects(image)
    person.draw((x1 - 3, y1 + 2, x2 - 3, y2 + 2), label)
    for key, times in ((Qt.Key.Key_Right, 3), (Qt.Key.Key_Up, 2)):
        for _ in range(times):
            person.key(key)
    label_plainly(person, image, rest)


def label_plainly(person: LabelImgPerson, image: int, rows: list[tuple[str, Corners]] | None = None) -> None:
    for label, box in objects(image) if rows is None else rows:
        person.draw(box, label)


WAYS: dict[int, Callable[[LabelImgPerson, int], None]] = {
    1: label_wrongly_first,
    2: draw_one_too_many,
    3: duplicate_one,
    4: place_by_arrows,
}


@pytest.fixture
def desktop(qapp: QApplication) -> None:
    """A window manager, which gives the keys back to the window when a dialog is closed."""
    if qapp.platformName() == "offscreen":
        pytest.skip("needs a desktop: QT_QPA_PLATFORM=xcb pytest tests/gui/e2e -n 0")


@pytest.mark.usefixtures("desktop")
@pytest.mark.parametrize("program", ["Studio", "labelImg"])
def test_that_twenty_images_are_labeled_with_what_labelimg_users_know(
    qtbot: QtBot, open_window: Callable[[], MainWindow], folder: Path, program: str
) -> None:
    image_bytes = {path: path.read_bytes() for path in folder.iterdir()}
    person = LabelImgPerson(qtbot, open_window())
    actions = person.window.context.actions
    actions.update_keys(preset_keys(tuple(actions.specs.values()), program))
    person.open(folder)
    person.canvas.setFocus()
    if person.session.class_preferences.single_class_mode:
        person.key(Qt.Key.Key_S, CTRL | SHIFT)  # labelImg asks for the class of every box unless one turns that off
    copy_previous = (CTRL,) if program == "labelImg" else (CTRL | SHIFT,)
    for image in range(IMAGES):
        if image == 5:
            person.key(Qt.Key.Key_V, *copy_previous)
        else:
            WAYS.get(image, label_plainly)(person, image)
        assert len(person.document.annotations) == 3, image
        if image % 2 == 0:
            person.key(Qt.Key.Key_Space)
        if image % 5 == 0:
            person.key(Qt.Key.Key_S, CTRL)
        if image + 1 < IMAGES:
            person.next_image()
    person.key(Qt.Key.Key_A)
    qtbot.waitUntil(lambda: person.session.index == IMAGES - 2, timeout=WAIT)
    assert person.window.context.autosave.save_all(WAIT)

    for image in range(IMAGES):
        check_file(folder / f"photo_{image:02}.xml", image)
    assert {path: path.read_bytes() for path in folder.iterdir() if path.suffix == ".png"} == image_bytes
    assert len(list(folder.iterdir())) == 2 * IMAGES


def check_file(path: Path, image: int) -> None:
    """The file has the three objects where they are, to a pixel, wherever pixels are counted from."""
    root = ET.parse(path).getroot()
    found = []
    for one in root.iter("object"):
        box = tuple(float(one.findtext(f"bndbox/{side}", "nan")) for side in ("xmin", "ymin", "xmax", "ymax"))
        found.append((one.findtext("name"), box))
    assert sorted(name for name, _ in found if name) == sorted(CLASSES), path.name
    for label, box in objects(image):
        (own,) = (corners for name, corners in found if name == label)
        assert own == pytest.approx(box, abs=1.6), (path.name, label)
    assert (root.get("verified") == "yes") == (image % 2 == 0), path.name
