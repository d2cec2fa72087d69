"""The network in use: an untrained preset, or a checkpoint of this folder or from elsewhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from detector.config import DEFAULT_PRESET, DetectorConfig, get_preset
from detector.weights.pretrained import COCO_PRESET
from frcnn_gui.common.preferences import DEVICE
from frcnn_gui.network.network_cache import NetworkCache, NetworkSource


class Network(QObject):
    """The network that stages show and detection uses.

    Signals:
        changed: It is another one.
        reading_ended: The file of another network was read, or could not be.
    """

    changed = Signal()
    reading_ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.device = DEVICE.default
        """Where detection and training compute, as `detector.compute.device.choose_device` takes it"""
        self.source = NetworkSource(DEFAULT_PRESET)
        self.config: DetectorConfig = get_preset(DEFAULT_PRESET)
        self.cache = NetworkCache()
        self._reading_count = 0

    @property
    def is_trained(self) -> bool:
        """Whether it has learned something, so that its detections mean something."""
        return self.source.is_trained

    @property
    def has_trained_masks(self) -> bool:
        """Whether it has a mask head that has learned something."""
        return self.is_trained and self.config.has_masks

    @property
    def is_reading(self) -> bool:
        """Whether the file of another network is being read, which will be the one in use."""
        return self._reading_count > 0

    def use_device(self, name: str) -> None:
        self.device = name

    def begin_reading(self) -> None:
        self._reading_count += 1

    def end_reading(self) -> None:
        self._reading_count -= 1
        if not self._reading_count:
            self.reading_ended.emit()

    def use_preset(self, name: str) -> None:
        """Take an untrained network.

        Raises:
            ValueError: For a name that no preset has.
        """
        self._set_source(NetworkSource(name), get_preset(name))

    def use_checkpoint(self, path: Path, config: DetectorConfig) -> None:
        """Take a trained network whose settings are `config`."""
        self._set_source(NetworkSource(config.preset, path), config)

    def use_coco(self) -> None:
        """Take torchvision's network that was trained on COCO; its weights must be on this machine."""
        self._set_source(NetworkSource(COCO_PRESET, coco=True), get_preset(COCO_PRESET))

    def _set_source(self, source: NetworkSource, config: DetectorConfig) -> None:
        # A checkpoint of the same name may have been replaced, so it counts as another network.
        if source == self.source and source.checkpoint is None:
            return
        self.source, self.config = source, config
        self.changed.emit()
