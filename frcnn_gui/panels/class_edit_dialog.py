"""Asks before a class is renamed, merged or deleted in a folder, says what that affects, and shows how far it is."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui import class_words
from frcnn_gui.class_words import Affected
from frcnn_gui.icons import swatch
from frcnn_gui.language import N_, tr
from frcnn_gui.plain_text import PlainLabel

SWATCH_SIDE = 14


class EditKind(enum.Enum):
    """What is to be done; the value is the title and the text of the button."""

    RENAME = (N_("Rename a class"), N_("&Rename"))
    MERGE = (N_("Merge a class"), N_("&Merge"))
    DELETE = (N_("Delete a class"), N_("&Delete"))


class ClassEditDialog(QDialog):
    """`confirmed` brings the new class, or an empty text to delete; `cancel_asked` comes while it is being done."""

    confirmed = Signal(str)
    cancel_asked = Signal()

    def __init__(
        self,
        kind: EditKind,
        source: str,
        classes: Sequence[str],
        format_name: str,
        color_of: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind, self._source, self._format = kind, source, format_name
        self._classes = tuple(classes)
        self._affected = Affected(0, 0, complete=False)
        self._working = False
        title, button = kind.value
        self.setWindowTitle(tr(title))
        self.setModal(True)
        self.name = QLineEdit(source)
        self.name.setAccessibleName(tr("New name of the class"))
        self.name.setToolTip(tr("The name that the class gets, in all images"))
        self.name.selectAll()
        self.target = QComboBox()
        self.target.setAccessibleName(tr("Class to merge into"))
        self.target.setToolTip(tr("The class that the boxes get, in all images"))
        for label in self._classes:
            if label != source:
                self.target.addItem(swatch(color_of(label)), label)
        self.affects = _text(tr("What it affects"))
        self.notes = _text(tr("Notes"))
        self.bar = QProgressBar()
        self.bar.setAccessibleName(tr("Progress"))
        self.bar.setTextVisible(True)
        self.bar.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = QPushButton(tr(button))
        self.go.setToolTip(tr("Do it in all images; it can be undone"))
        self.buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setDefault(True)
        self._lay_out(source, color_of(source))
        self.go.clicked.connect(self._confirm)
        self.buttons.rejected.connect(self.reject)
        self.name.textChanged.connect(self._tell)
        self.target.currentTextChanged.connect(self._tell)
        self._tell()

    def _lay_out(self, source: str, color: str) -> None:
        picture, name = PlainLabel(), PlainLabel(source)
        picture.setPixmap(swatch(color, SWATCH_SIDE).pixmap(SWATCH_SIDE, SWATCH_SIDE))
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(picture)
        row.addWidget(name, 1)
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        form.addRow(tr("Class"), row)
        if self._kind is EditKind.RENAME:
            form.addRow(tr("New &name"), self.name)
        elif self._kind is EditKind.MERGE:
            form.addRow(tr("&Into"), self.target)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 18, 18, 14)
        layout.setSpacing(12)
        layout.addLayout(form)
        for widget in (self.affects, self.notes, self.bar, self.buttons):
            layout.addWidget(widget)
        self.setMinimumWidth(440)

    @property
    def source(self) -> str:
        """The class that is edited."""
        return self._source

    @property
    def working(self) -> bool:
        """Whether it is being done."""
        return self._working

    @property
    def wanted(self) -> str:
        """The class that the boxes are to get; empty: none."""
        if self._kind is EditKind.RENAME:
            return self.name.text().strip()
        return self.target.currentText() if self._kind is EditKind.MERGE else ""

    def show_affected(self, affected: Affected) -> None:
        """Say what it affects, as far as is known by now."""
        self._affected = affected
        self._tell()

    def show_work(self, text: str) -> None:
        """It is being done: only cancelling is left."""
        self._working = True
        for widget in (self.name, self.target, self.go):
            widget.setEnabled(False)
        self.affects.setText(text)
        self.notes.setText(tr("If you cancel, what was done until then can be undone."))
        self.notes.show()
        self.bar.setRange(0, 0)
        self.bar.show()
        self._make_room()

    @Slot(int, int, str)
    def show_progress(self, done: int, total: int, _text: str = "") -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.bar.setFormat(tr("{done} of {total} files").format(done=f"{done:,}", total=f"{total:,}"))

    def reject(self) -> None:
        """Cancel the work, or close where none has begun."""
        if self._working:
            self.buttons.setEnabled(False)
            self.affects.setText(tr("Stopping after this file…"))
            self.cancel_asked.emit()
        else:
            super().reject()

    def finish(self) -> None:
        """The work is over."""
        self._working = False
        self.accept()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._working:
            event.ignore()
            self.reject()
        else:
            super().closeEvent(event)

    @Slot()
    def _confirm(self) -> None:
        if self.go.isEnabled():
            self.confirmed.emit(self.wanted)

    @Slot()
    def _tell(self) -> None:
        wanted = self.wanted
        is_new = wanted not in self._classes
        fault = ""
        if self._kind is EditKind.RENAME and not wanted:
            fault = tr("Type the new name.")
        notes = class_words.note(self._format, self._source, is_new and bool(wanted))
        if self._kind is EditKind.RENAME and wanted and not is_new and wanted != self._source:
            text = tr("There is a class {wanted} already: its boxes stay, and those of {source} join them.")
            notes = f"{text.format(wanted=wanted, source=self._source)} {notes}"
        self.affects.setText(class_words.affected(self._source, self._affected))
        self.notes.setText(fault or notes)
        self.notes.setVisible(bool(fault or notes))
        self.go.setEnabled(self._affected.complete and not fault and wanted != self._source)
        self._make_room()

    def _make_room(self) -> None:
        """Sentences that became longer may need another line."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))


def _text(name: str) -> QLabel:
    label = PlainLabel()
    label.setAccessibleName(name)
    label.setWordWrap(True)
    return label
