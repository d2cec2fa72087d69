"""How a text and its buttons share a line: side by side where there is room, the buttons below where there is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

GAP = 8
LEAST_TEXT = 0.6
"""Of the width; where buttons leave less to the text, they go below it."""
LEAST_WIDTH = 120
"""Pixels."""


@dataclass(frozen=True)
class Arrangement:
    """Where the text and each button go, and how high all is, for one width."""

    text: QRect
    buttons: tuple[QRect, ...]
    height: int


class NoticeLayout(QLayout):
    """The first item is the text, which may take more lines than one; the others are buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.arrangement(width).height

    def sizeHint(self) -> QSize:
        widths = [item.sizeHint().width() for item in self._items]
        return QSize(
            sum(widths) + GAP * (len(widths) - 1), max((i.sizeHint().height() for i in self._items), default=0)
        )

    def minimumSize(self) -> QSize:
        widest = max((item.sizeHint().width() for item in self._items[1:]), default=0)
        return QSize(max(widest, LEAST_WIDTH), max((i.minimumSize().height() for i in self._items), default=0))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        if self._items:
            found = self.arrangement(rect.width())
            below = max(rect.height() - found.height, 0) // 2
            for item, place in zip(self._items, (found.text, *found.buttons), strict=True):
                item.setGeometry(place.translated(rect.topLeft() + QPoint(0, below)))

    def arrangement(self, width: int) -> Arrangement:
        """Places relative to the upper left."""
        if not self._items:
            return Arrangement(QRect(), (), 0)
        sizes = [item.sizeHint() for item in self._items[1:]]
        taken = sum(size.width() + GAP for size in sizes)
        if width - taken >= LEAST_TEXT * width:
            return self._side_by_side(width - taken, sizes)
        text = QRect(0, 0, width, self._text_height(width))
        buttons = _in_lines(sizes, width, text.height() + GAP // 2)
        return Arrangement(text, buttons, max(place.y() + place.height() for place in buttons))

    def _side_by_side(self, text_width: int, sizes: Sequence[QSize]) -> Arrangement:
        text_height = self._text_height(text_width)
        height = max([text_height, *(size.height() for size in sizes)])
        places, x = [], text_width
        for size in sizes:
            x += GAP
            places.append(QRect(QPoint(x, (height - size.height()) // 2), size))
            x += size.width()
        return Arrangement(QRect(0, (height - text_height) // 2, text_width, text_height), tuple(places), height)

    def _text_height(self, width: int) -> int:
        text = self._items[0]
        return text.heightForWidth(width) if text.hasHeightForWidth() else text.sizeHint().height()


def _in_lines(sizes: Sequence[QSize], width: int, top: int) -> tuple[QRect, ...]:
    """One after the other, in as many lines as it takes; none is wider than `width`."""
    places: list[QRect] = []
    x, y, line_height = 0, top, 0
    for size in sizes:
        if x and x + size.width() > width:
            x, y, line_height = 0, y + line_height + GAP // 2, 0
        places.append(QRect(x, y, min(size.width(), width), size.height()))
        x += size.width() + GAP
        line_height = max(line_height, size.height())
    return tuple(places)
