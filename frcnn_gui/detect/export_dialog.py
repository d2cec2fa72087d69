"""The dialog that asks in which format and to which folder detections are written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from detector.data.formats.base import FormatName
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel
from frcnn_gui.common.texts.format_texts import FORMAT_HELP, FORMAT_TITLES
from frcnn_gui.common.widgets.combo_box import create_combo_box
from frcnn_gui.common.widgets.folder_field import MIN_DIALOG_WIDTH_PX, FolderField

FOLDER_PREFIX = "detections"


class DetectionsExportDialog(QDialog):
    """Asks for the format and the folder of an export of detections.

    Signals:
        export_requested: The name of the format, and the folder.
    """

    export_requested = Signal(str, object)

    def __init__(self, root: Path, what: str, parent: QWidget | None = None) -> None:
        """`what` is a sentence on what would be written; `root` the folder of the images."""
        super().__init__(parent)
        self.setWindowTitle(tr("Export detections"))
        self.setMinimumWidth(MIN_DIALOG_WIDTH_PX)
        self.format_box = create_combo_box(tr("Label format"), FORMAT_TITLES, tr(FORMAT_HELP))
        self.folder_field = FolderField(root)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export_button = self.buttons.addButton(tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.export_button.setWhatsThis(tr("Writes the labels, and detections.json with the scores."))
        self.export_button.setDefault(True)
        self._build_layout(what)
        self.format_box.setCurrentIndex(self.format_box.findData("coco"))
        self.format_box.currentIndexChanged.connect(self._on_format_changed)
        self.folder_field.folder_checked.connect(lambda: self.export_button.setEnabled(self.folder_field.is_free))
        self.buttons.accepted.connect(self._on_export_clicked)
        self.buttons.rejected.connect(self.reject)
        self._on_format_changed()

    def _build_layout(self, what: str) -> None:
        summary = PlainLabel(what)
        summary.setWordWrap(True)
        form = QFormLayout()
        form.addRow(tr("&Format"), self.format_box)
        form.addRow(tr("Write &to"), self.folder_field)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(summary)
        layout.addLayout(form)
        layout.addWidget(self.folder_field.fault_label)
        layout.addWidget(self.buttons)

    @property
    def format_name(self) -> FormatName:
        name: FormatName = self.format_box.currentData()
        return name

    @Slot()
    def _on_format_changed(self) -> None:
        self.folder_field.propose_folder(f"{FOLDER_PREFIX}_{self.format_name}")

    def _on_export_clicked(self) -> None:
        self.folder_field.check_folder()
        if self.folder_field.is_free:
            self.export_requested.emit(self.format_name, self.folder_field.path)
            self.accept()
