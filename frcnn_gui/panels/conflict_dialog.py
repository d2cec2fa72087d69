"""Asks whose boxes are to count when another program changed a label file meanwhile; neither is lost."""

from __future__ import annotations

import enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QPushButton, QVBoxLayout, QWidget

from frcnn_gui.box_pairs import Difference
from frcnn_gui.language import tr
from frcnn_gui.plain_text import PlainLabel, as_tip


class Keep(enum.Enum):
    """Whose boxes."""

    MINE = "mine"
    THEIRS = "theirs"


class ConflictDialog(QDialog):
    """Counts of what differs, and three ways on; `chosen` brings a `Keep`, and nothing comes when it waits."""

    chosen = Signal(object)

    def __init__(self, file_name: str, counts: Difference, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts = counts
        self.setWindowTitle(tr("Changed by another program"))
        self.setModal(True)
        heading = PlainLabel(
            tr("{file} was changed by another program while you edited its image.").format(file=file_name)
        )
        heading.setWordWrap(True)
        explained = PlainLabel(
            tr(
                "Keep mine writes your boxes to the file and keeps a copy of what is there now. Load theirs "
                "shows the boxes of the file; Undo brings yours back. Until you choose, nothing is written "
                "and your boxes stay here."
            )
        )
        explained.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.setContentsMargins(18, 18, 18, 14)
        layout.addWidget(heading)
        layout.addLayout(_table(counts))
        layout.addWidget(explained)
        layout.addWidget(self._buttons())
        self.setMinimumWidth(460)

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        self.mine = _button(tr("Keep &mine"), tr("Write your boxes to the file; a copy of what is there now is kept"))
        self.theirs = _button(tr("Load &theirs"), tr("Show the boxes of the file; Undo brings yours back"))
        self.later = _button(tr("Decide &later"), tr("Close this and change nothing"))
        box.addButton(self.mine, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(self.theirs, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(self.later, QDialogButtonBox.ButtonRole.RejectRole)
        self.mine.clicked.connect(lambda: self._choose(Keep.MINE))
        self.theirs.clicked.connect(lambda: self._choose(Keep.THEIRS))
        self.later.clicked.connect(self.reject)
        self.later.setDefault(True)
        return box

    def _choose(self, keep: Keep) -> None:
        self.accept()
        self.chosen.emit(keep)


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(as_tip(tip))
    return button


def _table(counts: Difference) -> QGridLayout:
    rows = (
        (tr("Boxes only in yours"), counts.only_mine),
        (tr("Boxes only in the file"), counts.only_theirs),
        (tr("Boxes that differ in place, size, class or flags"), counts.changed),
        (tr("Boxes that are the same"), counts.same),
    )
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setColumnStretch(0, 1)
    for row, (words, count) in enumerate(rows):
        number = PlainLabel(str(count))
        number.setAlignment(Qt.AlignmentFlag.AlignRight)
        number.setAccessibleName(words)
        grid.addWidget(PlainLabel(words), row, 0)
        grid.addWidget(number, row, 1)
    return grid
