"""How a text and its buttons share a line: side by side where there is room, the buttons below where there is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

GAP_PX = 8
MIN_TEXT_FRACTION = 0.6
"""Of the width; where buttons leave less to the text, they go below it."""
MIN_WIDTH_PX = 120
"""Pixels."""


@dataclass(frozen=True)
class NoticeGeometry:
    """Where the text and each button go, and how high all is, for one width."""

    text: QRect
    buttons: tuple[QRect, ...]
    height: int


class NoticeBody(QWidget):
    """A text, which may take more lines than one, and buttons; it places these children itself."""

    def __init__(self, text: QLabel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._buttons = text, list[QPushButton]()
        text.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_buttons(self, buttons: Sequence[QPushButton]) -> None:
        """Show these and no others beside the text."""
        for button in self._buttons:
            button.setVisible(button in buttons)
        self._buttons = list(buttons)
        for button in buttons:
            if button.parent() is not self:
                button.setParent(self)
            button.show()
        self.updateGeometry()
        self._update_geometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.compute_geometry(width).height

    def sizeHint(self) -> QSize:
        hints = [one.sizeHint() for one in (self._text, *self._buttons)]
        width = sum(hint.width() for hint in hints) + GAP_PX * (len(hints) - 1)
        return QSize(width, max(hint.height() for hint in hints))

    def minimumSizeHint(self) -> QSize:
        widest = max((button.sizeHint().width() for button in self._buttons), default=0)
        height = max(one.minimumSizeHint().height() for one in (self._text, *self._buttons))
        return QSize(max(widest, MIN_WIDTH_PX), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_geometry()

    def _update_geometry(self) -> None:
        found = self.compute_geometry(self.width())
        below = QPoint(0, max(self.height() - found.height, 0) // 2)
        for one, place in zip((self._text, *self._buttons), (found.text, *found.buttons), strict=True):
            one.setGeometry(place.translated(below))

    def compute_geometry(self, width: int) -> NoticeGeometry:
        """Places relative to the upper left."""
        sizes = [button.sizeHint() for button in self._buttons]
        taken = sum(size.width() + GAP_PX for size in sizes)
        if width - taken >= MIN_TEXT_FRACTION * width:
            return self._place_side_by_side(width - taken, sizes)
        text = QRect(0, 0, width, self._text_height(width))
        buttons = _place_in_lines(sizes, width, text.height() + GAP_PX // 2)
        return NoticeGeometry(text, buttons, max(place.y() + place.height() for place in buttons))

    def _place_side_by_side(self, text_width: int, sizes: Sequence[QSize]) -> NoticeGeometry:
        text_height = self._text_height(text_width)
        height = max([text_height, *(size.height() for size in sizes)])
        places, x = [], text_width
        for size in sizes:
            x += GAP_PX
            places.append(QRect(QPoint(x, (height - size.height()) // 2), size))
            x += size.width()
        return NoticeGeometry(QRect(0, (height - text_height) // 2, text_width, text_height), tuple(places), height)

    def _text_height(self, width: int) -> int:
        text = self._text
        return text.heightForWidth(width) if text.hasHeightForWidth() else text.sizeHint().height()


def _place_in_lines(sizes: Sequence[QSize], width: int, top: int) -> tuple[QRect, ...]:
    """One after the other, in as many lines as it takes; none is wider than `width`."""
    places: list[QRect] = []
    x, y, line_height = 0, top, 0
    for size in sizes:
        if x and x + size.width() > width:
            x, y, line_height = 0, y + line_height + GAP_PX // 2, 0
        places.append(QRect(x, y, min(size.width(), width), size.height()))
        x += size.width() + GAP_PX
        line_height = max(line_height, size.height())
    return tuple(places)
