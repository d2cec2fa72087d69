"""Images with how far labels and detections are apart, as a table that sorts by any column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from detector.data.folder import natural_key
from detector.evaluation.results import ImageResult
from detector.evaluation.review import ImageReview, ImageReviews
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


class _Lines(Sequence[ReviewLine]):
    """Made when they are looked at."""

    def __init__(self, results: Sequence[ImageResult], reviews: ImageReviews, rows: NDArray[np.int32]) -> None:
        self._results, self._reviews, self._rows = results, reviews, rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> ReviewLine: ...
    @overload
    def __getitem__(self, at: slice) -> list[ReviewLine]: ...
    def __getitem__(self, at: int | slice) -> ReviewLine | list[ReviewLine]:
        if isinstance(at, slice):
            return [self[one] for one in range(len(self))[at]]
        row = int(self._rows[at])
        return ReviewLine(self._results[row].path, self._reviews[row])


NOTHING = ImageReviews(np.zeros((0, 6)))


class ReviewTableModel(QAbstractTableModel):
    """The most telling come first, until a person sorts otherwise."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results: Sequence[ImageResult] = ()
        self._reviews = NOTHING
        self._only: Sequence[int] | None = None
        self._shown: NDArray[np.int32] = np.zeros(0, np.int32)
        """Rows of the results, in the order of the table"""
        self._order = (DISAGREEMENT, Qt.SortOrder.DescendingOrder)

    @property
    def shown(self) -> Sequence[ReviewLine]:
        return _Lines(self._results, self._reviews, self._shown)

    def show(self, results: Sequence[ImageResult], reviews: ImageReviews, only: Sequence[int] | None = None) -> None:
        """`only`: those in these rows of `results`."""
        self._results, self._reviews, self._only = results, reviews, only
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._order = column, order
        self._arrange()

    def _arrange(self) -> None:
        column, order = self._order
        down = order == Qt.SortOrder.DescendingOrder
        self.beginResetModel()
        rows = np.array(range(len(self._reviews)) if self._only is None else self._only, dtype=np.int32)
        if column == IMAGE:
            keys = [natural_key(self._results[row].path.name) for row in rows.tolist()]
            by_name = sorted(range(len(rows)), key=keys.__getitem__, reverse=down)
            self._shown = rows[np.array(by_name, dtype=np.int64)]
        else:
            values = self._reviews.numbers[rows, column - 1]
            self._shown = rows[np.argsort(-values if down else values, kind="stable")]
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def data(self, index: AnyIndex, role: int = _Role.DisplayRole) -> Any:
        line, column = self.shown[index.row()], index.column()
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
