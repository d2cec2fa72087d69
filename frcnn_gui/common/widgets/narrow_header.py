"""A header of a table whose columns are as narrow as their names and values."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHeaderView, QStyle, QWidget

ARROW_WIDTH_PX = 18


class NarrowHeader(QHeaderView):
    """Leaves room for the arrow in the sorted column alone; Qt leaves as much as the header is high in every column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)

    def sectionSizeFromContents(self, section: int) -> QSize:
        size = super().sectionSizeFromContents(section)
        if not self.isSortIndicatorShown():
            return size
        margin = self.style().pixelMetric(QStyle.PixelMetric.PM_HeaderMargin, None, self)
        arrow = ARROW_WIDTH_PX if section == self.sortIndicatorSection() else 0
        return QSize(size.width() - size.height() - margin + arrow, size.height())
