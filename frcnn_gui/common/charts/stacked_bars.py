"""Horizontal bars of several parts, one row for each name, with a legend of the parts above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from frcnn_gui.common.canvas_colors import CURVE_COLORS
from frcnn_gui.common.charts.chart_menu import ChartMenu, ChartTable
from frcnn_gui.common.painting import guarded_painter
from frcnn_gui.common.plain_text import format_tooltip

ROW_HEIGHT_PX = 24
LABEL_SHARE = 0.34
_GAP, _SWATCH = 5, 10


@dataclass(frozen=True)
class StackedBar:
    """One row.

    Attributes:
        label: Before the bar.
        values: One for each part, in the order of the legend.
        text: Behind the bar.
    """

    label: str
    values: tuple[float, ...]
    text: str


class StackedBars(QWidget):
    """All rows have the same scale. Up and Down select a row, as a click does.

    Signals:
        row_chosen: The number of the row.
    """

    row_chosen = Signal(int)

    def __init__(self, name: str, parts: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._parts = name, tuple(parts)
        self._bars: tuple[StackedBar, ...] = ()
        self._selected = -1
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.menu = ChartMenu(self, self.list_values)

    def list_values(self) -> ChartTable:
        """The parts of all rows, for a spreadsheet."""
        rows: list[tuple[str | float, ...]] = [(bar.label, *bar.values) for bar in self._bars]
        return [(self._name, *self._parts), *rows]

    def set_bars(self, bars: Sequence[StackedBar], selected: int = -1) -> None:
        """Draw these; `selected`: the number of the row that is highlighted."""
        self._bars, self._selected = tuple(bars), selected
        self.setAccessibleDescription(", ".join(f"{bar.label}: {bar.text}" for bar in self._bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, self._legend_height + max(len(self._bars), 1) * ROW_HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, self.sizeHint().height())

    @property
    def _legend_height(self) -> int:
        return self._place_legend()[-1].bottom() + _GAP

    def _place_legend(self) -> list[QRect]:
        """Where the parts are named, in as many lines as they need."""
        height, left, top, places = self.fontMetrics().height(), 0, 0, []
        for part in self._parts:
            width = _SWATCH + _GAP + self.fontMetrics().horizontalAdvance(part) + 2
            if left and left + width > self.width():
                left, top = 0, top + height + 2
            places.append(QRect(left, top, width, height))
            left += width + 2 * _GAP
        return places

    def _find_row(self, y: int) -> int:
        row = (y - self._legend_height) // ROW_HEIGHT_PX
        return row if 0 <= row < len(self._bars) else -1

    def resizeEvent(self, _event: QEvent) -> None:
        self.updateGeometry()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._find_row(int(event.position().y()))
        if event.button() == Qt.MouseButton.LeftButton and row >= 0:
            self.row_chosen.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and self._bars:
            self.row_chosen.emit(min(max(self._selected + step, 0), len(self._bars) - 1))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self._find_row(event.pos().y())
            QToolTip.showText(event.globalPos(), format_tooltip(self._describe_row(row) if row >= 0 else ""), self)
            return True
        return super().event(event)

    def _describe_row(self, row: int) -> str:
        bar = self._bars[row]
        parts = (f"{part}: {value:.3f}" for part, value in zip(self._parts, bar.values, strict=True))
        return "\n".join((f"{bar.label}: {bar.text}", *parts))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with guarded_painter(self) as painter:
            self._paint_legend(painter)
            longest = max((sum(bar.values) for bar in self._bars), default=0.0) or 1.0
            texts = max((self.fontMetrics().horizontalAdvance(bar.text) for bar in self._bars), default=0) + 2 * _GAP
            widest = max((self.fontMetrics().horizontalAdvance(bar.label) for bar in self._bars), default=0) + _GAP
            labels = min(widest, int(self.width() * LABEL_SHARE))
            scale = max(self.width() - labels - texts - 2 * _GAP, 1) / longest
            for row, bar in enumerate(self._bars):
                top = self._legend_height + row * ROW_HEIGHT_PX
                self._paint_row(painter, QRect(0, top, self.width(), ROW_HEIGHT_PX), bar, labels, scale)

    def _paint_legend(self, painter: QPainter) -> None:
        for part, place, color in zip(self._parts, self._place_legend(), CURVE_COLORS, strict=False):
            middle = place.center().y() - _SWATCH // 2
            painter.fillRect(place.left(), middle, _SWATCH, _SWATCH, QColor(color))
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            painter.drawText(place.adjusted(_SWATCH + _GAP, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, part)

    def _paint_row(self, painter: QPainter, place: QRect, bar: StackedBar, labels: int, scale: float) -> None:
        palette = self.palette()
        if self._bars.index(bar) == self._selected:
            painter.fillRect(place, palette.color(QPalette.ColorRole.Midlight))
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        room = QRect(_GAP, place.top(), labels - _GAP, place.height())
        shown = self.fontMetrics().elidedText(bar.label, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        start = left = labels + _GAP
        total = 0.0
        for value, color in zip(bar.values, CURVE_COLORS, strict=False):
            total += value
            right = start + round(total * scale)
            painter.fillRect(left, place.top() + 4, right - left, place.height() - 8, QColor(color))
            left = right
        behind = QRect(max(left, start + 1) + _GAP, place.top(), place.width(), place.height())
        painter.drawText(behind, Qt.AlignmentFlag.AlignVCenter, bar.text)
