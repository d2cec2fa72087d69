"""The Anchors layer: the boxes that the network may start from, filtered by shape and by place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.config import DetectorConfig
from frcnn_gui.canvas import palette
from frcnn_gui.canvas.layers import BoxGroup, LayerContent

ALL_SHAPES = -1


@dataclass(frozen=True)
class AnchorFilter:
    """Which anchors are shown."""

    shape: int = ALL_SHAPES
    """Number of the shape (those of the finest level first), or ALL_SHAPES."""
    inside_only: bool = True


def shape_names(config: DetectorConfig) -> list[str]:
    """What each shape of each level is called, in their order: width x height in pixels of the network's input."""
    names = []
    for stride in config.backbone.level_strides:
        level = f", every {stride} px" if config.backbone.fpn_channels else ""
        for ratio in config.anchors.ratios:
            for scale in config.anchors.scales:
                side = stride * scale
                names.append(f"{side / ratio**0.5:.0f} x {side * ratio**0.5:.0f} px{level}")
    return names


def middle_shape(config: DetectorConfig) -> int:
    """The square of middle size: the shape that a first look is most likely to want."""
    anchors = config.anchors
    ratios = [abs(ratio - 1) for ratio in anchors.ratios]
    in_level = ratios.index(min(ratios)) * len(anchors.scales) + len(anchors.scales) // 2
    return len(config.backbone.level_strides) // 2 * anchors.per_cell + in_level


def rows_shown(inside: NDArray[np.bool_], shapes: NDArray[np.int64], wanted: AnchorFilter) -> NDArray[np.bool_]:
    """Which (A,) anchors pass the filter; `inside` (A,), `shapes` (A,) the number of each anchor's shape."""
    shown = inside.copy() if wanted.inside_only else np.ones_like(inside)
    if wanted.shape != ALL_SHAPES:
        shown &= shapes == wanted.shape
    return shown


def anchors_content(
    anchors: NDArray[np.float32], inside: NDArray[np.bool_], shapes: NDArray[np.int64], wanted: AnchorFilter
) -> LayerContent:
    """`anchors` (A, 4) in pixels of the image, `inside` (A,) and `shapes` (A,) -> what the layer paints."""
    shown = rows_shown(inside, shapes, wanted)
    group = BoxGroup(anchors[shown], palette.STAGE_COLORS["anchor"])
    return LayerContent((group,), f"{int(shown.sum()):,} of {len(anchors):,}")
