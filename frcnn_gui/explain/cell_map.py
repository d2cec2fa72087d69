"""A grid of cells in the colors of a heat map, as large as there is room for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from frcnn_gui.canvas.painting.layer_shapes import heat_colors
from frcnn_gui.common.canvas_colors import LIGHT_CASING_COLOR
from frcnn_gui.common.language import tr
from frcnn_gui.common.painting import guarded_painter
from frcnn_gui.common.plain_text import format_tooltip

Values = NDArray[np.float32]
PREFERRED_SIDE_PX, MIN_SIDE_PX = 180, 84
POINT_SIZE_PX = 2


class CellMap(QWidget):
    """Shows `values` (h, w) from `low` to `high`, the border of the cells from a limit on, and points in the cells."""

    def __init__(self, title: str, help: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.values: Values | None = None
        self.low, self.high = 0.0, 1.0
        self.limit: float | None = None
        self.points: Values | None = None
        """(N, 2) column and row of each, in cells from the corner of the grid; None where there are none to show"""
        self.setAccessibleName(title)
        self.setWhatsThis(help)
        self.setMinimumSize(MIN_SIDE_PX, MIN_SIDE_PX)

    def show_cells(
        self, values: Values | None, high: float = 1.0, limit: float | None = None, low: float = 0.0
    ) -> None:
        """Show other cells; None: there is nothing to show."""
        self.values, self.low, self.high, self.limit = values, low, high, limit
        self.update()

    def show_points(self, points: Values | None) -> None:
        """Show points over the cells, (N, 2) column and row of each; None: no points."""
        self.points = points
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(PREFERRED_SIDE_PX, PREFERRED_SIDE_PX)

    @property
    def grid_area(self) -> QRectF:
        """Where the cells are: a square under the title."""
        top = self.fontMetrics().height() + 4
        side = max(min(self.width(), self.height() - top), 1)
        return QRectF((self.width() - side) / 2, top, side, side)

    def find_cell(self, place: QPointF) -> tuple[int, int] | None:
        """The (row, column) of the cell at this place of the widget."""
        area = self.grid_area
        if self.values is None or not area.contains(place):
            return None
        rows, columns = self.values.shape
        row = int((place.y() - area.top()) / area.height() * rows)
        column = int((place.x() - area.left()) / area.width() * columns)
        return min(row, rows - 1), min(column, columns - 1)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self.find_cell(QPointF(event.pos()))
            text = "" if cell is None else self._describe_cell(*cell)
            QToolTip.showText(event.globalPos(), format_tooltip(text), self)
            return True
        return super().event(event)

    def _describe_cell(self, row: int, column: int) -> str:
        assert self.values is not None
        text = tr("Row {row}, column {column}: {value}")
        return text.format(row=row + 1, column=column + 1, value=f"{self.values[row, column]:.3g}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        with guarded_painter(self) as painter:
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            title_place = QRectF(0, 0, self.width(), self.grid_area.top())
            title = self.fontMetrics().elidedText(self.title, Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(title_place, Qt.AlignmentFlag.AlignCenter, title)
            if self.values is None:
                return
            painter.drawImage(self.grid_area, self._build_image(self.values))
            if self.points is not None:
                painter.setPen(QPen(QColor(LIGHT_CASING_COLOR), POINT_SIZE_PX))
                painter.drawPoints(self._place_points(self.points))
            if self.limit is not None:
                painter.setPen(QPen(QColor(LIGHT_CASING_COLOR), 2))
                painter.drawLines(find_borders(self.values >= self.limit, self.grid_area))

    def _place_points(self, points: Values) -> list[QPointF]:
        assert self.values is not None
        area, (rows, columns) = self.grid_area, self.values.shape
        width, height = area.width() / columns, area.height() / rows
        return [QPointF(area.left() + x * width, area.top() + y * height) for x, y in points.tolist()]

    def _build_image(self, values: Values) -> QImage:
        span = self.high - self.low
        scaled = np.clip((values - self.low) / (span if span > 0 else 1.0), 0, 1)
        cells = np.ascontiguousarray(heat_colors()[(scaled * 255).astype(np.uint8)])
        height, width = cells.shape
        return QImage(cells.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def find_borders(inside: NDArray[np.bool_], area: QRectF) -> list[QLineF]:
    """The lines between cells inside and outside; beyond the grid, which fills `area`, all is outside."""
    rows, columns = inside.shape
    width, height = area.width() / columns, area.height() / rows
    padded = np.pad(inside, 1)
    across = np.argwhere(padded[1:, 1:-1] != padded[:-1, 1:-1])  # above row y, in column x
    down = np.argwhere(padded[1:-1, 1:] != padded[1:-1, :-1])  # left of column x, in row y
    lines = [(x, y, x + 1, y) for y, x in across.tolist()] + [(x, y, x, y + 1) for y, x in down.tolist()]
    left, top = area.left(), area.top()
    return [
        QLineF(left + x1 * width, top + y1 * height, left + x2 * width, top + y2 * height) for x1, y1, x2, y2 in lines
    ]
