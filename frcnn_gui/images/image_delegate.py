"""How a row of the list of images looks: its mark, the folder dimmed before the name, and a small picture if wanted."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from frcnn_gui.common.icons import load_icon
from frcnn_gui.common.painting import guarded_item
from frcnn_gui.common.plain_text import shorten_text
from frcnn_gui.images.image_list import ImageListModel
from frcnn_gui.images.image_status import ImageState
from frcnn_gui.images.thumbnails import MAX_SIZE, Thumbnails

ROW_HEIGHT = 26
TALL_ROW_HEIGHT = MAX_SIZE.height() + 8
MIN_FOLDER_PERCENT = 40
"""What a long folder keeps of the width of a row beside a long name."""
_MARK_PX = 16
_MARGIN, _GAP = 6, 6
_CENTER = Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex


class ImageDelegate(QStyledItemDelegate):
    """Paints rows of an `ImageListModel`; `shows_thumbnails` makes them tall."""

    def __init__(self, model: ImageListModel, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._thumbnails = model, thumbnails
        self.shows_thumbnails = False

    @property
    def row_height(self) -> int:
        return TALL_ROW_HEIGHT if self.shows_thumbnails else ROW_HEIGHT

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, self.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        with guarded_item(painter):
            option.widget.style().drawPrimitive(
                QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget
            )
            folder = self._model.statuses.folder
            if folder is None:
                return
            at = self._model.image_index(index.row())
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            strong = option.palette.color(QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text)
            weak = strong if chosen else option.palette.color(QPalette.ColorRole.PlaceholderText)
            room = option.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
            if self.shows_thumbnails:
                self._paint_thumbnail(painter, QRect(room.topLeft() + QPoint(0, 4), MAX_SIZE), at, weak)
                room.setLeft(room.left() + MAX_SIZE.width() + _GAP)
                lines = room.adjusted(0, 6, 0, -6)
                room.setBottom(lines.center().y())
                self._paint_description(painter, lines, at, weak, option.fontMetrics)
            self._paint_state_icons(painter, room, index, at, strong if chosen else None)
            if self._model.statuses.is_skipped(at):
                strong = weak
            _paint_name(painter, room, shorten_text(folder.name_of(at)), strong, weak, option.fontMetrics)

    def _paint_thumbnail(self, painter: QPainter, place: QRect, at: int, frame: QColor) -> None:
        folder = self._model.statuses.folder
        thumbnail = self._thumbnails.find_thumbnail(folder[at]) if folder is not None else None
        if thumbnail is None or thumbnail.isNull():
            painter.setOpacity(0.4)
            painter.setPen(frame)
            painter.drawRect(place.adjusted(0, 0, -1, -1))
            painter.setOpacity(1.0)
            return
        shown = QRect(QPoint(), thumbnail.deviceIndependentSize().toSize())
        shown.moveCenter(place.center())
        painter.drawPixmap(shown, thumbnail)

    def _paint_description(
        self, painter: QPainter, lines: QRect, at: int, color: QColor, metrics: QFontMetrics
    ) -> None:
        """The second line of a tall row."""
        line = QRect(lines.left(), lines.center().y() + 1, lines.width(), lines.height() // 2)
        painter.setPen(color)
        words = metrics.elidedText(self._model.statuses.describe_briefly(at), Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, int(_CENTER | Qt.AlignmentFlag.AlignLeft), words)

    def _paint_state_icons(self, painter: QPainter, room: QRect, index: _Index, at: int, color: QColor | None) -> None:
        """The mark before the name, and behind it that of detections where the first shows something else.

        `room` is what they leave. `color`: of both, where the row is chosen.
        """
        marks, top = self._model.statuses, room.center().y() - _MARK_PX // 2 + 1
        first = load_icon(marks.get_state(at).icon_name, color) if color else index.data(Qt.ItemDataRole.DecorationRole)
        first.paint(painter, QRect(room.left(), top, _MARK_PX, _MARK_PX))
        room.setLeft(room.left() + _MARK_PX + _GAP)
        if marks.is_also_predicted(at):
            last = load_icon(ImageState.DETECTED.icon_name, color)
            last.paint(painter, QRect(room.right() - _MARK_PX + 1, top, _MARK_PX, _MARK_PX))
            room.setRight(room.right() - _MARK_PX - _GAP)


def elide_path(path: str, width: int, metrics: QFontMetrics) -> tuple[str, str]:
    """Folder and name of `train/cats/1.jpg` as they fit into `width`, both cut in the middle.

    The name has priority, but the folder keeps a part of the width: it may be all that distinguishes two images.
    """
    head, slash, name = path.rpartition("/")
    folder = head + slash
    needed = metrics.horizontalAdvance(folder)
    reserved = min(needed, width * MIN_FOLDER_PERCENT // 100)
    name = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, width - reserved)
    left = width - metrics.horizontalAdvance(name)
    return metrics.elidedText(folder, Qt.TextElideMode.ElideMiddle, left) if folder else "", name


def _paint_name(painter: QPainter, room: QRect, path: str, strong: QColor, weak: QColor, metrics: QFontMetrics) -> None:
    """The path with its folder dimmed."""
    folder, name = elide_path(path, room.width(), metrics)
    alignment = int(_CENTER | Qt.AlignmentFlag.AlignLeft)
    painter.setPen(weak)
    painter.drawText(room, alignment, folder)
    painter.setPen(strong)
    painter.drawText(room.adjusted(metrics.horizontalAdvance(folder), 0, 0, 0), alignment, name)
