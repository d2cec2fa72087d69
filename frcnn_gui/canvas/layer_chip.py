"""A chip over the image: what is drawn there, with the meaning of its colors, and a button that switches it off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from frcnn_gui.canvas.layers import LegendEntry
from frcnn_gui.common.canvas_colors import DARK_TEXT, LIGHT_TEXT
from frcnn_gui.common.icons import load_icon
from frcnn_gui.common.language import tr
from frcnn_gui.common.painting import guarded_painter
from frcnn_gui.common.plain_text import format_tooltip

HEIGHT_PX = 22
OPACITY = 0.78
FONT_SCALE = 0.9
SWATCH_PX = 9
GAP_PX = 6
BUTTON_PX = 18
SEPARATOR = "· "
"""Before an entry that no color separates from the one before"""


class LayerChip(QWidget):
    """`close_button` is reached with the keyboard.

    Signals:
        closed: What it names is to be switched off.
    """

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * FONT_SCALE)
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.entries: tuple[LegendEntry, ...] = ()
        """What is painted: the title, then each color and text"""
        self.text = ""
        """All that it says"""
        self.close_button = QToolButton(self)
        self.close_button.setIcon(load_icon("dock-close", QColor(LIGHT_TEXT)))
        self.close_button.setIconSize(QSize(8, 8))
        self.close_button.setAutoRaise(True)
        self.close_button.setToolTip(tr("Switch off"))
        self.close_button.setAccessibleName(tr("Switch off"))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys with the canvas
        self.close_button.clicked.connect(self.closed)
        self.hide()

    def set_content(self, title: str, entries: Sequence[LegendEntry]) -> None:
        """Name what is drawn; an entry without a color is only text."""
        self.entries = (LegendEntry("", title), *map(_separate_entry, entries))
        texts = ", ".join(entry.text for entry in entries if entry.text)
        self.text = tr("{title}: {content}").format(title=title, content=texts) if texts else title
        self.setAccessibleName(self.text)
        self.setToolTip(format_tooltip(self.text))
        self.close_button.setAccessibleName(tr("Switch off: {what}").format(what=self.text))
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = GAP_PX + sum(_entry_width(entry, metrics.horizontalAdvance(entry.text)) for entry in self.entries)
        return QSize(width + BUTTON_PX + 2, HEIGHT_PX)

    def resizeEvent(self, _event: object) -> None:
        self.close_button.setGeometry(self.width() - BUTTON_PX - 2, 2, BUTTON_PX, HEIGHT_PX - 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with guarded_painter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            background = QColor(DARK_TEXT)
            background.setAlphaF(OPACITY)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(background)
            painter.drawRoundedRect(self.rect(), 4, 4)
            x = GAP_PX
            for entry in self.entries:
                x = self._paint_entry(painter, entry, x)

    def _paint_entry(self, painter: QPainter, entry: LegendEntry, x: int) -> int:
        """Returns where the next one begins."""
        width = painter.fontMetrics().horizontalAdvance(entry.text)
        end = x + _entry_width(entry, width)
        if entry.color:
            painter.setPen(QPen(QColor(LIGHT_TEXT), 1))
            painter.setBrush(QColor(entry.color))
            painter.drawRect(x, (HEIGHT_PX - SWATCH_PX) // 2, SWATCH_PX, SWATCH_PX)
            x += SWATCH_PX + GAP_PX // 2
        room = max(self.width() - BUTTON_PX - 2 - x, 0)
        text = painter.fontMetrics().elidedText(entry.text, Qt.TextElideMode.ElideRight, room)
        painter.setPen(QColor(LIGHT_TEXT))
        painter.drawText(QRect(x, 0, room, HEIGHT_PX), int(Qt.AlignmentFlag.AlignVCenter), text)
        return end


def _separate_entry(entry: LegendEntry) -> LegendEntry:
    return entry if entry.color or not entry.text else replace(entry, text=SEPARATOR + entry.text)


def _entry_width(entry: LegendEntry, text_width: int) -> int:
    swatch = SWATCH_PX + GAP_PX // 2 if entry.color else 0
    return swatch + text_width + GAP_PX
