"""Asks for the number of an image, and tells which one that is."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from frcnn_gui.language import tr
from frcnn_gui.plain_text import PlainLabel, as_tip

WIDTH = 320
MOST_LETTERS = 20
_NUMBER = re.compile(r"#?(\d+|\d{1,3}(?:[,\s]\d{3})+)")


class NumberDialog(QDialog):
    """`chosen` brings a number from 1 to `total`; nothing comes when it is cancelled, and no other number ever."""

    chosen = Signal(int)

    def __init__(self, total: int, name_of: Callable[[int], str], parent: QWidget | None = None) -> None:
        """`name_of(number)` is told below the line."""
        super().__init__(parent)
        self._total, self._name_of = total, name_of
        self.setWindowTitle(tr("Go to image number"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.line = QLineEdit()
        self.line.setMaxLength(MOST_LETTERS)
        self.line.setAccessibleName(tr("Number of the image"))
        self.line.setToolTip(tr("Images are counted from 1, in the order of the list without a search"))
        label = PlainLabel(tr("&Number, 1 to {total}").format(total=f"{total:,}"))
        label.setBuddy(self.line)
        self.told = PlainLabel()
        self.told.setForegroundRole(self.told.palette().ColorRole.PlaceholderText)
        self.buttons = QDialogButtonBox()
        self.go = self.buttons.addButton(tr("&Go"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setToolTip(tr("Show this image"))
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel).setToolTip(tr("Stay at the current image"))
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        for widget in (label, self.line, self.told):
            layout.addWidget(widget)
        layout.addSpacing(6)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(WIDTH)
        self.line.textChanged.connect(self._tell)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._tell()

    @property
    def number(self) -> int | None:
        """What was typed, `12`, `#12` or `1,200`; None where it is no number of an image."""
        typed = _NUMBER.fullmatch(self.line.text().strip())
        number = int(re.sub(r"\D", "", typed[1])) if typed is not None else 0
        return number if 1 <= number <= self._total else None

    def show_number(self, number: int) -> None:
        """Begin with this one, to be typed over."""
        self.line.setText(str(number))
        self.line.selectAll()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot()
    def accept(self) -> None:
        if self.number is not None:
            self.chosen.emit(self.number)
            super().accept()

    @Slot()
    def _tell(self) -> None:
        number = self.number
        self.go.setEnabled(number is not None)
        if number is not None:
            self.told.setText(self._shortened(self._name_of(number)))
            self.told.setToolTip(as_tip(self._name_of(number)))
            return
        self.told.setToolTip("")
        self.told.setText(tr("There is no image with this number.") if self.line.text().strip() else "")

    def _shortened(self, name: str) -> str:
        return QFontMetrics(self.told.font()).elidedText(name, Qt.TextElideMode.ElideMiddle, WIDTH - 32)
