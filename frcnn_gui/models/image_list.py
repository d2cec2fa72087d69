"""The images of a folder as a Qt list: rows are made when they are looked at, so a hundred thousand cost nothing."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from frcnn_gui.gallery import Gallery
from frcnn_gui.icons import icon
from frcnn_gui.models.image_marks import ImageMarks, ImageState
from frcnn_gui.models.image_query import Query, parse
from frcnn_gui.plain_text import as_tip, cut

__all__ = ["ImageListModel", "ImageState"]

AnyIndex = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()

_COLOURS = {
    ImageState.BROKEN: "#d1495b",
    ImageState.EDITED: "#d98e04",
    ImageState.LABELLED: "#2a9d6f",
    ImageState.VERIFIED: "#2a9d6f",
}


class ImageListModel(QAbstractListModel):
    """Rows are the images that the query finds; `image_index` and `row_of` go to and fro."""

    IMAGE_INDEX_ROLE = int(Qt.ItemDataRole.UserRole)
    STATE_ROLE = IMAGE_INDEX_ROLE + 1

    marked = Signal()
    """The mark of some image changed."""
    picked_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.marks = ImageMarks()
        self.query = Query()
        self.refreshing = False
        """While the rows are reset: whether it is the same query that finds other images now."""
        self.picked: tuple[range, ...] = ()
        """The rows that are selected"""
        self._shown: array[int] | None = None  # None: all of them
        self._filter = ""

    @property
    def total(self) -> int:
        return len(self.marks.names)

    @property
    def filtered(self) -> bool:
        """Whether a search leaves images out."""
        return self._shown is not None

    @property
    def labelled_count(self) -> int:
        return self.marks.labelled_count

    def set_folder(self, folder: Gallery | None, labelled_count: int) -> None:
        """Show these images, all of them unmarked; `labelled_count` of them have a label file."""
        self.beginResetModel()
        self.marks.set_folder(folder, labelled_count)
        self._ask_anew()
        self._shown = self.query.matching(self.marks)
        self.endResetModel()

    def renew(self, folder: Gallery, numbers: Mapping[int, int]) -> None:
        """Show these images; `numbers` has, for those that were there before, the number before and now."""
        self.beginResetModel()
        self.marks.renew(folder, numbers)
        self._ask_anew()
        self._shown = self.query.matching(self.marks)
        self.endResetModel()

    def set_filter(self, text: str) -> None:
        """Show only the images that the search line `text` finds; see `image_query`."""
        text = text.strip()
        if text == self._filter:
            return
        self.beginResetModel()
        self._filter = text
        self._ask_anew()
        self._shown = self.query.matching(self.marks)
        self.endResetModel()

    def refresh(self, keep: int = -1) -> None:
        """Ask the query anew: labels were read or saved. The image `keep` is not taken away from under the hands."""
        found = self.query.matching(self.marks)
        if found is not None and self._shown is not None and self.row_of(keep) is not None:
            at = bisect_left(found, keep)
            if at == len(found) or found[at] != keep:
                insort(found, keep)
        if found == self._shown:
            return
        self.refreshing = True
        self.beginResetModel()
        self._shown = found
        self.endResetModel()
        self.refreshing = False

    def retell(self) -> None:
        """What the rows say of their images may be other than before."""
        if self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def retell_images(self, indexes: Iterable[int]) -> None:
        """What the rows of these images say may be other than before."""
        for index in indexes:
            row = self.row_of(index)
            if row is not None:
                changed = self.index(row)
                self.dataChanged.emit(changed, changed)

    def mark(self, index: int, state: ImageState, on: bool) -> None:
        """Set or clear one mark of the image `index`."""
        if self.marks.mark(index, state, on):
            self.retell_images([index])
            self.marked.emit()

    def is_labelled(self, index: int) -> bool:
        return self.marks.is_labelled(index)

    def state(self, index: int) -> ImageState:
        """The most telling mark of the image `index`."""
        return self.marks.state(index)

    def pick(self, rows: Iterable[range]) -> None:
        """These rows are selected now."""
        self.picked = tuple(rows)
        self.picked_changed.emit()

    @property
    def picked_images(self) -> list[int]:
        """The numbers of the images that are selected, in order."""
        return [self.image_index(row) for row in sorted(row for rows in self.picked for row in rows)]

    def image_index(self, row: int) -> int:
        return row if self._shown is None else self._shown[row]

    def row_of(self, index: int) -> int | None:
        """The row that shows the image `index`; None while the filter hides it."""
        if not 0 <= index < self.total:
            return None
        if self._shown is None:
            return index
        row = bisect_left(self._shown, index)
        return row if row < len(self._shown) and self._shown[row] == index else None

    def neighbour(self, index: int, step: int) -> int | None:
        """The next shown image after (`step` 1) or before (-1) the image `index`, or None at the end."""
        if self._shown is None:
            target = index + step
            return target if 0 <= target < self.total else None
        row = bisect_right(self._shown, index) if step > 0 else bisect_left(self._shown, index) - 1
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        if parent.isValid():
            return 0
        return self.total if self._shown is None else len(self._shown)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        folder = self.marks.folder
        if folder is None or not index.isValid():
            return None
        at = self.image_index(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return cut(folder.name(at))
        if role == Qt.ItemDataRole.DecorationRole:
            state = self.state(at)
            colour = _COLOURS.get(state)
            return icon(state.icon_name, QColor(colour) if colour else None)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            text = f"{folder.name(at)}: {self.marks.words(at)}"
            return as_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        if role == self.IMAGE_INDEX_ROLE:
            return at
        return self.state(at) if role == self.STATE_ROLE else None

    def _ask_anew(self) -> None:
        """Which numbers there are depends on the folder."""
        self.query = parse(self._filter, self.total if self.marks.folder is not None else None)
