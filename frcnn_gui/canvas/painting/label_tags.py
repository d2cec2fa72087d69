"""Small labels: text on a ground of the class's color."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from frcnn_gui.canvas.painting.tag_places import Corners
from frcnn_gui.common.canvas_colors import CASING_COLOR, text_color
from frcnn_gui.common.painting import painter_on

PADDING_PX = 4
MAX_WIDTH_PX = 200
"""Longer texts are cut, with an ellipsis."""


@lru_cache(maxsize=2048)
def render_tag(text: str, color: str, font_name: str, ratio: float, max_width: int = MAX_WIDTH_PX) -> QImage:
    """The label as an image; its size in logical pixels is its `deviceIndependentSize`.

    `font_name` is what `QFont.toString` gives.
    """
    font = QFont()
    font.fromString(font_name)
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max_width - 2 * PADDING_PX - 1)
    width = int(metrics.horizontalAdvance(shown) + 2 * PADDING_PX + 1)
    height = int(metrics.height() + 2)
    image = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(color))
    with painter_on(image) as painter:
        painter.setFont(font)
        painter.setPen(QColor(text_color(color)))
        painter.drawText(QRectF(PADDING_PX, 0, width, height), Qt.AlignmentFlag.AlignVCenter, shown)
    return image


def draw_leader(painter: QPainter, line: Corners, color: str) -> None:
    """A line from a tag to its box."""
    for pen in (QPen(QColor(CASING_COLOR), 3), QPen(QColor(color), 1)):
        painter.setPen(pen)
        painter.drawLine(QLineF(*line))
