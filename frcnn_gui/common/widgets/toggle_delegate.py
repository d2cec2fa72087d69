"""A cell that is a small button with two pictures: an eye, a padlock. A click or Space turns it."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from frcnn_gui.common.icons import load_icon
from frcnn_gui.common.painting import guarded_item

SIDE_PX = 15
FAINT_OPACITY = 0.35
_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Select)
_Role = Qt.ItemDataRole
_Index = QModelIndex | QPersistentModelIndex


class ToggleDelegate(QStyledItemDelegate):
    """Shows the cell's check state; `usual` is the state that most cells have, painted faintly."""

    def __init__(self, on: str, off: str, usual: bool, parent: QWidget) -> None:
        """`on` and `off` are names of icons."""
        super().__init__(parent)
        self._names = {True: on, False: off}
        self._usual = usual

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        with guarded_item(painter):
            # Not by `initStyleOption`, which asks the model ten questions for each cell.
            style = option.widget.style()
            style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget)
            on = is_on(index)
            faint = on == self._usual
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
            place = QRect(0, 0, SIDE_PX, SIDE_PX)
            place.moveCenter(option.rect.center())
            painter.setOpacity(FAINT_OPACITY if faint else 1.0)
            load_icon(self._names[on], option.palette.color(role)).paint(painter, place)
            painter.setOpacity(1.0)
            if option.state & QStyle.StateFlag.State_HasFocus:
                painter.setPen(option.palette.color(role))
                painter.drawRect(option.rect.adjusted(1, 1, -2, -2))

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(SIDE_PX + 8, SIDE_PX + 8)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        if not index.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            return False
        if isinstance(event, QMouseEvent):
            inside = option.rect.contains(event.position().toPoint()) and event.button() == Qt.MouseButton.LeftButton
            if event.type() == QEvent.Type.MouseButtonRelease and inside:
                return self._toggle_cell(model, index)
            return inside  # a press here is no drag over rows, a double click no edit
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _KEYS:
            return self._toggle_cell(model, index)
        return False

    def _toggle_cell(self, model: QAbstractItemModel, index: _Index) -> bool:
        state = Qt.CheckState.Unchecked if is_on(index) else Qt.CheckState.Checked
        return model.setData(index, state, _Role.CheckStateRole)


def is_on(index: _Index) -> bool:
    """Whether the cell's box is ticked."""
    value = index.data(_Role.CheckStateRole)
    return value is not None and Qt.CheckState(value) == Qt.CheckState.Checked
