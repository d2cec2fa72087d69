"""In which format and where to detections are to be written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from detector.data.formats.base import FormatName
from frcnn_gui.format_words import TITLES
from frcnn_gui.language import tr
from frcnn_gui.panels.export_dialog import FORMAT_HELP, WIDTH, combo
from frcnn_gui.panels.target_folder import TargetFolder
from frcnn_gui.plain_text import PlainLabel

NAME = "detections"


class DetectionsExportDialog(QDialog):
    """`requested` has the format and the folder."""

    requested = Signal(str, object)

    def __init__(self, root: Path, what: str, parent: QWidget | None = None) -> None:
        """`what` is a sentence on what would be written; `root` the folder of the images."""
        super().__init__(parent)
        self.setWindowTitle(tr("Export the detections"))
        self.setMinimumWidth(WIDTH)
        self.format_box = combo(tr("Format of the labels there"), TITLES, tr(FORMAT_HELP))
        self.place = TargetFolder(root)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export_button = self.buttons.addButton(tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.export_button.setWhatsThis(tr("Writes the labels and detections.json, which has the scores."))
        self.export_button.setDefault(True)
        self._arrange(what)
        self.format_box.setCurrentIndex(self.format_box.findData("coco"))
        self.format_box.currentIndexChanged.connect(self._propose)
        self.place.checked.connect(lambda: self.export_button.setEnabled(self.place.is_free))
        self.buttons.accepted.connect(self._request)
        self.buttons.rejected.connect(self.reject)
        self._propose()

    def _arrange(self, what: str) -> None:
        summary = PlainLabel(what)
        summary.setWordWrap(True)
        form = QFormLayout()
        form.addRow(tr("&Format"), self.format_box)
        form.addRow(tr("Write &to"), self.place)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(summary)
        layout.addLayout(form)
        layout.addWidget(self.place.fault)
        layout.addWidget(self.buttons)

    @property
    def format(self) -> FormatName:
        name: FormatName = self.format_box.currentData()
        return name

    @Slot()
    def _propose(self) -> None:
        self.place.propose(f"{NAME}_{self.format}")

    def _request(self) -> None:
        self.place.check()
        if self.place.is_free:
            self.requested.emit(self.format, self.place.path)
            self.accept()
