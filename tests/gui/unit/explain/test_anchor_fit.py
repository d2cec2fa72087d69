"""The Anchor fit dock: the map holds every box, leads to them, and better anchors can be tried out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from detector.config import get_preset
from detector.data.labeled_set import NO_USABLE_IMAGE, load_training_set
from detector.evaluation.anchor_fit import measure_anchor_fit
from frcnn_gui.common.canvas_colors import contrast_ratio, text_color
from frcnn_gui.common.language import tr
from frcnn_gui.explain.anchor_fit_controller import MEASURE_HINT_TEXT, SETTINGS_CHANGED_TEXT, TOO_FEW_BOXES_TEXT
from frcnn_gui.explain.anchor_fit_map import fit_color
from frcnn_gui.explain.anchor_fit_panel import AnchorFitPanel
from frcnn_gui.main_window import MainWindow
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.window.test_main_window import WAIT, open_path
from tests.sentences import has_sentence

RUN = 60_000
SIZES = ((8, 8), (20, 9), (9, 22), (60, 60), (110, 30), (40, 40), (12, 12), (200, 120))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "photos"
    for number, (width, height) in enumerate(SIZES):
        image = write_image(root / f"image_{number}.png", 320, 240)
        boxes = [(20 + 3 * at, 15 + 2 * at, 20 + 3 * at + width, 15 + 2 * at + height, "cat") for at in range(2)]
        write_labels(image, *boxes, width=320, height=240)
    return root


@pytest.fixture
def panel(qtbot: QtBot, window: MainWindow, root: Path) -> AnchorFitPanel:
    """Measured."""
    open_path(qtbot, window, root)
    window.context.show_dock("anchor_fit")
    panel = window.docks["anchor_fit"].widget()
    assert isinstance(panel, AnchorFitPanel)
    assert panel.summary.text() == tr(MEASURE_HINT_TEXT)
    panel.measure_button.click()
    assert panel.measure_button.text() == "&Stop"
    qtbot.waitUntil(lambda: not window.context.jobs.jobs, timeout=RUN)
    return panel


def counts(panel: AnchorFitPanel) -> list[int]:
    items = [panel.map.item(row, column) for row in range(5) for column in range(panel.map.columnCount())]
    return [int(item.text().split(" ")[0]) for item in items if item is not None]


def test_that_the_map_and_the_sentence_say_what_the_fit_does(panel: AnchorFitPanel, root: Path) -> None:
    fit = measure_anchor_fit(get_preset("mobilenet_fpn"), load_training_set(root).images)
    assert fit is not None
    assert sum(counts(panel)) == len(fit) == 2 * len(SIZES)
    assert len(counts(panel)) == len(fit.bin_boxes())
    assert f"of {len(fit)} boxes" in panel.summary.text()
    assert f"{fit.mean_iou:.3f}" in panel.summary.text()
    assert panel.boxes_table.rowCount() == len(fit)
    shown = [float(panel.boxes_table.item(row, 3).text()) for row in range(len(fit))]  # type: ignore[union-attr]
    np.testing.assert_allclose(shown, np.sort(fit.best_iou), atol=0.006)


def test_that_a_cell_lists_its_boxes_and_a_double_click_goes_to_one(
    qtbot: QtBot, window: MainWindow, panel: AnchorFitPanel
) -> None:
    row, column = next(
        (row, column) for row in range(5) for column in range(panel.map.columnCount()) if panel.map.item(row, column)
    )
    panel.map.setCurrentCell(row, column)
    item = panel.map.item(row, column)
    assert item is not None
    assert panel.boxes_table.rowCount() == int(item.text().split(" ")[0])
    first = panel.boxes_table.item(0, 0)
    assert first is not None
    panel.boxes_table.itemDoubleClicked.emit(first)
    session = window.context.session
    qtbot.waitUntil(lambda: len(session.selection) == 1, timeout=WAIT)
    assert session.document is not None
    assert session.document.image.name == first.text()
    annotation = session.document.find_annotation(next(iter(session.selection)))
    assert annotation is not None
    assert panel._rows[0].corners == pytest.approx(annotation.bounds.xyxy)


def test_that_better_anchors_are_tried_out_in_one_click_and_then_the_measure_is_old(
    window: MainWindow, panel: AnchorFitPanel
) -> None:
    stages = window.context.stages
    assert panel.use_button.isEnabled()
    assert "Suggested: scales" in panel.suggestion.text()
    assert tr(TOO_FEW_BOXES_TEXT) in panel.suggestion.text()
    before = stages.config.anchors
    panel.use_button.click()
    assert stages.config.anchors != before
    assert stages.config.anchors.per_cell == before.per_cell
    assert set(stages.settings.changed_settings) >= {"anchors.scales"} or set(stages.settings.changed_settings) >= {
        "anchors.ratios"
    }
    assert panel.summary.text().startswith(tr(SETTINGS_CHANGED_TEXT))
    assert not panel.use_button.isEnabled()
    stages.settings.reset_settings()
    assert not panel.summary.text().startswith(tr(SETTINGS_CHANGED_TEXT))


def test_that_a_folder_without_boxes_is_reported(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    write_image(tmp_path / "bare" / "a.png")
    open_path(qtbot, window, tmp_path / "bare")
    window.context.show_dock("anchor_fit")
    panel = window.docks["anchor_fit"].widget()
    assert isinstance(panel, AnchorFitPanel)
    panel.measure_button.click()
    qtbot.waitUntil(lambda: not window.context.jobs.jobs, timeout=RUN)
    assert has_sentence(panel.summary.text(), NO_USABLE_IMAGE)
    assert panel.map.columnCount() == 0


def test_that_another_folder_forgets_what_was_measured(
    qtbot: QtBot, window: MainWindow, panel: AnchorFitPanel, tmp_path: Path
) -> None:
    write_image(tmp_path / "other" / "a.png")
    open_path(qtbot, window, tmp_path / "other")
    assert panel.boxes_table.rowCount() == 0
    assert panel.summary.text() == tr(MEASURE_HINT_TEXT)
    assert panel.suggestion.text() == ""


def test_that_measuring_can_be_stopped(qtbot: QtBot, window: MainWindow, panel: AnchorFitPanel) -> None:
    panel.measure_button.click()
    panel.measure_button.click()
    qtbot.waitUntil(lambda: not window.context.jobs.jobs, timeout=RUN)
    assert panel.measure_button.text() == "Meas&ure"


@pytest.mark.parametrize("iou", [0.0, 0.3, 0.45, 0.65, 0.7, 0.8, 0.9, 1.0])
def test_that_numbers_can_be_read_on_every_color(iou: float) -> None:
    color = fit_color(iou)
    assert QColor(color).isValid()
    assert contrast_ratio(color, text_color(color)) >= 4.5
