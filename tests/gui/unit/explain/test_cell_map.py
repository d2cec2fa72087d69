"""Cells as they are painted, and which one is where."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from frcnn_gui.canvas.painting.layer_shapes import heat_colors
from frcnn_gui.common.canvas_colors import LIGHT_CASING_COLOR
from frcnn_gui.explain.cell_map import CellMap, find_borders

VALUES = np.array([[0.0, 0.25, 0.5], [0.75, 1.0, 2.0]], np.float32)


@pytest.fixture
def cells(qtbot: QtBot) -> CellMap:
    shown = CellMap("Mask", "The mask.")
    qtbot.addWidget(shown)
    shown.resize(190, 240)
    shown.show()
    return shown


def test_that_each_cell_has_the_color_of_its_value(cells: CellMap) -> None:
    cells.show_cells(VALUES, high=2.0)
    painted, area = cells.grab().toImage(), cells.grid_area
    for row in range(2):
        for column in range(3):
            x, y = area.left() + (column + 0.5) * area.width() / 3, area.top() + (row + 0.5) * area.height() / 2
            expected = QColor.fromRgb(int(heat_colors()[int(VALUES[row, column] / 2 * 255)]))
            assert painted.pixelColor(round(x), round(y)) == expected
            assert cells.find_cell(QPointF(x, y)) == (row, column)
            assert f"{VALUES[row, column]:.3g}" in cells._describe_cell(row, column)
    assert cells.find_cell(QPointF(area.left() - 1, area.top() + 1)) is None


def test_that_colors_begin_at_the_lowest_value_and_points_are_painted_over_them(cells: CellMap) -> None:
    cells.show_cells(VALUES - 4, high=-2, low=-4)
    area = cells.grid_area
    x, y = area.left() + 0.3 * area.width() / 3, area.top() + 0.5 * area.height() / 2
    assert cells.grab().toImage().pixelColor(round(x), round(y)) == QColor.fromRgb(int(heat_colors()[0]))
    cells.show_points(np.array([[0.3, 0.5]], np.float32))
    assert cells.grab().toImage().pixelColor(round(x), round(y)) == QColor(LIGHT_CASING_COLOR)


def test_that_without_cells_only_the_title_is_painted(cells: CellMap) -> None:
    cells.show_cells(VALUES)
    cells.show_cells(None)
    painted = cells.grab().toImage()
    colors = {painted.pixelColor(x, 120).rgb() for x in range(painted.width())}
    assert len(colors) == 1
    assert cells.find_cell(cells.grid_area.center()) is None


def test_that_borders_are_where_a_loop_finds_them() -> None:
    inside = np.random.default_rng(0).random((5, 4)) > 0.5
    found = {(line.x1(), line.y1(), line.x2(), line.y2()) for line in find_borders(inside, QRectF(10, 20, 40, 50))}
    expected = set()

    def is_inside(row: int, column: int) -> bool:
        return 0 <= row < 5 and 0 <= column < 4 and bool(inside[row, column])

    for row in range(6):
        for column in range(5):
            x, y = 10.0 + 10 * column, 20.0 + 10 * row
            if column < 4 and is_inside(row, column) != is_inside(row - 1, column):
                expected.add((x, y, x + 10, y))
            if row < 5 and is_inside(row, column) != is_inside(row, column - 1):
                expected.add((x, y, x, y + 10))
    assert found == expected


def test_that_the_limit_is_painted_between_cells(cells: CellMap) -> None:
    cells.show_cells(VALUES, high=2.0)
    without = cells.grab().toImage()
    cells.show_cells(VALUES, high=2.0, limit=0.6)
    painted, area = cells.grab().toImage(), cells.grid_area
    border = round(area.left() + area.width() / 6), round(area.top() + area.height() / 2)
    assert painted.pixelColor(*border) != without.pixelColor(*border)
