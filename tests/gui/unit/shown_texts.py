"""Every text that a window and all within it can show, show on hovering, or give a screen reader."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QSpinBox,
    QStatusBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.StatusTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)
MAX_ROWS = 200
Shown = tuple[str, str]
"""Where, and what."""


def shown_texts(window: QWidget) -> Iterator[Shown]:
    """All of them, hidden parts included; menus too, as far as they are made."""
    for widget in (window, *window.findChildren(QWidget)):
        for what, text in _of_widget(widget):
            if text:
                yield f"{_place(widget)}: {what}", text
    for action in window.findChildren(QAction):
        for what, text in _of_action(action):
            if text:
                yield f"action {action.objectName()}: {what}", text


def _of_widget(widget: QWidget) -> Iterator[Shown]:
    yield "title", widget.windowTitle()
    yield "tooltip", widget.toolTip()
    yield "status tip", widget.statusTip()
    yield "accessible name", widget.accessibleName()
    yield "accessible description", widget.accessibleDescription()
    if isinstance(widget, (QAbstractButton, QLabel)):
        yield "text", widget.text()
    elif isinstance(widget, (QGroupBox, QMenu)):
        yield "title", widget.title()
    elif isinstance(widget, QLineEdit) and not isinstance(widget.parent(), QAbstractSpinBox):
        yield "placeholder", widget.placeholderText()
    elif isinstance(widget, (QPlainTextEdit, QTextEdit)):
        yield "placeholder", widget.placeholderText()
        yield "text", widget.toPlainText()
    elif isinstance(widget, QProgressBar):
        yield "format", widget.format()
    elif isinstance(widget, QStatusBar):
        yield "message", widget.currentMessage()
    elif isinstance(widget, (QSpinBox, QDoubleSpinBox)):
        yield from (("prefix", widget.prefix()), ("suffix", widget.suffix()), ("special", widget.specialValueText()))
    elif isinstance(widget, QTabBar):
        for place in range(widget.count()):
            yield f"tab {place}", widget.tabText(place)
            yield f"tab {place} tooltip", widget.tabToolTip(place)
    elif isinstance(widget, QComboBox):
        yield from _of_model(widget.model(), QModelIndex())
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None and not _is_part(widget):
        yield from _of_headers(widget.model())
        yield from _of_model(widget.model(), QModelIndex())


def _is_part(view: QAbstractItemView) -> bool:
    """Of a table or of a combo box, whose texts they show."""
    parent = view.parentWidget()
    return isinstance(view, QHeaderView) or (parent is not None and isinstance(parent.parentWidget(), QComboBox))


def _of_action(action: QAction) -> Iterator[Shown]:
    yield "text", action.text()
    yield "short text", action.iconText()
    yield "tooltip", action.toolTip()
    yield "status tip", action.statusTip()


def _of_headers(model: QAbstractItemModel) -> Iterator[Shown]:
    for column in range(_columns(model, QModelIndex())):
        for role in _ROLES:
            yield f"header {column}", _text(model.headerData(column, Qt.Orientation.Horizontal, role))


def _of_model(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[Shown]:
    for row in range(min(model.rowCount(parent), MAX_ROWS)):
        for column in range(_columns(model, parent)):
            index = model.index(row, column, parent)
            for role in _ROLES:
                yield f"row {row} column {column}", _text(index.data(role))
        yield from _of_model(model, model.index(row, 0, parent))


def _columns(model: QAbstractItemModel, parent: QModelIndex) -> int:
    """Lists have one, and do not let themselves be asked."""
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _place(widget: QWidget) -> str:
    """The widget and what it lies in, as far as these are classes of our own or have names."""
    names: list[str] = []
    part: QWidget | None = widget
    while part is not None:
        if part is widget or type(part).__module__.startswith("frcnn_gui"):
            names.append(type(part).__name__ + (f" {part.objectName()}" if part.objectName() else ""))
        part = part.parentWidget()
    return " in ".join(names)
