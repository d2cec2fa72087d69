"""What the shapes of anchors are called."""

from __future__ import annotations

from detector.config import DetectorConfig
from frcnn_gui.language import tr

ALL_SHAPES = -1


def shape_names(config: DetectorConfig) -> list[str]:
    """What each shape of each level is called, in their order: width x height in pixels of the network's input."""
    names = []
    for stride in config.backbone.level_strides:
        for ratio in config.anchors.ratios:
            for scale in config.anchors.scales:
                side = stride * scale
                size = f"{side / ratio**0.5:.0f} x {side * ratio**0.5:.0f}"
                text = tr("{size} px, every {stride} px") if config.backbone.fpn_channels else tr("{size} px")
                names.append(text.format(size=size, stride=stride))
    return names


def middle_shape(config: DetectorConfig) -> int:
    """The square of middle size: the shape that a first look is most likely to want."""
    anchors = config.anchors
    ratios = [abs(ratio - 1) for ratio in anchors.ratios]
    in_level = ratios.index(min(ratios)) * len(anchors.scales) + len(anchors.scales) // 2
    return len(config.backbone.level_strides) // 2 * anchors.per_cell + in_level
