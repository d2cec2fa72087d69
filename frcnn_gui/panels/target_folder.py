"""A line for a new or empty folder to write to, with a button to choose one, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from detector.data.conversion import target_fault
from frcnn_gui.language import tr
from frcnn_gui.plain_text import PlainLabel


class TargetFolder(QWidget):
    """Beside the data set `root`; whoever shows it also shows `fault`. A place that a person gave is kept."""

    checked = Signal()
    """`is_free` and `fault` say what holds now."""

    def __init__(self, root: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._root, self._proposed = root, ""
        self.line = QLineEdit()
        self.line.setToolTip(tr("A new or empty folder, outside of the one that is open"))
        self.line.setAccessibleName(tr("Folder to write to"))
        self.browse = QPushButton(tr("Choose…"))
        self.browse.setToolTip(tr("Choose a folder"))
        self.browse.setAutoDefault(False)
        self.fault = PlainLabel()
        self.fault.setWordWrap(True)
        self.fault.setAccessibleName(tr("What is to be changed first"))
        self.is_free = False
        self.setFocusProxy(self.line)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.line, 1)
        inside.addWidget(self.browse)
        self.line.textChanged.connect(self.check)
        self.browse.clicked.connect(self._browse)

    @property
    def path(self) -> Path:
        return Path(self.line.text().strip()).expanduser()

    def propose(self, what: str) -> None:
        """A folder for `what`, unless a person gave another."""
        if self.line.text() == self._proposed:
            self._proposed = str(proposed_folder(self._root, what))
            self.line.setText(self._proposed)
        self.check()

    @Slot()
    def check(self) -> None:
        if not self.line.text().strip():
            fault = tr("Choose a folder.")
        elif not self.path.is_absolute():
            fault = tr("Give the whole path of the folder, or choose it.")
        else:
            fault = target_fault(self._root, self.path)
            fault += " " + tr("Choose a new or empty folder elsewhere.") if fault else ""
        self.is_free = not fault
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        self.checked.emit()

    @Slot()
    def _browse(self) -> None:
        start = self.path.parent if self.line.text() else self._root.parent
        chosen = QFileDialog.getExistingDirectory(self, tr("Export to a new or empty folder"), str(start))
        if chosen:
            self.line.setText(chosen)


def proposed_folder(root: Path, what: str) -> Path:
    """Beside the data set, named after it and `what` it will hold, and not there yet: `photos_coco`."""
    folder = root if root.is_dir() else root.parent
    base = folder.parent / f"{folder.name or 'export'}_{what}"
    place, number = base, 2
    while place.exists():
        place = base.with_name(f"{base.name}_{number}")
        number += 1
    return place
