"""Why is this so? The explain tool, the cards and their links, and thresholds that answer at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from frcnn_gui.canvas.layers import COMPUTING_TEXT
from frcnn_gui.common.language import tr
from frcnn_gui.explain.box_card import STAGE_NAMES
from frcnn_gui.explain.explain_controller import CLICK_HINT_TEXT
from frcnn_gui.explain.explain_panel import ExplainPanel
from frcnn_gui.main_window import MainWindow
from frcnn_gui.stages.stage_model import StageModel
from tests.gui.e2e.driver import ENGINE_WAIT, LEFT, Person
from tests.gui.unit.folders import write_labels

BOX = (60, 50, 190, 170)


class Asker(Person):
    """Has the Explain dock before them."""

    @property
    def model(self) -> StageModel:
        return self.window.context.stages

    @property
    def panel(self) -> ExplainPanel:
        panel = self.window.docks["explain"].widget()
        assert isinstance(panel, ExplainPanel)
        return panel

    @property
    def card(self) -> str:
        return self.panel.card_view.toPlainText()

    def ask_at(self, x: float, y: float) -> None:
        self.press(Qt.Key.Key_I)
        QTest.mouseMove(self.canvas, self.at(x, y))
        self.click(x, y)
        self.qtbot.waitUntil(lambda: bool(self.panel.items) and bool(self.card), timeout=ENGINE_WAIT)


@pytest.fixture
def asker(qtbot: QtBot, open_window: Callable[[], MainWindow], tmp_path: Path) -> Asker:
    root = tmp_path / "photos"
    root.mkdir()
    pixels = np.full((240, 320, 3), 200, dtype=np.uint8)
    pixels[BOX[1] : BOX[3], BOX[0] : BOX[2]] = (40, 90, 200)
    Image.fromarray(pixels).save(root / "a.png")
    write_labels(root / "a.png", (*BOX, "car"), width=320, height=240)
    person = Asker(qtbot, open_window())
    person.open(root)
    return person


def test_that_a_click_lists_what_lies_there_and_tab_goes_through_it(asker: Asker) -> None:
    asker.ask_at(125, 110)
    assert asker.panel.items[0].text == "Box car 1"
    assert "car 1: " in asker.card
    assert "positive anchor" in asker.card
    assert "best proposal" in asker.card
    QTest.keyClick(asker.canvas, Qt.Key.Key_Tab)
    asker.qtbot.waitUntil(lambda: asker.model.is_current, timeout=ENGINE_WAIT)
    assert asker.card.startswith("Anchor ")
    assert "with car 1" in asker.card
    assert "Objectness" in asker.card
    QTest.keyClick(asker.canvas, Qt.Key.Key_Backtab)
    assert "car 1: " in asker.card
    asker.press(Qt.Key.Key_Escape)
    assert asker.canvas.tool_name == "select"


def test_that_links_lead_from_the_box_to_its_anchor_and_back(asker: Asker) -> None:
    asker.ask_at(125, 110)
    row = asker.panel.items[1].row
    asker.panel.card_view.anchorClicked.emit(QUrl(f"anchor:{row}"))
    assert asker.model.selection.anchor == row
    asker.panel.card_view.anchorClicked.emit(QUrl("box:0"))
    assert "car 1: " in asker.card
    asker.panel.back_button.click()
    assert asker.model.selection.anchor == row


def test_that_a_drag_and_a_threshold_change_the_card_at_once(asker: Asker) -> None:
    asker.ask_at(125, 110)
    before = asker.card
    asker.press(Qt.Key.Key_Escape)
    asker.drag((125, 110), (205, 120))
    asker.qtbot.waitUntil(lambda: asker.card != before, timeout=ENGINE_WAIT)
    asker.qtbot.waitUntil(lambda: asker.model.is_current, timeout=ENGINE_WAIT)
    positives = asker.model.assignment.positives_per_box.sum() if asker.model.assignment else 0
    asker.model.settings.set_value("anchor_targets.positive_iou", 0.4)
    assert asker.model.assignment is not None
    assert asker.model.assignment.positives_per_box.sum() > positives
    asker.qtbot.waitUntil(lambda: "IoU 0.4 or more" in asker.card, timeout=ENGINE_WAIT)
    asker.model.settings.reset_settings()
    asker.qtbot.waitUntil(lambda: "IoU 0.4 or more" not in asker.card, timeout=ENGINE_WAIT)


def test_that_a_selected_box_shows_its_provenance_while_the_dock_is_seen(asker: Asker) -> None:
    asker.window.context.show_dock("explain")
    assert asker.panel.summary.text() == tr(CLICK_HINT_TEXT).format(key="I")
    asker.click(125, 110)
    asker.qtbot.waitUntil(
        lambda: tr(STAGE_NAMES[0]) in asker.card and tr(COMPUTING_TEXT) not in asker.card, timeout=ENGINE_WAIT
    )
    QTest.mouseClick(asker.panel.copy_button, LEFT)
    assert QGuiApplication.clipboard().text() == asker.card


def test_that_alt_and_a_click_keep_to_one_cell(asker: Asker) -> None:
    asker.ask_at(125, 110)
    QTest.mouseClick(asker.canvas, LEFT, Qt.KeyboardModifier.AltModifier, asker.at(200, 100))
    cell = asker.window.context.stage_layers.filters.cell
    assert cell is not None
    inputs = asker.window.context.stage_layers.build_layer_inputs()
    assert inputs is not None
    rows = inputs.grid.cell_rows(*cell)
    boxes = inputs.grid.boxes[rows.start : rows.stop]
    center = (boxes[0, :2] + boxes[0, 2:]) / 2
    stride = asker.model.config.backbone.level_strides[cell[0]] / inputs.frame.scale_x
    assert np.abs(center - (200, 100)).max() <= stride
