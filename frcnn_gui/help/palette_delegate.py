"""How a line of the command palette looks: its name, where it stands in the menus, and its key at the end."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from frcnn_gui.common.language import tr
from frcnn_gui.common.painting import guarded_item
from frcnn_gui.help.palette_search import PaletteEntry

ROW_HEIGHT = 30
_MARGIN, _GAP = 12, 10
_CENTER = Qt.AlignmentFlag.AlignVCenter


class PaletteDelegate(QStyledItemDelegate):
    """Paints an `PaletteEntry` (the item's UserRole)."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        with guarded_item(painter):
            entry = index.data(Qt.ItemDataRole.UserRole)
            if not isinstance(entry, PaletteEntry):
                return
            colors: QPalette = option.palette
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            if chosen:
                painter.fillRect(option.rect, colors.color(QPalette.ColorRole.Highlight))
            strong = colors.color(QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text)
            weak = strong if chosen else colors.color(QPalette.ColorRole.PlaceholderText)
            if not entry.enabled and not chosen:
                strong = colors.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
            room = option.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
            metrics = option.fontMetrics
            end = _right_text(entry)
            if end:
                width = min(metrics.horizontalAdvance(end) + 1, room.width() // 2)
                painter.setPen(weak)
                place = QRect(room.right() - width, room.top(), width + 1, room.height())
                painter.drawText(place, int(_CENTER | Qt.AlignmentFlag.AlignRight), _elide_text(metrics, end, width))
                room.setRight(place.left() - _GAP)
            used = _draw_text(painter, metrics, room, _left_text(entry), strong)
            room.setLeft(room.left() + used + _GAP)
            _draw_text(painter, metrics, room, entry.path, weak)


def _left_text(entry: PaletteEntry) -> str:
    return f"✓ {entry.title}" if entry.checked else entry.title


def _right_text(entry: PaletteEntry) -> str:
    return entry.keys if entry.enabled else entry.reason or tr("unavailable")


def _draw_text(painter: QPainter, metrics: QFontMetrics, room: QRect, text: str, color: QColor) -> int:
    """Draw the text at the left of `room`; returns how many pixels it took."""
    shown = _elide_text(metrics, text, room.width())
    painter.setPen(color)
    painter.drawText(room, int(_CENTER | Qt.AlignmentFlag.AlignLeft), shown)
    return metrics.horizontalAdvance(shown)


def _elide_text(metrics: QFontMetrics, text: str, width: int) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width) if width > 0 else ""
