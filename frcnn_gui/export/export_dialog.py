"""What to export, in which format and where to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from detector.data.conversion import ImageSubset, ImageTransfer
from detector.data.formats.base import FormatName
from detector.data.formats.format_list import FORMAT_INFOS
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.common.texts.format_texts import FORMAT_HELP, FORMAT_TITLES
from frcnn_gui.common.widgets.combo_box import create_combo_box
from frcnn_gui.common.widgets.folder_field import MIN_DIALOG_WIDTH_PX, FolderField
from frcnn_gui.export.class_order import ClassOrder
from frcnn_gui.export.export_job import ExportRequest

OUTLINES_AS_BOXES_TEXT = N_("Outlines are written as boxes.")
ONE_RING_TEXT = N_(
    "Of outlines with several parts or holes only boxes are written; frcnn convert --bridge joins them instead."
)
_TRANSFER_TEXTS: Mapping[ImageTransfer, str] = {
    "copy": N_("Copy the images"),
    "link": N_("Link to the images, which takes no space"),
    "none": N_("Labels only, without the images"),
}
_WHICH_TEXTS: Mapping[ImageSubset, str] = {
    "labeled": N_("Images with labels"),
    "all": N_("All images"),
    "verified": N_("Images marked as verified"),
}


class ExportDialog(QDialog):
    """Asks what to export, in which format and where to.

    Signals:
        export_requested: The ExportRequest.
    """

    export_requested = Signal(object)

    def __init__(
        self,
        root: Path,
        own_format: FormatName,
        first_format: FormatName,
        classes: Iterable[str],
        parent: QWidget | None = None,
    ) -> None:
        """`root` is the data set, in `own_format`; `first_format` is offered first."""
        super().__init__(parent)
        self.setWindowTitle(tr("Export"))
        self.setMinimumWidth(MIN_DIALOG_WIDTH_PX)
        self._own_format = own_format
        self.format_box = create_combo_box(tr("Label format"), FORMAT_TITLES, tr(FORMAT_HELP))
        self.holds_label = PlainLabel()
        self.holds_label.setWordWrap(True)
        self.holds_label.setEnabled(False)
        self.folder_field = FolderField(root)
        self.which_box = create_combo_box(
            tr("Which images to export"),
            _WHICH_TEXTS,
            tr("Images without labels teach the network what is background."),
        )
        self.transfer_box = create_combo_box(
            tr("What to do with the image files"),
            _TRANSFER_TEXTS,
            tr("The open images are not changed."),
        )
        self.class_order = ClassOrder(classes)
        self.order_label = PlainLabel(tr("C&lasses by number"))
        self.order_label.setBuddy(self.class_order.list)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export_button = self.buttons.addButton(tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.export_button.setDefault(True)
        self.format_box.setCurrentIndex(self.format_box.findData(first_format))
        self._connect_signals()
        self._build_layout()
        self._on_format_changed()

    def _connect_signals(self) -> None:
        self.format_box.currentIndexChanged.connect(self._on_format_changed)
        self.folder_field.folder_checked.connect(self._on_folder_checked)
        self.buttons.accepted.connect(self._on_export_clicked)
        self.buttons.rejected.connect(self.reject)

    def _build_layout(self) -> None:
        form = QFormLayout()
        form.addRow(tr("&Format"), self.format_box)
        form.addRow("", self.holds_label)
        form.addRow(tr("Write &to"), self.folder_field)
        form.addRow(tr("&Which images"), self.which_box)
        form.addRow(tr("&Image files"), self.transfer_box)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.order_label)
        layout.addWidget(self.class_order, 1)
        layout.addWidget(self.folder_field.fault_label)
        layout.addWidget(self.buttons)

    @property
    def format_name(self) -> FormatName:
        name: FormatName = self.format_box.currentData()
        return name

    def build_request(self) -> ExportRequest:
        """What the fields say."""
        return ExportRequest(
            self.format_name,
            self.folder_field.path,
            self.transfer_box.currentData(),
            self.which_box.currentData(),
            self.class_order.classes,
        )

    @Slot()
    def _on_format_changed(self) -> None:
        info = FORMAT_INFOS[self.format_name]
        reduced = tr(ONE_RING_TEXT) if info.has_one_ring else ""
        if "outlines" not in info.keeps:
            reduced = tr(OUTLINES_AS_BOXES_TEXT)
        self.holds_label.setText(" ".join(filter(None, (tr(info.export_note), reduced))))
        self.folder_field.propose_folder(self.format_name)
        numbered = "class_list" in info.keeps
        for widget in (self.class_order, self.order_label):
            widget.setVisible(numbered)
        self._offer_verified("verified" in FORMAT_INFOS[self._own_format].keeps)
        self.adjustSize()

    def _offer_verified(self, offered: bool) -> None:
        """Formats that cannot hold the mark have no image that bears it."""
        row = self.which_box.findData("verified")
        if not offered and row >= 0:
            self.which_box.removeItem(row)

    @Slot()
    def _on_folder_checked(self) -> None:
        self.export_button.setEnabled(self.folder_field.is_free)
        self.export_button.setToolTip(format_tooltip(self.folder_field.fault_label.text() or tr("Write the labels")))

    def _on_export_clicked(self) -> None:
        self.folder_field.check_folder()
        if self.folder_field.is_free:
            self.export_requested.emit(self.build_request())
            self.accept()
