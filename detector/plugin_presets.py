"""Presets of networks that packages of others add: the entry points of the group `frcnn_studio.networks`.

A preset is a combination of the program's own parts; its name is that of the entry point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detector.config import PRESET_SUMMARIES, PRESETS, DetectorConfig
from detector.plugins import PluginError, load_plugins

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


@dataclass(frozen=True)
class NetworkPreset:
    """What an entry point of `frcnn_studio.networks` names.

    Attributes:
        config: All settings; `config.preset` is the name of the entry point.
        summary: What the network is for, in a few words.
    """

    config: DetectorConfig
    summary: str


def add_plugin_presets() -> None:
    """Add them to `PRESETS` and `PRESET_SUMMARIES`. Called by the programs, before anything lists these."""
    for name, preset in load_plugins("networks", _load_preset).items():
        PRESETS[name], PRESET_SUMMARIES[name] = preset.config, preset.summary


def _load_preset(entry_point: EntryPoint) -> NetworkPreset:
    """The preset of others.

    Raises:
        PluginError: It is none, or its name is taken.
    """
    preset = entry_point.load()
    if not isinstance(preset, NetworkPreset):
        raise PluginError(f"{entry_point.value} is not a NetworkPreset")
    if preset.config.preset != entry_point.name:
        raise PluginError(f"its preset is called {preset.config.preset}, not {entry_point.name}")
    if entry_point.name in PRESETS:
        raise PluginError(f"there is already a preset called {entry_point.name}")
    return preset
