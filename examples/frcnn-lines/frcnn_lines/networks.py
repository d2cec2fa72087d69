"""A network of the program's own parts, with other settings."""

from __future__ import annotations

from dataclasses import replace

from detector.config import get_preset
from detector.plugin_presets import NetworkPreset

_LIGHT = get_preset("mobilenet_fpn")
LINES_FPN = NetworkPreset(
    replace(_LIGHT, preset="lines_fpn", anchors=replace(_LIGHT.anchors, ratios=(0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0))),
    "Light pyramid network for long, narrow objects, such as lines of text",
)
