"""Which program this is, in which versions and on what it runs; all of it goes to the clipboard with one button."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.common.icons import load_application_icon
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import HtmlLabel, PlainLabel
from frcnn_gui.common.settings import DISPLAY_NAME
from frcnn_gui.help.about import InfoRow, describe_system, format_report, list_versions

ICON_SIZE = QSize(64, 64)


class AboutDialog(QDialog):
    """The devices come later, by `show_devices`: to ask for them takes torch."""

    def __init__(self, log_folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About"))
        self._versions, self._surroundings = list_versions(), [*describe_system(), (N_("Log"), str(log_folder))]
        self._devices: Sequence[InfoRow] = ()
        self.devices_label = PlainLabel(tr("Searching, after torch is loaded…"))
        self.devices_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy_button = QPushButton(tr("&Copy for a bug report"))
        self.copy_button.setWhatsThis(tr("Copies everything shown here as text."))
        self.copy_button.clicked.connect(self._on_copy_clicked)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addLayout(self._build_head())
        layout.addWidget(_create_group(tr("Versions"), self._versions[1:]))
        layout.addWidget(self._build_machine_group())
        layout.addWidget(buttons)

    def _build_head(self) -> QHBoxLayout:
        icon = PlainLabel()
        icon.setPixmap(load_application_icon().pixmap(ICON_SIZE))
        what = tr("Label images, look inside Faster R-CNN, train and detect.")
        license_text = tr("Free software under the MIT license.")
        text = HtmlLabel(f"<h3>{DISPLAY_NAME} {self._versions[0][1]}</h3><p>{what}<br>{license_text}</p>")
        head = QHBoxLayout()
        head.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(text, 1)
        return head

    def _build_machine_group(self) -> QGroupBox:
        group = _create_group(tr("This machine"), self._surroundings)
        form = group.layout()
        assert isinstance(form, QFormLayout)
        form.addRow(tr("Devices"), self.devices_label)
        return group

    @Slot(object)
    def show_devices(self, devices: Sequence[InfoRow]) -> None:
        """(name, title or why it cannot be used) of each."""
        self._devices = devices
        self.devices_label.setText("\n".join(f"{name}: {title}" for name, title in devices))
        self.adjustSize()

    def format_report(self) -> str:
        """Everything that is shown, as text."""
        return format_report(
            (self._versions, self._surroundings, self._devices or [("Devices", self.devices_label.text())])
        )

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.format_report())
        self.copy_button.setText(tr("Copied"))


def _create_group(title: str, rows: Sequence[InfoRow]) -> QGroupBox:
    group = QGroupBox(title)
    form = QFormLayout(group)
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(4)
    for name, value in rows:
        label = PlainLabel(value)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        form.addRow(tr(name), label)
    return group
