"""Two places to let go of dragged images: one opens their folder, the other detects on them alone."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.painting import guarded_painter

OPEN, DETECT = 0, 1
_TITLES = (N_("Open the folder"), N_("Detect on this image only"))
_HINTS = (
    N_("and go to this image"),
    N_("in its own window; no folder is opened, nothing is written"),
)
MARGIN, CORNER = 16, 10


class DropZones(QWidget):
    """Lies over `parent` while images are dragged over it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._covered_widget = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.zone = OPEN
        self.hide()

    def show_zones(self) -> None:
        self.setGeometry(self._covered_widget.rect())
        self.raise_()
        self.show()

    def highlight_zone_at(self, at: QPoint) -> None:
        """`at` is in this widget."""
        zone = DETECT if self._zone_area(DETECT).contains(at) else OPEN
        if zone != self.zone:
            self.zone = zone
            self.update()

    def _zone_area(self, zone: int) -> QRect:
        half = self.width() // 2
        return QRect(zone * half, 0, half, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        with guarded_painter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ground = QColor(self.palette().color(QPalette.ColorRole.Window))
            ground.setAlpha(235)
            painter.fillRect(self.rect(), ground)
            for zone in (OPEN, DETECT):
                self._paint_zone(painter, zone)

    def _paint_zone(self, painter: QPainter, zone: int) -> None:
        palette = self.palette()
        accent = palette.color(QPalette.ColorRole.Highlight)
        text = palette.color(QPalette.ColorRole.WindowText)
        area = self._zone_area(zone).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        painter.setPen(QPen(accent if zone == self.zone else QColor(128, 128, 128), 2, Qt.PenStyle.DashLine))
        fill = QColor(accent)
        fill.setAlpha(45 if zone == self.zone else 0)
        painter.setBrush(fill)
        painter.drawRoundedRect(area, CORNER, CORNER)
        painter.setPen(text)
        font = self.font()
        font.setPointSizeF(self.font().pointSizeF() * 1.4)
        painter.setFont(font)
        line = painter.fontMetrics().lineSpacing()
        middle = area.center().y()
        title = QRect(area.left(), middle - 2 * line, area.width(), 2 * line)
        painter.drawText(title, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, tr(_TITLES[zone]))
        painter.setFont(self.font())
        hint = QRect(area.left() + MARGIN, middle + 4, area.width() - 2 * MARGIN, area.bottom() - middle)
        painter.drawText(hint, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, tr(_HINTS[zone]))
