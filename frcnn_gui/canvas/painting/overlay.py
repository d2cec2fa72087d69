"""What lies over image and boxes: messages, the rubber band, the crosshair, sizes beside the cursor."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QPen

from frcnn_gui.common.canvas_colors import CASING_COLOR, DARK_TEXT, HIGHLIGHT, LIGHT_TEXT

_PADDING = 6
_OFFSET = QPoint(16, 18)
"""From the cursor to the text beside it."""
MAX_MESSAGE_WIDTH_PX = 520


def background_color(palette: QPalette) -> QColor:
    """What the image is on: a neutral shade a little off the window's."""
    window = palette.color(QPalette.ColorRole.Window)
    return window.darker(108) if window.lightness() > 127 else window.darker(135)


def draw_message(painter: QPainter, size: QSize, palette: QPalette, text: str) -> None:
    """A text of one or more lines in the middle."""
    width = min(MAX_MESSAGE_WIDTH_PX, size.width() - 40)
    area = QRect((size.width() - width) // 2, 20, width, size.height() - 40)
    font = painter.font()
    font.setPointSizeF(font.pointSizeF() * 1.25)
    painter.setFont(font)
    painter.setPen(palette.color(QPalette.ColorRole.WindowText))
    painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), text)


def draw_band(painter: QPainter, area: QRect, palette: QPalette) -> None:
    """The rubber band."""
    color = palette.color(QPalette.ColorRole.Highlight)
    inside = QColor(color)
    inside.setAlphaF(0.15)
    painter.fillRect(area, inside)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(HIGHLIGHT), 1))
    painter.drawRect(area)
    painter.setPen(QPen(color, 1, Qt.PenStyle.DashLine))
    painter.drawRect(area)


def draw_crosshair(painter: QPainter, at: QPoint, image: QRect) -> None:
    """Lines through the cursor over the whole image, dark and light in turn so that they are seen on anything."""
    lines = ((image.left(), at.y(), image.right(), at.y()), (at.x(), image.top(), at.x(), image.bottom()))
    dashes = QPen(QColor(HIGHLIGHT), 1, Qt.PenStyle.CustomDashLine)
    dashes.setDashPattern([4, 4])
    for pen in (QPen(QColor(CASING_COLOR), 1), dashes):
        painter.setPen(pen)
        for line in lines:
            painter.drawLine(*line)


def draw_readout(painter: QPainter, cursor: QPoint, size: QSize, text: str) -> None:
    """A short text beside the cursor, on the side where there is room."""
    metrics = QFontMetrics(painter.font())
    area = QRect(0, 0, metrics.horizontalAdvance(text) + 2 * _PADDING, metrics.height() + _PADDING)
    area.moveTopLeft(cursor + _OFFSET)
    if area.right() > size.width():
        area.moveRight(cursor.x() - _OFFSET.x() // 2)
    if area.bottom() > size.height():
        area.moveBottom(cursor.y() - _OFFSET.y() // 2)
    painter.fillRect(area, QColor(DARK_TEXT))
    painter.setPen(QColor(LIGHT_TEXT))
    painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)


def draw_corner_note(painter: QPainter, size: QSize, text: str) -> None:
    """A line in the lower left corner: work in progress."""
    metrics = QFontMetrics(painter.font())
    area = QRect(12, 0, metrics.horizontalAdvance(text) + 3 * _PADDING, metrics.height() + 2 * _PADDING)
    area.moveBottom(size.height() - 12)
    painter.fillRect(area, QColor(DARK_TEXT))
    painter.setPen(QColor(LIGHT_TEXT))
    painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)


def draw_focus(painter: QPainter, size: QSize, palette: QPalette) -> None:
    """A thin frame: the canvas has the keyboard focus."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 1))
    painter.drawRect(QRect(0, 0, size.width() - 1, size.height() - 1))
