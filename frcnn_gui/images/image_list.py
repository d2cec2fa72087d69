"""The images of a folder as a Qt list: rows are made when they are looked at, so a hundred thousand cost nothing."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from frcnn_gui.common.icons import load_icon
from frcnn_gui.common.meanings import Status
from frcnn_gui.common.plain_text import format_tooltip, shorten_text
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.images.image_query import Query, parse_query
from frcnn_gui.images.image_status import ImageState, ImageStatuses

__all__ = ["ImageListModel", "ImageState"]

AnyIndex = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()

_STATE_COLORS = {
    ImageState.BROKEN: Status.ERROR.color,
    ImageState.EDITED: Status.WARNING.color,
    ImageState.LABELED: Status.GOOD.color,
    ImageState.VERIFIED: Status.GOOD.color,
}


class ImageListModel(QAbstractListModel):
    """Rows are the images that the query finds; `image_index` and `row_of` go to and fro.

    Signals:
        state_changed: The mark of an image has changed.
        selected_rows_changed: Other rows are selected.
    """

    IMAGE_INDEX_ROLE = int(Qt.ItemDataRole.UserRole)
    STATE_ROLE = IMAGE_INDEX_ROLE + 1

    state_changed = Signal()
    selected_rows_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.statuses = ImageStatuses()
        self.query = Query()
        self.is_refreshing = False
        """While the rows are reset: whether it is the same query that finds other images now."""
        self.selected_rows: tuple[range, ...] = ()
        """The rows that are selected"""
        self._shown_images: array[int] | None = None  # None: all of them
        self._filter_text = ""

    @property
    def image_count(self) -> int:
        return len(self.statuses.names)

    @property
    def is_filtered(self) -> bool:
        """Whether a search leaves images out."""
        return self._shown_images is not None

    @property
    def labeled_count(self) -> int:
        return self.statuses.labeled_count

    def set_folder(self, folder: Gallery | None, labeled_count: int) -> None:
        """Show these images, all of them unmarked; `labeled_count` of them have a label file."""
        self.beginResetModel()
        self.statuses.set_folder(folder, labeled_count)
        self._parse_query()
        self._shown_images = self.query.find_images(self.statuses)
        self.endResetModel()

    def replace_folder(self, folder: Gallery, numbers: Mapping[int, int]) -> None:
        """Show these images; `numbers` has, for those that were there before, the number before and now."""
        self.beginResetModel()
        self.statuses.replace_folder(folder, numbers)
        self._parse_query()
        self._shown_images = self.query.find_images(self.statuses)
        self.endResetModel()

    def set_filter(self, text: str) -> None:
        """Show only the images that the search line `text` finds; see `image_query`."""
        text = text.strip()
        if text == self._filter_text:
            return
        self.beginResetModel()
        self._filter_text = text
        self._parse_query()
        self._shown_images = self.query.find_images(self.statuses)
        self.endResetModel()

    def refresh_rows(self, keep: int = -1) -> None:
        """Run the query again: labels were read or saved. The image `keep` is not taken away from under the hands."""
        found = self.query.find_images(self.statuses)
        if found is not None and self._shown_images is not None and self.row_of(keep) is not None:
            at = bisect_left(found, keep)
            if at == len(found) or found[at] != keep:
                insort(found, keep)
        if found == self._shown_images:
            return
        self.is_refreshing = True
        self.beginResetModel()
        self._shown_images = found
        self.endResetModel()
        self.is_refreshing = False

    def emit_rows_changed(self) -> None:
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

    def set_state(self, index: int, state: ImageState, on: bool) -> None:
        """Set or clear one mark of the image `index`."""
        if self.statuses.set_state(index, state, on):
            self.retell_images([index])
            self.state_changed.emit()

    def is_labeled(self, index: int) -> bool:
        return self.statuses.is_labeled(index)

    def get_state(self, index: int) -> ImageState:
        """The most important mark of the image `index`."""
        return self.statuses.get_state(index)

    def set_selected_rows(self, rows: Iterable[range]) -> None:
        """These rows are selected now."""
        self.selected_rows = tuple(rows)
        self.selected_rows_changed.emit()

    @property
    def selected_images(self) -> list[int]:
        """The numbers of the images that are selected, in order."""
        return [self.image_index(row) for row in sorted(row for rows in self.selected_rows for row in rows)]

    def image_index(self, row: int) -> int:
        return row if self._shown_images is None else self._shown_images[row]

    def row_of(self, index: int) -> int | None:
        """The row that shows the image `index`; None while the filter hides it."""
        if not 0 <= index < self.image_count:
            return None
        if self._shown_images is None:
            return index
        row = bisect_left(self._shown_images, index)
        return row if row < len(self._shown_images) and self._shown_images[row] == index else None

    def find_neighbor(self, index: int, step: int) -> int | None:
        """The next shown image after (`step` 1) or before (-1) the image `index`, or None at the end."""
        if self._shown_images is None:
            target = index + step
            return target if 0 <= target < self.image_count else None
        row = bisect_right(self._shown_images, index) if step > 0 else bisect_left(self._shown_images, index) - 1
        return self._shown_images[row] if 0 <= row < len(self._shown_images) else None

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        if parent.isValid():
            return 0
        return self.image_count if self._shown_images is None else len(self._shown_images)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        folder = self.statuses.folder
        if folder is None or not index.isValid():
            return None
        at = self.image_index(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return shorten_text(folder.name_of(at))
        if role == Qt.ItemDataRole.DecorationRole:
            state = self.get_state(at)
            color = _STATE_COLORS.get(state)
            return load_icon(state.icon_name, QColor(color) if color else None)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            text = f"{folder.name_of(at)}: {self.statuses.describe_image(at)}"
            return format_tooltip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        if role == self.IMAGE_INDEX_ROLE:
            return at
        return self.get_state(at) if role == self.STATE_ROLE else None

    def _parse_query(self) -> None:
        """Which numbers there are depends on the folder."""
        self.query = parse_query(self._filter_text, self.image_count if self.statuses.folder is not None else None)
