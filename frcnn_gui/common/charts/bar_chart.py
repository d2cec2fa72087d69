"""Bars drawn by hand: lying ones for names, standing ones for numbers; a click or Enter on one searches for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from frcnn_gui.common.charts.chart_menu import ChartMenu, ChartTable
from frcnn_gui.common.charts.chart_values import Bar
from frcnn_gui.common.language import tr
from frcnn_gui.common.painting import guarded_painter
from frcnn_gui.common.plain_text import format_tooltip

ROW_HEIGHT_PX = 22
LABEL_SHARE = 0.38
VERTICAL_HEIGHT_PX = 150
_GAP, _PAD = 4, 6
_MIN_BAR_PX = 2
"""Pixels of a bar that stands for anything at all."""


class _BarGeometry(NamedTuple):
    """Where a bar, its label and its count are drawn."""

    bar: QRectF
    label: QRect
    number: QRect
    whole: QRect


class BarChart(QWidget):
    """Left and Right (or Up and Down) move from bar to bar.

    Signals:
        bar_chosen: The query of a bar that has one.
    """

    bar_chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self._current = -1
        self._color_of: Callable[[Bar], str] | None = None
        self._name = name
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.menu = ChartMenu(self, self.list_values)

    def list_values(self) -> ChartTable:
        """What the bars are and how much of it there is, for a spreadsheet."""
        header = (self._name, tr("count", "table header"))
        return [header, *((_describe_bar(bar), bar.count) for bar in self._bars)]

    @property
    def bars(self) -> tuple[Bar, ...]:
        return self._bars

    def set_bars(self, bars: Sequence[Bar], color: Callable[[Bar], str] | None = None) -> None:
        """Draw these; `color` of each, #rrggbb, where they do not all have the accent's."""
        self._bars, self._color_of = tuple(bars), color
        self._current = min(self._current, len(bars) - 1)
        self.setAccessibleDescription(", ".join(f"{_describe_bar(bar)}: {bar.count:,}" for bar in self._bars))
        self.updateGeometry()
        self.update()

    def find_bar_at(self, at: QPoint) -> int:
        """The number of the bar, label or gap above it at this place; -1 where there is none."""
        return next((number for number, place in enumerate(self._compute_geometry()) if place.whole.contains(at)), -1)

    def _compute_geometry(self) -> list[_BarGeometry]:
        raise NotImplementedError

    # -- mouse and keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = self.find_bar_at(event.position().toPoint())
        clickable = number >= 0 and bool(self._bars[number].query)
        self.setCursor(Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._current = self.find_bar_at(event.position().toPoint())
            self._choose_current()
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key in steps and self._bars and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._current = (max(self._current, -1) + steps[key]) % len(self._bars)
            bar = self._bars[self._current]
            self.setAccessibleName(f"{self._name}: {_describe_bar(bar)}, {bar.count:,}")
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose_current()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._current = -1
        self.setAccessibleName(self._name)
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self.find_bar_at(event.pos())
            text = _format_tooltip(self._bars[number], self._bars) if number >= 0 else ""
            QToolTip.showText(event.globalPos(), format_tooltip(text), self)
            return True
        return super().event(event)

    def _choose_current(self) -> None:
        if 0 <= self._current < len(self._bars) and self._bars[self._current].query:
            self.bar_chosen.emit(self._bars[self._current].query)

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        with guarded_painter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            palette = self.palette()
            text = palette.color(QPalette.ColorRole.Text)
            weak = palette.color(QPalette.ColorRole.PlaceholderText)
            accent = palette.color(QPalette.ColorRole.Accent)
            for number, (bar, place) in enumerate(zip(self._bars, self._compute_geometry(), strict=True)):
                if number == self._current and self.hasFocus():
                    painter.fillRect(place.whole, palette.color(QPalette.ColorRole.Midlight))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self._color_of(bar)) if self._color_of else accent)
                if bar.count:
                    painter.drawRoundedRect(place.bar, 2, 2)
                self._draw_text(painter, place.label, bar.label, text)
                self._draw_text(painter, place.number, f"{bar.count:,}" if bar.count else "", weak)

    def _draw_text(self, painter: QPainter, room: QRect, text: str, color: QColor) -> None:
        painter.setPen(color)
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, int(self._text_alignment()), shown)

    def _text_alignment(self) -> Qt.AlignmentFlag:
        raise NotImplementedError


class HorizontalBars(BarChart):
    """One row for each bar, its name before it: for classes."""

    def sizeHint(self) -> QSize:
        return QSize(260, max(len(self._bars), 1) * ROW_HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, max(len(self._bars), 1) * ROW_HEIGHT_PX)

    def _text_alignment(self) -> Qt.AlignmentFlag:
        return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

    def _compute_geometry(self) -> list[_BarGeometry]:
        max_count = max((bar.count for bar in self._bars), default=1) or 1
        counts = self.fontMetrics().horizontalAdvance(f"{max_count:,}") + 2 * _PAD
        widest = max((self.fontMetrics().horizontalAdvance(bar.label) for bar in self._bars), default=0) + _PAD
        labels = min(widest, int(self.width() * LABEL_SHARE))
        room = max(self.width() - labels - counts, 1)
        places = []
        for number, bar in enumerate(self._bars):
            top = number * ROW_HEIGHT_PX
            length = max(room * bar.count / max_count, _MIN_BAR_PX if bar.count else 0)
            place = QRectF(
                labels + _GAP, top + _GAP, length - _GAP if length > 2 * _GAP else length, ROW_HEIGHT_PX - 2 * _GAP
            )
            places.append(
                _BarGeometry(
                    place,
                    QRect(0, top, labels - _GAP, ROW_HEIGHT_PX),
                    QRect(int(place.right()) + _PAD, top, counts, ROW_HEIGHT_PX),
                    QRect(0, top, self.width(), ROW_HEIGHT_PX),
                )
            )
        return places


class VerticalBars(BarChart):
    """One column for each bar, its label below it: for histograms."""

    def sizeHint(self) -> QSize:
        return QSize(260, VERTICAL_HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, VERTICAL_HEIGHT_PX)

    def _text_alignment(self) -> Qt.AlignmentFlag:
        return Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom

    def _compute_geometry(self) -> list[_BarGeometry]:
        if not self._bars:
            return []
        line = self.fontMetrics().height()
        max_count = max(bar.count for bar in self._bars) or 1
        step = self.width() / len(self._bars)
        room = max(self.height() - 2 * line - 2 * _GAP, 1)
        every = self._compute_label_interval(step)
        places = []
        for number, bar in enumerate(self._bars):
            left = number * step
            height = max(room * bar.count / max_count, _MIN_BAR_PX if bar.count else 0)
            top = line + _GAP + room - height
            middle = round(left + step / 2)
            wide = round(step * every)
            own = min(wide, self.fontMetrics().horizontalAdvance(bar.label) + 2) if number % every == 0 else 0
            within = max(min(middle - own // 2, self.width() - own), 0)  # the outermost ones are wider than their bars
            label = QRect(within, self.height() - line, own, line)
            # A count that has no room above its bar is in the tooltip.
            count = QRect(middle - wide // 2, round(top) - line - 1, wide if every == 1 else 0, line)
            whole = QRect(round(left), 0, max(round(step), 1), self.height())
            places.append(_BarGeometry(QRectF(left + 1, top, max(step - 2, 1), height), label, count, whole))
        return places

    def _compute_label_interval(self, step: float) -> int:
        """Each how manieth bar has room for its label and count."""
        texts = [text for bar in self._bars for text in (bar.label, f"{bar.count:,}")]
        widest = max(self.fontMetrics().horizontalAdvance(text) for text in texts) + _GAP
        return max(-(-widest // max(int(step), 1)), 1)


def _describe_bar(bar: Bar) -> str:
    return bar.words or bar.label


def _format_tooltip(bar: Bar, bars: Sequence[Bar]) -> str:
    total = sum(one.count for one in bars) or 1
    more = "\n" + tr("Click to list these images") if bar.query else ""
    return f"{_describe_bar(bar)}: {bar.count:,} ({bar.count / total:.1%}){more}"
