"""The lines of the command palette as a Qt list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from frcnn_gui.common.plain_text import format_tooltip
from frcnn_gui.help.palette_search import PaletteEntry

AnyIndex = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_Role = Qt.ItemDataRole


class PaletteModel(QAbstractListModel):
    """Rows are entries, in the order in which they are given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[PaletteEntry, ...] = ()

    @property
    def entries(self) -> tuple[PaletteEntry, ...]:
        return self._entries

    def set_entries(self, entries: Sequence[PaletteEntry]) -> None:
        self.beginResetModel()
        self._entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: AnyIndex, role: int = int(_Role.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == _Role.DisplayRole:
            return entry.title
        if role in (_Role.AccessibleTextRole, _Role.ToolTipRole):
            return format_tooltip(entry.spoken_text) if role == _Role.ToolTipRole else entry.spoken_text
        return entry if role == _Role.UserRole else None
