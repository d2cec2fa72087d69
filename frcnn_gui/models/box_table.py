"""The boxes of the current image as a table whose cells can be edited; every edit is one undoable step."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from detector.data.annotation import Box
from frcnn_gui.canvas.palette import class_color
from frcnn_gui.document import Document
from frcnn_gui.icons import swatch
from frcnn_gui.session import Session

AnyIndex = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_Role = Qt.ItemDataRole

CLASS, X, Y, WIDTH, HEIGHT, DIFFICULT, TRUNCATED = range(7)
HEADERS = ("Class", "x", "y", "w", "h", "D", "T")
TOOLTIPS = (
    "The class of the box; double click to change it",
    "Left edge, pixels from the left of the image",
    "Top edge, pixels from the top of the image",
    "Width in pixels",
    "Height in pixels",
    "Difficult: evaluation passes over this box",
    "Truncated: the object goes on outside the box",
)


class BoxTableModel(QAbstractTableModel):
    """Rows are the shown boxes (those of a drag in progress too), in the order of the file."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._document: Document | None = None
        self._boxes: tuple[Box, ...] = ()
        session.current_changed.connect(self._let_go)
        session.document_changed.connect(self._take_document)
        self._take_document()

    @property
    def boxes(self) -> tuple[Box, ...]:
        return self._boxes

    def row_of(self, uid: int) -> int | None:
        return next((row for row, box in enumerate(self._boxes) if box.uid == uid), None)

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._boxes)

    def columnCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = int(_Role.DisplayRole)) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == _Role.DisplayRole:
                return HEADERS[section]
            if role == _Role.ToolTipRole:
                return TOOLTIPS[section]
            if role == _Role.TextAlignmentRole and section <= HEIGHT:
                side = Qt.AlignmentFlag.AlignLeft if section == CLASS else Qt.AlignmentFlag.AlignRight
                return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: AnyIndex, role: int = int(_Role.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self._boxes):
            return None
        box, column = self._boxes[index.row()], index.column()
        if column in (DIFFICULT, TRUNCATED):
            if role != _Role.CheckStateRole:
                return None
            on = box.difficult if column == DIFFICULT else box.truncated
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        if role in (_Role.DisplayRole, _Role.EditRole):
            return box.label if column == CLASS else number_text(_numbers(box)[column - X])
        if role == _Role.ToolTipRole:
            return box.label
        if role == _Role.DecorationRole and column == CLASS:
            return swatch(class_color(box.label, self._session.classes))
        if role == _Role.TextAlignmentRole and column != CLASS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        if self._document is None or self._document.locked_reason:
            return flags
        checkable = index.column() in (DIFFICULT, TRUNCATED)
        return flags | (Qt.ItemFlag.ItemIsUserCheckable if checkable else Qt.ItemFlag.ItemIsEditable)

    def setData(self, index: AnyIndex, value: Any, role: int = int(_Role.EditRole)) -> bool:
        document = self._document
        if document is None or document.locked_reason or not index.isValid():
            return False
        box = document.box(self._boxes[index.row()].uid)
        if box is None:
            return False
        if role == _Role.CheckStateRole:
            on = Qt.CheckState(value) == Qt.CheckState.Checked
            column = index.column()
            changed = replace(box, difficult=on) if column == DIFFICULT else replace(box, truncated=on)
        else:
            edited = edited_box(box, index.column(), str(value), document.width, document.height)
            if edited is None:
                return False
            changed = edited
        if changed.label != box.label:
            self._session.add_classes([changed.label])
        boxes = tuple(changed if other.uid == box.uid else other for other in document.boxes)
        document.replace(f"Edit {changed.label}", boxes)
        return True

    def _let_go(self) -> None:
        """The image was left; its rows stay until those of the next one come, so that nothing flickers."""
        if self._document is not None:
            self._document.boxes_changed.disconnect(self._take_boxes)
            self._document.preview_changed.disconnect(self._take_boxes)
        self._document = None

    def _take_document(self) -> None:
        self._let_go()
        if is_loading(self._session):
            return
        self._document = self._session.document
        if self._document is not None:
            self._document.boxes_changed.connect(self._take_boxes)
            self._document.preview_changed.connect(self._take_boxes)
        self.beginResetModel()
        self._boxes = self._document.shown_boxes if self._document else ()
        self.endResetModel()

    def _take_boxes(self) -> None:
        new = self._document.shown_boxes if self._document else ()
        if [box.uid for box in new] != [box.uid for box in self._boxes]:
            self.beginResetModel()
            self._boxes = new
            self.endResetModel()
            return
        changed = [row for row, (a, b) in enumerate(zip(self._boxes, new, strict=True)) if a != b]
        self._boxes = new
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(HEADERS) - 1))


def is_loading(session: Session) -> bool:
    """Whether an image was gone to that is neither shown nor known to be broken yet."""
    return session.index >= 0 and session.image is None and not session.failure


def number_text(value: float) -> str:
    """Pixels with as many decimals as are needed, two at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def edited_box(box: Box, column: int, text: str, width: int, height: int) -> Box | None:
    """The box after `text` was typed into `column`; None where that is no box inside the `width` x `height` image."""
    if column == CLASS:
        label = text.strip()
        return replace(box, label=label) if label else None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    if not math.isfinite(value):
        return None
    x, y, w, h = (value if column == X + at else old for at, old in enumerate(_numbers(box)))
    changed = replace(box, x1=x, y1=y, x2=x + w, y2=y + h)
    return None if changed.is_degenerate or not changed.fits(width, height) else changed


def _numbers(box: Box) -> tuple[float, float, float, float]:
    return (box.x1, box.y1, box.width, box.height)
