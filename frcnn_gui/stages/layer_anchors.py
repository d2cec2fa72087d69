"""What the shapes of anchors are called."""

from __future__ import annotations

from detector.config import DetectorConfig
from frcnn_gui.common.language import tr

ALL_SHAPES = -1


def shape_names(config: DetectorConfig) -> list[str]:
    """What each shape of each level is called, in their order: width x height in pixels of the network's input."""
    names = []
    for level, stride in zip(level_names(config), config.backbone.level_strides, strict=True):
        for ratio in config.anchors.ratios:
            for scale in config.anchors.scales:
                side = config.anchors.unit_px(stride) * scale
                size = f"{side / ratio**0.5:.0f} x {side * ratio**0.5:.0f}"
                text = tr("{size} px, {level}") if config.backbone.fpn_channels else tr("{size} px")
                names.append(text.format(size=size, level=level))
    return names


def level_names(config: DetectorConfig) -> list[str]:
    """What each level is called: by its stride, and by its number where two levels have the same."""
    strides = config.backbone.level_strides
    names = []
    for number, stride in enumerate(strides, 1):
        text = tr("every {stride} px") if strides.count(stride) == 1 else tr("every {stride} px, level {number}")
        names.append(text.format(stride=stride, number=number))
    return names


def middle_shape(config: DetectorConfig) -> int:
    """The square of middle size: the shape that a first look is most likely to want."""
    anchors = config.anchors
    ratios = [abs(ratio - 1) for ratio in anchors.ratios]
    in_level = ratios.index(min(ratios)) * len(anchors.scales) + len(anchors.scales) // 2
    return len(config.backbone.level_strides) // 2 * anchors.per_cell + in_level
