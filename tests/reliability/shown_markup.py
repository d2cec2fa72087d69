"""Every text of a widget and all within it, and whether Qt shows it as HTML."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QGraphicsTextItem,
    QGraphicsView,
    QLabel,
    QTabBar,
    QTextEdit,
    QWidget,
)

from frcnn_gui.common.plain_text import is_rich_text

MAX_ROWS = 200
_ROLES = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.WhatsThisRole)
_SHOWN = (Qt.ItemDataRole.DisplayRole, *_ROLES)


def texts_of(top: QWidget) -> Iterator[tuple[str, str, bool]]:
    """(where, text, whether it is shown as HTML) of `top` and everything within it, hidden parts included."""
    for widget in (top, *top.findChildren(QWidget)):
        place = f"{type(widget).__name__} {widget.objectName()}".strip()
        yield f"{place}, title", widget.windowTitle(), False
        yield f"{place}, tooltip", widget.toolTip(), is_rich_text(widget.toolTip())
        yield f"{place}, What's This", widget.whatsThis(), is_rich_text(widget.whatsThis())
        yield from ((f"{place}, {what}", text, rich) for what, text, rich in _own_texts(widget))
    for action in top.findChildren(QAction):
        for what, text in (("tooltip", action.toolTip()), ("What's This", action.whatsThis())):
            yield f"action {action.text()}, {what}", text, is_rich_text(text)


def _own_texts(widget: QWidget) -> Iterator[tuple[str, str, bool]]:
    if isinstance(widget, QLabel):
        as_html = widget.textFormat() == Qt.TextFormat.RichText
        may_be = widget.textFormat() in (Qt.TextFormat.AutoText, Qt.TextFormat.MarkdownText)
        yield "text", widget.text(), as_html or (may_be and is_rich_text(widget.text()))
    elif isinstance(widget, QTextEdit):
        yield "text", widget.toHtml(), True
    elif isinstance(widget, QTabBar):
        for place in range(widget.count()):
            yield f"tab {place}", widget.tabToolTip(place), is_rich_text(widget.tabToolTip(place))
    elif isinstance(widget, QGraphicsView) and widget.scene() is not None:
        for item in widget.scene().items():
            if isinstance(item, QGraphicsTextItem):
                yield "item", item.toHtml(), True
    elif isinstance(widget, QComboBox):
        yield from _of_model(widget.model(), QModelIndex())
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _of_headers(widget.model())
        yield from _of_model(widget.model(), QModelIndex())


def _of_headers(model: QAbstractItemModel) -> Iterator[tuple[str, str, bool]]:
    for side, count in (
        (Qt.Orientation.Horizontal, _columns(model, QModelIndex())),
        (Qt.Orientation.Vertical, model.rowCount()),
    ):
        for place in range(min(count, MAX_ROWS)):
            for role in _SHOWN:
                text = model.headerData(place, side, role)
                if isinstance(text, str):
                    yield f"header {place}", text, role in _ROLES and is_rich_text(text)


def _of_model(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[tuple[str, str, bool]]:
    for row in range(min(model.rowCount(parent), MAX_ROWS)):
        for column in range(_columns(model, parent)):
            index = model.index(row, column, parent)
            for role in _SHOWN:
                text = index.data(role)
                if isinstance(text, str):
                    yield f"row {row} column {column}", text, role in _ROLES and is_rich_text(text)
        yield from _of_model(model, model.index(row, 0, parent))


def _columns(model: QAbstractItemModel, parent: QModelIndex) -> int:
    """Lists have one, and do not let themselves be asked."""
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
