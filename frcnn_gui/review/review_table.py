"""Images with how far labels and detections are apart, as a table that sorts by any column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from detector.data.natural_order import natural_key
from detector.evaluation.results import ImageResult
from detector.evaluation.review import ImageReview, ImageReviews
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import format_tooltip

AnyIndex = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_Role = Qt.ItemDataRole

IMAGE, OBJECTS, CORRECT, FALSE_POSITIVE, MISSED, DISAGREEMENT, UNCERTAINTY, MASK_IOU, BOUNDARY_IOU = range(9)
HEADERS = (
    N_("Image"),
    N_("Objects"),
    N_("Correct"),
    N_("False positives"),
    N_("Missed"),
    N_("Disagreement"),
    N_("Uncertainty"),
    N_("Mask IoU"),
    N_("Boundary IoU"),
)
TIPS = (
    "",
    N_("Labeled objects, without difficult ones"),
    N_("Detections that match an object at IoU 0.5"),
    N_("Detections of another class, of background, or badly placed"),
    N_("Objects without a detection"),
    N_("Scores of false positives, plus 1 for each missed object"),
    N_("Sum over the detections: 1 for a score of 0.5, down to 0 for a score of 0 or 1"),
    N_("Mean over the detections that match an outlined object by their box"),
    N_("The same, of the pixels along the edges of the masks"),
)
UNKNOWN_CELL = "–"


@dataclass(frozen=True)
class ReviewRow:
    """One image."""

    image: Path
    review: ImageReview

    def column_value(self, column: int) -> float | None:
        review = self.review
        counts = (
            review.objects,
            review.correct,
            review.false_positives,
            review.missed,
            review.disagreement,
            review.uncertainty,
            review.mask_iou,
            review.boundary_iou,
        )
        return counts[column - 1]


class _Lines(Sequence[ReviewRow]):
    """Made when they are looked at."""

    def __init__(self, results: Sequence[ImageResult], reviews: ImageReviews, rows: NDArray[np.int32]) -> None:
        self._results, self._reviews, self._rows = results, reviews, rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> ReviewRow: ...
    @overload
    def __getitem__(self, at: slice) -> list[ReviewRow]: ...
    def __getitem__(self, at: int | slice) -> ReviewRow | list[ReviewRow]:
        if isinstance(at, slice):
            return [self[one] for one in range(len(self))[at]]
        row = int(self._rows[at])
        return ReviewRow(self._results[row].path, self._reviews[row])


NOTHING = ImageReviews(np.zeros((0, 8)))


class ReviewTableModel(QAbstractTableModel):
    """The most informative come first, until another order is chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results: Sequence[ImageResult] = ()
        self._reviews = NOTHING
        self._only_images: Sequence[int] | None = None
        self._shown_rows: NDArray[np.int32] = np.zeros(0, np.int32)
        """Rows of the results, in the order of the table"""
        self._sort_order = (DISAGREEMENT, Qt.SortOrder.DescendingOrder)

    @property
    def shown_rows(self) -> Sequence[ReviewRow]:
        return _Lines(self._results, self._reviews, self._shown_rows)

    def set_rows(
        self, results: Sequence[ImageResult], reviews: ImageReviews, only: Sequence[int] | None = None
    ) -> None:
        """`only`: those in these rows of `results`."""
        self._results, self._reviews, self._only_images = results, reviews, only
        self._update_shown_rows()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sort_order = column, order
        self._update_shown_rows()

    def _update_shown_rows(self) -> None:
        column, order = self._sort_order
        down = order == Qt.SortOrder.DescendingOrder
        self.beginResetModel()
        rows = np.array(range(len(self._reviews)) if self._only_images is None else self._only_images, dtype=np.int32)
        if column == IMAGE:
            keys = [natural_key(self._results[row].path.name) for row in rows.tolist()]
            by_name = sorted(range(len(rows)), key=keys.__getitem__, reverse=down)
            self._shown_rows = rows[np.array(by_name, dtype=np.int64)]
        else:
            values = self._reviews.numbers[rows, column - 1]
            self._shown_rows = rows[np.argsort(-values if down else values, kind="stable")]
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._shown_rows)

    def columnCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def data(self, index: AnyIndex, role: int = _Role.DisplayRole) -> Any:
        line, column = self.shown_rows[index.row()], index.column()
        if role == _Role.DisplayRole:
            if column == IMAGE:
                return line.image.name
            return _format_value(line.column_value(column), column)
        if role == _Role.TextAlignmentRole and column != IMAGE:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == _Role.ToolTipRole:
            return format_tooltip(str(line.image)) if column == IMAGE else tr(TIPS[column])
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return tr(HEADERS[section]).replace(" ", "\n")  # all columns have room beside the names of images
        if orientation == Qt.Orientation.Horizontal and role == _Role.ToolTipRole and TIPS[section]:
            return tr(TIPS[section])
        return None


def _format_value(value: float | None, column: int) -> str:
    if value is None:
        return UNKNOWN_CELL
    return f"{value:.2f}" if column >= DISAGREEMENT else f"{value:,}"
