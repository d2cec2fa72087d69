"""A table whose rows are selected and decided on with keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import format_tooltip


def create_row_table(name: str, columns: Sequence[str], tip: str) -> QTableWidget:
    """An empty table whose first column takes the room that the others leave.

    Args:
        name: Its accessible name, in the language of the window.
        columns: Titles of the columns, marked with `N_`.
        tip: What its keys do, in the language of the window.
    """
    table = QTableWidget(0, len(columns))
    table.setAccessibleName(name)
    table.setHorizontalHeaderLabels([tr(title) for title in columns])
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setToolTip(format_tooltip(tip))
    table.verticalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    return table
