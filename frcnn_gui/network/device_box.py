"""A combo box with the devices of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QWidget

from frcnn_gui.common.language import tr
from frcnn_gui.common.preferences import DEVICE

if TYPE_CHECKING:
    from detector.compute.device import DeviceState


class DeviceBox(QComboBox):
    """Has one row, that of the device in use, until `show_devices` says which there are."""

    def __init__(self, device: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._device = device
        self.setAccessibleName(tr("Device for the network"))
        self.setWhatsThis(
            tr(
                "For detection, stages and training. Automatic uses a CUDA GPU if there is one. Devices that "
                "cannot be used are disabled and show the reason."
            )
        )
        self.addItem(tr("Detecting…"), device)
        self.activated.connect(self._on_activated)

    def show_devices(self, devices: tuple[DeviceState, ...]) -> None:
        """Offer these; those that cannot be used are grayed, with the reason."""
        self.clear()
        best = next(one for one in devices if not one.reason)
        self.addItem(tr("Automatic: {device}").format(device=best.title), DEVICE.default)
        for one in devices:
            self.addItem(f"{one.title}: {tr(one.reason)}" if one.reason else one.title, one.name)
            model = self.model()
            item = model.item(self.count() - 1) if isinstance(model, QStandardItemModel) else None
            if one.reason and isinstance(item, QStandardItem):
                item.setEnabled(False)
        self.select_device(self._device)

    def select_device(self, name: str) -> None:
        """Show that this one is chosen."""
        self._device = name
        self.setCurrentIndex(max(self.findData(name), 0))

    def _on_activated(self) -> None:
        self._device = self.currentData()
