"""Asks whose boxes are to count when another program changed a label file meanwhile; neither is lost."""

from __future__ import annotations

import enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QPushButton, QVBoxLayout, QWidget

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.document.box_matching import BoxDifference


class ConflictChoice(enum.Enum):
    """Whose boxes."""

    MINE = "mine"
    THEIRS = "theirs"


class ConflictDialog(QDialog):
    """Counts of what differs, and three ways on; `choice_made` brings a `ConflictChoice`, and nothing comes when it
    waits.
    """

    choice_made = Signal(object)

    def __init__(self, file_name: str, counts: BoxDifference, parent: QWidget | None = None) -> None:
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
        layout.addLayout(_build_counts_table(counts))
        layout.addWidget(explained)
        layout.addWidget(self._build_buttons())
        self.setMinimumWidth(460)

    def _build_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        self.mine_button = _create_button(
            tr("Keep &mine"), tr("Write your boxes to the file; a copy of what is there now is kept")
        )
        self.theirs_button = _create_button(
            tr("Load &theirs"), tr("Show the boxes of the file; Undo brings yours back")
        )
        self.later_button = _create_button(tr("Decide &later"), tr("Close this and change nothing"))
        box.addButton(self.mine_button, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(self.theirs_button, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(self.later_button, QDialogButtonBox.ButtonRole.RejectRole)
        self.mine_button.clicked.connect(lambda: self._choose_side(ConflictChoice.MINE))
        self.theirs_button.clicked.connect(lambda: self._choose_side(ConflictChoice.THEIRS))
        self.later_button.clicked.connect(self.reject)
        self.later_button.setDefault(True)
        return box

    def _choose_side(self, keep: ConflictChoice) -> None:
        self.accept()
        self.choice_made.emit(keep)


def _create_button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(format_tooltip(tip))
    return button


def _build_counts_table(counts: BoxDifference) -> QGridLayout:
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
