"""The settings with which the stages are computed: those of the network, until other ones are tried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from detector.config import DetectorConfig
from frcnn_gui.stages.settings import SettingValue, find_changed_settings, get_setting, replace_setting

if TYPE_CHECKING:
    from detector.trace.schema import StageTrace
    from frcnn_gui.network.network import Network


class TrialSettings(QObject):
    """The configuration, the seed of the minibatches, and the limits of the proposal layer.

    Signals:
        changed: A setting, the seed or the limits were changed, other than by a network or a trace from a file.
    """

    changed = Signal()

    def __init__(self, network: Network, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._network = network
        self.config: DetectorConfig = network.config
        self.seed = 0
        self.training = True
        """Whether the proposal layer has the limits of training, not those of detection"""
        self.has_lent_limits = False
        """Whether `training` is off only until `restore_limits`, because a missed object is visited"""
        self._before_loaded = (self.seed, self.training)
        """What `leave_loaded` restores"""

    # -- single settings

    def get_value(self, id: str) -> SettingValue:
        return get_setting(self.config, id)

    def get_preset_value(self, id: str) -> SettingValue:
        return get_setting(self._network.config, id)

    @property
    def changed_settings(self) -> tuple[str, ...]:
        """The settings that differ from the network's own."""
        return find_changed_settings(self.config, self._network.config)

    def set_value(self, id: str, value: SettingValue) -> None:
        self.use_config(replace_setting(self.config, id, value))

    def reset_settings(self, id: str = "") -> None:
        """Give a setting, or all of them, the network's own value."""
        self.use_config(replace_setting(self.config, id, self.get_preset_value(id)) if id else self._network.config)

    # -- all of them

    def use_config(self, config: DetectorConfig) -> None:
        """Try these settings out."""
        if config != self.config:
            self.config = config
            self.changed.emit()

    def resample_minibatches(self, seed: int | None = None) -> None:
        """Draw other minibatches."""
        self.seed = self.seed + 1 if seed is None else seed
        self.changed.emit()

    def set_training(self, training: bool) -> None:
        """Have the limits of training in the proposal layer, or those of detection."""
        self.has_lent_limits = False
        if training != self.training:
            self.training = training
            self.changed.emit()

    def lend_detection_limits(self) -> None:
        """Have the limits of detection until `restore_limits`."""
        if self.training:
            self.set_training(False)
            self.has_lent_limits = True

    def restore_limits(self) -> None:
        """Have the limits again that were chosen before `lend_detection_limits`."""
        if self.has_lent_limits:
            self.set_training(True)

    # -- without `changed`: everything is computed again in any case

    def return_limits(self) -> bool:
        """As `restore_limits`. True where the limits were lent."""
        had_lent_limits = self.has_lent_limits
        self.training, self.has_lent_limits = self.training or had_lent_limits, False
        return had_lent_limits

    def follow_network(self) -> None:
        """Have the configuration of the network in use."""
        self.config = self._network.config

    def use_loaded(self, trace: StageTrace, keep_own: bool) -> None:
        """Have the settings of a trace from a file; `keep_own` keeps seed and limits for `leave_loaded`."""
        self.return_limits()
        if keep_own:
            self._before_loaded = self.seed, self.training
        self.config, self.seed, self.training = trace.config, trace.seed, trace.training

    def leave_loaded(self) -> None:
        """Have the configuration of the network in use again, and the seed and the limits that were kept."""
        self.follow_network()
        self.seed, self.training = self._before_loaded
