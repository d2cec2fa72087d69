"""The Proposal sources dock: figures are those of the engine, boxes are drawn, objects of one source lead to them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from detector.data.labeled_set import load_training_set
from detector.evaluation.proposal_recall import PROPOSAL_COUNTS
from detector.evaluation.source_comparison import measure_source
from detector.proposal_sources.proposed_boxes import SourceImage
from detector.proposal_sources.registry import build_source
from frcnn_gui.common.language import tr
from frcnn_gui.explain.sources_controller import HINT_TEXT, NOTHING_CHECKED_TEXT, RPN_LEFT_OUT_TEXT
from frcnn_gui.explain.sources_job import RPN
from frcnn_gui.explain.sources_panel import SourcesPanel
from frcnn_gui.main_window import MainWindow
from tests.gui.unit.folders import write_labels
from tests.gui.unit.window.test_main_window import WAIT, open_path

RUN = 60_000
OBJECTS = ((12, 10, 44, 30), (60, 20, 84, 62))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two images, of which windows cover other objects than selective search."""
    root = tmp_path / "photos"
    root.mkdir()
    for number in range(2):
        pixels = np.full((72, 96, 3), (200, 210, 190), np.uint8)
        for place, (x1, y1, x2, y2) in enumerate(OBJECTS):
            pixels[y1:y2, x1:x2] = (30 + 60 * place, 40, 90)
        image = root / f"image_{number}.png"
        Image.fromarray(pixels).save(image)
        write_labels(image, *((*box, "cat") for box in OBJECTS), (0, 0, 70, 70, "dog"), width=96, height=72)
    return root


@pytest.fixture
def panel(qtbot: QtBot, window: MainWindow, root: Path) -> SourcesPanel:
    """With two checked sources, before the measurement."""
    open_path(qtbot, window, root)
    window.workspace_controller.show_workspace("stages")
    window.context.show_dock("sources")
    panel = window.docks["sources"].widget()
    assert isinstance(panel, SourcesPanel)
    assert panel.message_label.text() == tr(HINT_TEXT)
    set_checked(panel, RPN, False)
    set_checked(panel, "sliding-windows", True)
    return panel


def set_checked(panel: SourcesPanel, name: str, is_checked: bool) -> None:
    item = panel.table.item(panel._names.index(name), 0)
    assert item is not None
    item.setCheckState(Qt.CheckState.Checked if is_checked else Qt.CheckState.Unchecked)


def measure_sources(qtbot: QtBot, window: MainWindow, panel: SourcesPanel, of_folder: bool) -> None:
    panel.scope_choice.setCurrentIndex(panel.scope_choice.findData(of_folder))
    panel.measure_button.click()
    qtbot.waitUntil(lambda: panel.measure_button.text() == "Meas&ure", timeout=RUN)


def read_row(panel: SourcesPanel, name: str) -> list[str]:
    items = [panel.table.item(panel._names.index(name), column) for column in range(panel.table.columnCount())]
    return [item.text() if item is not None else "" for item in items]


def test_that_figures_and_curves_of_the_folder_are_those_of_the_engine(
    qtbot: QtBot, window: MainWindow, panel: SourcesPanel, root: Path
) -> None:
    set_checked(panel, RPN, True)  # of an untrained network
    measure_sources(qtbot, window, panel, of_folder=True)
    assert tr(RPN_LEFT_OUT_TEXT) in panel.message_label.text()
    images = [SourceImage(one.path, 96, 72, one.boxes) for one in load_training_set(root).images]
    for name in ("sliding-windows", "selective-search-200"):
        result = measure_source(images, [build_source(name).find_proposals(image) for image in images])
        assert result.recall is not None
        figures = read_row(panel, name)
        column = PROPOSAL_COUNTS.index(panel.count)
        assert figures[1] == f"{result.mean_count:,.0f}"
        assert figures[3:5] == [f"{result.recall.recall[column, 0]:.3f}", f"{result.recall.average_recall[column]:.3f}"]
    assert read_row(panel, RPN)[1:] == [""] * 5
    points = len(panel.chart.list_values()) - 1
    assert points == 2 * len(PROPOSAL_COUNTS)
    panel.curve_choice.setCurrentIndex(panel.curve_choice.findData(False))
    panel.options_changed.emit()
    assert len(panel.chart.list_values()) - 1 == 2 * 10


def test_that_boxes_of_checked_sources_are_drawn_in_distinct_colors(
    qtbot: QtBot, window: MainWindow, panel: SourcesPanel
) -> None:
    measure_sources(qtbot, window, panel, of_folder=False)
    layer = next(one for one in window.context.canvas.layers if one.key == "proposal_sources")
    assert layer.is_visible
    assert len(layer.content.colors) == 2
    assert all(len(group) <= panel.count for group in layer.content.groups)
    panel.count_choice.setCurrentIndex(0)
    panel.options_changed.emit()
    assert max(len(group) for group in layer.content.groups) == 10
    set_checked(panel, "sliding-windows", False)
    assert len(layer.content.colors) == 1
    window.docks["sources"].hide()
    assert not layer.is_visible


def test_that_an_object_that_one_source_covers_alone_is_gone_to(
    qtbot: QtBot, window: MainWindow, panel: SourcesPanel
) -> None:
    measure_sources(qtbot, window, panel, of_folder=True)
    only = {name: int(read_row(panel, name)[5]) for name in ("sliding-windows", "selective-search-200")}
    name = max(only, key=lambda one: only[one])
    assert only[name] > 0
    panel.table.selectRow(panel._names.index(name))
    assert panel.object_list.count() == only[name]
    line = panel._objects[-1]
    panel.object_list.itemClicked.emit(panel.object_list.item(only[name] - 1))
    session = window.context.session
    qtbot.waitUntil(lambda: len(session.selection) == 1, timeout=WAIT)
    assert session.document is not None
    assert session.document.image == line.image
    annotation = session.document.find_annotation(next(iter(session.selection)))
    assert annotation is not None
    assert annotation.bounds.xyxy == pytest.approx(line.corners)


def test_that_nothing_checked_and_a_file_of_another_folder_are_reported(
    qtbot: QtBot, window: MainWindow, panel: SourcesPanel, tmp_path: Path
) -> None:
    for name in ("sliding-windows", "selective-search-200"):
        set_checked(panel, name, False)
    panel.measure_button.click()
    assert panel.message_label.text() == tr(NOTHING_CHECKED_TEXT)
    other = tmp_path / "other.json"
    other.write_text('[{"image_id": "b.png", "bbox": [0, 0, 5, 5], "score": 1}]', encoding="utf-8")
    window.context.session.folder_changed.emit()
    dock = window.docks["sources"].widget()
    assert isinstance(dock, SourcesPanel)
    controller = next(one for one in window.children() if type(one).__name__ == "SourcesController")
    controller.add_file(other)  # type: ignore[attr-defined]
    measure_sources(qtbot, window, panel, of_folder=False)
    assert "other.json" in panel.message_label.text()
    assert read_row(panel, str(other))[1:] == [""] * 5
