"""Asks for the number of an image, and shows which one that is."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip

NO_SUCH_NUMBER_TEXT = N_("No image has this number.")

MIN_WIDTH_PX = 320
MAX_CHARS = 20
_NUMBER = re.compile(r"#?(\d+|\d{1,3}(?:[,\s]\d{3})+)")


class NumberDialog(QDialog):
    """Asks for the number of an image.

    Signals:
        number_chosen: A number from 1 to `total`.
    """

    number_chosen = Signal(int)

    def __init__(self, total: int, name_of: Callable[[int], str], parent: QWidget | None = None) -> None:
        """`name_of(number)` is shown below the line."""
        super().__init__(parent)
        self._total, self._name_of = total, name_of
        self.setWindowTitle(tr("Go to image number"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.number_edit = QLineEdit()
        self.number_edit.setMaxLength(MAX_CHARS)
        self.number_edit.setAccessibleName(tr("Image number"))
        self.number_edit.setToolTip(tr("Image numbers start at 1, in the order of the unfiltered list"))
        label = PlainLabel(tr("&Number, 1 to {total}").format(total=f"{total:,}"))
        label.setBuddy(self.number_edit)
        self.name_label = PlainLabel()
        self.name_label.setForegroundRole(self.name_label.palette().ColorRole.PlaceholderText)
        self.buttons = QDialogButtonBox()
        self.go_button = self.buttons.addButton(tr("&Go"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go_button.setToolTip(tr("Show this image"))
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel).setToolTip(tr("Stay on the current image"))
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        for widget in (label, self.number_edit, self.name_label):
            layout.addWidget(widget)
        layout.addSpacing(6)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(MIN_WIDTH_PX)
        self.number_edit.textChanged.connect(self._update_name)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._update_name()

    @property
    def number(self) -> int | None:
        """What was typed, `12`, `#12` or `1,200`; None where it is no number of an image."""
        typed = _NUMBER.fullmatch(self.number_edit.text().strip())
        number = int(re.sub(r"\D", "", typed[1])) if typed is not None else 0
        return number if 1 <= number <= self._total else None

    def show_number(self, number: int) -> None:
        """Begin with this one, to be typed over."""
        self.number_edit.setText(str(number))
        self.number_edit.selectAll()
        self.number_edit.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot()
    def accept(self) -> None:
        if self.number is not None:
            self.number_chosen.emit(self.number)
            super().accept()

    @Slot()
    def _update_name(self) -> None:
        number = self.number
        self.go_button.setEnabled(number is not None)
        if number is not None:
            self.name_label.setText(self._shorten_name(self._name_of(number)))
            self.name_label.setToolTip(format_tooltip(self._name_of(number)))
            return
        self.name_label.setToolTip("")
        self.name_label.setText(tr(NO_SUCH_NUMBER_TEXT) if self.number_edit.text().strip() else "")

    def _shorten_name(self, name: str) -> str:
        return QFontMetrics(self.name_label.font()).elidedText(name, Qt.TextElideMode.ElideMiddle, MIN_WIDTH_PX - 32)
