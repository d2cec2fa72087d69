"""The search line of the images, with a menu of its terms and a sentence below on what it makes of them."""

from __future__ import annotations

import re
from functools import partial
from html import escape

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton, QWidget

from frcnn_gui.common.icons import set_theme_icon
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.images.image_query import TERM_EXAMPLES, TermExample


class SearchLine(QLineEdit):
    """Down moves into the list, Escape clears the line. A folder dropped on it is opened, not searched for.

    Signals:
        leave_requested: Down was pressed: the list is to get the focus.
    """

    leave_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(False)  # the window takes it
        self.setPlaceholderText(tr("Search images"))
        self.setClearButtonEnabled(True)
        self.setAccessibleName(tr("Search images"))
        self.setAccessibleDescription(tr("Words of the name, or label:cat, boxes>3, unlabeled, -word"))
        self.setToolTip(_build_tooltip())

    def insert_term(self, text: str) -> None:
        """Put a term at the end, and the cursor between its quotes where it has any."""
        before = self.text().rstrip()
        before += " " if before and not before.endswith("-") else ""
        self.setText(before + text)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if text.endswith('""'):
            self.setCursorPosition(len(self.text()) - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.leave_requested.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.leave_requested.emit()
        else:
            super().keyPressEvent(event)


def create_terms_button(line: SearchLine) -> QToolButton:
    """The button that lists the terms of the line; choosing one inserts it."""
    title = tr("Search terms")
    button = create_tool_button("filter", title, tr("Insert a search term: class, state or score"))
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    menu = QMenu(button)
    menu.setTitle(title)
    for example in TERM_EXAMPLES:
        # Its examples are in the tooltip of the line: a menu that is as wide as they are stands over the picture.
        meaning = re.split("[;:,；：，]", tr(example.meaning), maxsplit=1)[0]
        action = menu.addAction(f"{_strip_quotes(example)}\t{meaning}")
        action.triggered.connect(partial(_on_term_triggered, line, example.text))
    button.setMenu(menu)
    # The arrow that says "menu" takes more room than the picture; the funnel says it already.
    button.setStyleSheet("QToolButton::menu-indicator { image: none; }")
    return button


def create_tool_button(icon_name: str, name: str, tip: str) -> QToolButton:
    """A small button with a picture only."""
    button = QToolButton()
    button.setObjectName(icon_name)
    set_theme_icon(button, icon_name)
    button.setIconSize(QSize(16, 16))
    button.setAutoRaise(True)
    button.setAccessibleName(name)
    button.setToolTip(format_tooltip(tip))
    return button


class SearchNote(PlainLabel):
    """What was not understood, what is still read, or that nothing was found; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setWordWrap(True)
        self.setContentsMargins(4, 0, 4, 0)
        self.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.hide()

    @Slot(str)
    def show_text(self, text: str) -> None:
        self.setText(text)
        self.setVisible(bool(text))


def _on_term_triggered(line: SearchLine, text: str, _checked: bool = False) -> None:
    line.insert_term(text)


def _build_tooltip() -> str:
    rows = "".join(
        f"<tr><td style='padding-right: 12px'><b>{escape(_strip_quotes(example))}</b></td>"
        f"<td>{escape(tr(example.meaning))}</td></tr>"
        for example in TERM_EXAMPLES
    )
    head = tr("Lists images whose names have all these words, and images:")
    foot = tr('Quote a name with spaces or that is a search term: "img 1".')
    return f"<p>{escape(head)}</p><table>{rows}</table><p>{escape(foot)}</p>"


def _strip_quotes(example: TermExample) -> str:
    """As it stands in a list: without the place to type in."""
    return example.text.replace('""', "")
