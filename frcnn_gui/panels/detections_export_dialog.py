"""In which format and where to detections are to be written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from detector.data.conversion import target_fault
from detector.data.formats.base import FormatName
from frcnn_gui.format_words import TITLES
from frcnn_gui.language import tr
from frcnn_gui.panels.export_dialog import WIDTH, combo, proposed_folder

NAME = "detections"


class DetectionsExportDialog(QDialog):
    """`requested` has the format and the folder."""

    requested = Signal(str, object)

    def __init__(self, root: Path, what: str, parent: QWidget | None = None) -> None:
        """`what` is a sentence on what would be written; `root` the folder of the images."""
        super().__init__(parent)
        self.setWindowTitle(tr("Export the detections"))
        self.setMinimumWidth(WIDTH)
        self._root, self._proposed = root, ""
        self.format_box = combo(tr("Format of the labels there"), TITLES)
        self.folder = QLineEdit()
        self.folder.setAccessibleName(tr("Folder to write to"))
        self.folder.setToolTip(tr("A new or empty folder, outside of the one that is open"))
        self.browse = QPushButton(tr("Choose…"))
        self.browse.setAutoDefault(False)
        self.fault = QLabel()
        self.fault.setWordWrap(True)
        self.fault.setAccessibleName(tr("What is to be changed first"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export_button = self.buttons.addButton(tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.export_button.setDefault(True)
        self._arrange(what)
        self.format_box.setCurrentIndex(self.format_box.findData("coco"))
        self.format_box.currentIndexChanged.connect(self._propose)
        self.folder.textChanged.connect(self._check)
        self.browse.clicked.connect(self._browse)
        self.buttons.accepted.connect(self._request)
        self.buttons.rejected.connect(self.reject)
        self._propose()

    def _arrange(self, what: str) -> None:
        summary = QLabel(what)
        summary.setWordWrap(True)
        place = QHBoxLayout()
        place.addWidget(self.folder, 1)
        place.addWidget(self.browse)
        form = QFormLayout()
        form.addRow(tr("&Format"), self.format_box)
        label = QLabel(tr("Write &to"))
        label.setBuddy(self.folder)
        form.addRow(label, place)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        for widget in (summary, form, self.fault, self.buttons):
            layout.addLayout(widget) if isinstance(widget, QFormLayout) else layout.addWidget(widget)

    @property
    def format(self) -> FormatName:
        name: FormatName = self.format_box.currentData()
        return name

    @property
    def out(self) -> Path:
        return Path(self.folder.text().strip()).expanduser()

    @Slot()
    def _propose(self) -> None:
        if self.folder.text() == self._proposed:
            self._proposed = str(proposed_folder(self._root, f"{NAME}_{self.format}"))
            self.folder.setText(self._proposed)
        self._check()

    @Slot()
    def _check(self) -> None:
        if not self.out.is_absolute():
            fault = tr("Give the whole path of the folder, or choose it.")
        else:
            fault = target_fault(self._root, self.out)
            fault += " " + tr("Choose a new or empty folder elsewhere.") if fault else ""
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        self.export_button.setEnabled(not fault)

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Export to a new or empty folder"), str(self.out.parent))
        if chosen:
            self.folder.setText(chosen)

    def _request(self) -> None:
        self._check()
        if self.export_button.isEnabled():
            self.requested.emit(self.format, self.out)
            self.accept()
