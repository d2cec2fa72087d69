"""To which file a network is to be exported, and whether in eight bits too."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.language import tr
from frcnn_gui.panels.export_dialog import WIDTH
from frcnn_gui.plain_text import PlainLabel

SUFFIX = ".onnx"


class NetworkExportDialog(QDialog):
    """`requested` has the file, and whether eight bits are wanted too."""

    requested = Signal(object, bool)

    def __init__(self, network: str, images: int, proposed: Path, fault: str, parent: QWidget | None = None) -> None:
        """`fault` is a sentence on what must be installed first; empty where all is there."""
        super().__init__(parent)
        self.setWindowTitle(tr("Export the network"))
        self.setMinimumWidth(WIDTH)
        self._missing = fault
        self.line = QLineEdit(str(proposed))
        self.line.setToolTip(tr("The file to write; a short program that runs it is written beside it"))
        self.line.setAccessibleName(tr("File to write"))
        self.browse = QPushButton(tr("Choose…"))
        self.browse.setToolTip(tr("Choose a file"))
        self.browse.setAutoDefault(False)
        self.int8 = QCheckBox(tr("Also write a file in &8 bits (int8)"))
        self.int8.setToolTip(tr("Smaller and often faster; the report says what it costs on your labeled images"))
        self.fault = PlainLabel()
        self.fault.setWordWrap(True)
        self.fault.setAccessibleName(tr("What is to be changed first"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export_button = self.buttons.addButton(tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.export_button.setWhatsThis(tr("Writes the file if it finds the same boxes as the network."))
        self.export_button.setDefault(True)
        self._arrange(network, images)
        self.line.textChanged.connect(self._check)
        self.browse.clicked.connect(self._browse)
        self.buttons.accepted.connect(self._request)
        self.buttons.rejected.connect(self.reject)
        self._check()

    def _arrange(self, network: str, images: int) -> None:
        text = tr(
            "Writes {network} to one ONNX file, from pixels to boxes. Before it is written, its boxes are compared "
            "with those of the network on {images} of this folder."
        )
        summary = PlainLabel(text.format(network=network, images=tr("%Ln image(s)", "", images)))
        summary.setWordWrap(True)
        place = QHBoxLayout()
        place.addWidget(self.line, 1)
        place.addWidget(self.browse)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(summary)
        layout.addLayout(place)
        layout.addWidget(self.int8)
        layout.addWidget(self.fault)
        layout.addWidget(self.buttons)

    @property
    def file(self) -> Path:
        return Path(self.line.text().strip()).expanduser()

    @Slot()
    def _check(self) -> None:
        if self._missing:
            fault = self._missing
        elif self.file.suffix != SUFFIX:
            fault = tr("The file's name must end in .onnx.")
        elif not self.file.is_absolute() or not self.file.parent.is_dir():
            fault = tr("There is no such folder. Choose a file.")
        else:
            fault = ""
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        self.export_button.setEnabled(not fault)

    @Slot()
    def _browse(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Export the network"), str(self.file), f"ONNX (*{SUFFIX})")
        if chosen:
            self.line.setText(chosen if chosen.endswith(SUFFIX) else chosen + SUFFIX)

    @Slot()
    def _request(self) -> None:
        self._check()
        if self.export_button.isEnabled():
            self.requested.emit(self.file, self.int8.isChecked())
            self.accept()
