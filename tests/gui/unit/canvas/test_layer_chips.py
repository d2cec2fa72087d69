"""The chips over the image: they name what is drawn, explain its colors, and switch it off."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from frcnn_gui.canvas.detection_layers import build_errors_content
from frcnn_gui.canvas.layer_chip import LayerChip
from frcnn_gui.canvas.layer_chips import LayerChips
from frcnn_gui.canvas.layers import BoxGroup, Layer, LayerContent, LayerStack
from frcnn_gui.common.meanings import Meaning


def boxes(count: int) -> np.ndarray:
    return np.tile(np.array([1, 1, 9, 9], dtype=np.float32), (count, 1))


class Strip:
    """A strip over an empty widget, with the layers `review` and `anchors`."""

    def __init__(self, qtbot: QtBot) -> None:
        self.widget = QWidget()
        qtbot.addWidget(self.widget)
        self.widget.resize(600, 400)
        self.layers = LayerStack(self.widget)
        self.review, self.anchors = Layer("review", "Review"), Layer("anchors", "Anchors")
        for layer in (self.anchors, self.review):
            self.layers.add_layer(layer)
        self.strip = LayerChips(self.widget, self.layers)
        self.widget.show()

    @property
    def chips(self) -> list[LayerChip]:
        self.strip.update_chips()
        return self.strip.shown_chips

    @property
    def texts(self) -> list[str]:
        return [chip.text for chip in self.chips]


@pytest.fixture
def strip(qtbot: QtBot) -> Strip:
    strip = Strip(qtbot)
    strip.review.set_content(build_errors_content(boxes(10), boxes(1), boxes(4), ()))
    strip.anchors.set_content(LayerContent((BoxGroup(boxes(3), "#34C3FF"),), "3 of 9"))
    return strip


def test_that_chips_name_what_is_drawn(strip: Strip) -> None:
    assert strip.texts == ["Review: 10 correct, 1 false positive, 4 missed", "Anchors: 3 of 9"]
    strip.anchors.set_content(LayerContent())
    assert strip.texts == ["Review: 10 correct, 1 false positive, 4 missed"]
    strip.review.set_visible(False)
    assert strip.texts == []


def test_that_each_color_of_the_layer_is_explained(strip: Strip) -> None:
    legend = {entry.color for entry in strip.review.content.legend}
    assert legend == {group.color for group in strip.review.content.groups}


def test_that_colors_without_a_legend_are_named_by_their_meaning(strip: Strip) -> None:
    groups = (BoxGroup(boxes(2), Meaning.CANDIDATE.color), BoxGroup(boxes(1), Meaning.KEPT.color))
    strip.anchors.set_content(LayerContent(groups))
    assert strip.texts[1] == "Anchors: Candidate, Kept after NMS"


def test_that_the_button_of_a_chip_switches_its_layer_off(strip: Strip) -> None:
    strip.chips[0].close_button.click()
    assert not strip.review.is_visible
    assert strip.texts == ["Anchors: 3 of 9"]


def test_that_chips_are_reached_and_closed_with_the_keyboard(strip: Strip) -> None:
    chip = strip.chips[1]
    button = chip.close_button
    assert button.focusPolicy() == Qt.FocusPolicy.TabFocus
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert not strip.anchors.is_visible
    assert button.accessibleName() == "Switch off: Anchors: 3 of 9"
    assert chip.accessibleName() == "Anchors: 3 of 9"


def test_that_one_chip_says_that_only_labels_are_shown(strip: Strip) -> None:
    strip.layers.set_labels_only(True)
    assert strip.texts == ["Only labels"]
    strip.chips[0].close_button.click()
    assert len(strip.texts) == 2


def test_that_what_follows_the_cursor_has_no_chip(strip: Strip) -> None:
    pointed = Layer("pointed", "Cell", follows_cursor=True)
    strip.layers.add_layer(pointed)
    pointed.set_content(LayerContent((BoxGroup(boxes(3), "#34C3FF"),)))
    assert len(strip.texts) == 2


@pytest.mark.parametrize("width", [140, 300, 900])
def test_that_chips_stay_within_the_canvas_and_apart(strip: Strip, width: int) -> None:
    strip.widget.resize(width, 400)
    first, second = (chip.geometry() for chip in strip.chips)
    assert not first.intersects(second)
    assert max(first.right(), second.right()) < width
