"""Notices above the canvas: they say what is odd, wait to be dismissed, and stop nobody from working."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from frcnn_gui.icons import icon
from frcnn_gui.language import tr
from frcnn_gui.panels.notice_body import NoticeBody
from frcnn_gui.plain_text import PlainLabel, as_tip

MOST_SHOWN = 3
LONGEST_TEXT = 400
_TOP = Qt.AlignmentFlag.AlignTop


class NoticeKind(enum.Enum):
    """How bad it is; the value is (icon, colour)."""

    INFO = ("info", "#2f7fd6")
    WARNING = ("warning", "#d98e04")
    ERROR = ("error", "#d1495b")


@dataclass(frozen=True)
class Notice:
    """One sentence. `topic` groups notices that go together: those about an image go when another is shown."""

    text: str
    kind: NoticeKind = NoticeKind.INFO
    topic: str = ""
    action_text: str = ""
    action: Callable[[], object] | None = None
    choices: tuple[tuple[str, Callable[[], object]], ...] = ()
    """Further ways out: the text of a button and what it does."""


class _NoticeRow(QFrame):
    def __init__(self, notice: Notice, dismiss: Callable[[Notice], None]) -> None:
        super().__init__()
        icon_name, colour = notice.kind.value
        self.setAutoFillBackground(True)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, _tinted(palette.color(QPalette.ColorRole.Window), QColor(colour)))
        self.setPalette(palette)
        picture = PlainLabel()
        picture.setPixmap(icon(icon_name, QColor(colour)).pixmap(16, 16))
        label = PlainLabel(notice.text)
        if len(notice.text) > LONGEST_TEXT:
            label.setText(notice.text[:LONGEST_TEXT] + "…")
            label.setToolTip(as_tip(notice.text))
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        label.setAccessibleName(tr("Notice"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 6, 6)
        layout.setSpacing(8)
        layout.addWidget(picture, 0, _TOP)
        body = NoticeBody(label)
        layout.addWidget(body, 1)
        first = () if notice.action is None else ((notice.action_text, notice.action),)
        for words, action in (*first, *notice.choices):
            button = QPushButton(words)
            button.setToolTip(as_tip(words.rstrip("…")))
            button.clicked.connect(lambda _checked=False, action=action: action())
            body.add_button(button)
        close = QToolButton()
        close.setAutoRaise(True)
        close.setText("✕")
        close.setToolTip(tr("Dismiss this notice"))
        close.setAccessibleName(tr("Dismiss this notice"))
        close.clicked.connect(lambda: dismiss(notice))
        layout.addWidget(close, 0, _TOP)


class NoticeBar(QWidget):
    """The newest few notices, one below the other; takes no room when there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices: list[Notice] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)
        self.refresh()

    @property
    def texts(self) -> list[str]:
        return [notice.text for notice in self._notices]

    def add(self, notice: Notice) -> None:
        """Show it; the same words are not shown twice."""
        if notice.text not in self.texts:
            self._notices.append(notice)
            self.refresh()

    def clear(self, topic: str) -> None:
        """Take away the notices of one topic."""
        kept = [notice for notice in self._notices if notice.topic != topic]
        if len(kept) != len(self._notices):
            self._notices = kept
            self.refresh()

    def refresh(self) -> None:
        """Make the rows anew, in the colours of the theme."""
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for notice in self._notices[-MOST_SHOWN:]:
            self._layout.addWidget(_NoticeRow(notice, self._dismiss))
        hidden = len(self._notices) - MOST_SHOWN
        if hidden > 0:
            self._layout.addWidget(_more(hidden))
        self.setVisible(bool(self._notices))

    def _dismiss(self, notice: Notice) -> None:
        self._notices = [other for other in self._notices if other is not notice]
        self.refresh()


def _more(count: int) -> QLabel:
    label = PlainLabel(tr("and {count} more").format(count=count))
    label.setContentsMargins(36, 2, 6, 2)
    return label


def _tinted(base: QColor, colour: QColor, strength: float = 0.16) -> QColor:
    def mix(a: int, b: int) -> int:
        return round(a * (1 - strength) + b * strength)

    return QColor(mix(base.red(), colour.red()), mix(base.green(), colour.green()), mix(base.blue(), colour.blue()))
