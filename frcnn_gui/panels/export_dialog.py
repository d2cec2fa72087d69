"""What to export, in which format and where to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
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

from detector.data.conversion import ImageTransfer, Which, target_fault
from detector.data.formats.base import FormatName
from frcnn_gui.format_words import HOLDS, KEEPS_VERIFIED, NUMBERED, TITLES
from frcnn_gui.language import N_, tr
from frcnn_gui.panels.class_order import ClassOrder
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
        self._root, self._own_format = root, own_format
        self._proposed = ""
        self.format_box = combo(tr("Format of the labels there"), TITLES)
        self.holds = QLabel()
        self.holds.setWordWrap(True)
        self.holds.setEnabled(False)
        self.folder = QLineEdit()
        self.folder.setToolTip(tr("A new or empty folder, outside of the one that is open"))
        self.folder.setAccessibleName(tr("Folder to write to"))
        self.browse = QPushButton(tr("Choose…"))
        self.browse.setToolTip(tr("Choose a folder"))
        self.browse.setAutoDefault(False)
        self.which_box = combo(tr("Which images are exported"), _CHOICES)
        self.transfer_box = combo(tr("What is done with the images themselves"), _TRANSFERS)
        self.order = ClassOrder(classes)
        self.order_label = QLabel(tr("C&lasses, as they are numbered"))
        self.order_label.setBuddy(self.order.list)
        self.fault = QLabel()
        self.fault.setWordWrap(True)
        self.fault.setAccessibleName(tr("What is to be changed first"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export_button = self.buttons.addButton(tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.export_button.setDefault(True)
        self.format_box.setCurrentIndex(self.format_box.findData(first_format))
        self._connect()
        self._arrange()
        self._follow_format()

    def _connect(self) -> None:
        self.format_box.currentIndexChanged.connect(self._follow_format)
        self.folder.textChanged.connect(self._check)
        self.browse.clicked.connect(self._browse)
        self.buttons.accepted.connect(self._request)
        self.buttons.rejected.connect(self.reject)

    def _arrange(self) -> None:
        place = QWidget()
        place.setFocusProxy(self.folder)
        inside = QHBoxLayout(place)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.folder, 1)
        inside.addWidget(self.browse)
        form = QFormLayout()
        form.addRow(tr("&Format"), self.format_box)
        form.addRow("", self.holds)
        form.addRow(tr("Write &to"), place)
        form.addRow(tr("&Which images"), self.which_box)
        form.addRow(tr("Their &pictures"), self.transfer_box)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.order_label)
        layout.addWidget(self.order, 1)
        layout.addWidget(self.fault)
        layout.addWidget(self.buttons)

    @property
    def format(self) -> FormatName:
        name: FormatName = self.format_box.currentData()
        return name

    def request(self) -> ExportRequest:
        """What the fields say."""
        return ExportRequest(
            self.format,
            Path(self.folder.text().strip()).expanduser(),
            self.transfer_box.currentData(),
            self.which_box.currentData(),
            self.order.classes,
        )

    @Slot()
    def _follow_format(self) -> None:
        self.holds.setText(tr(HOLDS[self.format]))
        if self.folder.text() == self._proposed:
            self._proposed = str(proposed_folder(self._root, self.format))
            self.folder.setText(self._proposed)
        numbered = self.format in NUMBERED
        for widget in (self.order, self.order_label):
            widget.setVisible(numbered)
        self._offer_verified(self._own_format in KEEPS_VERIFIED)
        self._check()
        self.adjustSize()

    def _offer_verified(self, offered: bool) -> None:
        """Formats that cannot hold the mark have no image that bears it."""
        row = self.which_box.findData("verified")
        if not offered and row >= 0:
            self.which_box.removeItem(row)

    @Slot()
    def _check(self) -> None:
        text = self.folder.text().strip()
        place = Path(text).expanduser()
        if not text:
            fault = tr("Choose a folder.")
        elif not place.is_absolute():
            fault = tr("Give the whole path of the folder, or choose it.")
        else:
            fault = target_fault(self._root, place)
            fault += " " + tr("Choose a new or empty folder elsewhere.") if fault else ""
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        self.export_button.setEnabled(not fault)
        self.export_button.setToolTip(fault or tr("Write the labels"))

    def _browse(self) -> None:
        start = Path(self.folder.text()).parent if self.folder.text() else self._root.parent
        chosen = QFileDialog.getExistingDirectory(self, tr("Export to a new or empty folder"), str(start))
        if chosen:
            self.folder.setText(chosen)

    def _request(self) -> None:
        self._check()
        if self.export_button.isEnabled():
            self.requested.emit(self.request())
            self.accept()


def proposed_folder(root: Path, what: str) -> Path:
    """Beside the data set, named after it and `what` it will hold, and not there yet: `photos_coco`."""
    folder = root if root.is_dir() else root.parent
    base = folder.parent / f"{folder.name or 'export'}_{what}"
    place, number = base, 2
    while place.exists():
        place = base.with_name(f"{base.name}_{number}")
        number += 1
    return place


def combo(name: str, items: Mapping[FormatName, str] | Mapping[ImageTransfer, str] | Mapping[Which, str]) -> QComboBox:
    """One row for each value, under its title."""
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(name)
    for value, text in items.items():
        box.addItem(tr(text), value)
    return box
