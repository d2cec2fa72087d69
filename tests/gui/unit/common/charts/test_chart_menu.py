"""The menu of charts: the picture and the values that are shown, copied or saved."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QGraphicsView, QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from frcnn_gui.common.charts.bar_chart import VerticalBars
from frcnn_gui.common.charts.chart_menu import NOT_WRITTEN_TEXT
from frcnn_gui.common.charts.chart_values import Bar
from frcnn_gui.common.charts.curve_chart import CurveChart
from frcnn_gui.common.language import tr
from frcnn_gui.train.ap_chart import ApChart
from frcnn_gui.train.loss_chart import LossChart
from tests.sentences import has_sentence

Chart = VerticalBars | CurveChart | LossChart | ApChart


def build_bars() -> VerticalBars:
    chart = VerticalBars("Box sizes")
    chart.set_bars([Bar("32", 5, words="32 to 64 px"), Bar("64", 7)])
    return chart


def build_curves() -> CurveChart:
    chart = CurveChart("Recall", "Nothing yet.")
    chart.draw_curves([0.5, 0.75], {"cat": [0.9, 0.4]}, "IoU", "recall", [])
    return chart


def build_losses() -> LossChart:
    chart = LossChart()
    names = ("loss_objectness", "loss_rpn_box_reg", "loss_classifier", "loss_box_reg", "total")
    chart.add_step(3, dict(zip(names, (0.1, 0.2, 0.3, 0.4, 1.0), strict=True)))
    return chart


def build_scores() -> ApChart:
    chart = ApChart()
    chart.add_measurement(10, 0.5, 0.25, {"cat": 0.5})
    return chart


def build_mask_scores() -> ApChart:
    chart = build_scores()
    chart.add_measurement(20, 0.6, 0.3, {"cat": 0.6}, 0.2)
    return chart


VALUES: dict[Callable[[], Chart], list[str]] = {
    build_bars: ["32 to 64 px,5", "64,7"],
    build_curves: ["cat,0.5,0.9", "cat,0.75,0.4"],
    build_losses: ["3,0.1,0.2,0.3,0.4,1.0"],
    build_scores: ["10,0.5,0.25"],
    build_mask_scores: ["10,0.5,0.25,nan", "20,0.6,0.3,0.2"],
}


def open_menu(chart: QWidget, widget: QWidget) -> dict[str, bool]:
    """Right click on `widget` of `chart`: which actions there are, and whether they are enabled."""
    QApplication.sendEvent(
        widget, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(9, 9), widget.mapToGlobal(QPoint(9, 9)))
    )
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    found = {action.objectName(): action.isEnabled() for action in menu.actions() if action.objectName()}
    menu.close()
    return found


@pytest.fixture(params=VALUES, ids=lambda build: build.__name__)
def chart(qtbot: QtBot, request: pytest.FixtureRequest) -> Chart:
    built: Chart = request.param()
    qtbot.addWidget(built)
    built.resize(300, 200)
    built.show()
    return built


@pytest.fixture
def values(request: pytest.FixtureRequest) -> list[str]:
    return VALUES[request.node.callspec.params["chart"]]


def test_that_the_values_are_copied_as_a_table(chart: Chart, values: list[str]) -> None:
    chart.menu.copy_values()
    header, *rows = QGuiApplication.clipboard().text().splitlines()
    assert rows == values
    assert len(next(csv.reader([header]))) == len(next(csv.reader(rows)))


def test_that_the_picture_is_copied(chart: Chart) -> None:
    chart.menu.copy_image()
    assert QGuiApplication.clipboard().image().size() == chart.grab().size()


def test_that_a_right_click_anywhere_opens_the_menu(chart: Chart) -> None:
    ids = {"copy_chart_image", "copy_chart_values", "save_chart_image", "save_chart_values"}
    plots = chart.findChildren(QGraphicsView)
    assert len(plots) == (not isinstance(chart, VerticalBars))
    for widget in (chart, *plots, *(plot.viewport() for plot in plots)):
        assert open_menu(chart, widget) == dict.fromkeys(ids, True)


def test_that_an_empty_chart_offers_nothing(qtbot: QtBot) -> None:
    for chart in (VerticalBars("Box sizes"), CurveChart("Recall", "Nothing yet."), LossChart(), ApChart()):
        qtbot.addWidget(chart)
        assert set(open_menu(chart, chart).values()) == {False}


def test_that_picture_and_values_are_saved(
    qtbot: QtBot, chart: Chart, values: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "chart"), ""))
    chart.menu.ask_image_file()
    chart.menu.ask_values_file()
    assert QImage(str(tmp_path / "chart.png")).size() == chart.grab().size()
    assert (tmp_path / "chart.csv").read_text(encoding="utf-8-sig").splitlines()[1:] == values


def test_that_a_file_that_cannot_be_written_is_reported(qtbot: QtBot, tmp_path: Path) -> None:
    chart = build_bars()
    qtbot.addWidget(chart)
    chart.menu.write_file(tmp_path / "gone" / "chart.csv", b"")
    box = chart.findChild(QMessageBox, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert isinstance(box, QMessageBox)
    assert has_sentence(box.text(), tr(NOT_WRITTEN_TEXT), file="chart.csv")
    assert not (tmp_path / "gone").exists()
