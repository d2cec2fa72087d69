"""What to export, in which format and where to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from detector.data.conversion import ImageTransfer, Which
from detector.data.formats.base import FormatName
from frcnn_gui.format_words import HOLDS, KEEPS_VERIFIED, NUMBERED, TITLES
from frcnn_gui.language import N_, tr
from frcnn_gui.panels.class_order import ClassOrder
from frcnn_gui.panels.target_folder import TargetFolder
from frcnn_gui.plain_text import PlainLabel, as_tip
from frcnn_gui.workers.export_job import ExportRequest

WIDTH = 560
_TRANSFERS: Mapping[ImageTransfer, str] = {
    "copy": N_("Copy them, too"),
    "link": N_("Put links to them there, which take no room"),
    "none": N_("Leave them where they are: labels alone"),
}
_CHOICES: Mapping[Which, str] = {
    "labelled": N_("Those that have labels"),
    "all": N_("All, also without labels"),
    "verified": N_("Those marked as verified"),
}
FORMAT_HELP = N_("What the format cannot hold is left out there; nothing changes here.")


class ExportDialog(QDialog):
    """`requested` has the ExportRequest."""

    requested = Signal(object)

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
        self.setMinimumWidth(WIDTH)
        self._own_format = own_format
        self.format_box = combo(tr("Format of the labels there"), TITLES, tr(FORMAT_HELP))
        self.holds = PlainLabel()
        self.holds.setWordWrap(True)
        self.holds.setEnabled(False)
        self.place = TargetFolder(root)
        self.which_box = combo(
            tr("Which images are exported"), _CHOICES, tr("Images without labels teach what is background.")
        )
        self.transfer_box = combo(
            tr("What is done with the images themselves"), _TRANSFERS, tr("The images that are open stay as they are.")
        )
        self.order = ClassOrder(classes)
        self.order_label = PlainLabel(tr("C&lasses, as they are numbered"))
        self.order_label.setBuddy(self.order.list)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export_button = self.buttons.addButton(tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.export_button.setDefault(True)
        self.format_box.setCurrentIndex(self.format_box.findData(first_format))
        self._connect()
        self._arrange()
        self._follow_format()

    def _connect(self) -> None:
        self.format_box.currentIndexChanged.connect(self._follow_format)
        self.place.checked.connect(self._follow_place)
        self.buttons.accepted.connect(self._request)
        self.buttons.rejected.connect(self.reject)

    def _arrange(self) -> None:
        form = QFormLayout()
        form.addRow(tr("&Format"), self.format_box)
        form.addRow("", self.holds)
        form.addRow(tr("Write &to"), self.place)
        form.addRow(tr("&Which images"), self.which_box)
        form.addRow(tr("Their &pictures"), self.transfer_box)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.order_label)
        layout.addWidget(self.order, 1)
        layout.addWidget(self.place.fault)
        layout.addWidget(self.buttons)

    @property
    def format(self) -> FormatName:
        name: FormatName = self.format_box.currentData()
        return name

    def request(self) -> ExportRequest:
        """What the fields say."""
        return ExportRequest(
            self.format,
            self.place.path,
            self.transfer_box.currentData(),
            self.which_box.currentData(),
            self.order.classes,
        )

    @Slot()
    def _follow_format(self) -> None:
        self.holds.setText(tr(HOLDS[self.format]))
        self.place.propose(self.format)
        numbered = self.format in NUMBERED
        for widget in (self.order, self.order_label):
            widget.setVisible(numbered)
        self._offer_verified(self._own_format in KEEPS_VERIFIED)
        self.adjustSize()

    def _offer_verified(self, offered: bool) -> None:
        """Formats that cannot hold the mark have no image that bears it."""
        row = self.which_box.findData("verified")
        if not offered and row >= 0:
            self.which_box.removeItem(row)

    @Slot()
    def _follow_place(self) -> None:
        self.export_button.setEnabled(self.place.is_free)
        self.export_button.setToolTip(as_tip(self.place.fault.text() or tr("Write the labels")))

    def _request(self) -> None:
        self.place.check()
        if self.place.is_free:
            self.requested.emit(self.request())
            self.accept()


def combo(
    name: str, items: Mapping[FormatName, str] | Mapping[ImageTransfer, str] | Mapping[Which, str], help: str
) -> QComboBox:
    """One row for each value, under its title; `help` is what What's This tells of it."""
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(as_tip(name))
    box.setWhatsThis(help)
    for value, text in items.items():
        box.addItem(tr(text), value)
    return box
