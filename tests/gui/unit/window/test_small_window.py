"""At 1280 x 800 no header, column or text of the panels is cut."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableView
from pytestqt.qtbot import QtBot

from detector.data.geometry import Box
from detector.evaluation.anchor_fit import ASPECT_EDGES, FitCell
from detector.training.runs.events import Finished
from detector.training.runs.past_runs import list_runs
from detector.training.runs.run_state import BEST_NAME, LAST_NAME
from frcnn_gui.boxes.box_table import FLAG_COLUMNS, LOCKED, SHOWN
from frcnn_gui.boxes.boxes_panel import BoxesPanel
from frcnn_gui.explain.anchor_fit_panel import AnchorFitPanel, FitRow
from frcnn_gui.explain.explain_panel import ExplainPanel
from frcnn_gui.main_window import MainWindow
from frcnn_gui.review.review_controller import ReviewController
from frcnn_gui.train.active_learning_panel import ActiveLearningPanel, ActiveLearningStep
from frcnn_gui.train.runs_panel import RunsPanel
from tests.detector.training.runs.test_past_runs import DONE, STARTED, epoch, step, write_run
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.review.test_review import measured
from tests.gui.unit.window.test_main_window import open_path

NAMES = ("BloodImage_00000.png", "BloodImage_00001.png", "BloodImage_00002.png")
RUN = 60_000


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    window.showNormal()
    window.resize(1280, 800)
    for name in NAMES:
        image = write_image(tmp_path / "photos" / name, 640, 480)
        write_labels(image, (260, 177, 491, 376, "Platelets"), width=640, height=480)
    open_path(qtbot, window, tmp_path / "photos")
    return window


def show(qtbot: QtBot, window: MainWindow, workspace: str, dock: str) -> None:
    window.context.actions[f"workspace_{workspace}"].trigger()
    window.context.show_dock(dock)
    qtbot.waitUntil(lambda: window.docks[dock].widget().isVisible() and window.width() == 1280)


def assert_nothing_is_cut(table: QTableView, besides: tuple[int, ...] = ()) -> None:
    """Every header has its room, every cell too, in other columns than `besides`, and all columns are in view."""
    header = table.horizontalHeader()
    shown = [column for column in range(header.count()) if not header.isSectionHidden(column)]
    for column in shown:
        name = table.model().headerData(column, Qt.Orientation.Horizontal)
        assert table.columnWidth(column) >= header.sectionSizeHint(column), name
        if column not in besides:
            assert table.columnWidth(column) >= table.sizeHintForColumn(column), name
    assert sum(table.columnWidth(column) for column in shown) <= table.viewport().width()


def test_that_boxes_show_their_class_and_decimals(qtbot: QtBot, opened: MainWindow) -> None:
    document = opened.context.session.document
    assert document is not None
    (annotation,) = document.annotations
    decimals = annotation.with_bounds(Box(260.25, 177.75, 491.3, 376.1))
    document.replace_annotations("decimals", (decimals,))
    panel = opened.docks["boxes"].widget()
    assert isinstance(panel, BoxesPanel)
    assert_nothing_is_cut(panel.view, besides=(SHOWN, LOCKED))  # icons alone


def test_that_boxes_beside_the_stages_leave_out_the_flags_for_their_class_and_decimals(
    qtbot: QtBot, opened: MainWindow
) -> None:
    show(qtbot, opened, "stages", "boxes")
    document = opened.context.session.document
    assert document is not None
    (annotation,) = document.annotations
    document.replace_annotations("decimals", (annotation.with_bounds(Box(260.25, 177.75, 491.3, 376.1)),))
    panel = opened.docks["boxes"].widget()
    assert isinstance(panel, BoxesPanel)
    assert panel.width() == 340
    assert_nothing_is_cut(panel.view, besides=(SHOWN, LOCKED))
    assert all(panel.view.isColumnHidden(column) for column in FLAG_COLUMNS)
    opened.context.actions["workspace_label"].trigger()
    qtbot.waitUntil(lambda: not any(panel.view.isColumnHidden(column) for column in FLAG_COLUMNS))


def test_that_review_shows_all_its_columns(qtbot: QtBot, opened: MainWindow) -> None:
    controller = opened.findChild(ReviewController)
    assert isinstance(controller, ReviewController)
    show(qtbot, opened, "review", "review")
    assert controller.panel.start_page.isVisible()
    assert controller.panel.start_page.start_button.isVisible()
    controller._measurement.result = measured(opened)
    controller._measurement.changed.emit()
    qtbot.waitUntil(lambda: controller.panel.images_model.rowCount() == 3, timeout=RUN)
    for other in (None, "explain", "detections"):
        if other is not None:
            show(qtbot, opened, "review", other)
        assert_nothing_is_cut(controller.panel.table)
    summary = controller.panel.summary
    controller.panel.show_message("A sentence that says what was left out of this measurement, and why.\n" * 8)
    qtbot.waitUntil(lambda: summary.height() >= summary.heightForWidth(summary.width()))


def test_that_anchor_fit_shows_its_headers(qtbot: QtBot, opened: MainWindow) -> None:
    show(qtbot, opened, "stages", "anchor_fit")
    panel = opened.docks["anchor_fit"].widget()
    assert isinstance(panel, AnchorFitPanel)
    sizes = ((0, 32), (32, 64), (64, 128), (128, 256), (256, 512))
    aspects = list(zip((0.0, *ASPECT_EDGES), (*ASPECT_EDGES, np.inf), strict=True))
    panel.map.show_cells([FitCell(size, aspect, np.arange(120), 0.71) for size in sizes for aspect in aspects])
    line = FitRow(Path(NAMES[0]), "Platelets", "1233 x 1198", "0.71", "matched", (0.0, 0.0, 9.0, 9.0))
    panel.show_boxes([line] * 40)
    qtbot.wait(10)
    assert_nothing_is_cut(panel.map)
    assert_nothing_is_cut(panel.boxes_table, besides=(0,))
    rows: QHeaderView = panel.map.verticalHeader()
    assert all(rows.sectionSize(row) >= rows.sectionSizeHint(row) for row in range(rows.count()))


def test_that_runs_show_their_state(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    started = replace(STARTED, images=1234, validation_images=311)
    for name, end in (("2026-11-23_100000", DONE), ("2026-11-24_100000", Finished("canceled", Path(LAST_NAME), 6))):
        events = (started, *(step(n) for n in range(1, 7)), epoch(1, 0.812), end)
        (tmp_path / "runs" / name).mkdir(parents=True)
        write_run(tmp_path / "runs" / name, *events, checkpoints=(LAST_NAME, BEST_NAME))
    show(qtbot, opened, "train", "runs")
    panel = opened.docks["runs"].widget()
    assert isinstance(panel, RunsPanel)
    panel.show_runs(list_runs((tmp_path / "runs",)).runs)
    qtbot.wait(10)
    assert_nothing_is_cut(panel.table)


def test_that_active_learning_shows_its_steps(qtbot: QtBot, opened: MainWindow) -> None:
    show(qtbot, opened, "train", "loop")
    panel = opened.docks["loop"].widget()
    assert isinstance(panel, ActiveLearningPanel)
    for now in ActiveLearningStep:
        panel.show_step(now, "", "Train", True)
        for label in panel.step_labels.values():
            assert label.fontMetrics().horizontalAdvance(label.text()) <= label.contentsRect().width(), label.text()


def test_that_explain_shows_its_card_without_scrolling_sideways(qtbot: QtBot, opened: MainWindow) -> None:
    show(qtbot, opened, "stages", "explain")
    panel = opened.docks["explain"].widget()
    assert isinstance(panel, ExplainPanel)
    cells = "".join(f"<td>{text}</td>" for text in ("Platelets 12", "0.912", "0.71", "matched"))
    panel.show_card(f"<h3>Anchor 12,345: positive by IoU</h3><table><tr>{cells}</tr></table><p>{'why ' * 60}</p>")
    qtbot.wait(10)
    assert panel.width() == 340
    assert panel.card_view.horizontalScrollBar().maximum() == 0
