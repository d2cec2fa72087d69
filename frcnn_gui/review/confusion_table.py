"""What objects were taken for, as a table whose cells are the darker the more they count."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from detector.evaluation.review import Confusion
from frcnn_gui.common.language import tr
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.common.plain_text import format_tooltip

AnyIndex = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_Role = Qt.ItemDataRole
MIN_ALPHA, MAX_ALPHA = 30, 170
EMPTY_CONFUSION = Confusion(np.zeros((0, 0), dtype=np.int64), {})


class ConfusionTableModel(QAbstractTableModel):
    """Rows are what is there, columns what was detected; the last of both is nothing."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._classes: tuple[str, ...] = ()
        self.confusion = EMPTY_CONFUSION

    def set_confusion(self, classes: tuple[str, ...], confusion: Confusion) -> None:
        self.beginResetModel()
        self._classes, self.confusion = classes, confusion
        self.endResetModel()

    def clear(self) -> None:
        self.set_confusion((), EMPTY_CONFUSION)

    def class_name(self, at: int) -> str:
        """Of a row or a column; empty for nothing."""
        return self._classes[at] if at < len(self._classes) else ""

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.confusion.counts)

    def columnCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return self.rowCount(parent)

    def data(self, index: AnyIndex, role: int = _Role.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        count = int(self.confusion.counts[row, column])
        if role == _Role.DisplayRole:
            return f"{count:,}" if count else ""
        if role == _Role.BackgroundRole and count:
            return self._cell_color(row, column, count)
        if role == _Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role == _Role.ToolTipRole:
            return format_tooltip(self.describe_cell(row, column))
        return None

    def describe_cell(self, row: int, column: int) -> str:
        """What the cell counts."""
        true, found = self.class_name(row), self.class_name(column)
        count = int(self.confusion.counts[row, column])
        if not found:
            return tr("%Ln of {true} not detected", "", count).format(true=true)
        if not true:
            return tr("%Ln detection(s) of {found} on unlabeled background", "", count).format(found=found)
        if true == found:
            return tr("%Ln of {true} detected", "", count).format(true=true)
        return tr("%Ln of {true} detected as {found}", "", count).format(true=true, found=found)

    def _cell_color(self, row: int, column: int, count: int) -> QColor:
        color = QColor(self._find_meaning(row, column).color)
        share = count / max(int(self.confusion.counts[row].sum()), 1)
        color.setAlpha(round(MIN_ALPHA + (MAX_ALPHA - MIN_ALPHA) * share))
        return color

    def _find_meaning(self, row: int, column: int) -> Meaning:
        if row == column:
            return Meaning.CORRECT
        return Meaning.FALSE_POSITIVE if self.class_name(column) else Meaning.MISSED

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if role == _Role.DisplayRole:
            nothing = tr("missed") if orientation == Qt.Orientation.Horizontal else tr("nothing")
            return self.class_name(section) or nothing
        if role == _Role.ToolTipRole:
            text = tr("Detected as") if orientation == Qt.Orientation.Horizontal else tr("Labeled as")
            return format_tooltip(f"{text}: {self.headerData(section, orientation)}")
        return None
