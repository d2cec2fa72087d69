"""What panels of measurements have in common: choices above, and table, chart and list side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QListWidget, QSplitter, QVBoxLayout, QWidget

from frcnn_gui.common.plain_text import format_tooltip


def create_choice(name: str, entries: Sequence[tuple[str, object]]) -> QComboBox:
    """A choice with a text and a value for each entry; `name` is its tooltip and is read out by screen readers."""
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(format_tooltip(name))
    for text, value in entries:
        box.addItem(text, value)
    return box


def create_titled_list(title: QLabel, items: QListWidget) -> QWidget:
    """A list below its title."""
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    layout.addWidget(title)
    layout.addWidget(items, 1)
    return column


def build_measurement_layout(
    panel: QWidget, head: Sequence[QWidget], message: QWidget, parts: Sequence[tuple[QWidget, int]]
) -> QSplitter:
    """Lay out a panel.

    Args:
        panel: It gets the layout.
        head: Choices and buttons, in a row.
        message: Below them.
        parts: Side by side below that, each with its width in pixels at first.

    Returns:
        The splitter of the parts.
    """
    row = QHBoxLayout()
    for widget in head:
        row.addWidget(widget)
    row.addStretch(1)
    splitter = QSplitter(Qt.Orientation.Horizontal)
    for part, _ in parts:
        splitter.addWidget(part)
    splitter.setChildrenCollapsible(False)
    splitter.setSizes([width for _, width in parts])
    layout = QVBoxLayout(panel)
    layout.setContentsMargins(8, 8, 8, 8)
    layout.setSpacing(6)
    layout.addLayout(row)
    layout.addWidget(message)
    layout.addWidget(splitter, 1)
    return splitter
