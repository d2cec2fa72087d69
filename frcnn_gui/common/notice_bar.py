"""Notices above the canvas: they say what is odd, wait to be dismissed, and stop nobody from working."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.common.icons import load_icon
from frcnn_gui.common.language import tr
from frcnn_gui.common.meanings import Status
from frcnn_gui.common.notice_body import NoticeBody
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip

MAX_TEXT_CHARS = 400
_TOP = Qt.AlignmentFlag.AlignTop


class NoticeKind(enum.Enum):
    """How bad it is, the worst last; the value is (icon, color)."""

    INFO = ("info", Status.INFO.color)
    WARNING = ("warning", Status.WARNING.color)
    ERROR = ("error", Status.ERROR.color)

    @property
    def severity(self) -> int:
        return list(NoticeKind).index(self)


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
    """The place of one notice. It shows one after the other and is never deleted while the window lives.

    Signals:
        dismissed: The notice that was closed.
        next_requested: The next of several notices is to be shown.
    """

    dismissed = Signal(object)
    next_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._notice: Notice | None = None
        self._actions: tuple[Callable[[], object], ...] = ()
        self.setAutoFillBackground(True)
        self._icon, self._label = PlainLabel(), PlainLabel()
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._label.setAccessibleName(tr("Notice"))
        self._body = NoticeBody(self._label)
        self._buttons: list[QPushButton] = []
        self._next_button = QToolButton()
        self._next_button.setAutoRaise(True)
        self._next_button.setToolTip(tr("Show the next notice"))
        self._next_button.setAccessibleName(tr("Show the next notice"))
        self._next_button.setWhatsThis(tr("Goes through the notices, of which one is shown at a time."))
        self._next_button.clicked.connect(self.next_requested)
        close = QToolButton()
        close.setAutoRaise(True)
        close.setText("✕")
        close.setToolTip(tr("Dismiss this notice"))
        close.setAccessibleName(tr("Dismiss this notice"))
        close.setWhatsThis(tr("Dismisses this notice. Nothing else changes."))
        close.clicked.connect(self._on_close_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 6, 6)
        layout.setSpacing(8)
        layout.addWidget(self._icon, 0, _TOP)
        layout.addWidget(self._body, 1)
        layout.addWidget(self._next_button, 0, _TOP)
        layout.addWidget(close, 0, _TOP)

    def show_notice(self, notice: Notice, place: int, count: int) -> None:
        """Show `notice`, number `place` of `count`, in the colors of the theme."""
        self._notice = notice
        #: Which of several notices is shown, on the button that shows the next one.
        self._next_button.setText(tr("{place} of {count} ›").format(place=place, count=count))
        self._next_button.setVisible(count > 1)
        icon_name, color = notice.kind.value
        palette = QApplication.palette()
        palette.setColor(
            QPalette.ColorRole.Window, _tint_color(palette.color(QPalette.ColorRole.Window), QColor(color))
        )
        self.setPalette(palette)
        self._icon.setPixmap(load_icon(icon_name, QColor(color)).pixmap(16, 16))
        is_long = len(notice.text) > MAX_TEXT_CHARS
        self._label.setText(notice.text[:MAX_TEXT_CHARS] + "…" if is_long else notice.text)
        self._label.setToolTip(format_tooltip(notice.text) if is_long else "")
        first = () if notice.action is None else ((notice.action_text, notice.action),)
        self._show_buttons((*first, *notice.choices))
        self.show()

    def clear_row(self) -> None:
        """Show nothing, and keep nothing of what was shown."""
        self._notice = None
        self._label.clear()
        self._show_buttons(())
        self.hide()

    def _show_buttons(self, choices: Sequence[tuple[str, Callable[[], object]]]) -> None:
        while len(self._buttons) < len(choices):
            button = QPushButton()
            button.clicked.connect(partial(self._on_button_clicked, len(self._buttons)))
            self._buttons.append(button)
        self._actions = tuple(action for _, action in choices)
        for button, (words, _) in zip(self._buttons, choices, strict=False):
            button.setText(words)
            button.setToolTip(format_tooltip(words.rstrip("…")))
        for button in self._buttons[len(choices) :]:
            button.setText("")
        self._body.show_buttons(self._buttons[: len(choices)])

    def _on_button_clicked(self, number: int) -> None:
        if number < len(self._actions):
            self._actions[number]()

    @Slot()
    def _on_close_clicked(self) -> None:
        self.dismissed.emit(self._notice)


class NoticeBar(QWidget):
    """One notice at a time, with a button for the others; takes no room when there are none.

    A new one is shown at once, unless the one that is shown is worse.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices: list[Notice] = []
        """The oldest first"""
        self._shown: Notice | None = None
        self._row = _NoticeRow()
        self._row.dismissed.connect(self._on_notice_dismissed)
        self._row.next_requested.connect(self.show_next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._row)
        self.update_row()

    @property
    def texts(self) -> list[str]:
        return [notice.text for notice in self._notices]

    @property
    def shown_text(self) -> str:
        """That of the notice that is seen; empty where none is."""
        return self._shown.text if self._shown is not None else ""

    def add_notice(self, notice: Notice) -> None:
        """Show it; the same words are not shown twice."""
        if notice.text in self.texts:
            return
        self._notices.append(notice)
        if self._shown is None or notice.kind.severity >= self._shown.kind.severity:
            self._shown = notice
        self.update_row()

    def clear_topic(self, topic: str) -> None:
        """Take away the notices of one topic."""
        self._keep_notices([notice for notice in self._notices if notice.topic != topic])

    def update_row(self) -> None:
        """Show the notice whose turn it is, in the colors of the theme."""
        if self._shown is None:
            self._row.clear_row()
        else:
            self._row.show_notice(self._shown, self._find_place() + 1, len(self._notices))
        self.setVisible(self._shown is not None)

    @Slot()
    def show_next(self) -> None:
        """Show the notice after the one that is shown, going round."""
        if self._shown is not None:
            self._shown = self._notices[(self._find_place() + 1) % len(self._notices)]
            self.update_row()

    def _find_place(self) -> int:
        return next(at for at, notice in enumerate(self._notices) if notice is self._shown)

    def _keep_notices(self, kept: list[Notice]) -> None:
        """Have only these; in place of the one that is gone, the worst is shown, and of those the newest."""
        if len(kept) == len(self._notices):
            return
        self._notices = kept
        if not any(notice is self._shown for notice in kept):
            self._shown = max(reversed(kept), key=lambda notice: notice.kind.severity, default=None)
        self.update_row()

    @Slot(object)
    def _on_notice_dismissed(self, notice: object) -> None:
        self._keep_notices([other for other in self._notices if other is not notice])


def _tint_color(base: QColor, color: QColor, strength: float = 0.16) -> QColor:
    def mix_channel(a: int, b: int) -> int:
        return round(a * (1 - strength) + b * strength)

    return QColor(
        mix_channel(base.red(), color.red()),
        mix_channel(base.green(), color.green()),
        mix_channel(base.blue(), color.blue()),
    )
