"""Texts with names in them, of classes, files and folders, shown letter by letter.

Qt takes a text that looks like HTML for HTML, in labels, message boxes and tooltips: a class called `<img src=...>`
would have the window read that file, or ask that server. Every label, message box and tooltip is made here, so that
no name is markup, and a name of a million letters is cut.
"""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from detector.data.unicode_forms import escape_surrogates

MAX_TIP_LENGTH = 1_000
"""Letters of a tooltip: more fill the screen."""
MAX_LABEL_LENGTH = 10_000
"""Letters of a label: Qt lays all of them out."""
MAX_NAME_LENGTH = 300
"""Letters of a name in a list or in a menu, far more than fit in one line."""


def shorten_text(text: str, longest: int = MAX_NAME_LENGTH) -> str:
    """Shorten a text that nobody could read to its end.

    Bytes of a file name that are no UTF-8, and halves of characters, which Qt leaves out, are shown as escapes.

    Args:
        text: The text.
        longest: The number of characters to keep at most.

    Returns:
        `text` itself, or its beginning and an ellipsis.
    """
    text = escape_surrogates(text)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def is_rich_text(text: str) -> bool:
    """Say whether Qt would take `text` for HTML."""
    return bool(GuiQt.mightBeRichText(text))


def format_tooltip(text: str) -> str:
    """Make a tooltip that shows `text` letter by letter.

    Args:
        text: Plain text, which may have names in it.

    Returns:
        The text, cut where it is endless; as HTML with every letter escaped where Qt would take it for HTML.
    """
    text = shorten_text(text, MAX_TIP_LENGTH)
    return format_html(text) if is_rich_text(text) else text


def format_html(text: str) -> str:
    """Make HTML that shows `text` letter by letter, with its line breaks."""
    return f"<qt>{escape(text)}</qt>".replace("\n", "<br>")


def format_menu_item(text: str) -> str:
    """Make the text of a menu's entry or a button: an ampersand is shown, and underlines no letter."""
    return shorten_text(text).replace("&", "&&")


class PlainLabel(QLabel):
    """A label that never takes its text for HTML."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(shorten_text(text, MAX_LABEL_LENGTH))


class HtmlLabel(QLabel):
    """A label for HTML of this program; names in it are escaped."""

    def __init__(self, html: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText(html)

    def changeEvent(self, event: QEvent) -> None:
        """Parse the text again for another theme: Qt fixes the color of links when it does."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            html = self.text()
            self.setText("")
            self.setText(html)


class PlainMessageBox(QMessageBox):
    """A message box that never takes its texts for HTML."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:
        super().setText(shorten_text(text, MAX_LABEL_LENGTH))

    def setInformativeText(self, text: str) -> None:
        super().setInformativeText(shorten_text(text, MAX_LABEL_LENGTH))
        for label in self.findChildren(QLabel):  # Qt makes this one without the format of the other
            label.setTextFormat(Qt.TextFormat.PlainText)


def format_pixels(value: float) -> str:
    """A number of pixels for a narrow column: one decimal at most, and none from 1000 on."""
    if abs(value) >= MAX_PLAIN_NUMBER:
        return format_number(value)
    return format_number(round(value) if abs(value) >= 1000 else round(value, 1))


MAX_PLAIN_NUMBER = 1e10
"""Longer numbers would push everything else aside."""


def format_number(value: float) -> str:
    """Pixels with as many decimals as are needed, two at most; numbers that are no place in an image in short."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) < MAX_PLAIN_NUMBER else f"{value:.3g}"
