"""Images with how far labels and detections are apart, as a table that sorts by any column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from detector.data.folder import natural_key
from detector.evaluation.review import ImageReview
from frcnn_gui.language import N_, tr
from frcnn_gui.plain_text import as_tip

AnyIndex = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_Role = Qt.ItemDataRole

IMAGE, OBJECTS, RIGHT, WRONG, MISSED, DISAGREEMENT, DOUBT = range(7)
HEADERS = (N_("Image"), N_("Objects"), N_("Right"), N_("Wrong"), N_("Missed"), N_("Disagreement"), N_("Doubt"))
TIPS = (
    "",
    N_("Labelled objects, without difficult ones"),
    N_("Detections of an object, at IoU 0.5"),
    N_("Detections of another class, of nothing, or not well enough placed"),
    N_("Objects that no detection found"),
    N_("The scores of wrong detections, and 1 for each missed object, added up"),
    N_("How many detections the network is unsure of: 1 for a score of 0.5, 0 for 0 and 1, added up"),
)


@dataclass(frozen=True)
class ReviewLine:
    """One image."""

    image: Path
    review: ImageReview

    def value(self, column: int) -> float:
        review = self.review
        counts = review.objects, review.right, review.wrong, review.missed, review.disagreement, review.doubt
        return counts[column - 1]


class ReviewTableModel(QAbstractTableModel):
    """The most telling come first, until a person sorts otherwise."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[ReviewLine] = []
        self._only: frozenset[Path] | None = None
        self._shown: list[ReviewLine] = []
        self._order = (DISAGREEMENT, Qt.SortOrder.DescendingOrder)

    @property
    def shown(self) -> Sequence[ReviewLine]:
        return self._shown

    def show(self, lines: Iterable[ReviewLine], only: Iterable[Path] | None = None) -> None:
        """`only`: those of these images."""
        self._lines = list(lines)
        self._only = None if only is None else frozenset(only)
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._order = column, order
        self._arrange()

    def _arrange(self) -> None:
        column, order = self._order
        down = order == Qt.SortOrder.DescendingOrder
        self.beginResetModel()
        lines = [one for one in self._lines if self._only is None or one.image in self._only]
        if column == IMAGE:
            lines.sort(key=lambda one: natural_key(one.image.name), reverse=down)
        else:
            lines.sort(key=lambda one: one.value(column), reverse=down)
        self._shown = lines
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def data(self, index: AnyIndex, role: int = _Role.DisplayRole) -> Any:
        line, column = self._shown[index.row()], index.column()
        if role == _Role.DisplayRole:
            if column == IMAGE:
                return line.image.name
            return f"{line.value(column):.2f}" if column >= DISAGREEMENT else f"{line.value(column):,}"
        if role == _Role.TextAlignmentRole and column != IMAGE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == _Role.ToolTipRole:
            return as_tip(str(line.image)) if column == IMAGE else tr(TIPS[column])
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return tr(HEADERS[section])
        if orientation == Qt.Orientation.Horizontal and role == _Role.ToolTipRole and TIPS[section]:
            return tr(TIPS[section])
        return None
