"""Asks whose boxes are to count when another program changed a label file meanwhile; neither is lost."""

from __future__ import annotations

import enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QPushButton, QVBoxLayout, QWidget

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.document.box_matching import AnnotationDifference


class ConflictChoice(enum.Enum):
    """Whose boxes."""

    MINE = "mine"
    THEIRS = "theirs"


class ConflictDialog(QDialog):
    """Shows how many boxes differ, and three buttons.

    Signals:
        choice_made: A `ConflictChoice`; none when the decision is postponed.
    """

    choice_made = Signal(object)

    def __init__(self, file_name: str, counts: AnnotationDifference, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts = counts
        self.setWindowTitle(tr("Changed by another program"))
        self.setModal(True)
        heading = PlainLabel(tr("Another program changed {file} while you edited its image.").format(file=file_name))
        heading.setWordWrap(True)
        explained = PlainLabel(
            tr(
                "Keep mine writes your boxes and keeps a copy of the file. Load theirs shows the boxes of the file; "
                "Undo restores yours. Nothing is written until you choose."
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
            tr("Keep &mine"), tr("Write your boxes to the file and keep a copy of its current version")
        )
        self.theirs_button = _create_button(tr("Load &theirs"), tr("Show the boxes of the file. Undo restores yours."))
        self.later_button = _create_button(tr("Decide &later"), tr("Close without changes"))
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


def _build_counts_table(counts: AnnotationDifference) -> QGridLayout:
    rows = (
        (tr("Only in yours"), counts.only_mine),
        (tr("Only in the file"), counts.only_theirs),
        (tr("Different in position, size, class or flags"), counts.changed),
        (tr("Identical"), counts.same),
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
