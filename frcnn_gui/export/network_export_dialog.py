"""The dialog that asks to which file a network is exported, and whether in eight bits too."""

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

from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel
from frcnn_gui.common.widgets.folder_field import MIN_DIALOG_WIDTH_PX

SUFFIX = ".onnx"


class NetworkExportDialog(QDialog):
    """Asks for the file to export the network to.

    Signals:
        export_requested: The file, and whether to write an 8-bit file too.
    """

    export_requested = Signal(object, bool)

    def __init__(self, network: str, images: int, proposed: Path, fault: str, parent: QWidget | None = None) -> None:
        """`fault_label` is a sentence on what must be installed first; empty where all is there."""
        super().__init__(parent)
        self.setWindowTitle(tr("Export network"))
        self.setMinimumWidth(MIN_DIALOG_WIDTH_PX)
        self._missing = fault
        self.path_edit = QLineEdit(str(proposed))
        self.path_edit.setToolTip(tr("The file to write. A short program that runs it is written beside it."))
        self.path_edit.setAccessibleName(tr("File to write"))
        self.browse_button = QPushButton(tr("Choose…"))
        self.browse_button.setToolTip(tr("Choose a file"))
        self.browse_button.setAutoDefault(False)
        self.int8_box = QCheckBox(tr("Also write a file in &8 bits (int8)"))
        self.int8_box.setToolTip(
            tr("Smaller and often faster. The report shows the loss of AP on your labeled images.")
        )
        self.fault_label = PlainLabel()
        self.fault_label.setWordWrap(True)
        self.fault_label.setAccessibleName(tr("What must be changed first"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export_button = self.buttons.addButton(tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.export_button.setWhatsThis(tr("Writes the file if it gives the same boxes as the network."))
        self.export_button.setDefault(True)
        self._build_layout(network, images)
        self.path_edit.textChanged.connect(self._update_fault)
        self.browse_button.clicked.connect(self._on_browse_clicked)
        self.buttons.accepted.connect(self._on_export_clicked)
        self.buttons.rejected.connect(self.reject)
        self._update_fault()

    def _build_layout(self, network: str, images: int) -> None:
        text = tr("Writes {network} to one ONNX file. Its boxes are first compared on {images}.")
        summary = PlainLabel(text.format(network=network, images=tr("%Ln image(s)", "", images)))
        summary.setWordWrap(True)
        place = QHBoxLayout()
        place.addWidget(self.path_edit, 1)
        place.addWidget(self.browse_button)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(summary)
        layout.addLayout(place)
        layout.addWidget(self.int8_box)
        layout.addWidget(self.fault_label)
        layout.addWidget(self.buttons)

    @property
    def file(self) -> Path:
        return Path(self.path_edit.text().strip()).expanduser()

    @Slot()
    def _update_fault(self) -> None:
        if self._missing:
            fault = self._missing
        elif self.file.suffix != SUFFIX:
            fault = tr("The file name must end in .onnx.")
        elif not self.file.is_absolute() or not self.file.parent.is_dir():
            fault = tr("This folder does not exist. Choose a file.")
        else:
            fault = ""
        self.fault_label.setText(fault)
        self.fault_label.setVisible(bool(fault))
        self.export_button.setEnabled(not fault)

    @Slot()
    def _on_browse_clicked(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Export network"), str(self.file), f"ONNX (*{SUFFIX})")
        if chosen:
            self.path_edit.setText(chosen if chosen.endswith(SUFFIX) else chosen + SUFFIX)

    @Slot()
    def _on_export_clicked(self) -> None:
        self._update_fault()
        if self.export_button.isEnabled():
            self.export_requested.emit(self.file, self.int8_box.isChecked())
            self.accept()
