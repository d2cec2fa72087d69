"""A line for a new or empty folder to write to, with a button to choose one, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from detector.data.conversion import find_target_fault
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel

MIN_DIALOG_WIDTH_PX = 560
"""Of a dialog that asks for a folder: most paths are seen whole."""


class FolderField(QWidget):
    """Beside the data set `root`; whoever shows it also shows `fault_label`. A place that a person gave is kept.

    Signals:
        folder_checked: `is_free` and `fault_label` are up to date.
    """

    folder_checked = Signal()

    def __init__(self, root: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._root, self._proposed = root, ""
        self.path_edit = QLineEdit()
        self.path_edit.setToolTip(tr("A new or empty folder outside the open folder"))
        self.path_edit.setAccessibleName(tr("Output folder"))
        self.browse_button = QPushButton(tr("Choose…"))
        self.browse_button.setToolTip(tr("Choose a folder"))
        self.browse_button.setAutoDefault(False)
        self.fault_label = PlainLabel()
        self.fault_label.setWordWrap(True)
        self.fault_label.setAccessibleName(tr("What must be changed first"))
        self.is_free = False
        self.setFocusProxy(self.path_edit)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.path_edit, 1)
        inside.addWidget(self.browse_button)
        self.path_edit.textChanged.connect(self.check_folder)
        self.browse_button.clicked.connect(self._on_browse_clicked)

    @property
    def path(self) -> Path:
        return Path(self.path_edit.text().strip()).expanduser()

    def propose_folder(self, what: str) -> None:
        """A folder for `what`, unless a person gave another."""
        if self.path_edit.text() == self._proposed:
            self._proposed = str(find_free_folder(self._root, what))
            self.path_edit.setText(self._proposed)
        self.check_folder()

    @Slot()
    def check_folder(self) -> None:
        if not self.path_edit.text().strip():
            fault = tr("Choose a folder.")
        elif not self.path.is_absolute():
            fault = tr("Enter the full path of the folder, or choose it.")
        else:
            fault = find_target_fault(self._root, self.path)
            fault += " " + tr("Choose a new or empty folder outside the open folder.") if fault else ""
        self.is_free = not fault
        self.fault_label.setText(fault)
        self.fault_label.setVisible(bool(fault))
        self.folder_checked.emit()

    @Slot()
    def _on_browse_clicked(self) -> None:
        start = self.path.parent if self.path_edit.text() else self._root.parent
        chosen = QFileDialog.getExistingDirectory(self, tr("Export to a new or empty folder"), str(start))
        if chosen:
            self.path_edit.setText(chosen)


def find_free_folder(root: Path, what: str) -> Path:
    """Beside the data set, named after it and `what` it will hold, and not there yet: `photos_coco`."""
    folder = root if root.is_dir() else root.parent
    base = folder.parent / f"{folder.name or 'export'}_{what}"
    place, number = base, 2
    while place.exists():
        place = base.with_name(f"{base.name}_{number}")
        number += 1
    return place
