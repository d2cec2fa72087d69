"""The map of an anchor fit: boxes by size and shape, each cell in the color of how well anchors fit its boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from frcnn_gui.common.canvas_colors import text_color
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import format_tooltip

if TYPE_CHECKING:
    from detector.evaluation.anchor_fit import FitCell

ASPECTS = (N_("very wide"), N_("wide"), N_("square"), N_("tall"), N_("very tall"))
"""By height / width, as the fit's bins."""
_STOPS = (0.3, 0.65, 0.9)
_COLORS = ((0xB3, 0x47, 0x00), (0xF2, 0xE6, 0xC9), (0x0B, 0x5E, 0xA8))
"""From orange for a bad fit over pale to blue for a good one: no red against green."""


def fit_color(iou: float) -> str:
    """#rrggbb of a median IoU."""
    red, green, blue = (round(float(np.interp(iou, _STOPS, channel))) for channel in zip(*_COLORS, strict=True))
    return f"#{red:02X}{green:02X}{blue:02X}"


@dataclass(frozen=True)
class _MapPosition:
    row: int
    column: int


class AnchorFitMap(QTableWidget):
    """Rows are shapes, columns are sizes.

    Signals:
        cell_selected: A FitCell, or None.
    """

    cell_selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 0, parent)
        self.setAccessibleName(tr("Boxes by size and shape"))
        self.setWhatsThis(
            tr(
                "Columns are sizes, rows are shapes. The color shows how well the best anchor fits. Move with the "
                "arrow keys."
            )
        )
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionsClickable(False)
        self.verticalHeader().setSectionsClickable(False)
        self._cells: dict[_MapPosition, FitCell] = {}
        self.itemSelectionChanged.connect(self._on_selection_changed)

    def show_cells(self, cells: Sequence[FitCell]) -> None:
        """Lay the bins out; none is chosen."""
        self.blockSignals(True)
        self.clear()
        sizes = sorted({cell.size for cell in cells})
        self.setColumnCount(len(sizes))
        self.setRowCount(len(ASPECTS) if cells else 0)
        self.setVerticalHeaderLabels([tr(name) for name in ASPECTS] if cells else [])
        self.setHorizontalHeaderLabels([f"{low:g}–{high:g}" for low, high in sizes])
        aspects = _aspect_rows() if cells else {}  # which needs torch; whoever has cells has loaded it
        self._cells = {_MapPosition(aspects[cell.aspect], sizes.index(cell.size)): cell for cell in cells}
        for place, cell in self._cells.items():
            self.setItem(place.row, place.column, _create_item(cell))
        self.blockSignals(False)

    @Slot()
    def _on_selection_changed(self) -> None:
        chosen = self.selectedIndexes()
        place = _MapPosition(chosen[0].row(), chosen[0].column()) if chosen else None
        self.cell_selected.emit(self._cells.get(place) if place is not None else None)


def _aspect_rows() -> dict[tuple[float, float], int]:
    from itertools import pairwise

    from detector.evaluation.anchor_fit import ASPECT_EDGES

    return {edges: row for row, edges in enumerate(pairwise((0.0, *ASPECT_EDGES, np.inf)))}


def _create_item(cell: FitCell) -> QTableWidgetItem:
    count = tr("%Ln box(es)", "", len(cell.rows))
    iou = tr("IoU {iou}").format(iou=f"{cell.median_iou:.2f}")
    item = QTableWidgetItem(f"{len(cell.rows):,} · {cell.median_iou:.2f}")
    item.setToolTip(
        format_tooltip(tr("{boxes}, median best IoU {iou}. Click to list them.").format(boxes=count, iou=iou))
    )
    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
    color = fit_color(cell.median_iou)
    item.setBackground(QColor(color))
    item.setForeground(QColor(text_color(color)))
    return item
