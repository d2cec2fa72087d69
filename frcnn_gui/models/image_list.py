"""The images of a folder as a Qt list: rows are made when they are looked at, so a hundred thousand cost nothing."""

from __future__ import annotations

import enum
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from frcnn_gui.gallery import Gallery
from frcnn_gui.icons import icon

AnyIndex = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
ROW_HEIGHT = 26


class ImageState(enum.Enum):
    """What the mark beside an image's name says; the value is (icon, words)."""

    UNLABELLED = ("image", "no labels yet")
    LABELLED = ("image-labelled", "labelled")
    EDITED = ("save", "changed, not saved yet")
    DETECTED = ("detections", "has detections")
    BROKEN = ("image-broken", "cannot be read")

    @property
    def icon_name(self) -> str:
        return self.value[0]

    @property
    def words(self) -> str:
        return self.value[1]


_COLOURS = {ImageState.BROKEN: "#d1495b", ImageState.EDITED: "#d98e04", ImageState.LABELLED: "#2a9d6f"}


class ImageListModel(QAbstractListModel):
    """Rows are the images whose name has the text of the filter; `image_index` and `row_of` go to and fro."""

    IMAGE_INDEX_ROLE = int(Qt.ItemDataRole.UserRole)
    STATE_ROLE = IMAGE_INDEX_ROLE + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder: Gallery | None = None
        self._shown: array[int] | None = None  # None: all of them
        self._filter = ""
        self._labelled: dict[int, bool] = {}  # what was learnt since the folder was scanned
        self._labelled_count = 0
        self._marks: dict[ImageState, set[int]] = {
            ImageState.BROKEN: set(),
            ImageState.EDITED: set(),
            ImageState.DETECTED: set(),
        }

    @property
    def total(self) -> int:
        return len(self._folder) if self._folder else 0

    @property
    def filtered(self) -> bool:
        """Whether a search leaves images out."""
        return self._shown is not None

    @property
    def labelled_count(self) -> int:
        return self._labelled_count

    def set_folder(self, folder: Gallery | None, labelled_count: int) -> None:
        """Show these images, all of them unmarked; `labelled_count` of them have a label file."""
        self.beginResetModel()
        self._folder = folder
        self._labelled.clear()
        self._labelled_count = labelled_count
        for marked in self._marks.values():
            marked.clear()
        self._shown = self._matching(self._filter)
        self.endResetModel()

    def renew(self, folder: Gallery, numbers: Mapping[int, int]) -> None:
        """Show these images; `numbers` has, for those that were there before, the number before and now."""
        kept = {state: {numbers[at] for at in marked if at in numbers} for state, marked in self._marks.items()}
        self.set_folder(folder, sum(folder.labelled))
        for state, marked in kept.items():
            for index in marked:
                self.mark(index, state, True)

    def set_filter(self, text: str) -> None:
        """Show only images whose name has every word of `text`, in any case."""
        text = text.casefold().strip()
        if text == self._filter:
            return
        self.beginResetModel()
        self._filter = text
        self._shown = self._matching(text)
        self.endResetModel()

    def mark(self, index: int, state: ImageState, on: bool) -> None:
        """Set or clear one mark of the image `index`."""
        if state in self._marks:
            marked = self._marks[state]
            if (index in marked) == on:
                return
            (marked.add if on else marked.discard)(index)
        elif self.is_labelled(index) != on:
            self._labelled[index] = on
            self._labelled_count += 1 if on else -1
        else:
            return
        row = self.row_of(index)
        if row is not None:
            changed = self.index(row)
            self.dataChanged.emit(changed, changed)

    def is_labelled(self, index: int) -> bool:
        known = self._labelled.get(index)
        if known is not None:
            return known
        return self._folder is not None and self._folder.has_labels(index)

    def state(self, index: int) -> ImageState:
        """The most telling mark of the image `index`."""
        for state in (ImageState.BROKEN, ImageState.EDITED):
            if index in self._marks[state]:
                return state
        if self.is_labelled(index):
            return ImageState.LABELLED
        return ImageState.DETECTED if index in self._marks[ImageState.DETECTED] else ImageState.UNLABELLED

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

    def next_unlabelled(self, index: int) -> int | None:
        """The first image without labels after `index`, going round once."""
        total = self.total
        return next((at % total for at in range(index + 1, index + total) if not self.is_labelled(at % total)), None)

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        if parent.isValid():
            return 0
        return self.total if self._shown is None else len(self._shown)

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if self._folder is None or not index.isValid():
            return None
        at = self.image_index(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._folder.name(at)
        if role == Qt.ItemDataRole.DecorationRole:
            state = self.state(at)
            colour = _COLOURS.get(state)
            return icon(state.icon_name, QColor(colour) if colour else None)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return f"{self._folder.name(at)}: {self.state(at).words}"
        if role == self.IMAGE_INDEX_ROLE:
            return at
        return self.state(at) if role == self.STATE_ROLE else None

    def _matching(self, text: str) -> array[int] | None:
        if not text or self._folder is None:
            return None
        name = self._folder.name
        found: Iterable[int] = range(self.total)
        for word in sorted(text.split(), key=len, reverse=True):  # the longest leaves the fewest for the others
            found = [at for at in found if word in name(at).casefold()]
        return array("I", found)
