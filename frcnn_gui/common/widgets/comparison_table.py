"""A table of what is compared: a row for each, of which one is selected, with figures in columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import format_tooltip

ROW_PADDING_PX = 6


def create_comparison_table(name: str, headers: Sequence[str], tips: Sequence[str], min_rows: int) -> QTableWidget:
    """An empty table whose first column takes the room that the others leave.

    Args:
        name: Its accessible name, in the language of the window.
        headers: Titles of the columns, marked with `N_`.
        tips: Their tooltips, marked with `N_`.
        min_rows: Lines, that of the titles included, for which there is always room.
    """
    table = QTableWidget(0, len(headers))
    table.setAccessibleName(name)
    for column, (text, tip) in enumerate(zip(headers, tips, strict=True)):
        item = QTableWidgetItem(tr(text))
        item.setToolTip(format_tooltip(tr(tip)))
        table.setHorizontalHeaderItem(column, item)
    row_height = table.fontMetrics().height() + ROW_PADDING_PX
    table.setMinimumHeight(min_rows * row_height)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(row_height)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    return table
